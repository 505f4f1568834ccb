//! A new customer.

use engine::plan::catalogue::Language;

use super::store;
use crate::action::{Action, Subject};
use crate::actor::Role;
use crate::error::DeskError;
use crate::field::{self, NAME_MAX};
use crate::id::CustomerId;

/// Longest postal address, in characters.
const ADDRESS_MAX: usize = 1000;

/// A new customer.
#[derive(Debug, Clone)]
pub struct NewCustomer {
    /// Its name.
    pub name: String,
    /// The language it is written to in.
    pub language: Language,
    /// Its postal address, in lines.
    pub address: String,
    /// Its VAT number; empty: none.
    pub vat_id: String,
}

/// Adds a customer.
///
/// # Errors
/// [`DeskError::Forbidden`] for agents; field errors.
pub fn create(act: &mut Action<'_, '_>, new: &NewCustomer) -> Result<CustomerId, DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager])?;
    let name = field::text("name", &new.name, NAME_MAX)?;
    let address = field::optional_text("address", &new.address, ADDRESS_MAX)?.unwrap_or_default();
    let vat_id = field::optional_text("vat_id", &new.vat_id, NAME_MAX)?;
    let id = CustomerId(act.new_id());
    let number = act.next_number("customer")?;
    let customer = super::Customer { id, number, name, language: new.language, address, vat_id };
    store::insert(act, &customer)?;
    act.journal(Subject::Customer, id.0, "create", &serde_json::json!({ "name": customer.name }))?;
    Ok(id)
}
