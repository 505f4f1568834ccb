//! Items: what is charged by the piece, with what of it is free.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::beside::{Charged, Circumstances, item_net, step_of};
use super::known::View;
use super::line::{Item as Line, Key, push_rounded};
use super::ticket::Tickets;
use super::unit_price;
use crate::explain::{PriceStep, Priceless, RuleStep, Step};
use crate::money::{Rounding, TooLarge, to_minor};
use crate::plan::catalogue::{FreePer, Item, Trigger};
use crate::price::amount;
use crate::run::event::What;
use crate::run::outcome::{ChargeUnit, InvoiceLine, LineKind, Period, RatedItem, Refused};
use crate::run::timeline::{Timeline, day};

/// An item with the month that bills it.
pub(super) struct BilledItem {
    pub(super) item: RatedItem,
    /// Exact net.
    pub(super) net: Decimal,
    /// The month whose invoice it is on.
    pub(super) month: Period,
    /// Why it is not billed: its price is left open.
    pub(super) unpriced: Option<Step>,
}

/// An item before it is rated.
struct Asked<'a> {
    event: usize,
    item: usize,
    quantity: Decimal,
    ticket: Option<&'a str>,
    month: Period,
}

/// Rates the items that a view sees, in the order in which their free quantities are used up.
pub(super) fn rate_items<'a>(
    view: &View<'a>,
    timeline: &Timeline,
    tickets: &Tickets<'a>,
    taken: &BTreeSet<usize>,
    charged: &mut Charged,
    refused: &mut Vec<Refused>,
) -> Vec<BilledItem> {
    if view.catalogue.items.is_empty() {
        return Vec::new();
    }
    let mut asked: Vec<Asked<'a>> = Vec::new();
    for (ix, event) in view.events.iter().enumerate() {
        if taken.contains(&ix) || !view.sees(event) {
            continue;
        }
        match gather(view, timeline, tickets, ix) {
            Ok(found) => asked.extend(found),
            Err(why) => refused.push(Refused { event: ix, why: Step::Price(why) }),
        }
    }
    asked.sort_by_key(|one| (one.month, view.events[one.event].at, one.event, one.item));
    let mut used: Vec<Used> = Vec::new();
    let mut rated = Vec::with_capacity(asked.len());
    for one in &asked {
        let (event, ticket, quantity) = (one.event, one.ticket, Some(one.quantity));
        let about = Circumstances { view, timeline, tickets, event, ticket, quantity, measured_s: 0, by: None };
        match rate(&about, one, &mut used, charged) {
            Ok(billed) => rated.push(billed),
            Err(why) => refused.push(Refused { event: one.event, why: Step::Price(why) }),
        }
    }
    rated.sort_by_key(|billed| (billed.item.event, billed.item.item));
    rated
}

/// The items that an event brings about.
fn gather<'a>(
    view: &View<'a>,
    timeline: &Timeline,
    tickets: &Tickets<'a>,
    ix: usize,
) -> Result<Vec<Asked<'a>>, PriceStep> {
    let event = &view.events[ix];
    let items = &view.catalogue.items;
    let month = view.month_at(event.known_at());
    let triggered = |trigger: Trigger, ticket: &'a str| {
        let by = items.iter().enumerate().filter(move |(_, item)| item.on == Some(trigger));
        let by = by.filter(|_| tickets.is_taken(ticket));
        let asked = by.map(|(item, _)| Asked { event: ix, item, quantity: Decimal::ONE, ticket: Some(ticket), month });
        asked.collect()
    };
    let found: Vec<Asked<'a>> = match &event.what {
        What::Item(piece) => {
            let item = items.iter().position(|item| item.id == piece.item);
            let item = item.ok_or_else(|| PriceStep::UnknownItem { item: piece.item.clone() })?;
            vec![Asked { event: ix, item, quantity: piece.quantity, ticket: piece.ticket.as_deref(), month }]
        }
        What::Open(open) => triggered(Trigger::Open, &open.ticket),
        What::Reopen { ticket } => triggered(Trigger::Reopen, ticket),
        _ => return Ok(Vec::new()),
    };
    if !found.is_empty() && timeline.at(event.at, day(event.at, &view.catalogue.provider.zone)).is_none() {
        return Err(PriceStep::NotInEffect { at: event.at });
    }
    Ok(found)
}

/// How much of a free quantity was used.
struct Used {
    item: usize,
    of: String,
    quantity: Decimal,
}

