//! All clocks of one ticket: which targets held when, and what became of each.

use jiff::{SignedDuration, Timestamp};

use super::history::{Moment, TicketHistory};
use super::measure::{Measured, measure};
use super::round::{Place, Reached, Round, rounds};
use crate::explain::{ClockStep, Step};
use crate::plan::Catalogue;
use crate::plan::catalogue::condition::When;
use crate::plan::catalogue::{Milestone, OnChange, Span, Stated, Target};
use crate::run::outcome::{Clock, ClockState, TicketClocks};
use crate::run::situation::{Situation, Source};
use crate::run::timeline::{Phase, Timeline, day, midnight};
use crate::time::Coverage;

/// At most so many pieces of covered time are listed in an explanation; a last one stands for the rest.
const EXPLAINED: usize = 60;

/// The clocks of a ticket at an instant: of each milestone the earliest due first, past breaches on record last.
///
/// What happened after `until` is not looked at.
#[must_use]
pub fn clocks(catalogue: &Catalogue, timeline: &Timeline, history: &TicketHistory, until: Timestamp) -> TicketClocks {
    let regimes = regimes(catalogue, timeline, history, until);
    let mut milestones = Vec::new();
    for (milestone, _) in Milestone::ALL {
        if !regimes.iter().any(|regime| regime.targets(milestone).next().is_some()) {
            continue;
        }
        let ticket = Ticket { catalogue, regimes: &regimes, until };
        let (mut held, mut past) = (Vec::new(), Vec::new());
        for round in rounds(milestone, history, until) {
            ticket.judge(milestone, &round, &mut held, &mut past);
        }
        held.sort_by_key(|clock: &Clock| clock.due.unwrap_or(Timestamp::MAX));
        milestones.append(&mut held);
        milestones.append(&mut past);
    }
    TicketClocks { ticket: history.ticket.clone(), milestones }
}

/// A stretch in which the same targets hold for the ticket.
struct Regime<'a> {
    place: Place,
    known: Known<'a>,
    severity: Option<usize>,
    phase: Option<&'a Phase>,
}

/// Where a ticket's facts are found.
#[derive(Clone, Copy)]
struct Known<'a> {
    catalogue: &'a Catalogue,
    timeline: &'a Timeline,
    history: &'a TicketHistory,
}

impl<'a> Regime<'a> {
    /// The targets of a milestone that hold, with their length.
    fn targets(&self, milestone: Milestone) -> impl Iterator<Item = (&'a Target, Span)> {
        let (channel, severity) = (self.known.history.channel, self.severity);
        let targets = self.phase.map(|phase| phase.entitlements.targets.as_slice()).unwrap_or_default();
        targets.iter().filter_map(move |target| {
            let Stated::Value(span) = target.within else {
                return None;
            };
            let fits = target.milestone == milestone
                && (target.severities.is_empty()
                    || severity.is_some_and(|severity| target.severities.contains(&severity)))
                && (target.channels.is_empty() || channel.is_some_and(|channel| target.channels.contains(&channel)))
                && (target.when.is_always() || self.meets(&target.when));
            fits.then_some((target, span))
        })
    }

    /// Whether a condition holds: windows are asked at arrival, facts as they are known in this stretch.
    fn meets(&self, when: &When) -> bool {
        let Known { catalogue, timeline, history } = self.known;
        let severity = self.severity.map(|ix| Source::One("severity", &catalogue.severities[ix].id));
        let channel = history.channel.map(|channel| Source::One("channel", channel.id()));
        let facts = [Source::History(&history.facts, self.place.0), Source::History(&timeline.facts, self.place.0)];
        let sources: Vec<Source<'_>> = severity.into_iter().chain(channel).chain(facts).collect();
        let held = self.phase.map(|phase| phase.entitlements.held.as_slice()).unwrap_or_default();
        Situation { catalogue, at: history.opened, held, sources: &sources }.holds(when)
    }

    fn holds(&self, milestone: Milestone, target: &Target) -> bool {
        self.targets(milestone).any(|(held, _)| same(held, target))
    }
}

/// Two targets are the same promise even if different plans make it.
fn same(a: &Target, b: &Target) -> bool {
    a.within == b.within && a.counting == b.counting && a.commitment == b.commitment && a.text == b.text
}

