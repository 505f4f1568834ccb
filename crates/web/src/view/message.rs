//! A ticket's conversation: what the customer sees, what only staff see, and what happened between.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::Timestamp;

use super::{Money, Why, filters};
use crate::text::Text;

/// A text as a page shows it. What is very long is folded behind its beginning.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The beginning, or all of it.
    pub shown: Run,
    /// The rest.
    pub rest: Option<Run>,
}

/// A stretch of a text.
#[derive(Clone, Debug)]
pub enum Run {
    /// Lines are kept, nothing in it is markup.
    Plain(String),
    /// Lines are kept, and pictures stand within them.
    Pictured(Vec<Piece>),
    /// HTML that has passed the list of allowed elements.
    Html(String),
}

/// A piece of a text with pictures in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Text(String),
    /// A picture.
    Picture {
        /// Its address.
        url: String,
        /// Its name.
        name: String,
    },
}

impl Default for Run {
    fn default() -> Self {
        Self::Plain(String::new())
    }
}

impl Words {
    /// A short text as it stands.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { shown: Run::Plain(text.into()), rest: None }
    }

    /// The text, in the direction that its language is written in.
    pub fn draw<'a>(&'a self, t: &'a Text) -> impl HtmlSafe + 'a {
        DrawnWords { t, words: self }
    }
}

#[derive(Template)]
#[template(path = "partials/words.html")]
struct DrawnWords<'a> {
    t: &'a Text,
    words: &'a Words,
}

impl HtmlSafe for DrawnWords<'_> {}

/// A file of a message.
#[derive(Clone, Debug)]
pub struct FileLink {
    /// Its id.
    pub id: String,
    /// Its address.
    pub url: String,
    /// Its name.
    pub name: String,
    /// Its size in words: "1.2 MB".
    pub size: String,
    /// Whether it is shown as a picture.
    pub is_picture: bool,
}

/// A reply that goes out in a moment, at a chosen time, or was held.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Who wrote it.
    pub author: String,
    /// The text.
    pub words: Words,
    /// Its files.
    pub files: Vec<FileLink>,
    /// When it goes out.
    pub due: Timestamp,
    /// What else happens then, in words; empty for nothing.
    pub then: String,
    /// Whether the time was chosen.
    pub is_planned: bool,
    /// Why it did not go out, in words.
    pub held: Option<String>,
    /// The address below which it is sent or taken back; none for who may not.
    pub url: Option<String>,
    /// The guard of forms.
    pub csrf: String,
}
/// One entry of a conversation.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A message that the customer sees.
    Message(Message),
    /// A note that only staff see.
    Note(Message),
    /// A call.
    Call(CallEntry),
    /// A reply that waits to go out.
    Waiting(Waiting),
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
    /// Its id, by which a page scrolls to it.
    pub id: String,
    /// The text.
    pub words: Words,
    /// Quoted text of earlier messages, folded.
    pub quoted: Option<String>,
    /// Whether what is quoted lies open.
    pub is_unfolded: bool,
    /// Its files.
    pub files: Vec<FileLink>,
    /// What of its mail is not in it, in words.
    pub left_out: Vec<String>,
    /// How its mail was sealed: icon and words.
    pub seal: Option<(&'static str, String)>,
    /// Whether it came while the reader was writing.
    pub is_new: bool,
    /// The ticket that it was written to, where that one was merged into this: number and address.
    pub origin: Option<i64>,
    /// Where it becomes a ticket of its own.
    pub split_url: Option<String>,
    /// Where it is shown as it was sent, if it came by mail.
    pub sent_url: Option<String>,
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
