//! From what a contract held over time to its lots.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::month::{Rhythm, day_after, days_later, month_of, next_month};
use super::sale::{Sold, bought, sold};
use super::{Ledger, Lot, Running, Source};
use crate::plan::Entitlements;
use crate::plan::catalogue::meter::Rules;
use crate::plan::catalogue::{Catalogue, Expiry, GrantTime, Stated};
use crate::price::later;
use crate::run::event::Event;
use crate::run::outcome::Period;
use crate::run::timeline::{Timeline, day, midnight};

/// A quantity granted: so much, or no limit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Quantity {
    Of(i64),
    Unlimited,
}

impl Ledger {
    /// Grants all that a contract was given up to and including `until`; `top_ups` are the indexes of its top-ups.
    #[must_use]
    pub fn grant(
        catalogue: &Catalogue,
        timeline: &Timeline,
        events: &[Event],
        top_ups: &[usize],
        until: Timestamp,
    ) -> Ledger {
        let mut grants = Grants { catalogue, timeline, until, lots: Vec::new() };
        for every in [GrantTime::Month, GrantTime::Quarter, GrantTime::Year] {
            grants.periods(every);
        }
        grants.once();
        for &event in top_ups {
            grants.top_up(event, &events[event]);
        }
        let ruled = |rules: &Rules| rules.carry.is_some() || rules.revive.is_some();
        let mut moves = false;
        for (allowance, rules) in
            catalogue.allowances.iter().enumerate().filter_map(|(ix, known)| Some((ix, known.rules.as_deref()?)))
        {
            moves = moves || ruled(rules);
            grants.earned(allowance, rules);
        }
        let mut lots = grants.lots;
        lots.sort_by_key(|lot| lot.from);
        let end = timeline.end.map(|end| midnight(end, &catalogue.provider.zone));
        Ledger {
            fixed: lots.len(),
            lots,
            order: catalogue.choices.burn_order,
            tickets: Vec::new(),
            promised: promised(timeline),
            running: Running {
                at: None,
                moves,
                end,
                reach: Some(until),
                covered: HashMap::new(),
                tallies: super::Tallies::default(),
            },
        }
    }
}

struct Grants<'a> {
    catalogue: &'a Catalogue,
    timeline: &'a Timeline,
    until: Timestamp,
    lots: Vec<Lot>,
}

