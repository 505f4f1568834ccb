//! Snoozing: a ticket is out of the way until a time or until the customer writes. A job brings it back at its time.
//!
//! Its promises run on, and none is hidden: a ticket whose clock is warned or breached comes back by itself, and one whose
//! clock is so already is not put aside. Whatever ends or moves a ticket brings it back too.

use jiff::Timestamp;
use serde_json::json;

use super::clocks::store::{self as clock_store, StoredClock};
use super::{State, Ticket, get, relation, store};
use crate::action::{Action, Subject, View};
use crate::error::DeskError;
use crate::id::{StaffId, TicketId};
use crate::job::{self, Kind, NewJob};
use crate::notice;

/// Until when a ticket is put aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// A time.
    At(Timestamp),
    /// The customer writes.
    Reply,
}

/// Until when a ticket is put aside, as it is stored.
pub(super) fn stored(us: i64) -> Result<Until, DeskError> {
    if us >= store::NEVER_US { Ok(Until::Reply) } else { Ok(Until::At(store::time(us)?)) }
}

impl Until {
    /// As it is stored.
    pub(super) fn us(self) -> i64 {
        match self {
            Until::At(at) => at.as_microsecond(),
            Until::Reply => store::NEVER_US,
        }
    }
}

/// Puts a ticket aside, or for another time than before.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a field error `until` for a time that has passed or is more than a year away;
/// conflicts `not-open` for a ticket that is done and `due-soon` for one whose promise is due soon or was not kept.
pub fn snooze(act: &mut Action<'_, '_>, id: TicketId, until: Until) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let mut ticket = get(act, id)?;
    if matches!(ticket.state, State::Resolved | State::Closed) {
        return Err(DeskError::conflict("not-open", ticket.number.to_string()));
    }
    if presses(&clock_store::clocks(act, id)?) {
        return Err(DeskError::conflict("due-soon", ticket.number.to_string()));
    }
    match until {
        Until::At(at) if at <= act.now => return Err(DeskError::field("until", "passed", "")),
        Until::At(at) if at.duration_since(act.now).as_hours() > 366 * 24 => {
            return Err(DeskError::field("until", "out-of-range", "366"));
        }
        _ => {}
    }
    if ticket.snoozed == Some(until) {
        return Ok(());
    }
    ticket.updated_at = act.now;
    store::update(act, &ticket)?;
    relation::update_snoozed(act, id, Some(until.us()))?;
    let at = match until {
        Until::At(at) => {
            act.job(NewJob { kind: Kind::Snooze, subject: id.0, due: at })?;
            Some(at.to_string())
        }
        Until::Reply => {
            job::cancel(act, Kind::Snooze, id.0)?;
            None
        }
    };
    act.journal(Subject::Ticket, id.0, "snooze", &json!({ "until": at }))
}

/// Brings a ticket back that was put aside. One that is not put aside stays as it is.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn wake(act: &mut Action<'_, '_>, id: TicketId) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let mut ticket = get(act, id)?;
    back(act, &mut ticket, "asked")
}

/// The time until which a ticket was put aside has come. The job's part.
///
/// # Errors
/// Whatever the database says.
pub fn snooze_passed(act: &mut Action<'_, '_>, id: TicketId) -> Result<(), DeskError> {
    let Some(mut ticket) = store::find(act, id)? else { return Ok(()) };
    match ticket.snoozed {
        Some(Until::At(at)) if at <= act.now => back(act, &mut ticket, "time"),
        _ => Ok(()),
    }
}

/// Brings a ticket back with a word in its history.
fn back(act: &mut Action<'_, '_>, ticket: &mut Ticket, why: &'static str) -> Result<(), DeskError> {
    if ticket.snoozed.is_none() {
        return Ok(());
    }
    end(act, ticket)?;
    act.journal(Subject::Ticket, ticket.id.0, "snooze-end", &json!({ "why": why }))
}

/// The customer has written.
pub(super) fn answered(act: &mut Action<'_, '_>, ticket: &mut Ticket) -> Result<(), DeskError> {
    back(act, ticket, "reply")
}

/// Ends it without a word, because something else says enough.
pub(super) fn end(act: &mut Action<'_, '_>, ticket: &mut Ticket) -> Result<(), DeskError> {
    if ticket.snoozed.take().is_none() {
        return Ok(());
    }
    relation::update_snoozed(act, ticket.id, None)?;
    job::cancel(act, Kind::Snooze, ticket.id.0)
}

/// Brings a ticket back whose promise is due soon or was not kept.
pub(super) fn pressed(act: &mut Action<'_, '_>, id: TicketId, clocks: &[StoredClock]) -> Result<(), DeskError> {
    if !presses(clocks) {
        return Ok(());
    }
    match store::find(act, id)? {
        Some(mut ticket) => back(act, &mut ticket, "due"),
        None => Ok(()),
    }
}

fn presses(clocks: &[StoredClock]) -> bool {
    clocks.iter().any(|clock| clock.met_us.is_none() && matches!(clock.state.as_str(), "warned" | "breached"))
}

/// Who should hear that a ticket is back: who works on it, or else who follows it.
pub(crate) fn owner_or_followers(view: &mut View<'_, '_>, id: TicketId) -> Result<Vec<StaffId>, DeskError> {
    match store::find(view, id)?.and_then(|ticket| ticket.assignee) {
        Some(staff) => Ok(vec![staff]),
        None => notice::followers_of(view, id),
    }
}
