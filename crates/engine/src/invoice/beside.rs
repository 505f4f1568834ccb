//! What a tariff says beside the price of time: another tariff, a price of the ticket, free or not, surcharges.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::known::View;
use super::ticket::Tickets;
use crate::explain::{PriceStep, Priceless, RuleStep, Step};
use crate::plan::catalogue::Beside;
use crate::plan::catalogue::condition::When;
use crate::plan::catalogue::price::{Change, Modifier};
use crate::price::{Modifying, PriceFault, amount, full_months, modify};
use crate::run::event::What;
use crate::run::situation::{Situation, Source};
use crate::run::timeline::{Timeline, day};
use crate::tariff;

/// What can be asked about one call, piece of work or item.
pub(super) struct Circumstances<'a, 't> {
    pub(super) view: &'t View<'a>,
    pub(super) timeline: &'t Timeline,
    pub(super) tickets: &'t Tickets<'a>,
    pub(super) event: usize,
    pub(super) ticket: Option<&'a str>,
    /// How many of an item.
    pub(super) quantity: Option<Decimal>,
    /// Length of a usage.
    pub(super) measured_s: i64,
    /// What is asked while it is not done yet: what is known by then of it and its ticket, its length is not.
    pub(super) by: Option<Timestamp>,
}

impl<'a, 't> Circumstances<'a, 't> {
    /// A call or a piece of work (event and ticket) that was done.
    pub(super) fn of_usage(
        view: &'t View<'a>,
        timeline: &'t Timeline,
        tickets: &'t Tickets<'a>,
        (event, ticket): (usize, Option<&'a str>),
        measured_s: i64,
    ) -> Circumstances<'a, 't> {
        Circumstances { view, timeline, tickets, event, ticket, quantity: None, measured_s, by: None }
    }

    /// Answers a question about the situation.
    pub(super) fn ask<R>(&self, question: impl FnOnce(Situation<'_>) -> R) -> R {
        self.ask_assuming(None, question)
    }

    /// The same with a fact that is taken to be so unless something else is known.
    fn ask_assuming<R>(&self, assumed: Option<Source<'_>>, question: impl FnOnce(Situation<'_>) -> R) -> R {
        let event = &self.view.events[self.event];
        let on = day(event.at, &self.view.catalogue.provider.zone);
        let start = self.timeline.start;
        let mut own = vec![
            ("date", on.to_string()),
            ("start", start.to_string()),
            ("months", full_months(start, on).to_string()),
            ("term", self.timeline.term_months.unwrap_or(0).to_string()),
        ];
        match self.quantity {
            Some(quantity) => own.push(("quantity", quantity.normalize().to_string())),
            None if self.by.is_some() => {}
            None => own.push(("minutes", (self.measured_s.saturating_add(59) / 60).to_string())),
        }
        let mut sources: Vec<Source<'_>> = own.iter().map(|(name, value)| Source::One(name, value)).collect();
        match &event.what {
            What::Call(call) => sources.push(Source::Call(call)),
            What::Log(work) => sources.push(Source::Work(work)),
            What::Item(piece) => sources.push(Source::Named(&piece.facts)),
            _ => {}
        }
        if let Some(facts) = self.ticket.and_then(|ticket| self.tickets.find(ticket)) {
            sources.push(Source::History(facts, self.by.unwrap_or(Timestamp::MAX)));
        }
        sources.push(Source::History(&self.timeline.facts, event.at));
        sources.extend(assumed);
        let phase = self.timeline.serving(self.view.catalogue, event.at, on);
        let held = phase.map(|phase| phase.entitlements.held.as_slice()).unwrap_or_default();
        question(Situation { catalogue: self.view.catalogue, at: event.at, held, sources: &sources })
    }

    /// The tariff that takes the place of another one, and why. A tariff that leads on is followed.
    pub(super) fn instead(&self, mut tariff: usize) -> (usize, Vec<RuleStep>) {
        let mut steps = Vec::new();
        // Circles end after each tariff was asked once.
        for _ in 0..self.view.catalogue.tariffs.len() {
            let Some(beside) = &self.view.catalogue.tariffs[tariff].beside else { break };
            let found = self.ask(|situation| beside.instead.iter().find(|(when, _)| situation.holds(when)));
            let Some((when, other)) = found.filter(|(_, other)| *other != tariff) else { break };
            tariff = *other;
            steps.push(RuleStep::Instead { tariff, when: when.clone() });
        }
        (tariff, steps)
    }

    /// Why nothing is charged, if nothing is.
    pub(super) fn waived(&self, free: Option<&When>, charge_if: Option<&When>) -> Option<RuleStep> {
        if free.is_none() && charge_if.is_none() {
            return None;
        }
        // What needs consent has a price for whoever asks before giving it.
        let assumed = self.by.map(|_| Source::One("consent", "true"));
        self.ask_assuming(assumed, |situation| {
            if let Some(when) = free.filter(|when| situation.holds(when)) {
                return Some(RuleStep::FreeWhen { when: when.clone() });
            }
            charge_if.filter(|when| !situation.holds(when)).map(|when| RuleStep::NotCharged { when: when.clone() })
        })
    }

    fn modified(
        &self,
        modifiers: &[Modifier],
        price: Decimal,
        which: fn(Change) -> bool,
        time: &dyn Fn(i64) -> Option<Decimal>,
        charged: &dyn Fn(usize) -> bool,
        steps: &mut Vec<Step>,
    ) -> Result<(Decimal, Vec<usize>), PriceFault> {
        self.ask(|situation| {
            let on = day(self.view.events[self.event].at, &self.view.catalogue.provider.zone);
            let term_months = self.timeline.term_months.unwrap_or(0);
            let held_months = full_months(self.timeline.start, on);
            modify(modifiers, &Modifying { situation, term_months, held_months, time, which, charged }, price, steps)
        })
    }
}

/// What was charged once for a ticket: the ticket itself, and surcharges.
#[derive(Clone, Default)]
pub(super) struct Charged {
    cases: Vec<(String, usize)>,
    surcharges: Vec<(String, usize, usize)>,
}

impl Charged {
    /// Whether the price of a ticket was charged.
    pub(super) fn has_case(&self, ticket: Option<&str>, tariff: usize) -> bool {
        ticket.is_some_and(|ticket| self.cases.iter().any(|(known, of)| known == ticket && *of == tariff))
    }