fn regimes<'a>(
    catalogue: &'a Catalogue,
    timeline: &'a Timeline,
    history: &'a TicketHistory,
    until: Timestamp,
) -> Vec<Regime<'a>> {
    let zone = &catalogue.provider.zone;
    let opened = history.opened;
    let phase = timeline.at(opened, day(opened, zone));
    let known = Known { catalogue, timeline, history };
    let mut regimes = vec![Regime { place: (opened, 0), known, severity: history.severity, phase }];
    let mut changes: Vec<(Place, Change<'a>)> = Vec::new();
    for (ix, &(at, moment)) in history.moments.iter().enumerate() {
        if let Moment::Severity(severity) = moment {
            changes.push(((at, ix + 1), Change::Severity(severity)));
        }
    }
    if catalogue.conditional {
        let facts = history.facts.changes().chain(timeline.facts.changes());
        let mut later: Vec<Timestamp> = facts.map(|(at, ..)| at).filter(|at| *at > opened).collect();
        later.sort_unstable();
        later.dedup();
        changes.extend(later.into_iter().map(|at| ((at, 0), Change::Facts)));
    }
    let end = timeline.end.map(|end| midnight(end, zone));
    if let Some(end) = end.filter(|&end| end > opened) {
        changes.push(((end, 0), Change::Phase(None)));
    }
    for phase in &timeline.phases {
        if phase.from_at > opened && end.is_none_or(|end| phase.from_at < end) {
            changes.push(((phase.from_at, 0), Change::Phase(Some(phase))));
        }
    }
    changes.retain(|(place, _)| place.0 <= until);
    changes.sort_by_key(|(place, _)| *place);
    let (mut severity, mut phase) = (history.severity, phase);
    for (place, change) in changes {
        match change {
            Change::Severity(to) => severity = to,
            Change::Phase(to) => phase = to,
            Change::Facts => {}
        }
        regimes.push(Regime { place, known, severity, phase });
    }
    regimes
}

enum Change<'a> {
    Severity(Option<usize>),
    Phase(Option<&'a Phase>),
    Facts,
}

struct Ticket<'a> {
    catalogue: &'a Catalogue,
    regimes: &'a [Regime<'a>],
    until: Timestamp,
}

