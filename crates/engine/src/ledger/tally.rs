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
    /// What a usage counts; it becomes part of its sum.
    pub(crate) fn count(&mut self, whose: Whose, tally: &Tally, scope: &Scope<'_>, measured_s: i64) -> i64 {
        let ticket = scope.ticket.map(str::to_owned);
        let sum = match (tally.scope, ticket) {
            (Counting::EachTicket, Some(ticket)) => Sum::Ticket(ticket),
            (Counting::EachCycle, Some(ticket)) => Sum::Cycle(ticket, scope.cycle),
            (Counting::EachDay, _) => Sum::Day(scope.day),
            (Counting::MonthSum, _) => Sum::Month(scope.month),
            (Counting::Second, _) => return Tally { increment_s: 1, ..*tally }.count(measured_s),
            (Counting::EachUsage | Counting::EachTicket | Counting::EachCycle, _) => return tally.count(measured_s),
        };
        let sum = self.0.entry((whose, sum)).or_insert(0);
        let before = tally.count(*sum);
        *sum = sum.saturating_add(measured_s);
        tally.count(*sum).saturating_sub(before).max(0)
    }
}

impl Ledger {
    /// What a usage counts by the tally of its tariff.
    pub fn tally(&mut self, tariff: usize, tally: &Tally, scope: &Scope<'_>, measured_s: i64) -> i64 {
        self.running.tallies.count(Whose::Tariff(tariff), tally, scope, measured_s)
    }
}
