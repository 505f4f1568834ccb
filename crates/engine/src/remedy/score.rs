//! What remedies measure: breaches, lateness, the share of promises kept, availability.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::day_of;
use crate::explain::{ClockStep, Step};
use crate::ledger::{day_after, month_of, period_of};
use crate::plan::Catalogue;
use crate::plan::catalogue::Commitment;
use crate::plan::catalogue::condition::When;
use crate::plan::catalogue::remedy::{Measure, Per, Remedy};
use crate::run::attainment::of_ticket;
use crate::run::availability::{Outage, Stretch, merged, outages};
use crate::run::event::{Contract, Event, Open, What};
use crate::run::outcome::{Clock, ClockState, Period};
use crate::run::situation::{FactHistory, Situation, Source};
use crate::run::timeline::{Timeline, midnight, order};
use crate::run::walk::walk;
use crate::sla::{classifies, clocks};
use crate::time::Coverage;

/// A ticket with its clocks, as known at some time.
pub(super) struct Seen<'a> {
    pub(super) ticket: &'a str,
    open: &'a Open,
    severity: Option<&'a str>,
    facts: FactHistory,
    clocks: Vec<Clock>,
}

/// What was asked, and the severity that was given last.
#[derive(Clone, Copy)]
struct Told<'a> {
    open: &'a Open,
    severity: Option<&'a str>,
}

/// Everything that was known at some time.
pub(super) struct Known<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) timeline: &'a Timeline,
    pub(super) at: Timestamp,
    pub(super) tickets: Vec<Seen<'a>>,
    /// Outages from an instant to another, each with its event.
    pub(super) outages: Vec<Outage<'a>>,
}

/// Something measured.
#[derive(Debug, Clone)]
pub(super) struct Score {
    pub(super) remedy: usize,
    pub(super) period: Period,
    pub(super) ticket: Option<String>,
    pub(super) clock: usize,
    pub(super) measured: Decimal,
    pub(super) weight: Decimal,
    pub(super) determined: Timestamp,
}

