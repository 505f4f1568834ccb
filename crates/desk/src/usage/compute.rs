//! All that follows from a contract and its usage, by the engine.

use engine::run::event::Event;
use engine::run::outcome::Outcome;
use engine::run::run_bare;
use jiff::Timestamp;

use crate::action::View;
use crate::contract::{self, Terms};
use crate::error::DeskError;
use crate::id::UsageId;

/// A contract computed with everything that was used under it.
pub(crate) struct Computed {
    /// Rated usage, balances and drafts of invoices.
    pub(crate) outcome: Outcome,
    /// Everything it was computed from, contract's events first.
    pub(crate) events: Vec<Event>,
    /// How many of the events are the contract's own.
    own: usize,
    /// The records of the events that follow those.
    records: Vec<UsageId>,
}

impl Computed {
    /// The record of an event, if it has one.
    pub(crate) fn record(&self, event: usize) -> Option<UsageId> {
        self.records.get(event.checked_sub(self.own)?).copied()
    }
}

/// Computes a contract up to an instant, with `extra` events that are not recorded (a quote).
pub(crate) fn compute(
    view: &mut View<'_, '_>,
    terms: &Terms,
    extra: &[Event],
    until: Timestamp,
) -> Result<Computed, DeskError> {
    let (used, records) = contract::usage_events(view, terms)?;
    let own = terms.events.len();
    let mut events = terms.events.clone();
    events.extend(used);
    events.extend_from_slice(extra);
    let outcome = run_bare(&terms.volume, &terms.engine, &events, until)
        .map_err(|error| DeskError::broken(format!("contract {}: {error}", terms.number)))?;
    Ok(Computed { outcome, events, own, records })
}

/// All that happened under a contract, and at last something more that is not recorded.
pub(crate) fn events_with(view: &mut View<'_, '_>, terms: &Terms, more: Event) -> Result<Vec<Event>, DeskError> {
    let (used, _) = contract::usage_events(view, terms)?;
    let mut events = terms.events.clone();
    events.extend(used);
    events.push(more);
    Ok(events)
}

/// Rated usage, balances and drafts of invoices of a contract up to an instant.
///
/// # Errors
/// Whatever the database says.
pub fn outcome(view: &mut View<'_, '_>, terms: &Terms, until: Timestamp) -> Result<Outcome, DeskError> {
    Ok(compute(view, terms, &[], until)?.outcome)
}
