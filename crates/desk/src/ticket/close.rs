//! Closing and reopening. Closing what was not resolved resolves it first, so that its clocks end.

use serde_json::json;

use super::{EventKind, State, clocks, get, store};
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
    match ticket.state {
        State::Closed => return Ok(()),
        State::Resolved => {}
        State::Waiting => {
            store::insert_event(act, id, act.now, EventKind::Resume, "{}")?;
            store::insert_event(act, id, act.now, EventKind::Resolve, "{}")?;
        }
        State::Open => store::insert_event(act, id, act.now, EventKind::Resolve, "{}")?,
    }
    ticket.state = State::Closed;
    ticket.resolved_at = ticket.resolved_at.or(Some(act.now));
    ticket.closed_at = Some(act.now);
    ticket.updated_at = act.now;
    store::update(act, &ticket)?;
    act.journal(Subject::Ticket, id.0, "close", &json!({}))?;
    clocks::refresh(act, &ticket)
}

/// Opens a resolved or closed ticket again. An open one stays as it is.
///
/// # Errors
/// [`DeskError::NotFound`] for a ticket out of reach.
pub fn reopen(act: &mut Action<'_, '_>, id: TicketId) -> Result<(), DeskError> {
    let mut ticket = get(act, id)?;
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
