//! A contract over time: what it held from which day, when it ended, what was agreed, and which events were refused on the way.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::outcome::{Period, Refused};
use crate::plan::Entitlements;

/// What a contract was over time.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// First day in effect.
    pub start: Date,
    /// First day no longer in effect (fixed term, agreed end or cancellation), if there is one.
    pub end: Option<Date>,
    /// What was held, in order, without gaps from `start`; the last phase is open.
    pub phases: Vec<Phase>,
    /// Pools agreed, each with the months it joins.
    pub pools: Vec<Pool>,
    /// When the software was activated, each time.
    pub activations: Vec<Timestamp>,
    /// Agreed length in months, for term discounts.
    pub term_months: Option<u32>,
    /// Events that the plan did not allow.
    pub refused: Vec<Refused>,
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
    /// What was held at an instant; none before the start and from the end on.
    #[must_use]
    pub fn at(&self, at: Timestamp, day: Date) -> Option<&Phase> {
        if day < self.start || self.end.is_some_and(|end| day >= end) {
            return None;
        }
        self.phases.iter().rev().find(|phase| phase.from_at <= at)
    }
}
