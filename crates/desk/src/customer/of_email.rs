//! The contact of an address, for programs and people who know no id.

use super::{Contact, store};
use crate::action::View;
use crate::error::DeskError;

/// The contact of an address, whichever customer they belong to.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff, and when there is none.
pub fn get_contact_by_email(view: &mut View<'_, '_>, email: &str) -> Result<Contact, DeskError> {
    view.actor.require_staff()?;
    store::find_contact_by_email(view, &mail::address::key(email))?.ok_or(DeskError::NotFound)
}
