//! From what a contract held over time to its lots.

use jiff::Timestamp;
use jiff::civil::Date;

use super::month::{day_after, month_of, months_later, next_month};
use super::{Ledger, Lot, Source};
use crate::plan::Entitlements;
use crate::plan::catalogue::{Catalogue, Expiry, GrantTime, Stated};
use crate::run::event::{Event, What};
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
        grants.months();
        grants.once();
        for &event in top_ups {
            grants.top_up(event, &events[event]);
        }
        let mut lots = grants.lots;
        lots.sort_by_key(|lot| lot.from);
        Ledger { lots, order: catalogue.choices.burn_order, tickets: Vec::new() }
    }
}

struct Grants<'a> {
    catalogue: &'a Catalogue,
    timeline: &'a Timeline,
    until: Timestamp,
    lots: Vec<Lot>,
}

impl Grants<'_> {
    /// Month grants and pools, from the first month to that of `until`.
    fn months(&mut self) {
        let zone = &self.catalogue.provider.zone;
        let last_day = day(self.until, zone);
        let mut month = Some(month_of(self.timeline.start));
        while let Some(current) = month {
            if current.from > last_day || self.timeline.end.is_some_and(|end| current.from >= end) {
                break;
            }
            for allowance in 0..self.catalogue.allowances.len() {
                let pool = self.pool(allowance, current);
                // The whole pool is granted with its first month.
                if pool.is_none_or(|pool| pool.from == current.from)
                    && let Some(quantity) = self.period_quantity(allowance, pool.unwrap_or(current))
                {
                    self.push_period(allowance, pool.unwrap_or(current), quantity, pool.is_some());
                }
            }
            month = next_month(current);
        }
    }

    fn pool(&self, allowance: usize, month: Period) -> Option<Period> {
        let pools = self.timeline.pools.iter().filter(|pool| pool.allowance == allowance);
        pools.map(|pool| pool.period).find(|pool| pool.from <= month.from && month.to <= pool.to)
    }

    /// What a run of months grants: the sum of the months' highest grants.
    fn period_quantity(&self, allowance: usize, period: Period) -> Option<Quantity> {
        let mut sum = None;
        let mut month = Some(month_of(period.from));
        while let Some(current) = month.filter(|month| month.from <= period.to) {
            sum = match (sum, self.month_quantity(allowance, current)) {
                (Some(Quantity::Of(a)), Some(Quantity::Of(b))) => Some(Quantity::Of(a.saturating_add(b))),
                (Some(_), Some(_)) => Some(Quantity::Unlimited),
                (a, b) => a.or(b),
            };
            month = next_month(current);
        }
        sum
    }

    /// The highest grant held on any day of the month.
    fn month_quantity(&self, allowance: usize, month: Period) -> Option<Quantity> {
        let after = day_after(month);
        let end = [after, self.timeline.end].into_iter().flatten().min();
        let phases = &self.timeline.phases;
        (0..phases.len())
            .filter(|&ix| {
                let from = phases[ix].from.max(month.from).max(self.timeline.start);
                let to = [phases.get(ix + 1).map(|next| next.from), end].into_iter().flatten().min();
                to.is_none_or(|to| from < to)
            })
            .filter_map(|ix| quantity(&phases[ix].entitlements, allowance, GrantTime::Month))
            .max()
    }

    fn push_period(&mut self, allowance: usize, period: Period, quantity: Quantity, pooled: bool) {
        let zone = &self.catalogue.provider.zone;
        let ends = day_after(period).map(|day| midnight(day, zone));
        let expires = match self.catalogue.allowances[allowance].expiry {
            _ if pooled => ends,
            Expiry::EndOfPeriod => ends,
            Expiry::Months(months) => Some(midnight(months_later(period.from, months), zone)),
            Expiry::Never => None,
        };
        let source = if pooled { Source::Pool } else { Source::Month };
        self.push(allowance, Some(period), source, quantity, midnight(period.from, zone), expires);
    }

    /// Grants at the start and at the first activation.
    fn once(&mut self) {
        let zone = &self.catalogue.provider.zone;
        let start = midnight(self.timeline.start, zone);
        let activation = self.timeline.activations.iter().min().copied();
        let times = [(GrantTime::Start, Some(start)), (GrantTime::Activation, activation)];
        for (time, at) in times.into_iter().filter_map(|(time, at)| at.map(|at| (time, at))) {
            let Some(phase) = self.timeline.at(at, day(at, zone)).filter(|_| at <= self.until) else {
                continue;
            };
            let source = if time == GrantTime::Start { Source::Start } else { Source::Activation };
            for allowance in 0..self.catalogue.allowances.len() {
                if let Some(quantity) = quantity(&phase.entitlements, allowance, time) {
                    let expires = self.expiry(allowance, day(at, zone));
                    self.push(allowance, None, source, quantity, at, expires);
                }
            }
        }
    }

    /// More was bought: it joins the month, or the pool, if that is how the allowance ends.
    fn top_up(&mut self, index: usize, event: &Event) {
        let What::TopUp { allowance: id, quantity, .. } = &event.what else {
            return;
        };
        let Some(allowance) = self.catalogue.allowances.iter().position(|known| known.id == *id) else {
            return;
        };
        let on = day(event.at, &self.catalogue.provider.zone);
        let month = month_of(on);
        let period = self.pool(allowance, month).unwrap_or(month);
        let (period, expires) = match self.catalogue.allowances[allowance].expiry {
            Expiry::EndOfPeriod => {
                (Some(period), day_after(period).map(|day| midnight(day, &self.catalogue.provider.zone)))
            }
            _ => (None, self.expiry(allowance, on)),
        };
        self.push(allowance, period, Source::TopUp(index), Quantity::Of(*quantity), event.at, expires);
    }

    /// When a grant without a period ends that was given on a day.
    fn expiry(&self, allowance: usize, on: Date) -> Option<Timestamp> {
        let zone = &self.catalogue.provider.zone;
        match self.catalogue.allowances[allowance].expiry {
            Expiry::EndOfPeriod => day_after(month_of(on)).map(|day| midnight(day, zone)),
            Expiry::Months(months) => Some(midnight(months_later(on, months), zone)),
            Expiry::Never => None,
        }
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
        // Whatever a grant's own expiry, it ends with the contract.
        let end = self.timeline.end.map(|end| midnight(end, &self.catalogue.provider.zone));
        let expires = [expires, end].into_iter().flatten().min();
        let granted = match quantity {
            Quantity::Of(quantity) => Some(quantity),
            Quantity::Unlimited => None,
        };
        self.lots.push(Lot { allowance, period, source, granted, from, expires, used: 0 });
    }
}

/// What a set of entitlements gives of an allowance at a time; several grants of it add up.
fn quantity(entitlements: &Entitlements, allowance: usize, time: GrantTime) -> Option<Quantity> {
    let grants = entitlements.grants.iter().filter(|grant| grant.allowance == allowance && grant.every == time);
    grants.fold(None, |sum, grant| match (sum, grant.quantity) {
        (_, Stated::Unlimited) | (Some(Quantity::Unlimited), _) => Some(Quantity::Unlimited),
        (Some(Quantity::Of(sum)), Stated::Value(more)) => Some(Quantity::Of(sum.saturating_add(more.max(0)))),
        (None, Stated::Value(first)) => Some(Quantity::Of(first.max(0))),
        (sum, _) => sum,
    })
}
