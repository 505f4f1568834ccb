//! Burning from allowances with rules: first it is worked out what would be taken, then it is taken.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::rules::{Offer, Rest, Takes, Want};
use super::tally::Whose;
use super::{Burned, Ledger, Source};
use crate::explain::{MeterStep, PriceStep};
use crate::plan::catalogue::{Catalogue, Measure};
use crate::run::outcome::Burn;

/// What would be taken of a lot.
#[derive(Debug, Clone, Copy)]
struct Take {
    lot: usize,
    allowance: usize,
    covers_s: i64,
    quantity: i64,
    early: bool,
}

/// What would be taken for a usage.
#[derive(Debug, Default)]
struct Draw {
    takes: Vec<Take>,
    covered_s: i64,
    /// What the allowance that covered it to the end counts.
    whole_s: Option<i64>,
    /// The ticket was taken from this allowance before.
    taken: Option<usize>,
    /// An allowance that may not cover more of this ticket.
    capped: Option<usize>,
}

impl Ledger {
    /// Burns for a usage from allowances of which some have rules.
    pub fn burn_by_rules(&mut self, want: &Want<'_>) -> Burned {
        let mut result = Burned::default();
        let offers = self.offers(want, &mut result.steps);
        if offers.is_empty() {
            return result;
        }
        self.count_in(want, &offers);
        let draw = self.draw(want, &offers);
        self.take(want, &offers, &draw, &mut result);
        self.conclude(want, &offers, &draw, &mut result);
        result
    }

    /// What [`Ledger::burn_by_rules`] would do; nothing is taken.
    #[must_use]
    pub fn would_burn_by_rules(&self, want: &Want<'_>) -> Burned {
        let mut result = Burned::default();
        let offers = self.offers(want, &mut result.steps);
        if offers.is_empty() {
            return result;
        }
        let draw = self.draw(want, &offers);
        result.steps.extend(draw.taken.map(|allowance| PriceStep::TicketTaken { allowance }));
        for take in &draw.takes {
            let lot = &self.lots[take.lot];
            if take.early {
                let step = MeterStep::Borrowed { allowance: lot.allowance, period: lot.period };
                result.steps.push(PriceStep::Meter(step));
            }
            result.burns.push(Burn { allowance: lot.allowance, period: lot.period, quantity: take.quantity });
        }
        self.conclude(want, &offers, &draw, &mut result);
        result
    }

    /// The usage becomes part of the sums that the allowances count.
    fn count_in(&mut self, want: &Want<'_>, offers: &[Offer]) {
        for offer in offers.iter().filter(|_| !want.request) {
            let rules = want.situation.catalogue.allowances.get(offer.allowance);
            if let Some(tally) = rules.and_then(|known| known.rules.as_deref()?.tally) {
                let whose = Whose::Allowance(offer.allowance);
                self.running.tallies.add(whose, &tally, &want.scope, want.measured_s);
            }
        }
    }

    /// What is covered of it all, and what becomes of the rest.
    fn conclude(&self, want: &Want<'_>, offers: &[Offer], draw: &Draw, result: &mut Burned) {
        result.covered_s = draw.covered_s;
        match draw.whole_s {
            // What counts for less, or for nothing, is covered all the same; what counts for more counts for that.
            Some(whole_s) => {
                result.counted_s = Some(whole_s);
                result.covered_s = want.counted_s.max(want.measured_s).max(whole_s);
            }
            None if want.request && draw.takes.is_empty() && draw.taken.is_none() => {
                result.rest = self.rest(want, offers, None);
            }
            None if want.counted_s > draw.covered_s => {
                if let Some(allowance) = draw.capped {
                    result.steps.push(PriceStep::Meter(MeterStep::Capped { allowance }));
                }
                result.rest = self.rest(want, offers, draw.capped);
            }
            None => {}
        }
        match result.rest {
            Rest::Charged => {}
            Rest::Unasked(allowance) => result.steps.push(PriceStep::Meter(MeterStep::Unasked { allowance })),
            Rest::Stopped(allowance) => result.steps.push(PriceStep::Meter(MeterStep::Stopped { allowance })),
        }
    }

