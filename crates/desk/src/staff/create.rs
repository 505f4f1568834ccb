//! Somebody starts to work here.

use engine::plan::catalogue::Language;

use super::store;
use crate::action::{Action, Subject};
use crate::actor::Role;
use crate::error::DeskError;
use crate::field::{self, NAME_MAX};
use crate::id::StaffId;
use crate::session::PasswordHash;

/// A new member of staff.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// Their address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// The language they read in.
    pub language: Language,
    /// Their password; without one they cannot sign in yet.
    pub password: Option<PasswordHash>,
}

/// Adds a member of staff.
///
/// # Errors
/// [`DeskError::Forbidden`] for anyone but administrators; a field error for a wrong or taken address.
pub fn create(act: &mut Action<'_, '_>, new: &NewStaff) -> Result<StaffId, DeskError> {
    act.actor.require(&[Role::Administrator])?;
    let email = field::email("email", &new.email)?;
    let name = field::text("name", &new.name, NAME_MAX)?;
    if store::is_known(act, &email)? {
        return Err(DeskError::field("email", "taken", email));
    }
    let id = StaffId(act.new_id());
    store::insert(act, id, &email, &name, new)?;
    act.journal(Subject::Staff, id.0, "create", &serde_json::json!({ "name": name, "role": new.role.word() }))?;
    Ok(id)
}
