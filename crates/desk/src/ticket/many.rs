//! Many at once: one thing done to a choice of tickets, each in a transaction of its own, and taken back as one.
//!
//! What cannot be done to a ticket is said of that ticket and stops no other. For some minutes the one who did it can take it
//! back, once: by the inverse actions, which the history shows like any. What somebody has changed since is left as it is.

mod alter;
mod store;

use std::collections::BTreeSet;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{
    State, Ticket, assign, change_severity, close, get, get_by_number, merge, reopen, resolve, tag, unmerge, wait,
};
use crate::action::Action;
use crate::actor::Actor;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::id::{StaffId, TicketId, UndoId};

pub use alter::{Altering, alter};

/// Most tickets at once.
pub const MANY_MAX: usize = 200;
/// How long something can be taken back.
const UNDONE_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// What is done to each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doing {
    /// Given to somebody, or to nobody.
    Assign(Option<StaffId>),
    /// Tags are added and taken away.
    Tag {
        /// Added.
        add: Vec<String>,
        /// Taken away.
        remove: Vec<String>,
    },
    /// Given a severity of its plan.
    Severity(String),
    /// Brought into a state.
    State(State),
    /// Merged into the ticket with this number, or into the oldest of them.
    Merge(Option<i64>),
}

/// A ticket to which it could not be done.
#[derive(Debug)]
pub struct Failed {
    /// Its number.
    pub number: i64,
    /// Why not.
    pub why: DeskError,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Done {
    /// Tickets that are different now.
    pub changed: usize,
    /// Tickets that were so already.
    pub unchanged: usize,
    /// Tickets to which it could not be done.
    pub failed: Vec<Failed>,
    /// By what it can be taken back, where anything is different.
    pub undo: Option<UndoId>,
}

/// What was done to a ticket, and how it was before.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Step {
    ticket: i64,
    number: i64,
    /// The newest entry about the ticket when it had been done.
    entry: i64,
    before: Before,
}

/// What a ticket was before.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Before {
    Assignee(Option<i64>),
    Tags { added: Vec<String>, removed: Vec<String> },
    Severity { before: Option<String>, after: Option<String> },
    State { before: String, after: String, waiting_since_us: i64 },
    Alone(alter::Was),
    Apart { into: i64 },
}

/// Does one thing to many tickets. Numbers that come twice count once.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; field errors on `tickets` for none and for more than 200, on `into` for a
/// ticket to merge into that is not there, or that is the only one. What is wrong with a single ticket is in the answer.
pub async fn many(desk: &Desk, actor: Actor, numbers: &[i64], doing: Doing) -> Result<Done, DeskError> {
    actor.staff()?;
    let mut numbers: BTreeSet<i64> = numbers.iter().copied().collect();
    if numbers.is_empty() {
        return Err(DeskError::field("tickets", "missing", ""));
    }
    if numbers.len() > MANY_MAX {
        return Err(DeskError::field("tickets", "too-many", MANY_MAX.to_string()));
    }
    let doing = match doing {
        Doing::Merge(into) => Doing::Merge(into_one(desk, &actor, &mut numbers, into).await?),
        doing => doing,
    };
    let (mut done, mut steps) = (Done::default(), Vec::new());
    for number in numbers {
        let doing = doing.clone();
        match desk.act(actor.clone(), move |act| one(act, number, &doing)).await {
            Ok(Some(step)) => {
                done.changed += 1;
                steps.push(step);
            }
            Ok(None) => done.unchanged += 1,
            Err(why) => done.failed.push(Failed { number, why }),
        }
    }
    if !steps.is_empty() {
        done.undo = Some(desk.act(actor, move |act| store::keep(act, &steps, UNDONE_WITHIN)).await?);
    }
    Ok(done)
}

/// The ticket that the others are merged into; it is taken out of their numbers.
async fn into_one(
    desk: &Desk,
    actor: &Actor,
    numbers: &mut BTreeSet<i64>,
    into: Option<i64>,
) -> Result<Option<i64>, DeskError> {
    let Some(into) = into.or_else(|| numbers.first().copied()) else { return Ok(None) };
    numbers.remove(&into);
    if numbers.is_empty() {
        return Err(DeskError::field("into", "merge-one", ""));
    }
    match desk.read(actor.clone(), move |view| get_by_number(view, into)).await {
        Ok(_) => Ok(Some(into)),
        Err(DeskError::NotFound) => Err(DeskError::field("into", "no-ticket", into.to_string())),
        Err(error) => Err(error),
    }
}

