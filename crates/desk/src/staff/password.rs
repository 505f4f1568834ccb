//! A member of staff gets another password.

use super::store;
use crate::action::{Action, Subject};
use crate::actor::{Actor, Role};
use crate::error::DeskError;
use crate::id::StaffId;
use crate::session::{self, PasswordHash, Person};

/// Sets a password; every session of that person ends.
///
/// # Errors
/// [`DeskError::Forbidden`] for anyone but administrators and the person.
pub fn set_password(act: &mut Action<'_, '_>, id: StaffId, hash: &PasswordHash) -> Result<(), DeskError> {
    if !matches!(act.actor, Actor::Staff { id: own, .. } if *own == id) {
        act.actor.require(&[Role::Administrator])?;
    }
    let staff = super::get(act, id)?;
    store::update_password(act, id, hash)?;
    session::end_all_of(act, &Person::Staff { id, role: staff.role })?;
    act.journal(Subject::Staff, id.0, "set-password", &serde_json::json!({}))
}
