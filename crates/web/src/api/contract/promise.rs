//! What became of a contract's promises: what was measured, downtime, what is owed and can be claimed; payments that a term
//! begins with.

use std::collections::BTreeMap;

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use desk::contract::{self, ClaimOf, NewClaim, NewOutage, Promises};
use desk::{Action, DeskError, View, staff, ticket};
use engine::remedy::RemedyState;
use engine::run::attainment::{Attained, percent};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answered;
use crate::api::body::{Key, Posted};
use crate::api::caller::{Caller, Numbered};
use crate::api::problem::Problem;
use crate::api::ticket::{Nothing, unknown};
use crate::api::wire::{Amount, Time, WordedSteps, Words};
use crate::api::write::{self, Made};
use desk::id::ContractId;
use engine::plan::catalogue::Language;

/// What became of a contract's promises.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PromisesPage {
    /// Number of the contract.
    contract: i64,
    attainments: Vec<AttainmentView>,
    /// What is owed for promises that were not kept.
    remedies: Vec<OwedView>,
    /// Downtime, the latest first.
    outages: Vec<OutageView>,
    /// When the payment came that the term begins with; null: not yet, or the plan begins without.
    paid_at: Option<Time>,
}

/// What was measured of a promise in a period.
#[derive(Debug, Serialize, ToSchema)]
struct AttainmentView {
    /// `quota`, `average`, `availability`.
    measure: &'static str,
    /// Id of the milestone or of the availability.
    of: String,
    /// `2026-11`, `2026-10/2026-12`.
    period: String,
    /// Percent, or seconds of an average.
    promised: String,
    /// The same of what was reached.
    reached: String,
    /// Seconds that it was down, of an availability.
    down_s: Option<i64>,
    /// Whether it is kept, by what is known.
    held: bool,
    /// Whether the period is over.
    over: bool,
}

/// What is owed for a promise that was not kept.
#[derive(Debug, Serialize, ToSchema)]
struct OwedView {
    /// Remedy id of the plan.
    remedy: String,
    name: Words,
    /// What was measured over, or the month in which it was found.
    period: String,
    /// Number of the ticket, if it is about one.
    ticket: Option<i64>,
    /// What is given, in words.
    credit: Words,
    /// The net sum, where an invoice has it.
    amount: Option<Amount>,
    /// The month of that invoice.
    invoice: Option<String>,
    /// `given`, `claimable`, `lapsed`, `not-entitled`, `not-cumulated`, `capped`, `too-small`.
    state: &'static str,
    /// The last day on which it can or could be claimed.
    claim_until: Option<String>,
    why: WordedSteps,
}

/// Downtime.
#[derive(Debug, Serialize, ToSchema)]
struct OutageView {
    /// Its name, by which it is taken back.
    id: String,
    what: Option<String>,
    from: Time,
    /// Null: it lasts.
    to: Option<Time>,
    facts: BTreeMap<String, String>,
    reported_at: Time,
    taken_back: bool,
}

/// Downtime to be reported. What was down and when it began name it: the same again changes nothing, another end or cause takes
/// the place of the one before.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OutageReport {
    /// A product, a system, a service; without it all that the contract is about.
    #[serde(default)]
    what: Option<String>,
    from: Time,
    /// Without it, it lasts.
    #[serde(default)]
    to: Option<Time>,
    /// What else is known, by name: `cause` (`maintenance`, `force-majeure`), what the plan file declares.
    #[serde(default)]
    #[schema(example = json!({ "cause": "maintenance" }))]
    facts: BTreeMap<String, String>,
}

impl From<OutageReport> for NewOutage {
    fn from(report: OutageReport) -> NewOutage {
        let OutageReport { what, from, to, facts } = report;
        NewOutage { what, from: from.0, to: to.map(|to| to.0), facts }
    }
}

/// Downtime that was none.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OutageName {
    /// Its `id`.
    outage: String,
}

