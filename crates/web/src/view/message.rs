//! A ticket's conversation: what the customer sees, what only staff see, and what happened between.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::Timestamp;

use super::{Money, Why, filters};
use crate::text::Text;

/// One entry of a conversation.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A message that the customer sees.
    Message(Message),
    /// A note that only staff see.
    Note(Message),
    /// A call.
    Call(CallEntry),
    /// Something that happened: "Severity changed from 3 to 1".
    Event(Event),
}

/// Something that someone wrote.
#[derive(Clone, Debug)]
pub struct Message {
    /// Who wrote it.
    pub author: String,
    /// On whose side the author is.
    pub side: Side,
    /// When it arrived or was sent.
    pub at: Timestamp,
    /// The channel it came by, in the reader's language: "E-Mail".
    pub channel: String,
    /// The text; lines are kept, nothing in it is markup.
    pub body: String,
    /// Quoted text of earlier messages, folded.
    pub quoted: Option<String>,
}

/// The two sides of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// A contact of the customer.
    Customer,
    /// The provider's staff.
    Staff,
    /// Mainstay itself: receipts and refusals.
    Desk,
}

impl Side {
    /// The name that styles use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Staff => "staff",
            Self::Desk => "desk",
        }
    }
}

/// A call that belongs to the ticket.
#[derive(Clone, Debug)]
pub struct CallEntry {
    /// Who called.
    pub caller: String,
    /// Who answered.
    pub agent: String,
    /// When it was answered.
    pub at: Timestamp,
    /// How long it took.
    pub duration_s: i64,
    /// The line's name in the reader's language.
    pub line: String,
    /// What it cost, or nothing when it burned an allowance.
    pub price: Option<Money>,
    /// What it burned, in words: "7 Min. aus Telefon".
    pub burned: Option<String>,
    /// Notes of the agent.
    pub notes: String,
    /// How price and burn came about.
    pub why: Why,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What, in the reader's language.
    pub text: String,
}

impl Entry {
    /// The entry as it stands in the conversation; also the fragment that is added to it.
    pub fn draw<'a>(&'a self, t: &'a Text) -> impl HtmlSafe + 'a {
        Drawn { t, entry: self }
    }
}

#[derive(Template)]
#[template(path = "partials/entry.html")]
struct Drawn<'a> {
    t: &'a Text,
    entry: &'a Entry,
}

impl HtmlSafe for Drawn<'_> {}
