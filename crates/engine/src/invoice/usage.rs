//! From calls and work to rated usage: which tariff, free or not, what allowances cover, what is charged.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::known::{View, known};
use crate::explain::{PriceStep, Step};
use crate::ledger::Ledger;
use crate::money::{Rounding, to_minor};
use crate::plan::catalogue::{Counting, Tariff};
use crate::run::event::What;
use crate::run::outcome::{Period, RatedUsage, Refused};
use crate::run::timeline::{Timeline, day};
use crate::tariff;

/// A rated usage with the month that bills it.
pub(super) struct Billed {
    pub(super) usage: RatedUsage,
    /// Charged seconds.
    pub(super) charged_s: i64,
    /// Exact net.
    pub(super) net: rust_decimal::Decimal,
    /// The month whose invoice it is on.
    pub(super) month: Period,
    /// The month, or the pool, in which it was given.
    pub(super) service: Period,
}

/// Everything rated in one view.
pub(super) struct Rated {
    /// By event.
    pub(super) usage: Vec<Billed>,
    pub(super) ledger: Ledger,
    /// Top-ups that stand, in order of time.
    pub(super) top_ups: Vec<usize>,
    pub(super) refused: Vec<Refused>,
}

/// A usage before it is rated.
struct Use<'a> {
    event: usize,
    at: Timestamp,
    known: Timestamp,
    measured_s: i64,
    asked: usize,
    tariff: usize,
    ticket: Option<&'a str>,
    kind: Option<&'a str>,
    declined: bool,
    month: Period,
    service: Period,
}

/// Facts of a ticket by name, the latest value of each.
type Causes<'a> = BTreeMap<&'a str, BTreeMap<&'a str, &'a str>>;

/// Rates all that a view sees, in the order in which it burns: by the month that bills it, then by time.
pub(super) fn rate_all(view: &View<'_>, timeline: &Timeline) -> Rated {
    let mut refused = Vec::new();
    let taken: BTreeSet<usize> = timeline.refused.iter().map(|refused| refused.event).collect();
    let mut uses = Vec::new();
    let mut top_ups = Vec::new();
    for (ix, event) in view.events.iter().enumerate() {
        if taken.contains(&ix) || !view.sees(event) {
            continue;
        }
        let gathered = match &event.what {
            What::Call(_) | What::Log(_) => gather(view, timeline, ix).map(|used| uses.extend(used)),
            What::TopUp { .. } => check_top_up(view, timeline, ix).map(|()| top_ups.push(ix)),
            _ => Ok(()),
        };
        if let Err(why) = gathered {
            refused.push(Refused { event: ix, why: Step::Price(why) });
        }
    }
    top_ups.sort_by_key(|&ix| (view.events[ix].at, ix));
    uses.sort_by_key(|used| (used.month, used.at, used.event));
    let reach = reach(view);
    let mut ledger = Ledger::grant(view.catalogue, timeline, view.events, &top_ups, reach);
    let causes = causes(view);
    let mut usage = Vec::with_capacity(uses.len());
    for used in &uses {
        match rate_one(view, &mut ledger, &causes, used) {
            Ok(billed) => usage.push(billed),
            Err(why) => refused.push(Refused { event: used.event, why: Step::Price(why) }),
        }
        if used.declined {
            refused.push(Refused { event: used.event, why: Step::Price(PriceStep::NotAccepted) });
        }
    }
    usage.sort_by_key(|billed: &Billed| billed.usage.event);
    refused.sort_by_key(|refused| refused.event);
    Rated { usage, ledger, top_ups, refused }
}

/// The last instant of which months are granted: `until` itself belongs to the next one unless something happens then.
fn reach(view: &View<'_>) -> Timestamp {
    if view.events.iter().any(|event| event.at == view.until) {
        return view.until;
    }
    view.until.checked_sub(jiff::SignedDuration::from_micros(1)).unwrap_or(view.until)
}

/// The tariff of a call or a piece of work; none where it costs nothing.
fn gather<'a>(view: &View<'a>, timeline: &Timeline, ix: usize) -> Result<Option<Use<'a>>, PriceStep> {
    let catalogue = view.catalogue;
    let event = &view.events[ix];
    let on = day(event.at, &catalogue.provider.zone);
    let phase = timeline.at(event.at, on).ok_or(PriceStep::NotInEffect { at: event.at })?;
    let entitlements = &phase.entitlements;
    let (asked, measured_s, ticket, kind, accepted) = match &event.what {
        What::Call(call) => {
            let line = catalogue.find_line(&call.line).filter(|line| entitlements.lines.contains(line));
            let line = line.ok_or_else(|| PriceStep::LineNotIncluded { line: call.line.clone() })?;
            (catalogue.lines[line].tariff, call.duration_s, call.ticket.as_deref(), None, call.accepted)
        }
        What::Log(work) => {
            (entitlements.work, work.duration_s, work.ticket.as_deref(), work.kind.as_deref(), None)
        }
        _ => return Ok(None),
    };
    let Some(asked) = asked else { return Ok(None) };
    let index = tariff::effective(catalogue, asked, event.at);
    let tariff = &catalogue.tariffs[index];
    let happened = view.month_at(event.at);
    let pool = timeline.pools.iter().find(|pool| {
        tariff.burns.contains(&pool.allowance) && pool.period.from <= happened.from && happened.to <= pool.period.to
    });
    let service = pool.map_or(happened, |pool| pool.period);
    let last = view.month_at(known(event)).max(crate::ledger::month_of(service.to));
    Ok(Some(Use {
        event: ix,
        at: event.at,
        known: known(event),
        measured_s,
        asked,
        tariff: index,
        ticket,
        kind,
        declined: tariff.acceptance && accepted == Some(false),
        month: last,
        service,
    }))
}