/// Does it to one ticket; nothing if it was so already.
fn one(act: &mut Action<'_, '_>, number: i64, doing: &Doing) -> Result<Option<Step>, DeskError> {
    let was = get_by_number(act, number)?;
    let id = was.id;
    let before = match doing {
        Doing::Assign(to) => {
            assign(act, id, *to)?;
            (was.assignee != *to).then_some(Before::Assignee(was.assignee.map(|staff| staff.0)))
        }
        Doing::Tag { add, remove } => {
            let (added, removed) = tag(act, id, add, remove)?;
            (!added.is_empty() || !removed.is_empty()).then_some(Before::Tags { added, removed })
        }
        Doing::Severity(severity) => {
            change_severity(act, id, severity)?;
            let after = get(act, id)?.severity;
            (after != was.severity).then_some(Before::Severity { before: was.severity, after })
        }
        Doing::State(to) => {
            bring(act, id, *to)?;
            (was.state != *to).then(|| Before::State {
                before: was.state.word().to_owned(),
                after: to.word().to_owned(),
                waiting_since_us: was.waiting_since.as_microsecond(),
            })
        }
        Doing::Merge(into) => {
            let into = get_by_number(act, into.unwrap_or(number))?;
            merge(act, id, into.id)?;
            let into = get(act, id)?.merged_into;
            into.filter(|_| was.merged_into != into).map(|into| Before::Apart { into: into.0 })
        }
    };
    let Some(before) = before else { return Ok(None) };
    Ok(Some(Step { ticket: id.0, number, entry: store::newest(act, id)?, before }))
}

fn bring(act: &mut Action<'_, '_>, id: TicketId, to: State) -> Result<(), DeskError> {
    match to {
        State::Open => reopen(act, id),
        State::Waiting => wait(act, id),
        State::Resolved => resolve(act, id),
        State::Closed => close(act, id),
    }
}

/// What was taken back.
#[derive(Debug, Default)]
pub struct Undone {
    /// Tickets that are again as they were.
    pub back: usize,
    /// Tickets that are not, each with the reason.
    pub kept: Vec<Failed>,
}

/// Takes back what the actor did. Once only.
///
/// # Errors
/// [`DeskError::NotFound`] for what somebody else did; conflicts for what was taken back already and for what was done too long
/// ago. What is wrong with a single ticket is in the answer.
pub async fn undo(desk: &Desk, actor: Actor, id: UndoId) -> Result<Undone, DeskError> {
    let steps = desk.act(actor.clone(), move |act| store::take(act, id, UNDONE_WITHIN)).await?;
    let mut undone = Undone::default();
    for step in steps.into_iter().rev() {
        let number = step.number;
        match desk.act(actor.clone(), move |act| back(act, &step)).await {
            Ok(()) => undone.back += 1,
            Err(why) => undone.kept.push(Failed { number, why }),
        }
    }
    undone.kept.reverse();
    Ok(undone)
}

fn back(act: &mut Action<'_, '_>, step: &Step) -> Result<(), DeskError> {
    let id = TicketId(step.ticket);
    let ticket = get(act, id)?;
    let since = store::done_since(act, id, step.entry)?;
    let untouched = |actions: &[&str]| match since.iter().any(|done| actions.contains(&done.as_str())) {
        true => Err(DeskError::conflict("changed-since", "")),
        false => Ok(()),
    };
    match &step.before {
        Before::Alone(was) => {
            untouched(was.spoilt_by())?;
            alter::back(act, ticket, was)
        }
        Before::Assignee(to) => {
            untouched(&["assign"])?;
            assign(act, id, to.map(StaffId))
        }
        Before::Tags { added, removed } => {
            untouched(&["tag"])?;
            tag(act, id, removed, added).map(|_| ())
        }
        Before::Severity { before, after } => {
            untouched(&["severity"])?;
            match before {
                Some(severity) if ticket.severity == *after => change_severity(act, id, severity),
                _ => Err(DeskError::conflict("changed-since", "")),
            }
        }
        Before::State { before, after, waiting_since_us } => {
            untouched(&["wait", "resolve", "close", "reopen"])?;
            let to = State::find(before).ok_or_else(|| DeskError::broken("state of a step"))?;
            if ticket.state.word() != after {
                return Err(DeskError::conflict("changed-since", ""));
            }
            again(act, ticket, to, *waiting_since_us)
        }
        Before::Apart { into } => {
            untouched(&["unmerge"])?;
            match ticket.merged_into {
                Some(known) if known.0 == *into => unmerge(act, id),
                _ => Err(DeskError::conflict("changed-since", "")),
            }
        }
    }
}

/// Brings a ticket back into a state, by way of open where no action leads there. Who waited goes on waiting since then.
fn again(act: &mut Action<'_, '_>, ticket: Ticket, to: State, waiting_since_us: i64) -> Result<(), DeskError> {
    let id = ticket.id;
    reopen(act, id)?;
    let mut ticket = get(act, id)?;
    ticket.waiting_since = super::store::time(waiting_since_us)?;
    super::store::update(act, &ticket)?;
    if to == State::Open { Ok(()) } else { bring(act, id, to) }
}
