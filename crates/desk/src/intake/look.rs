//! Mails that wait for somebody's look: those that could not be read, and those of people to which nothing was opened.
//!
//! Staff have three ways: handle it again (the sender is a contact by now, or what could not be read can be), turn it into a
//! ticket by hand, or say that nothing is to be done. The mail itself stays as it came in each case.

use engine::plan::catalogue::Channel;
use mail::{Forwarded, Limits, Mail};
use serde_json::json;

use super::attach::attach;
use super::{MailRow, Reading, store};
use crate::action::{Action, Subject, View};
use crate::customer;
use crate::error::DeskError;
use crate::id::MailId;
use crate::job::{Kind, NewJob};
use crate::outbox;
use crate::ticket::{self, BODY_MAX, NewTicket, OnRefusal, Opened, SUBJECT_MAX};

/// A mail at full length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailPage {
    /// As lists show it.
    pub row: MailRow,
    /// Name of the mailbox it came to.
    pub mailbox: String,
    /// Its size.
    pub bytes: usize,
    /// Whether it waits for somebody's look.
    pub waits: bool,
    /// The ticket that it would be. The text of one that could not be read is what can be shown of it.
    pub offered: ByHand,
}

/// A mail as a ticket, by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByHand {
    /// Address of the contact for whom it is opened.
    pub contact: String,
    /// Subject.
    pub subject: String,
    /// First message.
    pub body: String,
}

/// Whether a mail that was handled waits for somebody's look. What machines write about themselves does not.
pub(super) fn waits(state: &str, reading: &Reading) -> bool {
    let by_a_person = matches!(reading.kind.as_str(), "person" | "bounce") && reading.reason != "spam";
    state == "unreadable" || (state == "ignored" && by_a_person)
}

/// Mails that wait for somebody's look, newest first, for staff. `before` is the id of the last one seen.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn waiting(view: &mut View<'_, '_>, before: Option<MailId>, limit: i64) -> Result<Vec<MailRow>, DeskError> {
    view.actor.require_staff()?;
    store::list_waiting(view, before, limit)
}

/// How many wait.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn count_waiting(view: &mut View<'_, '_>) -> Result<i64, DeskError> {
    view.actor.require_staff()?;
    store::count_waiting(view)
}

/// A mail at full length, for staff.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get(view: &mut View<'_, '_>, id: MailId) -> Result<MailPage, DeskError> {
    view.actor.require_staff()?;
    let (row, mailbox, waits) = store::find_row(view, id)?.ok_or(DeskError::NotFound)?;
    let raw = store::find(view, id)?.ok_or(DeskError::NotFound)?.raw;
    let offered = offered(&row.reading, &raw);
    Ok(MailPage { row, mailbox, bytes: raw.len(), waits, offered })
}

/// Handles a mail again that led to no ticket.
///
/// # Errors
/// [`DeskError::NotFound`]; a conflict where it became part of a ticket, or is about to be handled anyway.
pub fn retry(act: &mut Action<'_, '_>, id: MailId) -> Result<(), DeskError> {
    free(act, id)?;
    store::update_stored(act, id)?;
    let due = act.now;
    act.job(NewJob { kind: Kind::Intake, subject: id.0, due })?;
    act.journal(Subject::Mail, id.0, "retry", &json!({}))
}

/// Says that nothing is to be done.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn dismiss(act: &mut Action<'_, '_>, id: MailId) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    store::find_row(act, id)?.ok_or(DeskError::NotFound)?;
    store::update_looked(act, id)?;
    act.journal(Subject::Mail, id.0, "dismiss", &json!({}))
}

/// Turns a mail that led to no ticket into one. What the plan does not take is kept all the same: staff have looked at it.
///
/// # Errors
/// Field errors; as [`retry`].
pub fn turn(act: &mut Action<'_, '_>, id: MailId, by_hand: &ByHand) -> Result<Opened, DeskError> {
    let raw = free(act, id)?;
    if by_hand.contact.trim().is_empty() {
        return Err(DeskError::field("contact", "missing", ""));
    }
    let contact = match customer::get_contact_by_email(act, &by_hand.contact) {
        Err(DeskError::NotFound) => return Err(DeskError::field("contact", "unknown", "")),
        contact => contact?,
    };
    let opened = ticket::open(
        act,
        &NewTicket {
            channel: Channel::Email,
            contact: Some(contact.id),
            subject: by_hand.subject.clone(),
            body: by_hand.body.clone(),
            mail: Some(id),
            on_refusal: OnRefusal::Keep,
            ..NewTicket::default()
        },
    )?;
    let (row, ..) = store::find_row(act, id)?.ok_or(DeskError::NotFound)?;
    let mail = read(&raw);
    if let Some(mail) = &mail {
        attach(act, opened.id, opened.message, id, mail)?;
    }
    let inner = mail.as_ref().and_then(|mail| passed_on(&row.reading, mail)).and_then(|inner| inner.message_id);
    let message_id = mail.and_then(|mail| mail.message_id);
    let reading = Reading {
        subject: by_hand.subject.chars().take(SUBJECT_MAX).collect(),
        outcome: "turned".into(),
        ..row.reading
    };
    let text = serde_json::to_string(&reading)?;
    store::update_handled(act, id, "handled", Some(opened.id), message_id.as_deref(), &text, false)?;
    for message_id in [message_id, inner].into_iter().flatten() {
        outbox::remember(act, &message_id, opened.id)?;
    }
    act.journal(Subject::Mail, id.0, "turn", &json!({ "ticket": opened.number }))?;
    Ok(opened)
}

/// The bytes of a mail that is part of no ticket and not about to be handled.
fn free(act: &mut Action<'_, '_>, id: MailId) -> Result<Vec<u8>, DeskError> {
    act.actor.require_staff()?;
    let stored = store::find(act, id)?.ok_or(DeskError::NotFound)?;
    if stored.ticket.is_some() || stored.state == "stored" {
        return Err(DeskError::conflict("done", ""));
    }
    Ok(stored.raw)
}

/// The ticket that a mail would be: its sender's, or for what a colleague passed on, that of whoever wrote it first.
fn offered(reading: &Reading, raw: &[u8]) -> ByHand {
    let (contact, subject) = (reading.from.clone(), reading.subject.clone());
    let Some(mail) = read(raw) else {
        // Without what no text may have, and no more than anybody reads.
        let body = String::from_utf8_lossy(&raw[..raw.len().min(20_000)]).replace('\0', "");
        return ByHand { contact, subject, body };
    };
    let of = |text: &str| text.trim().chars().take(BODY_MAX).collect();
    match passed_on(reading, &mail) {
        None => ByHand { contact, subject, body: of(&mail.text) },
        Some(forwarded) => ByHand {
            contact: forwarded.from.address.to_string(),
            subject: forwarded.subject.chars().take(SUBJECT_MAX).collect(),
            body: of(&forwarded.text),
        },
    }
}

/// The mail that a colleague passed on by this one.
fn passed_on(reading: &Reading, mail: &Mail) -> Option<Forwarded> {
    if reading.original.is_empty() { None } else { mail::forwarded(mail) }
}

fn read(raw: &[u8]) -> Option<Mail> {
    mail::parse(raw, &Limits::default()).ok()
}