    fn draw(&self, want: &Want<'_>, offers: &[Offer]) -> Draw {
        let mut draw = Draw::default();
        if let Some(offer) = offers.iter().find(|offer| offer.taken) {
            draw.taken = Some(offer.allowance);
            draw.covered_s = offer.counted_s.min(offer.allowed_s);
            if draw.covered_s == offer.counted_s {
                draw.whole_s = Some(offer.counted_s);
            } else {
                draw.capped = Some(offer.allowance);
            }
            return draw;
        }
        // What counts for nothing takes nothing.
        if let Some(offer) = offers.iter().find(|offer| offer.counted_s == 0 && !want.request) {
            draw.whole_s = Some(offer.counted_s);
            return draw;
        }
        for (ix, most, early) in self.sources(want, offers) {
            let Some(offer) = offers.iter().find(|offer| offer.allowance == self.lots[ix].allowance) else {
                continue;
            };
            let open_s = offer.counted_s - draw.covered_s;
            let of_offer: i64 = of(&draw.takes, offer.allowance).map(|take| take.covers_s).sum();
            let may_s = open_s.min(offer.allowed_s.saturating_sub(of_offer));
            if may_s <= 0 && !want.request {
                draw.capped = Some(offer.allowance);
                continue;
            }
            if !self.has_partners(want, offer) {
                continue;
            }
            if !self.take_one(want, offer, (ix, most, early), may_s, &mut draw) {
                continue;
            }
            if draw.covered_s >= offer.counted_s && self.is_paid(offer, &draw) {
                draw.whole_s = Some(offer.counted_s);
                return draw;
            }
        }
        // An allowance that has covered all that it may of the ticket was not used up.
        let full =
            |offer: &&Offer| of(&draw.takes, offer.allowance).map(|take| take.covers_s).sum::<i64>() >= offer.allowed_s;
        draw.capped = draw.capped.or(offers.iter().find(full).map(|offer| offer.allowance));
        self.whole_increments(want, offers, &mut draw);
        draw
    }

    /// Works out what one lot gives; false: nothing.
    fn take_one(
        &self,
        want: &Want<'_>,
        offer: &Offer,
        (lot, most, early): (usize, Option<i64>, bool),
        may_s: i64,
        draw: &mut Draw,
    ) -> bool {
        let allowance = offer.allowance;
        let (covers_s, quantity) = match offer.takes {
            Takes::Seconds(factor) if factor.is_zero() => (may_s, 0),
            Takes::Seconds(factor) => {
                let covers_s = most.map_or(may_s, |most| times(most, Decimal::ONE / factor, false).min(may_s));
                let quantity = times(covers_s, factor, true);
                (covers_s, most.map_or(quantity, |most| quantity.min(most)))
            }
            Takes::Fixed { quantity, .. } => {
                let have: i64 = of(&draw.takes, allowance).map(|take| take.quantity).sum();
                if have == 0 && !self.can_pay(want, offer, quantity) {
                    return false;
                }
                let missing = quantity - have;
                let part = most.map_or(missing, |most| most.min(missing));
                // The lot that completes the quantity covers all that may be covered.
                (if part == missing { may_s.max(0) } else { 0 }, part)
            }
        };
        if quantity <= 0 && covers_s <= 0 {
            return false;
        }
        draw.takes.push(Take { lot, allowance, covers_s, quantity, early });
        draw.covered_s += covers_s;
        true
    }

    /// Whether what an allowance asks for a fixed quantity has been drawn in full.
    fn is_paid(&self, offer: &Offer, draw: &Draw) -> bool {
        match offer.takes {
            Takes::Seconds(_) => true,
            Takes::Fixed { quantity, .. } => {
                of(&draw.takes, offer.allowance).map(|take| take.quantity).sum::<i64>() >= quantity
            }
        }
    }

