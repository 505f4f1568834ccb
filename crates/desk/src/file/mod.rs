//! Files: what people add to their writing, of a draft first and of its message once that is sent.
//!
//! What a file is says its content alone, never its name or what the sender claims; only pictures that are pictures are shown
//! in pages. A file is there whole or not at all. Files of notes and drafts are staff's, files of messages also the customer's.
//! What came with a mail is kept once, in the raw mail, and read from there.

mod kind;
mod name;
mod receive;
mod store;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{DraftId, FileId, MessageId, TicketId};
use crate::ticket;

pub use kind::is_picture;
pub(crate) use kind::of as kind_of;
pub use receive::RECEIVED_MAX;
pub(crate) use receive::{copy_received, receive};

/// Largest file, in bytes.
pub const FILE_MAX: usize = 25 * 1024 * 1024;
/// Most bytes of all files of a message.
pub const MESSAGE_MAX: usize = 50 * 1024 * 1024;
/// Most files of a message.
pub const COUNT_MAX: usize = 20;
/// Bytes of a row of content.
const PART: usize = 1024 * 1024;

/// A file without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its id.
    pub id: FileId,
    /// The message it belongs to, once it was sent.
    pub message: Option<MessageId>,
    /// Its name, safe to be shown and to be written to a disk.
    pub name: String,
    /// What its content says it is.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// When it came.
    pub created_at: Timestamp,
    /// What the text or the HTML of its mail calls it, where it is a picture within them.
    pub content_id: Option<String>,
}

/// A file to be kept.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// The name that the sender gave.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// To what a new file belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    Draft(DraftId),
    Message(MessageId),
}

/// Keeps a file.
///
/// # Errors
/// A field error `file` for an empty or oversized file, or one too many.
pub(crate) fn add(
    act: &mut Action<'_, '_>,
    ticket: TicketId,
    owner: Owner,
    new: &NewFile,
) -> Result<FileId, DeskError> {
    if new.bytes.is_empty() {
        return Err(DeskError::field("file", "empty-file", name::safe(&new.name)));
    }
    if new.bytes.len() > FILE_MAX {
        return Err(DeskError::field("file", "file-too-large", megabytes(FILE_MAX)));
    }
    let there = of(act, owner)?;
    if there.len() >= COUNT_MAX {
        return Err(DeskError::field("file", "too-many-files", COUNT_MAX.to_string()));
    }
    let sum: i64 = there.iter().map(|file| file.size).sum();
    if usize::try_from(sum).unwrap_or(usize::MAX).saturating_add(new.bytes.len()) > MESSAGE_MAX {
        return Err(DeskError::field("file", "files-too-large", megabytes(MESSAGE_MAX)));
    }
    let id = FileId(act.new_id());
    let size = i64::try_from(new.bytes.len()).unwrap_or(i64::MAX);
    let hash = Sha256::digest(&new.bytes);
    store::insert(act, id, ticket, owner, &name::safe(&new.name), kind::of(&new.bytes), size, hash.as_slice())?;
    for (position, part) in (0_i64..).zip(new.bytes.chunks(PART)) {
        store::insert_part(act, id, position, part)?;
    }
    Ok(id)
}

fn megabytes(bytes: usize) -> String {
    format!("{} MB", bytes / (1024 * 1024))
}

fn of(view: &mut View<'_, '_>, owner: Owner) -> Result<Vec<File>, DeskError> {
    match owner {
        Owner::Draft(draft) => store::of_draft(view, draft),
        Owner::Message(message) => store::of_message(view, message),
    }
}

/// Files of a draft, oldest first. Whose draft it is has been asked before.
pub(crate) fn of_draft(view: &mut View<'_, '_>, draft: DraftId) -> Result<Vec<File>, DeskError> {
    store::of_draft(view, draft)
}

/// Files of a message, oldest first, for the mail that carries them.
pub(crate) fn of_message(view: &mut View<'_, '_>, message: MessageId) -> Result<Vec<File>, DeskError> {
    store::of_message(view, message)
}

/// Files of all messages of a ticket. Whether its reader sees the message of each has been asked before.
pub(crate) fn of_ticket(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<File>, DeskError> {
    store::of_ticket(view, ticket)
}

/// The files of a draft are the message's from now on.
pub(crate) fn send(act: &mut Action<'_, '_>, draft: DraftId, message: MessageId) -> Result<(), DeskError> {
    store::send(act, draft, message)
}

/// The files of one draft are another's from now on.
pub(crate) fn pass_on(act: &mut Action<'_, '_>, from: DraftId, to: DraftId) -> Result<(), DeskError> {
    store::pass_on(act, from, to)
}

/// The files of a draft lie with another ticket from now on, as the draft does.
pub(crate) fn move_to(act: &mut Action<'_, '_>, draft: DraftId, ticket: TicketId) -> Result<(), DeskError> {
    store::move_to(act, draft, ticket)
}

/// Removes a file of a draft.
pub(crate) fn remove(act: &mut Action<'_, '_>, draft: DraftId, id: FileId) -> Result<(), DeskError> {
    if !store::of_draft(act, draft)?.iter().any(|file| file.id == id) {
        return Err(DeskError::NotFound);
    }
    store::delete(act, id)
}

/// Removes all files of a draft.
pub(crate) fn remove_all(act: &mut Action<'_, '_>, draft: DraftId) -> Result<(), DeskError> {
    for file in store::of_draft(act, draft)? {
        store::delete(act, file.id)?;
    }
    Ok(())
}

/// A file of a ticket with its bytes.
///
/// # Errors
/// [`DeskError::NotFound`] for a file out of reach: of a ticket that is neither this one nor merged into it, of a note where the reader is no staff, of a draft that
/// is not the reader's own.
pub fn get(view: &mut View<'_, '_>, number: i64, id: FileId) -> Result<(File, Vec<u8>), DeskError> {
    let ticket = ticket::get_by_number(view, number)?;
    let mut found = store::find(view, ticket.id, id)?;
    if found.is_none() {
        for part in ticket::merged_ids(view, ticket.id)? {
            found = found.or(store::find(view, part, id)?);
        }
    }
    let found = found.ok_or(DeskError::NotFound)?;
    let seen = match (&found.of, view.actor.staff()) {
        (store::Of::Message { note }, me) => me.is_ok() || !*note,
        (store::Of::Draft { staff }, Ok(me)) => *staff == Some(me),
        (store::Of::Draft { .. }, Err(_)) => false,
    };
    if !seen {
        return Err(DeskError::NotFound);
    }
    let bytes = content(view, id)?;
    Ok((found.file, bytes))
}

/// The bytes of a file.
pub(crate) fn content(view: &mut View<'_, '_>, id: FileId) -> Result<Vec<u8>, DeskError> {
    match store::find_received(view, id)? {
        None => store::content(view, id),
        Some(received) => receive::content(&received),
    }
}
