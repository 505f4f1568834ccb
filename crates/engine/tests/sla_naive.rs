//! Clocks against a deliberately naive second implementation: it walks every second and counts.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;

use answers::{head, written};
use engine::plan::Catalogue;
use engine::plan::catalogue::{Milestone, Stated, Target};
use engine::run::outcome::ClockState;
use engine::run::situation::FactHistory;
use engine::run::{Contract, Timeline, Volume};
use engine::sla::{Moment, SegmentKind, TicketHistory, clocks, promise_line};
use jiff::Timestamp;
use proptest::prelude::*;

/// Windows small enough that pauses, closings and both clock changes fall together.
fn catalogue(on_change: &str) -> Catalogue {
    written(&format!(
        r#"{}
[window.night]
name = {{ en = "Night" }}
hours = "Mo-Su 01:30-02:30,22:00-23:00; We 02:10-03:30"
[window.day]
name = {{ en = "Day" }}
hours = "Mo-Fr 08:00-12:00,12:30-16:00; PH off"
[severity.one]
name = {{ en = "1" }}
[severity.two]
name = {{ en = "2" }}
[plan.all]
name = {{ en = "All" }}
summary = {{ en = "All" }}
price = "free"
channels = ["email"]
targets = [
  {{ milestone = "first-response", within = "40 min", window = "night", severities = ["one"] }},
  {{ milestone = "first-response", within = "3 h", window = "day", severities = ["two"] }},
  {{ milestone = "resolution", within = "100 min", window = "night", severities = ["one"] }},
  {{ milestone = "resolution", within = "6 h", window = "day", severities = ["two"] }},
  {{ milestone = "next-response", within = "2 h", window = "day" }},
]
[option.more]
name = {{ en = "More" }}
summary = {{ en = "More" }}
price = "free"
targets = [{{ milestone = "first-response", within = "4 h", window = "day", severities = ["one"] }}]
[choices]
on-change = "{on_change}"
"#,
        head(r#""DE-TH""#, r#"["en"]"#)
    ))
}

/// What a clock comes to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Naive {
    milestone: &'static str,
    target: String,
    state: &'static str,
    due: Option<i64>,
    at: Option<i64>,
    elapsed_s: i64,
}

/// One clock walked second by second.
struct Walk<'a> {
    catalogue: &'a Catalogue,
    target: &'a Target,
    history: &'a TicketHistory,
    until: i64,
}

/// What a walk came to.
#[derive(Default)]
struct Seen {
    rounds: Vec<Round>,
}

#[derive(Clone, Default)]
struct Round {
    counted: i64,
    due: Option<i64>,
    warned: bool,
    /// When it ended and whether the milestone was reached.
    end: Option<(i64, bool)>,
    paused: bool,
    /// What had been counted at each change of severity, while it ran.
    changes: Vec<(i64, Option<usize>, i64, Option<i64>)>,
    severity: Option<usize>,
}

