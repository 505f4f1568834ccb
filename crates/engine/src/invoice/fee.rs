//! Fees: what a month owes for each held offer, by the days on which it was held.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::charge::{Asked, Charge, Priced, charges, fault_step};
use super::cycle::{cycle_items, cycle_of, is_monthly};
use super::known::View;
use super::line::{Item, Key, push_rounded};
use super::turn::turns;
use super::unit_price;
use crate::explain::{PriceStep, Step};
use crate::ledger::day_after;
use crate::money::{Rounding, TooLarge, minor_digits, to_minor};
use crate::plan::Entitlements;
use crate::plan::catalogue::{Catalogue, Fee};
use crate::plan::grammar::{FeeText, Mistake};
use crate::price::PriceFault;
use crate::run::event::Contract;
use crate::run::outcome::{ChargeUnit, InvoiceLine, LineKind, Period};
use crate::run::timeline::Timeline;

/// A stretch of a month in which an offer is held at one price.
#[derive(Debug, Clone)]
struct Held {
    offer: usize,
    part: usize,
    count: u32,
    price: Decimal,
    /// Months of the period; none: due once.
    months: Option<u32>,
    tax_percent: Option<Decimal>,
    days: i64,
    from: Date,
    to: Date,
    why: Vec<Step>,
}

/// What a month owes in fees, and why some of them cannot be billed.
#[derive(Default)]
pub(super) struct Fees {
    pub(super) items: Vec<Item>,
    pub(super) faults: Vec<Step>,
}

/// The fee that the contract's facts agree for an offer: `fee.<offer>`, or `fee` for the plan. None if they do not.
///
/// # Errors
/// [`Mistake`] when the fact is not a fee such as "950.00 EUR / month".
pub fn agreed_fee(
    catalogue: &Catalogue,
    contract: &Contract,
    offer: usize,
    plan: usize,
) -> Result<Option<Fee>, Mistake> {
    let own = contract.facts.agreed.get(&format!("fee.{}", catalogue.offers[offer].id));
    let text = own.or_else(|| contract.facts.agreed.get("fee").filter(|_| offer == plan));
    text.map(|text| text.parse::<FeeText>().map(|read| read.fee)).transpose()
}

/// Items of fees that a month owes, in the order of the offers. `usage` is the net of the month's calls, work and items.
pub(super) fn fee_items(view: &View<'_>, timeline: &Timeline, month: Period, usage: Decimal) -> Result<Fees, TooLarge> {
    let mut fees = Fees::default();
    let mut held: Vec<Held> = Vec::new();
    let mut before: Option<&Entitlements> = None;
    let mut cycles: Vec<Charge<'_>> = Vec::new();
    let asked = Asked { view, timeline, period: month, usage };
    for (ix, phase) in timeline.phases.iter().enumerate() {
        let ends = [timeline.phases.get(ix + 1).map(|next| next.from), timeline.end, day_after(month)];
        let from = phase.from.max(timeline.start);
        let to = ends.into_iter().flatten().min();
        let last = to.map_or(month.to, |to| to.yesterday().unwrap_or(Date::MIN));
        for charge in charges(view, &phase.entitlements) {
            // Cycles have beginnings and ends of their own.
            if !is_monthly(&asked, charge) {
                if !cycles.iter().any(|known| (known.offer, known.part) == (charge.offer, charge.part)) {
                    cycles.push(charge);
                }
                continue;
            }
            let had = before.map_or(0, |before| count_of(before, charge.offer));
            let starts = from >= month.from && charge.count > had;
            let first = from.max(month.from);
            if last >= first && last >= from {
                let stretch = Stretch { first, last, starts, had };
                stretches(&asked, charge, &phase.entitlements, stretch, &mut held, &mut fees.faults)?;
            }
        }
        if last >= from {
            before = Some(&*phase.entitlements);
        }
    }
    held.sort_by_key(|held| (held.offer, held.part, held.from));
    for held in &held {
        fees.items.push(item(view.catalogue, held, month)?);
    }
    for charge in cycles {
        let cycle = cycle_of(&asked, charge);
        cycle_items(&asked, charge, cycle, month, &mut fees)?;
    }
    fees.items.sort_by_key(|item| match item.line.kind {
        LineKind::Fee { offer, part } => (offer, part),
        _ => (usize::MAX, 0),
    });
    fees.items.retain(|item| item.line.net_minor != 0);
    Ok(fees)
}

fn count_of(entitlements: &Entitlements, offer: usize) -> u32 {
    entitlements.fees.iter().find(|fee| fee.offer == offer).map_or(0, |fee| fee.count)
}

/// Days of a phase within the month.
#[derive(Clone, Copy)]
struct Stretch {
    first: Date,
    last: Date,
    /// More of it is held from the first day on.
    starts: bool,
    /// How many were held before.
    had: u32,
}

