//! Who a token is.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use super::customer::language;
use super::wire::{Id, Time};
use crate::site::Site;

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::default().routes(routes!(show))
}

/// The member of staff in whose name a token acts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Me {
    id: Id,
    name: String,
    email: String,
    /// `agent`, `technician`, `manager`, `administrator`.
    role: &'static str,
    /// `de` or `en`.
    language: &'static str,
    /// Name of the desk.
    desk: String,
    /// The desk's time.
    now: Time,
}

/// Who the token is
#[utoipa::path(get, path = "/me", tag = "me",
    responses((status = 200, description = "The token's owner", body = Me)))]
async fn show(caller: Caller) -> Json<Me> {
    let now = Time(caller.desk.now());
    let desk = caller.desk.name().to_owned();
    let staff = caller.staff;
    Json(Me {
        id: Id(staff.id.0),
        name: staff.name,
        email: staff.email,
        role: staff.role.word(),
        language: language(staff.language),
        desk,
        now,
    })
}
