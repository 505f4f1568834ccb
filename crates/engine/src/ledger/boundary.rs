//! What happens to lots at an instant: a rest is carried on into the next period, a top-up brings back what expired.
//!
//! A usage that becomes known late takes back what its own lot has passed on, as far as it is unused there.

use jiff::{Timestamp, ToSpan as _};

use super::grant::end_of;
use super::month::Rhythm;
use super::rules::part;
use super::{Ledger, Lot, Source};
use crate::plan::catalogue::condition::When;
use crate::plan::catalogue::meter::{Carry, Periods, Revive};
use crate::plan::catalogue::{Catalogue, GrantTime};
use crate::run::outcome::Period;
use crate::run::situation::{FactHistory, Situation, Source as Facts};
use crate::run::timeline::{Timeline, day, midnight};

/// Something that is due at an instant.
enum Due {
    Carry(usize),
    Revive(usize),
}

impl Ledger {
    /// Brings the ledger up to an instant. Going back changes nothing.
    pub fn advance(&mut self, catalogue: &Catalogue, timeline: &Timeline, to: Timestamp) {
        if !self.running.moves || self.running.at.is_some_and(|at| to <= at) {
            return;
        }
        while let Some((at, due)) = self.next_due(catalogue, to) {
            match due {
                Due::Carry(lot) => self.carry_on(catalogue, timeline, lot, at),
                Due::Revive(lot) => self.revive(catalogue, lot, at),
            }
        }
        self.running.at = Some(to);
    }

    fn next_due(&self, catalogue: &Catalogue, to: Timestamp) -> Option<(Timestamp, Due)> {
        let mut next: Option<(Timestamp, Due)> = None;
        for (ix, lot) in self.lots.iter().enumerate().filter(|(_, lot)| !lot.closed) {
            let rules = catalogue.allowances.get(lot.allowance).and_then(|known| known.rules.as_deref());
            let due = match (lot.source, rules) {
                (Source::TopUp(_), Some(rules)) if rules.revive.is_some() => {
                    // Its own end comes later; first it brings back the others.
                    Some((lot.from, Due::Revive(ix)))
                }
                (Source::Carried(_) | Source::Revived(_), _) => None,
                (_, Some(rules)) if rules.carry.is_some() => lot.expires.map(|expires| (expires, Due::Carry(ix))),
                _ => None,
            };
            let Some((at, due)) = due.filter(|(at, _)| *at <= to) else {
                continue;
            };
            if next.as_ref().is_none_or(|(known, _)| at < *known) {
                next = Some((at, due));
            }
        }
        next
    }

    fn carry_on(&mut self, catalogue: &Catalogue, timeline: &Timeline, ix: usize, at: Timestamp) {
        self.lots[ix].closed = true;
        let lot = self.lots[ix].clone();
        let rules = catalogue.allowances.get(lot.allowance).and_then(|known| known.rules.as_deref());
        let (Some(rules), Some(unused)) = (rules, lot.unused()) else {
            return;
        };
        let Some(carry) = &rules.carry else {
            return;
        };
        let end = end_of(catalogue, timeline, lot.allowance);
        if end.is_some_and(|end| at >= end) || !may_carry(catalogue, timeline, &lot, carry, at) {
            return;
        }
        let share = if carry.of_granted { lot.granted.unwrap_or(unused) } else { unused };
        let mut quantity = part(share, carry.share).min(unused);
        if let Some(cap) = carry.cap {
            let alive = |known: &&Lot| {
                known.allowance == lot.allowance && matches!(known.source, Source::Carried(_)) && known.usable(at)
            };
            let carried: i64 = self.lots.iter().filter(alive).filter_map(Lot::unused).sum();
            quantity = quantity.min((cap - carried).max(0));
        }
        if quantity <= 0 {
            return;
        }
        let (period, expires) = next_period(catalogue, timeline, &lot, carry.periods, rules.periods, at);
        let expires = [expires, end].into_iter().flatten().min();
        self.lots[ix].carried += quantity;
        self.lots.push(Lot {
            period,
            source: Source::Carried(ix),
            granted: Some(quantity),
            from: at,
            expires,
            used: 0,
            carried: 0,
            early: 0,
            closed: true,
            grown: Vec::new(),
            ..lot
        });
    }

