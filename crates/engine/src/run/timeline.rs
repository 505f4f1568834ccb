//! A contract over time: what it held from which day, when it ended, what was agreed, and which events were refused on the way.
//!
//! Days are those of the provider's zone. A change counts from its instant for promises and from its day for fees; an
//! end is a midnight. What a plan leaves to the contract ("as agreed") is filled in here from the contract's facts.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::book::Volume;
use super::event::{Contract, Event};
use super::outcome::{Period, Refused};
use super::situation::FactHistory;
use super::{contacts, phases};
use crate::plan::Entitlements;
use crate::plan::catalogue::{Catalogue, SharedCatalogue};
use crate::plan::resolve::SelectionError;
use crate::time::wall::{instant, local};

/// What a contract was over time.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// First day in effect.
    pub start: Date,
    /// First day no longer in effect (fixed term, agreed end or cancellation), if there is one.
    pub end: Option<Date>,
    /// The end as it was agreed, without cancellations.
    pub fixed_end: Option<Date>,
    /// What was held, in order, without gaps from `start`; the last phase is open.
    pub phases: Vec<Phase>,
    /// Pools agreed, each with the months it joins.
    pub pools: Vec<Pool>,
    /// When the software was activated, each time.
    pub activations: Vec<Timestamp>,
    /// Agreed length in months, for term discounts.
    pub term_months: Option<u32>,
    /// What is known about the contract, for conditions.
    pub facts: FactHistory,
    /// Changes of the contacts, each with the instant from which it holds, in that order.
    pub contacts: Vec<(Timestamp, Vec<String>)>,
    /// The catalogue with the windows of this contract, where they depend on it.
    pub catalogue: Option<SharedCatalogue>,
    /// Events that the plan did not allow.
    pub refused: Vec<Refused>,
    /// Requests (events) that were not valid ones.
    pub unasked: Vec<usize>,
}

/// A stretch of days with the same entitlements.
#[derive(Debug, Clone)]
pub struct Phase {
    /// First day.
    pub from: Date,
    /// Start as an instant: midnight of `from` for the first phase, the event's time for a change.
    pub from_at: Timestamp,
    /// What is held.
    pub entitlements: Arc<Entitlements>,
}

/// Months of an allowance that were thrown together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Which allowance (index).
    pub allowance: usize,
    /// The months, first day to last day.
    pub period: Period,
    /// Index of the event that agreed it.
    pub event: usize,
}

impl Timeline {
    /// What a contract was, given all that happened under it.
    ///
    /// # Errors
    /// [`SelectionError`] when the catalogue does not allow what the contract holds at its start. A later change that
    /// it does not allow is among [`Timeline::refused`].
    pub fn build(volume: &Volume, contract: &Contract, events: &[Event]) -> Result<Timeline, SelectionError> {
        let mut timeline = phases::build(volume, contract, events)?;
        timeline.contacts = contacts::changes(volume.catalogue(), &timeline, events);
        Ok(timeline)
    }

    /// What was held at an instant; none before the start and from the end on.
    #[must_use]
    pub fn at(&self, at: Timestamp, day: Date) -> Option<&Phase> {
        if day < self.start || self.end.is_some_and(|end| day >= end) {
            return None;
        }
        self.phases.iter().rev().find(|phase| phase.from_at <= at)
    }

    /// What was held at an instant, or at the end where something that was granted before it can still be used.
    #[must_use]
    pub fn serving(&self, catalogue: &Catalogue, at: Timestamp, day: Date) -> Option<&Phase> {
        let lingering =
            self.end.is_some_and(|end| day >= end) && self.served_until(catalogue).is_some_and(|to| day < to);
        if lingering { self.phases.iter().rev().find(|phase| phase.from_at <= at) } else { self.at(at, day) }
    }

    /// The first day on which nothing is given any more: the end, or that of allowances that outlive it.
    #[must_use]
    pub fn served_until(&self, catalogue: &Catalogue) -> Option<Date> {
        let end = self.end?;
        Some(catalogue.allowances.iter().map(|allowance| allowance.outlives(end)).fold(end, Date::max))
    }

    /// The offers (indexes) held at an instant, also after the end.
    pub(crate) fn held_at(&self, at: Timestamp) -> &[usize] {
        let phase = self.phases.iter().rev().find(|phase| phase.from_at <= at);
        phase.map(|phase| phase.entitlements.held.as_slice()).unwrap_or_default()
    }
}

/// What is known about a contract: at its start, told later, counted.
pub(crate) fn contract_facts<'e>(contract: &Contract, events: impl Iterator<Item = &'e Event>) -> FactHistory {
    phases::contract_facts(contract, events)
}

/// The order in which events are computed: by when they happened, and as they arrived where that is equal.
#[must_use]
pub fn order(events: &[Event]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..events.len()).collect();
    if !events.is_sorted_by_key(|event| event.at) {
        order.sort_by_key(|&ix| events[ix].at);
    }
    order
}

/// The day of an instant in a zone.
#[must_use]
pub fn day(at: Timestamp, zone: &TimeZone) -> Date {
    local(at, zone).date()
}

/// The instant at which a day begins in a zone; the ends of time for days beyond them.
#[must_use]
pub fn midnight(day: Date, zone: &TimeZone) -> Timestamp {
    let edge = if day.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    instant(day.to_datetime(jiff::civil::Time::midnight()), zone).unwrap_or(edge)
}
