//! Linking: duplicate, related, caused by. Staff see links, contacts do not.

use serde_json::json;

use super::store;
use crate::action::{Action, Subject};
use crate::error::DeskError;
use crate::id::{LinkId, TicketId};
use crate::ticket::get;

/// What two tickets have to do with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// Both ask the same.
    Duplicate,
    /// They have to do with each other.
    Related,
    /// The one was caused by the other.
    Cause,
    /// The one was split off the other.
    Split,
}

impl LinkKind {
    const ALL: [(LinkKind, &'static str); 4] = [
        (LinkKind::Duplicate, "duplicate"),
        (LinkKind::Related, "related"),
        (LinkKind::Cause, "cause"),
        (LinkKind::Split, "split"),
    ];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// The kind of a word.
    #[must_use]
    pub fn find(word: &str) -> Option<LinkKind> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

/// Links a ticket to another: `from` is a duplicate of `to`, related to it, or caused by it. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a conflict `link-same` for one ticket.
pub fn link(act: &mut Action<'_, '_>, from: TicketId, to: TicketId, kind: LinkKind) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let (from, to) = (get(act, from)?, get(act, to)?);
    if from.id == to.id {
        return Err(DeskError::conflict("link-same", from.number.to_string()));
    }
    let (first, second) = match kind {
        // What holds both ways is kept once.
        LinkKind::Duplicate | LinkKind::Related if to.id < from.id => (&to, &from),
        _ => (&from, &to),
    };
    if !store::insert_link(act, first.id, second.id, kind)? {
        return Ok(());
    }
    let told = |other: i64, towards: bool| json!({ "kind": kind.word(), "other": other, "towards": towards });
    act.journal(Subject::Ticket, first.id.0, "link", &told(second.number, true))?;
    act.journal(Subject::Ticket, second.id.0, "link", &told(first.number, false))
}

/// Takes a link away again. One that is gone already is left alone.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn unlink(act: &mut Action<'_, '_>, id: LinkId) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let Some((from, to, kind)) = store::find_link(act, id)? else { return Ok(()) };
    let (from, to) = (get(act, from)?, get(act, to)?);
    store::delete_link(act, id)?;
    let told = |other: i64, towards: bool| json!({ "kind": kind.word(), "other": other, "towards": towards });
    act.journal(Subject::Ticket, from.id.0, "unlink", &told(to.number, true))?;
    act.journal(Subject::Ticket, to.id.0, "unlink", &told(from.number, false))
}
