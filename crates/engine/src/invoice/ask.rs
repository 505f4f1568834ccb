//! What a request or a call would come to if it were done as it arrives: the question behind the verdict.
//!
//! It is asked of the functions that rate what was done, with a meter that burns nothing, between the usages before and
//! after it. So the answer of the preview, the verdict and the record is one. What is not known yet when somebody asks
//! (the length, the cause, what is bought or granted later) plays no part.

use jiff::Timestamp;

use super::beside::{Charged, Circumstances};
use super::gather::{Use, for_requests, service_of};
use super::known::View;
use super::metering::{Meter, Purpose};
use super::ticket::Tickets;
use super::usage::{Causes, Priced, price};
use crate::explain::{MeterStep, PriceStep, RuleStep, Step};
use crate::ledger::{Ledger, Left, Rest, month_of};
use crate::plan::catalogue::{Catalogue, Tariff};
use crate::plan::resolve::Entitlements;
use crate::run::event::{Call, Contract, Event, What};
use crate::run::outcome::{Burn, Period};
use crate::run::timeline::{Timeline, day};
use crate::tariff;

/// What a request or a call would come to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Quote {
    /// The tariff that would rate it, and its row at that time.
    pub(crate) tariff: Option<(usize, Option<usize>)>,
    pub(crate) says: Says,
}

/// What is said of a request before anything is done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Says {
    /// Nothing is metered, or nothing ever costs anything.
    Nothing,
    /// An allowance covers it.
    Covered { allowance: usize, left: Left },
    /// An allowance covers it with what is only granted later.
    Ahead { allowance: usize },
    /// It costs nothing, for a reason.
    NotCharged(Step),
    /// It costs nothing to begin with.
    FreeNow,
    /// Nothing is left, and more needs an agreement.
    Gone { allowance: usize },
    /// Not enough is left, and the plan stops there.
    Stops { allowance: usize },
    /// A pack would be bought for it.
    Bought { pack: usize },
    /// It is charged; the allowance that had covered it is used up.
    Costs { used_up: Option<usize>, beside: Vec<RuleStep> },
}

/// The questions of a view, asked in the order in which usages burn.
pub(super) struct Quotes<'q, 'a> {
    view: &'q View<'a>,
    timeline: &'q Timeline,
    tickets: &'q Tickets<'a>,
    /// Events to be asked about, the last one first.
    open: Vec<(Period, Timestamp, usize)>,
    found: Vec<(usize, Quote)>,
}

/// What a call on a line that starts at an instant would cost beside the price of its time, if no allowance covered it:
/// the price of a ticket, surcharges and discounts, as the record would have them.
#[must_use]
pub fn beside_now(
    catalogue: &Catalogue,
    contract: &Contract,
    timeline: &Timeline,
    events: &[Event],
    (line, at): (&str, Timestamp),
) -> Vec<RuleStep> {
    let mut events = events.to_vec();
    events.push(Event { at, known: None, what: What::Call(Call { line: line.to_owned(), ..Call::default() }) });
    let view = View { catalogue, contract, events: &events, month: None, until: at };
    let tickets = Tickets::of(&view, timeline);
    let quotes = Quotes { view: &view, timeline, tickets: &tickets, open: Vec::new(), found: Vec::new() };
    let mut meter = Meter { purpose: Purpose::Ask, ledger: Ledger::default(), refills: Vec::new(), asked: Vec::new() };
    match quotes.quote(events.len() - 1, &mut meter, &mut Charged::default()).says {
        Says::Costs { beside, .. } => beside,
        _ => Vec::new(),
    }
}

impl<'q, 'a> Quotes<'q, 'a> {
    /// The requests and calls of a contract as it is known in the end; earlier views are not asked, and what was decided when it
    /// came needs no answer.
    pub(super) fn of(view: &'q View<'a>, timeline: &'q Timeline, tickets: &'q Tickets<'a>) -> Quotes<'q, 'a> {
        let mut quotes = Quotes { view, timeline, tickets, open: Vec::new(), found: Vec::new() };
        if view.month.is_some() {
            return quotes;
        }
        for (ix, event) in view.events.iter().enumerate().filter(|(_, event)| view.sees(event)) {
            let asks = matches!(event.what, What::Open(_) | What::Call(_));
            if asks && event.what.decided(view.until).is_none() {
                quotes.open.push((quotes.month(ix), event.at, ix));
            }
        }
        quotes.open.sort_unstable_by(|a, b| b.cmp(a));
        quotes
    }

