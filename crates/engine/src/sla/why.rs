//! The steps of a clock's explanation: from its start to its due time, and to where it stands.

use jiff::{SignedDuration, Timestamp};

use super::clocks::{Counted, Ticket};
use super::course::happening;
use super::regime::Promise;
use super::round::Round;
use crate::explain::{ClockStep, Step};
use crate::plan::catalogue::Span;
use crate::plan::catalogue::terms::Happening;
use crate::run::outcome::{Clock, ClockState};
use crate::time::Coverage;

/// At most so many pieces of covered time are listed in an explanation; a last one stands for the rest.
const EXPLAINED: usize = 60;

/// The steps from the start to the due time and to where the clock stands.
pub(super) fn steps(
    ticket: &Ticket<'_>,
    promise: &Promise<'_>,
    round: &Round,
    counted: &Counted<'_>,
    clock: &Clock,
    changed: Option<ClockStep>,
) -> Vec<Step> {
    if !ticket.explain {
        return Vec::new();
    }
    let own = promise.target.terms.as_ref().and_then(|terms| terms.course.as_ref());
    let by = |place| own.and_then(|_| happening(ticket.history, place));
    let mut steps = vec![match by(round.start) {
        Some(what) if what != Happening::Arrival => ClockStep::Begun { at: clock.started, what },
        _ => ClockStep::Arrived { at: clock.started },
    }];
    steps.push(ClockStep::Promised {
        target: clock.target.clone(),
        commitment: clock.commitment,
        window: clock.window,
    });
    steps.extend(changed);
    steps.extend(counted.from.1.clone());
    if let Span::Seconds(seconds) = promise.span {
        let due = match counted.moved {
            Some(ClockStep::EndMoved { due, .. }) => Some(due),
            _ => clock.due,
        };
        pieces(ticket.coverage(promise.target), &counted.round, due, seconds, &mut steps);
    } else {
        steps.extend(clock.pauses.iter().map(|&(from, to)| ClockStep::Paused { from, to }));
    }
    steps.extend(counted.moved.clone());
    match clock.due {
        Some(at) => steps.push(ClockStep::Due { at }),
        None if counted.measured.never => steps.push(ClockStep::Never),
        None => {}
    }
    let escalated = clock.escalations.iter().filter(|escalation| escalation.happened);
    steps.extend(
        escalated.filter_map(|escalation| Some(ClockStep::Escalated { at: escalation.at?, to: escalation.to.clone() })),
    );
    match (clock.state, clock.at) {
        (ClockState::Met, Some(at)) => {
            let what = round.end.and_then(|end| by(end.place));
            steps.extend(what.map(|what| ClockStep::ReachedBy { what }));
            steps.push(ClockStep::Met { at, elapsed_s: clock.elapsed_s });
        }
        (ClockState::Ended, Some(at)) => steps.push(ClockStep::Ended { at }),
        (ClockState::Breached, _) => steps.push(ClockStep::Breached { elapsed_s: clock.elapsed_s }),
        _ => {}
    }
    steps.into_iter().map(Step::Clock).collect()
}

/// Pieces of covered time and pauses, in order, up to the due time.
fn pieces(coverage: &Coverage, round: &Round, due: Option<Timestamp>, seconds: i64, steps: &mut Vec<ClockStep>) {
    let mut left = SignedDuration::from_secs(seconds);
    let started = round.start.0;
    let mut from = started;
    let pauses = round.pauses.iter().copied().map(Some).chain([None]);
    let mut listed = 0;
    for pause in pauses {
        let end = match (pause, due) {
            (Some((at, _)), Some(due)) => at.min(due),
            (Some((at, _)), None) => at,
            (None, Some(due)) => due,
            (None, None) => return,
        };
        for (open, close) in coverage.intervals(from, end) {
            if listed == 0 && open > started && from == started {
                steps.push(ClockStep::Opens { at: open });
            }
            listed += 1;
            let close = if listed == EXPLAINED { end } else { close };
            let covered = coverage.between(open, close);
            left -= covered;
            let (covered_s, left_s) = (covered.as_secs(), left.as_secs());
            steps.push(ClockStep::Covered { from: open, to: close, covered_s, left_s });
            if listed >= EXPLAINED {
                break;
            }
        }
        let Some((paused, resumed)) = pause else {
            return;
        };
        if due.is_some_and(|due| paused >= due) {
            return;
        }
        steps.push(ClockStep::Paused { from: paused, to: resumed });
        let Some(resumed) = resumed else { return };
        from = resumed;
    }
}
