//! Intake: mail that comes in.
//!
//! The raw mail is stored first, unique by its content, and only then acknowledged; handling it is a job of its own. Handling
//! asks in this order: can it be read, did it come by another way before, did a machine write it, is the sender proven, which ticket does it belong to, who is the
//! sender, does the plan take it. Where a mail server checks senders, nobody acts as a contact whose address is not proven: such a
//! mail adds to a ticket as a stranger's does, and one that asks something new waits for somebody's look. Each answer is kept with the mail, so that "why did this become that?" can be answered. A mail that leads to
//! nothing stays in the list with its reason; none is thrown away.

mod attach;
mod event;
mod handle;
mod look;
mod sent;
mod store;
mod upload;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::action::{Action, Subject, View};
use crate::error::DeskError;
use crate::id::{MailId, TicketId};
use crate::job::{self, Kind, NewJob};

pub(crate) use handle::handle;
pub use look::{ByHand, MailPage, count_waiting, dismiss, get, retry, turn, waiting};
pub use sent::{AsSent, PICTURE_MAX, RemotePicture, as_sent};
pub(crate) use store::whole;
pub use upload::{Taken, upload};

/// Largest mail that is taken, in bytes.
pub const RAW_MAX: usize = 50 * 1024 * 1024;

/// What became of a mail handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// It is stored now.
    New(MailId),
    /// The same bytes were stored in this mailbox before; nothing changed.
    Known(MailId),
}

/// What was read out of a mail, and what followed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// Address in From.
    pub from: String,
    /// Subject.
    pub subject: String,
    /// "person", "auto-reply", "bounce", "list", "loop", "receipt", "delay", or "unreadable".
    pub kind: String,
    /// What proves the sender's address, where somebody checks it: "dmarc", "dkim" or "spf", "refuted", "missing".
    pub proof: String,
    /// By what it was tied to a ticket: "token", "references", "number", or empty.
    pub thread: String,
    /// What followed: "opened", "continued", "noted", "refused", "stranger", "unproven", "forwarded" (by a colleague), "colleague"
    /// (who wrote to the desk), "ignored", "again" (what came by another way before), "turned" (by hand).
    pub outcome: String,
    /// Whose mail a colleague passed on.
    pub original: String,
    /// Why, where there is more to say.
    pub reason: String,
}

/// Whether whoever wrote a mail is answered by the desk itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// With receipts and refusals, as for mail that comes.
    Yes,
    /// Not: it was written some time ago, and comes out of a file.
    No,
}

/// Stores a raw mail and writes the job that handles it. Call [`Desk::act`](crate::Desk::act) with it: when that answers, the mail
/// is on disk and may be acknowledged.
///
/// # Errors
/// A field error for an empty or oversized mail; whatever the database says.
pub fn accept(act: &mut Action<'_, '_>, mailbox: &str, raw: &[u8]) -> Result<Accepted, DeskError> {
    keep(act, mailbox, raw, 0, Answered::Yes)
}

/// [`accept`] for a mail out of a file.
///
/// # Errors
/// As [`accept`].
pub fn import(act: &mut Action<'_, '_>, mailbox: &str, raw: &[u8], answered: Answered) -> Result<Accepted, DeskError> {
    keep(act, mailbox, raw, 0, answered)
}

/// [`accept`] for a mail before which whoever took it wrote `head` bytes of header of its own: to whom it was handed over. They
/// are kept with it, and are no part of what tells it from others.
///
/// # Errors
/// As [`accept`].
pub fn accept_after(act: &mut Action<'_, '_>, mailbox: &str, raw: &[u8], head: usize) -> Result<Accepted, DeskError> {
    keep(act, mailbox, raw, head, Answered::Yes)
}

fn keep(
    act: &mut Action<'_, '_>,
    mailbox: &str,
    raw: &[u8],
    head: usize,
    answered: Answered,
) -> Result<Accepted, DeskError> {
    if raw.is_empty() {
        return Err(DeskError::field("mail", "missing", ""));
    }
    if raw.len() > RAW_MAX {
        return Err(DeskError::field("mail", "too-long", RAW_MAX.to_string()));
    }
    let hash: [u8; 32] = Sha256::digest(raw.get(head..).unwrap_or(raw)).into();
    if let Some(known) = store::find_by_hash(act, mailbox, &hash)? {
        return Ok(Accepted::Known(known));
    }
    let id = MailId(act.new_id());
    store::insert(act, id, (mailbox, answered), &hash, raw)?;
    act.journal(Subject::Mail, id.0, "accept", &serde_json::json!({ "mailbox": mailbox, "bytes": raw.len() }))?;
    let due = act.now;
    act.job(NewJob { kind: Kind::Intake, subject: id.0, due })?;
    Ok(Accepted::New(id))
}

/// Handles a stored mail at once, in place of its job.
///
/// # Errors
/// Whatever the database says; the job stays then.
pub fn handle_now(act: &mut Action<'_, '_>, id: MailId) -> Result<(), DeskError> {
    handle(act, id)?;
    job::cancel(act, Kind::Intake, id.0)
}

/// A mail as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRow {
    /// Its id.
    pub id: MailId,
    /// When it arrived.
    pub received_at: Timestamp,
    /// "stored", "handled", "ignored", "unreadable".
    pub state: String,
    /// What was read and what followed.
    pub reading: Reading,
    /// The ticket it became part of.
    pub ticket: Option<TicketId>,
    /// The ticket's number.
    pub ticket_number: Option<i64>,
}

/// Mails newest first, for staff. `before` is the id of the last one seen.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn list(view: &mut View<'_, '_>, before: Option<MailId>, limit: i64) -> Result<Vec<MailRow>, DeskError> {
    view.actor.require_staff()?;
    store::list(view, before, limit)
}

/// The ticket that a mail became part of, for staff.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn ticket_of(view: &mut View<'_, '_>, id: MailId) -> Result<Option<TicketId>, DeskError> {
    view.actor.require_staff()?;
    Ok(store::find(view, id)?.ok_or(DeskError::NotFound)?.ticket)
}

/// The raw bytes of a mail, whoever asks.
pub(crate) fn raw_unscoped(view: &mut View<'_, '_>, id: MailId) -> Result<Vec<u8>, DeskError> {
    Ok(store::find(view, id)?.ok_or(DeskError::NotFound)?.raw)
}

/// The raw bytes of a mail, for staff.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn raw(view: &mut View<'_, '_>, id: MailId) -> Result<Vec<u8>, DeskError> {
    view.actor.require_staff()?;
    Ok(store::find(view, id)?.ok_or(DeskError::NotFound)?.raw)
}
