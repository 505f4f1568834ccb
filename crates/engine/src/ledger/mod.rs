//! The ledger: allowances as dated grants, what usages burned of them, what expired and what is left.
//!
//! A grant is a [`Lot`]: so many seconds or tickets, usable from one instant to another. Month grants, pools, the
//! activation credit, start grants and top-ups are all lots; usages burn them in one order.
//!
//! Invariants:
//! - For each lot and instant: granted = used + expired + left. Nothing is burned twice, nothing more than granted.
//! - A month's grant is the highest one held in the month, for the whole month, full in the first and the last one.
//! - A usage burns only lots that were usable when it happened, whenever it became known.
//! - Time allowances cover whole started increments: a rest that covers none stays.
//!
//! Deliberately not here: what a usage costs, when it is billed, who may agree a pool.

mod burn;
mod grant;
mod month;

use jiff::Timestamp;

pub use burn::Burned;
pub(crate) use month::day_after;
pub use month::{month_of, next_month};

use crate::plan::catalogue::BurnOrder;
use crate::run::outcome::{Balance, Period};

/// Where a lot comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Given each calendar month.
    Month,
    /// Several months thrown together.
    Pool,
    /// Given at activation.
    Activation,
    /// Given at the start of the contract.
    Start,
    /// Bought on top, by the event of this index.
    TopUp(usize),
}

/// A dated grant of an allowance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Which allowance (index).
    pub allowance: usize,
    /// The months it belongs to, if it does.
    pub period: Option<Period>,
    /// Where it comes from.
    pub source: Source,
    /// Seconds or tickets; none: unlimited.
    pub granted: Option<i64>,
    /// Usable from then on.
    pub from: Timestamp,
    /// Not usable any more from then on; none: never expires.
    pub expires: Option<Timestamp>,
    /// Used so far.
    pub used: i64,
}

/// How much of an allowance is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// So many seconds or tickets.
    Quantity(i64),
    /// No limit.
    Unlimited,
}

/// All lots of a contract, and which tickets have been taken.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    lots: Vec<Lot>,
    order: BurnOrder,
    tickets: Vec<(String, usize)>,
}

impl Lot {
    /// Whether it can be burned by a usage at `at`.
    #[must_use]
    pub fn usable(&self, at: Timestamp) -> bool {
        self.from <= at && self.expires.is_none_or(|expires| at < expires)
    }

    /// What is not used, expired or not; none: unlimited.
    #[must_use]
    pub fn unused(&self) -> Option<i64> {
        self.granted.map(|granted| granted.saturating_sub(self.used).max(0))
    }
}

impl Ledger {
    /// The lots, oldest first.
    #[must_use]
    pub fn lots(&self) -> &[Lot] {
        &self.lots
    }

    /// What a usage at `at` could still burn of an allowance.
    ///
    /// A ledger reaches as far as the run that made it: later months are not granted yet.
    #[must_use]
    pub fn left_at(&self, allowance: usize, at: Timestamp) -> Left {
        let mut left: i64 = 0;
        for lot in self.lots.iter().filter(|lot| lot.allowance == allowance && lot.usable(at)) {
            match lot.unused() {
                Some(unused) => left = left.saturating_add(unused),
                None => return Left::Unlimited,
            }
        }
        Left::Quantity(left)
    }

    /// Balances by allowance and period as they stand at `until`, grants without a period last.
    ///
    /// Of an unlimited allowance `granted` is none, `expired` and `left` are 0.
    #[must_use]
    pub fn balances(&self, until: Timestamp) -> Vec<Balance> {
        let mut balances: Vec<Balance> = Vec::new();
        for lot in &self.lots {
            let same = |known: &&mut Balance| known.allowance == lot.allowance && known.period == lot.period;
            if let Some(known) = balances.iter_mut().find(same) {
                add(known, lot, until);
            } else {
                let mut fresh = Balance {
                    allowance: lot.allowance,
                    period: lot.period,
                    granted: Some(0),
                    used: 0,
                    expired: 0,
                    left: 0,
                    expires: None,
                };
                add(&mut fresh, lot, until);
                balances.push(fresh);
            }
        }
        balances.sort_by_key(|balance| (balance.allowance, balance.period.is_none(), balance.period));
        balances
    }
}

fn add(balance: &mut Balance, lot: &Lot, until: Timestamp) {
    balance.used = balance.used.saturating_add(lot.used);
    balance.expires = balance.expires.max(lot.expires);
    match (balance.granted, lot.granted, lot.unused()) {
        (Some(sum), Some(granted), Some(unused)) => {
            balance.granted = Some(sum.saturating_add(granted));
            if lot.expires.is_some_and(|expires| expires <= until) {
                balance.expired = balance.expired.saturating_add(unused);
            } else {
                balance.left = balance.left.saturating_add(unused);
            }
        }
        _ => (balance.granted, balance.expired, balance.left) = (None, 0, 0),
    }
}
