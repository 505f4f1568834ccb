//! Doing jobs: taking what is due, doing it, trying again.

use std::time::Duration;

use jiff::SignedDuration;

use super::deliver::deliver;
use super::{Job, Kind, Lane, store};
use crate::action::Action;
use crate::actor::Actor;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::id::{DeliveryId, DraftId, MailId, TicketId};
use crate::{draft, intake, outbox, ticket};

/// What jobs reach outside of the desk.
#[derive(Debug, Clone)]
pub struct Outside {
    /// How mail leaves.
    pub transport: mail::Transport,
    /// How long mails that were taken together are begun to be handed over; those that a slow server leaves are taken anew.
    pub begun_within: Duration,
}

impl Outside {
    /// With the usual patience.
    #[must_use]
    pub fn new(transport: mail::Transport) -> Outside {
        Outside { transport, begun_within: Duration::from_mins(4) }
    }
}

/// How many jobs are taken at once.
const BATCH: i64 = 32;
/// How many jobs share a transaction: few, so that nobody who writes meanwhile waits long.
const TOGETHER: usize = 8;
/// How long a taken job is held before another server may take it.
const HOLD: SignedDuration = SignedDuration::from_mins(5);
/// How long a taken mail is held: longer than one begun late may take to be handed over.
const HOLD_MAIL: SignedDuration = SignedDuration::from_mins(15);
/// How long until the next look where nothing is due: another process, such as a mail server's pipe, may have written jobs.
const LOOK: Duration = Duration::from_secs(2);
/// After so many tries a job has failed.
const TRIES: i64 = 12;

/// Does everything that is due now, and what that makes due now, and tells how many jobs were done or tried.
///
/// # Errors
/// When the database cannot be used; a job's own failure is kept with the job.
pub async fn run_due(desk: &Desk, outside: &Outside) -> Result<usize, DeskError> {
    let mut count = 0;
    loop {
        let mut done = 0;
        for lane in Lane::ALL {
            done += run_lane(desk, outside, lane).await?;
        }
        if done == 0 {
            return Ok(count);
        }
        count += done;
    }
}

/// Does what is due in a lane.
async fn run_lane(desk: &Desk, outside: &Outside, lane: Lane) -> Result<usize, DeskError> {
    let hold = match lane {
        Lane::Desk => HOLD,
        Lane::Mail => HOLD_MAIL,
    };
    let mut count = 0;
    loop {
        let jobs = desk
            .act(Actor::Job, move |act| {
                let until = act.now.saturating_add(hold).unwrap_or(act.now);
                store::claim(act, lane, until, BATCH)
            })
            .await?;
        if jobs.is_empty() {
            return Ok(count);
        }
        count += jobs.len();
        let failed = match lane {
            Lane::Desk => change(desk, jobs).await,
            Lane::Mail => deliver(desk, outside, jobs).await,
        };
        for (job, error) in failed {
            fail(desk, &job, &error).await?;
        }
    }
}

/// Does jobs that change the desk, in their order, and answers those that failed with the reason.
///
/// Several at once share a transaction, and with it a write to the disk. Where that fails, each is done alone.
async fn change(desk: &Desk, jobs: Vec<Job>) -> Vec<(Job, DeskError)> {
    let mut failed = Vec::new();
    for together in jobs.chunks(TOGETHER) {
        if together.len() > 1 && run(desk, together.to_vec()).await.is_ok() {
            continue;
        }
        for job in together {
            if let Err(error) = run(desk, vec![job.clone()]).await {
                failed.push((job.clone(), error));
            }
        }
    }
    failed
}

/// Does jobs in one transaction. A task of its own: what panics in it is a failure of these jobs and of no others.
async fn run(desk: &Desk, jobs: Vec<Job>) -> Result<(), DeskError> {
    let of = desk.clone();
    let task = async move { of.act(Actor::Job, move |act| jobs.iter().try_for_each(|job| run_one(act, job))).await };
    let ended = |error| Err(DeskError::Internal(format!("the job ended early: {error}")));
    tokio::spawn(task).await.unwrap_or_else(ended)
}

/// Does jobs as they become due, until the process ends.
pub async fn run_forever(desk: Desk, outside: Outside) {
    tokio::join!(run_lane_forever(&desk, &outside, Lane::Desk), run_lane_forever(&desk, &outside, Lane::Mail));
}

async fn run_lane_forever(desk: &Desk, outside: &Outside, lane: Lane) {
    let mut written = desk.jobs_written();
    loop {
        // What is written from here on is heard below, also while jobs are done.
        written.mark_unchanged();
        if let Err(error) = run_lane(desk, outside, lane).await {
            tracing::error!(desk = desk.name(), %error, "jobs cannot run");
            tokio::time::sleep(Duration::from_secs(5)).await;
            continue;
        }
        let next = desk.read(Actor::Job, move |view| store::next_due(view, lane)).await.unwrap_or(None);
        let wait = next.map_or(LOOK, |due| {
            let left = due.duration_since(desk.now());
            Duration::try_from(left).unwrap_or(Duration::from_millis(50)).clamp(Duration::from_millis(50), LOOK)
        });
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = written.changed() => {}
        }
    }
}

/// Lets go of jobs that a process held when it ended. Only for a desk that one process serves.
///
/// # Errors
/// Whatever the database says.
pub fn unlock_all(desk: &Desk) -> Result<(), DeskError> {
    desk.act_blocking(Actor::Job, |act| store::unlock_all(act))
}

/// A job that changes nothing but the desk.
fn run_one(act: &mut Action<'_, '_>, job: &Job) -> Result<(), DeskError> {
    match job.kind {
        Kind::Clock => {
            // The next change of the ticket's clocks is written under the same key.
            store::done(act, job)?;
            ticket::clock_passed(act, TicketId(job.subject))
        }
        Kind::Intake => {
            intake::handle(act, MailId(job.subject))?;
            store::done(act, job)
        }
        Kind::Reply => {
            store::done(act, job)?;
            draft::due(act, DraftId(job.subject))
        }
        Kind::Discard => {
            store::done(act, job)?;
            draft::tidy(act, DraftId(job.subject))
        }
        Kind::Snooze => {
            store::done(act, job)?;
            ticket::snooze_passed(act, TicketId(job.subject))
        }
        Kind::Deliver => Err(DeskError::broken("deliveries are sent several at once")),
    }
}

async fn fail(desk: &Desk, job: &Job, error: &DeskError) -> Result<(), DeskError> {
    let text = error.to_string();
    tracing::warn!(desk = desk.name(), job = job.id.0, kind = job.kind.word(), attempts = job.attempts, error = %text, "job failed");
    let job = job.clone();
    desk.act(Actor::Job, move |act| {
        if job.attempts < TRIES && job.kind == Kind::Deliver {
            outbox::put_off(act, DeliveryId(job.subject), &text)?;
        }
        if job.attempts >= TRIES {
            if job.kind == Kind::Deliver {
                outbox::failed(act, DeliveryId(job.subject), &text)?;
            }
            return store::give_up(act, &job, &text);
        }
        // 10 s, 20 s, 40 s … up to 6 hours.
        let exponent = u32::try_from(job.attempts.clamp(1, 12) - 1).unwrap_or(0);
        let pause = SignedDuration::from_secs((10 * 2_i64.pow(exponent)).min(6 * 3600));
        let due = act.now.saturating_add(pause).unwrap_or(act.now);
        store::again(act, &job, due, &text)
    })
    .await
}
