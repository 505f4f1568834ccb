//! The outbox as staff see it: what waits, what failed, what was sent; each delivery with its tries, and how it is mended.

use jiff::Timestamp;
use mail::MailAddress;
use serde_json::json;

use super::{Tried, block, compose, store};
use crate::action::{Action, Subject, View};
use crate::error::DeskError;
use crate::id::{DeliveryId, TicketId};
use crate::job::{Kind, NewJob};

/// A shelf of the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Not sent yet, the newest first.
    Waiting,
    /// Given up, the last failure first.
    Failed,
    /// Sent, the last first.
    Sent,
}

/// A delivery as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// To whom.
    pub recipient: String,
    /// Subject.
    pub subject: String,
    /// Word of the template.
    pub template: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When it was given up.
    pub failed_at: Option<Timestamp>,
    /// How many times it was tried.
    pub attempts: i64,
    /// What was answered last.
    pub last_answer: Option<String>,
    /// Number of the ticket that it belongs to.
    pub ticket_number: Option<i64>,
}

impl Delivery {
    /// Where the next page of a shelf begins: after this one.
    #[must_use]
    pub fn after(&self, shelf: Shelf) -> String {
        let at = match shelf {
            Shelf::Waiting => None,
            Shelf::Failed => self.failed_at,
            Shelf::Sent => self.sent_at,
        };
        format!("{}_{}", at.map_or(0, Timestamp::as_microsecond), self.id)
    }
}

/// Deliveries of a ticket, oldest first, for staff.
///
/// # Errors
/// Whatever the database says.
pub fn of_ticket(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<Delivery>, DeskError> {
    view.actor.require_staff()?;
    store::of_ticket(view, ticket)
}

/// A page of a shelf, for staff. `after` is [`Delivery::after`] of the last one seen; what it cannot be begins at the first.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn list(
    view: &mut View<'_, '_>,
    shelf: Shelf,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Delivery>, DeskError> {
    view.actor.require_staff()?;
    let key = after.and_then(|after| after.split_once('_'));
    let key = key.and_then(|(at, id)| Some((at.parse::<i64>().ok()?, id.parse::<i64>().ok()?)));
    let (at, id) = key.unwrap_or((i64::MAX, i64::MAX));
    match shelf {
        Shelf::Waiting => store::waiting(view, id, limit),
        Shelf::Failed => store::failed(view, at, id, limit),
        Shelf::Sent => store::sent(view, at, id, limit),
    }
}

/// How many deliveries wait and how many failed, each counted up to 1,000.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn counts(view: &mut View<'_, '_>) -> Result<[i64; 2], DeskError> {
    view.actor.require_staff()?;
    store::counts(view)
}

/// A delivery with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryPage {
    /// The delivery.
    pub delivery: Delivery,
    /// From whom.
    pub sender: String,
    /// Its Message-ID, the same at each try.
    pub message_id: String,
    /// Its tries, oldest first.
    pub tries: Vec<Tried>,
    /// Why nothing is sent to its address.
    pub blocked: Option<block::Blocked>,
}

/// One delivery, for staff.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get(view: &mut View<'_, '_>, id: DeliveryId) -> Result<DeliveryPage, DeskError> {
    view.actor.require_staff()?;
    let stored = store::find(view, id)?.ok_or(DeskError::NotFound)?;
    let delivery = store::get(view, id)?.ok_or(DeskError::NotFound)?;
    let blocked = block::find(view, &stored.recipient)?;
    let tries = store::attempts(view, id)?;
    Ok(DeliveryPage { delivery, sender: stored.sender, message_id: stored.message_id, tries, blocked })
}

/// The mail as it goes out, or as it went, for staff.
///
/// # Errors
/// [`DeskError::NotFound`]; a conflict for one that cannot be written, with the reason.
pub fn raw(view: &mut View<'_, '_>, id: DeliveryId) -> Result<Vec<u8>, DeskError> {
    view.actor.require_staff()?;
    let stored = store::find(view, id)?.ok_or(DeskError::NotFound)?;
    match stored.raw {
        Some(raw) => Ok(raw),
        None => compose::compose(view, &stored)
            .map(|(raw, _)| raw)
            .map_err(|error| DeskError::conflict("not-written", error.to_string())),
    }
}

/// Tries a delivery that was given up again, now, to the same address or to another one.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a conflict `sent` for one that was sent, and for one that still waits; a field
/// error on `recipient`.
pub fn retry(act: &mut Action<'_, '_>, id: DeliveryId, recipient: Option<&str>) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let stored = store::find(act, id)?.ok_or(DeskError::NotFound)?;
    if !stored.given_up {
        return Err(DeskError::conflict(if stored.sent { "delivery-sent" } else { "delivery-waits" }, ""));
    }
    let to = recipient.map(str::trim).filter(|to| *to != stored.recipient);
    if let Some(to) = to {
        let address = MailAddress::parse(to).map_err(|_| DeskError::field("recipient", "no-address", to))?;
        // Another recipient is another mail; it keeps its Message-ID, because the first was taken by nobody.
        store::update_recipient(act, id, address.as_str())?;
    }
    let address = to.unwrap_or(&stored.recipient);
    if block::find(act, address)?.is_some() {
        return Err(DeskError::field("recipient", "blocked", address));
    }
    store::update_again(act, id)?;
    let due = act.now;
    act.job(NewJob { kind: Kind::Deliver, subject: id.0, due })?;
    act.journal(Subject::Delivery, id.0, "retry", &json!({ "to": to }))
}
