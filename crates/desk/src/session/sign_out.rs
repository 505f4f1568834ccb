//! Ending sessions.

use super::{IDLE, Person, hashed, store};
use crate::action::Action;
use crate::error::DeskError;

/// Ends the session of a token.
///
/// # Errors
/// Whatever the database says.
pub fn sign_out(act: &mut Action<'_, '_>, token: &str) -> Result<(), DeskError> {
    store::delete(act, &hashed(token))
}

/// Removes sessions that have ended by themselves.
///
/// # Errors
/// Whatever the database says.
pub fn remove_expired(act: &mut Action<'_, '_>) -> Result<(), DeskError> {
    let idle_since = act.now.saturating_sub(IDLE).unwrap_or(act.now);
    store::delete_expired(act, idle_since)
}

/// Forgets how often signing in with an address has failed.
pub(crate) fn forget_failures(act: &mut Action<'_, '_>, address: &str) -> Result<(), DeskError> {
    store::forgive(act, &format!("address:{address}"), "")
}

/// Ends every session of a person: their password changed, or they are gone.
pub(crate) fn end_all_of(act: &mut Action<'_, '_>, person: &Person) -> Result<(), DeskError> {
    store::delete_of(act, person)
}
