//! Saying that something has been reached on a ticket that no message shows: a workaround, a technician on site.

use serde_json::json;

use super::{EventKind, clocks, get, store};
use crate::action::{Action, Subject};
use crate::contract;
use crate::error::DeskError;
use crate::id::TicketId;

/// Keeps that a milestone, or another word of the plan, has been reached now.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a conflict for a ticket without contract; a field error for a word that no target
/// of the plan file waits for.
pub fn reach(act: &mut Action<'_, '_>, id: TicketId, what: &str) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let ticket = get(act, id)?;
    let Some(contract) = ticket.contract else {
        return Err(DeskError::conflict("no-contract", ticket.number.to_string()));
    };
    let terms = contract::terms(act, contract)?;
    let known = terms.catalogue.sayable();
    if !known.contains(&what) {
        return Err(DeskError::field("what", "unknown", known.join(", ")));
    }
    let now = act.now;
    store::insert_event(act, id, now, EventKind::Reach, &json!({ "what": what }).to_string())?;
    act.journal(Subject::Ticket, id.0, "reach", &json!({ "what": what }))?;
    clocks::refresh(act, &ticket)
}
