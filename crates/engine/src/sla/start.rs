//! Where the counting starts and where the end may lie: cut-off times, windows that only gate the start, and ends that
//! are moved into a window.

use jiff::Timestamp;

use crate::explain::ClockStep;
use crate::plan::Catalogue;
use crate::plan::catalogue::Target;
use crate::plan::catalogue::terms::{Shift, Terms};
use crate::time::{Coverage, TimeError, calendar_days_add, next_day, open_from};

/// An end is moved by days no further than this: ten years.
const DAYS_MAX: u32 = 3_660;

/// From when time counts for a clock that starts at an instant, and why.
///
/// After the cut-off time of a day it is the opening of the next; outside the gate it is the next opening. Without a
/// gate of its own the cut-off looks at the window in which time counts.
pub(super) fn counts_from(
    catalogue: &Catalogue,
    target: &Target,
    terms: &Terms,
    start: Timestamp,
) -> Result<(Timestamp, Option<ClockStep>), TimeError> {
    let Some(gate) = terms.starts_in.or(terms.cut_off.map(|_| target.counting)) else {
        return Ok((start, None));
    };
    let coverage = &catalogue.windows[gate].coverage;
    let zone = coverage.zone();
    let late = terms.cut_off.filter(|cut_off| zone.to_datetime(start).time() >= *cut_off);
    let earliest = if late.is_some() { next_day(zone, start)? } else { start };
    let at = open_from(coverage, earliest)?;
    Ok((at, (at > start).then_some(ClockStep::StartsLater { at, window: gate, cut_off: late })))
}

/// An end that lies outside its window, moved into it. An end at the very closing lies inside.
pub(super) fn moved_end(coverage: &Coverage, due: Timestamp, shift: Shift) -> Result<Timestamp, TimeError> {
    let inside = |at: Timestamp| {
        let before = at.checked_sub(jiff::SignedDuration::from_micros(1));
        coverage.is_open(at) || before.is_ok_and(|before| coverage.is_open(before))
    };
    if inside(due) {
        return Ok(due);
    }
    match shift {
        Shift::NextOpening => open_from(coverage, due),
        Shift::SameTime => {
            let days = 1..=DAYS_MAX;
            let mut moved = days.map(|days| calendar_days_add(coverage.zone(), due, days));
            moved.find(|at| at.is_err() || at.is_ok_and(inside)).unwrap_or(Err(TimeError::NeverOpen))
        }
    }
}
