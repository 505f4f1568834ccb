//! From calls and work to rated usage: which tariff, free or not, what allowances cover, what is charged.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::ask::{Quote, Quotes};
use super::beside::{Charged, Circumstances, Time, beside};
use super::gather::{Use, check_top_up, gather};
use super::item::{BilledItem, rate_items};
use super::known::View;
use super::metering::{Meter, Purpose};
use super::ticket::Tickets;
use crate::explain::{MeterStep, PriceStep, Priceless, RuleStep, Step};
use crate::ledger::{Ledger, Left, Rest};
use crate::money::{Rounding, to_minor};
use crate::plan::catalogue::{Counting, Deduct, Tariff};
use crate::remedy::FREE;
use crate::run::event::What;
use crate::run::outcome::{Burn, Charge, ChargeUnit, NoticeKind, Period, RatedUsage, Refused};
use crate::run::timeline::{Timeline, day};
use crate::tariff;

/// A rated usage with the month that bills it.
pub(super) struct Billed {
    pub(super) usage: RatedUsage,
    /// Charged seconds.
    pub(super) charged_s: i64,
    /// Exact net.
    pub(super) net: Decimal,
    /// The month whose invoice it is on.
    pub(super) month: Period,
    /// The month, or the pool, in which it was given.
    pub(super) service: Period,
    /// Why it is not billed: its price is left open.
    pub(super) unpriced: Option<Step>,
}

/// Everything rated in one view.
pub(super) struct Rated {
    /// By event.
    pub(super) usage: Vec<Billed>,
    /// By event.
    pub(super) items: Vec<BilledItem>,
    pub(super) ledger: Ledger,
    /// Top-ups that stand, in order of time.
    pub(super) top_ups: Vec<usize>,
    pub(super) refused: Vec<Refused>,
    /// Packs bought because little was left.
    pub(super) refills: Vec<Refill>,
    /// What was not covered and is not charged, and what must be bought: event and allowance.
    pub(super) asked: Vec<(usize, usize, NoticeKind)>,
    /// What each request and call would come to as it arrived, by event.
    pub(super) quotes: Vec<(usize, Quote)>,
}

impl Rated {
    /// Why usages and items of a month have no price.
    pub(super) fn unpriced(&self, month: Period) -> impl Iterator<Item = &Step> {
        let usage = self.usage.iter().filter(move |billed| billed.month == month);
        let items = self.items.iter().filter(move |billed| billed.month == month);
        usage.filter_map(|billed| billed.unpriced.as_ref()).chain(items.filter_map(|billed| billed.unpriced.as_ref()))
    }
}

/// A pack bought because little was left.
#[derive(Clone)]
pub(super) struct Refill {
    /// After the usage of this event.
    pub(super) event: usize,
    pub(super) at: Timestamp,
    pub(super) pack: usize,
    /// The month that bills it.
    pub(super) month: Period,
}

/// Facts of a ticket by name, the latest value of each.
pub(super) type Causes<'a> = BTreeMap<&'a str, BTreeMap<&'a str, &'a str>>;

/// All that a view sees, gathered before any of it is rated.
struct Gathered<'a> {
    tickets: Tickets<'a>,
    /// In the order in which they burn: by the month that bills them, then by time.
    uses: Vec<Use<'a>>,
    /// In order of time.
    top_ups: Vec<usize>,
    refused: Vec<Refused>,
    /// Events that the time line refused.
    taken: BTreeSet<usize>,
    meter: Meter,
}

fn gathered<'a>(view: &View<'a>, timeline: &Timeline) -> Gathered<'a> {
    let mut refused = Vec::new();
    let taken: BTreeSet<usize> = timeline.refused.iter().map(|refused| refused.event).collect();
    let mut uses = Vec::new();
    let mut top_ups = Vec::new();
    let tickets = Tickets::of(view, timeline);
    let counts_requests = view.catalogue.allowances.iter().any(|allowance| allowance.deduct() != Deduct::Use);
    for (ix, event) in view.events.iter().enumerate() {
        if taken.contains(&ix) || !view.sees(event) {
            continue;
        }
        let gathered = match &event.what {
            What::Open(_) if !view.catalogue.follows_tickets && !counts_requests => Ok(()),
            What::Call(_) | What::Log(_) | What::Open(_) => {
                gather(view, timeline, &tickets, ix).map(|used| uses.extend(used))
            }
            What::TopUp { .. } | What::Buy { .. } => check_top_up(view, timeline, ix).map(|()| top_ups.push(ix)),
            _ => Ok(()),
        };
        if let Err(why) = gathered {
            refused.push(Refused { event: ix, why: Step::Price(why) });
        }
    }
    top_ups.sort_by_key(|&ix| (view.events[ix].at, ix));
    uses.sort_by_key(|used| (used.month, used.at, used.event));
    let reach = reach(view);
    let ledger = Ledger::grant(view.catalogue, timeline, view.events, &top_ups, reach);
    let meter = Meter { purpose: Purpose::Record, ledger, refills: Vec::new(), asked: Vec::new() };
    Gathered { tickets, uses, top_ups, refused, taken, meter }
}

