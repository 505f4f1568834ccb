//! Assigning: who works on a ticket.

use serde_json::json;

use super::{get, store};
use crate::action::{Action, Subject};
use crate::error::DeskError;
use crate::id::{StaffId, TicketId};
use crate::notice::{self, Kind};
use crate::staff;

/// Gives a ticket to a member of staff, or to nobody. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a field error for somebody unknown or gone.
pub fn assign(act: &mut Action<'_, '_>, id: TicketId, to: Option<StaffId>) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let mut ticket = get(act, id)?;
    if ticket.assignee == to {
        return Ok(());
    }
    let name = match to {
        None => None,
        Some(staff) if staff::is_active(act, staff)? => Some(staff::name(act, staff)?),
        Some(_) => return Err(DeskError::field("assignee", "unknown", "")),
    };
    ticket.assignee = to;
    ticket.updated_at = act.now;
    store::update(act, &ticket)?;
    if let Some(staff) = to {
        notice::tell(act, id, &[staff], Kind::Assigned, "")?;
    }
    act.journal(Subject::Ticket, ticket.id.0, "assign", &json!({ "to": name }))
}
