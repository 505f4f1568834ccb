//! Ends of business days, cut-off times, gates and moved ends against a walk that looks at each minute.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use answers::{head, written};
use engine::plan::Catalogue;
use engine::run::{Contract, Timeline, Volume};
use engine::sla::{TicketHistory, clocks};
use engine::time::Coverage;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

const MINUTE: i64 = 60;
const HOURS: [&str; 8] = [
    "Mo-Fr 09:00-12:00,13:00-17:00; PH off",
    "Mo-Th 08:00-16:00; Fr 08:00-12:00; Sa 10:00-12:00",
    "Mo-Fr 22:00-02:30",
    "24/7",
    "Su 22:00-24:00; Mo-Th 00:00-24:00; Fr 00:00-22:00",
    "Mo,Th 20:00-24:00; Tu,Fr 00:00-24:00; We,Sa 00:00-03:00",
    "Sa 20:00-24:00; Su 00:00-20:00",
    "Th[2],Th[4] 21:00-23:00",
];

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(minute * MINUTE).unwrap()
}

fn is_open(coverage: &Coverage, minute: i64) -> bool {
    coverage.is_open(at(minute))
}

/// The first minute at which a clock on the wall has reached a local time: the end of the gap where spring leaves it out, the first of
/// two where autumn repeats it.
fn minute_of(coverage: &Coverage, local: DateTime) -> i64 {
    let zone = coverage.zone();
    // Offsets are less than a day.
    let about = local.to_zoned(TimeZone::UTC).unwrap().timestamp().as_second() / MINUTE;
    (about - 1440..=about + 1440).find(|&minute| zone.to_datetime(at(minute)) >= local).unwrap()
}

fn date(coverage: &Coverage, minute: i64) -> Date {
    coverage.zone().to_datetime(at(minute)).date()
}

/// First opening and end of what belongs to a day; none: no business day. A stretch belongs to the day on which it begins, one that is
/// longer than 24 hours of the wall clock to each of its days.
fn hours_of(coverage: &Coverage, day: Date) -> Option<(i64, i64)> {
    let zone = coverage.zone();
    let edge =
        |day: Date| zone.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).unwrap().as_second() / MINUTE;
    let (start, end) = (edge(day), edge(day.tomorrow().unwrap()));
    let mut found: Option<(i64, i64)> = None;
    let mut minute = start;
    while minute < end {
        if !is_open(coverage, minute) {
            minute += 1;
            continue;
        }
        // Three days back and forth say whether the stretch is longer than one.
        let first =
            (minute - 4320..=minute).rev().find(|&minute| !is_open(coverage, minute - 1)).unwrap_or(minute - 4320);
        let last = (minute..minute + 4320).find(|&minute| !is_open(coverage, minute)).unwrap_or(minute + 4320);
        let local = |minute: i64| zone.to_datetime(at(minute));
        if local(last) > local(first).checked_add(1.days()).unwrap() {
            found = Some((found.map_or(first.max(start), |found| found.0), last.min(end)));
        } else if first >= start {
            found = Some((found.map_or(first, |found| found.0), last));
        }
        minute = last;
    }
    found
}

fn closing(coverage: &Coverage, day: Date) -> Option<i64> {
    hours_of(coverage, day).map(|hours| hours.1)
}

fn business_days(coverage: &Coverage, from: i64, days: u32) -> i64 {
    let local = coverage.zone().to_datetime(at(from));
    let mut day = local.date();
    let mut left = days;
    loop {
        day = day.tomorrow().unwrap();
        let Some((opens, closes)) = hours_of(coverage, day) else { continue };
        left -= 1;
        if left == 0 {
            let same = minute_of(coverage, day.to_datetime(local.time()));
            return if (opens..=closes).contains(&same) || is_open(coverage, same) { same } else { closes };
        }
    }
}

fn end_of_day(coverage: &Coverage, from: i64, days: u32) -> i64 {
    let mut day = date(coverage, from);
    if days == 0 && closing(coverage, day).is_some_and(|closes| from < closes) {
        return closing(coverage, day).unwrap();
    }
    let mut left = days.max(1);
    loop {
        day = day.tomorrow().unwrap();
        if let Some(closes) = closing(coverage, day) {
            left -= 1;
            if left == 0 {
                return closes;
            }
        }
    }
}

fn counts_from(coverage: &Coverage, from: i64, cut_off: Option<i64>) -> i64 {
    let local = coverage.zone().to_datetime(at(from));
    let today = local.date();
    let late = cut_off.is_some_and(|cut_off| i64::from(local.hour()) * 60 + i64::from(local.minute()) >= cut_off);
    (from..).find(|&minute| is_open(coverage, minute) && (!late || date(coverage, minute) > today)).unwrap()
}

fn used_up(coverage: &Coverage, from: i64, minutes: i64) -> i64 {
    let mut left = minutes;
    let mut minute = from;
    while left > 0 {
        left -= i64::from(is_open(coverage, minute));
        minute += 1;
    }
    minute
}