impl<'a> Known<'a> {
    /// Looks at a contract at an instant, with the events that were known then.
    pub(super) fn at(
        catalogue: &'a Catalogue,
        contract: &Contract,
        timeline: &'a Timeline,
        events: &'a [Event],
        at: Timestamp,
    ) -> Known<'a> {
        let now = at.checked_sub(SignedDuration::from_micros(1)).unwrap_or(at);
        let seen = |event: &&Event| event.known_at() <= now;
        // Only where something became known late do the events have to be looked at one by one.
        let late = events.iter().any(|event| event.at <= now && !seen(&event));
        let some: Vec<Event> = if late { events.iter().filter(seen).cloned().collect() } else { Vec::new() };
        let walked = walk(catalogue, contract, timeline, if late { &some } else { events }, now);
        let mut told: HashMap<&str, Told<'a>> = HashMap::new();
        for event in order(events).into_iter().map(|ix| &events[ix]).filter(seen) {
            match &event.what {
                What::Open(open) => {
                    let open = open.known(|at| at <= now);
                    let severity = open.severity.as_deref();
                    told.entry(&open.ticket).or_insert(Told { open, severity });
                }
                What::Severity { ticket, severity } => {
                    if let Some(told) = told.get_mut(ticket.as_str()) {
                        told.severity = Some(severity);
                    }
                }
                _ => {}
            }
        }
        let mut tickets = Vec::with_capacity(walked.tickets.len());
        for ticket in walked.tickets.into_iter().filter(|ticket| ticket.valid) {
            let found = clocks(catalogue, timeline, &ticket.history, now);
            let Some(told) = told.get(ticket.history.ticket.as_str()) else { continue };
            let Told { open, severity } = *told;
            // Where the plan classifies requests, its severity is the one that counts.
            let class = found.severity.and_then(|ix| catalogue.severities.get(ix)).map(|class| class.id.as_str());
            let (severity, clocks, facts) =
                (if classifies(catalogue) { class } else { severity }, found.milestones, ticket.history.facts);
            tickets.push(Seen { ticket: &open.ticket, open, severity, facts, clocks });
        }
        let outages = outages(events.iter().filter(seen), now);
        Known { catalogue, timeline, at, tickets, outages }
    }

    /// Whether no clock runs and no outage lasts, so that nothing changes by time alone.
    pub(super) fn is_still(&self) -> bool {
        let now = self.at.checked_sub(SignedDuration::from_micros(1)).unwrap_or(self.at);
        if self.outages.iter().any(|(_, to, _)| *to >= now) {
            return false;
        }
        let ended = |clock: &Clock| clock.at.is_some();
        self.tickets.iter().all(|ticket| ticket.clocks.iter().all(ended))
    }

    /// Whether a condition holds of the contract.
    pub(super) fn holds(&self, when: &When, at: Timestamp) -> bool {
        let held = self.timeline.held_at(at);
        let sources = [Source::History(&self.timeline.facts, at)];
        Situation { catalogue: self.catalogue, at, held, sources: &sources }.holds(when)
    }

    fn holds_of(&self, ticket: &Seen<'_>, when: &When) -> bool {
        let severity = ticket.severity.map(|severity| Source::One("severity", severity));
        let attainment = of_ticket(&ticket.clocks).map(|found| Source::One("attainment", found));
        let known = [
            Source::History(&ticket.facts, Timestamp::MAX),
            Source::Open(ticket.open),
            Source::History(&self.timeline.facts, self.at),
        ];
        let sources: Vec<Source<'_>> = severity.into_iter().chain(attainment).chain(known).collect();
        Situation { catalogue: self.catalogue, at: self.at, held: &[], sources: &sources }.holds(when)
    }

    fn weight(&self, remedy: &Remedy, ticket: &Seen<'_>) -> Decimal {
        let found = remedy.weights.iter().find(|(when, _)| self.holds_of(ticket, when));
        found.map_or(Decimal::ONE, |(_, weight)| *weight)
    }

    /// Whether the contract has a remedy at an instant.
    fn has(&self, remedy: usize, at: Timestamp) -> bool {
        let phase = self.timeline.at(at, day_of(self.catalogue, at));
        phase.is_some_and(|phase| phase.entitlements.remedies.contains(&remedy))
    }

    /// Everything that a remedy measures up to now.
    pub(super) fn scores(&self, remedy: usize) -> Vec<Score> {
        let rules = &self.catalogue.remedies[remedy];
        let mut scores = match (rules.measure, rules.per) {
            (Measure::Availability, Per::Months(months)) => self.availability(remedy, rules, months),
            (Measure::Availability, Per::Ticket) => Vec::new(),
            (Measure::Delay, _) => self.delays(remedy, rules),
            (Measure::Breaches, per) => self.breaches(remedy, rules, per),
            (Measure::Share, Per::Months(months)) => self.shares(remedy, rules, months),
            (Measure::Share, Per::Ticket) => Vec::new(),
        };
        scores.retain(|score| score.determined <= self.at);
        scores
    }

    /// The clocks that a remedy looks at, with their tickets.
    fn clocks<'s>(&'s self, rules: &'s Remedy) -> impl Iterator<Item = (&'s Seen<'a>, usize, &'s Clock)> {
        let tickets = self.tickets.iter().filter(|ticket| self.holds_of(ticket, &rules.when));
        tickets.flat_map(|ticket| {
            let clocks = ticket.clocks.iter().enumerate();
            let wanted =
                clocks.filter(|(_, clock)| rules.milestones.is_empty() || rules.milestones.contains(&clock.milestone));
            wanted.map(move |(ix, clock)| (ticket, ix, clock))
        })
    }

    fn breaches(&self, remedy: usize, rules: &Remedy, per: Per) -> Vec<Score> {
        let mut scores: Vec<Score> = Vec::new();
        for (ticket, _, clock) in self.clocks(rules) {
            let Some(at) = breached(clock).filter(|at| self.has(remedy, *at)) else { continue };
            let weight = self.weight(rules, ticket);
            let on = day_of(self.catalogue, at);
            let (period, own, determined) = match per {
                Per::Ticket => (month_of(on), Some(ticket.ticket.to_owned()), at),
                Per::Months(months) => {
                    let period = period_of(on, months);
                    (period, None, self.end_of(period))
                }
            };
            match scores.iter_mut().find(|known| known.ticket == own && (own.is_some() || known.period == period)) {
                Some(known) => known.measured += weight,
                None => scores.push(Score {
                    remedy,
                    period,
                    ticket: own,
                    clock: 0,
                    measured: weight,
                    weight: Decimal::ONE,
                    determined,
                }),
            }
        }
        scores
    }

    fn delays(&self, remedy: usize, rules: &Remedy) -> Vec<Score> {
        let mut scores = Vec::new();
        for (ticket, ix, clock) in self.clocks(rules) {
            let (Some(from), Some(to)) = (breached(clock).filter(|at| self.has(remedy, *at)), clock.at) else {
                continue;
            };
            let window = rules.window.unwrap_or(clock.window);
            let late = self.catalogue.windows[window].coverage.between(from.min(to), to);
            if late.is_zero() {
                continue;
            }
            scores.push(Score {
                remedy,
                period: month_of(day_of(self.catalogue, to)),
                ticket: Some(ticket.ticket.to_owned()),
                clock: ix,
                measured: Decimal::from(late.as_secs()),
                weight: self.weight(rules, ticket),
                determined: to,
            });
        }
        scores
    }

    /// Of all promises that were decided in a period, how many percent were kept.
    fn shares(&self, remedy: usize, rules: &Remedy, months: u32) -> Vec<Score> {
        let mut counts: Vec<(Period, Decimal, Decimal)> = Vec::new();
        for (ticket, _, clock) in self.clocks(rules) {
            let kept = clock.state == ClockState::Met && clock.commitment != Commitment::BestEffort;
            let decided = if kept { clock.at } else { breached(clock) };
            let Some(at) = decided.filter(|at| self.has(remedy, *at)) else { continue };
            let period = period_of(day_of(self.catalogue, at), months);
            let weight = self.weight(rules, ticket);
            let place = counts.iter().position(|(known, ..)| *known == period).unwrap_or_else(|| {
                counts.push((period, Decimal::ZERO, Decimal::ZERO));
                counts.len() - 1
            });
            let (_, all, met) = &mut counts[place];
            *all += weight;
            *met += if kept { weight } else { Decimal::ZERO };
        }
        let counted = counts.into_iter().filter(|(_, all, _)| !all.is_zero());
        counted
            .map(|(period, all, met)| Score {
                remedy,
                period,
                ticket: None,
                clock: 0,
                measured: met * Decimal::ONE_HUNDRED / all,
                weight: Decimal::ONE,
                determined: self.end_of(period),
            })
            .collect()
    }

    fn availability(&self, remedy: usize, rules: &Remedy, months: u32) -> Vec<Score> {
        let zone = &self.catalogue.provider.zone;
        let always = Coverage::always(zone);
        let window = rules.window.map_or(&always, |ix| &self.catalogue.windows[ix].coverage);
        let mut scores = Vec::new();
        let mut periods: Vec<Period> = Vec::new();
        for (from, to, _) in &self.outages {
            let mut period = period_of(day_of(self.catalogue, *from), months);
            while period.from <= day_of(self.catalogue, *to) {
                periods.push(period);
                let Some(next) = day_after(period) else { break };
                period = period_of(next, months);
            }
        }
        periods.sort_unstable();
        periods.dedup();
        for period in periods {
            let from = midnight(period.from.max(self.timeline.start), zone);
            let ends = [day_after(period), self.timeline.end].into_iter().flatten().min();
            let Some(to) = ends.map(|end| midnight(end, zone)).filter(|to| *to > from) else { continue };
            let last = to.checked_sub(SignedDuration::from_secs(1)).unwrap_or(to);
            let all = window.between(from, to);
            if all.is_zero() || !self.has(remedy, last) {
                continue;
            }
            let down = self.down(rules, window, from, to);
            let up = (seconds(all) - down).max(Decimal::ZERO);
            scores.push(Score {
                remedy,
                period,
                ticket: None,
                clock: 0,
                measured: up * Decimal::ONE_HUNDRED / seconds(all),
                weight: Decimal::ONE,
                determined: self.end_of(period),
            });
        }
        scores
    }

    /// Seconds of a window in which something was down, times their weights; where outages overlap, the heaviest counts.
    fn down(&self, rules: &Remedy, window: &Coverage, from: Timestamp, to: Timestamp) -> Decimal {
        let mut outages: Vec<(Decimal, Stretch)> = Vec::new();
        for (start, end, down) in &self.outages {
            let what = down.what.as_deref().unwrap_or_default();
            let sources = [
                Source::Named(&down.facts),
                Source::One("system", what),
                Source::History(&self.timeline.facts, *start),
            ];
            let situation = Situation { catalogue: self.catalogue, at: *start, held: &[], sources: &sources };
            let stretch = ((*start).max(from), (*end).min(to));
            if stretch.0 < stretch.1 && situation.holds(&rules.when) {
                let found = rules.weights.iter().find(|(when, _)| situation.holds(when));
                outages.push((found.map_or(Decimal::ONE, |(_, weight)| *weight), stretch));
            }
        }
        // What is down under a weight counts as far as the weight exceeds the next smaller one, with all that weighs more.
        outages.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        let mut down = Decimal::ZERO;
        for (ix, (weight, _)) in outages.iter().enumerate() {
            let next = outages.get(ix + 1).map_or(Decimal::ZERO, |(next, _)| *next);
            if next < *weight {
                let heavier = merged(outages[..=ix].iter().map(|(_, stretch)| *stretch).collect());
                let time: SignedDuration = heavier.into_iter().map(|(start, end)| window.between(start, end)).sum();
                down += (weight - next) * seconds(time);
            }
        }
        down
    }

    fn end_of(&self, period: Period) -> Timestamp {
        day_after(period).map_or(Timestamp::MAX, |day| midnight(day, &self.catalogue.provider.zone))
    }
}

/// A length in seconds, exactly.
fn seconds(length: SignedDuration) -> Decimal {
    Decimal::new(i64::try_from(length.as_micros()).unwrap_or(i64::MAX), 6)
}

/// When a clock was breached: when its time was used up, or when the promise became one that already was. Best effort
/// is no promise.
fn breached(clock: &Clock) -> Option<Timestamp> {
    if clock.state != ClockState::Breached || clock.commitment == Commitment::BestEffort {
        return None;
    }
    let changed = clock.why.iter().filter_map(|step| match step {
        Step::Clock(ClockStep::Changed { at, again: false }) => Some(*at),
        _ => None,
    });
    Some(changed.fold(clock.due?, Timestamp::max))
}
