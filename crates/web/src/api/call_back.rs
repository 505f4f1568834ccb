//! The on-call list: call-backs that contacts asked for, taken by one person and ended with the call that was made.

use axum::Json;
use axum::response::Response;
use desk::id::{CallBackId, UsageId};
use desk::rota::{self, CallBack, NewCallBack};
use desk::{contract, usage};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Posted;
use super::caller::{Caller, Identified};
use super::problem::Problem;
use super::ticket::{Nothing, NumberedName, contact_of, unknown};
use super::wire::{Id, Page, Time, Words};
use super::write::Made;
use crate::site::Site;

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::default().routes(routes!(list, request)).routes(routes!(take)).routes(routes!(done))
}

/// A call-back that somebody asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallBackView {
    id: Id,
    /// Number of the contract.
    contract: i64,
    customer: NumberedName,
    /// Id of who asked.
    contact: Id,
    contact_name: String,
    /// Line id.
    line: String,
    /// Where to call.
    phone: String,
    /// What it is about.
    subject: String,
    requested_at: Time,
    accepted: AcceptedPriceView,
    /// Who has taken it.
    taken: Option<Taken>,
    done_at: Option<Time>,
    /// Id of the call that was made.
    usage: Option<Id>,
}

/// The price as it was shown and accepted.
#[derive(Debug, Serialize, ToSchema)]
struct AcceptedPriceView {
    /// The price that applied.
    text: String,
    /// Until when it applied.
    until: Option<Time>,
    accepted_at: Time,
    /// All rows of the tariff as they were shown.
    rows: Vec<ShownRowView>,
}

/// A row of the tariff.
#[derive(Debug, Serialize, ToSchema)]
struct ShownRowView {
    name: Words,
    hours: Option<String>,
    text: String,
}

/// Who has taken a call-back.
#[derive(Debug, Serialize, ToSchema)]
struct Taken {
    /// Id of the member of staff.
    by: Id,
    name: String,
    at: Time,
}

/// A contact wants to be called back, and has accepted the price.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CallBackRequest {
    /// Number of the contract.
    contract: i64,
    /// Who asks: the id of a contact, or their e-mail address.
    contact: String,
    /// Line id of the plan.
    line: String,
    /// Where to call.
    phone: String,
    /// What it is about.
    subject: String,
    /// `text` of the price as it was shown (`GET /contracts/{number}/lines/{line}/price`) and accepted.
    accepted_price: String,
}

/// How a call-back ended.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CallBackEnd {
    /// Id of the call that was made (`POST /calls`); without it there was none.
    #[serde(default)]
    usage: Option<Id>,
}

/// List open call-backs
#[utoipa::path(get, path = "/call-backs", tag = "call-backs",
    responses((status = 200, description = "Call-backs that are not done, oldest first", body = Page<CallBackView>)))]
async fn list(caller: Caller) -> Result<Json<Page<CallBackView>>, Problem> {
    let open = caller.read(rota::list_open).await?;
    Ok(Json(Page { items: open.into_iter().map(CallBackView::from).collect(), next: None }))
}

/// Ask for a call-back
///
/// The price that was accepted must be the one that applies now; a conflict `price-changed` says which that is.
#[utoipa::path(post, path = "/call-backs", tag = "call-backs", request_body = CallBackRequest,
    responses((status = 201, description = "It stands on the on-call list", body = CallBackView)))]
async fn request(caller: Caller, posted: Posted<CallBackRequest>) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    caller
        .write(key, move |act| {
            let new = NewCallBack {
                contract: contract::get_by_number(act, body.contract).map_err(|error| unknown("contract", error))?,
                contact: contact_of(act, "contact", &body.contact)?.id,
                line: body.line.clone(),
                phone: body.phone.clone(),
                subject: body.subject.clone(),
                accepted: body.accepted_price.clone(),
            };
            // The contract is there, so it is the contact who is another customer's.
            let id = rota::request(act, &new).map_err(|error| unknown("contact", error))?;
            Ok(Made::created("call-backs".to_owned(), CallBackView::from(rota::get(act, id)?)))
        })
        .await
}

/// Take a call-back
#[utoipa::path(post, path = "/call-backs/{id}/take", tag = "call-backs", request_body = Nothing,
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "It is yours", body = CallBackView)))]
async fn take(caller: Caller, Identified(id): Identified, posted: Posted<Nothing>) -> Result<Response, Problem> {
    let id = CallBackId(id);
    caller
        .write(posted.key, move |act| {
            rota::take(act, id)?;
            Ok(Made::done(CallBackView::from(rota::get(act, id)?)))
        })
        .await
}

/// End a call-back
#[utoipa::path(post, path = "/call-backs/{id}/done", tag = "call-backs", request_body = CallBackEnd,
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "It is done", body = CallBackView)))]
async fn done(caller: Caller, Identified(id): Identified, posted: Posted<CallBackEnd>) -> Result<Response, Problem> {
    let id = CallBackId(id);
    let call = posted.body.usage.map(|Id(id)| UsageId(id));
    caller
        .write(posted.key, move |act| {
            rota::get(act, id)?;
            if let Some(call) = call {
                usage::get(act, call).map_err(|error| unknown("usage", error))?;
            }
            rota::done(act, id, call)?;
            Ok(Made::done(CallBackView::from(rota::get(act, id)?)))
        })
        .await
}

impl From<CallBack> for CallBackView {
    fn from(call_back: CallBack) -> CallBackView {
        let (number, name) = call_back.customer;
        let shown = call_back.accepted;
        let rows = shown.rows.into_iter().map(|row| ShownRowView {
            name: Words { de: row.de, en: row.en },
            hours: row.hours,
            text: row.text,
        });
        CallBackView {
            id: Id(call_back.id.0),
            contract: call_back.contract_number,
            customer: NumberedName { number, name },
            contact: Id(call_back.contact.0),
            contact_name: call_back.contact_name,
            line: call_back.line,
            phone: call_back.phone,
            subject: call_back.subject,
            requested_at: Time(call_back.requested_at),
            accepted: AcceptedPriceView {
                text: shown.text,
                until: shown.until.map(Time),
                accepted_at: Time(call_back.accepted_at),
                rows: rows.collect(),
            },
            taken: call_back.taken.map(|(by, name, at)| Taken { by: Id(by.0), name, at: Time(at) }),
            done_at: call_back.done_at.map(Time),
            usage: call_back.usage.map(|id| Id(id.0)),
        }
    }
}