    /// Asks all that comes before a usage.
    pub(super) fn before(&mut self, used: &Use<'_>, meter: &mut Meter, charged: &mut Charged) {
        while let Some((_, _, ix)) = self.open.pop_if(|next| *next <= (used.month, used.at, used.event)) {
            self.ask(ix, meter, charged);
        }
    }

    /// Asks what is left, and answers all.
    pub(super) fn rest(mut self, meter: &mut Meter, charged: &mut Charged) -> Vec<(usize, Quote)> {
        while let Some((_, _, ix)) = self.open.pop() {
            self.ask(ix, meter, charged);
        }
        self.found.sort_unstable_by_key(|(event, _)| *event);
        self.found
    }

    fn entitlements(&self, ix: usize) -> Option<&'q Entitlements> {
        let at = self.view.events[ix].at;
        let catalogue = self.view.catalogue;
        let phase = self.timeline.serving(catalogue, at, day(at, &catalogue.provider.zone));
        phase.map(|phase| &*phase.entitlements)
    }

    /// The tariff that was dialled, or that of work.
    fn dialled(&self, ix: usize) -> Option<usize> {
        let entitlements = self.entitlements(ix)?;
        match &self.view.events[ix].what {
            What::Call(call) => {
                let line = self.view.catalogue.find_line(&call.line);
                self.view.catalogue.lines[line.filter(|line| entitlements.lines.contains(line))?].tariff
            }
            // Work on a ticket is metered by the plan's own tariff, whatever the channel.
            _ => entitlements.work,
        }
    }

    /// The month that would bill it.
    fn month(&self, ix: usize) -> Period {
        let at = self.view.events[ix].at;
        let dialled = self.dialled(ix).map(|dialled| tariff::effective(self.view.catalogue, dialled, at));
        let service = dialled.map(|ix| service_of(self.view, self.timeline, &self.view.catalogue.tariffs[ix], at));
        service.map_or_else(|| self.view.month_at(at), |service| month_of(service.to))
    }

    fn ask(&mut self, ix: usize, meter: &mut Meter, charged: &mut Charged) {
        if self.entitlements(ix).is_none() {
            return;
        }
        meter.ledger.advance(self.view.catalogue, self.timeline, self.view.events[ix].at);
        meter.purpose = Purpose::Ask;
        let later = meter.ledger.hide_later(self.view.events[ix].at);
        let before = charged.mark();
        let quote = self.quote(ix, meter, charged);
        charged.back_to(before);
        meter.ledger.show_later(later);
        meter.purpose = Purpose::Record;
        self.found.push((ix, quote));
    }

    fn quote(&self, ix: usize, meter: &mut Meter, charged: &mut Charged) -> Quote {
        let catalogue = self.view.catalogue;
        let event = &self.view.events[ix];
        let ticket = match &event.what {
            What::Open(open) => Some(open.ticket.as_str()),
            What::Call(call) => call.ticket.as_deref(),
            _ => None,
        };
        let asked = Circumstances {
            by: Some(event.at),
            ..Circumstances::of_usage(self.view, self.timeline, self.tickets, (ix, ticket), 1)
        };
        let dialled = self.dialled(ix).map(|dialled| {
            let effective = tariff::effective(catalogue, dialled, event.at);
            let (applies, instead) = asked.instead(effective);
            (dialled, applies, instead)
        });
        let rules = dialled.as_ref().and_then(|(_, applies, _)| catalogue.tariffs[*applies].beside.as_deref());
        let has_case = rules.is_some_and(|rules| rules.case.is_some());
        let mut used_up = None;
        if matches!(event.what, What::Open(_))
            && !has_case
            && let Some((_, allowances)) = for_requests(catalogue)
        {
            let used = self.used(ix, ticket, (None, allowances, 0), true);
            let burned = meter.count(&asked, &used);
            let found = Found { meter, at: event.at, burns: &burned.burns, rest: burned.rest };
            let says = found.says(burned.steps.iter());
            if let Some(says) = says {
                return Quote { tariff: dialled.map(|(_, applies, _)| (applies, None)), says };
            }
            used_up = found.used_up(&used.allowances, burned.steps.iter());
        }
        let Some((dialled, applies, instead)) = dialled else {
            let says = used_up.map_or(Says::Nothing, |allowance| Says::Gone { allowance });
            return Quote { tariff: None, says };
        };
        let tariff = &catalogue.tariffs[applies];
        // A request is a usage of no length where the ticket has a price.
        let request = has_case && matches!(event.what, What::Open(_));
        let shortest_s = tariff.tally.map_or(1, |tally| tally.free_below_s.max(1));
        let length_s = if request { 0 } else { shortest_s };
        let mut used = self.used(ix, ticket, (Some((dialled, applies)), tariff.burns.clone(), length_s), request);
        used.instead = instead;
        let causes = self.causes(tariff, ticket, event.at);
        let asked = Circumstances { measured_s: length_s, ..asked };
        let mut priced = price(&asked, meter, &causes, charged, &used, (dialled, applies));
        if request && priced.as_ref().is_ok_and(|priced| priced.is_undecided()) {
            let used = Use { measured_s: shortest_s, request: false, ..used };
            let asked = Circumstances { measured_s: shortest_s, ..asked };
            priced = price(&asked, meter, &causes, charged, &used, (dialled, applies));
        }
        let band = band_at(tariff, event.at);
        let says = says(tariff, meter, event.at, used_up, priced);
        Quote { tariff: Some((applies, band)), says }
    }

    fn used(
        &self,
        ix: usize,
        ticket: Option<&'a str>,
        (tariff, allowances, measured_s): (Option<(usize, usize)>, Vec<usize>, i64),
        request: bool,
    ) -> Use<'a> {
        let at = self.view.events[ix].at;
        Use {
            event: ix,
            at,
            known: at,
            measured_s,
            tariff,
            allowances,
            ticket,
            kind: None,
            declined: false,
            month: self.view.month_at(at),
            service: self.view.month_at(at),
            instead: Vec::new(),
            request,
        }
    }

    /// Causes of a ticket that are known by an instant, where they would make it free.
    fn causes(&self, tariff: &Tariff, ticket: Option<&'a str>, by: Timestamp) -> Causes<'a> {
        let mut causes = Causes::new();
        let Some(ticket) = ticket.filter(|_| !tariff.free_causes.is_empty()) else { return causes };
        let mut told: Vec<(Timestamp, usize)> = Vec::new();
        for (ix, event) in self.view.events.iter().enumerate().filter(|(_, event)| event.at <= by) {
            if matches!(&event.what, What::Fact { ticket: Some(of), .. } if of == ticket) && self.view.sees(event) {
                told.push((event.at, ix));
            }
        }
        told.sort_unstable();
        for (_, ix) in told {
            if let What::Fact { facts, .. } = &self.view.events[ix].what {
                let of_ticket = causes.entry(ticket).or_default();
                of_ticket.extend(facts.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            }
        }
        causes
    }
}

/// What allowances say to a question.
struct Found<'f> {
    meter: &'f Meter,
    at: Timestamp,
    burns: &'f [Burn],
    rest: Rest,
}