/// A claim: for a period or for a ticket.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RemedyClaim {
    /// Remedy id of the plan.
    remedy: String,
    /// A month of the period, like `2026-11`.
    #[serde(default)]
    period: Option<String>,
    /// Number of the ticket.
    #[serde(default)]
    ticket: Option<i64>,
}

impl RemedyClaim {
    fn read(&self, act: &mut Action<'_, '_>) -> Result<NewClaim, DeskError> {
        let of = match (&self.period, self.ticket) {
            (None, None) => return Err(DeskError::field("period", "missing", "")),
            (_, Some(number)) => {
                ClaimOf::Ticket(ticket::get_by_number(act, number).map_err(|error| unknown("ticket", error))?.id)
            }
            (Some(period), None) => {
                let month: Result<desk::billing::Month, _> = period.parse();
                let month = month.map_err(|error| DeskError::field("period", "unreadable", error.to_string()))?;
                ClaimOf::Period(month.period().from)
            }
        };
        Ok(NewClaim { remedy: self.remedy.clone(), of })
    }
}

/// What became of a report for all contracts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReportedOutage {
    /// Contracts that count it.
    contracts: usize,
}

/// Get what became of its promises
#[utoipa::path(get, path = "/contracts/{number}/promises", tag = "contracts",
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "Attainment, downtime and remedies until now", body = PromisesPage)))]
pub(super) async fn show(caller: Caller, Numbered(number): Numbered) -> Result<Json<PromisesPage>, Problem> {
    let page = caller.read(move |view| {
        let id = contract::get_by_number(view, number)?;
        promises_of(view, id)
    });
    Ok(Json(page.await?))
}

/// Report downtime
#[utoipa::path(post, path = "/contracts/{number}/outages", tag = "contracts", request_body = OutageReport,
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "What becomes of its promises", body = PromisesPage)))]
pub(super) async fn report(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<OutageReport>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    let new = NewOutage::from(body);
    done(&caller, number, key, move |act, id| contract::report_outage(act, id, &new)).await
}

/// Take downtime back
///
/// What was credited for it is taken back on the next invoice.
#[utoipa::path(post, path = "/contracts/{number}/outages/take-back", tag = "contracts", request_body = OutageName,
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "What becomes of its promises", body = PromisesPage)))]
pub(super) async fn take_back(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<OutageName>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    done(&caller, number, key, move |act, id| {
        contract::take_back_outage(act, id, &body.outage).map_err(|error| unknown("outage", error))
    })
    .await
}

/// Report downtime for all contracts
///
/// For each contract that was in effect when it began, promises availability and covers the product that `what` names, each in
/// a transaction of its own. Interrupted, it goes on where it was when it is sent again.
#[utoipa::path(post, path = "/outages", tag = "contracts", request_body = OutageReport,
    responses((status = 200, description = "How many contracts count it", body = ReportedOutage)))]
pub(super) async fn report_for_all(caller: Caller, posted: Posted<OutageReport>) -> Result<Response, Problem> {
    let key = posted.key.map(|key| caller.answer_key(key));
    if let Some(key) = &key
        && let Some(answer) = write::replay(&caller, key).await?
    {
        return Ok(answer);
    }
    let new = NewOutage::from(posted.body);
    let reported = contract::report_outage_for_all(&caller.desk, &caller.actor(), &new).await?;
    let made = Made::done(ReportedOutage { contracts: reported.contracts });
    if let Some(key) = key {
        let answer = write::kept(&made)?;
        match caller.act(move |act| staff::save_answer(act, &key, &answer)).await {
            // The same was sent at the same time; both say the same.
            Ok(()) | Err(DeskError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(made.into_response())
}

/// Claim a remedy
///
/// For the customer. The same again changes nothing; a conflict `refused` says why nothing is given.
#[utoipa::path(post, path = "/contracts/{number}/claims", tag = "contracts", request_body = RemedyClaim,
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "What becomes of its promises", body = PromisesPage)))]
pub(super) async fn claim(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<RemedyClaim>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    done(&caller, number, key, move |act, id| {
        let new = body.read(act)?;
        contract::claim(act, id, &new)
    })
    .await
}

