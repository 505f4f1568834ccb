//! All clocks of one ticket: which targets held when, and what became of each.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};

use super::class::classifies;
use super::history::TicketHistory;
use super::measure::{Measured, measure};
use super::regime::{Kind, Promise, Regime, kinds, regimes};
use super::round::{Place, Reached, Round, rounds};
use super::start::{counts_from, moved_end};
use super::{escalation, why};
use crate::explain::{ClockStep, Step};
use crate::plan::Catalogue;
use crate::plan::catalogue::{OnChange, Target};
use crate::run::outcome::{Clock, ClockState, TicketClocks};
use crate::run::timeline::Timeline;
use crate::time::{Coverage, TimeError};

/// The clocks of a ticket at an instant: of each milestone the earliest due first, past breaches on record last.
///
/// What happened after `until` is not looked at.
#[must_use]
pub fn clocks(catalogue: &Catalogue, timeline: &Timeline, history: &TicketHistory, until: Timestamp) -> TicketClocks {
    judge(catalogue, timeline, history, until, true)
}

/// The same clocks without their steps, for whoever only counts them.
#[must_use]
pub fn bare_clocks(
    catalogue: &Catalogue,
    timeline: &Timeline,
    history: &TicketHistory,
    until: Timestamp,
) -> TicketClocks {
    judge(catalogue, timeline, history, until, false)
}

fn judge(
    catalogue: &Catalogue,
    timeline: &Timeline,
    history: &TicketHistory,
    until: Timestamp,
    explain: bool,
) -> TicketClocks {
    let catalogue = timeline.catalogue.as_deref().unwrap_or(catalogue);
    let regimes = regimes(catalogue, timeline, history, until);
    let ticket = Ticket { catalogue, history, regimes: &regimes, until, explain };
    let kinds = kinds(&regimes);
    let mut milestones = Vec::new();
    for same in kinds.chunk_by(|a, b| a.0 == b.0) {
        let (mut held, mut past) = (Vec::new(), Vec::new());
        for &kind in same {
            for round in rounds(kind.0, kind.1, history, until) {
                ticket.judge(kind, &round, &mut held, &mut past);
            }
        }
        held.sort_by_key(|clock: &Clock| clock.due.unwrap_or(Timestamp::MAX));
        milestones.append(&mut held);
        milestones.append(&mut past);
    }
    let severity = regimes.last().filter(|_| classifies(catalogue)).and_then(Regime::severity);
    TicketClocks { ticket: history.ticket.clone(), milestones, severity }
}

/// A ticket whose clocks are computed.
pub(super) struct Ticket<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) history: &'a TicketHistory,
    regimes: &'a [Regime<'a>],
    until: Timestamp,
    pub(super) explain: bool,
}

/// A round as a target counts it.
pub(super) struct Counted<'r> {
    pub(super) measured: Measured,
    /// From when time counts, and why not from the start.
    pub(super) from: (Timestamp, Option<ClockStep>),
    /// How the end was moved.
    pub(super) moved: Option<ClockStep>,
    /// The round, as far as time counts in it.
    pub(super) round: Cow<'r, Round>,
}

impl<'a> Ticket<'a> {
    /// What became of one round under the targets that held during it.
    fn judge(&self, kind: Kind<'a>, round: &Round, held: &mut Vec<Clock>, past: &mut Vec<Clock>) {
        let regimes = self.regimes;
        let before = |place: Place| regimes.iter().rposition(|regime| regime.place <= place).unwrap_or(0);
        let first = before(round.start);
        let last = round.end.map_or(regimes.len() - 1, |end| before(end.place));
        for promise in regimes[last].promises(kind) {
            // Since when this target has held without a gap.
            let since = (first..last).rev().find(|&ix| !regimes[ix].holds(kind, &promise)).map(|ix| ix + 1);
            let restarts = self.catalogue.choices.on_change == OnChange::Restart;
            let again = since.filter(|_| restarts).map(|ix| round.from(regimes[ix].place));
            let counted = self.count(&promise, again.as_ref().unwrap_or(round), self.until);
            let changed = since.map(|ix| ClockStep::Changed { at: regimes[ix].place.0, again: again.is_some() });
            let mut clock = self.clock(&promise, again.as_ref().unwrap_or(round), &counted, changed);
            if let (Some(given), Some(severity)) = (regimes[last].given, regimes[last].severity())
                && self.explain
            {
                clock.why.insert(1, Step::Clock(ClockStep::Classified { given, severity }));
            }
            held.push(clock);
        }
        let mut seen: Vec<Promise<'_>> = Vec::new();
        for ix in (first..last).rev() {
            let until = regimes[ix + 1].place.0;
            for promise in regimes[ix].promises(kind) {
                if seen.iter().any(|old| old.is(&promise)) || regimes[last].holds(kind, &promise) {
                    continue;
                }
                let known = round.until(until);
                let counted = self.count(&promise, &known, until);
                let gone = regimes[ix + 1..=last].iter().all(|regime| regime.promises(kind).next().is_none());
                if counted.measured.breached {
                    let at = counted.measured.due;
                    past.push(self.past(&promise, &known, &counted, ClockState::Breached, at));
                    seen.push(promise);
                } else if gone {
                    past.push(self.past(&promise, &known, &counted, ClockState::Ended, Some(until)));
                    seen.push(promise);
                }
            }
        }
    }

