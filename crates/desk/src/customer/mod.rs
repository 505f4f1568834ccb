//! Customers: the organisations that bought support, and their contacts, the people who may be authorised to ask.
//!
//! An address belongs to one contact at a time. A contact who leaves is removed: no session, no authorisation, but the name
//! stays on what they wrote, until they are erased (see `erasure`).

mod contact;
mod create;
mod list;
mod of_email;
mod page;
mod store;

use engine::plan::catalogue::Language;
use jiff::Timestamp;

use crate::action::View;
use crate::error::DeskError;
use crate::id::{ContactId, CustomerId};

pub(crate) use contact::find_contact_by_email;
pub use contact::{NewContact, create_contact, remove_contact, set_contact_password};
pub use create::{NewCustomer, create};
pub use list::{Listed, Place, list};
pub use of_email::get_contact_by_email;
pub use page::{Counts, FORMER_MAX, Page, former_contacts, page};

/// A customer organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// Its number, for people.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// The language it is written to in.
    pub language: Language,
    /// Its postal address, in lines.
    pub address: String,
    /// Its VAT number.
    pub vat_id: Option<String>,
}

/// A person at a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Their id.
    pub id: ContactId,
    /// Their customer.
    pub customer: CustomerId,
    /// Their address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their phone number.
    pub phone: Option<String>,
    /// The language they read in.
    pub language: Language,
    /// When they left, if they did.
    pub removed_at: Option<Timestamp>,
}

/// A customer, if the actor may see it.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get(view: &mut View<'_, '_>, id: CustomerId) -> Result<Customer, DeskError> {
    store::find(view, id)?.ok_or(DeskError::NotFound)
}

/// A customer, if there is one that the actor may see.
pub(crate) fn find(view: &mut View<'_, '_>, id: CustomerId) -> Result<Option<Customer>, DeskError> {
    store::find(view, id)
}

/// A contact, if there is one that the actor may see; also one who has left.
pub(crate) fn find_contact(view: &mut View<'_, '_>, id: ContactId) -> Result<Option<Contact>, DeskError> {
    store::find_contact(view, id)
}

/// The customer of a number, if the actor may see it.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get_by_number(view: &mut View<'_, '_>, number: i64) -> Result<Customer, DeskError> {
    store::find_by_number(view, number)?.ok_or(DeskError::NotFound)
}

/// A contact, if the actor may see them.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get_contact(view: &mut View<'_, '_>, id: ContactId) -> Result<Contact, DeskError> {
    store::find_contact(view, id)?.ok_or(DeskError::NotFound)
}

/// The contacts of a customer who have not left, by name.
///
/// # Errors
/// Whatever the database says.
pub fn contacts(view: &mut View<'_, '_>, customer: CustomerId) -> Result<Vec<Contact>, DeskError> {
    store::contacts(view, customer)
}
