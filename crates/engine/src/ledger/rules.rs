//! What a usage asks of the ledger, and what allowances with rules say to it before anything is taken.

use jiff::Timestamp;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::tally::{Scope, Whose};
use super::{Ledger, Source};
use crate::explain::{MeterStep, PriceStep};
use crate::plan::catalogue::Measure;
use crate::plan::catalogue::meter::{AtZero, Cap, Deduct, Each, Number, Rules};
use crate::run::situation::Situation;

/// What a usage wants covered.
#[derive(Debug, Clone, Copy)]
pub struct Want<'a> {
    /// Allowances it may burn, in this order.
    pub allowances: &'a [usize],
    /// When it happened.
    pub at: Timestamp,
    /// Its event.
    pub event: usize,
    /// Seconds measured.
    pub measured_s: i64,
    /// Seconds that its tariff counts.
    pub counted_s: i64,
    /// The tariff's increment.
    pub increment_s: i64,
    /// Whether it is a request that arrives or is resolved, and no time at all.
    pub request: bool,
    /// Where it belongs.
    pub scope: Scope<'a>,
    /// What is known of it.
    pub situation: Situation<'a>,
}

/// What becomes of what is not covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rest {
    /// It is charged.
    #[default]
    Charged,
    /// It is not charged: the customer was not asked (allowance).
    Unasked(usize),
    /// It is not charged: the plan stops there (allowance).
    Stopped(usize),
}

/// What an allowance would do for a usage.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    pub(super) allowance: usize,
    /// Seconds that it counts for the usage.
    pub(super) counted_s: i64,
    /// Seconds of them that it may cover of this ticket.
    pub(super) allowed_s: i64,
    pub(super) takes: Takes,
    /// Whether the ticket was taken from it before.
    pub(super) taken: bool,
    /// Whether it takes nothing now: tickets are taken when they arrive.
    pub(super) closed: bool,
}

/// What is taken for covering.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Takes {
    /// So many times the covered seconds.
    Seconds(Decimal),
    /// A fixed quantity; `once` a ticket.
    Fixed { quantity: i64, once: bool },
}

impl Ledger {
    /// Whether the contract ever got something of an allowance, or was promised it.
    #[must_use]
    pub fn knows(&self, allowance: usize) -> bool {
        self.promised.contains(&allowance) || self.lots.iter().any(|lot| lot.allowance == allowance)
    }

    /// What each allowance would do; those that do not count the usage are left out.
    pub(super) fn offers(&self, want: &Want<'_>, steps: &mut Vec<PriceStep>) -> Vec<Offer> {
        let mut offers = Vec::with_capacity(want.allowances.len());
        for &allowance in want.allowances {
            let Some(known) = want.situation.catalogue.allowances.get(allowance) else {
                continue;
            };
            let plain = Rules::default();
            let rules = known.rules.as_deref().unwrap_or(&plain);
            if !self.knows(allowance) {
                continue;
            }
            if !want.situation.holds(&rules.counts) {
                steps.push(PriceStep::Meter(MeterStep::NotCounted { allowance }));
                continue;
            }
            offers.push(self.offer(allowance, rules, want, steps));
        }
        offers
    }

