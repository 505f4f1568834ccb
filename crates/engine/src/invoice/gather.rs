//! Calls, work and top-ups before they are rated: which tariff, which month bills them, or why they are not taken.

use jiff::Timestamp;

use super::beside::Circumstances;
use super::known::View;
use super::ticket::Tickets;
use crate::explain::{PriceStep, RuleStep};
use crate::ledger::month_of;
use crate::money::{Rounding, to_minor};
use crate::plan::catalogue::{Catalogue, Deduct, Tariff};
use crate::run::event::What;
use crate::run::outcome::Period;
use crate::run::timeline::{Timeline, day};
use crate::tariff;

/// A usage before it is rated.
pub(super) struct Use<'a> {
    pub(super) event: usize,
    pub(super) at: Timestamp,
    pub(super) known: Timestamp,
    pub(super) measured_s: i64,
    /// The tariff asked for and the one that applies; none: a request that only allowances count.
    pub(super) tariff: Option<(usize, usize)>,
    /// Allowances it may burn.
    pub(super) allowances: Vec<usize>,
    pub(super) ticket: Option<&'a str>,
    pub(super) kind: Option<&'a str>,
    pub(super) declined: bool,
    pub(super) month: Period,
    pub(super) service: Period,
    /// Why another tariff takes the place of the one asked for.
    pub(super) instead: Vec<RuleStep>,
    /// Whether it is a request itself, and no time at all.
    pub(super) request: bool,
}

/// The tariff of a call or a piece of work; none where it costs nothing.
pub(super) fn gather<'a>(
    view: &View<'a>,
    timeline: &Timeline,
    tickets: &Tickets<'a>,
    ix: usize,
) -> Result<Option<Use<'a>>, PriceStep> {
    let catalogue = view.catalogue;
    let event = &view.events[ix];
    let on = day(event.at, &catalogue.provider.zone);
    let phase = timeline.serving(catalogue, event.at, on).ok_or(PriceStep::NotInEffect { at: event.at })?;
    let entitlements = &phase.entitlements;
    let (asked, measured_s, ticket, kind, accepted) = match &event.what {
        What::Call(call) => {
            let line = catalogue.find_line(&call.line).filter(|line| entitlements.lines.contains(line));
            let line = line.ok_or_else(|| PriceStep::LineNotIncluded { line: call.line.clone() })?;
            (catalogue.lines[line].tariff, call.duration_s, call.ticket.as_deref(), None, call.accepted)
        }
        What::Log(work) => (entitlements.work, work.duration_s, work.ticket.as_deref(), work.kind.as_deref(), None),
        // A request is a usage of no length where the plan has a price for it.
        What::Open(open) if tickets.is_taken(&open.ticket) => {
            (entitlements.work, 0, Some(open.ticket.as_str()), None, None)
        }
        What::Open(_) => return Ok(request(view, timeline, tickets, ix)),
        _ => return Ok(None),
    };
    let Some(asked) = asked else {
        return Ok(request(view, timeline, tickets, ix));
    };
    let mut index = tariff::effective(catalogue, asked, event.at);
    let mut instead = Vec::new();
    if catalogue.tariffs[index].beside.is_some() {
        let asked = Circumstances::of_usage(view, timeline, tickets, (ix, ticket), measured_s);
        (index, instead) = asked.instead(index);
    }
    let tariff = &catalogue.tariffs[index];
    if matches!(event.what, What::Open(_)) && tariff.beside.as_ref().is_none_or(|beside| beside.case.is_none()) {
        return Ok(request(view, timeline, tickets, ix));
    }
    let service = service_of(view, timeline, tariff, event.at);
    let last = view.month_at(event.known_at()).max(month_of(service.to));
    Ok(Some(Use {
        event: ix,
        at: event.at,
        known: event.known_at(),
        measured_s,
        tariff: Some((asked, index)),
        allowances: tariff.burns.clone(),
        ticket,
        kind,
        declined: tariff.acceptance && accepted == Some(false),
        month: last,
        service,
        instead,
        request: matches!(event.what, What::Open(_)),
    }))
}

/// The month in which something is given, or the pool that the month is part of.
pub(super) fn service_of(view: &View<'_>, timeline: &Timeline, tariff: &Tariff, at: Timestamp) -> Period {
    let happened = view.month_at(at);
    let pool = timeline.pools.iter().find(|pool| {
        tariff.burns.contains(&pool.allowance) && pool.period.from <= happened.from && happened.to <= pool.period.to
    });
    pool.map_or(happened, |pool| pool.period)
}

/// A request that is taken from an allowance when it arrives, or when it is resolved.
fn request<'a>(view: &View<'a>, timeline: &Timeline, tickets: &Tickets<'a>, ix: usize) -> Option<Use<'a>> {
    let (catalogue, event) = (view.catalogue, &view.events[ix]);
    let What::Open(open) = &event.what else {
        return None;
    };
    timeline.serving(catalogue, event.at, day(event.at, &catalogue.provider.zone))?;
    let (moment, allowances) = for_requests(catalogue)?;
    if view.is_unasked(timeline, (ix, open)) {
        return None;
    }
    let at = match moment {
        Deduct::Resolve => tickets.resolved(&open.ticket)?,
        _ => event.at,
    };
    Some(Use {
        event: ix,
        at,
        known: event.known_at(),
        measured_s: 0,
        tariff: None,
        allowances,
        ticket: Some(&open.ticket),
        kind: None,
        declined: false,
        month: view.month_at(event.known_at().max(at)),
        service: view.month_at(at),
        instead: Vec::new(),
        request: true,
    })
}

/// The allowances that count requests, and when.
pub(super) fn for_requests(catalogue: &Catalogue) -> Option<(Deduct, Vec<usize>)> {
    [Deduct::Opening, Deduct::Resolve].into_iter().find_map(|moment| {
        let counted = |ix: &usize| catalogue.allowances[*ix].deduct() == moment;
        let allowances: Vec<usize> = (0..catalogue.allowances.len()).filter(counted).collect();
        (!allowances.is_empty()).then_some((moment, allowances))
    })
}

/// Whether a top-up can be taken.
pub(super) fn check_top_up(view: &View<'_>, timeline: &Timeline, ix: usize) -> Result<(), PriceStep> {
    let event = &view.events[ix];
    if timeline.at(event.at, day(event.at, &view.catalogue.provider.zone)).is_none() {
        return Err(PriceStep::NotInEffect { at: event.at });
    }
    let (quantity, price) = match &event.what {
        What::TopUp { allowance, quantity, price } => {
            if !view.catalogue.allowances.iter().any(|known| known.id == *allowance) {
                return Err(PriceStep::UnknownAllowance { allowance: allowance.clone() });
            }
            (*quantity, *price)
        }
        What::Buy { pack, count, price } => {
            if !view.catalogue.packs.iter().any(|known| known.id == *pack) {
                return Err(PriceStep::UnknownPack { pack: pack.clone() });
            }
            (i64::from(*count), *price)
        }
        _ => return Ok(()),
    };
    if quantity <= 0 || price.is_some_and(|price| price.is_sign_negative() && !price.is_zero()) {
        return Err(PriceStep::EmptyTopUp);
    }
    if let Some(price) = price {
        to_minor(price, view.catalogue.provider.currency, Rounding::HalfUp).map_err(|_| PriceStep::TooLarge)?;
    }
    Ok(())
}
