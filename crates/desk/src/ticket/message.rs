//! Messages and notes of a ticket: who wrote, for whom, and how the text is to be read.
//!
//! A text stays as it was written; whoever shows it makes of it what its format says. A form of the composer is used once.

mod seal;
pub(super) mod store;

use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{MessageId, TicketId};
use crate::ticket::relation;

pub use seal::Seal;

/// What kind of writing a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// The customer sees it.
    Message,
    /// Only staff see it.
    Note,
}

/// How the text of a message is to be read. The word is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// As it stands: mails, and what customers and programs write.
    #[default]
    Plain,
    /// Markdown: what staff write.
    Markdown,
}

impl Format {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Format::Plain => "plain",
            Format::Markdown => "markdown",
        }
    }

    pub(crate) fn of(word: &str) -> Format {
        if word == "markdown" { Format::Markdown } else { Format::Plain }
    }
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthorKind {
    /// A contact of the customer.
    Contact,
    /// Somebody who is no contact, by mail.
    Sender,
    /// A member of staff.
    Staff,
    /// A machine; stops no clock.
    Automatic,
}

impl AuthorKind {
    const ALL: [(AuthorKind, &'static str); 4] = [
        (AuthorKind::Contact, "contact"),
        (AuthorKind::Sender, "sender"),
        (AuthorKind::Staff, "staff"),
        (AuthorKind::Automatic, "automatic"),
    ];

    pub(crate) fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    pub(crate) fn find(word: &str) -> Option<AuthorKind> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

/// What of a mail is not in its message, because there was too much of it. The mail itself is kept whole. The word is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeftOut {
    /// The end of a text longer than [`BODY_MAX`](super::BODY_MAX).
    Text,
    /// Files beyond [`RECEIVED_MAX`](crate::file::RECEIVED_MAX).
    Files,
    /// Parts that lie too deep in each other; they are one file.
    Depth,
    /// Parts beyond the number that is read; the rest is one file.
    Parts,
    /// Header fields.
    Headers,
    /// Some of a winmail.dat; it is a file as a whole.
    Packed,
}

impl LeftOut {
    const ALL: [(LeftOut, &'static str); 6] = [
        (LeftOut::Text, "text"),
        (LeftOut::Files, "files"),
        (LeftOut::Depth, "depth"),
        (LeftOut::Parts, "parts"),
        (LeftOut::Headers, "headers"),
        (LeftOut::Packed, "packed"),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(what, _)| *what == self).map_or("", |(_, word)| word)
    }

    pub(super) fn all_of(words: &str) -> Vec<LeftOut> {
        let one = |word: &str| Self::ALL.iter().find(|(_, known)| *known == word).map(|(what, _)| *what);
        words.split(' ').filter_map(one).collect()
    }
}

/// A message to be added.
#[derive(Debug, Clone)]
pub(crate) struct NewMessage {
    pub(crate) kind: MessageKind,
    pub(crate) author_kind: AuthorKind,
    pub(crate) author: Option<i64>,
    pub(crate) author_name: String,
    pub(crate) body: String,
    pub(crate) format: Format,
    /// The composer form it was sent with.
    pub(crate) form: Option<String>,
    pub(crate) mail: Option<i64>,
}

/// A message's id with its ticket, as replies answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// The ticket.
    pub ticket: TicketId,
    /// The message.
    pub message: MessageId,
}

/// Keeps what is to be told of a message's mail: what of it is not in the message, and how it was sealed.
pub(crate) fn tell_of_mail(
    act: &mut Action<'_, '_>,
    id: MessageId,
    left_out: &[LeftOut],
    seal: Option<&Seal>,
) -> Result<(), DeskError> {
    let words: Vec<&str> = left_out.iter().map(|one| one.word()).collect();
    let seal = seal.map(serde_json::to_string).transpose()?;
    store::update_told(act, id, &words.join(" "), seal.as_deref())
}

/// Whether a message was sent with this form before.
pub(crate) fn is_form_used(view: &mut View<'_, '_>, form: &str) -> Result<bool, DeskError> {
    store::is_form_used(view, form)
}

/// Who wrote publicly on a ticket, or on one that was merged into it, after a message; the id is staff's where staff wrote.
pub(crate) fn written_since(
    view: &mut View<'_, '_>,
    ticket: TicketId,
    seen: MessageId,
) -> Result<Vec<(AuthorKind, Option<i64>)>, DeskError> {
    let mut since = store::written_since(view, ticket, seen)?;
    for part in relation::merged_ids(view, ticket)? {
        since.extend(store::written_since(view, part, seen)?);
    }
    Ok(since)
}
