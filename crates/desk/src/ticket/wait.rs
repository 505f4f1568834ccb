//! Waiting for the customer: clocks that may pause do so until the customer writes.

use serde_json::json;

use super::{EventKind, State, clocks, get, store};
use crate::action::{Action, Subject};
use crate::error::DeskError;
use crate::id::TicketId;

/// Marks a ticket as waiting for the customer. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a conflict for a ticket that is resolved or closed.
pub fn wait(act: &mut Action<'_, '_>, id: TicketId) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let mut ticket = get(act, id)?;
    match ticket.state {
        State::Waiting => return Ok(()),
        State::Open => {}
        State::Resolved | State::Closed => return Err(DeskError::conflict("not-open", ticket.number.to_string())),
    }
    ticket.state = State::Waiting;
    ticket.updated_at = act.now;
    store::update(act, &ticket)?;
    store::insert_event(act, id, act.now, EventKind::Pause, r#"{"why":"waiting-customer"}"#)?;
    act.journal(Subject::Ticket, id.0, "wait", &json!({}))?;
    clocks::refresh(act, &ticket)
}
