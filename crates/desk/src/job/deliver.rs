//! Doing jobs that send mail: several at once, so that many of them cost little more than one.
//!
//! They are composed in one read, signed, kept in one change, handed over one after the other on one connection in the order they were
//! written, and settled in one change. What fails for one of them fails for that one only: where a step for all of them fails, it is
//! done for each alone.

use std::sync::Arc;
use std::time::{Duration, Instant};

use mail::Sender;

use super::{Job, Outside, store};
use crate::action::{Action, View};
use crate::actor::Actor;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::id::DeliveryId;
use crate::outbox::{self, Attempt, Ready};

/// How long mails are handed over before those that are gone are settled: a process that ends sends at most these again.
const SETTLED_EVERY: Duration = Duration::from_secs(1);

/// Jobs, each with what its delivery has come to so far.
type Jobs<T> = Vec<(Job, T)>;

/// Delivers, and answers the jobs that failed with the reason.
pub(super) async fn deliver(desk: &Desk, outside: &Outside, jobs: Vec<Job>) -> Jobs<DeskError> {
    let mut failed = Vec::new();
    let jobs = those_with_room(desk, jobs, &mut failed).await;
    let composed = compose(desk, jobs, &mut failed).await;
    let signed = sign(desk, composed, &mut failed).await;
    let kept =
        each(desk, signed, &mut failed, |act, _, mail| mail.as_ref().map_or(Ok(()), |mail| outbox::keep(act, mail)));
    let mut answered = Vec::new();
    let (begun, mut since) = (Instant::now(), Instant::now());
    let mut sender = Sender::new(outside.transport.clone());
    let mut left = kept.await.into_iter();
    for (job, mail) in left.by_ref() {
        let handed;
        (sender, handed) = hand_over(outside, sender, mail).await;
        match handed {
            Ok(attempt) => answered.push((job, attempt)),
            Err(error) => failed.push((job, error)),
        }
        if since.elapsed() >= SETTLED_EVERY {
            settle(desk, std::mem::take(&mut answered), &mut failed).await;
            since = Instant::now();
        }
        if begun.elapsed() >= outside.begun_within {
            break;
        }
    }
    sender.close().await;
    settle(desk, answered, &mut failed).await;
    let let_go = |act: &mut Action<'_, '_>, job: &Job, mail: &Option<Ready>| {
        mail.as_ref().map_or(Ok(()), |mail| outbox::not_begun(act, mail))?;
        let now = act.now;
        store::put_off(act, job, now)
    };
    each(desk, left.collect(), &mut failed, let_go).await;
    failed
}

/// The jobs for whose mails there is room now; the others are put off and not counted as tried.
async fn those_with_room(desk: &Desk, mut jobs: Vec<Job>, failed: &mut Jobs<DeskError>) -> Vec<Job> {
    let room = match desk.read(Actor::Job, outbox::room).await {
        Ok(None) => return jobs,
        Ok(Some(room)) => room,
        Err(error) => {
            failed.extend(jobs.into_iter().map(|job| (job, DeskError::Unavailable(error.to_string()))));
            return Vec::new();
        }
    };
    let late = jobs.split_off(room.now.min(jobs.len()));
    if late.is_empty() {
        return jobs;
    }
    let put_off = late.clone();
    let done =
        desk.act(Actor::Job, move |act| put_off.iter().try_for_each(|job| store::put_off(act, job, room.again))).await;
    if let Err(error) = done {
        failed.extend(late.into_iter().map(|job| (job, DeskError::Unavailable(error.to_string()))));
    }
    jobs
}

/// The mails of the jobs; none where it was sent before.
async fn compose(desk: &Desk, jobs: Vec<Job>, failed: &mut Jobs<DeskError>) -> Jobs<Option<Ready>> {
    let read = async |jobs: Vec<Job>| {
        let compose = move |job: &Job, view: &mut View<'_, '_>| outbox::composed(view, DeliveryId(job.subject));
        desk.read(Actor::Job, move |view| Ok(jobs.iter().map(|job| compose(job, view)).collect::<Vec<_>>())).await
    };
    let mut composed = Vec::with_capacity(jobs.len());
    match read(jobs.clone()).await {
        Ok(mails) => composed.extend(mails),
        Err(_) => {
            for job in &jobs {
                composed.push(read(vec![job.clone()]).await.and_then(|mut one| one.remove(0)));
            }
        }
    }
    let mut ready = Vec::with_capacity(jobs.len());
    for (job, mail) in jobs.into_iter().zip(composed) {
        match mail {
            Ok(mail) => ready.push((job, mail)),
            Err(error) => failed.push((job, error)),
        }
    }
    ready
}

/// The mails with their signatures, one after the other beside what else the process does.
async fn sign(desk: &Desk, composed: Jobs<Option<Ready>>, failed: &mut Jobs<DeskError>) -> Jobs<Option<Ready>> {
    let of = desk.clone();
    let all = move || {
        let one = |(job, mail): (Job, Option<Ready>)| (job, mail.map(|mail| outbox::signed(&of, mail)).transpose());
        composed.into_iter().map(one).collect::<Vec<_>>()
    };
    // What ends early here stays with its jobs: their hold passes, and they come again.
    let mut signed = Vec::new();
    for (job, mail) in tokio::task::spawn_blocking(all).await.unwrap_or_default() {
        match mail {
            Ok(mail) => signed.push((job, mail)),
            Err(error) => failed.push((job, error)),
        }
    }
    signed
}

/// Hands a mail over. A task of its own: what panics in it is a failure of this job and of no other, and takes the connection along.
async fn hand_over(outside: &Outside, mut sender: Sender, mail: Option<Ready>) -> (Sender, Result<Attempt, DeskError>) {
    let Some(mail) = mail else { return (sender, Ok(Attempt::Nothing)) };
    let handing = tokio::spawn(async move {
        let sent = outbox::send(&mut sender, &mail).await;
        (sender, sent)
    });
    handing.await.unwrap_or_else(|ended| {
        let why = DeskError::Internal(format!("the job ended early: {ended}"));
        (Sender::new(outside.transport.clone()), Err(why))
    })
}

/// Keeps what became of the tries, and removes the jobs.
async fn settle(desk: &Desk, answered: Jobs<Attempt>, failed: &mut Jobs<DeskError>) {
    each(desk, answered, failed, |act, job, attempt| {
        outbox::sent(act, DeliveryId(job.subject), attempt)?;
        store::done(act, job)
    })
    .await;
}

/// Makes a change for all of them in one transaction, or, where that fails, for each in its own. Answers those that are done.
async fn each<T: Clone + Send + Sync + 'static>(
    desk: &Desk,
    jobs: Jobs<T>,
    failed: &mut Jobs<DeskError>,
    change: fn(&mut Action<'_, '_>, &Job, &T) -> Result<(), DeskError>,
) -> Jobs<T> {
    if jobs.is_empty() {
        return jobs;
    }
    let act = async |jobs: Arc<Jobs<T>>| {
        desk.act(Actor::Job, move |act| jobs.iter().try_for_each(|(job, of)| change(act, job, of))).await
    };
    let jobs = Arc::new(jobs);
    if act(Arc::clone(&jobs)).await.is_ok() {
        return Arc::unwrap_or_clone(jobs);
    }
    let mut done = Vec::with_capacity(jobs.len());
    for one in Arc::unwrap_or_clone(jobs) {
        match act(Arc::new(vec![one.clone()])).await {
            Ok(()) => done.push(one),
            Err(error) => failed.push((one.0, error)),
        }
    }
    done
}
