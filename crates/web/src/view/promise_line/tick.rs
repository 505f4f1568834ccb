//! Which hours and days are written under a time line: as many as fit, at round local times.

use jiff::civil::Time;
use jiff::{SignedDuration, Span, Timestamp, Zoned};

use crate::text::Text;

/// One tick.
pub(super) struct Tick {
    /// Where it stands.
    pub(super) at: Timestamp,
    /// What is written.
    pub(super) label: String,
    /// Whether it stays where space is short.
    pub(super) weight: &'static str,
}

/// The distances between ticks: at most nine on a line.
enum Pace {
    Minutes(i64),
    Hours(i64),
    Days(i64),
}

fn pace(length: SignedDuration) -> Pace {
    let minutes = length.as_mins();
    match minutes {
        ..=60 => Pace::Minutes(10),
        61..=240 => Pace::Minutes(30),
        241..=540 => Pace::Hours(1),
        541..=1_080 => Pace::Hours(2),
        1_081..=2_160 => Pace::Hours(4),
        2_161..=4_320 => Pace::Hours(12),
        4_321..=12_960 => Pace::Days(1),
        12_961..=40_320 => Pace::Days(3),
        _ => Pace::Days(14),
    }
}

/// The ticks between two instants, without the first instant.
pub(super) fn ticks(t: &Text, from: Timestamp, to: Timestamp) -> Vec<Tick> {
    let pace = pace(to.duration_since(from));
    let first = from.to_zoned(t.zone.clone());
    let Some(mut at) = round_up(&first, &pace) else {
        return Vec::new();
    };
    let step = match pace {
        Pace::Minutes(minutes) => Span::new().minutes(minutes),
        Pace::Hours(hours) => Span::new().hours(hours),
        Pace::Days(days) => Span::new().days(days),
    };
    let mut ticks = Vec::new();
    while at.timestamp() < to && ticks.len() < 12 {
        if at.timestamp() > from {
            let midnight = at.time() == Time::midnight();
            let label = match midnight {
                true => t.day(at.timestamp()),
                false => t.clock(at.timestamp()),
            };
            let weight = if ticks.len() % 2 == 0 { "main" } else { "minor" };
            ticks.push(Tick { at: at.timestamp(), label, weight });
        }
        let Ok(next) = at.checked_add(step) else {
            break;
        };
        at = next;
    }
    ticks
}

/// The first round local time at or before the given one; stepping starts there.
fn round_up(at: &Zoned, pace: &Pace) -> Option<Zoned> {
    let day = at.start_of_day().ok()?;
    let unit = match pace {
        Pace::Minutes(minutes) => *minutes,
        Pace::Hours(hours) => hours * 60,
        Pace::Days(_) => return Some(day),
    };
    let minutes = i64::from(at.hour()) * 60 + i64::from(at.minute());
    let round = Span::new().minutes(minutes / unit * unit);
    day.datetime().checked_add(round).ok()?.to_zoned(at.time_zone().clone()).ok()
}
