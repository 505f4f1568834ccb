//! Erasing a person: what a contact wrote and what says who they are goes; numbers, clocks, usage and invoices stay.
//!
//! It happens in one transaction, once. What goes, by where it stands:
//!
//! | where | what becomes of it |
//! |---|---|
//! | contact | name and address give way to a number, phone and password go, authorisations and sessions end |
//! | their messages | text, name and files go; so does what others quoted of them in the same ticket, line by line |
//! | their mails | the raw mail, its Message-ID and what was read of it go; its digest stays, so that it is not taken in again |
//! | tickets that they asked | the subject goes, and free text in fields |
//! | mails to them | all but when, what kind, and whether they arrived; what waits is not sent |
//! | mails to others of these tickets | the copy that was sent goes, for it quotes |
//! | notes, replies of others, drafts, articles, notices, history, verdicts, notes of calls and work | address, full name and phone number give way to the number |
//! | requests to be called back | phone and subject go; one that waits is done |
//! | replies that wait to be sent to them | held, with the reason, for staff to look at |
//! | lists of blocked addresses and spam, keys of repeated requests, undo | entries that name them go |
//!
//! What stays: numbers of tickets, every time and promise, severities, minutes and what they cost, and invoices, which the law on
//! taxes and accounts wants kept for years. Somebody else's mail that names the person stays as it came. Names in free text
//! are found only as they are written in full, and only in tickets that the person asked, wrote to or took part in. Backups
//! made before keep what they hold.

mod rows;
mod store;
mod words;

use serde_json::json;

use crate::action::{Action, Subject, View};
use crate::actor::Role;
use crate::customer::{self, Contact};
use crate::error::DeskError;
use crate::id::{ContactId, TicketId};
use crate::session::{self, Person};
use crate::{draft, outbox, ticket};

use words::Words;

/// What there is of a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// Tickets that they asked.
    pub tickets: i64,
    /// Those of them that are not closed.
    pub open: i64,
    /// Messages that they wrote.
    pub messages: i64,
    /// Files of these messages.
    pub files: i64,
    /// Mails that were sent to them.
    pub deliveries: i64,
}

/// What erasing somebody would take.
///
/// # Errors
/// [`DeskError::Forbidden`] for anyone but administrators; a conflict `erased` for one who is erased already.
pub fn extent(view: &mut View<'_, '_>, id: ContactId) -> Result<(Contact, Extent), DeskError> {
    view.actor.require(&[Role::Administrator])?;
    let contact = present(view, id)?;
    let extent = store::extent(view, &contact)?;
    Ok((contact, extent))
}

fn present(view: &mut View<'_, '_>, id: ContactId) -> Result<Contact, DeskError> {
    let contact = customer::get_contact(view, id)?;
    match store::erased_at(view, id)? {
        None => Ok(contact),
        Some(_) => Err(DeskError::conflict("erased", contact.name)),
    }
}

/// Erases a person. `confirmation` is their address, typed by whoever does it. Answers the number that stands for them.
///
/// # Errors
/// As [`extent`]; a field error for another address.
pub fn erase(act: &mut Action<'_, '_>, id: ContactId, confirmation: &str) -> Result<i64, DeskError> {
    act.actor.require(&[Role::Administrator])?;
    let contact = present(act, id)?;
    if mail::address::key(confirmation) != mail::address::key(&contact.email) {
        return Err(DeskError::field("email", "not-the-address", contact.email));
    }
    let number = act.next_number("erasure")?;
    let stands_for = format!("Gelöscht {number} / erased {number}");
    let words = Words::new(&contact, &stands_for)?;
    // Pages of the database file are overwritten when they are let go, while this lasts.
    act.tx.overwrite_deleted()?;
    let tickets = store::tickets(act, &contact)?;
    let written = rows::written(act, &contact, &tickets, &words)?;
    let words = words.and(&written)?;
    for ticket in &tickets {
        rows::ticket(act, &contact, *ticket, &words)?;
    }
    rows::elsewhere(act, &contact, &words)?;
    ticket::leave(act, id)?;
    store::remove_contact(act, id, &stands_for)?;
    session::end_all_of(act, &Person::Contact { id, customer: contact.customer })?;
    session::forget_failures(act, &contact.email)?;
    hold_replies(act, &tickets, id)?;
    act.tx.leave_deleted()?;
    act.journal(Subject::Contact, id.0, "erase", &json!({ "erased": number }))?;
    act.journal(Subject::Customer, contact.customer.0, "erase", &json!({ "erased": number }))?;
    for TicketId(ticket) in tickets {
        act.journal(Subject::Ticket, ticket, "erase", &json!({ "erased": stands_for }))?;
    }
    Ok(number)
}

/// What waits to be sent about their tickets was written for them: it is held for staff to look at. About other tickets it goes
/// out, as long as there is somebody left to read it.
fn hold_replies(act: &mut Action<'_, '_>, tickets: &[TicketId], id: ContactId) -> Result<(), DeskError> {
    for ticket in tickets {
        let found = ticket::get(act, *ticket)?;
        let readers = outbox::readers(act, &found)?;
        let is_theirs = readers.iter().any(|reader| reader.id == id);
        if is_theirs || readers.iter().all(|reader| reader.email.is_empty()) {
            draft::hold_all(act, *ticket)?;
        }
    }
    Ok(())
}
