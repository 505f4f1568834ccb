//! Calls and work: what they would come to, the records, and what they came to with every step.

use std::collections::BTreeMap;

use axum::Json;
use axum::response::Response;
use desk::call::{self, AcceptedPrice, NewCall};
use desk::id::{ContractId, StaffId, TicketId, UsageId};
use desk::usage::{self, Left, Listed, Quote};
use desk::work::{self, NewWork, WorkOn};
use desk::{Action, DeskError, View, contract, ticket};
use engine::money::Currency;
use engine::plan::catalogue::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Posted;
use super::caller::{Caller, Identified};
use super::problem::Problem;
use super::ticket::{Condition, contact_of, unknown};
use super::wire::{self, Id, Page, RatedUsage, Time, WordedSteps, Words};
use super::write::Made;
use crate::site::Site;

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::default()
        .routes(routes!(log_call))
        .routes(routes!(quote_call))
        .routes(routes!(log_work))
        .routes(routes!(quote_work))
        .routes(routes!(show))
}

/// A call from answer to hang-up.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CallReport {
    /// Number of the contract.
    contract: i64,
    /// Line id of the plan.
    line: String,
    /// When it was answered.
    started_at: Time,
    /// Seconds from answer to hang-up, at most a day.
    duration_s: i64,
    /// Who called: the id of a contact or their e-mail address; without it not known.
    #[serde(default)]
    contact: Option<String>,
    /// Number of the ticket that it belongs to.
    #[serde(default)]
    ticket: Option<i64>,
    /// What was said, for staff.
    #[serde(default)]
    note: String,
    /// The price as the caller accepted it, where the tariff asks for that.
    #[serde(default)]
    accepted: Option<Acceptance>,
}

/// A price that was told and accepted.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Acceptance {
    /// The price as it was told (`text` of the price of the line).
    price: String,
    /// When it was accepted.
    at: Time,
}

/// A piece of work, on a ticket or under a contract where there is none.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkReport {
    /// Number of the ticket.
    #[serde(default)]
    ticket: Option<i64>,
    /// Number of the contract, for work without a ticket.
    #[serde(default)]
    contract: Option<i64>,
    /// When it began.
    started_at: Time,
    /// Seconds, at most a day.
    duration_s: i64,
    /// Id of who worked; without it the token's owner.
    #[serde(default)]
    staff: Option<Id>,
    /// What kind of work it was, as the plan names it (`task`).
    #[serde(default)]
    kind: Option<String>,
    /// What else is known of it, by name: facts that the plan file declares, `cause`, `consent`.
    #[serde(default)]
    facts: BTreeMap<String, String>,
    /// What was done.
    #[serde(default)]
    note: String,
}

/// What a call or a piece of work would come to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UsageQuote {
    /// Whether it can be recorded.
    can_be_recorded: bool,
    /// `covered`, `best-effort`, `chargeable`, `refused`; null for work.
    answer: Option<&'static str>,
    /// Every condition with its answer.
    conditions: Vec<Condition>,
    /// What it comes to; null: it costs and burns nothing.
    rated: Option<RatedUsage>,
    /// Why it cannot be rated, if so.
    refused: Option<WordedSteps>,
    /// Whether the caller must have accepted the price.
    needs_acceptance: bool,
    /// What is left of allowances before and after.
    left: Vec<AllowanceLeft>,
}

/// What is left of an allowance.
#[derive(Debug, Serialize, ToSchema)]
struct AllowanceLeft {
    /// Allowance id.
    allowance: String,
    /// `2026-11`; null for grants without a period.
    period: Option<String>,
    /// Seconds or tickets granted; null: unlimited.
    granted: Option<i64>,
    /// Left before.
    before: i64,
    /// Left after.
    after: i64,
    /// When what is left expires.
    expires_at: Option<Time>,
}

/// A call or a piece of work, as it was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UsageRecord {
    id: Id,
    /// `call` or `work`.
    kind: &'static str,
    /// Number of the contract.
    contract: i64,
    /// Line id, of calls.
    line: Option<String>,
    /// What kind of work.
    work_kind: Option<String>,
    started_at: Time,
    /// When it became known.
    known_at: Time,
    /// Seconds measured.
    measured_s: i64,
    /// Name of who called.
    contact: Option<String>,
    /// Name of who worked or answered.
    staff: Option<String>,
    /// Number of the ticket.
    ticket: Option<i64>,
    note: String,
    /// The price as it was accepted.
    accepted_price: Option<String>,
    /// What it came to; null: it is not metered.
    rated: Option<RatedUsage>,
}