impl Grants<'_> {
    fn rules(&self, allowance: usize) -> Option<&Rules> {
        self.catalogue.allowances.get(allowance)?.rules.as_deref()
    }

    /// Grants of periods and pools, from the first period to that of `until`, and further where that may be borrowed.
    fn periods(&mut self, every: GrantTime) {
        let zone = &self.catalogue.provider.zone;
        let last_day = day(self.until, zone);
        for allowance in 0..self.catalogue.allowances.len() {
            let given = |grant: &crate::plan::catalogue::Grant| grant.allowance == allowance && grant.every == every;
            if !self.timeline.phases.iter().any(|phase| phase.entitlements.grants.iter().any(given)) {
                continue;
            }
            let rules = self.rules(allowance);
            let mut ahead = rules.and_then(|rules| rules.borrow.as_ref()).map_or(0, |borrow| borrow.periods);
            let periods = rules.map(|rules| rules.periods).unwrap_or_default();
            let Some(rhythm) = Rhythm::of(every, periods, self.timeline.start) else {
                continue;
            };
            for number in 0.. {
                let Some(current) = rhythm.nth(number) else {
                    break;
                };
                if self.timeline.end.is_some_and(|end| current.from >= end) {
                    break;
                }
                if current.from > last_day {
                    if ahead == 0 {
                        break;
                    }
                    ahead -= 1;
                }
                self.period(allowance, every, current);
            }
        }
    }

    fn period(&mut self, allowance: usize, every: GrantTime, current: Period) {
        let pool = if every == GrantTime::Month { self.pool(allowance, current) } else { None };
        match pool {
            None => {
                if let Some(quantity) = self.highest(allowance, every, current, Timestamp::MAX) {
                    self.push_period(allowance, current, quantity, Source::Period(every));
                    let grown = self.grown(allowance, every, current);
                    if let Some(lot) = self.lots.last_mut() {
                        lot.grown = grown;
                    }
                }
            }
            // The whole pool is granted with its first month.
            Some(pool) if pool.from == current.from => {
                if let Some(quantity) = self.pooled(allowance, pool) {
                    self.push_period(allowance, pool, quantity, Source::Pool);
                }
            }
            Some(_) => {}
        }
    }

    fn pool(&self, allowance: usize, month: Period) -> Option<Period> {
        let pools = self.timeline.pools.iter().filter(|pool| pool.allowance == allowance);
        pools.map(|pool| pool.period).find(|pool| pool.from <= month.from && month.to <= pool.to)
    }

    /// What a run of months grants: the sum of the months' highest grants.
    fn pooled(&self, allowance: usize, period: Period) -> Option<Quantity> {
        let mut sum = None;
        let mut month = Some(month_of(period.from));
        while let Some(current) = month.filter(|month| month.from <= period.to) {
            sum = match (sum, self.highest(allowance, GrantTime::Month, current, Timestamp::MAX)) {
                (Some(Quantity::Of(a)), Some(Quantity::Of(b))) => Some(Quantity::Of(a.saturating_add(b))),
                (Some(_), Some(_)) => Some(Quantity::Unlimited),
                (a, b) => a.or(b),
            };
            month = next_month(current);
        }
        sum
    }

    /// How a period's grant grew within it, where it did: by a change of plan, or with what a fact counts.
    fn grown(&self, allowance: usize, every: GrantTime, period: Period) -> Vec<(Timestamp, Option<i64>)> {
        let zone = &self.catalogue.provider.zone;
        let from = midnight(period.from.max(self.timeline.start), zone);
        let to = day_after(period).map(|day| midnight(day, zone));
        let within = |at: &Timestamp| from < *at && to.is_none_or(|to| *at < to);
        let mut instants: Vec<Timestamp> =
            self.timeline.phases.iter().map(|phase| phase.from_at).filter(within).collect();
        let grants = self.timeline.phases.iter().flat_map(|phase| &phase.entitlements.grants);
        let counted = grants.filter(|grant| grant.allowance == allowance).filter_map(|grant| grant.per);
        let names: Vec<&str> =
            counted.filter_map(|fact| self.catalogue.facts.get(fact)).map(|fact| fact.id.as_str()).collect();
        let told = self.timeline.facts.changes().filter(|(_, name, _)| names.contains(name));
        instants.extend(told.map(|(at, ..)| at).filter(within));
        if instants.is_empty() {
            return Vec::new();
        }
        instants.push(from);
        instants.sort_unstable();
        instants.dedup();
        let by = |at: Timestamp| match self.highest(allowance, every, period, at) {
            Some(Quantity::Unlimited) => None,
            Some(Quantity::Of(quantity)) => Some(quantity),
            None => Some(0),
        };
        instants.into_iter().map(|at| (at, by(at))).collect()
    }

    /// The highest grant held on any day of a period, as far as it is known by an instant.
    fn highest(&self, allowance: usize, every: GrantTime, period: Period, by: Timestamp) -> Option<Quantity> {
        let after = day_after(period);
        let end = [after, self.timeline.end].into_iter().flatten().min();
        let phases = &self.timeline.phases;
        (0..phases.len())
            .filter(|ix| phases[*ix].from_at <= by)
            .filter_map(|ix| {
                let from = phases[ix].from.max(period.from).max(self.timeline.start);
                let to = [phases.get(ix + 1).map(|next| next.from), end].into_iter().flatten().min();
                if to.is_some_and(|to| from >= to) {
                    return None;
                }
                self.quantity(&phases[ix].entitlements, allowance, every, (from, to), by)
            })
            .max()
    }

    fn push_period(&mut self, allowance: usize, period: Period, quantity: Quantity, source: Source) {
        let zone = &self.catalogue.provider.zone;
        let ends = day_after(period).map(|day| midnight(day, zone));
        let from = midnight(period.from, zone);
        let expires = match self.catalogue.allowances[allowance].expiry {
            Expiry::EndOfPeriod => ends,
            _ if source == Source::Pool => ends,
            _ => self.expiry(allowance, None, period.from, from),
        };
        self.push(allowance, Some(period), source, quantity, from, expires);
    }

    /// Grants at the start and at the first activation.
    fn once(&mut self) {
        let zone = &self.catalogue.provider.zone;
        let start = midnight(self.timeline.start, zone);
        let activation = self.timeline.activations.iter().min().copied();
        let times = [(GrantTime::Start, Some(start)), (GrantTime::Activation, activation)];
        for (time, at) in times.into_iter().filter_map(|(time, at)| at.map(|at| (time, at))) {
            let on = day(at, zone);
            let Some(phase) = self.timeline.at(at, on).filter(|_| at <= self.until) else {
                continue;
            };
            let source = if time == GrantTime::Start { Source::Start } else { Source::Activation };
            for allowance in 0..self.catalogue.allowances.len() {
                let days = (on, on.tomorrow().ok());
                if let Some(quantity) = self.quantity(&phase.entitlements, allowance, time, days, Timestamp::MAX) {
                    let expires = self.expiry(allowance, None, on, at);
                    self.push(allowance, None, source, quantity, at, expires);
                }
            }
        }
    }

    /// More was bought: it joins the month, or the pool, if that is how the allowance ends.
    fn top_up(&mut self, index: usize, event: &Event) {
        let Some(Sold { allowance, quantity, expiry, .. }) = sold(self.catalogue, &event.what) else {
            return;
        };
        let (period, expires) = bought(self.catalogue, self.timeline, allowance, expiry, event.at);
        self.push(allowance, period, Source::TopUp(index), Quantity::Of(quantity), event.at, expires);
    }

    /// What a growing fact has earned: something at each instant at which it passes another step.
    fn earned(&mut self, allowance: usize, rules: &Rules) {
        let Some(earn) = &rules.earn else {
            return;
        };
        let given = |entitlements: &Entitlements| entitlements.grants.iter().any(|grant| grant.allowance == allowance);
        let asked =
            self.catalogue.offers.iter().any(|offer| offer.grants.iter().any(|grant| grant.allowance == allowance));
        let mut had: i64 = 0;
        for (at, name, value) in self.timeline.facts.changes().collect::<Vec<_>>() {
            let zone = &self.catalogue.provider.zone;
            if name != earn.of || at > self.until {
                continue;
            }
            let at = at.max(midnight(self.timeline.start, zone));
            let on = day(at, zone);
            let held = self.timeline.at(at, on).is_some_and(|phase| !asked || given(&phase.entitlements));
            let steps =
                value.parse::<Decimal>().ok().and_then(|value| (value / earn.per).floor().to_i64()).unwrap_or(0);
            if steps > had && held {
                let quantity = earn.quantity.saturating_mul(steps - had);
                let expires = self.expiry(allowance, None, on, at);
                self.push(allowance, None, Source::Earned, Quantity::Of(quantity), at, expires);
            }
            had = had.max(steps);
        }
    }

    fn expiry(&self, allowance: usize, own: Option<Expiry>, on: Date, at: Timestamp) -> Option<Timestamp> {
        expiry(self.catalogue, self.timeline, allowance, own, on, at)
    }

    fn push(
        &mut self,
        allowance: usize,
        period: Option<Period>,
        source: Source,
        quantity: Quantity,
        from: Timestamp,
        expires: Option<Timestamp>,
    ) {
        // Whatever a grant's own expiry, it ends with the contract, or as long after it as the plan says.
        let expires = [expires, end_of(self.catalogue, self.timeline, allowance)].into_iter().flatten().min();
        let granted = match quantity {
            Quantity::Of(quantity) => Some(quantity),
            Quantity::Unlimited => None,
        };
        self.lots.push(lot(allowance, period, source, granted, (from, expires)));
    }

    /// What a set of entitlements gives of an allowance at a time; several grants of it add up.
    fn quantity(
        &self,
        entitlements: &Entitlements,
        allowance: usize,
        time: GrantTime,
        days: (Date, Option<Date>),
        by: Timestamp,
    ) -> Option<Quantity> {
        let grants = entitlements.grants.iter().filter(|grant| grant.allowance == allowance && grant.every == time);
        grants.fold(None, |sum, grant| match (sum, grant.quantity) {
            (_, Stated::Unlimited) | (Some(Quantity::Unlimited), _) => Some(Quantity::Unlimited),
            (sum, Stated::Value(more)) => {
                let more = grant.per.map_or(more, |fact| more.saturating_mul(self.heads(fact, days, by)));
                let more = grant.most.map_or(more, |most| more.min(most)).max(0);
                let sum = if let Some(Quantity::Of(sum)) = sum { sum } else { 0 };
                Some(Quantity::Of(sum.saturating_add(more)))
            }
            (sum, _) => sum,
        })
    }

    /// The most that a fact counted on these days.
    fn heads(&self, fact: usize, (from, to): (Date, Option<Date>), by: Timestamp) -> i64 {
        let zone = &self.catalogue.provider.zone;
        let Some(fact) = self.catalogue.facts.get(fact) else {
            return 0;
        };
        let (from, to) = (midnight(from, zone), to.map(|to| midnight(to, zone)));
        let number = |value: &str| value.parse::<Decimal>().ok()?.floor().to_i64();
        let within = |at: Timestamp| at > from && to.is_none_or(|to| at < to) && at <= self.until.min(by);
        let changes = self.timeline.facts.changes().filter(|(at, name, _)| *name == fact.id && within(*at));
        let first = self.timeline.facts.at(&fact.id, from).or(fact.default.as_deref());
        first.into_iter().chain(changes.map(|(_, _, value)| value)).filter_map(number).max().unwrap_or(0).max(0)
    }
}