impl Walk<'_> {
    fn seconds(&self) -> i64 {
        match self.target.within {
            Stated::Value(engine::plan::catalogue::Span::Seconds(seconds)) => seconds,
            _ => panic!("only seconds here"),
        }
    }

    fn open(&self, second: i64) -> bool {
        let at = Timestamp::from_second(second).unwrap();
        self.catalogue.windows[self.target.counting].coverage.is_open(at)
    }

    fn walk(&self) -> Seen {
        let mut seen = Seen::default();
        let opened = self.history.opened.as_second();
        let milestone = self.target.milestone;
        let mut severity = self.history.severity;
        if milestone != Milestone::NextResponse {
            seen.rounds.push(Round { severity, ..Round::default() });
        }
        let mut moments = self.history.moments.iter().peekable();
        for second in opened..=self.until {
            while let Some((_, moment)) = moments.next_if(|(at, _)| at.as_second() == second) {
                if let Moment::Severity(to) = moment {
                    for round in seen.rounds.iter_mut().filter(|round| round.end.is_none()) {
                        round.changes.push((second, round.severity, round.counted, round.due));
                        round.severity = *to;
                    }
                    // A round that ended and is taken up again sees the changes between.
                    for round in seen.rounds.iter_mut().filter(|round| round.end.is_some()) {
                        round.changes.push((second, round.severity, round.counted, round.due));
                        round.severity = *to;
                    }
                    severity = *to;
                }
                self.step(&mut seen.rounds, second, *moment, severity);
            }
            if second < self.until {
                self.count(&mut seen.rounds, second);
            }
        }
        seen
    }

    fn count(&self, rounds: &mut [Round], second: i64) {
        let Some(round) = rounds.last_mut().filter(|round| round.end.is_none() && !round.paused) else {
            return;
        };
        if self.open(second) {
            round.counted += 1;
            if round.counted == self.seconds() {
                round.due = Some(second + 1);
            }
            if round.counted == self.seconds() * 3 / 4 {
                round.warned = true;
            }
        }
    }

    fn step(&self, rounds: &mut Vec<Round>, second: i64, moment: Moment, severity: Option<usize>) {
        let milestone = self.target.milestone;
        let running = rounds.last().is_some_and(|round| round.end.is_none());
        let pausable = milestone != Milestone::FirstResponse;
        match moment {
            Moment::Reply if running && milestone != Milestone::Resolution => end(rounds, second, true),
            Moment::Resolve if running => end(rounds, second, milestone == Milestone::Resolution),
            Moment::Close if running => end(rounds, second, false),
            Moment::Pause if running && pausable => rounds.last_mut().unwrap().paused = true,
            Moment::Resume if running => rounds.last_mut().unwrap().paused = false,
            Moment::Message if running => rounds.last_mut().unwrap().paused = false,
            Moment::Message if milestone == Milestone::NextResponse => {
                rounds.push(Round { severity, ..Round::default() });
            }
            Moment::Reopen if !running && milestone != Milestone::NextResponse => {
                let round = rounds.last_mut().unwrap();
                let again = milestone == Milestone::Resolution || round.end.is_some_and(|(_, reached)| !reached);
                if again {
                    round.end = None;
                    round.paused = false;
                }
            }
            _ => {}
        }
    }

    /// When the time would be used up if nothing else happened.
    fn runs_out(&self, round: &Round) -> Option<i64> {
        if round.due.is_some() {
            return round.due;
        }
        if round.paused {
            return None;
        }
        let mut counted = round.counted;
        let from = round.end.map_or(self.until, |(at, _)| at);
        (from..from + 30 * 86_400)
            .find(|&second| {
                counted += i64::from(self.open(second));
                counted == self.seconds()
            })
            .map(|second| second + 1)
    }
}

fn end(rounds: &mut [Round], second: i64, reached: bool) {
    let round = rounds.last_mut().unwrap();
    round.end = Some((second, reached));
    round.paused = false;
}

fn holds(target: &Target, severity: Option<usize>) -> bool {
    target.severities.is_empty() || severity.is_some_and(|severity| target.severities.contains(&severity))
}

fn naive(catalogue: &Catalogue, targets: &[Target], history: &TicketHistory, until: i64) -> Vec<Naive> {
    let mut all = Vec::new();
    for target in targets {
        let walk = Walk { catalogue, target, history, until };
        let milestone = Milestone::ALL.iter().find(|(known, _)| *known == target.milestone).unwrap().1;
        for mut round in walk.walk().rounds {
            let mut severity = round.severity;
            if let Some((end, _)) = round.end {
                // Changes after the end are not the round's.
                let place = |at: i64| at < end;
                if let Some(first_after) = round.changes.iter().position(|change| !place(change.0)) {
                    severity = round.changes[first_after].1;
                    round.changes.truncate(first_after);
                }
            }
            let entry =
                |state, due, at, elapsed_s| Naive { milestone, target: target.text.clone(), state, due, at, elapsed_s };
            if holds(target, severity) {
                let state = match round.end {
                    _ if round.counted > walk.seconds() => "breached",
                    Some((_, true)) => "met",
                    Some((_, false)) => "ended",
                    None if round.paused => "paused",
                    None if round.warned => "warned",
                    None => "running",
                };
                all.push(entry(state, walk.runs_out(&round), round.end.map(|(at, _)| at), round.counted));
                continue;
            }
            // Breached while it held, it stays on record.
            let breached =
                round.changes.iter().any(|(_, held, counted, _)| holds(target, *held) && *counted > walk.seconds());
            if breached {
                let due = round.changes.iter().find_map(|(_, _, _, due)| *due);
                all.push(entry("breached", due, due, walk.seconds()));
            }
        }
    }
    all.sort();
    all
}

