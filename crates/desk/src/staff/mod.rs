//! Staff: the provider's people who work here, their roles, and the tokens by which programs act in their name.
//!
//! Nobody is deleted: who leaves is deactivated, their sessions and tokens end, their name stays on what they did.

mod answer;
mod create;
mod deactivate;
mod password;
mod store;
mod token;

use engine::plan::catalogue::Language;
use jiff::Timestamp;

use crate::action::View;
use crate::actor::Role;
use crate::error::DeskError;
use crate::id::StaffId;

pub use answer::{Answer, AnswerKey, answered, save_answer};
pub use create::{NewStaff, create};
pub use deactivate::deactivate;
pub use password::set_password;
pub use token::{ApiToken, NewToken, create_token, find_by_token, revoke_token, tokens};

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Their id.
    pub id: StaffId,
    /// Their address, by which they sign in.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// The language they read in.
    pub language: Language,
    /// When they left, if they did.
    pub deactivated_at: Option<Timestamp>,
}

/// Everybody, by name; who left comes last.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn list(view: &mut View<'_, '_>) -> Result<Vec<Staff>, DeskError> {
    view.actor.require_staff()?;
    store::list(view)
}

/// A member of staff.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get(view: &mut View<'_, '_>, id: StaffId) -> Result<Staff, DeskError> {
    view.actor.require_staff()?;
    store::find(view, id)?.ok_or(DeskError::NotFound)
}

/// The member of staff with an address, if there is one who has not left.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn find_by_email(view: &mut View<'_, '_>, email: &str) -> Result<Option<Staff>, DeskError> {
    view.actor.require_staff()?;
    store::find_by_email(view, &mail::address::key(email))
}

/// The name of a member of staff, as customers read it too.
pub(crate) fn name(view: &mut View<'_, '_>, id: StaffId) -> Result<String, DeskError> {
    Ok(store::find(view, id)?.ok_or(DeskError::NotFound)?.name)
}

/// Whether there is such a member of staff who has not left.
pub(crate) fn is_active(view: &mut View<'_, '_>, id: StaffId) -> Result<bool, DeskError> {
    Ok(store::find(view, id)?.is_some_and(|staff| staff.deactivated_at.is_none()))
}