    pub(super) fn coverage(&self, target: &Target) -> &'a Coverage {
        &self.catalogue.windows[target.counting].coverage
    }

    /// Measures a round against a target: from where it counts, and with its end where it may lie.
    fn count<'r>(&self, promise: &Promise<'_>, round: &'r Round, now: Timestamp) -> Counted<'r> {
        let target = promise.target;
        let plain = |round: &Round| measure(self.coverage(target), promise.span, target.warn_percent, round, now);
        let Some(terms) = target.terms.as_deref() else {
            let (measured, from) = (plain(round), (round.start.0, None));
            return Counted { measured, from, moved: None, round: Cow::Borrowed(round) };
        };
        let from = counts_from(self.catalogue, target, terms, round.start.0);
        let never = from.is_err();
        let from = from.unwrap_or((round.start.0, None));
        let round = round.counted_from(from.0);
        let mut measured = if never { Measured::never() } else { plain(&round) };
        let mut moved = None;
        if let (Some((window, shift)), Some(due)) = (terms.ends_in, measured.due) {
            let end = moved_end(&self.catalogue.windows[window].coverage, due, shift);
            moved = end.is_ok_and(|end| end != due).then_some(ClockStep::EndMoved { due, window });
            measured.end_at(end, round.end.map_or(now, |end| end.place.0));
        }
        Counted { measured, from, moved, round: Cow::Owned(round) }
    }

    /// The clock of a target that held to the end of the round, or holds now.
    fn clock(&self, promise: &Promise<'_>, round: &Round, counted: &Counted<'_>, changed: Option<ClockStep>) -> Clock {
        let paused = round.pauses.last().is_some_and(|pause| pause.1.is_none());
        let measured = &counted.measured;
        let state = match round.end.map(|end| end.reached) {
            _ if measured.breached => ClockState::Breached,
            Some(Reached::Yes) => ClockState::Met,
            Some(Reached::No) => ClockState::Ended,
            None if paused => ClockState::Paused,
            None if measured.warn.is_some_and(|warn| warn <= self.until) => ClockState::Warned,
            None => ClockState::Running,
        };
        let at = round.end.map(|end| end.place.0);
        let mut clock = self.bare(promise, round, counted, state, at);
        clock.why = why::steps(self, promise, round, counted, &clock, changed);
        clock
    }

    /// The clock of a target that no longer holds.
    fn past(
        &self,
        promise: &Promise<'_>,
        round: &Round,
        counted: &Counted<'_>,
        state: ClockState,
        at: Option<Timestamp>,
    ) -> Clock {
        let mut clock = self.bare(promise, round, counted, state, at);
        if let (ClockState::Breached, Some(due)) = (state, counted.measured.due) {
            // What counted until the time ran out is the promised time itself.
            clock.elapsed_s = self.count(promise, &round.until(due), due).measured.elapsed.as_secs();
        }
        clock.why = why::steps(self, promise, round, counted, &clock, None);
        clock
    }

    fn bare(
        &self,
        promise: &Promise<'_>,
        round: &Round,
        counted: &Counted<'_>,
        state: ClockState,
        at: Option<Timestamp>,
    ) -> Clock {
        let target = promise.target;
        let terms = target.terms.as_deref();
        let escalates = terms.map(|terms| terms.escalates.as_slice()).unwrap_or_default();
        let end = at.unwrap_or(self.until);
        Clock {
            milestone: target.milestone,
            target: promise.text.clone().into_owned(),
            commitment: target.commitment,
            started: round.start.0,
            counts: counted.from.0,
            warn: counted.measured.warn,
            due: counted.measured.due,
            state,
            at,
            elapsed_s: counted.measured.elapsed.as_secs(),
            window: target.counting,
            pauses: round.pauses.clone(),
            escalations: escalation::all(self.coverage(target), promise.span, escalates, &counted.round, end),
            judged: terms.and_then(|terms| terms.judged),
            why: Vec::new(),
        }
    }
}

impl Measured {
    /// The clock never gets so far as to count.
    fn never() -> Measured {
        Measured { warn: None, due: None, elapsed: SignedDuration::ZERO, breached: false, never: true }
    }

    /// The end was moved: what decides is the moved one.
    fn end_at(&mut self, end: Result<Timestamp, TimeError>, now: Timestamp) {
        self.due = end.ok();
        self.never = self.due.is_none();
        self.breached = self.due.is_some_and(|due| now > due);
    }
}
