//! Participants: contacts of the same customer who get what staff answer, beside the one who asked.
//!
//! Whom a confirmed contact names in To or Cc takes part, and so does whoever of the customer answers; a desk may leave that to
//! people. Nobody gains a right by it: every contact sees the tickets of their customer already. Whoever is no contact of the
//! customer never takes part, whatever a mail says, so nothing is sent to addresses that a stranger wrote into a header.

mod store;

use serde_json::json;

use super::{Ticket, get};
use crate::action::{Action, Subject, View};
use crate::customer;
use crate::error::DeskError;
use crate::id::{ContactId, TicketId};
use crate::setting;

/// Most participants of a ticket.
pub const PARTICIPANTS_MAX: usize = 20;

/// A contact who takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Their id.
    pub id: ContactId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// Who takes part beside the contact who asked, in the order in which they came.
///
/// # Errors
/// [`DeskError::NotFound`] for a ticket out of reach.
pub fn participants(view: &mut View<'_, '_>, id: TicketId) -> Result<Vec<Participant>, DeskError> {
    let ticket = get(view, id)?;
    of(view, &ticket)
}

/// [`participants`] of a ticket that the actor was found to see.
pub(crate) fn of(view: &mut View<'_, '_>, ticket: &Ticket) -> Result<Vec<Participant>, DeskError> {
    store::list(view, ticket.id, ticket.customer)
}

/// Lets the contact of an address take part. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff. Field errors at `email`: no contact of the ticket's customer has the address, they
/// asked themselves, or too many take part.
pub fn add_participant(act: &mut Action<'_, '_>, id: TicketId, email: &str) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let ticket = get(act, id)?;
    let found = customer::find_contact_by_email(act, email)?;
    let Some(contact) = found.filter(|contact| ticket.customer == Some(contact.customer)) else {
        return Err(DeskError::field("email", "no-colleague", email.trim()));
    };
    if ticket.contact == Some(contact.id) {
        return Err(DeskError::field("email", "asked-it", contact.name));
    }
    let present = of(act, &ticket)?;
    if present.iter().any(|one| one.id == contact.id) {
        return Ok(());
    }
    if present.len() >= PARTICIPANTS_MAX {
        return Err(DeskError::field("email", "too-many", PARTICIPANTS_MAX.to_string()));
    }
    store::put(act, id, contact.id)?;
    act.journal(Subject::Ticket, id.0, "participant", &json!({ "contact": contact.name }))
}

/// Takes somebody out, also from what later mails say. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn remove_participant(act: &mut Action<'_, '_>, id: TicketId, contact: ContactId) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let ticket = get(act, id)?;
    let Some(gone) = of(act, &ticket)?.into_iter().find(|one| one.id == contact) else { return Ok(()) };
    store::remove(act, id, contact)?;
    act.journal(Subject::Ticket, id.0, "no-participant", &json!({ "contact": gone.name }))
}

/// Lets contacts take part because of what they or a colleague wrote, as far as the desk's rule and the bound allow. Who was taken
/// out by hand stays out.
pub(crate) fn take_part(
    act: &mut Action<'_, '_>,
    ticket: &Ticket,
    contacts: &[customer::Contact],
) -> Result<(), DeskError> {
    let mut new: Vec<&customer::Contact> = Vec::new();
    for contact in contacts {
        let fits = ticket.customer == Some(contact.customer) && ticket.contact != Some(contact.id);
        if fits && !new.iter().any(|known| known.id == contact.id) {
            new.push(contact);
        }
    }
    if new.is_empty() || setting::get(act, setting::MAIL_PARTICIPANTS)? != setting::COLLEAGUES {
        return Ok(());
    }
    let known = store::ever(act, ticket.id)?;
    let room = PARTICIPANTS_MAX.saturating_sub(of(act, ticket)?.len());
    for contact in new.into_iter().filter(|contact| !known.contains(&contact.id)).take(room) {
        store::put(act, ticket.id, contact.id)?;
        act.journal(Subject::Ticket, ticket.id.0, "participant", &json!({ "contact": contact.name }))?;
    }
    Ok(())
}

/// Who takes part in one ticket takes part in the other from now on too, as far as there is room.
pub(crate) fn inherit(act: &mut Action<'_, '_>, from: &Ticket, to: &Ticket) -> Result<(), DeskError> {
    let known = store::ever(act, to.id)?;
    let room = PARTICIPANTS_MAX.saturating_sub(of(act, to)?.len());
    let new = of(act, from)?.into_iter().filter(|one| !known.contains(&one.id) && to.contact != Some(one.id));
    for one in new.take(room) {
        store::put(act, to.id, one.id)?;
    }
    Ok(())
}

/// A contact who leaves takes part in nothing any more.
pub(crate) fn leave(act: &mut Action<'_, '_>, contact: ContactId) -> Result<(), DeskError> {
    store::delete_of(act, contact)
}