/// Allowances of which an offer that is held gives something: what it says, or what the contract agrees.
fn promised(timeline: &Timeline) -> Vec<usize> {
    let said = |quantity: &Stated<i64>| matches!(quantity, Stated::Value(_) | Stated::AsAgreed);
    let grants = timeline.phases.iter().flat_map(|phase| &phase.entitlements.grants);
    let mut promised: Vec<usize> = grants.filter(|grant| said(&grant.quantity)).map(|grant| grant.allowance).collect();
    promised.sort_unstable();
    promised.dedup();
    promised
}

/// When nothing of an allowance can be used any more, because the contract has ended.
pub(super) fn end_of(catalogue: &Catalogue, timeline: &Timeline, allowance: usize) -> Option<Timestamp> {
    let end = catalogue.allowances[allowance].outlives(timeline.end?);
    Some(midnight(end, &catalogue.provider.zone))
}

/// A lot of which nothing is used.
pub(super) fn lot(
    allowance: usize,
    period: Option<Period>,
    source: Source,
    granted: Option<i64>,
    (from, expires): (Timestamp, Option<Timestamp>),
) -> Lot {
    Lot {
        allowance,
        period,
        source,
        granted,
        from,
        expires,
        used: 0,
        carried: 0,
        early: 0,
        since: from,
        closed: false,
        grown: Vec::new(),
    }
}