    /// Whether all lots of an allowance together have a fixed quantity.
    fn can_pay(&self, want: &Want<'_>, offer: &Offer, quantity: i64) -> bool {
        let mut sum: i64 = 0;
        for (ix, most, _) in self.sources(want, std::slice::from_ref(offer)) {
            debug_assert_eq!(self.lots[ix].allowance, offer.allowance);
            match most {
                Some(most) => sum = sum.saturating_add(most),
                None => return true,
            }
        }
        sum >= quantity
    }

    /// Whether all allowances that must have something left still do.
    fn has_partners(&self, want: &Want<'_>, offer: &Offer) -> bool {
        partners(want.situation.catalogue, offer.allowance).iter().all(|&partner| {
            let taken = |ticket| self.tickets.iter().any(|(known, of)| known == ticket && *of == partner);
            want.scope.ticket.is_some_and(taken) || self.partner_lot(want, partner).is_some()
        })
    }

    fn partner_lot(&self, want: &Want<'_>, partner: usize) -> Option<usize> {
        let one = one_of(want.situation.catalogue, partner);
        (0..self.lots.len()).find(|&ix| {
            let lot = &self.lots[ix];
            lot.allowance == partner && lot.usable(want.at) && self.reachable(ix).is_none_or(|left| left >= one)
        })
    }

    /// Lots in the order of burning, with what each can give: those that may be used now, then what may be borrowed.
    fn sources(&self, want: &Want<'_>, offers: &[Offer]) -> Vec<(usize, Option<i64>, bool)> {
        let open = offers.iter().filter(|offer| !offer.closed);
        let allowances: Vec<usize> = open.map(|offer| offer.allowance).collect();
        let order = self.order_of(want.situation.catalogue, &allowances, want.at);
        let now = order.into_iter().map(|ix| (ix, self.reachable(ix), false));
        let mut all: Vec<_> = now.filter(|(_, most, _)| *most != Some(0)).collect();
        for &allowance in &allowances {
            let early = self.borrowable(want, allowance).into_iter().filter(|(_, most)| *most > 0);
            all.extend(early.map(|(ix, most)| (ix, Some(most), true)));
        }
        all
    }

    /// Covers whole increments only: what is too much is given back from the end.
    fn whole_increments(&self, want: &Want<'_>, offers: &[Offer], draw: &mut Draw) {
        let increment_s = offers.first().map_or(1, |offer| {
            let rules =
                want.situation.catalogue.allowances.get(offer.allowance).and_then(|known| known.rules.as_deref());
            let own = rules.and_then(|rules| rules.tally).map(|tally| tally.increment_s);
            own.unwrap_or(want.increment_s).max(1)
        });
        let mut excess = draw.covered_s % increment_s;
        while excess > 0
            && let Some(last) = draw.takes.last_mut()
        {
            let offer = offers.iter().find(|offer| offer.allowance == last.allowance);
            let Some(Offer { takes: Takes::Seconds(factor), .. }) = offer else {
                return;
            };
            let less = excess.min(last.covers_s);
            last.covers_s -= less;
            last.quantity = times(last.covers_s, *factor, true).min(last.quantity);
            draw.covered_s -= less;
            excess -= less;
            if last.covers_s == 0 {
                draw.takes.pop();
            }
        }
    }

