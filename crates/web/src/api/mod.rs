//! The JSON API, version 1, nested below `/{desk}/api/v1`: what the pages can do, for programs.
//!
//! A program acts with a token in the name of a member of staff, through the same actions as the pages. JSON shapes live only
//! here; domain types are not serialised. Fields are added within a version, never renamed or taken away. Ids are strings,
//! times RFC 3339, amounts decimal strings with their currency, durations end in `_s`. The document that describes it is made
//! from the routes themselves, so it cannot tell of others.

mod body;
mod call_back;
mod caller;
mod contract;
mod customer;
mod document;
mod invoice;
mod me;
mod plan;
mod problem;
mod search;
mod staff;
mod team;
mod ticket;
mod usage;
mod wire;
mod write;

use axum::Router;
use axum::response::IntoResponse as _;
use axum::routing::{any, get};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::site::Site;
use problem::Problem;

/// The routes of the API, with the document that describes them at `/openapi.json`.
pub(crate) fn router() -> Router<Site> {
    let (routes, document) = OpenApiRouter::with_openapi(document::head())
        .merge(me::router())
        .merge(staff::router())
        .merge(team::router())
        .merge(search::router())
        .merge(ticket::router())
        .merge(usage::router())
        .merge(customer::router())
        .merge(contract::router())
        .merge(call_back::router())
        .merge(invoice::router())
        .merge(plan::router())
        .split_for_parts();
    routes
        .route("/openapi.json", get(document::serve(document)))
        // A route of its own, not a fallback: the site has a fallback already, and paths with a parameter allow one only.
        .route("/{*rest}", any(async || Problem::not_found()))
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .layer(CatchPanicLayer::custom(|_| Problem::internal().into_response()))
}