impl Found<'_> {
    /// What is said, if allowances decide it.
    fn says<'s>(&self, steps: impl Iterator<Item = &'s PriceStep>) -> Option<Says> {
        match self.rest {
            Rest::Stopped(allowance) => return Some(Says::Stops { allowance }),
            Rest::Unasked(allowance) => return Some(Says::Gone { allowance }),
            Rest::Charged => {}
        }
        let mut found = self.burns.first().map(|burn| {
            let left = self.meter.ledger.left_at(burn.allowance, self.at);
            Says::Covered { allowance: burn.allowance, left }
        });
        for step in steps {
            match step {
                PriceStep::Meter(MeterStep::Borrowed { allowance, .. }) => {
                    found = Some(Says::Ahead { allowance: *allowance });
                }
                PriceStep::Meter(MeterStep::Refilled { pack }) => found = Some(Says::Bought { pack: *pack }),
                PriceStep::TicketTaken { .. } => found = Some(Says::NotCharged(Step::Price(step.clone()))),
                _ => {}
            }
        }
        found
    }

    /// The first allowance that would have covered it.
    fn used_up<'s>(&self, allowances: &[usize], steps: impl Iterator<Item = &'s PriceStep>) -> Option<usize> {
        let other = |step: &PriceStep| match step {
            PriceStep::Meter(MeterStep::NotCounted { allowance }) => Some(*allowance),
            _ => None,
        };
        let others: Vec<usize> = steps.filter_map(other).collect();
        let known = |allowance: &&usize| !others.contains(*allowance) && self.meter.ledger.knows(**allowance);
        allowances.iter().find(known).copied()
    }
}