/// Log a call
#[utoipa::path(post, path = "/calls", tag = "usage", request_body = CallReport,
    responses((status = 201, description = "Recorded and rated", body = UsageRecord)))]
async fn log_call(caller: Caller, posted: Posted<CallReport>) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    caller
        .write(key, move |act| {
            let new = new_call(act, &body)?;
            let id = call::log(act, &new)?;
            recorded(act, id)
        })
        .await
}

/// What a call would come to
///
/// Writes nothing; the same computation that records it.
#[utoipa::path(post, path = "/calls/quote", tag = "usage", request_body = CallReport,
    responses((status = 200, description = "The quote", body = UsageQuote)))]
async fn quote_call(caller: Caller, posted: Posted<CallReport>) -> Result<Json<UsageQuote>, Problem> {
    let body = posted.body;
    let quote = caller.read(move |view| {
        let new = new_call(view, &body)?;
        Ok(UsageQuote::from(call::quote(view, &new)?))
    });
    Ok(Json(quote.await?))
}

/// Log work
#[utoipa::path(post, path = "/work", tag = "usage", request_body = WorkReport,
    responses((status = 201, description = "Recorded and rated", body = UsageRecord)))]
async fn log_work(caller: Caller, posted: Posted<WorkReport>) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    let me = caller.staff.id;
    caller
        .write(key, move |act| {
            let new = new_work(act, me, &body)?;
            let id = work::log(act, &new)?;
            recorded(act, id)
        })
        .await
}

/// What work would come to
///
/// Writes nothing; the same computation that records it.
#[utoipa::path(post, path = "/work/quote", tag = "usage", request_body = WorkReport,
    responses((status = 200, description = "The quote", body = UsageQuote)))]
async fn quote_work(caller: Caller, posted: Posted<WorkReport>) -> Result<Json<UsageQuote>, Problem> {
    let body = posted.body;
    let me = caller.staff.id;
    let quote = caller.read(move |view| {
        let new = new_work(view, me, &body)?;
        Ok(UsageQuote::from(work::quote(view, &new)?))
    });
    Ok(Json(quote.await?))
}

/// Get a call or a piece of work
#[utoipa::path(get, path = "/usage/{id}", tag = "usage", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The record with every step of its price", body = UsageRecord)))]
async fn show(caller: Caller, Identified(id): Identified) -> Result<Json<UsageRecord>, Problem> {
    Ok(Json(caller.read(move |view| one(view, UsageId(id))).await?))
}

/// A page of records, as many as were asked for.
pub(super) fn page(view: &mut View<'_, '_>, listed: Vec<Listed>, limit: i64) -> Result<Page<UsageRecord>, DeskError> {
    let next = wire::next(&listed, limit, |row| row.id.to_string());
    Ok(Page { items: records(view, listed)?, next })
}

/// Records as they are listed, each in the currency of its contract.
pub(super) fn records(view: &mut View<'_, '_>, listed: Vec<Listed>) -> Result<Vec<UsageRecord>, DeskError> {
    let mut known: Vec<(ContractId, Currency)> = Vec::new();
    let mut records = Vec::with_capacity(listed.len());
    for one in listed {
        let currency = match known.iter().find(|(contract, _)| *contract == one.contract) {
            Some((_, currency)) => *currency,
            None => {
                let currency = contract::terms(view, one.contract)?.catalogue.provider.currency;
                known.push((one.contract, currency));
                currency
            }
        };
        records.push(UsageRecord::new(one, currency));
    }
    Ok(records)
}

fn one(view: &mut View<'_, '_>, id: UsageId) -> Result<UsageRecord, DeskError> {
    let listed = usage::get(view, id)?;
    records(view, vec![listed])?.pop().ok_or(DeskError::NotFound)
}

fn recorded(act: &mut Action<'_, '_>, id: UsageId) -> Result<Made<UsageRecord>, DeskError> {
    Ok(Made::created(format!("usage/{id}"), one(act, id)?))
}

