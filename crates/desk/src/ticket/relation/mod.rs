//! How tickets stand to each other: merged into one, split in two, linked.
//!
//! A ticket that was merged is closed and keeps its own messages, clocks and prices; what is written to it from then on goes
//! to the one it was merged into, whose conversation shows the messages of both. It can be taken apart again. Tickets of
//! different customers are never merged: the contacts of one would read the other's words. Links are for staff.

mod link;
mod merge;
mod split;
mod store;

use super::Ticket;
use crate::action::View;
use crate::error::DeskError;
use crate::id::{ContactId, LinkId, TeamId, TicketId};

pub use link::{LinkKind, link, unlink};
pub use merge::{merge, unmerge};
pub use split::split;

pub(crate) use merge::main;
pub(super) use store::{update_snoozed, update_spam, update_team};

/// Another ticket, as a ticket that has to do with it shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Its number.
    pub number: i64,
    /// Its subject.
    pub subject: String,
    /// Where it stands.
    pub state: super::State,
}

/// A link as one of its two tickets shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkView {
    /// Its id.
    pub id: LinkId,
    /// Its kind.
    pub kind: LinkKind,
    /// Whether it leads away from this ticket: caused by the other, split off the other.
    pub towards: bool,
    /// The other ticket.
    pub other: Other,
}

/// How a ticket stands to others, for staff.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relations {
    /// Its links, oldest first.
    pub links: Vec<LinkView>,
    /// Tickets that were merged into it, oldest first, with their ids.
    pub merged: Vec<(TicketId, Other)>,
}

/// How a ticket stands to others.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn relations(view: &mut View<'_, '_>, id: TicketId) -> Result<Relations, DeskError> {
    view.actor.require_staff()?;
    Ok(Relations { links: store::links(view, id)?, merged: store::merged(view, id)? })
}

/// The tickets that were merged into one, into those too, and so on: at most 200.
pub(crate) fn merged_ids(view: &mut View<'_, '_>, id: TicketId) -> Result<Vec<TicketId>, DeskError> {
    store::merged_ids(view, id)
}

/// The ticket in which a ticket's conversation goes on: itself, or what it was merged into in the end.
pub(crate) fn goes_on(view: &mut View<'_, '_>, id: TicketId) -> Result<TicketId, DeskError> {
    let ticket = super::get(view, id)?;
    Ok(main(view, ticket)?.id)
}

/// Other contacts who asked in tickets that were merged into one, each once.
pub(crate) fn merged_contacts(view: &mut View<'_, '_>, ticket: &Ticket) -> Result<Vec<ContactId>, DeskError> {
    let mut contacts = Vec::new();
    for merged in store::merged_ids(view, ticket.id)? {
        let contact = super::store::find_unscoped(view, merged)?.and_then(|merged| merged.contact);
        contacts.extend(contact.filter(|contact| Some(*contact) != ticket.contact && !contacts.contains(contact)));
    }
    Ok(contacts)
}

/// The number of the ticket that a ticket was merged into, in the end.
///
/// # Errors
/// Whatever the database says.
pub fn merged_into(view: &mut View<'_, '_>, ticket: &Ticket) -> Result<Option<i64>, DeskError> {
    match ticket.merged_into {
        None => Ok(None),
        Some(_) => Ok(Some(main(view, ticket.clone())?.number)),
    }
}

/// Whether tickets that are not done lie with a team.
pub(crate) fn is_any_with(view: &mut View<'_, '_>, team: TeamId) -> Result<bool, DeskError> {
    store::is_any_with(view, team)
}