fn rate(
    about: &Circumstances<'_, '_>,
    asked: &Asked<'_>,
    used: &mut Vec<Used>,
    charged: &mut Charged,
) -> Result<BilledItem, PriceStep> {
    let catalogue = about.view.catalogue;
    let event = &about.view.events[asked.event];
    let item = &catalogue.items[asked.item];
    let (mut why, mut unpriced) = (Vec::new(), None);
    let mut rated = RatedItem {
        event: asked.event,
        item: asked.item,
        at: event.at,
        known: event.known_at(),
        quantity: asked.quantity,
        free: Decimal::ZERO,
        amount_minor: 0,
        why: Vec::new(),
    };
    let net = match about.waived(item.free.as_ref(), item.charge_if.as_ref()) {
        Some(waived) => {
            why.push(Step::Rule(waived));
            Decimal::ZERO
        }
        None => {
            rated.free = free_of(about, item, asked, used);
            if !rated.free.is_zero() {
                why.push(Step::Rule(RuleStep::FreeQuantity { free: rated.free, of: asked.quantity }));
            }
            let charged_quantity = asked.quantity - rated.free;
            let priced = if charged_quantity.is_zero() {
                Ok(Decimal::ZERO)
            } else {
                price(about, item, asked, charged_quantity, charged, &mut why)
            };
            match priced {
                Err(step @ PriceStep::Unpriced { .. }) => {
                    why.push(Step::Price(step.clone()));
                    unpriced = Some(Step::Price(step));
                    Decimal::ZERO
                }
                priced => priced?,
            }
        }
    };
    let service = about.view.month_at(event.at);
    if about.view.month_at(rated.known) > service {
        why.push(Step::Price(PriceStep::Late { service, known: rated.known }));
    }
    let currency = catalogue.provider.currency;
    rated.amount_minor = to_minor(net, currency, Rounding::HalfUp).map_err(|_| PriceStep::TooLarge)?;
    rated.why = why;
    Ok(BilledItem { item: rated, net, month: asked.month, unpriced })
}

/// What of the quantity is free, counting what was free before.
fn free_of(about: &Circumstances<'_, '_>, item: &Item, asked: &Asked<'_>, used: &mut Vec<Used>) -> Decimal {
    let Some(free) = item.free_quantity else { return Decimal::ZERO };
    let service = about.view.month_at(about.view.events[asked.event].at);
    let of = match free.per {
        FreePer::Event => return free.quantity.min(asked.quantity),
        FreePer::Ticket => match asked.ticket {
            Some(ticket) => ticket.to_owned(),
            None => return free.quantity.min(asked.quantity),
        },
        FreePer::Month => service.id(),
        FreePer::Year => service.from.year().to_string(),
    };
    let place = used.iter().position(|used| used.item == asked.item && used.of == of);
    let place = place.unwrap_or_else(|| {
        used.push(Used { item: asked.item, of, quantity: Decimal::ZERO });
        used.len() - 1
    });
    let known = &mut used[place].quantity;
    let taken = (free.quantity - *known).max(Decimal::ZERO).min(asked.quantity);
    *known += taken;
    taken
}

fn price(
    about: &Circumstances<'_, '_>,
    item: &Item,
    asked: &Asked<'_>,
    quantity: Decimal,
    charged: &mut Charged,
    why: &mut Vec<Step>,
) -> Result<Decimal, PriceStep> {
    let of = Circumstances { quantity: Some(quantity), ..*about };
    let found = of.ask(|situation| amount(&item.price, &situation, &mut |_| Ok(Decimal::ZERO), why));
    let fault = |fault| step_of(fault, Priceless::Item(asked.item), about.view.events[asked.event].at);
    item_net(&of, &item.modifiers, asked.item, found.map_err(fault)?, charged, why)
}

/// The lines of a month's items: one for each.
pub(super) fn item_lines(view: &View<'_>, items: &[BilledItem], month: Period) -> Result<Vec<Line>, TooLarge> {
    let billed = items.iter().filter(|billed| billed.month == month && !billed.net.is_zero());
    let mut billed: Vec<&BilledItem> = billed.collect();
    // What belongs to the month itself comes before what is late; the order of arrival says nothing.
    let late = |at| view.month_at(at) < month;
    billed.sort_by_key(|billed| (late(billed.item.at), billed.item.at, billed.item.item, billed.item.event));
    billed.into_iter().map(|billed| line(view, billed)).collect()
}

fn line(view: &View<'_>, billed: &BilledItem) -> Result<Line, TooLarge> {
    let catalogue = view.catalogue;
    let currency = catalogue.provider.currency;
    let rated = &billed.item;
    let item = &catalogue.items[rated.item];
    let on = day(rated.at, &catalogue.provider.zone);
    let net_minor = to_minor(billed.net, currency, Rounding::HalfUp)?;
    let mut why = rated.why.clone();
    push_rounded(&mut why, billed.net, net_minor, catalogue);
    let quantity = rated.quantity - rated.free;
    // A price that is the same for each is shown with the quantity.
    let each = billed.net.checked_div(quantity).filter(|each| each.normalize().scale() <= 4);
    let (quantity, price) = each.map_or((Decimal::ONE, billed.net), |each| (quantity, each));
    let line = InvoiceLine {
        kind: LineKind::Item { item: rated.item },
        quantity: quantity.normalize().to_string(),
        unit: ChargeUnit::Piece,
        unit_price: unit_price(price, currency),
        net_minor,
        gross_minor: None,
        tax_percent: item.tax_percent.or(catalogue.provider.tax_percent),
        service: Period { from: on, to: on },
        usage: Vec::new(),
        why,
    };
    Ok(Line { key: Key::Item(rated.item, rated.event), line, seconds: 0 })
}
