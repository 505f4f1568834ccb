//! Who is authorised under a contract. The plan says how many, and how long a change of the list takes to count; the order of naming
//! decides where it says fewer than there are.

use engine::coverage::{Standing, contacts_allowed};
use engine::plan::catalogue::Stated;

use super::store;
use crate::action::{Action, Subject, View};
use crate::actor::Role;
use crate::error::DeskError;
use crate::id::{ContactId, ContractId};

/// An authorised contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedContact {
    /// Who.
    pub contact: ContactId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// How many may be named, and how many are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// What the plan and its options say.
    pub allowed: Stated<u32>,
    /// How many are named.
    pub used: u32,
}

/// Names a contact of the customer as authorised. Naming one again changes nothing.
///
/// # Errors
/// A conflict `contact-limit` with used and allowed ("3/3"); [`DeskError::NotFound`] for a foreign contact.
pub fn name_contact(act: &mut Action<'_, '_>, id: ContractId, contact: ContactId) -> Result<(), DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager, Role::Agent])?;
    let terms = super::terms(act, id)?;
    if !store::is_contact_of(act, contact, terms.customer)? {
        return Err(DeskError::NotFound);
    }
    if named_contacts(act, id)?.iter().any(|named| named.contact == contact) {
        return Ok(());
    }
    let limit = limit(act, id)?;
    if let Stated::Value(allowed) = limit.allowed
        && limit.used >= allowed
    {
        return Err(DeskError::conflict("contact-limit", format!("{}/{allowed}", limit.used)));
    }
    let row = act.new_id();
    store::insert_named(act, row, id, contact)?;
    act.journal(Subject::Contract, id.0, "name-contact", &serde_json::json!({ "contact": contact.to_string() }))
}

/// Takes a contact off the list.
///
/// # Errors
/// [`DeskError::NotFound`] when they are not on it.
pub fn remove_contact(act: &mut Action<'_, '_>, id: ContractId, contact: ContactId) -> Result<(), DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager, Role::Agent])?;
    super::terms(act, id)?;
    if !store::end_named(act, id, contact)? {
        return Err(DeskError::NotFound);
    }
    act.journal(Subject::Contract, id.0, "remove-contact", &serde_json::json!({ "contact": contact.to_string() }))
}

/// The authorised contacts, in the order in which they were named.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn named_contacts(view: &mut View<'_, '_>, id: ContractId) -> Result<Vec<NamedContact>, DeskError> {
    store::find(view, id)?.ok_or(DeskError::NotFound)?;
    let people = store::named_people(view, id)?;
    Ok(people.into_iter().map(|(contact, name, email)| NamedContact { contact, name, email }).collect())
}

/// How many contacts may be named now, and how many are.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn limit(view: &mut View<'_, '_>, id: ContractId) -> Result<Limit, DeskError> {
    let terms = super::terms(view, id)?;
    let timeline = &terms.timeline;
    // Before the start the first phase counts, after the end the last.
    let phase = timeline.phases.iter().rev().find(|phase| phase.from_at <= view.now).or(timeline.phases.first());
    let facts = &terms.engine.facts;
    let standing = Standing { catalogue: &terms.catalogue, timeline, facts, seen: &[], licences: &[] };
    let allowed = phase.map_or(Stated::NotStated, |phase| contacts_allowed(&standing, &phase.entitlements, view.now));
    let named = store::named_people(view, id)?.len();
    Ok(Limit { allowed, used: u32::try_from(named).unwrap_or(u32::MAX) })
}
