//! Logging a call, and what it would come to before it is logged.

use engine::explain::Step;
use engine::run::event::{Call, Event, What};
use jiff::SignedDuration;

use super::NewCall;
use super::price::{first_language, line_of};
use crate::action::{Action, View};
use crate::actor::Actor;
use crate::contract::{self, Terms};
use crate::error::DeskError;
use crate::field;
use crate::id::UsageId;
use crate::usage::{self, Kind, NewRecord, Quote};
use crate::{customer, ticket};

/// Longest call, in seconds: a day.
const LONGEST_S: i64 = 24 * 3600;
/// Longest note, in characters.
const NOTE_MAX: usize = 20_000;

/// What a call would come to: verdict, price, burn, what is left before and after, every step. Writes nothing.
///
/// # Errors
/// Field errors of the call itself. What the plan refuses is in the quote.
pub fn quote(view: &mut View<'_, '_>, new: &NewCall) -> Result<Quote, DeskError> {
    let terms = contract::terms(view, new.contract)?;
    checked(view, &terms, new)?;
    usage::quote(view, &terms, &event(new))
}

/// Logs a call. The same unique key again changes nothing.
///
/// # Errors
/// Field errors, among them `accepted` when the tariff asks for the caller's acceptance; a conflict `refused` with the reason.
pub fn log(act: &mut Action<'_, '_>, new: &NewCall) -> Result<UsageId, DeskError> {
    act.actor.require_staff()?;
    let note = field::optional_text("note", &new.note, NOTE_MAX)?.unwrap_or_default();
    let terms = contract::terms(act, new.contract)?;
    if let Some(known) = usage::find_logged(act, new.contract, new.unique_key.as_deref())? {
        return Ok(known);
    }
    checked(act, &terms, new)?;
    let quote = usage::quote(act, &terms, &event(new))?;
    if quote.is_refused() {
        return Err(DeskError::conflict("refused", reason(&terms, &quote)));
    }
    if quote.acceptance && new.accepted.is_none() {
        return Err(DeskError::field("accepted", "missing", ""));
    }
    let staff = match act.actor {
        Actor::Staff { id, .. } => Some(*id),
        _ => None,
    };
    let record = NewRecord {
        contract: new.contract,
        ticket: new.ticket,
        contact: new.contact,
        staff,
        kind: Kind::Call,
        line: Some(&new.line),
        work_kind: None,
        facts: None,
        at: new.started_at,
        measured_s: new.duration_s,
        accepted_at: new.accepted.as_ref().map(|accepted| accepted.at),
        accepted_price: new.accepted.as_ref().map(|accepted| accepted.text.as_str()),
        note: &note,
        unique_key: new.unique_key.as_deref(),
    };
    usage::record(act, &record)
}

fn event(new: &NewCall) -> Event {
    let call = Call {
        line: new.line.clone(),
        duration_s: new.duration_s,
        caller: new.contact.map(|id| id.to_string()),
        ticket: new.ticket.map(|id| id.to_string()),
        accepted: new.accepted.as_ref().map(|_| true),
        ..Call::default()
    };
    Event { at: new.started_at, known: None, what: What::Call(call) }
}

fn checked(view: &mut View<'_, '_>, terms: &Terms, new: &NewCall) -> Result<(), DeskError> {
    if !(1..=LONGEST_S).contains(&new.duration_s) {
        return Err(DeskError::field("duration_s", "out-of-range", format!("1 to {LONGEST_S}")));
    }
    let end = new.started_at.saturating_add(SignedDuration::from_secs(new.duration_s));
    if end.is_ok_and(|end| end > view.now) {
        return Err(DeskError::field("started_at", "in-future", view.now.to_string()));
    }
    line_of(terms, &new.line, new.started_at)?;
    belong(view, terms, new.contact, new.ticket)
}

/// Contact and ticket must be of the contract's customer; foreign ones do not exist.
pub(crate) fn belong(
    view: &mut View<'_, '_>,
    terms: &Terms,
    contact: Option<crate::id::ContactId>,
    ticket: Option<crate::id::TicketId>,
) -> Result<(), DeskError> {
    if let Some(contact) = contact {
        let known = customer::find_contact(view, contact)?.is_some_and(|known| known.customer == terms.customer);
        if !known {
            return Err(DeskError::field("contact", "unknown", ""));
        }
    }
    if let Some(id) = ticket {
        match ticket::get(view, id) {
            Ok(found) if found.contract == Some(terms.id) => {}
            Ok(_) | Err(DeskError::NotFound) => return Err(DeskError::field("ticket", "unknown", "")),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Why the plan does not take it: the first condition that does not hold.
pub(crate) fn reason(terms: &Terms, quote: &Quote) -> String {
    let language = first_language(&terms.catalogue);
    if let Some(refused) = &quote.refused {
        return refused.get(language).join(" ");
    }
    let failed = quote.verdict.as_ref().and_then(|verdict| verdict.conditions.iter().find(|one| !one.holds));
    failed.map_or_else(String::new, |condition| Step::text(&condition.why, &terms.catalogue, language))
}