    /// What has been charged so far, to come back to.
    pub(super) fn mark(&self) -> (usize, usize) {
        (self.cases.len(), self.surcharges.len())
    }

    /// Forgets what was charged since.
    pub(super) fn back_to(&mut self, (cases, surcharges): (usize, usize)) {
        self.cases.truncate(cases);
        self.surcharges.truncate(surcharges);
    }

    fn has(&self, ticket: Option<&str>, of: usize, surcharge: usize) -> bool {
        let same =
            |known: &(String, usize, usize)| Some(known.0.as_str()) == ticket && (known.1, known.2) == (of, surcharge);
        self.surcharges.iter().any(same)
    }

    fn add(&mut self, ticket: Option<&str>, of: usize, surcharges: Vec<usize>) {
        let Some(ticket) = ticket else { return };
        self.surcharges.extend(surcharges.into_iter().map(|surcharge| (ticket.to_owned(), of, surcharge)));
    }
}

/// A usage as far as it is rated.
pub(super) struct Time {
    pub(super) tariff: usize,
    pub(super) net: Decimal,
    /// Whether allowances cover a part of it.
    pub(super) covered_s: i64,
    pub(super) counted_s: i64,
    pub(super) at: Timestamp,
}

fn is_least(change: Change) -> bool {
    matches!(change, Change::AtLeast(_) | Change::AtLeastTime(_))
}

/// The net of a usage with the price of its ticket, surcharges and discounts; and that of the ticket alone.
pub(super) fn beside(
    asked: &Circumstances<'_, '_>,
    rules: &Beside,
    time: &Time,
    charged: &mut Charged,
    steps: &mut Vec<Step>,
) -> Result<(Decimal, Option<Decimal>), PriceStep> {
    let catalogue = asked.view.catalogue;
    let fault = |fault| step_of(fault, Priceless::Tariff(time.tariff), time.at);
    let covered = time.covered_s > 0 && time.covered_s >= time.counted_s;
    let mut price = time.net;
    let mut case = None;
    // A least price is one of the time that was worked; the price of the ticket comes on top, whoever brings it about.
    if !covered && asked.measured_s > 0 {
        let least = |seconds: i64| {
            let priced = || tariff::rate(catalogue, time.tariff, time.at, seconds, 0).ok().map(|rating| rating.net);
            if time.covered_s > 0 { None } else { priced() }
        };
        (price, _) = asked.modified(&rules.modifiers, price, is_least, &least, &|_| false, steps).map_err(fault)?;
    }
    if let (Some(rule), false) = (&rules.case, covered) {
        if charged.has_case(asked.ticket, time.tariff) {
            steps.push(Step::Rule(RuleStep::CasePaid));
        } else {
            let found = asked.ask(|situation| amount(rule, &situation, &mut |_| Ok(Decimal::ZERO), steps));
            let found = found.map_err(fault)?;
            steps.push(Step::Rule(RuleStep::Case { price: found }));
            price = price.checked_add(found).ok_or(PriceStep::TooLarge)?;
            case = Some(found);
            charged.cases.extend(asked.ticket.map(|ticket| (ticket.to_owned(), time.tariff)));
        }
    }
    if rules.modifiers.is_empty() || covered {
        return Ok((price, case));
    }
    let known = |ix: usize| charged.has(asked.ticket, time.tariff, ix);
    let (net, once) =
        asked.modified(&rules.modifiers, price, |change| !is_least(change), &|_| None, &known, steps).map_err(fault)?;
    charged.add(asked.ticket, time.tariff, once);
    Ok((net, case))
}

/// The net of an item after its modifiers.
pub(super) fn item_net(
    asked: &Circumstances<'_, '_>,
    modifiers: &[Modifier],
    item: usize,
    price: Decimal,
    charged: &mut Charged,
    steps: &mut Vec<Step>,
) -> Result<Decimal, PriceStep> {
    if modifiers.is_empty() {
        return Ok(price);
    }
    let of = asked.view.catalogue.tariffs.len() + item;
    let known = |ix: usize| charged.has(asked.ticket, of, ix);
    let at = asked.view.events[asked.event].at;
    let changed = asked.modified(modifiers, price, |_| true, &|_| None, &known, steps);
    let (net, once) = changed.map_err(|fault| step_of(fault, Priceless::Item(item), at))?;
    charged.add(asked.ticket, of, once);
    Ok(net)
}

/// Why a tariff or an item cannot be rated.
pub(super) fn step_of(fault: PriceFault, of: Priceless, at: Timestamp) -> PriceStep {
    match fault {
        PriceFault::TooLarge => PriceStep::TooLarge,
        PriceFault::Unknown(fact) => PriceStep::NotKnown { fact },
        PriceFault::NoRow => PriceStep::NoRow,
        PriceFault::Unsaid(unsaid) => PriceStep::Unpriced { of, at: Some(at), unsaid },
    }
}
