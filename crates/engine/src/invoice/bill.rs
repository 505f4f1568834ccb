//! Everything that a contract owes, month by month.

use jiff::Timestamp;

use super::Billing;
use super::assemble::assemble;
use super::correction::corrections;
use super::fee::{Fees, fee_items};
use super::known::View;
use super::line::usage_items;
use super::notice::notices;
use super::usage::{self, Billed, Rated, rate_all};
use crate::explain::{PriceStep, Step};
use crate::ledger::{day_after, month_of, next_month};
use crate::money::{TooLarge, from_minor};
use crate::plan::Catalogue;
use crate::run::event::{Contract, Event};
use crate::run::outcome::{InvoiceLine, Period, RatedUsage};
use crate::run::timeline::{Timeline, midnight};

/// Rates, burns and bills all that happened under a contract up to and including `until`.
///
/// The catalogue is the contract's own where its timeline has one ([`Timeline::catalogue`]), with the prices that it agrees.
/// Events that `timeline` has refused are left out; calls, work and top-ups that cannot be rated are in
/// [`Billing::refused`]. A draft exists for each month that has ended at `until` and has lines.
#[must_use]
pub fn bill(
    catalogue: &Catalogue,
    contract: &Contract,
    timeline: &Timeline,
    events: &[Event],
    until: Timestamp,
) -> Billing {
    let whole = View { catalogue, contract, events, month: None, until };
    let revisions = whole.revisions(timeline);
    let mut months = Months::new(catalogue, timeline, until);
    let mut billing = Billing::default();
    let mut drafts = Vec::new();
    let mut before: Option<State<'_>> = None;
    for ix in 0..=revisions.len() {
        // A view lasts until the month before the next one in which something late became known.
        let next = revisions.get(ix).copied();
        let month = next.and_then(|next| next.from.yesterday().ok()).map(month_of);
        let state = State::compute(View { catalogue, contract, events, month, until }, timeline);
        while let Some(month) = months.next_before(next) {
            let changed = if ix > 0 && revisions[ix - 1] == month { before.as_ref() } else { None };
            match state.lines(month, months.first, changed) {
                Ok((lines, faults)) => {
                    billing.unbilled.extend(faults.into_iter().map(|step| (month, step)));
                    if !lines.is_empty() {
                        drafts.push((month, lines));
                    }
                }
                Err(TooLarge) => billing.unbilled.push((month, Step::Price(PriceStep::TooLarge))),
            }
        }
        before = Some(state);
    }
    if let Some(state) = before {
        billing.notices = notices(&state.view, &state.rated);
        billing.usage = state.rated.usage.into_iter().map(|billed: Billed| billed.usage).collect();
        billing.items = state.rated.items.into_iter().map(|billed| billed.item).collect();
        billing.balances = state.rated.ledger.balances(until);
        billing.refused = state.rated.refused;
        billing.quotes = state.rated.quotes;
        billing.ledger = state.rated.ledger;
    }
    for (month, mut lines) in drafts {
        name_usage(&mut lines, &billing.usage);
        match assemble(catalogue, month, lines) {
            Ok(draft) => billing.invoices.push(draft),
            Err(TooLarge) => billing.unbilled.push((month, Step::Price(PriceStep::TooLarge))),
        }
    }
    billing
}

/// Tells what a call (an event) comes to at one length after the other; what burns before it is rated once.
pub(crate) fn at_lengths<R>(
    catalogue: &Catalogue,
    contract: &Contract,
    timeline: &Timeline,
    (events, call, until): (&[Event], usize, Timestamp),
    tell: impl FnOnce(&mut dyn FnMut(i64) -> Option<RatedUsage>) -> R,
) -> R {
    let view = View { catalogue, contract, events, month: None, until };
    usage::at_lengths(&view, timeline, call, tell)
}

/// Turns the events that lines name into places in the list of usage.
fn name_usage(lines: &mut [InvoiceLine], usage: &[RatedUsage]) {
    for line in lines {
        let places = line.usage.iter().filter_map(|event| usage.binary_search_by_key(event, |used| used.event).ok());
        line.usage = places.collect();
    }
}

/// The calendar months that have ended, in order.
struct Months {
    first: Period,
    next: Option<Period>,
    /// The first month that has not ended.
    open: Option<Period>,
}

impl Months {
    fn new(catalogue: &Catalogue, timeline: &Timeline, until: Timestamp) -> Months {
        let zone = &catalogue.provider.zone;
        let last = month_of(zone.to_datetime(until).date());
        let ended = day_after(last).is_some_and(|day| midnight(day, zone) <= until);
        let first = month_of(timeline.start);
        Months { first, next: Some(first), open: if ended { next_month(last) } else { Some(last) } }
    }

    /// The next month that has ended and lies before `limit`.
    fn next_before(&mut self, limit: Option<Period>) -> Option<Period> {
        let month = self
            .next
            .filter(|month| self.open.is_none_or(|open| *month < open) && limit.is_none_or(|limit| *month < limit))?;
        self.next = next_month(month);
        Some(month)
    }
}

/// A contract as seen at some time.
struct State<'a> {
    view: View<'a>,
    timeline: std::borrow::Cow<'a, Timeline>,
    rated: Rated,
}

impl<'a> State<'a> {
    fn compute(view: View<'a>, timeline: &'a Timeline) -> State<'a> {
        let timeline = view.timeline(timeline);
        let rated = rate_all(&view, &timeline);
        State { view, timeline, rated }
    }

    fn items(&self, month: Period) -> Result<Fees, TooLarge> {
        let usage = usage_items(&self.view, &self.rated, month)?;
        let currency = self.view.catalogue.provider.currency;
        let sum = usage.iter().map(|item| from_minor(item.line.net_minor, currency)).sum();
        let mut fees = fee_items(&self.view, &self.timeline, month, sum)?;
        fees.items.extend(usage);
        Ok(fees)
    }

    /// The lines of a month, with corrections of earlier months against what was `billed` for them; and why a fee is
    /// not among them.
    fn lines(
        &self,
        month: Period,
        first: Period,
        billed: Option<&State<'_>>,
    ) -> Result<(Vec<InvoiceLine>, Vec<Step>), TooLarge> {
        let Fees { items, mut faults } = self.items(month)?;
        faults.extend(self.rated.unpriced(month).cloned());
        let mut lines: Vec<InvoiceLine> = items.into_iter().map(|item| item.line).collect();
        let Some(billed) = billed else {
            return Ok((lines, faults));
        };
        let mut earlier = Some(first);
        while let Some(month) = earlier.filter(|earlier| *earlier < month) {
            let (old, new) = (billed.items(month)?.items, self.items(month)?.items);
            lines.extend(corrections(self.view.catalogue, &old, &new));
            let known = |step: &&Step| billed.rated.unpriced(month).any(|known| known == *step);
            faults.extend(self.rated.unpriced(month).filter(|step| !known(step)).cloned());
            earlier = next_month(month);
        }
        Ok((lines, faults))
    }
}
