//! Covered time against a deliberately naive second implementation.
//!
//! The naive one knows no tables, no pieces and no clock changes: it asks, for each second or minute of real time,
//! what the wall clock shows, and goes through the rules for that one minute. Nothing of it is shared with the
//! engine but the holidays' dates.
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests may fail too")]

use engine::time::{Coverage, Holidays, Hours};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum On {
    Weekdays(i8, i8),
    Holidays,
    Everyday,
    Dates(Vec<Date>),
}

#[derive(Clone, Debug)]
struct NaiveRule {
    on: On,
    /// Opening minute and length in minutes.
    times: Vec<(i32, i32)>,
    closed: bool,
    adds: bool,
}

const NAMES: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

impl NaiveRule {
    fn text(&self) -> String {
        let days = match &self.on {
            On::Weekdays(first, last) => {
                format!("{}-{}", NAMES[*first as usize], NAMES[*last as usize])
            }
            On::Holidays => "PH".to_owned(),
            On::Everyday => "Mo-Su".to_owned(),
            On::Dates(dates) => {
                let dates: Vec<String> = dates.iter().map(|date| date.strftime("%Y %b %d").to_string()).collect();
                dates.join(",")
            }
        };
        let clock = |minute: i32| format!("{:02}:{:02}", minute / 60, minute % 60);
        let times: Vec<String> =
            self.times.iter().map(|(start, length)| format!("{}-{}", clock(*start), clock(start + length))).collect();
        format!("{days} {}{}", times.join(","), if self.closed { " off" } else { "" })
    }

    fn matches(&self, date: Date, holidays: &Holidays) -> bool {
        match &self.on {
            On::Weekdays(first, last) => {
                let mut day = *first;
                loop {
                    if day == date.weekday().to_monday_zero_offset() {
                        return true;
                    }
                    if day == *last {
                        return false;
                    }
                    day = (day + 1) % 7;
                }
            }
            On::Holidays => holidays.is_holiday(date),
            On::Everyday => true,
            On::Dates(dates) => dates.contains(&date),
        }
    }

    fn holds(&self, minute: i32) -> bool {
        self.times.iter().any(|(start, length)| (*start..start + length).contains(&minute))
    }
}

fn naive_open(rules: &[NaiveRule], holidays: &Holidays, zone: &TimeZone, at: Timestamp) -> bool {
    let local = zone.to_datetime(at);
    let today = local.date();
    let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
    let mut open = false;
    for rule in rules {
        let now = rule.matches(today, holidays);
        let touched = now && rule.holds(minute)
            || rule.matches(today.yesterday().unwrap(), holidays) && rule.holds(minute + 1440);
        if now && !rule.closed && !rule.adds {
            open = false;
        }
        if touched {
            open = !rule.closed;
        }
    }
    open
}

fn rule() -> impl Strategy<Value = NaiveRule> {
    let on = prop_oneof![
        4 => (0i8..7, 0i8..7).prop_map(|(first, last)| On::Weekdays(first, last)),
        1 => Just(On::Holidays),
        1 => Just(On::Everyday),
        1 => prop::collection::vec(0usize..EDGES.len(), 1..3)
            .prop_map(|days| On::Dates(days.into_iter().map(|at| EDGES[at]).collect())),
    ];
    let time = prop_oneof![
        3 => (0i32..288, 1i32..288).prop_map(|(start, length)| (start * 5, length * 5)),
        1 => (0i32..1440, 1i32..1440),
        1 => Just((0, 1440)),
        1 => (20i32..24, 1i32..12).prop_map(|(start, length)| (start * 60, length * 60)),
    ];
    (on, prop::collection::vec(time, 1..4), prop::bool::weighted(0.25), prop::bool::weighted(0.2))
        .prop_map(|(on, times, closed, adds)| NaiveRule { on, times, closed, adds })
}

/// Days at which something happens: clock changes, the leap day, holidays, the turn of the year.
const EDGES: [Date; 10] = [
    date(2026, 3, 28),
    date(2026, 3, 29),
    date(2026, 10, 24),
    date(2026, 10, 25),
    date(2028, 2, 28),
    date(2028, 2, 29),
    date(2026, 12, 24),
    date(2026, 12, 31),
    date(2026, 5, 13),
    date(2027, 1, 1),
];

fn zone() -> impl Strategy<Value = TimeZone> {
    // One without clock changes, one with half an hour of it, one that changes at midnight.
    prop::sample::select(vec![
        "Europe/Berlin",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Africa/Casablanca",
    ])
    .prop_map(|name| TimeZone::get(name).unwrap())
}

fn compile(rules: &[NaiveRule], holidays: &Holidays, zone: &TimeZone) -> Coverage {
    let mut text = String::new();
    for (at, rule) in rules.iter().enumerate() {
        if at > 0 {
            text.push_str(if rule.adds { ", " } else { "; " });
        }
        text.push_str(&rule.text());
    }
    let hours = Hours::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(Hours::parse(&hours.to_string()).as_ref(), Ok(&hours), "{text}");
    Coverage::compile(&hours, holidays, zone)
}

/// A start near one of the edges.
fn start() -> impl Strategy<Value = Timestamp> {
    (0usize..EDGES.len(), 0i64..86_400 * 2, 0i64..1_000_000).prop_map(|(edge, second, us)| {
        let day = EDGES[edge].yesterday().unwrap().to_zoned(TimeZone::UTC).unwrap().timestamp();
        day + SignedDuration::from_micros(second * 1_000_000 + us)
    })
}

fn floor(at: Timestamp, step_s: i64) -> Timestamp {
    Timestamp::from_second(at.as_second().div_euclid(step_s) * step_s).unwrap()
}

