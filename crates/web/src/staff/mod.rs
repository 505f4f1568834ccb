//! What the provider's people see and do.

mod change;
mod frame;
mod queue;
mod ticket;

use axum::Router;
use axum::routing::{get, post};

use crate::live;
use crate::site::Site;

/// The routes.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/{desk}/queue", get(queue::page))
        .route("/{desk}/queue/list", get(queue::list))
        .route("/{desk}/events", get(live::staff))
        .merge(tickets())
}

fn tickets() -> Router<Site> {
    Router::new()
        .route("/{desk}/tickets/{number}", get(ticket::page))
        .route("/{desk}/tickets/{number}/entries", get(ticket::entries))
        .route("/{desk}/tickets/{number}/clocks", get(ticket::clocks))
        .route("/{desk}/tickets/{number}/preview", get(ticket::preview))
        .route("/{desk}/tickets/{number}/messages", post(change::write))
        .route("/{desk}/tickets/{number}/assign", post(change::assign))
        .route("/{desk}/tickets/{number}/severity", post(change::severity))
        .route("/{desk}/tickets/{number}/subject", post(change::subject))
        .route("/{desk}/tickets/{number}/wait", post(change::wait))
        .route("/{desk}/tickets/{number}/resolve", post(change::resolve))
        .route("/{desk}/tickets/{number}/close", post(change::close))
        .route("/{desk}/tickets/{number}/reopen", post(change::reopen))
        .route("/{desk}/tickets/{number}/facts", post(change::fact))
}
