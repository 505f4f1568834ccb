//! Somebody leaves.

use super::store;
use crate::action::{Action, Subject};
use crate::actor::Role;
use crate::error::DeskError;
use crate::id::StaffId;
use crate::session::{self, Person};

/// Ends somebody's access: sessions and tokens with it. What they did stays theirs.
///
/// # Errors
/// [`DeskError::Forbidden`] for anyone but administrators, a conflict for oneself.
pub fn deactivate(act: &mut Action<'_, '_>, id: StaffId) -> Result<(), DeskError> {
    act.actor.require(&[Role::Administrator])?;
    if act.actor.staff().ok() == Some(id) {
        return Err(DeskError::conflict("own-access", ""));
    }
    let staff = super::get(act, id)?;
    if staff.deactivated_at.is_some() {
        return Ok(());
    }
    store::deactivate(act, id)?;
    session::end_all_of(act, &Person::Staff { id, role: staff.role })?;
    act.journal(Subject::Staff, id.0, "deactivate", &serde_json::json!({}))
}
