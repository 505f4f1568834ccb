//! Resolving: staff say that it is done.

use serde_json::json;

use super::{EventKind, State, clocks, get, snooze, store};
use crate::action::{Action, Subject};
use crate::error::DeskError;
use crate::id::TicketId;

/// Resolves a ticket. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a conflict for a closed ticket.
pub fn resolve(act: &mut Action<'_, '_>, id: TicketId) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let mut ticket = get(act, id)?;
    match ticket.state {
        State::Resolved => return Ok(()),
        State::Closed => return Err(DeskError::conflict("not-open", ticket.number.to_string())),
        State::Waiting => store::insert_event(act, id, act.now, EventKind::Resume, "{}")?,
        State::Open => {}
    }
    snooze::end(act, &mut ticket)?;
    ticket.state = State::Resolved;
    ticket.resolved_at = Some(act.now);
    ticket.updated_at = act.now;
    store::update(act, &ticket)?;
    store::insert_event(act, id, act.now, EventKind::Resolve, "{}")?;
    act.journal(Subject::Ticket, id.0, "resolve", &json!({}))?;
    clocks::refresh(act, &ticket)
}
