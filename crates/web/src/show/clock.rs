//! Clocks as time lines.

use desk::ticket::{ClockView, Next};
use engine::explain::clock_line;
use engine::plan::Catalogue;
use engine::plan::catalogue::{Commitment, Language as PlanLanguage, Milestone};
use engine::run::outcome::{Clock, ClockState};
use engine::sla::{SegmentKind, promise_line};
use jiff::{SignedDuration, Timestamp};

use crate::text::{Language, Text};
use crate::view::promise_line::{self as line, PromiseLine};
use crate::view::why::{Picture, Step};
use crate::view::{Standing, Why};

/// A clock of a ticket's page, with its steps.
pub(crate) fn full(t: &Text, clock: &ClockView, catalogue: &Catalogue) -> PromiseLine {
    let steps = if t.language == Language::De { &clock.steps.0 } else { &clock.steps.1 };
    let language = if t.language == Language::De { PlanLanguage::De } else { PlanLanguage::En };
    let picture = clock.clock.due.map(|_| Picture(clock_line(catalogue, &clock.clock, t.now, language)));
    let steps = steps.iter().map(|text| Step { text: text.clone(), value: None }).collect();
    let why = Why { steps, picture };
    drawn(t, &clock.clock, clock.span.1, catalogue, why)
}

/// The clock that decides a row's place, as far as a row shows it.
pub(crate) fn next(t: &Text, next: &Next, catalogue: &Catalogue) -> Option<PromiseLine> {
    let milestone = catalogue.find_milestone(&next.milestone)?;
    let states = [ClockState::Running, ClockState::Warned, ClockState::Paused, ClockState::Breached];
    let clock = Clock {
        milestone,
        target: next.target.clone(),
        commitment: Commitment::Target,
        started: next.started,
        counts: next.started,
        due: Some(next.due),
        state: states.into_iter().find(|state| state.id() == next.state).unwrap_or(ClockState::Running),
        window: catalogue.find_window(&next.window)?,
        ..Clock::default()
    };
    Some(drawn(t, &clock, next.due.max(t.now), catalogue, Why::default()))
}

fn drawn(t: &Text, clock: &Clock, end: Timestamp, catalogue: &Catalogue, why: Why) -> PromiseLine {
    // A little more than up to the flag, so that it stands within the line.
    let more = (end.duration_since(clock.started).as_secs() / 20).max(60);
    let to = end.saturating_add(SignedDuration::from_secs(more)).unwrap_or(end);
    let coverage = &catalogue.windows[clock.window].coverage;
    let segments = promise_line(clock, coverage, clock.started, to);
    let left_s = match (clock.at, clock.due) {
        (None, Some(due)) if clock.state != ClockState::Paused => Some(coverage.between(t.now, due).as_secs()),
        _ => None,
    };
    PromiseLine {
        title: milestone(t, clock.milestone, catalogue),
        target: clock.target.clone(),
        commitment: commitment(t, clock.commitment),
        from: clock.started,
        to,
        now: clock.at.is_none().then_some(t.now),
        segments: segments
            .into_iter()
            .map(|segment| line::Segment { start: segment.from, end: segment.to, kind: kind(segment.kind) })
            .collect(),
        due: clock.due,
        reached: clock.at,
        standing: standing(clock.state),
        left_s,
        why,
    }
}

fn kind(kind: SegmentKind) -> line::SegmentKind {
    match kind {
        SegmentKind::Open => line::SegmentKind::Covered,
        SegmentKind::Closed => line::SegmentKind::Closed,
        SegmentKind::Paused => line::SegmentKind::Paused,
    }
}

/// How a clock stands.
pub(crate) fn standing(state: ClockState) -> Standing {
    match state {
        ClockState::Running => Standing::Due,
        ClockState::Warned => Standing::Soon,
        ClockState::Breached => Standing::Breached,
        ClockState::Met => Standing::Kept,
        ClockState::Paused | ClockState::Ended => Standing::Waiting,
    }
}

/// The name of a milestone: the plan file's own, or that of the pages.
pub(crate) fn milestone(t: &Text, milestone: Milestone, catalogue: &Catalogue) -> String {
    let language = if t.language == Language::De { PlanLanguage::De } else { PlanLanguage::En };
    let words = match milestone {
        _ if let Some(rule) = catalogue.milestone_rule(milestone) => return rule.name.get(language).to_owned(),
        Milestone::Own(_) => return String::new(),
        Milestone::FirstResponse => t.get("milestone-first-response"),
        Milestone::NextResponse => t.get("milestone-next-response"),
        Milestone::Update => t.get("milestone-update"),
        Milestone::Workaround => t.get("milestone-workaround"),
        Milestone::Resolution => t.get("milestone-resolution"),
    };
    words.to_string()
}

fn commitment(t: &Text, commitment: Commitment) -> String {
    let words = match commitment {
        Commitment::Guaranteed => t.get("commitment-guaranteed"),
        Commitment::Target => t.get("commitment-target"),
        Commitment::BestEffort => t.get("commitment-best-effort"),
    };
    words.to_string()
}
