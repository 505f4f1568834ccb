//! Spam: what nobody needs to answer. It is closed without a mail and out of every list; a search for `is:spam` finds it.
//!
//! The sender's address is remembered only where it is asked for, since tickets come from contacts, who are known: later mails
//! from it open as spam, without a receipt, until the ticket is marked as no spam.

mod store;

use serde_json::json;

use super::{Ticket, clocks, close, get, relation, reopen, snooze, store as tickets};
use crate::action::{Action, Subject, View};
use crate::customer;
use crate::error::DeskError;
use crate::id::TicketId;

/// Whether later mails of the sender are spam too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Later {
    /// They are handled like any other.
    Asks,
    /// They open as spam.
    Spam,
}

/// Marks a ticket as spam. The same again changes nothing, but may still remember the sender.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn mark_spam(act: &mut Action<'_, '_>, id: TicketId, later: Later) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let mut ticket = get(act, id)?;
    let address = sender(act, &ticket)?;
    if let (Later::Spam, Some(address)) = (later, &address) {
        store::insert_sender(act, address)?;
    }
    if ticket.spam_at.is_some() {
        return Ok(());
    }
    snooze::end(act, &mut ticket)?;
    close::end(act, &mut ticket)?;
    tickets::update(act, &ticket)?;
    let now = act.now_us();
    relation::update_spam(act, id, Some(now))?;
    let kept = address.filter(|_| later == Later::Spam);
    act.journal(Subject::Ticket, id.0, "spam", &json!({ "sender": kept }))?;
    clocks::refresh(act, &ticket)
}

/// Says that a ticket is no spam: it is open again, and its sender's mails are handled like any other.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn unmark_spam(act: &mut Action<'_, '_>, id: TicketId) -> Result<(), DeskError> {
    unmark(act, id, Later::Asks)
}

/// The same, and what becomes of later mails of the sender.
pub(super) fn unmark(act: &mut Action<'_, '_>, id: TicketId, later: Later) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let ticket = get(act, id)?;
    if ticket.spam_at.is_none() {
        return Ok(());
    }
    remember(act, &ticket, later)?;
    relation::update_spam(act, id, None)?;
    act.journal(Subject::Ticket, id.0, "no-spam", &json!({}))?;
    reopen(act, id)
}

/// What becomes of later mails of a ticket's sender.
pub(super) fn later(view: &mut View<'_, '_>, ticket: &Ticket) -> Result<Later, DeskError> {
    match sender(view, ticket)? {
        Some(address) if store::has_sender(view, &address)? => Ok(Later::Spam),
        _ => Ok(Later::Asks),
    }
}

/// Says what becomes of later mails of a ticket's sender.
pub(super) fn remember(act: &mut Action<'_, '_>, ticket: &Ticket, later: Later) -> Result<(), DeskError> {
    match (sender(act, ticket)?, later) {
        (None, _) => Ok(()),
        (Some(address), Later::Spam) => store::insert_sender(act, &address),
        (Some(address), Later::Asks) => store::delete_sender(act, &address),
    }
}

/// Whether a ticket to which its sender writes again is spam still: so it is where the sender is remembered. Else somebody wants
/// something after all, and the mark goes.
pub(super) fn stays(act: &mut Action<'_, '_>, ticket: &mut Ticket) -> Result<bool, DeskError> {
    if ticket.spam_at.is_none() {
        return Ok(false);
    }
    if let Some(address) = sender(act, ticket)?
        && store::has_sender(act, &address)?
    {
        return Ok(true);
    }
    ticket.spam_at = None;
    relation::update_spam(act, ticket.id, None)?;
    act.journal(Subject::Ticket, ticket.id.0, "no-spam", &json!({}))?;
    Ok(false)
}

/// Whether mails of an address are taken for spam.
pub(crate) fn is_spammer(view: &mut View<'_, '_>, address: &str) -> Result<bool, DeskError> {
    store::has_sender(view, &address.to_lowercase())
}

/// The address that a ticket came from.
fn sender(view: &mut View<'_, '_>, ticket: &Ticket) -> Result<Option<String>, DeskError> {
    match ticket.contact {
        None => store::sender(view, ticket.id),
        Some(id) => Ok(customer::find_contact(view, id)?
            .map(|contact| contact.email.to_lowercase())
            // Who was erased has no address.
            .filter(|email| !email.is_empty())),
    }
}
