//! How much of a promised time a round has used, and when it is used up.

use jiff::{SignedDuration, Timestamp};

use super::round::Round;
use crate::plan::catalogue::Span;
use crate::time::{
    Coverage, TimeError, business_day_end, business_days_add, calendar_days_add, calendar_months_add,
    calendar_weeks_add, open_from, opening_after,
};

/// Where a round stands against a promised time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    /// When people are warned.
    pub(super) warn: Option<Timestamp>,
    /// When the time is used up; none while the round is paused before that.
    pub(super) due: Option<Timestamp>,
    /// Time that counted.
    pub(super) elapsed: SignedDuration,
    /// Whether more time counted than was promised.
    pub(super) breached: bool,
    /// Whether the window never opens for long enough.
    pub(super) never: bool,
}

/// Measures a round at an instant. A round that ended is measured at its end.
pub(super) fn measure(coverage: &Coverage, span: Span, warn_percent: u32, round: &Round, now: Timestamp) -> Measured {
    let now = round.end.map_or(now, |end| end.place.0);
    match span {
        Span::Seconds(seconds) => {
            let length = SignedDuration::from_secs(seconds);
            let due = used_up(coverage, round, length);
            let warn = used_up(coverage, round, share(length, warn_percent));
            let elapsed = covered(coverage, round, now);
            Measured {
                warn: warn.ok().flatten(),
                due: due.ok().flatten(),
                elapsed,
                breached: elapsed > length,
                never: due.is_err(),
            }
        }
        Span::BusinessDays(_) | Span::EndOfDay(_) => {
            let base = due(coverage, span, round.start.0);
            let due = base.and_then(|base| {
                shifted(round, base, |from, lost| coverage.add(from, lost), |from, to| coverage.between(from, to))
            });
            let warn = due.ok().flatten().and_then(|due| {
                coverage.add(round.start.0, share(coverage.between(round.start.0, due), warn_percent)).ok()
            });
            calendar(due, warn, covered(coverage, round, now), now)
        }
        Span::Days(_) | Span::Weeks(_) | Span::Months(_) | Span::NextOpening | Span::AsChosen => {
            let add = |from: Timestamp, lost| from.checked_add(lost).map_err(|_| TimeError::OutOfRange);
            let base = due(coverage, span, round.start.0);
            let due = base.and_then(|base| match span {
                Span::NextOpening => next_opening(coverage, round, base),
                _ => shifted(round, base, add, |from, to| to.duration_since(from)),
            });
            let warn = due
                .ok()
                .flatten()
                .and_then(|due| add(round.start.0, share(due.duration_since(round.start.0), warn_percent)).ok());
            calendar(due, warn, elapsed(round, now, |from, to| to.duration_since(from)), now)
        }
    }
}

/// When a promise that begins at an instant, and never stands still, is due.
///
/// # Errors
/// [`TimeError`] when the window never opens for long enough, or the time lies beyond the calendar.
pub fn due(coverage: &Coverage, span: Span, from: Timestamp) -> Result<Timestamp, TimeError> {
    let zone = coverage.zone();
    match span {
        Span::Seconds(0) => open_from(coverage, from),
        Span::Seconds(seconds) => coverage.add(from, SignedDuration::from_secs(seconds)),
        Span::BusinessDays(days) => business_days_add(coverage, from, days),
        Span::EndOfDay(days) => business_day_end(coverage, from, days),
        Span::Days(days) => calendar_days_add(zone, from, days),
        Span::Weeks(weeks) => calendar_weeks_add(zone, from, weeks),
        Span::Months(months) => calendar_months_add(zone, from, months),
        Span::NextOpening => opening_after(coverage, from),
        // What nobody chose is never due.
        Span::AsChosen => Err(TimeError::NeverOpen),
    }
}

/// An opening does not move for a pause, but one that passes during a pause is missed for the next.
fn next_opening(coverage: &Coverage, round: &Round, base: Timestamp) -> Result<Option<Timestamp>, TimeError> {
    let mut due = base;
    for &(from, to) in &round.pauses {
        if from >= due {
            break;
        }
        match to {
            None => return Ok(None),
            Some(to) if to >= due => due = opening_after(coverage, to)?,
            Some(_) => {}
        }
    }
    Ok(Some(due))
}

/// A target in days is breached when its day is past.
fn calendar(
    due: Result<Option<Timestamp>, TimeError>,
    warn: Option<Timestamp>,
    elapsed: SignedDuration,
    now: Timestamp,
) -> Measured {
    let never = due.is_err();
    let due = due.ok().flatten();
    Measured { warn, due, elapsed, breached: due.is_some_and(|due| now > due), never }
}

/// When a length of covered time is used up over the stretches in which the round runs.
fn used_up(coverage: &Coverage, round: &Round, length: SignedDuration) -> Result<Option<Timestamp>, TimeError> {
    if let (true, Some(&(from, _))) = (length.is_zero(), round.runs.first()) {
        return open_from(coverage, from).map(Some);
    }
    let mut left = length;
    for &(from, to) in &round.runs {
        let Some(to) = to else {
            return coverage.add(from, left).map(Some);
        };
        let covered = coverage.between(from, to);
        if covered >= left {
            return coverage.add(from, left).map(Some);
        }
        left -= covered;
    }
    Ok(None)
}

fn covered(coverage: &Coverage, round: &Round, now: Timestamp) -> SignedDuration {
    elapsed(round, now, |from, to| coverage.between(from, to))
}

fn elapsed(round: &Round, now: Timestamp, between: impl Fn(Timestamp, Timestamp) -> SignedDuration) -> SignedDuration {
    let pieces = round.runs.iter().map(|&(from, to)| (from, to.unwrap_or(now).min(now)));
    pieces.filter(|(from, to)| from < to).map(|(from, to)| between(from, to)).sum()
}

/// A due time in days, moved on by what was lost in the pauses before it; none if the last of them lasts.
fn shifted(
    round: &Round,
    base: Timestamp,
    add: impl Fn(Timestamp, SignedDuration) -> Result<Timestamp, TimeError>,
    between: impl Fn(Timestamp, Timestamp) -> SignedDuration,
) -> Result<Option<Timestamp>, TimeError> {
    let mut due = base;
    for &(from, to) in round.pauses.iter().filter(|pause| pause.0 >= round.start.0) {
        if from >= due {
            break;
        }
        let Some(to) = to else { return Ok(None) };
        due = add(due, between(from, to))?;
    }
    Ok(Some(due))
}

fn share(length: SignedDuration, percent: u32) -> SignedDuration {
    let us = length.as_micros() * i128::from(percent) / 100;
    SignedDuration::from_micros(i64::try_from(us).unwrap_or(i64::MAX))
}