impl Ticket<'_> {
    /// What became of one round under the targets that held during it.
    fn judge(&self, milestone: Milestone, round: &Round, held: &mut Vec<Clock>, past: &mut Vec<Clock>) {
        let regimes = self.regimes;
        let before = |place: Place| regimes.iter().rposition(|regime| regime.place <= place).unwrap_or(0);
        let first = before(round.start);
        let last = round.end.map_or(regimes.len() - 1, |end| before(end.place));
        for (target, span) in regimes[last].targets(milestone) {
            // Since when this target has held without a gap.
            let since = (first..last).rev().find(|&ix| !regimes[ix].holds(milestone, target)).map(|ix| ix + 1);
            let restarts = self.catalogue.choices.on_change == OnChange::Restart;
            let again = since.filter(|_| restarts).map(|ix| round.from(regimes[ix].place));
            let measured = self.measure(target, span, again.as_ref().unwrap_or(round), self.until);
            let changed = since.map(|ix| ClockStep::Changed { at: regimes[ix].place.0, again: again.is_some() });
            held.push(self.clock(target, again.as_ref().unwrap_or(round), &measured, changed));
        }
        let mut seen: Vec<&Target> = Vec::new();
        for ix in (first..last).rev() {
            let until = regimes[ix + 1].place.0;
            for (target, span) in regimes[ix].targets(milestone) {
                if seen.iter().any(|old| same(old, target)) || regimes[last].holds(milestone, target) {
                    continue;
                }
                let known = round.until(until);
                let measured = self.measure(target, span, &known, until);
                let gone = regimes[ix + 1..=last].iter().all(|regime| regime.targets(milestone).next().is_none());
                if measured.breached {
                    seen.push(target);
                    past.push(self.past(target, &known, &measured, ClockState::Breached, measured.due));
                } else if gone {
                    seen.push(target);
                    past.push(self.past(target, &known, &measured, ClockState::Ended, Some(until)));
                }
            }
        }
    }

    fn coverage(&self, target: &Target) -> &Coverage {
        &self.catalogue.windows[target.counting].coverage
    }

    fn measure(&self, target: &Target, span: Span, round: &Round, now: Timestamp) -> Measured {
        measure(self.coverage(target), span, target.warn_percent, round, now)
    }

    /// The clock of a target that held to the end of the round, or holds now.
    fn clock(&self, target: &Target, round: &Round, measured: &Measured, changed: Option<ClockStep>) -> Clock {
        let paused = round.pauses.last().is_some_and(|pause| pause.1.is_none());
        let state = match round.end.map(|end| end.reached) {
            _ if measured.breached => ClockState::Breached,
            Some(Reached::Yes) => ClockState::Met,
            Some(Reached::No) => ClockState::Ended,
            None if paused => ClockState::Paused,
            None if measured.warn.is_some_and(|warn| warn <= self.until) => ClockState::Warned,
            None => ClockState::Running,
        };
        let at = round.end.map(|end| end.place.0);
        let mut clock = self.bare(target, round, measured, state, at);
        clock.why = self.why(target, &clock, measured, changed);
        clock
    }

    /// The clock of a target that no longer holds.
    fn past(
        &self,
        target: &Target,
        round: &Round,
        measured: &Measured,
        state: ClockState,
        at: Option<Timestamp>,
    ) -> Clock {
        let mut clock = self.bare(target, round, measured, state, at);
        if let (ClockState::Breached, Some(due)) = (state, measured.due) {
            // What counted until the time ran out is the promised time itself.
            let counted = self.measure_at(target, round, due);
            clock.elapsed_s = counted.as_secs();
        }
        clock.why = self.why(target, &clock, measured, None);
        clock
    }

    fn measure_at(&self, target: &Target, round: &Round, at: Timestamp) -> SignedDuration {
        match target.within {
            Stated::Value(span) => self.measure(target, span, &round.until(at), at).elapsed,
            _ => SignedDuration::ZERO,
        }
    }

    fn bare(
        &self,
        target: &Target,
        round: &Round,
        measured: &Measured,
        state: ClockState,
        at: Option<Timestamp>,
    ) -> Clock {
        Clock {
            milestone: target.milestone,
            target: target.text.clone(),
            commitment: target.commitment,
            started: round.start.0,
            warn: measured.warn,
            due: measured.due,
            state,
            at,
            elapsed_s: measured.elapsed.as_secs(),
            window: target.counting,
            pauses: round.pauses.clone(),
            why: Vec::new(),
        }
    }

    /// The steps from the start to the due time and to where the clock stands.
    fn why(&self, target: &Target, clock: &Clock, measured: &Measured, changed: Option<ClockStep>) -> Vec<Step> {
        let mut steps = vec![
            ClockStep::Arrived { at: clock.started },
            ClockStep::Promised { target: clock.target.clone(), commitment: clock.commitment, window: clock.window },
        ];
        steps.extend(changed);
        if let Stated::Value(Span::Seconds(seconds)) = target.within {
            self.pieces(self.coverage(target), clock, seconds, &mut steps);
        } else {
            steps.extend(clock.pauses.iter().map(|&(from, to)| ClockStep::Paused { from, to }));
        }
        match clock.due {
            Some(at) => steps.push(ClockStep::Due { at }),
            None if measured.never => steps.push(ClockStep::Never),
            None => {}
        }
        match (clock.state, clock.at) {
            (ClockState::Met, Some(at)) => steps.push(ClockStep::Met { at, elapsed_s: clock.elapsed_s }),
            (ClockState::Ended, Some(at)) => steps.push(ClockStep::Ended { at }),
            (ClockState::Breached, _) => steps.push(ClockStep::Breached { elapsed_s: clock.elapsed_s }),
            _ => {}
        }
        steps.into_iter().map(Step::Clock).collect()
    }

    /// Pieces of covered time and pauses, in order, up to the due time.
    fn pieces(&self, coverage: &Coverage, clock: &Clock, seconds: i64, steps: &mut Vec<ClockStep>) {
        let mut left = SignedDuration::from_secs(seconds);
        let mut from = clock.started;
        let pauses = clock.pauses.iter().copied().map(Some).chain([None]);
        let mut listed = 0;
        for pause in pauses {
            let end = match (pause, clock.due) {
                (Some((at, _)), Some(due)) => at.min(due),
                (Some((at, _)), None) => at,
                (None, Some(due)) => due,
                (None, None) => return,
            };
            for (open, close) in coverage.intervals(from, end) {
                if listed == 0 && open > clock.started && from == clock.started {
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
            if clock.due.is_some_and(|due| paused >= due) {
                return;
            }
            steps.push(ClockStep::Paused { from: paused, to: resumed });
            let Some(resumed) = resumed else { return };
            from = resumed;
        }
    }
}
