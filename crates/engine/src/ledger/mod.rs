//! The ledger: allowances as dated grants, what usages burned of them, what expired and what is left.
//!
//! A grant is a [`Lot`]: so many seconds or tickets, usable from one instant to another. Grants of periods, pools, the
//! activation credit, start grants, what was bought or earned, and what was carried over are all lots; usages burn them
//! in one order. What happens at an instant (carrying over, reviving) happens when the ledger is brought up to it.
//!
//! Invariants:
//! - For each lot and instant: granted = used + carried on + expired + left. Nothing is burned twice, nothing more than
//!   granted.
//! - A period's grant is the highest one held in it, for the whole period, full in the first and the last one.
//! - A usage burns only lots that were usable when it happened, whenever it became known; a late one takes back what
//!   its own period had carried on, as far as nobody has used it.
//! - Time allowances cover whole started increments: a rest that covers none stays.
//!
//! Deliberately not here: what a usage costs, when it is billed, who may agree a pool.

mod boundary;
mod burn;
mod draw;
mod grant;
mod month;
mod refill;
mod rules;
mod sale;
mod tally;

use std::collections::HashMap;

use jiff::Timestamp;

pub use burn::Burned;
pub(crate) use month::{day_after, period_of};
pub use month::{month_of, next_month};
pub use rules::{Rest, Want};
pub(crate) use sale::sold;
pub use tally::Scope;

use crate::plan::catalogue::{BurnOrder, GrantTime};
use crate::run::outcome::{Balance, Period};
use tally::Tallies;

/// Where a lot comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Given each month, quarter or year.
    Period(GrantTime),
    /// Several months thrown together.
    Pool,
    /// Given at activation.
    Activation,
    /// Given at the start of the contract.
    Start,
    /// Bought on top, by the event of this index.
    TopUp(usize),
    /// Bought because little was left after the usage of this event.
    Refill(usize),
    /// Earned by what a fact counts.
    Earned,
    /// Carried on from another lot (index).
    Carried(usize),
    /// Expired in another lot (index) and brought back by a top-up.
    Revived(usize),
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
    /// Passed on to other lots.
    pub carried: i64,
    /// Used before it began.
    pub early: i64,
    /// When it was first granted, before it was carried on.
    pub since: Timestamp,
    /// Whether it was decided what is carried on.
    pub(super) closed: bool,
    /// How much of it had been granted from which instant on, where it grew within its period; the last is all of it.
    pub(super) grown: Vec<(Timestamp, Option<i64>)>,
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
    /// So many lots at the front are in the order of time; later ones came about on the way.
    fixed: usize,
    order: BurnOrder,
    tickets: Vec<(String, usize)>,
    /// Allowances of which the contract was promised something, whether it got it or not.
    promised: Vec<usize>,
    /// What rules need to remember.
    running: Running,
}

/// What rules of allowances need to remember from one usage to the next.
#[derive(Debug, Clone, Default)]
struct Running {
    /// Brought up to this instant.
    at: Option<Timestamp>,
    /// Whether anything ever happens at an instant.
    moves: bool,
    /// When the contract ends.
    end: Option<Timestamp>,
    /// The instant up to which something was granted.
    reach: Option<Timestamp>,
    /// Counted seconds that an allowance covered of a ticket.
    covered: HashMap<(String, usize), i64>,
    tallies: Tallies,
}

impl Lot {
    /// Whether it can be burned by a usage at `at`.
    #[must_use]
    pub fn usable(&self, at: Timestamp) -> bool {
        self.from <= at && self.expires.is_none_or(|expires| at < expires)
    }

    /// What is neither used nor carried on, expired or not; none: unlimited.
    #[must_use]
    pub fn unused(&self) -> Option<i64> {
        self.granted.map(|granted| granted.saturating_sub(self.used).saturating_sub(self.carried).max(0))
    }

    /// Whether it came out of another lot.
    fn is_passed_on(&self) -> bool {
        matches!(self.source, Source::Carried(_) | Source::Revived(_))
    }
}

impl Ledger {
    /// The lots, oldest first.
    #[must_use]
    pub fn lots(&self) -> &[Lot] {
        &self.lots
    }

    /// Leaves out what was granted after an instant, and answers what it was (by lot) for [`Ledger::show_later`].
    pub(crate) fn hide_later(&mut self, at: Timestamp) -> Vec<(usize, Option<i64>)> {
        let mut hidden = Vec::new();
        for (ix, lot) in self.lots.iter_mut().enumerate().filter(|(_, lot)| !lot.grown.is_empty()) {
            let by_then = lot.grown.iter().rev().find(|(since, _)| *since <= at).map(|(_, granted)| *granted);
            if let Some(by_then) = by_then.filter(|by_then| *by_then != lot.granted) {
                hidden.push((ix, std::mem::replace(&mut lot.granted, by_then)));
            }
        }
        hidden
    }

    /// Brings back what was left out.
    pub(crate) fn show_later(&mut self, hidden: Vec<(usize, Option<i64>)>) {
        for (ix, granted) in hidden {
            self.lots[ix].granted = granted;
        }
    }

    /// What a usage at `at` could still burn of an allowance.
    ///
    /// A ledger reaches as far as the run that made it: later months are not granted yet.
    #[must_use]
    pub fn left_at(&self, allowance: usize, at: Timestamp) -> Left {
        let mut left: i64 = 0;
        for lot in self.lots.iter().filter(|lot| lot.allowance == allowance && lot.usable(at)) {
            // What is carried on is carried when the lot expires: at this instant it is still there.
            match lot.granted {
                Some(granted) => left = left.saturating_add(granted.saturating_sub(lot.used).max(0)),
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
        // What has not begun is no balance yet, unless something of it was used before; nor is what a rest is carried
        // into at the very end, where the period itself has not begun.
        let begun = |lot: &&Lot| lot.from <= until.min(self.running.reach.unwrap_or(until));
        for lot in self.lots.iter().filter(|lot| begun(lot) || lot.used > 0) {
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
                    brought: 0,
                    carried: 0,
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
    balance.carried = balance.carried.saturating_add(lot.carried);
    balance.expires = balance.expires.max(lot.expires);
    match (balance.granted, lot.granted, lot.unused()) {
        (Some(sum), Some(granted), Some(unused)) => {
            if lot.is_passed_on() {
                balance.brought = balance.brought.saturating_add(granted);
            } else {
                balance.granted = Some(sum.saturating_add(granted));
            }
            if lot.expires.is_some_and(|expires| expires <= until) {
                balance.expired = balance.expired.saturating_add(unused);
            } else {
                balance.left = balance.left.saturating_add(unused);
            }
        }
        _ => (balance.granted, balance.expired, balance.left) = (None, 0, 0),
    }
}