impl Priced {
    /// Whether neither an allowance nor a price has said anything.
    fn is_undecided(&self) -> bool {
        self.net.is_zero()
            && self.unpriced.is_none()
            && self.burns.is_empty()
            && self.rest == Rest::Charged
            && !self.why.iter().any(waives)
    }
}

fn waives(step: &Step) -> bool {
    matches!(
        step,
        Step::Rule(RuleStep::FreeWhen { .. } | RuleStep::NotCharged { .. } | RuleStep::CasePaid)
            | Step::Price(PriceStep::FreeCause { .. } | PriceStep::TicketTaken { .. })
    )
}

fn says(
    tariff: &Tariff,
    meter: &Meter,
    at: Timestamp,
    used_up: Option<usize>,
    priced: Result<Priced, PriceStep>,
) -> Says {
    let priced = match priced {
        Ok(priced) => priced,
        Err(_) => return Says::Costs { used_up, beside: Vec::new() },
    };
    let found = Found { meter, at, burns: &priced.burns, rest: priced.rest };
    let unpriced = priced.unpriced.is_some();
    let steps = || priced.why.iter().filter_map(|step| if let Step::Price(step) = step { Some(step) } else { None });
    // What needs an agreement has a price all the same, if the tariff has one.
    let asks = matches!(priced.rest, Rest::Unasked(_)) && !costs_nothing(tariff);
    if !asks
        && !unpriced
        && let Some(says) = found.says(steps())
    {
        return says;
    }
    if let Some(step) = priced.why.iter().find(|step| waives(step)) {
        return Says::NotCharged(step.clone());
    }
    if priced.net.is_zero() && !asks && !unpriced {
        return if costs_nothing(tariff) { Says::Nothing } else { Says::FreeNow };
    }
    let beside = priced.why.iter().filter_map(|step| match step {
        Step::Rule(step @ (RuleStep::Case { .. } | RuleStep::Modified { .. })) => Some(step.clone()),
        _ => None,
    });
    Says::Costs { used_up: used_up.or_else(|| found.used_up(&tariff.burns, steps())), beside: beside.collect() }
}

/// Whether neither time nor anything beside it has a price.
fn costs_nothing(tariff: &Tariff) -> bool {
    let free = |band: &crate::plan::catalogue::Band| {
        band.price.rate.is_zero()
            && band.price.unsaid.is_none()
            && band.price.first.as_ref().is_none_or(|first| first.price.is_zero())
    };
    let beside = tariff.beside.as_deref();
    tariff.bands.iter().all(free) && beside.is_none_or(|beside| beside.case.is_none() && beside.modifiers.is_empty())
}

fn band_at(tariff: &Tariff, at: Timestamp) -> Option<usize> {
    let open = |window: &crate::time::Coverage| window.is_open(at);
    tariff.bands.iter().position(|band| band.window.as_ref().is_none_or(open)).or(tariff.otherwise)
}
