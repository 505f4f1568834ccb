//! Jobs: rows with a time. What must happen later or outside (a due clock, a mail to handle, a mail to send) is written as a
//! job in the transaction that causes it, and done at least once.
//!
//! A job that only changes the desk does so in one transaction with its own removal. A job with an effect outside does the
//! effect first and then records it; the effect carries a stable id, so that a second try is recognisable.
//! A failed job is tried again with growing pauses, and after the last try it stays, marked as failed, for people to see.
//! Jobs that wait for a mail server have a lane of their own, so that a slow one keeps nothing else waiting.

mod deliver;
mod run;
mod store;

use jiff::Timestamp;

use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::JobId;

pub use run::{Outside, run_due, run_forever, unlock_all};

/// What a job does. The word is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A clock of a ticket is warned or due; the body is the ticket's id.
    Clock,
    /// A stored mail is to be handled; the body is the mail's id.
    Intake,
    /// A delivery is to be sent; the body is the delivery's id.
    Deliver,
    /// A reply waits to be sent; the body is the draft's id.
    Reply,
    /// Files of a draft have been left lying; the body is the draft's id.
    Discard,
    /// A ticket that was put aside is to come back; the body is the ticket's id.
    Snooze,
}

impl Kind {
    const ALL: [Kind; 6] = [Kind::Clock, Kind::Intake, Kind::Deliver, Kind::Reply, Kind::Discard, Kind::Snooze];

    /// The stored word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Clock => "clock",
            Kind::Intake => "intake",
            Kind::Deliver => "deliver",
            Kind::Reply => "reply",
            Kind::Discard => "discard",
            Kind::Snooze => "snooze",
        }
    }

    fn find(word: &str) -> Option<Kind> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    fn lane(self) -> Lane {
        if self == Kind::Deliver { Lane::Mail } else { Lane::Desk }
    }
}

/// Jobs that are done one after the other, beside those of the other lane. The number is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lane {
    /// What only changes the desk.
    Desk,
    /// What waits for a mail server.
    Mail,
}

impl Lane {
    const ALL: [Lane; 2] = [Lane::Desk, Lane::Mail];

    fn number(self) -> i64 {
        match self {
            Lane::Desk => 0,
            Lane::Mail => 1,
        }
    }
}

/// A job to be written.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// What it does.
    pub kind: Kind,
    /// Id of what it is about.
    pub subject: i64,
    /// When it is due.
    pub due: Timestamp,
}

/// A job as it waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What it does.
    pub kind: Kind,
    /// Id of what it is about.
    pub subject: i64,
    /// When it was due as it was taken.
    pub due: Timestamp,
    /// How many times it was taken, this time included.
    pub attempts: i64,
}

/// Writes a job. There is one of a kind and subject; writing it again moves it to the new time.
pub(crate) fn push(act: &mut Action<'_, '_>, job: NewJob) -> Result<JobId, DeskError> {
    let id = act.new_id();
    store::upsert(act, id, &job)
}

/// Takes a job back that is no longer needed.
pub(crate) fn cancel(act: &mut Action<'_, '_>, kind: Kind, subject: i64) -> Result<(), DeskError> {
    store::delete_about(act, kind, subject)
}

/// When a job about something is due, if there is one that has not failed.
pub(crate) fn find_due(view: &mut View<'_, '_>, kind: Kind, subject: i64) -> Result<Option<Timestamp>, DeskError> {
    store::find_due(view, kind, subject)
}

/// When the next job is due, or let go by whoever holds it, if there is one.
///
/// # Errors
/// Whatever the database says.
pub fn next_due(view: &mut View<'_, '_>) -> Result<Option<Timestamp>, DeskError> {
    let due = Lane::ALL.into_iter().map(|lane| store::next_due(view, lane)).collect::<Result<Vec<_>, _>>()?;
    Ok(due.into_iter().flatten().min())
}

/// Moves every job that waits by a day, so that a measurement is not disturbed by them. For operators.
///
/// # Errors
/// [`DeskError::NotFound`] for contacts and senders.
pub fn postpone_all(act: &mut Action<'_, '_>) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    store::postpone_all(act)
}

/// A job that has failed for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedJob {
    /// Its id.
    pub id: JobId,
    /// Its word.
    pub kind: String,
    /// Id of what it was about.
    pub subject: i64,
    /// What was said at the last try.
    pub error: String,
}

/// Jobs that have failed for good, oldest first.
///
/// # Errors
/// Whatever the database says.
pub fn failed(view: &mut View<'_, '_>) -> Result<Vec<FailedJob>, DeskError> {
    view.actor.require_staff()?;
    store::failed(view)
}
