//! Remedies: what a customer gets when a promise was not kept.
//!
//! At the end of each month it is asked again what is owed by then, with what was known by then: scores are measured
//! (`score`), the steps of the plan say what follows, and claims, caps and cumulation decide what is given (`settle`).
//! Sums become lines of the next invoice (`invoice`); time, days and free work become events that the rest of the engine
//! carries out like any other (`effect`). What became known later is the difference between two months, so it is given
//! or taken back exactly once.
//!
//! A breach belongs to the month in which the promised time was used up; a credit belongs to the first invoice after it
//! was determined: at the end of the period, or when a late ticket was ended.

mod effect;
mod score;
mod settle;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

pub(crate) use effect::{FREE, effects};
pub(crate) use settle::refusals;

use crate::explain::Step;
use crate::ledger::{day_after, month_of, next_month};
use crate::plan::Catalogue;
use crate::plan::catalogue::remedy::Credit;
use crate::run::event::{Contract, Event};
use crate::run::outcome::Period;
use crate::run::timeline::{Timeline, day, midnight};

/// What a customer is owed for a promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemedyDue {
    /// The remedy (index).
    pub remedy: usize,
    /// What was measured over, or the month in which it was determined.
    pub period: Period,
    /// The ticket, if it is about one.
    pub ticket: Option<String>,
    /// Which of the ticket's clocks, from 0.
    pub clock: usize,
    /// What was measured: breaches, seconds, or percent.
    pub measured: Decimal,
    /// What is given.
    pub credit: Credit,
    /// The sum, where it is one and an invoice has it.
    pub amount_minor: Option<i64>,
    /// The month of the invoice that has it.
    pub invoice: Option<Period>,
    /// Where it stands.
    pub state: RemedyState,
    /// From when on it is owed.
    pub owed: Timestamp,
    /// How it came about.
    pub why: Vec<Step>,
}

impl RemedyDue {
    /// Whether two are about the same thing.
    #[must_use]
    pub(crate) fn same(&self, other: &RemedyDue) -> bool {
        (self.remedy, self.period, &self.ticket, self.clock) == (other.remedy, other.period, &other.ticket, other.clock)
    }
}

/// Where a remedy stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RemedyState {
    /// Owed, or given.
    Given,
    /// It must be claimed by the end of this day.
    Claimable(Date),
    /// It was not claimed by the end of this day.
    Lapsed(Date),
    /// What must hold of the contract does not.
    NotEntitled,
    /// Another one is larger, and they do not add up.
    NotCumulated,
    /// The cap is used up.
    Capped,
    /// Too small to be given.
    TooSmall,
}

impl RemedyState {
    /// The id in scenarios and the API.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            RemedyState::Given => "given",
            RemedyState::Claimable(_) => "claimable",
            RemedyState::Lapsed(_) => "lapsed",
            RemedyState::NotEntitled => "not-entitled",
            RemedyState::NotCumulated => "not-cumulated",
            RemedyState::Capped => "capped",
            RemedyState::TooSmall => "too-small",
        }
    }
}

/// What is owed by the end of a month, with what was known then.
pub(crate) struct Month {
    /// The month; none for the one that runs.
    pub(crate) month: Option<Period>,
    /// What is owed.
    pub(crate) due: Vec<RemedyDue>,
}

/// What is owed at the end of each month that has ended, and at `until`.
pub(crate) fn months(
    catalogue: &Catalogue,
    contract: &Contract,
    timeline: &Timeline,
    events: &[Event],
    until: Timestamp,
) -> Vec<Month> {
    let held = |phase: &crate::run::timeline::Phase| !phase.entitlements.remedies.is_empty();
    if catalogue.remedies.is_empty() || !timeline.phases.iter().any(held) {
        return Vec::new();
    }
    let zone = &catalogue.provider.zone;
    let mut settler = settle::Settler::new(catalogue, contract, timeline, events);
    let mut months = Vec::new();
    let mut month = Some(month_of(timeline.start));
    while let Some(at) = month {
        let Some(end) = day_after(at).map(|day| midnight(day, zone)).filter(|end| *end <= until) else { break };
        months.push(Month { month: Some(at), due: settler.by(end) });
        month = next_month(at);
    }
    // A run to the end of a month says nothing new at its last instant.
    let ended = months.last().and_then(|last| last.month).and_then(day_after).map(|day| midnight(day, zone));
    if ended != Some(until) {
        months.push(Month { month: None, due: settler.by(until) });
    }
    months
}

/// The day of an instant in the provider's zone.
fn day_of(catalogue: &Catalogue, at: Timestamp) -> Date {
    day(at, &catalogue.provider.zone)
}