fn moved(coverage: &Coverage, end: i64, same_time: bool) -> i64 {
    let inside = |minute: i64| is_open(coverage, minute) || is_open(coverage, minute - 1);
    if inside(end) {
        return end;
    }
    if !same_time {
        return (end..).find(|&minute| is_open(coverage, minute)).unwrap();
    }
    let zone = coverage.zone();
    let days = (1..1000).map(|days| zone.to_datetime(at(end)).checked_add(days.days()).unwrap());
    let mut ends = days.map(|local| minute_of(coverage, local));
    ends.find(|&end| inside(end)).unwrap()
}

fn catalogue(hours: &str, target: &str) -> Catalogue {
    written(&format!(
        r#"{}
[window.w]
name = "W"
hours = "{hours}"
[window.always]
name = "Always"
hours = "24/7"
[plan.p]
name = "P"
price = "free"
targets = [{{ milestone = "first-response", {target} }}]
"#,
        head(r#""DE-TH""#, r#"["en"]"#)
    ))
}

fn due(catalogue: &Catalogue, minute: i64) -> i64 {
    let volume = Volume::new("test", std::sync::Arc::new(catalogue.clone()));
    let selection = engine::plan::Selection { plan: "p".to_owned(), ..Default::default() };
    let contract = Contract { selection, start: jiff::civil::date(2025, 1, 1), ..Contract::default() };
    let timeline = Timeline::build(&volume, &contract, &[]).unwrap();
    let history = TicketHistory { ticket: "t".to_owned(), opened: at(minute), ..TicketHistory::default() };
    let found = clocks(catalogue, &timeline, &history, at(minute));
    found.milestones[0].due.unwrap().as_second() / MINUTE
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn spans_are_what_walking_minutes_says(
        day in prop_oneof![Just("2026-03-27"), Just("2026-10-23"), Just("2026-11-10"), Just("2026-12-22")],
        minute in 0..5760_i64,
        hours in 0..HOURS.len(),
        days in 0..4_u32,
        cut_off in proptest::option::of(0..24_i64),
        length in 1..40_i64,
        same_time in any::<bool>(),
    ) {
        let midnight: Timestamp = format!("{day}T00:00:00Z").parse().unwrap();
        let from = midnight.as_second() / MINUTE + minute;
        let hours = HOURS[hours];
        let words = match days { 0 => "end of business day".to_owned(), 1 => "NBD".to_owned(), days => format!("end of {days} business days") };
        let plain = catalogue(hours, &format!("within = \"{words}\", window = \"w\""));
        let coverage = &plain.windows[0].coverage;
        prop_assert_eq!(due(&plain, from), end_of_day(coverage, from, days), "{} {}", words, at(from));
        if days > 0 {
            let several = catalogue(hours, &format!("within = \"{days} business days\", window = \"w\""));
            prop_assert_eq!(due(&several, from), business_days(coverage, from, days), "{} days {}", days, at(from));
        }
        let cut = cut_off.map(|hour| format!(", cut-off = \"{hour:02}:00\"")).unwrap_or_default();
        let start = counts_from(coverage, from, cut_off.map(|hour| hour * 60));
        let gated = catalogue(hours, &format!("within = \"{length} h\", window = \"always\", starts-in = \"w\"{cut}"));
        prop_assert_eq!(due(&gated, from), start + length * 60, "gate{} {}", cut, at(from));
        if cut_off.is_some() {
            let late = catalogue(hours, &format!("within = \"{length} min\", window = \"w\"{cut}"));
            prop_assert_eq!(due(&late, from), used_up(coverage, start, length), "cut-off{} {}", cut, at(from));
        }
        // Twice a month at the same time of day: not to be met by chance.
        if !hours.starts_with("Th") || !same_time {
            let shift = if same_time { "same-time" } else { "next-opening" };
            let ends = catalogue(hours, &format!("within = \"{length} h\", window = \"always\", ends-in = \"w\", shift = \"{shift}\""));
            if let Some(Some(expect)) = (!same_time || coverage_meets(coverage, from + length * 60)).then(|| Some(moved(coverage, from + length * 60, same_time))) {
                prop_assert_eq!(due(&ends, from), expect, "{} {}", shift, at(from));
            }
        }
    }
}

#[test]
fn a_time_that_spring_leaves_out_is_the_end_of_the_gap() {
    let minute = |text: &str| text.parse::<Timestamp>().unwrap().as_second() / MINUTE;
    // Due on Saturday at 02:01, outside; on Sunday the clocks go from 02:00 to 03:00.
    let target = "within = \"14 h\", window = \"always\", ends-in = \"w\", shift = \"same-time\"";
    let weekend = catalogue("Sa 20:00-24:00; Su 00:00-20:00", target);
    assert_eq!(due(&weekend, minute("2026-03-27T11:01:00Z")), minute("2026-03-29T01:00:00Z"));
}

/// Whether the window is ever open at a time of day.
fn coverage_meets(coverage: &Coverage, minute: i64) -> bool {
    let zone = coverage.zone();
    (0..60).any(|days| {
        let local = zone.to_datetime(at(minute)).checked_add(days.days()).unwrap();
        let minute = minute_of(coverage, local);
        is_open(coverage, minute) || is_open(coverage, minute - 1)
    })
}
