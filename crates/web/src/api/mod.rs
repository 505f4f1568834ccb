//! The JSON API, version 1. Nested below `/{desk}/api/v1`.

use crate::site::Site;

/// The routes of the API.
pub(crate) fn router() -> axum::Router<Site> {
    axum::Router::new()
}