    fn offer(&self, allowance: usize, rules: &Rules, want: &Want<'_>, steps: &mut Vec<PriceStep>) -> Offer {
        let catalogue = want.situation.catalogue;
        let counted_s = match &rules.tally {
            Some(tally) if !want.request => {
                let whose = Whose::Allowance(allowance);
                let counted_s = self.running.tallies.count(whose, tally, &want.scope, want.measured_s);
                steps.push(PriceStep::Meter(MeterStep::Counted { allowance, counted_s, scope: tally.scope }));
                counted_s
            }
            _ => want.counted_s,
        };
        let key = want.scope.ticket.map(|ticket| (ticket.to_owned(), allowance));
        let covered_s = key.as_ref().and_then(|key| self.running.covered.get(key)).copied().unwrap_or(0);
        let lifted = |cap: &Cap| cap.lifted && agreed(want);
        let cap = rules.cap.filter(|cap| !want.request && !lifted(cap));
        let allowed_s = cap.map_or(i64::MAX, |cap| (cap.seconds - covered_s).max(0));
        let measure =
            catalogue.allowances.get(allowance).map_or(Measure::Time(1), |known| catalogue.measure(known.unit));
        let told = |name: &str| {
            let told = want.situation.fact(name).and_then(|value| value.trim().parse::<Decimal>().ok());
            told.filter(|told| !told.is_sign_negative() && *told <= Decimal::from(1_000_000_000))
        };
        let factor = rules.weights.iter().filter(|weight| want.situation.holds(&weight.when));
        let factor = factor.into_iter().find_map(|weight| match &weight.factor {
            Number::Fixed(factor) => Some(*factor),
            Number::Fact(name) => told(name),
        });
        let dish = rules.menu.iter().filter(|dish| want.situation.holds(&dish.when));
        let dish = dish.into_iter().find_map(|dish| match &dish.quantity {
            Number::Fixed(quantity) => Some(*quantity),
            // What is finer than the unit can be kept counts as much more.
            Number::Fact(name) => {
                let (Measure::Time(one) | Measure::Count(one, _)) = measure;
                told(name)?.checked_mul(Decimal::from(one))?.ceil().to_i64()
            }
        });
        // A fixed quantity stands in place of time, and of what time is worth.
        if let (Some(factor), None) = (factor, dish) {
            steps.push(PriceStep::Meter(MeterStep::Weighted { allowance, factor }));
        }
        let factor = factor.unwrap_or(Decimal::ONE);
        let takes = match (dish, measure) {
            (Some(quantity), _) => Takes::Fixed { quantity, once: want.scope.ticket.is_some() },
            (None, Measure::Time(_)) => Takes::Seconds(factor),
            (None, Measure::Count(one, each)) => {
                let quantity = (factor * Decimal::from(one)).ceil().to_i64().unwrap_or(i64::MAX);
                Takes::Fixed { quantity, once: each == Each::Ticket }
            }
        };
        let ticketed = want
            .scope
            .ticket
            .is_some_and(|ticket| self.tickets.iter().any(|(known, of)| known == ticket && *of == allowance));
        // A ticket that is paid when it is resolved is not paid a second time by the work on it.
        let later = rules.deduct == Deduct::Resolve && !want.request && want.scope.ticket.is_some();
        let taken = later || (ticketed && matches!(takes, Takes::Fixed { once: true, .. }));
        let closed = rules.deduct != Deduct::Use && !want.request;
        Offer { allowance, counted_s, allowed_s, takes, taken, closed }
    }

    /// What happens with what is left over, as the allowances say.
    pub(super) fn rest(&self, want: &Want<'_>, offers: &[Offer], capped: Option<usize>) -> Rest {
        let rules = |allowance: usize| want.situation.catalogue.allowances.get(allowance)?.rules.as_deref();
        let said = |allowance: usize| match (capped, rules(allowance)) {
            (Some(capped), Some(rules)) if capped == allowance => rules.cap.map_or(AtZero::Charge, |cap| cap.then),
            (None, Some(rules)) => rules.at_zero,
            _ => AtZero::Charge,
        };
        let agreed = agreed(want);
        let mut rest = Rest::Charged;
        for offer in offers {
            match said(offer.allowance) {
                AtZero::Stop => return Rest::Stopped(offer.allowance),
                AtZero::Ask if !agreed => rest = Rest::Unasked(offer.allowance),
                _ => {}
            }
        }
        rest
    }

    /// Lots of later periods of an allowance that may be used at an instant, with what may be taken of each.
    pub(super) fn borrowable(&self, want: &Want<'_>, allowance: usize) -> Vec<(usize, i64)> {
        let rules = want.situation.catalogue.allowances.get(allowance).and_then(|known| known.rules.as_deref());
        let Some(borrow) = rules.and_then(|rules| rules.borrow.as_ref()) else {
            return Vec::new();
        };
        if !want.situation.holds(&borrow.when) {
            return Vec::new();
        }
        let next = |ix: &usize| {
            let lot = &self.lots[*ix];
            lot.allowance == allowance && lot.from > want.at && matches!(lot.source, Source::Period(_) | Source::Pool)
        };
        let lots = (0..self.fixed).filter(next).take(usize::try_from(borrow.periods).unwrap_or(usize::MAX));
        lots.map(|ix| {
            let lot = &self.lots[ix];
            let granted = lot.granted.unwrap_or(0);
            let share = part(granted, borrow.share);
            let most = borrow.limit.map_or(share, |limit| limit.min(share));
            (ix, (most - lot.early).max(0).min(lot.unused().unwrap_or(i64::MAX)))
        })
        .collect()
    }
}

/// Whether the customer agreed to what goes beyond an allowance.
fn agreed(want: &Want<'_>) -> bool {
    want.situation.fact("consent").is_some_and(|value| value == "true")
}

/// A share of a quantity in percent, rounded down.
pub(super) fn part(quantity: i64, percent: Decimal) -> i64 {
    let exact = Decimal::from(quantity).checked_mul(percent).map(|product| product / Decimal::ONE_HUNDRED);
    exact.and_then(|exact| exact.floor().to_i64()).unwrap_or(quantity)
}