/// Record the payment that the term begins with
///
/// Once is enough: the same again changes nothing. A conflict `no-payment` where the plan does not begin with one.
#[utoipa::path(post, path = "/contracts/{number}/payment", tag = "contracts", request_body = Nothing,
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "What becomes of its promises", body = PromisesPage)))]
pub(super) async fn pay(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    done(&caller, number, posted.key, contract::pay).await
}

/// Makes a change to the contract of a number, and answers with what becomes of its promises.
async fn done<F>(caller: &Caller, number: i64, key: Option<Key>, change: F) -> Result<Response, Problem>
where
    F: Fn(&mut Action<'_, '_>, ContractId) -> Result<(), DeskError> + Clone + Send + Sync + 'static,
{
    answered(caller, number, key, change, promises_of).await
}

fn promises_of(view: &mut View<'_, '_>, id: ContractId) -> Result<PromisesPage, DeskError> {
    let found = contract::promises(view, id)?;
    Ok(PromisesPage {
        contract: found.number,
        attainments: attainments(&found),
        remedies: remedies(&found),
        outages: found
            .outages
            .iter()
            .map(|outage| OutageView {
                id: outage.id.clone(),
                what: outage.what.clone(),
                from: Time(outage.from),
                to: outage.to.map(Time),
                facts: outage.facts.clone(),
                reported_at: Time(outage.reported_at),
                taken_back: outage.taken_back,
            })
            .collect(),
        paid_at: found.paid_at.map(Time),
    })
}

fn attainments(found: &Promises) -> Vec<AttainmentView> {
    let views = found.attainments.iter().map(|one| {
        let (measure, of, promised, reached, down_s) = match &one.of {
            Attained::Quota { milestone, quota, met, missed, .. } => {
                let id = milestone.id(&found.catalogue).to_owned();
                ("quota", id, quota.normalize().to_string(), percent(*met, met + missed).to_string(), None)
            }
            Attained::Average { milestone, promised_s, tickets, sum_s, .. } => {
                let id = milestone.id(&found.catalogue).to_owned();
                ("average", id, promised_s.to_string(), (sum_s / tickets.max(&1)).to_string(), None)
            }
            Attained::Availability { id, objective, measured_s, down_s } => {
                let up = percent(measured_s - down_s, *measured_s).to_string();
                ("availability", id.clone(), objective.normalize().to_string(), up, Some(*down_s))
            }
        };
        AttainmentView {
            measure,
            of,
            period: one.period.id(),
            promised,
            reached,
            down_s,
            held: one.held,
            over: one.over,
        }
    });
    views.collect()
}

fn remedies(found: &Promises) -> Vec<OwedView> {
    let catalogue = &found.catalogue;
    let views = found.remedies.iter().map(|owed| {
        let due = &owed.due;
        let rules = &catalogue.remedies[due.remedy];
        let credit = |language| engine::explain::credit_words(catalogue, due.credit, language);
        let why = |language| due.why.iter().map(|step| step.text(catalogue, language)).collect();
        let until = match due.state {
            RemedyState::Claimable(until) | RemedyState::Lapsed(until) => Some(until.to_string()),
            _ => None,
        };
        OwedView {
            remedy: rules.id.clone(),
            name: Words::from(&rules.name),
            period: due.period.id(),
            ticket: owed.ticket.map(|(_, number)| number),
            credit: Words { de: credit(Language::De), en: credit(Language::En) },
            amount: due.amount_minor.map(|minor| Amount::new(minor, catalogue.provider.currency)),
            invoice: due.invoice.map(|period| period.id()),
            state: due.state.id(),
            claim_until: until,
            why: WordedSteps::from((why(Language::De), why(Language::En))),
        }
    });
    views.collect()
}