    fn take(&mut self, want: &Want<'_>, offers: &[Offer], draw: &Draw, result: &mut Burned) {
        if let Some(allowance) = draw.taken {
            result.steps.push(PriceStep::TicketTaken { allowance });
            self.remember(want, allowance, draw.covered_s);
        }
        let mut partners_due: Vec<usize> = Vec::new();
        for take in &draw.takes {
            self.burn_lot(take.lot, take.quantity, take.early, result);
            self.remember(want, take.allowance, take.covers_s);
            let once = offers.iter().any(|offer| {
                offer.allowance == take.allowance && matches!(offer.takes, Takes::Fixed { once: true, .. })
            });
            if let (true, Some(ticket)) = (once, want.scope.ticket) {
                self.note_ticket(ticket, take.allowance);
            }
            for &partner in partners(want.situation.catalogue, take.allowance) {
                if !partners_due.contains(&partner) {
                    partners_due.push(partner);
                }
            }
        }
        for partner in partners_due {
            self.take_partner(want, partner, result);
        }
    }

    /// Takes one of an allowance that ends together with another one.
    fn take_partner(&mut self, want: &Want<'_>, partner: usize, result: &mut Burned) {
        let taken = |ticket: &str| self.tickets.iter().any(|(known, of)| known == ticket && *of == partner);
        if want.scope.ticket.is_some_and(taken) {
            return;
        }
        if let Some(lot) = self.partner_lot(want, partner) {
            self.burn_lot(lot, one_of(want.situation.catalogue, partner), false, result);
            if let Some(ticket) = want.scope.ticket {
                self.note_ticket(ticket, partner);
            }
        }
    }

    fn note_ticket(&mut self, ticket: &str, allowance: usize) {
        if !self.tickets.iter().any(|(known, of)| known == ticket && *of == allowance) {
            self.tickets.push((ticket.to_owned(), allowance));
        }
    }

    fn remember(&mut self, want: &Want<'_>, allowance: usize, covers_s: i64) {
        if let Some(ticket) = want.scope.ticket {
            let covered = self.running.covered.entry((ticket.to_owned(), allowance)).or_insert(0);
            *covered = covered.saturating_add(covers_s);
        }
    }

    fn burn_lot(&mut self, ix: usize, quantity: i64, early: bool, result: &mut Burned) {
        self.take_back(ix, quantity);
        let lot = &mut self.lots[ix];
        lot.used = lot.used.saturating_add(quantity);
        if early {
            lot.early = lot.early.saturating_add(quantity);
            result.steps.push(PriceStep::Meter(MeterStep::Borrowed { allowance: lot.allowance, period: lot.period }));
        }
        let (allowance, period) = (lot.allowance, lot.period);
        if let Source::Carried(_) = lot.source {
            result.steps.push(PriceStep::Meter(MeterStep::FromCarried { allowance }));
        }
        result.steps.push(PriceStep::Burned { allowance, period, quantity, left: lot.unused() });
        match result.burns.iter_mut().find(|known| known.allowance == allowance && known.period == period) {
            Some(known) => known.quantity = known.quantity.saturating_add(quantity),
            None => result.burns.push(Burn { allowance, period, quantity }),
        }
    }
}

fn of(takes: &[Take], allowance: usize) -> impl Iterator<Item = &Take> {
    takes.iter().filter(move |take| take.allowance == allowance)
}

fn partners(catalogue: &Catalogue, allowance: usize) -> &[usize] {
    let rules = catalogue.allowances.get(allowance).and_then(|known| known.rules.as_deref());
    rules.map(|rules| rules.ends_with.as_slice()).unwrap_or_default()
}

/// One of an allowance, as it keeps it.
fn one_of(catalogue: &Catalogue, allowance: usize) -> i64 {
    match catalogue.allowances.get(allowance).map(|known| catalogue.measure(known.unit)) {
        Some(Measure::Time(one) | Measure::Count(one, _)) => one,
        None => 1,
    }
}

/// A whole number times an exact one, rounded up or down.
fn times(quantity: i64, factor: Decimal, up: bool) -> i64 {
    let exact = Decimal::from(quantity).checked_mul(factor);
    let whole = exact.map(|exact| if up { exact.ceil() } else { exact.floor() });
    whole.and_then(|whole| whole.to_i64()).unwrap_or(i64::MAX)
}