/// When a grant that was given on a day ends.
pub(super) fn expiry(
    catalogue: &Catalogue,
    timeline: &Timeline,
    allowance: usize,
    own: Option<Expiry>,
    on: Date,
    at: Timestamp,
) -> Option<Timestamp> {
    let zone = &catalogue.provider.zone;
    let known = &catalogue.allowances[allowance];
    let expires = match own.unwrap_or(known.expiry) {
        Expiry::EndOfPeriod => day_after(month_of(on)).map(|day| midnight(day, zone)),
        Expiry::Months(months) => Some(midnight(later(on, months), zone)),
        Expiry::Days(days) => Some(midnight(days_later(on, days), zone)),
        Expiry::Never => None,
    };
    let Some(lives) = known.rules.as_deref().and_then(|rules| rules.lives_with.as_ref()) else {
        return expires;
    };
    let held =
        |phase: &crate::run::timeline::Phase| phase.entitlements.held.iter().any(|offer| lives.offers.contains(offer));
    let held_at = |at: Timestamp| timeline.at(at, day(at, zone)).is_some_and(held);
    let given_up = |after: Timestamp| {
        timeline.phases.iter().find(|phase| phase.from_at > after && !held(phase)).map(|phase| phase.from_at)
    };
    match expires {
        _ if lives.ends && held_at(at) => given_up(at),
        Some(expires) if held_at(expires) => given_up(expires),
        expires => expires,
    }
}
