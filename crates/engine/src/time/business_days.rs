//! Promises in days: "within 2 business days", "within 2 weeks".
//!
//! A business day is a local calendar day on which the window opens, or on which one of its stretches of more than 24
//! hours goes on. A day that only sees the end of the night before is none. Counted in days, a promise keeps its time of day: asked on Monday at
//! 15:00, two business days later is Wednesday at 15:00. Where that time lies outside that day's hours, before the
//! first opening or after the last closing, the promise ends with the day's closing. A pause within the day changes
//! nothing.
//!
//! Calendar days, weeks and months follow the local calendar and ask no window. A time of day that the spring
//! change leaves out is the end of the gap; one that autumn has twice is the first.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Span, Timestamp};

use super::TimeError;
use super::coverage::Coverage;

/// Promises are shorter; counting further would only cost time.
const BUSINESS_DAYS_MAX: u32 = 100_000;

/// The end of `days` business days after `from`; no days end at once, more than 100,000 are out of range.
pub fn business_days_add(coverage: &Coverage, from: Timestamp, days: u32) -> Result<Timestamp, TimeError> {
    if days == 0 {
        return Ok(from);
    }
    if days > BUSINESS_DAYS_MAX {
        return Err(TimeError::OutOfRange);
    }
    let zone = coverage.zone();
    let local = zone.to_datetime(from);
    let mut date = local.date();
    let mut hours = (from, from);
    for _ in 0..days {
        (date, hours) = next_business_day(coverage, date)?;
    }
    let same_time = instant(zone, DateTime::from_parts(date, local.time()))?;
    let (opens, closes) = hours;
    let within = coverage.is_open(same_time) || (opens..=closes).contains(&same_time);
    Ok(if within { same_time } else { closes })
}

/// The closing of the business day that lies `days` business days after the day of `from`.
///
/// With 0 it is the closing of that day itself; of the next business day if it is none, or has closed by then. A
/// business day is named by the date on which it opens, so one that closes after midnight still ends at that closing.
pub fn business_day_end(coverage: &Coverage, from: Timestamp, days: u32) -> Result<Timestamp, TimeError> {
    if days > BUSINESS_DAYS_MAX {
        return Err(TimeError::OutOfRange);
    }
    let zone = coverage.zone();
    let mut date = zone.to_datetime(from).date();
    if days == 0 {
        let start = instant(zone, DateTime::from_parts(date, Time::midnight()))?;
        let end = instant(zone, DateTime::from_parts(tomorrow(date)?, Time::midnight()))?;
        if let Some((_, closes)) = hours_of_day(coverage, start, end).filter(|(_, closes)| from < *closes) {
            return Ok(closes);
        }
    }
    let mut closes = from;
    for _ in 0..days.max(1) {
        (date, (_, closes)) = next_business_day(coverage, date)?;
    }
    Ok(closes)
}

/// The next instant after `from` at which the window opens.
pub fn opening_after(coverage: &Coverage, from: Timestamp) -> Result<Timestamp, TimeError> {
    let (change, opens) = coverage.next_change(from).ok_or(TimeError::NeverOpen)?;
    if opens {
        return Ok(change);
    }
    coverage.next_change(change).map(|(change, _)| change).ok_or(TimeError::NeverOpen)
}

/// The instant itself if the window is open, else the next opening.
pub fn open_from(coverage: &Coverage, from: Timestamp) -> Result<Timestamp, TimeError> {
    next_opening(coverage, from)
}

/// The first instant of the local day after that of `from`.
pub fn next_day(zone: &TimeZone, from: Timestamp) -> Result<Timestamp, TimeError> {
    let date = tomorrow(zone.to_datetime(from).date())?;
    instant(zone, DateTime::from_parts(date, Time::midnight()))
}

/// The same local time `days` calendar days later.
pub fn calendar_days_add(zone: &TimeZone, from: Timestamp, days: u32) -> Result<Timestamp, TimeError> {
    calendar_add(zone, from, Span::new().try_days(days))
}

/// The same local time and weekday `weeks` weeks later.
pub fn calendar_weeks_add(zone: &TimeZone, from: Timestamp, weeks: u32) -> Result<Timestamp, TimeError> {
    calendar_add(zone, from, Span::new().try_weeks(weeks))
}

/// The same local time and day of the month `months` months later; the month's last day if it has no such day.
pub fn calendar_months_add(zone: &TimeZone, from: Timestamp, months: u32) -> Result<Timestamp, TimeError> {
    calendar_add(zone, from, Span::new().try_months(months))
}

