//! Drafts: what staff are writing, kept by the server, and replies that wait to be sent.
//!
//! There is one draft of a person, a ticket and a kind. Pressing Send turns the draft of a reply into a waiting one, which a job
//! sends at its time as its author, with the files and with what was chosen to happen afterwards; until then its author may take
//! it back. What could not be sent then is held, with the reason, for any member of staff to send or to take over: nothing that
//! was written gets lost. A form of the composer is carried out once, however often it arrives.
//! Drafts are their author's and leave no trace in the journal; replies planned for later do.

mod due;
mod keep;
mod send;
mod store;

use jiff::{SignedDuration, Timestamp};

use crate::action::View;
use crate::error::DeskError;
use crate::file::{self, File};
use crate::id::{CannedId, DraftId, MessageId, StaffId, TicketId};
use crate::ticket::{self, MessageKind};

pub(crate) use due::{due, hold_all, tidy};
pub(crate) use keep::carry;
pub use keep::{add_file, discard, remove_file, save, turn};
pub use send::{Sending, Sent, send, send_now, take_back};

/// How long a reply waits, so that its author can take it back.
pub const UNDO: SignedDuration = SignedDuration::from_secs(10);
/// How long files of a draft are kept that nobody goes on with.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What happens to the ticket once a reply or note is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Then {
    /// Nothing.
    #[default]
    Keep,
    /// It waits for the customer.
    Wait,
    /// It is resolved.
    Resolve,
    /// It is resolved and closed.
    Close,
}

impl Then {
    /// Each with its word in the database and in forms.
    pub const ALL: [(Then, &'static str); 4] =
        [(Then::Keep, "keep"), (Then::Wait, "wait"), (Then::Resolve, "resolve"), (Then::Close, "close")];

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(then, _)| *then == self).map_or("", |(_, word)| word)
    }

    /// What a word means; nothing for one that is not known.
    #[must_use]
    pub fn of(word: &str) -> Then {
        Self::ALL.iter().find(|(_, known)| *known == word).map_or(Then::Keep, |(then, _)| *then)
    }
}

/// Why a reply was not sent at its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Held {
    /// Somebody else has written to or as the customer since it was planned.
    Answered,
    /// Its author is no longer with the desk.
    Author,
    /// Whom it was written for has been erased.
    Erased,
}

impl Held {
    const ALL: [(Held, &'static str); 3] =
        [(Held::Answered, "answered"), (Held::Author, "author"), (Held::Erased, "erased")];

    /// The word in the database and in the journal.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(held, _)| *held == self).map_or("", |(_, word)| word)
    }

    fn find(word: &str) -> Option<Held> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(held, _)| *held)
    }
}

/// A draft, or a reply that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// Of which ticket.
    pub ticket: TicketId,
    /// Who writes it.
    pub staff: StaffId,
    /// Reply or note.
    pub kind: MessageKind,
    /// The text.
    pub body: String,
    /// What happens with the sending.
    pub then: Then,
    /// The canned reply whose actions are carried out with it.
    pub canned: Option<CannedId>,
    /// The form it was sent with.
    pub form: Option<String>,
    /// The newest message that was there when it was written, if that is known.
    pub seen: Option<MessageId>,
    /// When it goes out, once Send was pressed.
    pub due_at: Option<Timestamp>,
    /// Whether that time was chosen.
    pub planned: bool,
    /// Why it did not go out.
    pub held: Option<Held>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What a ticket's page shows of drafts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The draft.
    pub draft: Draft,
    /// Its author's name.
    pub author: String,
    /// Its files.
    pub files: Vec<File>,
}

/// Of a ticket: the reader's own drafts, and every reply that waits or is held, oldest first; also those that wait in tickets
/// that were merged into it, for there they will arrive.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn of_ticket(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<Shown>, DeskError> {
    let me = view.actor.staff()?;
    let mut shown = Vec::new();
    let mut found = store::of_ticket(view, ticket)?;
    for part in ticket::merged_ids(view, ticket)? {
        found.extend(store::of_ticket(view, part)?.into_iter().filter(|(draft, _)| draft.due_at.is_some()));
    }
    for (draft, author) in found {
        if draft.due_at.is_some() || draft.staff == me {
            let files = file::of_draft(view, draft.id)?;
            shown.push(Shown { draft, author, files });
        }
    }
    Ok(shown)
}

/// A draft in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The draft.
    pub draft: Draft,
    /// Its author's name.
    pub author: String,
    /// The ticket's number and subject.
    pub ticket: (i64, String),
}

/// The reader's own drafts and waiting replies, and what is held of anybody; last changed first.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn list(view: &mut View<'_, '_>) -> Result<Vec<Listed>, DeskError> {
    let me = view.actor.staff()?;
    store::list(view, me)
}

/// How many drafts and waiting replies the reader has.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn count(view: &mut View<'_, '_>) -> Result<i64, DeskError> {
    let me = view.actor.staff()?;
    store::count(view, me)
}

/// A draft of a ticket that the actor may act on: their own, or one that is held.
fn get(view: &mut View<'_, '_>, ticket: TicketId, id: DraftId) -> Result<Draft, DeskError> {
    let me = view.actor.staff()?;
    // It went out, or was taken back, a moment ago: who sees the ticket is told so.
    let draft = store::find(view, id)?.ok_or_else(|| DeskError::conflict("draft-gone", ""))?;
    if draft.ticket != ticket && ticket::goes_on(view, draft.ticket)? != ticket::goes_on(view, ticket)? {
        return Err(DeskError::NotFound);
    }
    match (draft.staff == me, draft.due_at, draft.held) {
        (true, ..) | (_, _, Some(_)) => Ok(draft),
        // Everybody sees a colleague's reply wait; nobody sees what a colleague is writing.
        (false, Some(_), None) => Err(DeskError::Forbidden),
        (false, None, None) => Err(DeskError::NotFound),
    }
}

/// A form as the composer made it: short and plain, so that it can be kept and compared.
fn known_form(form: &str) -> Option<String> {
    let plain = (8..=64).contains(&form.len()) && form.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain.then(|| form.to_owned())
}

fn is_used(view: &mut View<'_, '_>, form: &str) -> Result<bool, DeskError> {
    Ok(ticket::is_form_used(view, form)? || store::is_form_used(view, form)?)
}