fn new_call(view: &mut View<'_, '_>, body: &CallReport) -> Result<NewCall, DeskError> {
    let contract = contract::get_by_number(view, body.contract).map_err(|error| unknown("contract", error))?;
    let contact = body.contact.as_deref().map(|text| contact_of(view, "contact", text)).transpose()?;
    let ticket = body.ticket.map(|number| known_ticket(view, number)).transpose()?;
    let accepted = body.accepted.as_ref();
    if accepted.is_some_and(|accepted| accepted.price.chars().count() > 1000) {
        return Err(DeskError::field("accepted.price", "too-long", "1000"));
    }
    Ok(NewCall {
        contract,
        contact: contact.map(|contact| contact.id),
        line: body.line.clone(),
        started_at: body.started_at.0,
        duration_s: body.duration_s,
        ticket,
        note: body.note.clone(),
        accepted: accepted.map(|accepted| AcceptedPrice { text: accepted.price.clone(), at: accepted.at.0 }),
        unique_key: None,
    })
}

fn new_work(view: &mut View<'_, '_>, me: StaffId, body: &WorkReport) -> Result<NewWork, DeskError> {
    let on = match (body.ticket, body.contract) {
        (None, None) => return Err(DeskError::field("ticket", "missing", "")),
        (Some(number), None) => WorkOn::Ticket(known_ticket(view, number)?),
        (None, Some(number)) => {
            WorkOn::Contract(contract::get_by_number(view, number).map_err(|error| unknown("contract", error))?)
        }
        (Some(_), Some(_)) => {
            return Err(DeskError::field("contract", "with-ticket", "stands beside the ticket, which has one"));
        }
    };
    Ok(NewWork {
        on,
        staff: body.staff.map_or(me, |Id(id)| StaffId(id)),
        at: body.started_at.0,
        duration_s: body.duration_s,
        kind: body.kind.clone(),
        facts: body.facts.clone(),
        note: body.note.clone(),
        unique_key: None,
    })
}

fn known_ticket(view: &mut View<'_, '_>, number: i64) -> Result<TicketId, DeskError> {
    ticket::get_by_number(view, number).map(|ticket| ticket.id).map_err(|error| unknown("ticket", error))
}

impl From<Quote> for UsageQuote {
    fn from(quote: Quote) -> UsageQuote {
        let catalogue = &quote.catalogue;
        let can_be_recorded = !quote.is_refused();
        let conditions = quote.verdict.iter().flat_map(|verdict| &verdict.conditions).map(|condition| Condition {
            condition: condition.kind.id().to_owned(),
            holds: condition.holds,
            why: Words {
                de: condition.why.text(catalogue, Language::De),
                en: condition.why.text(catalogue, Language::En),
            },
        });
        let left = quote.left.iter().map(|left: &Left| AllowanceLeft {
            allowance: catalogue.allowances[left.allowance].id.clone(),
            period: left.period.map(|period| period.id()),
            granted: left.granted,
            before: left.before,
            after: left.after,
            expires_at: left.expires.map(Time),
        });
        UsageQuote {
            can_be_recorded,
            answer: quote.verdict.as_ref().map(|verdict| verdict.answer.id()),
            conditions: conditions.collect(),
            left: left.collect(),
            needs_acceptance: quote.acceptance,
            rated: quote.rating.map(|rating| RatedUsage::new(rating, catalogue.provider.currency)),
            refused: quote.refused.map(WordedSteps::from),
        }
    }
}

impl UsageRecord {
    fn new(listed: Listed, currency: Currency) -> UsageRecord {
        UsageRecord {
            id: Id(listed.id.0),
            kind: listed.kind.word(),
            contract: listed.contract_number,
            line: listed.line,
            work_kind: listed.work_kind,
            started_at: Time(listed.at),
            known_at: Time(listed.known_at),
            measured_s: listed.measured_s,
            contact: listed.contact,
            staff: listed.staff,
            ticket: listed.ticket.map(|(number, _)| number),
            note: listed.note,
            accepted_price: listed.accepted_price,
            rated: listed.rating.map(|rating| RatedUsage::new(rating, currency)),
        }
    }
}
