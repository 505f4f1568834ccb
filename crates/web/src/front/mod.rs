//! What everyone may see: the desk's first page, its plans, accepting a price by a link, signing in and out, language and appearance, styles and scripts.

mod accept;
mod choice;
mod file;
mod landing;
mod plans;
mod preferences;
mod sign_in;

use axum::Router;
use axum::routing::{get, post};

use crate::site::Site;

/// The routes.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/", get(landing::site))
        .route("/assets/{file}", get(file::file))
        .route("/{desk}", get(landing::landing))
        .route("/{desk}/", get(landing::landing))
        .route("/{desk}/plans", get(plans::plans))
        .route("/{desk}/accept/{secret}", get(accept::page).post(accept::decide))
        .route("/{desk}/preferences", post(preferences::choose))
        .route("/{desk}/sign-in", get(sign_in::staff_form).post(sign_in::sign_in))
        .route("/{desk}/sign-out", post(sign_in::sign_out))
        .route("/{desk}/portal/sign-in", get(sign_in::contact_form).post(sign_in::sign_in))
        .route("/{desk}/portal/sign-out", post(sign_in::sign_out))
}
