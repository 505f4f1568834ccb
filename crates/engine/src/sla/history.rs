//! What happened to one ticket, as far as clocks care.

use jiff::Timestamp;

use crate::plan::catalogue::Channel;
use crate::run::situation::FactHistory;

/// What happened to one ticket, in the order in which it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketHistory {
    /// Ticket id.
    pub ticket: String,
    /// When the request arrived.
    pub opened: Timestamp,
    /// How it arrived.
    pub channel: Option<Channel>,
    /// Severity (index) at arrival.
    pub severity: Option<usize>,
    /// What is known about the ticket, for conditions: what the request said, and what was found later.
    pub facts: FactHistory,
    /// What happened since, in order of time.
    pub moments: Vec<(Timestamp, Moment)>,
}

/// Something that moves clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A person of the provider wrote publicly, or called.
    Reply,
    /// The customer wrote; a ticket that waited for them goes on.
    Message,
    /// Waiting for the customer.
    Pause,
    /// No longer waiting.
    Resume,
    /// The severity (index) is another one.
    Severity(Option<usize>),
    /// Resolved.
    Resolve,
    /// Open again.
    Reopen,
    /// Closed for good.
    Close,
}