/// Adds what an offer costs in a stretch; days at the same price make one line, also with others between them.
fn stretches(
    asked: &Asked<'_>,
    charge: Charge<'_>,
    entitlements: &Entitlements,
    stretch: Stretch,
    held: &mut Vec<Held>,
    faults: &mut Vec<Step>,
) -> Result<(), TooLarge> {
    let counted = asked.counted(charge.terms.counted);
    let asked = Asked { timeline: counted.as_ref().unwrap_or(asked.timeline), ..*asked };
    let days = turns(&asked, charge, entitlements, stretch.first, stretch.last);
    for (ix, &from) in days.iter().enumerate() {
        let to = days.get(ix + 1).and_then(|next| next.yesterday().ok()).unwrap_or(stretch.last);
        let Priced { price, months, why } = match asked.price(charge, entitlements, from) {
            Ok(Some(priced)) => priced,
            Ok(None) => continue,
            Err(PriceFault::TooLarge) => return Err(TooLarge),
            Err(fault) => {
                let step = fault_step(&fault, charge.offer);
                if !faults.contains(&step) {
                    faults.push(step);
                }
                continue;
            }
        };
        let tax_percent = charge.terms.tax_percent.or(asked.view.catalogue.provider.tax_percent);
        let days = i64::from(from.until(to).map_or(0, |span| span.get_days())) + 1;
        let (offer, part, count) = (charge.offer, charge.part, charge.count);
        let more = Held { offer, part, count, price, months, tax_percent, days, from, to, why };
        match months {
            // Once: when more of it comes to be held than before, or its condition first holds.
            None => once(&asked, charge, stretch, more, held),
            Some(_) => join(held, more),
        }
    }
    Ok(())
}

fn once(asked: &Asked<'_>, charge: Charge<'_>, stretch: Stretch, more: Held, held: &mut Vec<Held>) {
    let known = held.iter().any(|known| (known.offer, known.part) == (more.offer, more.part) && known.months.is_none());
    let conditional = charge.when.is_some_and(|when| !when.is_always());
    if stretch.starts && more.from == stretch.first && !conditional {
        held.push(Held { count: charge.count - stretch.had, ..more });
    } else if conditional && !known && first_owed(asked, charge, more.from) {
        held.push(more);
    }
}

/// Whether a fee that depends on facts was not owed on any earlier day.
fn first_owed(asked: &Asked<'_>, charge: Charge<'_>, on: Date) -> bool {
    let Ok(before) = on.yesterday() else { return true };
    let phases = &asked.timeline.phases;
    let owed = phases.iter().enumerate().any(|(ix, phase)| {
        let from = phase.from.max(asked.timeline.start);
        let to = phases.get(ix + 1).and_then(|next| next.from.yesterday().ok()).map_or(before, |to| to.min(before));
        from <= to
            && charges(asked.view, &phase.entitlements)
                .into_iter()
                .filter(|known| (known.offer, known.part) == (charge.offer, charge.part))
                .any(|known| {
                    let days = turns(asked, known, &phase.entitlements, from, to);
                    days.into_iter().any(|day| matches!(asked.price(known, &phase.entitlements, day), Ok(Some(_))))
                })
    });
    !owed
}

fn join(held: &mut Vec<Held>, more: Held) {
    let same = |known: &&mut Held| {
        (known.offer, known.part, known.count, known.price, known.months)
            == (more.offer, more.part, more.count, more.price, more.months)
    };
    match held.iter_mut().find(same) {
        Some(known) => {
            known.days += more.days;
            known.to = more.to;
        }
        None => held.push(more),
    }
}

fn item(catalogue: &Catalogue, held: &Held, month: Period) -> Result<Item, TooLarge> {
    let currency = catalogue.provider.currency;
    let (price, mut why) = (held.price, held.why.clone());
    let once = held.months.is_none();
    let of = i64::from(month.from.days_in_month());
    let (days, whole) = if once || held.days == of { (1, 1) } else { (held.days, of) };
    if whole != 1 {
        why.push(Step::Price(PriceStep::Share { days, of }));
    }
    let months = i64::from(held.months.unwrap_or(1));
    let parts = days * i64::from(held.count);
    let sum = price.checked_mul(Decimal::from(parts)).ok_or(TooLarge)?;
    let exact = sum / Decimal::from(whole * months);
    let net_minor = to_minor(exact, currency, Rounding::HalfUp)?;
    push_rounded(&mut why, exact, net_minor, catalogue);
    let monthly = price / Decimal::from(months);
    // A yearly price that does not divide into whole minor units is shown as a share of the year.
    let (shown, whole) = if months == 1 || monthly.normalize().scale() <= minor_digits(currency) {
        (monthly, whole)
    } else {
        (price, whole * months)
    };
    let (offer, part) = (held.offer, held.part);
    let (unit, to, key) = if once {
        (ChargeUnit::Piece, held.from, Key::Once(offer, part, held.from))
    } else {
        (ChargeUnit::Month, held.to, Key::Fee(offer, part, price, held.count))
    };
    let line = InvoiceLine {
        kind: LineKind::Fee { offer, part },
        quantity: if whole == 1 { parts.to_string() } else { format!("{parts}/{whole}") },
        unit,
        unit_price: unit_price(shown, currency),
        net_minor,
        gross_minor: None,
        tax_percent: held.tax_percent,
        service: Period { from: held.from, to },
        usage: Vec::new(),
        why,
    };
    Ok(Item { key, line, seconds: 0 })
}
