//! The coverage verdict as a chip that opens to its conditions, each with yes or no and its source.

use askama::Template;
use askama::filters::HtmlSafe;

use super::filters;
use crate::text::Text;

/// What the engine said of a request, in the reader's language.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Which of the four answers it is.
    pub kind: Kind,
    /// For what must be paid, the price in short: "30,00 € für die ersten 5 Min.".
    pub price: Option<String>,
    /// A sentence for the person who asks: what follows, or what to do instead.
    pub sentence: Option<String>,
    /// Every condition that was looked at.
    pub conditions: Vec<Condition>,
}

/// The four answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The plan covers it.
    Covered,
    /// The plan promises an effort, no time.
    BestEffort,
    /// It costs extra, and the price is known before.
    Chargeable,
    /// The plan does not cover it.
    Refused,
}

impl Kind {
    /// The name that styles use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::BestEffort => "best-effort",
            Self::Chargeable => "chargeable",
            Self::Refused => "refused",
        }
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Covered => "verdict-covered",
            Self::BestEffort => "verdict-best-effort",
            Self::Chargeable => "verdict-chargeable",
            Self::Refused => "verdict-refused",
        }
    }
}

/// One condition of a verdict.
#[derive(Clone, Debug)]
pub struct Condition {
    /// What was asked: "Contact authorised".
    pub text: String,
    /// What the answer is.
    pub answer: Answer,
    /// The facts behind the answer: "Ada Brandt, contact 2 of 3".
    pub fact: String,
    /// Where the condition is written: "plan maintenance, contacts".
    pub source: String,
}

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// The plan does not ask for it.
    NotAsked,
}

impl Verdict {
    /// The chip, closed, with its conditions inside.
    pub fn chip<'a>(&'a self, t: &'a Text) -> impl HtmlSafe + 'a {
        Chip { t, verdict: self }
    }

    /// The verdict at full length: the word, the sentence, and the conditions to open. For people
    /// who are about to send or to call.
    pub fn notice<'a>(&'a self, t: &'a Text) -> impl HtmlSafe + 'a {
        Notice { t, verdict: self }
    }

    /// The word that stands first: the price where there is one.
    fn headline(&self, t: &Text) -> String {
        self.price.clone().unwrap_or_else(|| t.get(self.kind.key()).to_string())
    }

    /// The conditions as a list.
    fn list<'a>(&'a self, t: &'a Text) -> impl HtmlSafe + 'a {
        List { t, verdict: self }
    }
}

#[derive(Template)]
#[template(path = "partials/verdict_chip.html")]
struct Chip<'a> {
    t: &'a Text,
    verdict: &'a Verdict,
}

impl HtmlSafe for Chip<'_> {}

#[derive(Template)]
#[template(path = "partials/verdict_notice.html")]
struct Notice<'a> {
    t: &'a Text,
    verdict: &'a Verdict,
}

impl HtmlSafe for Notice<'_> {}

#[derive(Template)]
#[template(path = "partials/verdict_conditions.html")]
struct List<'a> {
    t: &'a Text,
    verdict: &'a Verdict,
}

impl HtmlSafe for List<'_> {}
