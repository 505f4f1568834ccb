//! Altering one ticket so that it can be taken back: from its own page, within the action that also checks what the page was
//! drawn with. Kept and undone as what is done to many.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Before, Doing, Step, UNDONE_WITHIN, one, store};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{StaffId, TeamId, TicketId, UndoId};
use crate::ticket::{Ticket, assign, get, hand_over, put_with, rename};
use crate::{notice, ticket_field};

/// What is done to the ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Altering {
    /// What can be done to many.
    Doing(Doing),
    /// Given another subject.
    Subject(String),
    /// Handed over to a team, to one of its members or to nobody yet, with a note.
    HandOver {
        /// The team.
        team: TeamId,
        /// The member.
        assignee: Option<StaffId>,
        /// The note; taking back leaves it.
        note: String,
    },
    /// Put with a team, or with none.
    Team(Option<TeamId>),
    /// Fields are filled in, by their keys.
    Fields(BTreeMap<String, String>),
    /// Followed by who does it.
    Follow,
    /// Followed by them no longer.
    Unfollow,
}

/// What one ticket was before, and what it was made.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Was {
    Subject { before: String, after: String },
    Team { before: Lies, after: Lies },
    Fields { before: BTreeMap<String, String>, after: BTreeMap<String, String> },
    Following { before: bool },
}

/// With whom a ticket lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lies {
    team: Option<i64>,
    assignee: Option<i64>,
}

impl Lies {
    fn of(ticket: &Ticket) -> Lies {
        Lies { team: ticket.team.map(|id| id.0), assignee: ticket.assignee.map(|id| id.0) }
    }
}

/// Alters a ticket, and answers by what it can be taken back; nothing if it was so already.
///
/// # Errors
/// Those of what is done.
pub fn alter(act: &mut Action<'_, '_>, id: TicketId, what: &Altering) -> Result<Option<UndoId>, DeskError> {
    let was = get(act, id)?;
    let number = was.number;
    let step = match what {
        // No action takes a severity away again.
        Altering::Doing(doing) => {
            one(act, number, doing)?.filter(|step| !matches!(step.before, Before::Severity { before: None, .. }))
        }
        other => match done(act, was, other)? {
            None => None,
            Some(was) => {
                Some(Step { ticket: id.0, number, entry: store::newest(act, id)?, before: Before::Alone(was) })
            }
        },
    };
    step.map(|step| store::keep(act, &[step], UNDONE_WITHIN)).transpose()
}

fn done(act: &mut Action<'_, '_>, was: Ticket, what: &Altering) -> Result<Option<Was>, DeskError> {
    let id = was.id;
    match what {
        Altering::Doing(_) => Ok(None),
        Altering::Subject(subject) => {
            rename(act, id, subject)?;
            let after = get(act, id)?.subject;
            Ok((after != was.subject).then_some(Was::Subject { before: was.subject, after }))
        }
        Altering::HandOver { team, assignee, note } => {
            hand_over(act, id, *team, *assignee, note)?;
            lies(act, &was)
        }
        Altering::Team(team) => {
            put_with(act, id, *team)?;
            lies(act, &was)
        }
        Altering::Fields(typed) => {
            let before = values(act, id, typed)?;
            ticket_field::fill(act, id, typed)?;
            let after = values(act, id, typed)?;
            Ok((after != before).then_some(Was::Fields { before, after }))
        }
        Altering::Follow | Altering::Unfollow => {
            let before = follows(act, id)?;
            let wanted = *what == Altering::Follow;
            if wanted {
                notice::follow(act, id)?
            } else {
                notice::unfollow(act, id)?
            }
            Ok((before != wanted).then_some(Was::Following { before }))
        }
    }
}

fn lies(act: &mut Action<'_, '_>, was: &Ticket) -> Result<Option<Was>, DeskError> {
    let (before, after) = (Lies::of(was), Lies::of(&get(act, was.id)?));
    Ok((before != after).then_some(Was::Team { before, after }))
}

/// The values of the fields that are named, empty where nothing is filled in.
fn values(
    view: &mut View<'_, '_>,
    id: TicketId,
    named: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, DeskError> {
    let fields = ticket_field::list(view)?;
    let filled = ticket_field::values(view, &[id.0])?;
    let of = |key: &String| {
        let field = fields.iter().find(|field| field.key == *key)?;
        let value = filled.iter().find(|filled| filled.field == field.id).map(|filled| filled.value.clone());
        Some((key.clone(), value.unwrap_or_default()))
    };
    Ok(named.keys().filter_map(of).collect())
}

fn follows(view: &mut View<'_, '_>, id: TicketId) -> Result<bool, DeskError> {
    let me = view.actor.staff()?;
    Ok(notice::followers(view, id)?.iter().any(|(staff, _)| *staff == me))
}

/// Puts a ticket back as it was, unless it is not any more what it was made.
pub(super) fn back(act: &mut Action<'_, '_>, ticket: &Ticket, was: &Was) -> Result<(), DeskError> {
    let id = ticket.id;
    let as_made = |still: bool| if still { Ok(()) } else { Err(DeskError::conflict("changed-since", "")) };
    match was {
        Was::Subject { before, after } => {
            as_made(ticket.subject == *after)?;
            rename(act, id, before)
        }
        Was::Team { before, after } => {
            as_made(Lies::of(ticket) == *after)?;
            put_with(act, id, before.team.map(TeamId))?;
            assign(act, id, before.assignee.map(StaffId))
        }
        Was::Fields { before, after } => {
            let now = values(act, id, after)?;
            as_made(now == *after)?;
            ticket_field::fill(act, id, before)
        }
        Was::Following { before: true } => notice::follow(act, id),
        Was::Following { before: false } => notice::unfollow(act, id),
    }
}
