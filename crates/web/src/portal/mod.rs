//! What contacts of customers see and do.

use axum::Router;

use crate::site::Site;

/// The routes.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
}