/// Rates all that a view sees.
pub(super) fn rate_all(view: &View<'_>, timeline: &Timeline) -> Rated {
    let Gathered { tickets, uses, top_ups, mut refused, taken, mut meter } = gathered(view, timeline);
    let mut quotes = Quotes::of(view, timeline, &tickets);
    let causes = causes(view);
    let mut usage = Vec::with_capacity(uses.len());
    let mut charged = Charged::default();
    for used in &uses {
        quotes.before(used, &mut meter, &mut charged);
        match next(view, timeline, &tickets, (&mut meter, &mut charged), &causes, used) {
            Ok(billed) => usage.extend(billed),
            Err(why) => refused.push(Refused { event: used.event, why: Step::Price(why) }),
        }
        if used.declined {
            refused.push(Refused { event: used.event, why: Step::Price(PriceStep::NotAccepted) });
        }
    }
    let quotes = quotes.rest(&mut meter, &mut charged);
    let Meter { mut ledger, refills, asked, .. } = meter;
    ledger.advance(view.catalogue, timeline, view.until);
    usage.sort_by_key(|billed: &Billed| billed.usage.event);
    let items = rate_items(view, timeline, &tickets, &taken, &mut charged, &mut refused);
    refused.sort_by_key(|refused| refused.event);
    Rated { usage, items, ledger, top_ups, refused, refills, asked, quotes }
}

/// Rates the usage that burns next.
fn next(
    view: &View<'_>,
    timeline: &Timeline,
    tickets: &Tickets<'_>,
    (meter, charged): (&mut Meter, &mut Charged),
    causes: &Causes<'_>,
    used: &Use<'_>,
) -> Result<Option<Billed>, PriceStep> {
    let asked = Circumstances::of_usage(view, timeline, tickets, (used.event, used.ticket), used.measured_s);
    meter.ledger.advance(view.catalogue, timeline, used.at);
    // After the end of the contract only what has something left of an allowance is given.
    let over = timeline.end.is_some_and(|end| day(used.at, &view.catalogue.provider.zone) >= end);
    let left = |allowance: &usize| meter.ledger.left_at(*allowance, used.at) != Left::Quantity(0);
    if over && !used.allowances.iter().any(left) {
        return Err(PriceStep::NotInEffect { at: used.at });
    }
    rate_one(&asked, meter, causes, charged, used)
}

/// Tells what a call (an event of the view) comes to at one length after the other: what burns before it is rated once.
pub(super) fn at_lengths<R>(
    view: &View<'_>,
    timeline: &Timeline,
    call: usize,
    tell: impl FnOnce(&mut dyn FnMut(i64) -> Option<RatedUsage>) -> R,
) -> R {
    let Gathered { tickets, uses, taken, mut meter, .. } = gathered(view, timeline);
    if taken.contains(&call) {
        return tell(&mut |_| None);
    }
    let causes = causes(view);
    let mut charged = Charged::default();
    for used in uses.iter().take_while(|used| used.event != call) {
        // What cannot be rated burns nothing.
        let _ = next(view, timeline, &tickets, (&mut meter, &mut charged), &causes, used);
    }
    let mut events = view.events.to_vec();
    tell(&mut |length_s| {
        if let Some(What::Call(call)) = events.get_mut(call).map(|event| &mut event.what) {
            call.duration_s = length_s;
        }
        let view = View { events: &events, ..*view };
        let used = gather(&view, timeline, &tickets, call).ok()??;
        let (mut meter, mut charged) = (meter.clone(), charged.clone());
        let billed = next(&view, timeline, &tickets, (&mut meter, &mut charged), &causes, &used).ok()??;
        Some(billed.usage)
    })
}