/// Walks in steps from `from` until `covered` is used up or `until` is reached. All edges lie on whole minutes, so
/// steps of a second or a minute see every one of them.
fn naive_add(
    open: impl Fn(Timestamp) -> bool,
    from: Timestamp,
    covered: SignedDuration,
    until: Timestamp,
    step_s: i64,
) -> Result<Timestamp, SignedDuration> {
    let mut left = covered;
    let mut at = from;
    while at < until {
        let next = (floor(at, step_s) + step_s.seconds()).min(until);
        if open(at) {
            let step = next.duration_since(at);
            if step >= left {
                return Ok(at + left);
            }
            left -= step;
        }
        at = next;
    }
    Err(left)
}

/// Whether the window opens within some years, as all but those that never do. Searching the whole range for one that
/// never opens is right but slow, and has its own tests.
fn opens_soon(coverage: &Coverage, from: Timestamp) -> bool {
    !coverage.between(from, from + SignedDuration::from_hours(24 * 1_500)).is_zero()
}

fn agree(rules: &[NaiveRule], zone: &TimeZone, from: Timestamp, covered: SignedDuration, days: i64, step_s: i64) {
    let holidays = Holidays::region("DE-TH").unwrap();
    let coverage = compile(rules, &holidays, zone);
    let open = |at| naive_open(rules, &holidays, zone, at);
    let until = from + SignedDuration::from_hours(24 * days);
    match naive_add(open, from, covered, until, step_s) {
        Ok(due) => {
            assert_eq!(coverage.add(from, covered), Ok(due));
            assert_eq!(coverage.between(from, due), covered);
        }
        Err(left) => {
            assert_eq!(coverage.between(from, until), covered - left);
            if opens_soon(&coverage, from) {
                let due = coverage.add(from, covered);
                assert!(due.is_err() || due.is_ok_and(|due| due > until));
            }
        }
    }
    let sum: SignedDuration = coverage.intervals(from, until).map(|(start, end)| end.duration_since(start)).sum();
    assert_eq!(coverage.between(from, until), sum);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn second_by_second(
        rules in prop::collection::vec(rule(), 1..4),
        zone in zone(),
        from in start(),
        covered_us in 1i64..40 * 3_600_000_000,
    ) {
        agree(&rules, &zone, from, SignedDuration::from_micros(covered_us), 2, 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn minute_by_minute(
        rules in prop::collection::vec(rule(), 1..5),
        zone in zone(),
        from in start(),
        covered_us in 1i64..150 * 3_600_000_000,
    ) {
        agree(&rules, &zone, from, SignedDuration::from_micros(covered_us), 20, 60);
    }

    #[test]
    fn the_edges_are_where_the_naive_one_changes_its_mind(
        rules in prop::collection::vec(rule(), 1..4),
        zone in zone(),
        from in start(),
    ) {
        let holidays = Holidays::region("DE-TH").unwrap();
        let coverage = compile(&rules, &holidays, &zone);
        let open = |at| naive_open(&rules, &holidays, &zone, at);
        prop_assert_eq!(coverage.is_open(from), open(from));
        prop_assume!(opens_soon(&coverage, from));
        let mut at = floor(from, 60);
        let mut state = open(at);
        let until = at + SignedDuration::from_hours(24 * 3);
        let mut change = coverage.next_change(at);
        while at < until {
            at += SignedDuration::from_mins(1);
            if open(at) != state {
                state = !state;
                prop_assert_eq!(change, Some((at, state)));
                change = coverage.next_change(at);
            }
            prop_assert_eq!(coverage.is_open(at), state);
        }
        prop_assert!(change.is_none_or(|(change, opens)| change > until && opens != state));
    }

    #[test]
    fn adding_and_measuring_are_inverse(
        rules in prop::collection::vec(rule(), 1..4),
        zone in zone(),
        from in start(),
        covered_us in 0i64..500 * 3_600_000_000,
        more_us in 0i64..500 * 3_600_000_000,
    ) {
        let coverage = compile(&rules, &Holidays::region("DE-TH").unwrap(), &zone);
        prop_assume!(opens_soon(&coverage, from));
        let (covered, more) = (SignedDuration::from_micros(covered_us), SignedDuration::from_micros(more_us));
        if let Ok(due) = coverage.add(from, covered) {
            prop_assert_eq!(coverage.between(from, due), covered);
            prop_assert_eq!(coverage.add(due, more), coverage.add(from, covered + more).map(|at| if more.is_zero() { due } else { at }));
            let pieces = coverage.explain_add(from, covered);
            prop_assert_eq!(pieces.iter().map(|piece| piece.covered).sum::<SignedDuration>(), covered);
        }
    }

    #[test]
    fn combined_windows_are_open_where_their_parts_say(
        a in prop::collection::vec(rule(), 1..3),
        b in prop::collection::vec(rule(), 1..3),
        zone in zone(),
        from in start(),
    ) {
        let holidays = Holidays::region("DE-TH").unwrap();
        let (a, b) = (compile(&a, &holidays, &zone), compile(&b, &holidays, &zone));
        let (or, and, not) = (a.union(&b), a.intersection(&b), a.except(&b));
        let until = from + SignedDuration::from_hours(24 * 500);
        prop_assert_eq!(or.between(from, until) + and.between(from, until), a.between(from, until) + b.between(from, until));
        prop_assert_eq!(not.between(from, until) + and.between(from, until), a.between(from, until));
        for minutes in 0..1_000 {
            let at = from + SignedDuration::from_mins(minutes * 7);
            let (in_a, in_b) = (a.is_open(at), b.is_open(at));
            prop_assert_eq!((or.is_open(at), and.is_open(at), not.is_open(at)), (in_a || in_b, in_a && in_b, in_a && !in_b));
        }
    }
}
