//! What happened to one ticket, as far as clocks care.

use jiff::Timestamp;

use super::round::Place;
use crate::plan::catalogue::Channel;
use crate::run::situation::FactHistory;

/// The fact that tells when what a request is about began.
pub const SINCE: &str = "since";

/// What happened to one ticket, in the order in which it happened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
    /// The words that moments refer to.
    pub words: Vec<String>,
}

impl TicketHistory {
    /// The moment at a place; none for the arrival.
    pub(super) fn moment(&self, place: Place) -> Option<Moment> {
        place.1.checked_sub(1).and_then(|ix| self.moments.get(ix)).map(|(_, moment)| *moment)
    }

    /// The time that the request tells as its beginning, as it is known at an instant; at the latest its arrival.
    pub(super) fn since(&self, known: Timestamp) -> Timestamp {
        let told = self.facts.at(SINCE, known.max(self.opened)).and_then(|text| text.parse::<Timestamp>().ok());
        told.map_or(self.opened, |told| told.min(self.opened))
    }

    /// The place of a word among those that moments refer to.
    pub fn word(&mut self, word: &str) -> usize {
        self.words.iter().position(|known| known == word).unwrap_or_else(|| {
            self.words.push(word.to_owned());
            self.words.len() - 1
        })
    }
}

/// Something that moves clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A person of the provider wrote publicly.
    Reply,
    /// A person of the provider called.
    Call,
    /// A machine confirmed the receipt.
    Receipt,
    /// The customer wrote; a ticket that waited for them goes on.
    Message,
    /// Waiting for the customer.
    Pause,
    /// Waiting for another reason (a word); a message of the customer does not end it.
    Hold(usize),
    /// Somebody says that something has been reached (a word).
    Reach(usize),
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
