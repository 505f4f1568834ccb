//! In which order a usage burns lots, and how much of it they cover.

use jiff::Timestamp;

use super::{Ledger, Lot, Rest};
use crate::explain::PriceStep;
use crate::plan::catalogue::{BurnOrder, Catalogue, Unit};
use crate::run::outcome::Burn;

/// What allowances gave to a usage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Burned {
    /// What was taken, lot by lot.
    pub burns: Vec<Burn>,
    /// Counted seconds that it covers.
    pub covered_s: i64,
    /// What it counts for the allowance that covers all of it, where that has rules of its own.
    pub counted_s: Option<i64>,
    /// What becomes of what is not covered.
    pub rest: Rest,
    /// How it came about.
    pub steps: Vec<PriceStep>,
}

impl Ledger {
    /// Burns for a usage at `at` that counts `counted_s`, from the allowances that its tariff names.
    ///
    /// Time allowances cover whole increments of `increment_s`; of an allowance of tickets, a ticket is taken once and
    /// covers all that happens on it.
    pub fn burn(
        &mut self,
        catalogue: &Catalogue,
        allowances: &[usize],
        at: Timestamp,
        counted_s: i64,
        increment_s: i64,
        ticket: Option<&str>,
    ) -> Burned {
        let mut result = Burned::default();
        if allowances.is_empty() || counted_s <= 0 {
            return result;
        }
        if let Some(taken) = ticket.and_then(|ticket| self.taken(ticket, allowances)) {
            result.covered_s = counted_s;
            result.steps.push(PriceStep::TicketTaken { allowance: taken });
            return result;
        }
        let order = self.order_of(catalogue, allowances, at);
        let mut wanted = self.coverable(catalogue, &order, counted_s, increment_s.max(1));
        for ix in order {
            if wanted == 0 {
                break;
            }
            let lot = &mut self.lots[ix];
            let tickets = catalogue.allowances[lot.allowance].unit == Unit::Tickets;
            let (quantity, covers) = if tickets {
                (i64::from(lot.unused() != Some(0)), wanted)
            } else {
                let take = lot.unused().map_or(wanted, |unused| unused.min(wanted));
                (take, take)
            };
            if quantity == 0 {
                continue;
            }
            lot.used = lot.used.saturating_add(quantity);
            let (allowance, period) = (lot.allowance, lot.period);
            result.steps.push(PriceStep::Burned { allowance, period, quantity, left: lot.unused() });
            if tickets && let Some(ticket) = ticket {
                self.tickets.push((ticket.to_owned(), allowance));
            }
            match result.burns.iter_mut().find(|known| known.allowance == allowance && known.period == period) {
                Some(known) => known.quantity += quantity,
                None => result.burns.push(Burn { allowance, period, quantity }),
            }
            result.covered_s += covers;
            wanted -= covers;
        }
        result
    }

    /// What [`Ledger::burn`] would do; nothing is taken. Of what it burns only the first lot is named.
    #[must_use]
    pub fn would_burn(
        &self,
        catalogue: &Catalogue,
        allowances: &[usize],
        at: Timestamp,
        counted_s: i64,
        increment_s: i64,
        ticket: Option<&str>,
    ) -> Burned {
        let mut result = Burned::default();
        if allowances.is_empty() || counted_s <= 0 {
            return result;
        }
        if let Some(taken) = ticket.and_then(|ticket| self.taken(ticket, allowances)) {
            result.covered_s = counted_s;
            result.steps.push(PriceStep::TicketTaken { allowance: taken });
            return result;
        }
        let order = self.order_of(catalogue, allowances, at);
        result.covered_s = self.coverable(catalogue, &order, counted_s, increment_s.max(1));
        let first = order.iter().map(|&ix| &self.lots[ix]).find(|lot| lot.unused() != Some(0));
        if let Some(lot) = first.filter(|_| result.covered_s > 0) {
            let whole = result.covered_s;
            let quantity = if catalogue.counts_time(lot.allowance) {
                lot.unused().map_or(whole, |unused| unused.min(whole))
            } else {
                1
            };
            result.burns.push(Burn { allowance: lot.allowance, period: lot.period, quantity });
        }
        result
    }

    /// The allowance that a ticket was taken from before.
    fn taken(&self, ticket: &str, allowances: &[usize]) -> Option<usize> {
        let known = self.tickets.iter().find(|(known, allowance)| known == ticket && allowances.contains(allowance));
        known.map(|(_, allowance)| *allowance)
    }

    /// How much of `counted_s` these lots can cover in whole increments.
    fn coverable(&self, catalogue: &Catalogue, order: &[usize], counted_s: i64, increment_s: i64) -> i64 {
        let mut sum: i64 = 0;
        for &ix in order {
            let lot = &self.lots[ix];
            match (catalogue.allowances[lot.allowance].unit, lot.unused()) {
                (_, None) => return counted_s,
                (Unit::Tickets, Some(unused)) if unused > 0 => return counted_s,
                (Unit::Tickets, Some(_)) => {}
                (_, Some(unused)) => sum = sum.saturating_add(unused),
            }
        }
        if sum >= counted_s { counted_s } else { sum / increment_s * increment_s }
    }

    /// The usable lots in the order of burning.
    pub(super) fn order_of(&self, catalogue: &Catalogue, allowances: &[usize], at: Timestamp) -> Vec<usize> {
        let reach = self.lots[..self.fixed].partition_point(|lot| lot.from <= at);
        let usable = |ix: &usize| allowances.contains(&self.lots[*ix].allowance) && self.lots[*ix].usable(at);
        let mut order: Vec<usize> = (0..reach).chain(self.fixed..self.lots.len()).filter(usable).collect();
        order.sort_by_key(|&ix| {
            let lot = &self.lots[ix];
            let priority = catalogue.allowances[lot.allowance].priority;
            let place = allowances.iter().position(|&allowance| allowance == lot.allowance);
            let rank = match self.order {
                BurnOrder::Priority => (false, priority),
                BurnOrder::CreditFirst => (lot.period.is_some(), priority),
                BurnOrder::EarliestExpiry => (false, 0),
            };
            (rank, soonest(lot), lot.since, place)
        });
        order
    }
}

/// Sorts what expires before what does not, and the sooner before the later.
fn soonest(lot: &Lot) -> (bool, Option<Timestamp>) {
    (lot.expires.is_none(), lot.expires)
}
