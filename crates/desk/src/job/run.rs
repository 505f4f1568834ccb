//! Doing jobs: taking what is due, doing it, trying again.

use std::time::Duration;

use jiff::SignedDuration;

use super::deliver::deliver;
use super::{Job, Kind, store};
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
}

/// How many jobs are taken at once.
const BATCH: i64 = 32;
/// How long a taken job is held before another server may take it.
const HOLD: SignedDuration = SignedDuration::from_mins(5);
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
        let jobs = desk
            .act(Actor::Job, |act| {
                let until = act.now.saturating_add(HOLD).unwrap_or(act.now);
                store::claim(act, until, BATCH)
            })
            .await?;
        if jobs.is_empty() {
            return Ok(count);
        }
        count += jobs.len();
        let (deliveries, others): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(|job| job.kind == Kind::Deliver);
        for job in others {
            // A task of its own: what panics in it is a failure of this job and of no other.
            let (of, taken) = (desk.clone(), job.clone());
            let done = tokio::spawn(async move { run(&of, taken).await }).await;
            let done = done.unwrap_or_else(|ended| Err(DeskError::Internal(format!("the job ended early: {ended}"))));
            if let Err(error) = done {
                fail(desk, &job, &error).await?;
            }
        }
        for (job, error) in deliver(desk, outside, deliveries).await {
            fail(desk, &job, &error).await?;
        }
    }
}

/// Does jobs as they become due, until the process ends.
pub async fn run_forever(desk: Desk, outside: Outside) {
    loop {
        if let Err(error) = run_due(&desk, &outside).await {
            tracing::error!(desk = desk.name(), %error, "jobs cannot run");
            tokio::time::sleep(Duration::from_secs(5)).await;
            continue;
        }
        let next = desk.read(Actor::Job, super::next_due).await.unwrap_or(None);
        let wait = next.map_or(LOOK, |due| {
            let left = due.duration_since(desk.now());
            Duration::try_from(left).unwrap_or(Duration::from_millis(50)).clamp(Duration::from_millis(50), LOOK)
        });
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = desk.job_written() => {}
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
async fn run(desk: &Desk, job: Job) -> Result<(), DeskError> {
    desk.act(Actor::Job, move |act| match job.kind {
        Kind::Clock => {
            // The next change of the ticket's clocks is written under the same key.
            store::done(act, &job)?;
            ticket::clock_passed(act, TicketId(job.subject))
        }
        Kind::Intake => {
            intake::handle(act, MailId(job.subject))?;
            store::done(act, &job)
        }
        Kind::Reply => {
            store::done(act, &job)?;
            draft::due(act, DraftId(job.subject))
        }
        Kind::Discard => {
            store::done(act, &job)?;
            draft::tidy(act, DraftId(job.subject))
        }
        Kind::Snooze => {
            store::done(act, &job)?;
            ticket::snooze_passed(act, TicketId(job.subject))
        }
        Kind::Deliver => Err(DeskError::broken("deliveries are sent several at once")),
    })
    .await
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
