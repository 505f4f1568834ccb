//! Closing and reopening. Closing what was not resolved resolves it first, so that its clocks end.

use serde_json::json;

use super::{EventKind, State, Ticket, clocks, get, snooze, store};
use crate::action::{Action, Subject};
use crate::error::DeskError;
use crate::id::TicketId;

/// Closes a ticket. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn close(act: &mut Action<'_, '_>, id: TicketId) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let mut ticket = get(act, id)?;
    if ticket.state == State::Closed {
        return Ok(());
    }
    end(act, &mut ticket)?;
    snooze::end(act, &mut ticket)?;
    store::update(act, &ticket)?;
    act.journal(Subject::Ticket, id.0, "close", &json!({}))?;
    clocks::refresh(act, &ticket)
}

/// Ends a ticket that may not have been resolved, so that its clocks end, without writing it yet.
pub(super) fn end(act: &mut Action<'_, '_>, ticket: &mut Ticket) -> Result<(), DeskError> {
    let now = act.now;
    match ticket.state {
        State::Closed => return Ok(()),
        State::Resolved => {}
        State::Waiting => {
            store::insert_event(act, ticket.id, now, EventKind::Resume, "{}")?;
            store::insert_event(act, ticket.id, now, EventKind::Resolve, "{}")?;
        }
        State::Open => store::insert_event(act, ticket.id, now, EventKind::Resolve, "{}")?,
    }
    ticket.state = State::Closed;
    ticket.resolved_at = ticket.resolved_at.or(Some(now));
    ticket.closed_at = Some(now);
    ticket.updated_at = now;
    Ok(())
}

/// Opens a resolved or closed ticket again. An open one stays as it is.
///
/// # Errors
/// [`DeskError::NotFound`] for a ticket out of reach; conflicts for one that was merged or is marked as spam.
pub fn reopen(act: &mut Action<'_, '_>, id: TicketId) -> Result<(), DeskError> {
    let mut ticket = get(act, id)?;
    if ticket.merged_into.is_some() {
        return Err(DeskError::conflict("merged", ticket.number.to_string()));
    }
    if ticket.spam_at.is_some() {
        return Err(DeskError::conflict("is-spam", ticket.number.to_string()));
    }
    match ticket.state {
        State::Open => return Ok(()),
        State::Waiting => store::insert_event(act, id, act.now, EventKind::Resume, "{}")?,
        State::Resolved | State::Closed => store::insert_event(act, id, act.now, EventKind::Reopen, "{}")?,
    }
    ticket.state = State::Open;
    ticket.resolved_at = None;
    ticket.closed_at = None;
    ticket.waiting_since = act.now;
    ticket.updated_at = act.now;
    store::update(act, &ticket)?;
    act.journal(Subject::Ticket, id.0, "reopen", &json!({}))?;
    clocks::refresh(act, &ticket)
}
