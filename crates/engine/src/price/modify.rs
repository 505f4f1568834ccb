//! Surcharges and discounts.
//!
//! Percentages of surcharges are of the price before all of them, and add up; factors come before, amounts after them,
//! then what it costs at least. Discounts follow in the same way, of the price with its surcharges, then what it costs
//! at most. Of those in one group only the first that holds counts. A price never falls below zero.

use rust_decimal::Decimal;

use super::PriceFault;
use super::rule::share;
use crate::explain::{RuleStep, Step};
use crate::plan::catalogue::price::{Change, Modifier};
use crate::run::situation::Situation;

/// What modifiers are asked about.
pub(crate) struct Modifying<'a> {
    /// What is known.
    pub(crate) situation: Situation<'a>,
    /// Agreed length in months.
    pub(crate) term_months: u32,
    /// Full months for which it has been held.
    pub(crate) held_months: u32,
    /// What a length of time costs at least, where time is priced.
    pub(crate) time: &'a dyn Fn(i64) -> Option<Decimal>,
    /// Which changes are made now.
    pub(crate) which: fn(Change) -> bool,
    /// Whether something that is due once for a ticket has been charged before.
    pub(crate) charged: &'a dyn Fn(usize) -> bool,
}

impl Modifying<'_> {
    fn holds(&self, modifier: &Modifier) -> bool {
        modifier.term_months.is_none_or(|least| self.term_months >= least)
            && modifier.first_months.is_none_or(|first| self.held_months < first)
            && modifier.after_months.is_none_or(|after| self.held_months >= after)
            && self.situation.holds(&modifier.when)
    }

    /// The modifiers that hold, by index.
    fn holding(&self, list: &[Modifier]) -> Vec<usize> {
        let mut groups: Vec<&str> = Vec::new();
        let mut found = Vec::new();
        for (ix, modifier) in list.iter().enumerate() {
            let taken = modifier.group.as_deref().is_some_and(|group| groups.contains(&group));
            if taken || !(self.which)(modifier.change) || !self.holds(modifier) {
                continue;
            }
            groups.extend(modifier.group.as_deref());
            if !(modifier.once && (self.charged)(ix)) {
                found.push(ix);
            }
        }
        found
    }
}

/// The price after surcharges and discounts, and those among them that are due once for a ticket (indexes).
///
/// # Errors
/// [`PriceFault`] when a sum is too large, or a change that holds is left open.
pub(crate) fn modify(
    list: &[Modifier],
    asked: &Modifying<'_>,
    price: Decimal,
    steps: &mut Vec<Step>,
) -> Result<(Decimal, Vec<usize>), PriceFault> {
    let holding = asked.holding(list);
    let open =
        holding.iter().find_map(|&ix| if let Change::Unsaid(unsaid) = list[ix].change { Some(unsaid) } else { None });
    if let Some(unsaid) = open {
        return Err(PriceFault::Unsaid(unsaid));
    }
    let mut price = price;
    for discounts in [false, true] {
        let of_side = || holding.iter().copied().filter(|&ix| list[ix].change.is_discount() == discounts);
        for rank in 0..4 {
            let base = price;
            for ix in of_side().filter(|&ix| rank_of(list[ix].change) == rank) {
                let before = price;
                price = changed(list[ix].change, asked, base, price)?.max(Decimal::ZERO);
                if price != before {
                    let (name, change) = (list[ix].name.clone(), list[ix].change);
                    steps.push(Step::Rule(RuleStep::Modified {
                        name,
                        change,
                        when: list[ix].when.clone(),
                        before,
                        price,
                    }));
                }
            }
        }
    }
    let once = holding.into_iter().filter(|&ix| list[ix].once).collect();
    Ok((price, once))
}

/// In which order changes of one side are made.
fn rank_of(change: Change) -> u8 {
    match change {
        Change::Factor(_) => 0,
        Change::Percent(_) => 1,
        Change::Add(_) => 2,
        Change::AtLeast(_) | Change::AtLeastTime(_) | Change::AtMost(_) | Change::Unsaid(_) => 3,
    }
}

fn changed(change: Change, asked: &Modifying<'_>, base: Decimal, price: Decimal) -> Result<Decimal, PriceFault> {
    let sum = match change {
        Change::Factor(factor) => price.checked_mul(factor),
        Change::Percent(percent) => price.checked_add(share(base, percent)?),
        Change::Add(amount) => price.checked_add(amount),
        Change::AtLeast(least) => Some(price.max(least)),
        Change::AtLeastTime(seconds) => Some((asked.time)(seconds).map_or(price, |least| price.max(least))),
        Change::AtMost(most) => Some(price.min(most)),
        Change::Unsaid(_) => Some(price),
    };
    sum.ok_or(PriceFault::TooLarge)
}
