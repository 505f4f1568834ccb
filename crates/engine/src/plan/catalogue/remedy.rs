//! Remedies: what a customer gets when a promise was not kept.
//!
//! A remedy measures something (breaches, lateness, a share of promises kept, availability), compares it with its steps,
//! and gives what the worst step says.

use rust_decimal::Decimal;

use super::condition::When;
use super::{Milestone, Text};

/// What a customer gets when a promise was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// Id in the file.
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// What is measured.
    pub measure: Measure,
    /// Milestones whose clocks count; empty: all.
    pub milestones: Vec<Milestone>,
    /// Which tickets or outages count.
    pub when: When,
    /// What must hold of the contract.
    pub needs: When,
    /// Window (index) in which lateness and availability are counted; none: the clock's own, or always.
    pub window: Option<usize>,
    /// Over what it is measured.
    pub per: Per,
    /// What follows, by how bad it was.
    pub steps: Vec<Step>,
    /// What a percentage is taken of.
    pub of: Base,
    /// Allowance (index) to which time is added.
    pub allowance: Option<usize>,
    /// How much more some tickets count; the first that fits.
    pub weights: Vec<(When, Decimal)>,
    /// The most that is given for a month, a quarter or a year, in the credits' own unit.
    pub cap: Option<Credit>,
    /// Only what is more than this is given.
    pub above: Option<Decimal>,
    /// Calendar days in which it must be claimed; none: given without being asked for.
    pub claim_days: Option<u32>,
    /// Whether it is given beside others; otherwise only the largest one is.
    pub cumulates: bool,
    /// In how many of the latest periods it must have been so bad.
    pub after: u32,
    /// Of how many periods.
    pub of_last: u32,
}

/// What a remedy measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// How many clocks were breached.
    Breaches,
    /// How late something was reached.
    Delay,
    /// How many of the promises were kept, in percent.
    Share,
    /// How much of the time it was available, in percent.
    Availability,
}

impl Measure {
    /// Every measure with its id in files.
    pub const ALL: [(Measure, &'static str); 4] = [
        (Measure::Breaches, "breaches"),
        (Measure::Delay, "delay"),
        (Measure::Share, "share"),
        (Measure::Availability, "availability"),
    ];
}

/// Over what a remedy measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Per {
    /// Each ticket.
    Ticket,
    /// So many calendar months: 1, 3 or 12.
    Months(u32),
}

impl Per {
    /// Every word with its id in files.
    pub const ALL: [(Per, &'static str); 4] =
        [(Per::Ticket, "ticket"), (Per::Months(1), "month"), (Per::Months(3), "quarter"), (Per::Months(12), "year")];
}

/// What a percentage is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Base {
    /// The fee of the plan.
    #[default]
    Plan,
    /// All fees of the contract.
    Fees,
    /// The fee of an offer (index).
    Offer(usize),
}

/// A step: from where on it holds, and what it gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// A number of breaches, a percentage, or seconds of lateness.
    pub threshold: Decimal,
    /// Whether the threshold itself belongs to the step.
    pub inclusive: bool,
    /// The credit is given for each so much beyond the threshold, started ones too or not.
    pub each: Option<(Decimal, Started)>,
    /// What it gives.
    pub credit: Credit,
    /// The wording of the threshold.
    pub text: String,
}

/// Whether a unit that has begun counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Started {
    /// It does.
    Counts,
    /// Only whole ones do.
    Whole,
}

/// What is given, and how much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    /// What.
    pub kind: CreditKind,
    /// Percent, money, days or seconds.
    pub amount: Decimal,
}

/// What is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CreditKind {
    /// A percentage of a fee.
    Percent,
    /// A sum.
    Money,
    /// Days of the term; of a contract without an end as many days of the fee.
    Days,
    /// Time of an allowance, in seconds.
    Time,
    /// The work on the ticket is free of charge.
    Work,
    /// The right to end the contract.
    Termination,
    /// The contract says it (`agreed."remedy.ID"`).
    AsAgreed,
    /// The plan does not say how much.
    NotStated,
}

impl CreditKind {
    /// Whether the plan leaves open what is given.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, CreditKind::AsAgreed | CreditKind::NotStated)
    }
}