fn moments() -> impl Strategy<Value = Vec<(i64, Moment)>> {
    let moment = prop_oneof![
        2 => Just(Moment::Reply),
        2 => Just(Moment::Message),
        3 => Just(Moment::Pause),
        2 => Just(Moment::Resume),
        3 => (0..2_usize).prop_map(|severity| Moment::Severity(Some(severity))),
        2 => Just(Moment::Resolve),
        2 => Just(Moment::Reopen),
        1 => Just(Moment::Close),
    ];
    // Full minutes meet openings and closings exactly.
    let at = prop_oneof![(0..2880_i64).prop_map(|minute| minute * 60), 0..172_800_i64];
    proptest::collection::vec((at, moment), 0..10)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn clocks_are_what_counting_seconds_says(
        day in prop_oneof![Just("2026-03-27"), Just("2026-03-28"), Just("2026-10-24"), Just("2026-10-25"), Just("2026-11-10"), Just("2026-12-24")],
        opened in 0..86_400_i64,
        length in 1..172_800_i64,
        moments in moments(),
        severity in 0..2_usize,
    ) {
        let catalogue = catalogue("from-arrival");
        let volume = Volume::new("test", std::sync::Arc::new(catalogue.clone()));
        let contract = Contract {
            selection: engine::plan::Selection { plan: "all".to_owned(), options: vec!["more".to_owned()], ..Default::default() },
            start: jiff::civil::date(2026, 1, 1),
            ..Contract::default()
        };
        let timeline = Timeline::build(&volume, &contract, &[]).unwrap();
        let midnight: Timestamp = format!("{day}T00:00:00Z").parse().unwrap();
        let opened = midnight.as_second() + opened;
        let until = opened + length;
        let mut moments: Vec<(Timestamp, Moment)> = moments
            .into_iter()
            .map(|(after, moment)| (Timestamp::from_second(opened + after).unwrap(), moment))
            .collect();
        moments.sort_by_key(|(at, _)| *at);
        // The naive walk tells moments apart by the second only.
        moments.dedup_by_key(|(at, _)| *at);
        let history = TicketHistory {
            ticket: "t".to_owned(),
            opened: Timestamp::from_second(opened).unwrap(),
            channel: None,
            severity: Some(severity),
            facts: FactHistory::default(),
            moments: moments.clone(),
            words: Vec::new(),
        };
        let found = clocks(&catalogue, &timeline, &history, Timestamp::from_second(until).unwrap());
        let targets = &timeline.phases[0].entitlements.targets;
        let expect = naive(&catalogue, targets, &history, until);
        let mut plain: Vec<Naive> = found
            .milestones
            .iter()
            .map(|clock| Naive {
                milestone: Milestone::ALL.iter().find(|(known, _)| *known == clock.milestone).unwrap().1,
                target: clock.target.clone(),
                state: clock.state.id(),
                due: clock.due.map(Timestamp::as_second),
                at: clock.at.map(Timestamp::as_second),
                elapsed_s: clock.elapsed_s,
            })
            .collect();
        plain.sort();
        prop_assert_eq!(plain, expect, "{:?}", history);
        for clock in &found.milestones {
            line_is_whole(&catalogue, clock, opened, until);
        }
    }
}