/// The last instant of which months are granted: `until` itself belongs to the next one unless something happens then.
fn reach(view: &View<'_>) -> Timestamp {
    if view.events.iter().any(|event| event.at == view.until) {
        return view.until;
    }
    view.until.checked_sub(jiff::SignedDuration::from_micros(1)).unwrap_or(view.until)
}

/// What is known about tickets; of several values of one name the latest counts.
fn causes<'a>(view: &View<'a>) -> Causes<'a> {
    let mut known = Vec::new();
    for (ix, event) in view.events.iter().enumerate().filter(|(_, event)| view.sees(event)) {
        if let What::Fact { ticket: Some(ticket), facts } = &event.what {
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
    let remedied = of_ticket.and_then(|facts| facts.get(FREE)).copied().filter(|remedy| !remedy.is_empty());
    if remedied.is_some() {
        return remedied;
    }
    used.kind.filter(|kind| frees(kind)).or_else(|| of_ticket?.values().copied().find(|cause| frees(cause)))
}

/// What a usage comes to: its rating, what was burned for it, its net and the steps that led there.
pub(super) struct Priced {
    rating: tariff::Rating,
    counted_s: i64,
    pub(super) burns: Vec<Burn>,
    free: bool,
    /// What becomes of what is not covered.
    pub(super) rest: Rest,
    pub(super) net: Decimal,
    /// Price of the ticket within it.
    case: Option<Decimal>,
    /// Why it has no price, if it is left open.
    pub(super) unpriced: Option<PriceStep>,
    pub(super) why: Vec<Step>,
}

fn rate_one(
    asked: &Circumstances<'_, '_>,
    meter: &mut Meter,
    causes: &Causes<'_>,
    charged: &mut Charged,
    used: &Use<'_>,
) -> Result<Option<Billed>, PriceStep> {
    let (view, catalogue) = (asked.view, asked.view.catalogue);
    let Some((dialled, tariff)) = used.tariff else {
        return Ok(meter.request(asked, used));
    };
    let priced = price(asked, meter, causes, charged, used, (dialled, tariff))?;
    let Priced { rating, counted_s, burns, free, net, case, unpriced, mut why, .. } = priced;
    let mut charges = if free { Vec::new() } else { rating.charges(catalogue) };
    charges.extend(case.map(|net| Charge {
        unit: ChargeUnit::Piece,
        quantity: Decimal::ONE,
        unit_price: net,
        band: 0,
        net,
    }));
    let amount_minor = to_minor(net, catalogue.provider.currency, Rounding::HalfUp).map_err(|_| PriceStep::TooLarge)?;
    let service = view.month_at(used.at);
    if view.month_at(used.known) > service {
        why.push(Step::Price(PriceStep::Late { service, known: used.known }));
    }
    let usage = RatedUsage {
        event: used.event,
        at: used.at,
        known: used.known,
        tariff: Some(tariff),
        measured_s: used.measured_s,
        counted_s,
        charged: charges,
        burned: burns,
        amount_minor,
        why,
    };
    let charged_s = if free { 0 } else { rating.charged_s };
    let unpriced = unpriced.map(Step::Price);
    Ok(Some(Billed { usage, charged_s, net, month: used.month, service: used.service, unpriced }))
}

/// Prices a usage; a meter that is only asked burns nothing.
pub(super) fn price(
    asked: &Circumstances<'_, '_>,
    meter: &mut Meter,
    causes: &Causes<'_>,
    charged: &mut Charged,
    used: &Use<'_>,
    (dialled, applies): (usize, usize),
) -> Result<Priced, PriceStep> {
    let catalogue = asked.view.catalogue;
    let rate = |measured_s, covered_s| {
        tariff::rate(catalogue, applies, used.at, measured_s, covered_s).map_err(PriceStep::NotRated)
    };
    let tariff = &catalogue.tariffs[applies];
    // Rated as if nothing were covered first: what cannot be rated must not burn.
    let mut whole = rate(used.measured_s, 0)?;
    let mut steps = Vec::new();
    if dialled != applies && used.instead.is_empty() {
        steps.push(PriceStep::Within { asked: dialled, applies });
    }
    if used.declined {
        steps.push(PriceStep::NotAccepted);
        return Ok(free(rate(0, 0)?, steps, None));
    }
    let (measured_s, counting) = (used.measured_s, tariff.counting);
    let cause = free_cause(tariff, causes, used);
    let rules = tariff.beside.as_deref();
    let waived = || rules.and_then(|rules| asked.waived(rules.free.as_ref(), rules.charge_if.as_ref()));
    let waived = if cause.is_none() { waived() } else { None };
    if let Some(cause) = cause {
        steps.push(PriceStep::Measured { measured_s, counted_s: whole.counted_s, counting });
        steps.push(PriceStep::FreeCause { cause: cause.to_owned() });
        return Ok(free(whole, steps, None));
    }
    if waived.is_some() {
        steps.push(PriceStep::Measured { measured_s, counted_s: whole.counted_s, counting });
        return Ok(free(whole, steps, waived));
    }
    let mut tallied_s = measured_s;
    if let Some(tally) = &tariff.tally {
        tallied_s = meter.tally(asked, applies, tally, used);
        whole = rate(tallied_s, 0)?;
        steps.push(PriceStep::Meter(MeterStep::Tallied { counted_s: tallied_s, scope: tally.scope }));
    }
    let counted_s = whole.counted_s;
    steps.push(PriceStep::Measured { measured_s, counted_s, counting });
    let increment_s = increment_s(tariff, &whole);
    // A request takes its ticket even if nothing was done on it yet; one that was paid for takes none.
    let has_case = rules.is_some_and(|rules| rules.case.is_some());
    let wanted_s = if has_case { counted_s.max(1) } else { counted_s };
    let paid = has_case && charged.has_case(used.ticket, applies);
    let burned = meter.burn(asked, used, (wanted_s, increment_s), paid);
    let covered_s = if has_case { burned.covered_s.min(counted_s) } else { burned.covered_s };
    let rating = if burned.covered_s > 0 { rate(tallied_s, covered_s)? } else { whole };
    steps.extend(burned.steps);
    let mut why: Vec<Step> = used.instead.iter().cloned().map(Step::Rule).collect();
    why.extend(steps.into_iter().map(Step::Price));
    let counted_s = burned.counted_s.unwrap_or(rating.counted_s);
    if burned.rest != Rest::Charged {
        let net = Decimal::ZERO;
        let (burns, rest) = (burned.burns, burned.rest);
        return Ok(Priced { rating, counted_s, burns, free: true, rest, net, case: None, unpriced: None, why });
    }
    let (mut net, mut case) = (rating.net, None);
    let of = Priceless::Tariff(applies);
    let mut unpriced = rating.unsaid(catalogue).map(|unsaid| PriceStep::Unpriced { of, at: Some(used.at), unsaid });
    if unpriced.is_none() {
        why.extend(rating.steps(catalogue, used.at));
    }
    if let (Some(rules), None) = (rules, &unpriced) {
        let time = Time { tariff: applies, net, covered_s: burned.covered_s, counted_s: wanted_s.max(1), at: used.at };
        match beside(asked, rules, &time, charged, &mut why) {
            Ok(found) => (net, case) = found,
            Err(step @ PriceStep::Unpriced { .. }) => unpriced = Some(step),
            Err(other) => return Err(other),
        }
    }
    let (burns, rest, free) = (burned.burns, burned.rest, unpriced.is_some());
    if let Some(step) = &unpriced {
        why.push(Step::Price(step.clone()));
        net = Decimal::ZERO;
    }
    Ok(Priced { rating, counted_s, burns, free, rest, net, case, unpriced, why })
}

/// A usage that costs nothing.
fn free(rating: tariff::Rating, steps: Vec<PriceStep>, waived: Option<RuleStep>) -> Priced {
    let why = steps.into_iter().map(Step::Price).chain(waived.map(Step::Rule)).collect();
    let counted_s = rating.counted_s;
    let (burns, rest) = (Vec::new(), Rest::Charged);
    Priced { rating, counted_s, burns, free: true, rest, net: Decimal::ZERO, case: None, unpriced: None, why }
}

/// The increment that allowances cover, of the band in which the usage starts.
fn increment_s(tariff: &Tariff, rating: &tariff::Rating) -> i64 {
    match rating.parts.first() {
        Some(part) if tariff.counting == Counting::EachUsage => tariff.bands[part.band].price.increment_s.max(1),
        _ => 1,
    }
}
