//! Counting: what measured time counts, summed over a usage, a ticket, a cycle of work, a day or a month.
//!
//! A usage counts what it adds to its sum: the counted sum with it less the counted sum without it. So the total of a
//! ticket or month is the same in whatever order its usages are taken.

use std::collections::HashMap;

use jiff::civil::Date;

use super::Ledger;
use crate::plan::catalogue::Counting;
use crate::plan::catalogue::meter::Tally;
use crate::run::outcome::Period;

/// Where a usage belongs, for sums.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// Its ticket.
    pub ticket: Option<&'a str>,
    /// How often the ticket had been reopened before.
    pub cycle: usize,
    /// Its day.
    pub day: Date,
    /// Its month.
    pub month: Period,
}

/// Whose counting it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Whose {
    Allowance(usize),
    Tariff(usize),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Sum {
    Cycle(String, usize),
    Ticket(String),
    Day(Date),
    Month(Period),
}

/// Measured seconds of each sum so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tallies(HashMap<(Whose, Sum), i64>);

impl Tallies {
    /// What a usage counts, beyond what its sum counts without it.
    pub(crate) fn count(&self, whose: Whose, tally: &Tally, scope: &Scope<'_>, measured_s: i64) -> i64 {
        let Some(sum) = sum_of(tally.scope, scope) else {
            let increment_s = if tally.scope == Counting::Second { 1 } else { tally.increment_s };
            return Tally { increment_s, ..*tally }.count(measured_s);
        };
        let sum = self.0.get(&(whose, sum)).copied().unwrap_or(0);
        let with = tally.count(sum.saturating_add(measured_s));
        with.saturating_sub(tally.count(sum)).max(0)
    }

    /// A usage becomes part of its sum.
    pub(crate) fn add(&mut self, whose: Whose, tally: &Tally, scope: &Scope<'_>, measured_s: i64) {
        if let Some(sum) = sum_of(tally.scope, scope) {
            let sum = self.0.entry((whose, sum)).or_insert(0);
            *sum = sum.saturating_add(measured_s);
        }
    }
}

/// The sum to which a usage belongs; none where it counts on its own.
fn sum_of(counting: Counting, scope: &Scope<'_>) -> Option<Sum> {
    match (counting, scope.ticket) {
        (Counting::EachTicket, Some(ticket)) => Some(Sum::Ticket(ticket.to_owned())),
        (Counting::EachCycle, Some(ticket)) => Some(Sum::Cycle(ticket.to_owned(), scope.cycle)),
        (Counting::EachDay, _) => Some(Sum::Day(scope.day)),
        (Counting::MonthSum, _) => Some(Sum::Month(scope.month)),
        _ => None,
    }
}

impl Ledger {
    /// What a usage counts by the tally of its tariff.
    #[must_use]
    pub fn tally(&self, tariff: usize, tally: &Tally, scope: &Scope<'_>, measured_s: i64) -> i64 {
        self.running.tallies.count(Whose::Tariff(tariff), tally, scope, measured_s)
    }

    /// A usage becomes part of the sum of its tariff.
    pub fn add_to_tally(&mut self, tariff: usize, tally: &Tally, scope: &Scope<'_>, measured_s: i64) {
        self.running.tallies.add(Whose::Tariff(tariff), tally, scope, measured_s);
    }
}
