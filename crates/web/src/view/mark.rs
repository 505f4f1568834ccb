//! Small marks that mean the same on every page: how a promise stands, where a ticket is,
//! how severe it is, and who someone is.

use askama::Template;
use askama::filters::HtmlSafe;

use super::filters;
use crate::text::Text;

/// How a promise stands. Each has one colour, one shape and one word everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It runs, with time enough.
    Due,
    /// It runs and its warning time has come.
    Soon,
    /// It was not kept, or is over and still runs.
    Breached,
    /// It was kept.
    Kept,
    /// It does not run: someone else is waited for, or there is no target.
    Waiting,
}

impl Standing {
    /// The name that styles use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Soon => "soon",
            Self::Breached => "breached",
            Self::Kept => "kept",
            Self::Waiting => "waiting",
        }
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Due => "standing-due",
            Self::Soon => "standing-soon",
            Self::Breached => "standing-breached",
            Self::Kept => "standing-kept",
            Self::Waiting => "standing-waiting",
        }
    }
}

/// Where a ticket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The provider has to act.
    Open,
    /// The customer has to act; clocks pause.
    Waiting,
    /// Solved, not yet closed.
    Resolved,
    /// Closed.
    Closed,
}

impl Stage {
    /// The name that styles use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }

    /// The key of its word, as staff read it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "stage-open",
            Self::Waiting => "stage-waiting",
            Self::Resolved => "stage-resolved",
            Self::Closed => "stage-closed",
        }
    }

    /// The key of its word, as the customer reads it.
    pub fn customer_key(self) -> &'static str {
        match self {
            Self::Open => "stage-open-customer",
            Self::Waiting => "stage-waiting-customer",
            Self::Resolved => "stage-resolved",
            Self::Closed => "stage-closed",
        }
    }

    /// A dot and a word.
    pub fn draw<'a>(self, t: &'a Text) -> impl HtmlSafe + 'a {
        DrawnStage { name: self.name(), word: t.get(self.key()).to_string() }
    }
}

#[derive(Template)]
#[template(source = "<span class=\"stage stage-{{ name }}\">{{ word }}</span>", ext = "html")]
struct DrawnStage {
    name: &'static str,
    word: String,
}

impl HtmlSafe for DrawnStage {}

/// A severity of the contract's plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Severity {
    /// The plan's id for it: `1`.
    pub id: String,
    /// Its name in the reader's language: "Emergency".
    pub name: String,
    /// Its place in the plan's list, the most severe is 1.
    pub level: u8,
}

impl Severity {
    /// A small bar chart of the level, with the name.
    pub fn draw(&self) -> impl HtmlSafe + '_ {
        DrawnSeverity { severity: self }
    }

    /// How many of the four bars are full: the most severe has all.
    fn bars(&self) -> u8 {
        5_u8.saturating_sub(self.level.clamp(1, 4))
    }
}

#[derive(Template)]
#[template(path = "partials/severity.html")]
struct DrawnSeverity<'a> {
    severity: &'a Severity,
}

impl HtmlSafe for DrawnSeverity<'_> {}

/// Someone, as a page names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// Two letters for small places.
    pub initials: String,
}

impl Person {
    /// A person with the initials of the first and the last word of the name.
    pub fn named(name: &str) -> Self {
        let mut words = name.split_whitespace();
        let first = words.next().and_then(|word| word.chars().next());
        let last = words.next_back().and_then(|word| word.chars().next());
        Self { name: name.to_owned(), initials: first.into_iter().chain(last).flat_map(char::to_uppercase).collect() }
    }

    /// A disc with the initials and the name beside it.
    pub fn draw(&self) -> impl HtmlSafe + '_ {
        DrawnPerson { person: self }
    }
}

#[derive(Template)]
#[template(source = "<span class=\"person\">{{ \"user\"|icon }}<span>{{ person.name }}</span></span>", ext = "html")]
struct DrawnPerson<'a> {
    person: &'a Person,
}

impl HtmlSafe for DrawnPerson<'_> {}
