//! What contacts of customers see and do.

mod contract;
mod emergency;
mod home;
mod invoice;
mod open;
mod request;
mod search;
mod sent;
mod ticket;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::composed::BODY_MAX;
use crate::live;
use crate::site::Site;

pub(crate) use contract::Claimed;
pub(crate) use home::lines;
pub(crate) use request::{Choices, Typed, shown};

/// The routes.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/{desk}/portal", get(home::page))
        .route("/{desk}/portal/tickets/new", get(open::form))
        .route("/{desk}/portal/tickets/verdict", post(open::verdict))
        .route("/{desk}/portal/tickets", post(open::open))
        .route("/{desk}/portal/tickets/{number}", get(ticket::page))
        .route("/{desk}/portal/tickets/{number}/entries", get(ticket::entries))
        .route("/{desk}/portal/tickets/{number}/print", get(ticket::print))
        .route("/{desk}/portal/tickets/{number}/clocks", get(ticket::clocks))
        .route("/{desk}/portal/tickets/{number}/files/{id}", get(ticket::file))
        .route("/{desk}/portal/tickets/{number}/messages/{id}/sent", get(sent::page))
        .route("/{desk}/portal/tickets/{number}/messages/{id}/sent/frame", get(sent::framed))
        .route("/{desk}/portal/contracts/{number}", get(contract::page))
        .route("/{desk}/portal/contracts/{number}/claims", post(contract::claim))
        .route("/{desk}/portal/emergency", get(emergency::page).post(emergency::accept))
        .route("/{desk}/portal/invoices", get(invoice::list))
        .route("/{desk}/portal/invoices/{number}", get(invoice::page))
        .route("/{desk}/portal/invoices/{number}/print", get(invoice::print))
        .route("/{desk}/portal/search", get(search::page))
        .route("/{desk}/portal/search/results", get(search::list))
        .route("/{desk}/portal/events", get(live::contact))
}

/// What takes files, and so takes longer.
pub(crate) fn uploads() -> Router<Site> {
    Router::new()
        .route("/{desk}/portal/tickets/{number}/messages", post(ticket::write))
        .layer(DefaultBodyLimit::max(BODY_MAX))
}
