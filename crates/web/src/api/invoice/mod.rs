//! Invoices: the preview of a month, issuing it, the list, and one with its lines, their usage and every step.

mod shape;

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use desk::DeskError;
use desk::billing::{self, Month};
use desk::staff;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{Asked, Posted};
use super::caller::{Caller, Numbered};
use super::problem::Problem;
use super::wire::{self, Page};
use super::write::{self, Made};
use crate::site::Site;
use shape::{InvoicePage, IssuedMonth, MonthPreview};

pub(super) use shape::InvoiceRow;

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::default().routes(routes!(list)).routes(routes!(preview)).routes(routes!(issue)).routes(routes!(show))
}

/// Which invoices, from where, how many.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct InvoiceQuery {
    /// A month (`2026-11`); without it all.
    month: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Rows of the page, 1 to 200; without it 50.
    limit: Option<u16>,
}

/// A month.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MonthQuery {
    /// `2026-11`
    month: String,
}

/// The month that is to become binding.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MonthIssue {
    /// A month that has ended.
    #[schema(example = "2026-11")]
    month: String,
}

/// List invoices
#[utoipa::path(get, path = "/invoices", tag = "invoices", params(InvoiceQuery),
    responses((status = 200, description = "A page of issued invoices, latest number first", body = Page<InvoiceRow>)))]
async fn list(caller: Caller, Asked(query): Asked<InvoiceQuery>) -> Result<Json<Page<InvoiceRow>>, Problem> {
    let page = caller.read(move |view| {
        let month = query.month.as_deref().map(month).transpose()?;
        let limit = wire::limit(query.limit)?;
        InvoiceRow::page(billing::list(view, month, wire::place(query.after.as_deref())?, limit)?, limit)
    });
    Ok(Json(page.await?))
}

/// Preview a month
///
/// Computes the invoices of all contracts. Writes nothing and burns no number.
#[utoipa::path(get, path = "/invoices/preview", tag = "invoices", params(MonthQuery),
    responses((status = 200, description = "What the month would come to", body = MonthPreview)))]
async fn preview(caller: Caller, Asked(query): Asked<MonthQuery>) -> Result<Json<MonthPreview>, Problem> {
    let preview = caller.read(move |view| {
        let currency = desk::catalogue::get_current(view)?.1.provider.currency;
        MonthPreview::new(billing::preview(view, month(&query.month)?)?, currency)
    });
    Ok(Json(preview.await?))
}

/// Issue a month
///
/// One invoice for each contract that owes something, each in a transaction of its own. Interrupted, it goes on where it was
/// when it is sent again; an issued invoice never changes.
#[utoipa::path(post, path = "/invoices/issue", tag = "invoices", request_body = MonthIssue,
    responses((status = 200, description = "What was issued", body = IssuedMonth)))]
async fn issue(caller: Caller, posted: Posted<MonthIssue>) -> Result<Response, Problem> {
    let key = posted.key.map(|key| caller.answer_key(key));
    if let Some(key) = &key
        && let Some(answer) = write::replay(&caller, key).await?
    {
        return Ok(answer);
    }
    let issued = billing::issue(&caller.desk, &caller.actor(), month(&posted.body.month)?).await?;
    let made = Made::done(IssuedMonth::from(issued));
    if let Some(key) = key {
        let answer = write::kept(&made)?;
        let saved = caller.act(move |act| staff::save_answer(act, &key, &answer)).await;
        match saved {
            // The same was sent at the same time; both have issued, each its part, and the other's answer stands.
            Ok(()) | Err(DeskError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(made.into_response())
}

/// Get an invoice
#[utoipa::path(get, path = "/invoices/{number}", tag = "invoices",
    params(("number" = i64, Path, description = "Number of the invoice")),
    responses((status = 200, description = "The invoice: lines, their usage, every step", body = InvoicePage)))]
async fn show(caller: Caller, Numbered(number): Numbered) -> Result<Json<InvoicePage>, Problem> {
    let invoice = caller.read(move |view| InvoicePage::new(billing::get(view, number)?));
    Ok(Json(invoice.await?))
}

fn month(text: &str) -> Result<Month, DeskError> {
    text.parse().map_err(|_| DeskError::field("month", "unreadable", "is no month; a month is written like 2026-11"))
}
