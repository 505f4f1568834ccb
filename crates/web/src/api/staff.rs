//! The desk's own people: whom a ticket can be given to, and who starts or leaves.

use axum::Json;
use axum::response::Response;
use desk::id::StaffId;
use desk::staff::{self, NewStaff, Staff};
use desk::{DeskError, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Posted;
use super::caller::{Caller, Identified};
use super::customer::{NewPassword, hash, language};
use super::problem::Problem;
use super::ticket::Nothing;
use super::wire::{Id, Page, Time, Tongue};
use super::write::Made;
use crate::site::Site;

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::default().routes(routes!(list, create)).routes(routes!(set_password)).routes(routes!(deactivate))
}

/// A member of staff.
#[derive(Debug, Serialize, ToSchema)]
struct StaffView {
    id: Id,
    name: String,
    email: String,
    /// `agent`, `technician`, `manager`, `administrator`.
    role: &'static str,
    /// `de` or `en`.
    language: &'static str,
    /// When they left.
    deactivated_at: Option<Time>,
}

/// A member of staff to be added.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StaffEntry {
    name: String,
    /// Their e-mail address, with which they sign in.
    email: String,
    /// `agent`, `technician`, `manager`, `administrator`.
    role: String,
    /// `de` or `en`. Without it `de`.
    #[serde(default)]
    language: Tongue,
    /// 10 to 200 characters; without it they cannot sign in yet.
    #[serde(default)]
    password: Option<String>,
}

impl From<Staff> for StaffView {
    fn from(staff: Staff) -> StaffView {
        StaffView {
            id: Id(staff.id.0),
            name: staff.name,
            email: staff.email,
            role: staff.role.word(),
            language: language(staff.language),
            deactivated_at: staff.deactivated_at.map(Time),
        }
    }
}

/// List staff
#[utoipa::path(get, path = "/staff", tag = "staff",
    responses((status = 200, description = "Everybody by name; who left comes last", body = Page<StaffView>)))]
async fn list(caller: Caller) -> Result<Json<Page<StaffView>>, Problem> {
    let everybody = caller.read(staff::list).await?;
    Ok(Json(Page { items: everybody.into_iter().map(StaffView::from).collect(), next: None }))
}

/// Add a member of staff
#[utoipa::path(post, path = "/staff", tag = "staff", request_body = StaffEntry,
    responses((status = 201, description = "Added", body = StaffView)))]
async fn create(caller: Caller, posted: Posted<StaffEntry>) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    let known = || DeskError::field("role", "unknown", Role::ALL.map(|(_, word)| word).join(", "));
    let role = Role::find(&body.role).ok_or_else(known)?;
    let password = hash(&caller, body.password.as_deref()).await?;
    let new = NewStaff { email: body.email, name: body.name, role, language: body.language.into(), password };
    caller
        .write(key, move |act| {
            let id = staff::create(act, &new)?;
            Ok(Made::created("staff".to_owned(), StaffView::from(staff::get(act, id)?)))
        })
        .await
}

/// Give a member of staff a password
///
/// Administrators for everybody, the others for themselves. Every session of that person ends.
#[utoipa::path(post, path = "/staff/{id}/password", tag = "staff", request_body = NewPassword,
    params(("id" = String, Path, description = "Their id")),
    responses((status = 200, description = "It is set", body = StaffView)))]
async fn set_password(
    caller: Caller,
    Identified(id): Identified,
    posted: Posted<NewPassword>,
) -> Result<Response, Problem> {
    let password = hash(&caller, Some(&posted.body.password)).await?;
    caller
        .write(posted.key, move |act| {
            if let Some(password) = &password {
                staff::set_password(act, StaffId(id), password)?;
            }
            Ok(Made::done(StaffView::from(staff::get(act, StaffId(id))?)))
        })
        .await
}

/// A member of staff leaves
///
/// Sessions and tokens end. What they did stays theirs.
#[utoipa::path(post, path = "/staff/{id}/deactivate", tag = "staff", request_body = Nothing,
    params(("id" = String, Path, description = "Their id")),
    responses((status = 200, description = "They have no access any more", body = StaffView)))]
async fn deactivate(caller: Caller, Identified(id): Identified, posted: Posted<Nothing>) -> Result<Response, Problem> {
    caller
        .write(posted.key, move |act| {
            staff::deactivate(act, StaffId(id))?;
            Ok(Made::done(StaffView::from(staff::get(act, StaffId(id))?)))
        })
        .await
}