    /// A top-up brings back what had expired of its allowance; it then lasts as long as the top-up.
    fn revive(&mut self, catalogue: &Catalogue, top_up: usize, at: Timestamp) {
        self.lots[top_up].closed = true;
        let fresh = self.lots[top_up].clone();
        let rules = catalogue.allowances.get(fresh.allowance).and_then(|known| known.rules.as_deref());
        let Some(Revive { months }) = rules.and_then(|rules| rules.revive) else {
            return;
        };
        let zone = &catalogue.provider.zone;
        for ix in 0..self.lots.len() {
            let lot = &self.lots[ix];
            let (Some(expired), Some(unused)) = (lot.expires.filter(|expires| *expires <= at), lot.unused()) else {
                continue;
            };
            let last = months.map(|months| day(expired, zone).checked_add(i64::from(months).months()));
            let too_old = last.is_some_and(|last| last.is_ok_and(|last| midnight(last, zone) < at));
            if lot.allowance != fresh.allowance || unused == 0 || too_old {
                continue;
            }
            let since = lot.since;
            self.lots[ix].carried += unused;
            let source = Source::Revived(ix);
            self.lots.push(Lot { source, granted: Some(unused), used: 0, carried: 0, since, ..fresh.clone() });
        }
    }

    /// What a usage may take of a lot: what is unused, and what it passed on and nobody has used since.
    pub(super) fn reachable(&self, ix: usize) -> Option<i64> {
        let lot = &self.lots[ix];
        let unused = lot.unused()?;
        if lot.carried == 0 {
            return Some(unused);
        }
        let passed_on = (self.fixed..self.lots.len()).filter(|&child| self.comes_from(child, ix));
        Some(passed_on.filter_map(|child| self.reachable(child)).fold(unused, i64::saturating_add))
    }

    fn comes_from(&self, child: usize, ix: usize) -> bool {
        matches!(self.lots[child].source, Source::Carried(of) | Source::Revived(of) if of == ix)
    }

    /// Makes sure that a lot has so much unused itself, by taking back what it passed on.
    pub(super) fn take_back(&mut self, ix: usize, quantity: i64) {
        let Some(unused) = self.lots[ix].unused() else {
            return;
        };
        let mut missing = (quantity - unused).max(0);
        for child in self.fixed..self.lots.len() {
            if missing == 0 || !self.comes_from(child, ix) {
                continue;
            }
            let back = self.reachable(child).unwrap_or(0).min(missing);
            self.take_back(child, back);
            self.lots[child].granted = self.lots[child].granted.map(|granted| granted - back);
            self.lots[ix].carried -= back;
            missing -= back;
        }
    }
}

/// Whether the plan's conditions for carrying on hold.
fn may_carry(catalogue: &Catalogue, timeline: &Timeline, lot: &Lot, carry: &Carry, at: Timestamp) -> bool {
    let before = at.checked_sub(jiff::SignedDuration::from_micros(1)).unwrap_or(at);
    let phase = timeline.at(before, day(before, &catalogue.provider.zone));
    let held = phase.map(|phase| phase.entitlements.held.as_slice()).unwrap_or_default();
    let holds = |when: &When, facts: &FactHistory| {
        let sources = [Facts::History(facts, before)];
        when.is_always() || Situation { catalogue, at: before, held, sources: &sources }.holds(when)
    };
    let mut told = FactHistory::default();
    for (since, name, value) in timeline.facts.changes().filter(|(since, ..)| lot.from <= *since && *since < at) {
        told.set(since, name, value);
    }
    holds(&carry.when, &timeline.facts) && holds(&carry.told, &told)
}

/// The periods into which a rest is carried, and their end.
fn next_period(
    catalogue: &Catalogue,
    timeline: &Timeline,
    lot: &Lot,
    count: Option<u32>,
    periods: Periods,
    at: Timestamp,
) -> (Option<Period>, Option<Timestamp>) {
    let every = if let Source::Period(every) = lot.source { every } else { GrantTime::Month };
    let zone = &catalogue.provider.zone;
    let last = lot.period.map_or_else(|| day(at, zone).yesterday().unwrap_or(day(at, zone)), |period| period.to);
    let next = Rhythm::of(every, periods, timeline.start).and_then(|rhythm| rhythm.after(last, count));
    match (next, count) {
        (Some(next), Some(_)) => (Some(next), super::day_after(next).map(|day| midnight(day, zone))),
        _ => (None, None),
    }
}