fn check_top_up(view: &View<'_>, timeline: &Timeline, ix: usize) -> Result<(), PriceStep> {
    let event = &view.events[ix];
    let What::TopUp { allowance, quantity, price } = &event.what else { return Ok(()) };
    if timeline.at(event.at, day(event.at, &view.catalogue.provider.zone)).is_none() {
        return Err(PriceStep::NotInEffect { at: event.at });
    }
    if !view.catalogue.allowances.iter().any(|known| known.id == *allowance) {
        return Err(PriceStep::UnknownAllowance { allowance: allowance.clone() });
    }
    if *quantity <= 0 || price.is_some_and(|price| price.is_sign_negative() && !price.is_zero()) {
        return Err(PriceStep::EmptyTopUp);
    }
    if let Some(price) = price {
        to_minor(*price, view.catalogue.provider.currency, Rounding::HalfUp).map_err(|_| PriceStep::TooLarge)?;
    }
    Ok(())
}

/// What is known about tickets; of several values of one name the latest counts.
fn causes<'a>(view: &View<'a>) -> Causes<'a> {
    let mut known = Vec::new();
    for (ix, event) in view.events.iter().enumerate().filter(|(_, event)| view.sees(event)) {
        if let What::Fact { ticket, facts } = &event.what {
            known.push((event.at, ix, ticket, facts));
        }
    }
    known.sort_by_key(|(at, ix, ..)| (*at, *ix));
    let mut causes = Causes::new();
    for (_, _, ticket, facts) in known {
        let of_ticket = causes.entry(ticket.as_str()).or_default();
        of_ticket.extend(facts.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    }
    causes
}

/// Why a usage is free, if it is.
fn free_cause<'a>(tariff: &Tariff, causes: &Causes<'a>, used: &Use<'a>) -> Option<&'a str> {
    let frees = |cause: &&str| tariff.free_causes.iter().any(|free| free == *cause);
    let of_ticket = used.ticket.and_then(|ticket| causes.get(ticket));
    used.kind.filter(|kind| frees(kind)).or_else(|| of_ticket?.values().copied().find(|cause| frees(cause)))
}

fn rate_one(view: &View<'_>, ledger: &mut Ledger, causes: &Causes<'_>, used: &Use<'_>) -> Result<Billed, PriceStep> {
    let catalogue = view.catalogue;
    let tariff = &catalogue.tariffs[used.tariff];
    // Rated as if nothing were covered first: what cannot be rated must not burn.
    let whole = tariff::rate(catalogue, used.tariff, used.at, used.measured_s, 0).map_err(PriceStep::NotRated)?;
    let mut why = Vec::new();
    if used.asked != used.tariff {
        why.push(Step::Price(PriceStep::Within { asked: used.asked, applies: used.tariff }));
    }
    let cause = free_cause(tariff, causes, used);
    let mut burned = crate::ledger::Burned::default();
    let mut rating = whole;
    if used.declined {
        rating = tariff::rate(catalogue, used.tariff, used.at, 0, 0).map_err(PriceStep::NotRated)?;
        why.push(Step::Price(PriceStep::NotAccepted));
    } else {
        let (measured_s, counted_s, counting) = (used.measured_s, rating.counted_s, tariff.counting);
        why.push(Step::Price(PriceStep::Measured { measured_s, counted_s, counting }));
        if let Some(cause) = cause {
            why.push(Step::Price(PriceStep::FreeCause { cause: cause.to_owned() }));
        } else {
            let increment_s = increment_s(tariff, &rating);
            burned = ledger.burn(catalogue, &tariff.burns, used.at, counted_s, increment_s, used.ticket);
            if burned.covered_s > 0 {
                rating = tariff::rate(catalogue, used.tariff, used.at, used.measured_s, burned.covered_s)
                    .map_err(PriceStep::NotRated)?;
            }
            why.extend(burned.steps.drain(..).map(Step::Price));
            why.extend(rating.steps(catalogue, used.at));
        }
    }
    let free = cause.is_some() && !used.declined;
    let net = if free { rust_decimal::Decimal::ZERO } else { rating.net };
    let amount_minor =
        to_minor(net, catalogue.provider.currency, Rounding::HalfUp).map_err(|_| PriceStep::TooLarge)?;
    if used.known > used.at && view.month_at(used.known) > view.month_at(used.at) {
        let service = view.month_at(used.at);
        why.push(Step::Price(PriceStep::Late { service, known: used.known }));
    }
    let usage = RatedUsage {
        event: used.event,
        at: used.at,
        known: used.known,
        tariff: used.tariff,
        measured_s: used.measured_s,
        counted_s: rating.counted_s,
        charged: if free { Vec::new() } else { rating.charges(catalogue) },
        burned: burned.burns,
        amount_minor,
        why,
    };
    let charged_s = if free { 0 } else { rating.charged_s };
    Ok(Billed { usage, charged_s, net, month: used.month, service: used.service })
}

/// The increment that allowances cover, of the band in which the usage starts.
fn increment_s(tariff: &Tariff, rating: &tariff::Rating) -> i64 {
    match rating.parts.first() {
        Some(part) if tariff.counting == Counting::EachUsage => tariff.bands[part.band].price.increment_s.max(1),
        _ => 1,
    }
}
