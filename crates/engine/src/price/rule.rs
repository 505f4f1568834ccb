//! What a price rule says in a situation.

use rust_decimal::Decimal;

use super::PriceFault;
use crate::explain::{RuleStep, Step};
use crate::plan::catalogue::price::{BandRate, Of, PriceBand, PriceBase, PriceRule};
use crate::run::situation::Situation;

/// The value of what a share is taken of; facts are looked up here, the rest by whoever knows the contract's sums.
pub(crate) type Bases<'b> = dyn FnMut(&Of) -> Result<Decimal, PriceFault> + 'b;

/// The exact price, with the steps that led to it.
///
/// # Errors
/// [`PriceFault`] when a fact is missing, no row holds, or the sum is too large.
pub(crate) fn amount(
    rule: &PriceRule,
    situation: &Situation<'_>,
    bases: &mut Bases<'_>,
    steps: &mut Vec<Step>,
) -> Result<Decimal, PriceFault> {
    let mut price = base(&rule.base, situation, bases, steps)?;
    if let Some(name) = &rule.shared_by {
        let by = number(situation, name)?;
        if by > Decimal::ONE {
            let before = price;
            price = price.checked_div(by).ok_or(PriceFault::TooLarge)?;
            steps.push(Step::Rule(RuleStep::Shared { fact: name.clone(), by, before, price }));
        }
    }
    if let Some(floor) = rule.floor.filter(|floor| price < *floor) {
        steps.push(Step::Rule(RuleStep::Floor { before: price, price: floor }));
        price = floor;
    }
    if let Some(ceiling) = rule.ceiling.filter(|ceiling| price > *ceiling) {
        steps.push(Step::Rule(RuleStep::Ceiling { before: price, price: ceiling }));
        price = ceiling;
    }
    Ok(price)
}

fn base(
    base: &PriceBase,
    situation: &Situation<'_>,
    bases: &mut Bases<'_>,
    steps: &mut Vec<Step>,
) -> Result<Decimal, PriceFault> {
    match base {
        PriceBase::Unsaid(unsaid) => Err(PriceFault::Unsaid(*unsaid)),
        PriceBase::Sum { amount, each: None } => Ok(*amount),
        PriceBase::Sum { amount, each: Some(each) } => {
            let count = number(situation, each)?;
            let price = amount.checked_mul(count).ok_or(PriceFault::TooLarge)?;
            steps.push(Step::Rule(RuleStep::Counted { fact: each.clone(), count, each: *amount, price }));
            Ok(price)
        }
        PriceBase::Share { percent, of } => {
            let of = sum(of, situation, bases)?;
            let price = share(of, *percent)?;
            steps.push(Step::Rule(RuleStep::Share { percent: *percent, of, price }));
            Ok(price)
        }
        PriceBase::Bands { of, bands, marginal } => banded(sum(of, situation, bases)?, bands, *marginal, steps),
        PriceBase::Lacking { amount, of } => {
            let reached = sum(of, situation, bases)?;
            let price = (*amount - reached).max(Decimal::ZERO);
            steps.push(Step::Rule(RuleStep::Lacking { amount: *amount, reached, price }));
            Ok(price)
        }
        PriceBase::Steps(rows) => {
            let row = rows.iter().position(|(when, _)| situation.holds(when)).ok_or(PriceFault::NoRow)?;
            steps.push(Step::Rule(RuleStep::Row { row, when: rows[row].0.clone() }));
            amount(&rows[row].1, situation, bases, steps)
        }
    }
}

/// A fact that is a number.
pub(super) fn number(situation: &Situation<'_>, name: &str) -> Result<Decimal, PriceFault> {
    let value = situation.fact(name).and_then(|value| value.trim().parse::<Decimal>().ok());
    let most = Decimal::from(1_000_000_000_000_i64);
    value.filter(|value| value.abs() < most).ok_or_else(|| PriceFault::Unknown(name.to_owned()))
}

fn sum(of: &[Of], situation: &Situation<'_>, bases: &mut Bases<'_>) -> Result<Decimal, PriceFault> {
    of.iter().try_fold(Decimal::ZERO, |sum, of| {
        let more = match of {
            Of::Fact(name) => number(situation, name)?,
            other => bases(other)?,
        };
        sum.checked_add(more).ok_or(PriceFault::TooLarge)
    })
}

pub(super) fn share(of: Decimal, percent: Decimal) -> Result<Decimal, PriceFault> {
    of.checked_mul(percent).map(|sum| sum / Decimal::ONE_HUNDRED).ok_or(PriceFault::TooLarge)
}

fn banded(of: Decimal, bands: &[PriceBand], marginal: bool, steps: &mut Vec<Step>) -> Result<Decimal, PriceFault> {
    let priced = |rate: BandRate, part: Decimal| match rate {
        BandRate::Percent(percent) => share(part, percent),
        BandRate::Each(each) => each.checked_mul(part).ok_or(PriceFault::TooLarge),
        BandRate::Flat(price) => Ok(price),
    };
    if !marginal {
        let Some(band) = bands.iter().find(|band| band.up_to.is_none_or(|up_to| of <= up_to)) else {
            return Err(PriceFault::NoRow);
        };
        let price = priced(band.rate, of)?;
        steps.push(Step::Rule(RuleStep::Band { part: of, up_to: band.up_to, rate: band.rate, price }));
        return Ok(price);
    }
    let (mut total, mut from) = (Decimal::ZERO, Decimal::ZERO);
    for band in bands {
        let to = band.up_to.map_or(of, |up_to| up_to.min(of));
        if to <= from {
            break;
        }
        let (part, price) = (to - from, priced(band.rate, to - from)?);
        steps.push(Step::Rule(RuleStep::Band { part, up_to: band.up_to, rate: band.rate, price }));
        total = total.checked_add(price).ok_or(PriceFault::TooLarge)?;
        from = to;
    }
    Ok(total)
}
