//! Contacts come and go.

use engine::plan::catalogue::Language;

use super::{Contact, store};
use crate::action::{Action, Subject, View};
use crate::actor::{Actor, Role};
use crate::error::DeskError;
use crate::field::{self, NAME_MAX};
use crate::id::{ContactId, CustomerId};
use crate::session::{self, PasswordHash, Person};
use crate::ticket;

/// A new contact.
#[derive(Debug, Clone)]
pub struct NewContact {
    /// Their customer.
    pub customer: CustomerId,
    /// Their address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their phone number; empty: none.
    pub phone: String,
    /// The language they read in.
    pub language: Language,
    /// Their password; without one they cannot sign in yet.
    pub password: Option<PasswordHash>,
}

/// Adds a contact to a customer. Being a contact authorises nobody; contracts name whom they authorise.
///
/// # Errors
/// Field errors: a wrong address, or one that belongs to another contact.
pub fn create_contact(act: &mut Action<'_, '_>, new: &NewContact) -> Result<ContactId, DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager, Role::Agent])?;
    super::get(act, new.customer)?;
    let email = field::email("email", &new.email)?;
    let name = field::text("name", &new.name, NAME_MAX)?;
    let phone = field::optional_text("phone", &new.phone, NAME_MAX)?;
    if store::find_contact_by_email(act, &email)?.is_some() {
        return Err(DeskError::field("email", "taken", email));
    }
    let id = ContactId(act.new_id());
    let hash = new.password.as_ref().map(|hash| hash.0.as_str());
    let contact = Contact { id, customer: new.customer, email, name, phone, language: new.language, removed_at: None };
    store::insert_contact(act, &contact, hash)?;
    act.journal(Subject::Contact, id.0, "create", &serde_json::json!({ "name": contact.name }))?;
    Ok(id)
}

/// A contact leaves: every authorisation and session ends.
///
/// # Errors
/// [`DeskError::NotFound`] when there is none.
pub fn remove_contact(act: &mut Action<'_, '_>, id: ContactId) -> Result<(), DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager, Role::Agent])?;
    let contact = super::get_contact(act, id)?;
    if contact.removed_at.is_some() {
        return Err(DeskError::NotFound);
    }
    store::remove_contact(act, id)?;
    ticket::leave(act, id)?;
    session::end_all_of(act, &Person::Contact { id, customer: contact.customer })?;
    act.journal(Subject::Contact, id.0, "remove", &serde_json::json!({ "name": contact.name }))
}

/// Sets a contact's password; every session of theirs ends.
///
/// # Errors
/// [`DeskError::Forbidden`] for agents, [`DeskError::NotFound`] for other contacts.
pub fn set_contact_password(act: &mut Action<'_, '_>, id: ContactId, hash: &PasswordHash) -> Result<(), DeskError> {
    if !matches!(act.actor, Actor::Contact { id: own, .. } if *own == id) {
        act.actor.require(&[Role::Administrator, Role::Manager])?;
    }
    let contact = super::get_contact(act, id)?;
    store::update_contact_password(act, id, hash)?;
    session::end_all_of(act, &Person::Contact { id, customer: contact.customer })?;
    act.journal(Subject::Contact, id.0, "set-password", &serde_json::json!({}))
}

/// The contact of an address, whoever asks. For mail intake.
pub(crate) fn find_contact_by_email(view: &mut View<'_, '_>, email: &str) -> Result<Option<Contact>, DeskError> {
    store::find_contact_by_email(view, &mail::address::key(email))
}
