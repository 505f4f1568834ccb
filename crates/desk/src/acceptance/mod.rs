//! Whether whoever asks accepts the price of a request that is charged.
//!
//! A request that comes by mail is taken, and its receipt asks for an answer: it has a link to a page where the price is accepted or
//! declined. The link proves that who opens it got the mail; opening it changes nothing, because mail servers open links too.
//! Only a hash of what it says is kept beside the mail itself, and it is made anew with a mail that is put together anew, so that a
//! mail to a mended address makes the link of the first one void. It counts for [`OPEN_FOR`], and while the ticket is not closed.
//! Who asks in the portal has accepted with the request. A price is accepted in the words in which it was shown; what has changed
//! meanwhile is shown anew. Where staff find that a request is about something else, and that changes its price, it is asked again; what
//! was decided about another price stays in the history, and holds again where that price does. Each link leads to the last question.
//! Deliberately not here: what a price is (`ticket::price` asks the engine), and what follows from a declined one, which staff decide.

mod answer;
mod ask;
mod store;

use engine::run::outcome::Answer;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::action::View;
use crate::error::DeskError;
use crate::id::{AcceptanceId, ContactId, TicketId};
use crate::ticket::{ConditionView, Ticket};

pub use answer::{Asked, Stands, answer, asked};
pub(crate) use ask::{Link, ask, ask_again, keep, link};

/// How long a link counts.
pub const OPEN_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What somebody decided about a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is accepted.
    Accepted,
    /// It is not.
    Declined,
}

impl Decision {
    const ALL: [(Decision, &'static str); 2] = [(Decision::Accepted, "accepted"), (Decision::Declined, "declined")];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(decision, _)| *decision == self).map_or("", |(_, word)| word)
    }

    /// The decision of a word.
    #[must_use]
    pub fn find(word: &str) -> Option<Decision> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(decision, _)| *decision)
    }
}

/// A price as it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// What becomes of the request and at what price, in German.
    pub de: String,
    /// The same in English.
    pub en: String,
    /// What it stood on.
    pub conditions: Vec<ConditionView>,
}

/// A decision that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Which.
    pub decision: Decision,
    /// When.
    pub at: Timestamp,
    /// The name of who decided.
    pub by: String,
}

/// The question, and its answer if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// Its id.
    pub id: AcceptanceId,
    /// The ticket.
    pub ticket: TicketId,
    /// Who is asked.
    pub contact: ContactId,
    /// When they were.
    pub asked_at: Timestamp,
    /// Until when they can answer by the link.
    pub expires_at: Timestamp,
    /// The price: what was decided about, or what was told while nothing is decided.
    pub shown: Shown,
    /// What was decided.
    pub decided: Option<Decided>,
}

/// The question about a ticket's price, if there is one, for whoever was found to see the ticket; none that nobody has answered and
/// that is not asked any more.
///
/// # Errors
/// Whatever the database says.
pub fn of_ticket(view: &mut View<'_, '_>, ticket: &Ticket) -> Result<Option<Acceptance>, DeskError> {
    let asked = store::find_of_ticket(view, ticket.id)?;
    Ok(asked.filter(|asked| asked.decided.is_some() || ticket.answer == Answer::Chargeable))
}
