//! Following: to hear of a ticket that is not one's own. By choice, or because one was mentioned.

use serde_json::json;

use super::store;
use crate::action::{Action, Subject, View};
use crate::error::DeskError;
use crate::id::{StaffId, TicketId};
use crate::ticket;

/// Follows a ticket. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn follow(act: &mut Action<'_, '_>, id: TicketId) -> Result<(), DeskError> {
    let me = act.actor.staff()?;
    ticket::get(act, id)?;
    if store::insert_follower(act, id, me)? == 0 {
        return Ok(());
    }
    act.journal(Subject::Ticket, id.0, "follow", &json!({}))
}

/// Follows a ticket no longer. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn unfollow(act: &mut Action<'_, '_>, id: TicketId) -> Result<(), DeskError> {
    let me = act.actor.staff()?;
    ticket::get(act, id)?;
    if store::delete_follower(act, id, me)? == 0 {
        return Ok(());
    }
    act.journal(Subject::Ticket, id.0, "unfollow", &json!({}))
}

/// Who follows a ticket, by name.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn followers(view: &mut View<'_, '_>, id: TicketId) -> Result<Vec<(StaffId, String)>, DeskError> {
    view.actor.require_staff()?;
    store::followers_by_name(view, id)
}

/// Somebody follows because they were mentioned.
pub(crate) fn follow_as(act: &mut Action<'_, '_>, id: TicketId, staff: StaffId) -> Result<(), DeskError> {
    store::insert_follower(act, id, staff).map(|_| ())
}

/// Who follows one ticket follows the other from now on too.
pub(crate) fn inherit(act: &mut Action<'_, '_>, from: TicketId, to: TicketId) -> Result<(), DeskError> {
    for staff in store::followers(act, from)? {
        store::insert_follower(act, to, staff)?;
    }
    Ok(())
}
