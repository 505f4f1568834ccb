//! The jobs' SQL.

use jiff::Timestamp;

use super::{FailedJob, Job, Kind, Lane, NewJob};
use crate::action::View;
use crate::error::DeskError;
use crate::id::JobId;

/// Among how many jobs the next one is looked for: more than are held at a time.
const HEAD: i64 = 100;

fn key(kind: Kind, subject: i64) -> String {
    format!("{}:{subject}", kind.word())
}

fn time(us: i64) -> Result<Timestamp, DeskError> {
    Timestamp::from_microsecond(us).map_err(|error| DeskError::broken(error.to_string()))
}

pub(super) fn upsert(view: &mut View<'_, '_>, id: i64, job: &NewJob) -> Result<JobId, DeskError> {
    let row = view.tx.query_one(
        "insert into job (id, lane, kind, body, unique_key, due_at, attempts) values ($1, $6, $2, $3, $4, $5, 0) \
         on conflict (unique_key) do update set due_at = excluded.due_at, attempts = 0, failed_at = null, \
         last_error = null returning id",
        &[
            &id,
            &job.kind.word(),
            &job.subject.to_string(),
            &key(job.kind, job.subject),
            &job.due.as_microsecond(),
            &job.kind.lane().number(),
        ],
    )?;
    Ok(row.get(0)?)
}

pub(super) fn delete_about(view: &mut View<'_, '_>, kind: Kind, subject: i64) -> Result<(), DeskError> {
    view.tx.execute("delete from job where unique_key = $1", &[&key(kind, subject)])?;
    Ok(())
}

pub(super) fn next_due(view: &mut View<'_, '_>, lane: Lane) -> Result<Option<Timestamp>, DeskError> {
    // A job that is held is looked at again when its hold ends, not before.
    let row = view.tx.query_one(
        "select min(at) from (select case when locked_until > due_at then locked_until else due_at end as at from job \
         where lane = $1 and failed_at is null order by failed_at, due_at, id limit $2) head",
        &[&lane.number(), &HEAD],
    )?;
    row.get::<Option<i64>>(0)?.map(time).transpose()
}

/// When a job about something is due, if there is one that has not failed.
pub(super) fn find_due(view: &mut View<'_, '_>, kind: Kind, subject: i64) -> Result<Option<Timestamp>, DeskError> {
    let row = view
        .tx
        .query_opt("select due_at from job where unique_key = $1 and failed_at is null", &[&key(kind, subject)])?;
    row.map(|row| time(row.get(0)?)).transpose()
}

/// Takes jobs of a lane that are due and not held by anyone, and holds them until the given time.
pub(super) fn claim(view: &mut View<'_, '_>, lane: Lane, until: Timestamp, limit: i64) -> Result<Vec<Job>, DeskError> {
    let now = view.now_us();
    let rows = view.tx.query(
        "update job set locked_until = $1, attempts = attempts + 1 where id in (\
         select id from job where lane = $4 and failed_at is null and due_at <= $2 \
         and (locked_until is null or locked_until <= $2) order by failed_at, due_at, id limit $3) \
         returning id, kind, body, due_at, attempts",
        &[&until.as_microsecond(), &now, &limit, &lane.number()],
    )?;
    let mut jobs = Vec::with_capacity(rows.len());
    for row in &rows {
        let word = row.text(1)?;
        jobs.push(Job {
            id: row.get(0)?,
            kind: Kind::find(word).ok_or_else(|| DeskError::broken(format!("job kind {word}")))?,
            subject: row.text(2)?.parse().map_err(|_| DeskError::broken("job without a subject"))?,
            due: time(row.get(3)?)?,
            attempts: row.get(4)?,
        });
    }
    jobs.sort_by_key(|job| (job.due, job.id));
    Ok(jobs)
}

/// Removes a job that is done. One that was written again meanwhile, for another time, stays and is let go.
pub(super) fn done(view: &mut View<'_, '_>, job: &Job) -> Result<(), DeskError> {
    let gone = view.tx.execute(
        "delete from job where id = $1 and due_at = $2 and attempts = $3",
        &[&job.id, &job.due.as_microsecond(), &job.attempts],
    )?;
    if gone == 0 {
        view.tx.execute("update job set locked_until = null where id = $1", &[&job.id])?;
    }
    Ok(())
}

pub(super) fn again(view: &mut View<'_, '_>, job: &Job, due: Timestamp, error: &str) -> Result<(), DeskError> {
    view.tx.execute(
        "update job set locked_until = null, due_at = $2, last_error = $3 where id = $1",
        &[&job.id, &due.as_microsecond(), &error],
    )?;
    Ok(())
}

/// Puts a job off that was taken and not tried.
pub(super) fn put_off(view: &mut View<'_, '_>, job: &Job, due: Timestamp) -> Result<(), DeskError> {
    view.tx.execute(
        "update job set locked_until = null, due_at = $2, attempts = attempts - 1 where id = $1",
        &[&job.id, &due.as_microsecond()],
    )?;
    Ok(())
}

pub(super) fn give_up(view: &mut View<'_, '_>, job: &Job, error: &str) -> Result<(), DeskError> {
    let now = view.now_us();
    view.tx.execute(
        "update job set locked_until = null, failed_at = $2, last_error = $3 where id = $1",
        &[&job.id, &now, &error],
    )?;
    Ok(())
}

pub(super) fn unlock_all(view: &mut View<'_, '_>) -> Result<(), DeskError> {
    view.tx.execute("update job set locked_until = null where locked_until is not null", &[])?;
    Ok(())
}

pub(super) fn failed(view: &mut View<'_, '_>) -> Result<Vec<FailedJob>, DeskError> {
    let rows = view.tx.query(
        "select id, kind, body, coalesce(last_error, '') from job where failed_at is not null order by id limit 500",
        &[],
    )?;
    rows.iter()
        .map(|row| {
            Ok(FailedJob {
                id: row.get(0)?,
                kind: row.get(1)?,
                subject: row.text(2)?.parse().unwrap_or_default(),
                error: row.get(3)?,
            })
        })
        .collect()
}

pub(super) fn postpone_all(view: &mut View<'_, '_>) -> Result<(), DeskError> {
    const DAY_US: i64 = 86_400_000_000;
    view.tx.execute("update job set due_at = due_at + $1", &[&DAY_US])?;
    Ok(())
}
