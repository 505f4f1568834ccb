//! Fees: what a month owes for each held offer, by the days on which it was held.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::known::View;
use super::line::{Item, Key, push_rounded};
use super::unit_price;
use crate::explain::{PriceStep, Step};
use crate::ledger::day_after;
use crate::money::{Rounding, TooLarge, minor_digits, to_minor};
use crate::plan::Entitlements;
use crate::plan::catalogue::{Catalogue, Fee};
use crate::plan::grammar::{FeeText, Mistake};
use crate::plan::resolve::HeldFee;
use crate::run::event::Contract;
use crate::run::outcome::{ChargeUnit, InvoiceLine, LineKind, Period};
use crate::run::timeline::Timeline;

/// A stretch of a month in which an offer is held at one price.
#[derive(Debug, Clone)]
struct Held {
    offer: usize,
    count: u32,
    list: Decimal,
    /// Months of the period; none: due once.
    months: Option<u32>,
    discount: Option<(u32, Decimal)>,
    days: i64,
    from: Date,
    to: Date,
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

/// Items of fees that a month owes, in the order of the offers.
pub(super) fn fee_items(view: &View<'_>, timeline: &Timeline, month: Period) -> Result<Vec<Item>, TooLarge> {
    let mut held: Vec<Held> = Vec::new();
    let mut before: Option<&Entitlements> = None;
    for (ix, phase) in timeline.phases.iter().enumerate() {
        let ends = [timeline.phases.get(ix + 1).map(|next| next.from), timeline.end, day_after(month)];
        let from = phase.from.max(timeline.start);
        let to = ends.into_iter().flatten().min();
        let last = to.map_or(month.to, |to| to.yesterday().unwrap_or(Date::MIN));
        if last < from {
            continue;
        }
        let first = from.max(month.from);
        for fee in &phase.entitlements.fees {
            let had = before.map_or(0, |before| count_of(before, fee.offer));
            let starts = from >= month.from && fee.count > had;
            if last >= first
                && let Some(stretch) = stretch(view, timeline, &phase.entitlements, fee, (first, last))
            {
                match stretch.months {
                    None if starts => held.push(Held { count: fee.count - had, ..stretch }),
                    None => {}
                    Some(_) => join(&mut held, stretch),
                }
            }
        }
        before = Some(&*phase.entitlements);
    }
    held.sort_by_key(|held| (held.offer, held.from));
    let mut items = Vec::with_capacity(held.len());
    for held in &held {
        items.push(item(view.catalogue, held, month)?);
    }
    items.retain(|item| item.line.net_minor != 0);
    Ok(items)
}

fn count_of(entitlements: &Entitlements, offer: usize) -> u32 {
    entitlements.fees.iter().find(|fee| fee.offer == offer).map_or(0, |fee| fee.count)
}

/// Days at the same price make one line, also with others between them.
fn join(held: &mut Vec<Held>, more: Held) {
    let same = |known: &&mut Held| {
        (known.offer, known.count, known.list, known.months, known.discount)
            == (more.offer, more.count, more.list, more.months, more.discount)
    };
    match held.iter_mut().find(same) {
        Some(known) => {
            known.days += more.days;
            known.to = more.to;
        }
        None => held.push(more),
    }
}

/// What an offer costs from one day to another; none where it costs nothing.
fn stretch(
    view: &View<'_>,
    timeline: &Timeline,
    entitlements: &Entitlements,
    fee: &HeldFee,
    (from, to): (Date, Date),
) -> Option<Held> {
    let agreed = match fee.fee {
        // A wrong fact is refused when the contract is read; here it is a fee that is not stated.
        Fee::AsAgreed => agreed_fee(view.catalogue, view.contract, fee.offer, entitlements.plan).ok().flatten()?,
        ref listed => listed.clone(),
    };
    let (list, months) = match agreed {
        Fee::Recurring { price, months } => (price, Some(months.max(1))),
        Fee::Once { price } => (price, None),
        Fee::Free | Fee::AsAgreed | Fee::NotStated => return None,
    };
    let term = timeline.term_months.unwrap_or(0);
    let discount = fee.term_discount.filter(|(least, _)| months.is_some() && term >= *least);
    let days = i64::from(from.until(to).map_or(0, |span| span.get_days())) + 1;
    Some(Held { offer: fee.offer, count: fee.count, list, months, discount, days, from, to })
}

/// The price after discounts, with the steps that led to it.
fn discounted(held: &Held) -> Result<(Decimal, Vec<Step>), TooLarge> {
    let (offer, count, list, months) = (held.offer, held.count, held.list, held.months);
    let mut why = vec![Step::Price(PriceStep::Fee { offer, count, price: list, months })];
    let Some((months, percent)) = held.discount else {
        return Ok((list, why));
    };
    let rest = list.checked_mul(Decimal::ONE_HUNDRED - percent).ok_or(TooLarge)?;
    let price = rest / Decimal::ONE_HUNDRED;
    why.push(Step::Price(PriceStep::Discount { percent, months, list, price }));
    Ok((price, why))
}

fn item(catalogue: &Catalogue, held: &Held, month: Period) -> Result<Item, TooLarge> {
    let currency = catalogue.provider.currency;
    let (price, mut why) = discounted(held)?;
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
    let (unit, to, key) = if once {
        (ChargeUnit::Piece, held.from, Key::Once(held.offer, held.from))
    } else {
        (ChargeUnit::Month, held.to, Key::Fee(held.offer, price, held.count))
    };
    let line = InvoiceLine {
        kind: LineKind::Fee { offer: held.offer },
        quantity: if whole == 1 { parts.to_string() } else { format!("{parts}/{whole}") },
        unit,
        unit_price: unit_price(shown, currency),
        net_minor,
        tax_percent: catalogue.provider.tax_percent,
        service: Period { from: held.from, to },
        usage: Vec::new(),
        why,
    };
    Ok(Item { key, line, seconds: 0 })
}