/// A milestone that the file defines in the very words of the language is the language's.
const AGAIN: &str = r#"
[milestone.first-response]
name = "First response"
until = ["reply", "call"]
[milestone.next-response]
name = "Next response"
from = "message"
until = ["reply", "call"]
repeats = true
pauses = true
[milestone.update]
name = "Update"
from = ["arrival"]
repeats = true
[milestone.workaround]
name = "Workaround"
until = "resolve"
[milestone.resolution]
name = "Resolution"
pauses = true
"#;

const ALL_KINDS: &str = r#"
[window.day]
name = "Day"
hours = "Mo-Fr 08:00-16:00"
[plan.all]
name = "All"
price = "free"
targets = [
  { milestone = "first-response", within = "3 h", window = "day" },
  { milestone = "next-response", within = "2 h", window = "day" },
  { milestone = "update", within = "1 h", window = "day" },
  { milestone = "workaround", within = "4 h", window = "day" },
  { milestone = "resolution", within = "6 h", window = "day" },
]
"#;

proptest! {
    #[test]
    fn milestones_in_the_words_of_the_language_are_the_languages(
        opened in 0..86_400_i64,
        length in 1..172_800_i64,
        words in proptest::collection::vec((0..172_800_i64, 0..12_usize), 0..14),
    ) {
        let opened = "2026-11-10T00:00:00Z".parse::<Timestamp>().unwrap().as_second() + opened;
        let moments = [
            Moment::Reply, Moment::Call, Moment::Receipt, Moment::Message, Moment::Pause, Moment::Hold(0), Moment::Resume,
            Moment::Resolve, Moment::Reopen, Moment::Close, Moment::Reach(1), Moment::Reach(2),
        ];
        let mut moments: Vec<(Timestamp, Moment)> =
            words.into_iter().map(|(after, ix)| (Timestamp::from_second(opened + after).unwrap(), moments[ix])).collect();
        moments.sort_by_key(|(at, _)| *at);
        let history = TicketHistory {
            ticket: "t".to_owned(),
            opened: Timestamp::from_second(opened).unwrap(),
            moments,
            words: ["waiting-vendor", "workaround", "first-response"].map(str::to_owned).to_vec(),
            ..TicketHistory::default()
        };
        let until = Timestamp::from_second(opened + length).unwrap();
        let found = ["", AGAIN].map(|again| {
            let catalogue = std::sync::Arc::new(written(&(head(r#""none""#, r#"["en"]"#) + again + ALL_KINDS)));
            let volume = Volume::new("test", catalogue.clone());
            let selection = engine::plan::Selection { plan: "all".to_owned(), ..Default::default() };
            let contract = Contract { selection, start: jiff::civil::date(2026, 1, 1), ..Contract::default() };
            let timeline = Timeline::build(&volume, &contract, &[]).unwrap();
            let clocks = clocks(&catalogue, &timeline, &history, until).milestones;
            let plain = |clock: engine::run::outcome::Clock| {
                (clock.milestone, clock.started, clock.due, clock.state, clock.at, clock.elapsed_s, clock.pauses)
            };
            clocks.into_iter().map(plain).collect::<Vec<_>>()
        });
        prop_assert_eq!(&found[0], &found[1], "{:?}", history);
    }
}

/// The promise line has no gaps, and its open stretches are what counted.
fn line_is_whole(catalogue: &Catalogue, clock: &engine::run::outcome::Clock, opened: i64, until: i64) {
    let (from, to) = (Timestamp::from_second(opened).unwrap(), Timestamp::from_second(until).unwrap());
    let line = promise_line(clock, &catalogue.windows[clock.window].coverage, from, to);
    let mut at = from;
    for pair in line.windows(2) {
        assert_ne!(pair[0].kind, pair[1].kind);
    }
    for segment in &line {
        assert_eq!(segment.from, at);
        at = segment.to;
    }
    assert_eq!(at, to);
    if clock.at.is_none() && clock.started == from {
        let open = line.iter().filter(|segment| segment.kind == SegmentKind::Open);
        let open: i64 = open.map(|segment| segment.to.as_second() - segment.from.as_second()).sum();
        assert_eq!(open, clock.elapsed_s);
        assert_ne!(clock.state, ClockState::Met);
    }
}