fn calendar_add(zone: &TimeZone, from: Timestamp, span: Result<Span, jiff::Error>) -> Result<Timestamp, TimeError> {
    let span = span.map_err(|_| TimeError::OutOfRange)?;
    if span.is_zero() {
        return Ok(from);
    }
    instant(zone, zone.to_datetime(from).checked_add(span).map_err(|_| TimeError::OutOfRange)?)
}

/// The first business day after `date`, its first opening and its last closing.
fn next_business_day(coverage: &Coverage, date: Date) -> Result<(Date, (Timestamp, Timestamp)), TimeError> {
    let zone = coverage.zone();
    let mut date = tomorrow(date)?;
    loop {
        let start = instant(zone, DateTime::from_parts(date, Time::midnight()))?;
        let end = instant(zone, DateTime::from_parts(tomorrow(date)?, Time::midnight()))?;
        if let Some(hours) = hours_of_day(coverage, start, end) {
            return Ok((date, hours));
        }
        // Straight to the day of the next opening, so that a long rest costs nothing.
        let opening = next_opening(coverage, end)?;
        date = zone.to_datetime(opening).date().max(tomorrow(date)?);
    }
}

/// First opening and last closing of what belongs to a day; none: it is no business day.
///
/// A stretch belongs to the day on which it begins, and its closing may lie after midnight. One of more than 24 hours
/// is cut at midnights: each day has its part.
fn hours_of_day(coverage: &Coverage, start: Timestamp, end: Timestamp) -> Option<(Timestamp, Timestamp)> {
    let zone = coverage.zone();
    let runs_into_day = coverage.is_open(start) && just_before(start).is_some_and(|before| coverage.is_open(before));
    let mut pieces = coverage.intervals(start, end).peekable();
    let first = pieces.next_if(|_| runs_into_day).filter(|(_, closes)| {
        let closes = if *closes == end { closing(coverage, end) } else { *closes };
        is_long(zone, began(coverage, start), closes)
    });
    let (opens, first_closing) = match first {
        Some(first) => first,
        None => pieces.next()?,
    };
    let (last_opening, last) = pieces.last().unwrap_or((opens, first_closing));
    if last < end {
        return Some((opens, last));
    }
    let closes = closing(coverage, end);
    let began = if runs_into_day && last_opening == start { began(coverage, start) } else { last_opening };
    Some((opens, if is_long(zone, began, closes) { end } else { closes }))
}

/// Whether a stretch lasts longer than a day of the wall clock.
fn is_long(zone: &TimeZone, opens: Timestamp, closes: Timestamp) -> bool {
    zone.to_datetime(opens).tomorrow().is_ok_and(|day_later| zone.to_datetime(closes) > day_later)
}

/// When the stretch that is open at midnight began; one that began before the last midnight did so at some time before.
fn began(coverage: &Coverage, midnight: Timestamp) -> Timestamp {
    let zone = coverage.zone();
    let yesterday = zone.to_datetime(midnight).yesterday().ok().and_then(|day| instant(zone, day).ok());
    let Some(before) = yesterday.and_then(just_before) else { return midnight };
    coverage.intervals(before, midnight).last().map_or(midnight, |(opens, _)| opens)
}

/// When a stretch closes that runs up to an instant, or over it; of a very long one some time at which it is long.
fn closing(coverage: &Coverage, at: Timestamp) -> Timestamp {
    if !coverage.is_open(at) {
        return at;
    }
    let far = at.checked_add(jiff::SignedDuration::from_hours(30)).unwrap_or(Timestamp::MAX);
    coverage.intervals(at, far).next().map_or(at, |(_, closes)| closes)
}

fn next_opening(coverage: &Coverage, from: Timestamp) -> Result<Timestamp, TimeError> {
    if coverage.is_open(from) {
        return Ok(from);
    }
    coverage.next_change(from).map(|(change, _)| change).ok_or(TimeError::NeverOpen)
}

fn just_before(at: Timestamp) -> Option<Timestamp> {
    at.checked_sub(jiff::SignedDuration::from_micros(1)).ok()
}

fn tomorrow(date: Date) -> Result<Date, TimeError> {
    date.tomorrow().map_err(|_| TimeError::OutOfRange)
}

/// The instant of a local time: the end of the gap if there is none, the first if there are two.
fn instant(zone: &TimeZone, local: DateTime) -> Result<Timestamp, TimeError> {
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let found = match ambiguous.offset() {
        // Read with the offset before the gap, the time lies after it; the change itself is the gap's end.
        AmbiguousOffset::Gap { before, .. } => before.to_timestamp(local).map(|after| {
            let just_after = after.checked_add(jiff::SignedDuration::from_nanos(1)).unwrap_or(after);
            zone.preceding(just_after).next().map_or(after, |change| change.timestamp())
        }),
        _ => ambiguous.compatible(),
    };
    found.map_err(|_| TimeError::OutOfRange)
}
