//! The items of a month: what becomes a line, with the key by which two views of the same month are compared.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::item::item_lines;
use super::known::View;
use super::unit_price;
use super::usage::{Billed, Rated};
use crate::explain::{PriceStep, Step};
use crate::ledger::{month_of, sold};
use crate::money::{Rounding, TooLarge, from_minor, to_minor};
use crate::plan::catalogue::{Catalogue, Counting};
use crate::run::outcome::{ChargeUnit, InvoiceLine, LineKind, Period};
use crate::run::timeline::day;
use crate::tariff::{is_banded, quantity_of, time_net};

/// What an item is, independent of its amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// A fee of an offer (which of them) at a price, held so many times.
    Fee(usize, usize, Decimal, u32),
    /// A single fee of an offer (which of them), due on a day.
    Once(usize, usize, Date),
    /// A fee of an offer (which of them) for the cycle that begins on a day.
    Cycle(usize, usize, Date),
    /// The time of a tariff in a month or pool.
    Time(usize, Period),
    /// One usage of a tariff with bands, by event.
    Call(usize),
    /// An item, by event.
    Item(usize, usize),
    /// A top-up, by event.
    TopUp(usize),
    /// A pack bought because little was left, by event and number.
    Refill(usize, usize),
}

/// A line to be, whose `usage` still names events.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) key: Key,
    pub(super) line: InvoiceLine,
    /// Charged seconds of summed time.
    pub(super) seconds: i64,
}

/// Items of usage that a month bills: summed time first, then calls, then top-ups.
pub(super) fn usage_items(view: &View<'_>, rated: &Rated, month: Period) -> Result<Vec<Item>, TooLarge> {
    let mut sums: Vec<(usize, Period, Vec<&Billed>)> = Vec::new();
    let mut calls: Vec<(usize, &Billed)> = Vec::new();
    let charged = |billed: &&Billed| billed.month == month && (billed.charged_s > 0 || !billed.net.is_zero());
    for billed in rated.usage.iter().filter(charged) {
        let Some(tariff) = billed.usage.tariff else {
            continue;
        };
        if is_banded(&view.catalogue.tariffs[tariff]) {
            calls.push((tariff, billed));
            continue;
        }
        match sums.iter_mut().find(|(known, service, _)| *known == tariff && *service == billed.service) {
            Some((_, _, together)) => together.push(billed),
            None => sums.push((tariff, billed.service, vec![billed])),
        }
    }
    // What belongs to the month itself comes before what is late.
    sums.sort_by_key(|(tariff, service, _)| (std::cmp::Reverse(service.to), *tariff));
    calls.sort_by_key(|(_, billed)| (std::cmp::Reverse(billed.service.to), billed.usage.at, billed.usage.event));
    let mut items = Vec::new();
    for (tariff, service, together) in sums {
        items.push(summed(view, tariff, service, month, &together)?);
    }
    for (tariff, billed) in calls {
        items.push(call(view, tariff, billed)?);
    }
    items.extend(item_lines(view, &rated.items, month)?);
    for &event in &rated.top_ups {
        items.extend(top_up(view, event, month)?);
    }
    for (number, refill) in rated.refills.iter().enumerate().filter(|(_, refill)| refill.month == month) {
        let pack = &view.catalogue.packs[refill.pack];
        if let Some(price) = pack.price {
            let on = day(refill.at, &view.catalogue.provider.zone);
            let number = rated.refills[..number].iter().filter(|earlier| earlier.event == refill.event).count();
            let key = Key::Refill(refill.event, number);
            items.push(sale(view, key, (pack.allowance, pack.quantity), (price, 1), on)?);
        }
    }
    items.retain(|item| item.line.net_minor != 0);
    Ok(items)
}

/// All time of a tariff in a month: the quantities are summed, the price is applied to the sum and rounded once.
fn summed(
    view: &View<'_>,
    tariff: usize,
    service: Period,
    month: Period,
    together: &[&Billed],
) -> Result<Item, TooLarge> {
    let currency = view.catalogue.provider.currency;
    let rules = &view.catalogue.tariffs[tariff];
    let price = &rules.bands[0].price;
    let mut seconds: i64 = together.iter().map(|billed| billed.charged_s).sum();
    if rules.counting == Counting::MonthSum {
        let increment_s = price.increment_s.max(1);
        seconds = (seconds + increment_s - 1) / increment_s * increment_s;
    }
    let net = time_net(price, seconds).ok_or(TooLarge)?;
    let net_minor = to_minor(net, currency, Rounding::HalfUp)?;
    let mut why = vec![
        Step::Price(PriceStep::Summed { usages: together.len(), seconds }),
        Step::Price(PriceStep::Time { seconds, per_s: price.per_s, price: price.rate, net: net.normalize() }),
    ];
    if month_of(service.to) != month_of(service.from) {
        why.push(Step::Price(PriceStep::Pooled { period: service }));
    }
    if service.to < month.from
        && let Some(known) = together.iter().map(|billed| billed.usage.known).max()
    {
        why.push(Step::Price(PriceStep::Late { service, known }));
    }
    push_rounded(&mut why, net, net_minor, view.catalogue);
    let days = || together.iter().map(|billed| day(billed.usage.at, &view.catalogue.provider.zone));
    let line = InvoiceLine {
        kind: LineKind::Time { tariff },
        quantity: time_quantity(seconds, price.per_s).1,
        unit: time_quantity(seconds, price.per_s).0,
        unit_price: unit_price(price.rate, currency),
        net_minor,
        gross_minor: None,
        tax_percent: tax_of(view.catalogue, tariff),
        service: Period { from: days().min().unwrap_or(service.from), to: days().max().unwrap_or(service.to) },
        usage: together.iter().map(|billed| billed.usage.event).collect(),
        why,
    };
    Ok(Item { key: Key::Time(tariff, service), line, seconds })
}

