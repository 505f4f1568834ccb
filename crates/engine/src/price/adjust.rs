//! Prices that rise by themselves: a percentage each year, or as an index does.

use jiff::civil::Date;
use jiff::{Span, Unit};
use rust_decimal::Decimal;

use super::PriceFault;
use super::rule::share;
use crate::explain::{RuleStep, Step};
use crate::plan::catalogue::price::{Adjust, Rise};

/// Rises that are computed at most; more are not to be expected in a contract's life.
const MOST: u32 = 200;

/// The price on a day of a contract that began on `start`. `index` is the value of a fact on a day, `holds` whether the
/// condition holds on one.
///
/// # Errors
/// [`PriceFault`] when the index is not known or the sum is too large.
pub(crate) fn adjusted(
    adjust: &Adjust,
    start: Date,
    on: Date,
    (index, holds): (impl Fn(&str, Date) -> Option<Decimal>, impl Fn(Date) -> bool),
    price: Decimal,
    steps: &mut Vec<Step>,
) -> Result<Decimal, PriceFault> {
    let from = adjust.from.unwrap_or(start).max(start);
    let times = (full_months(from, on) / adjust.every_months.max(1)).min(MOST);
    if times == 0 || full_months(start, on) < adjust.lock_months {
        return Ok(price);
    }
    let before = price;
    let mut price = price;
    let mut last = known(adjust, &index, from)?;
    let mut made = 0;
    for time in 1..=times {
        let day = later(from, time.saturating_mul(adjust.every_months));
        let percent = match &adjust.by {
            Rise::Percent(percent) => *percent,
            Rise::Index { cap, .. } => {
                let now = known(adjust, &index, day)?;
                let rise = now.checked_div(last).ok_or(PriceFault::TooLarge)? - Decimal::ONE;
                last = now;
                let percent = rise.checked_mul(Decimal::ONE_HUNDRED).ok_or(PriceFault::TooLarge)?;
                cap.map_or(percent, |cap| percent.min(cap))
            }
        };
        // What falls into the lock does not happen, also not later; nor does what is not meant on its day.
        if full_months(start, day) >= adjust.lock_months && holds(day) {
            made += 1;
            price = price.checked_add(share(price, percent)?).ok_or(PriceFault::TooLarge)?;
        }
    }
    // Rises go on from what was charged: digits beyond those of a price text are dropped.
    price = price.round_dp(6);
    if price != before {
        steps.push(Step::Rule(RuleStep::Adjusted { times: made, before, price }));
    }
    Ok(price)
}

fn known(adjust: &Adjust, index: &impl Fn(&str, Date) -> Option<Decimal>, on: Date) -> Result<Decimal, PriceFault> {
    match &adjust.by {
        Rise::Percent(_) => Ok(Decimal::ONE),
        Rise::Index { fact, .. } => {
            index(fact, on).filter(|value| *value > Decimal::ZERO).ok_or_else(|| PriceFault::Unknown(fact.clone()))
        }
    }
}

/// Full months from one day to another.
pub(crate) fn full_months(from: Date, to: Date) -> u32 {
    let span = from.until((Unit::Month, to)).map_or(0, |span| span.get_months());
    u32::try_from(span).unwrap_or(0)
}

/// So many months later, at the end of the calendar at most.
pub(crate) fn later(from: Date, months: u32) -> Date {
    Span::new().try_months(months).ok().and_then(|span| from.checked_add(span).ok()).unwrap_or(Date::MAX)
}
