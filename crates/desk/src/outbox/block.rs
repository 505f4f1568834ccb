//! Blocked addresses: to whom nothing is sent, because a server said that there is nobody.
//!
//! Writing on would harm the provider's name with every mail server. Staff see it at the delivery, and allow the address again
//! when the customer has mended it; a contact's changed address is another one and not blocked.

use jiff::Timestamp;
use serde_json::json;

use super::store;
use crate::action::{Action, Subject, View};
use crate::error::DeskError;
use crate::id::DeliveryId;

/// An address that is blocked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// The address, in lower case.
    pub address: String,
    /// Since when.
    pub since: Timestamp,
    /// What the server said.
    pub answer: String,
}

/// Blocks the address that a delivery went to.
pub(super) fn block(act: &mut Action<'_, '_>, id: DeliveryId, answer: &str) -> Result<(), DeskError> {
    let address = store::find(act, id)?.ok_or(DeskError::NotFound)?.recipient.to_lowercase();
    if store::insert_blocked(act, &address, id, answer)? {
        act.journal(Subject::Delivery, id.0, "block", &json!({ "address": address, "answer": answer }))?;
    }
    Ok(())
}

/// Whether an address is blocked, and why.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn blocked(view: &mut View<'_, '_>, address: &str) -> Result<Option<Blocked>, DeskError> {
    view.actor.require_staff()?;
    find(view, address)
}

pub(super) fn find(view: &mut View<'_, '_>, address: &str) -> Result<Option<Blocked>, DeskError> {
    store::find_blocked(view, &address.to_lowercase())
}

/// Allows the address of a delivery again. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn unblock(act: &mut Action<'_, '_>, id: DeliveryId) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let address = store::find(act, id)?.ok_or(DeskError::NotFound)?.recipient.to_lowercase();
    if store::delete_blocked(act, &address)? {
        act.journal(Subject::Delivery, id.0, "unblock", &json!({ "address": address }))?;
    }
    Ok(())
}
