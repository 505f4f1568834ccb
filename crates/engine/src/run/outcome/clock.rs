//! Clocks: targets running against a ticket, and where they stand.

use jiff::Timestamp;

use crate::explain::Step;
use crate::plan::catalogue::terms::Judged;
use crate::plan::catalogue::{Commitment, Milestone};

/// The clocks of one ticket.
#[derive(Debug, Clone, Default)]
pub struct TicketClocks {
    /// Ticket id.
    pub ticket: String,
    /// A clock for each target held; of one milestone the earliest due first.
    pub milestones: Vec<Clock>,
    /// Severity (index) that the plan gives the ticket, where the plan classifies requests.
    pub severity: Option<usize>,
}

/// One clock: a target running against a ticket.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// What it measures.
    pub milestone: Milestone,
    /// The wording of the target ("24 h").
    pub target: String,
    /// How firm it is.
    pub commitment: Commitment,
    /// When it started.
    pub started: Timestamp,
    /// From when time counts, if a gate or a cut-off time lets it count later than from the start.
    pub counts: Timestamp,
    /// When people are warned.
    pub warn: Option<Timestamp>,
    /// When it is due; none while it is paused without an end in sight.
    pub due: Option<Timestamp>,
    /// Where it stands.
    pub state: ClockState,
    /// When it was met or ended.
    pub at: Option<Timestamp>,
    /// Covered seconds that counted until `at` or until the run's end.
    pub elapsed_s: i64,
    /// Window (index) in which time counts.
    pub window: usize,
    /// Pauses, the last one maybe open.
    pub pauses: Vec<(Timestamp, Option<Timestamp>)>,
    /// Who hears of it when it runs on.
    pub escalations: Vec<Escalation>,
    /// How it is judged together with others, if it is.
    pub judged: Option<Judged>,
    /// How the due time came about.
    pub why: Vec<Step>,
}

/// Somebody hears of a ticket because its clock runs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// Who.
    pub to: String,
    /// When; none while the clock is paused before that.
    pub at: Option<Timestamp>,
    /// Whether it came so far.
    pub happened: bool,
}

/// Where a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ClockState {
    /// It runs.
    #[default]
    Running,
    /// It runs and the warning time has passed.
    Warned,
    /// It waits for the customer.
    Paused,
    /// Reached in time.
    Met,
    /// Covered time used exceeds the target, whether reached later or not.
    Breached,
    /// Ended without being reached (the ticket is gone or the target no longer held).
    Ended,
}

impl ClockState {
    /// The id in scenarios and the API.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            ClockState::Running => "running",
            ClockState::Warned => "warned",
            ClockState::Paused => "paused",
            ClockState::Met => "met",
            ClockState::Breached => "breached",
            ClockState::Ended => "ended",
        }
    }
}
