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
            let weight = if place(&at, &pace, ticks.len()).is_multiple_of(2) { "main" } else { "minor" };
            ticks.push(Tick { at: at.timestamp(), label, weight });
        }
        let Ok(next) = at.checked_add(step) else {
            break;
        };
        at = next;
    }
    ticks
}

/// Where a tick stands among those of its day, so that a midnight, which names its day, stays; among
/// days, where it stands on the line.
fn place(at: &Zoned, pace: &Pace, index: usize) -> usize {
    let minutes = i64::from(at.hour()) * 60 + i64::from(at.minute());
    let place = match pace {
        Pace::Minutes(unit) => minutes / unit,
        Pace::Hours(unit) => minutes / (unit * 60),
        Pace::Days(_) => return index,
    };
    usize::try_from(place).unwrap_or(index)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use jiff::tz::TimeZone;

    fn labels(from: &str, to: &str) -> Vec<(String, &'static str)> {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let (from, to): (Timestamp, Timestamp) = (from.parse().unwrap(), to.parse().unwrap());
        let t = Text { language: Language::En, promise: zone.clone(), zone, now: from };
        ticks(&t, from, to).into_iter().map(|tick| (tick.label, tick.weight)).collect()
    }

    #[test]
    fn a_working_day_shows_round_hours() {
        let found = labels("2026-11-23T08:12:00Z", "2026-11-23T15:12:00Z");
        let expected = ["10:00", "11:00", "12:00", "13:00", "14:00", "15:00", "16:00"];
        assert_eq!(found.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn midnights_name_their_day_and_stay_where_space_is_short() {
        let found = labels("2026-11-17T10:18:00Z", "2026-11-19T12:00:00Z");
        let main: Vec<_> =
            found.iter().filter(|(_, weight)| *weight == "main").map(|(label, _)| label.as_str()).collect();
        assert_eq!(main, ["Wed 18 Nov", "Thu 19 Nov"]);
    }
}
