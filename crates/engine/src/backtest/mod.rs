//! Backtest: what a plan would have promised, kept and broken, had past tickets come under it.
//!
//! One contract stands for all of them. Each ticket is judged by itself with the functions that judge live ones, so that
//! any number of them can be taken one after the other; what they come to is added up in a [`Tally`]. Calls and work are
//! kept for the whole time and rated in one run at the end ([`Replay::money`]), for allowances span tickets.
//!
//! Deliberately not here: reading logs, which column means what, drawing the report.

mod tally;

use jiff::Timestamp;
use jiff::civil::Date;

pub use tally::{Attainment, Key, SHARES, Tally};

use crate::invoice::{Billing, bill};
use crate::ledger::{day_after, month_of};
use crate::plan::catalogue::{Commitment, SharedCatalogue};
use crate::plan::resolve::SelectionError;
use crate::run::event::{Contract, Event, What};
use crate::run::outcome::{Clock, ClockState, TicketClocks};
use crate::run::timeline::{Timeline, day, midnight};
use crate::run::{Volume, tickets};
use crate::sla::{bare_clocks, clocks};

/// A plan that past tickets are replayed under.
#[derive(Debug)]
pub struct Replay {
    catalogue: SharedCatalogue,
    contract: Contract,
    timeline: Timeline,
}

/// A target that would have been missed.
#[derive(Debug, Clone)]
pub struct Breach {
    /// The ticket.
    pub ticket: String,
    /// Severity id, if one is known.
    pub severity: Option<String>,
    /// The clock as it stood, with its steps.
    pub clock: Clock,
}

impl Replay {
    /// Replays under a contract. Clocks are judged as if it had always run and were renewed at the end of its term.
    ///
    /// # Errors
    /// [`SelectionError`] when the catalogue does not allow what the contract holds.
    pub fn new(volume: &Volume, contract: Contract) -> Result<Replay, SelectionError> {
        let always = Contract { start: Date::MIN, ..contract.clone() };
        let timeline = Timeline { end: contract.end, ..Timeline::build(volume, &always, &[])? };
        let catalogue = timeline.catalogue.clone().unwrap_or_else(|| volume.catalogue().clone());
        Ok(Replay { catalogue, contract, timeline })
    }

    /// The catalogue that steps are worded with.
    #[must_use]
    pub fn catalogue(&self) -> &SharedCatalogue {
        &self.catalogue
    }

    /// Whether requests themselves are metered, so that they matter for [`Replay::money`].
    #[must_use]
    pub fn meters_requests(&self) -> bool {
        let phases = self.timeline.phases.iter();
        let mut grants = phases.flat_map(|phase| &phase.entitlements.grants);
        grants.any(|grant| !self.catalogue.counts_time(grant.allowance))
    }

    /// Judges one ticket, its events in order of time, and adds it to the tally. Tells how many targets were missed.
    pub fn ticket(&self, events: &[Event], until: Timestamp, tally: &mut Tally) -> u64 {
        let Some(Event { at, what: What::Open(open), .. }) = events.first() else {
            return 0;
        };
        let judged = tickets(&self.catalogue, &self.contract, &self.timeline, events, until, bare_clocks);
        tally.answers(&judged.verdicts);
        let month = month_of(day(*at, &self.catalogue.provider.zone)).from;
        let mut missed = 0;
        let class = |ticket: &TicketClocks| Some(self.catalogue.severities.get(ticket.severity?)?.id.clone());
        let classes = judged.tickets.iter().map(|ticket| class(ticket).or_else(|| open.severity.clone()));
        let clocks = judged.tickets.iter().zip(classes);
        let clocks =
            clocks.flat_map(|(ticket, class)| ticket.milestones.iter().map(move |clock| (clock, class.clone())));
        for (clock, severity) in clocks.filter(|(clock, _)| promised(clock)) {
            missed += u64::from(clock.state == ClockState::Breached);
            let key = Key {
                milestone: clock.milestone.id(&self.catalogue).to_owned(),
                target: clock.target.clone(),
                severity,
                month,
            };
            let promised_s = self.promised_s(clock);
            tally.add(key, clock.state, clock.elapsed_s, promised_s);
        }
        missed
    }

    /// The breaches of a ticket with their steps, which cost more than counting them.
    #[must_use]
    pub fn breaches(&self, events: &[Event], until: Timestamp) -> Vec<Breach> {
        let severity = events.iter().find_map(|event| match &event.what {
            What::Open(open) => open.severity.clone(),
            _ => None,
        });
        let judged = tickets(&self.catalogue, &self.contract, &self.timeline, events, until, clocks);
        let mut found = Vec::new();
        for ticket in judged.tickets {
            let class = ticket.severity.and_then(|ix| self.catalogue.severities.get(ix));
            let severity = class.map(|class| class.id.clone()).or_else(|| severity.clone());
            let breached = |clock: &Clock| clock.state == ClockState::Breached && promised(clock);
            for clock in ticket.milestones.into_iter().filter(breached) {
                found.push(Breach { ticket: ticket.ticket.clone(), severity: severity.clone(), clock });
            }
        }
        found
    }

    /// Covered seconds from the start to the due time, for the share that was used.
    fn promised_s(&self, clock: &Clock) -> Option<i64> {
        let due = clock.due?;
        let coverage = &self.catalogue.windows[clock.window].coverage;
        let paused: jiff::SignedDuration =
            clock.pauses.iter().map(|&(from, to)| coverage.between(from.min(due), to.unwrap_or(due).min(due))).sum();
        Some((coverage.between(clock.started, due) - paused).as_secs())
    }

    /// What the contract would have cost and burned from its start, or else from the month of `first`, to the end of the
    /// month of `until`, with all calls and work (and requests, where they are metered).
    #[must_use]
    pub fn money(&self, events: &[Event], first: Timestamp, until: Timestamp) -> Billing {
        let mut contract = self.contract.clone();
        if contract.start == Date::MIN {
            contract.start = month_of(day(first, &self.catalogue.provider.zone)).from;
        }
        let mut timeline = self.timeline.clone();
        timeline.start = contract.start;
        if let Some(phase) = timeline.phases.first_mut() {
            phase.from = contract.start;
            phase.from_at = midnight(contract.start, &self.catalogue.provider.zone);
        }
        let zone = &self.catalogue.provider.zone;
        let end = day_after(month_of(day(until, zone))).map_or(until, |day| midnight(day, zone));
        bill(&self.catalogue, &contract, &timeline, events, end)
    }
}

/// What is done as well as it can be is no promise that could be kept or broken.
fn promised(clock: &Clock) -> bool {
    clock.commitment != Commitment::BestEffort
}
