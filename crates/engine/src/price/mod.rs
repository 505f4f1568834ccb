//! Prices that are computed: a base, its limits, and the modifiers that hold for it.
//!
//! One place for fees, tariffs and items: [`amount`] gives what a rule says in a situation, [`modify`] applies
//! surcharges and discounts. Both say step by step what they did. Sums are exact; nothing is rounded here.
//!
//! Deliberately not here: when something is billed, what a call or a piece of work counts as.

mod adjust;
mod modify;
mod rule;

use crate::money::TooLarge;
use crate::plan::catalogue::price::Unsaid;

pub(crate) use adjust::{adjusted, full_months, later};
pub(crate) use modify::{Modifying, modify};
pub(crate) use rule::amount;

/// Why a price cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PriceFault {
    /// It is larger than can be invoiced.
    TooLarge,
    /// A fact is not known, or is not a number.
    Unknown(String),
    /// No row of a list holds.
    NoRow,
    /// It is left open, and nothing was agreed.
    Unsaid(Unsaid),
}

impl From<TooLarge> for PriceFault {
    fn from(_: TooLarge) -> PriceFault {
        PriceFault::TooLarge
    }
}
