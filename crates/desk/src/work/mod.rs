//! Work: time that staff spend on a ticket, or for a contract where there is none, metered where the plan meters it.

use std::collections::BTreeMap;

use engine::run::event::{Event, What, Work};
use jiff::{SignedDuration, Timestamp};

use crate::action::{Action, View};
use crate::call;
use crate::contract::{self, Terms};
use crate::error::DeskError;
use crate::fact::{self, Of};
use crate::field;
use crate::id::{ContractId, StaffId, TicketId, UsageId};
use crate::usage::{self, Kind, NewRecord, Quote};
use crate::{staff, ticket};

/// Longest piece of work, in seconds: a day.
const LONGEST_S: i64 = 24 * 3600;
/// Longest note, in characters.
const NOTE_MAX: usize = 20_000;

/// What time is spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkOn {
    /// A ticket.
    Ticket(TicketId),
    /// What the contract is about, without a ticket.
    Contract(ContractId),
}

/// A piece of work.
#[derive(Debug, Clone)]
pub struct NewWork {
    /// What it was done on.
    pub on: WorkOn,
    /// Who worked.
    pub staff: StaffId,
    /// When it began.
    pub at: Timestamp,
    /// Seconds.
    pub duration_s: i64,
    /// What it was ("task", "question"); none: not said.
    pub kind: Option<String>,
    /// What else is known of it that the plan file asks for, by name: whether it was planned, a warranty's.
    pub facts: BTreeMap<String, String>,
    /// What was done.
    pub note: String,
    /// Key of whoever logs it: the same again changes nothing.
    pub unique_key: Option<String>,
}

impl WorkOn {
    fn ticket(self) -> Option<TicketId> {
        match self {
            WorkOn::Ticket(ticket) => Some(ticket),
            WorkOn::Contract(_) => None,
        }
    }
}

/// What a piece of work would come to. Writes nothing.
///
/// # Errors
/// Field errors; a conflict `no-contract` when the ticket has none.
pub fn quote(view: &mut View<'_, '_>, new: &NewWork) -> Result<Quote, DeskError> {
    view.actor.require_staff()?;
    let (terms, facts) = checked(view, new)?;
    usage::quote(view, &terms, &event(new, facts))
}

/// Logs a piece of work. The same unique key again changes nothing.
///
/// # Errors
/// As [`quote`]; a conflict `refused` where the contract is not in effect at that time.
pub fn log(act: &mut Action<'_, '_>, new: &NewWork) -> Result<UsageId, DeskError> {
    act.actor.require_staff()?;
    let note = field::optional_text("note", &new.note, NOTE_MAX)?.unwrap_or_default();
    let (terms, facts) = checked(act, new)?;
    if let Some(known) = usage::find_logged(act, terms.id, new.unique_key.as_deref())? {
        return Ok(known);
    }
    let told = if facts.is_empty() { None } else { Some(serde_json::to_string(&facts)?) };
    let quote = usage::quote(act, &terms, &event(new, facts))?;
    if quote.is_refused() {
        return Err(DeskError::conflict("refused", call::reason(&terms, &quote)));
    }
    let record = NewRecord {
        contract: terms.id,
        ticket: new.on.ticket(),
        contact: None,
        staff: Some(new.staff),
        kind: Kind::Work,
        line: None,
        work_kind: new.kind.as_deref(),
        facts: told.as_deref(),
        at: new.at,
        measured_s: new.duration_s,
        accepted_at: None,
        accepted_price: None,
        note: &note,
        unique_key: new.unique_key.as_deref(),
    };
    usage::record(act, &record)
}

fn event(new: &NewWork, facts: BTreeMap<String, String>) -> Event {
    let work = Work {
        ticket: new.on.ticket().map(|id| id.to_string()),
        duration_s: new.duration_s,
        kind: new.kind.clone(),
        facts,
    };
    Event { at: new.at, known: None, what: What::Log(work) }
}

/// The contract, and the facts as the plan file knows them.
fn checked(view: &mut View<'_, '_>, new: &NewWork) -> Result<(Terms, BTreeMap<String, String>), DeskError> {
    if !(1..=LONGEST_S).contains(&new.duration_s) {
        return Err(DeskError::field("duration_s", "out-of-range", format!("1 to {LONGEST_S}")));
    }
    if new.at.saturating_add(SignedDuration::from_secs(new.duration_s)).is_ok_and(|end| end > view.now) {
        return Err(DeskError::field("at", "in-future", view.now.to_string()));
    }
    if let Some(kind) = &new.kind {
        field::text("kind", kind, 100)?;
    }
    if !staff::is_active(view, new.staff)? {
        return Err(DeskError::field("staff", "unknown", ""));
    }
    let contract = match new.on {
        WorkOn::Contract(contract) => contract,
        WorkOn::Ticket(id) => {
            let ticket = ticket::get(view, id)?;
            ticket.contract.ok_or_else(|| DeskError::conflict("no-contract", ticket.number.to_string()))?
        }
    };
    let terms = contract::terms(view, contract)?;
    let facts = fact::checked(&terms.catalogue, Of::Work, &new.facts)?;
    Ok((terms, facts))
}