/// Seconds as a line's quantity in the rate's unit: a decimal, or a share of the unit ("100/60") where that is not exact.
pub(super) fn time_quantity(seconds: i64, per_s: i64) -> (ChargeUnit, String) {
    let (wanted, minutes) = match per_s {
        3600 => (ChargeUnit::Hour, seconds % 60 == 0),
        60 => (ChargeUnit::Minute, false),
        _ => (ChargeUnit::Second, false),
    };
    match quantity_of(seconds, per_s) {
        (unit, quantity) if unit == wanted => (unit, quantity.to_string()),
        _ if minutes => (wanted, format!("{}/60", seconds / 60)),
        _ => (wanted, format!("{seconds}/{per_s}")),
    }
}

/// One usage at a tariff with bands.
fn call(view: &View<'_>, tariff: usize, billed: &Billed) -> Result<Item, TooLarge> {
    let currency = view.catalogue.provider.currency;
    let usage = &billed.usage;
    let on = day(usage.at, &view.catalogue.provider.zone);
    let net_minor = to_minor(billed.net, currency, Rounding::HalfUp)?;
    let mut why = usage.why.clone();
    push_rounded(&mut why, billed.net, net_minor, view.catalogue);
    let line = InvoiceLine {
        kind: LineKind::Call { tariff, at: usage.at },
        quantity: "1".to_owned(),
        unit: ChargeUnit::Piece,
        unit_price: from_minor(net_minor, currency),
        net_minor,
        tax_percent: tax_of(view.catalogue, tariff),
        gross_minor: None,
        service: Period { from: on, to: on },
        usage: vec![usage.event],
        why,
    };
    Ok(Item { key: Key::Call(usage.event), line, seconds: 0 })
}

fn top_up(view: &View<'_>, ix: usize, month: Period) -> Result<Option<Item>, TooLarge> {
    let event = &view.events[ix];
    if view.month_at(event.known_at()) != month {
        return Ok(None);
    }
    let Some((sold, price)) = sold(view.catalogue, &event.what).and_then(|sold| sold.price.map(|price| (sold, price)))
    else {
        return Ok(None);
    };
    let on = day(event.at, &view.catalogue.provider.zone);
    sale(view, Key::TopUp(ix), (sold.allowance, sold.quantity), (price, sold.count), on).map(Some)
}

/// More of an allowance at a price.
fn sale(
    view: &View<'_>,
    key: Key,
    (allowance, quantity): (usize, i64),
    (price, count): (Decimal, u32),
    on: Date,
) -> Result<Item, TooLarge> {
    let currency = view.catalogue.provider.currency;
    let net = price.checked_mul(Decimal::from(count)).ok_or(TooLarge)?;
    let net_minor = to_minor(net, currency, Rounding::HalfUp)?;
    let mut why = vec![Step::Price(PriceStep::TopUp { allowance, quantity })];
    push_rounded(&mut why, net, net_minor, view.catalogue);
    let line = InvoiceLine {
        kind: LineKind::TopUp { allowance },
        quantity: count.to_string(),
        unit: ChargeUnit::Piece,
        unit_price: unit_price(price, currency),
        net_minor,
        gross_minor: None,
        tax_percent: view.catalogue.provider.tax_percent,
        service: Period { from: on, to: on },
        usage: Vec::new(),
        why,
    };
    Ok(Item { key, line, seconds: 0 })
}

/// Tax in percent on what a tariff charges.
fn tax_of(catalogue: &Catalogue, tariff: usize) -> Option<Decimal> {
    let own = catalogue.tariffs[tariff].beside.as_ref().and_then(|beside| beside.tax_percent);
    own.or(catalogue.provider.tax_percent)
}

/// Says that a line was rounded, if it was.
pub(super) fn push_rounded(why: &mut Vec<Step>, exact: Decimal, minor: i64, catalogue: &Catalogue) {
    if exact != from_minor(minor, catalogue.provider.currency) {
        let exact = exact.round_dp(6).normalize();
        why.push(Step::Price(PriceStep::Rounded { exact, minor }));
    }
}
