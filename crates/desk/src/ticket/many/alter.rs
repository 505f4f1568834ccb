//! Altering one ticket so that it can be taken back: from its own page, within the action that also checks what the page was
//! drawn with. Kept and undone as what is done to many.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Before, Doing, State, Step, UNDONE_WITHIN, again, one, store};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{StaffId, TeamId, TicketId, UndoId};
use crate::ticket::{Later, Ticket, Until, assign, get, hand_over, mark_spam, put_with, rename, snooze, spam, wake};
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
    /// Put aside.
    Snooze(Until),
    /// Marked as spam, and what becomes of later mails of its sender.
    Spam(Later),
}

/// What one ticket was before, and what it was made.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Was {
    Subject { before: String, after: String },
    Team { before: Lies, after: Lies },
    Fields { before: BTreeMap<String, String>, after: BTreeMap<String, String> },
    Following { before: bool },
    Snoozed { before_us: Option<i64>, after_us: i64 },
    Spam { state: String, waiting_since_us: i64, snoozed_us: Option<i64>, remembered: bool },
    SpamAlready { remembered: bool },
}

impl Was {
    /// What shows that somebody has done something about it since.
    pub(super) fn spoilt_by(&self) -> &'static [&'static str] {
        match self {
            Was::Snoozed { .. } => &["snooze", "snooze-end"],
            Was::Spam { .. } | Was::SpamAlready { .. } => &["spam", "no-spam", "reopen"],
            _ => &[],
        }
    }
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
        Altering::Snooze(until) => {
            snooze(act, id, *until)?;
            let (before_us, after_us) = (was.snoozed.map(Until::us), until.us());
            Ok((before_us != Some(after_us)).then_some(Was::Snoozed { before_us, after_us }))
        }
        Altering::Spam(later) => {
            let before = spam::later(act, &was)?;
            mark_spam(act, id, *later)?;
            let remembered = before == Later::Spam;
            Ok(match was.spam_at {
                None => Some(Was::Spam {
                    state: was.state.word().to_owned(),
                    waiting_since_us: was.waiting_since.as_microsecond(),
                    snoozed_us: was.snoozed.map(Until::us),
                    remembered,
                }),
                Some(_) => (spam::later(act, &was)? != before).then_some(Was::SpamAlready { remembered }),
            })
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
pub(super) fn back(act: &mut Action<'_, '_>, ticket: Ticket, was: &Was) -> Result<(), DeskError> {
    let id = ticket.id;
    let as_made = |still: bool| if still { Ok(()) } else { Err(DeskError::conflict("changed-since", "")) };
    match was {
        Was::Subject { before, after } => {
            as_made(ticket.subject == *after)?;
            rename(act, id, before)
        }
        Was::Team { before, after } => {
            as_made(Lies::of(&ticket) == *after)?;
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
        Was::Snoozed { before_us, after_us } => {
            as_made(ticket.snoozed.map(Until::us) == Some(*after_us))?;
            aside(act, id, *before_us)
        }
        Was::SpamAlready { remembered } => spam::remember(act, &ticket, later(*remembered)),
        Was::Spam { state, waiting_since_us, snoozed_us, remembered } => {
            as_made(ticket.spam_at.is_some())?;
            let to = State::find(state).ok_or_else(|| DeskError::broken("state of a step"))?;
            spam::unmark(act, id, later(*remembered))?;
            let ticket = get(act, id)?;
            again(act, ticket, to, *waiting_since_us)?;
            aside(act, id, *snoozed_us)
        }
    }
}

fn later(remembered: bool) -> Later {
    if remembered { Later::Spam } else { Later::Asks }
}

/// Puts a ticket aside as it was before, or with what there is to do: where its time has come, or its promise presses.
fn aside(act: &mut Action<'_, '_>, id: TicketId, until_us: Option<i64>) -> Result<(), DeskError> {
    let until = match until_us {
        Some(us) if us > act.now_us() => Some(snooze::stored(us)?),
        _ => None,
    };
    match until {
        None => wake(act, id),
        Some(until) => match snooze(act, id, until) {
            Err(DeskError::Conflict { code: "due-soon", .. }) => wake(act, id),
            other => other,
        },
    }
}
