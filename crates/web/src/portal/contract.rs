//! A contract's promises as its customer sees them: what was kept, what was down, what is owed and can be claimed.

use axum::response::Response;
use desk::contract::{self, ClaimOf, NewClaim};
use desk::{Action, Actor, DeskError, ticket};
use serde::Deserialize;

use crate::answer;
use crate::asked::{Path, Query};
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{Cell, Part, ReadingPage, Sheet};
use crate::show::{plan_language, promise};
use crate::staff::Number;
use crate::view::Area;
use crate::visit::ContactVisit;

/// What is claimed, as an address has it.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Claimed {
    remedy: String,
    period: String,
    ticket: String,
}

impl Claimed {
    /// Claims it under the contract of a number.
    pub(crate) fn claim(&self, act: &mut Action<'_, '_>, number: i64) -> Result<(), DeskError> {
        let id = contract::get_by_number(act, number)?;
        let of = if self.ticket.is_empty() {
            let day = first_day(&self.period).ok_or_else(|| DeskError::field("period", "unknown", ""))?;
            ClaimOf::Period(day)
        } else {
            let number = self.ticket.parse().map_err(|_| DeskError::field("ticket", "unknown", ""))?;
            ClaimOf::Ticket(ticket::get_by_number(act, number)?.id)
        };
        contract::claim(act, id, &NewClaim { remedy: self.remedy.clone(), of })
    }
}

/// The first day of a period as the engine names it: `2026-11`, `2026-10/2026-12`.
fn first_day(period: &str) -> Option<jiff::civil::Date> {
    let month: desk::billing::Month = period.get(..7)?.parse().ok()?;
    Some(month.period().from)
}

/// No fields of its own.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Nothing {}

/// The page.
pub(super) async fn page(visit: ContactVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let visit = visit.0;
    let number = number.get(&visit)?;
    let (found, one, may_claim) = visit
        .read(move |view| {
            let id = contract::get_by_number(view, number)?;
            let one = contract::overview(view, id)?;
            let named = |named: &contract::NamedContact| {
                matches!(view.actor, Actor::Contact { id, .. } if *id == named.contact)
            };
            let may_claim = one.contacts.iter().any(named);
            Ok((contract::promises(view, id)?, one, may_claim))
        })
        .await?;
    let shell = visit.shell(Area::Home);
    let t = &shell.t;
    let here = visit.url(&format!("/portal/contracts/{number}"));
    let title = t
        .get("contract-title")
        .arg("plan", one.plan_name.get(plan_language(t)))
        .arg("number", number.to_string())
        .to_string();
    let claim = |owed: &contract::Owed| {
        let url = promise::claim_url(&format!("{here}/claims"), &found, owed).filter(|_| may_claim)?;
        Some(Cell::Button(url, t.get("remedy-claim").to_string()))
    };
    let mut parts = vec![Part::Links(vec![(visit.url("/portal"), t.get("nav-home").to_string())])];
    parts.extend(promise::parts(t, &found, &claim, &|_| None));
    answer::page(&visit, &ReadingPage { sheet: Sheet { title, parts }, shell })
}

/// Claims what a remedy gives.
pub(super) async fn claim(
    visit: ContactVisit,
    Path(number): Path<Number>,
    Query(claimed): Query<Claimed>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let visit = visit.0;
    let number = number.get(&visit)?;
    posted.of(&visit)?;
    let result = visit.try_act(move |act| claimed.claim(act, number)).await?;
    let (t, path) = (visit.text(), format!("/portal/contracts/{number}"));
    Ok(match result {
        Ok(()) => answer::done(&visit, &path, &t.get("remedy-claimed").to_string()),
        Err(wrong) => answer::not_done(&visit, &path, &wrong.words(&t)),
    })
}
