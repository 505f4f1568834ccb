//! Conditions on facts: the one way in which a plan says *for which* requests, usages and contracts something holds.
//!
//! A fact is a name with a value: of the ticket (severity, channel, cause), of the usage (kind), of the contract
//! (devices, region). Some names are Mainstay's own ([`OWN`]), others are declared by the file. A fact that is not
//! known makes a test fail, unless the test says what must *not* be; a declared default stands in for it.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::Text;

/// Facts that every file may ask for, with what they say.
pub const OWN: [(&str, &str); 30] = [
    ("severity", "Id of the severity."),
    ("channel", "How the request arrived: email, phone, portal, chat, on-site."),
    ("request", "What kind of request it is: incident, question, task, change, or a word of the provider's own."),
    ("role", "Role of the person who asks."),
    ("product", "Id of the product."),
    ("system", "Id of the system."),
    ("environment", "production or development."),
    ("version", "Version in use, compared number by number."),
    ("behind", "How many main versions the version in use is behind the newest."),
    ("releases-behind", "How many releases that the contract knows of are newer than the version in use."),
    ("language", "Language of the request."),
    ("phase", "Phase of the version's life."),
    ("version-age", "Age of the version in months."),
    ("topic", "What the request is about."),
    ("customised", "Whether the customer changed the product: true or false."),
    ("contact", "Id of the person who asks."),
    ("line", "Id of the line that was called."),
    ("kind", "Kind of the work."),
    ("cause", "What caused it, known late."),
    ("class", "What it turned out to be, known late."),
    ("consent", "Whether the customer agreed to be charged: true or false."),
    ("date", "Day on which it happens, compared as a date."),
    ("start", "First day of the contract, compared as a date."),
    ("term", "Agreed length of the contract in months."),
    ("months", "Full months since the start of the contract."),
    ("cycle", "How often the contract is billed, in months, as it was chosen: 1, 3, 6, 12."),
    ("lapse", "Days between the end of an earlier contract (fact `lapsed`) and the start."),
    ("quantity", "How many of an item."),
    ("minutes", "Length of a call or a piece of work in started minutes."),
    ("attainment", "What became of the ticket's targets so far: met, breached or running."),
];

/// A fact that the file declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its name in conditions, scenarios and the API.
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// The values it can have, with their names; empty: any text or number.
    pub values: Vec<(String, Text)>,
    /// What is taken where nothing is known.
    pub default: Option<String>,
    /// What it is measured by, if it follows from the ticket's clocks.
    pub measured: Option<Measured>,
}

/// A fact that says in how much time a milestone was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Id of the milestone.
    pub milestone: String,
    /// Values with the most covered seconds for each, the shortest first.
    pub levels: Vec<(String, i64)>,
    /// Its value when it took longer than all of them.
    pub otherwise: Option<String>,
}

/// A condition: one of several sets of tests, each of which must pass as a whole. Without any: always.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct When {
    /// Alternatives; each is a set of tests.
    pub any: Vec<Vec<Test>>,
}

impl When {
    /// Whether it holds whatever is known.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.any.is_empty()
    }

    /// The condition with a further test that must pass.
    #[must_use]
    pub fn and(&self, test: &Test) -> When {
        if self.is_always() {
            return When { any: vec![vec![test.clone()]] };
        }
        let with = |tests: &Vec<Test>| tests.iter().chain([test]).cloned().collect();
        When { any: self.any.iter().map(with).collect() }
    }
}

/// One test of a condition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Test {
    /// A fact has a certain value.
    Fact {
        /// Name of the fact.
        name: String,
        /// What its value must be.
        is: Is,
    },
    /// It happens while one of some windows (indexes) is open, or none is.
    Window {
        /// The windows.
        windows: Vec<usize>,
        /// One is open; otherwise none.
        open: bool,
    },
    /// The contract holds one of some offers (indexes), or none.
    Offer {
        /// The offers.
        offers: Vec<usize>,
        /// One is held; otherwise none.
        held: bool,
    },
}

/// What a fact's value must be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Is {
    /// One of these.
    OneOf(Vec<String>),
    /// None of these; also where nothing is known.
    NoneOf(Vec<String>),
    /// A number or version on one side of another.
    Beside(Side, Bound),
}

/// On which side of a bound a value must lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
    /// `>`
    Above,
}

impl Side {
    /// Every side with its sign, longer signs first.
    pub const ALL: [(Side, &'static str); 4] =
        [(Side::AtMost, "<="), (Side::AtLeast, ">="), (Side::Below, "<"), (Side::Above, ">")];

    fn allows(self, order: std::cmp::Ordering) -> bool {
        match self {
            Side::Below => order.is_lt(),
            Side::AtMost => order.is_le(),
            Side::AtLeast => order.is_ge(),
            Side::Above => order.is_gt(),
        }
    }
}

/// What a value is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Bound {
    /// A number.
    Number(Decimal),
    /// A version, compared number by number: 1.10 is above 1.9.
    Version(Vec<u64>),
    /// A day.
    Day(Date),
}

impl Is {
    /// Whether a value passes; `None`: nothing is known.
    #[must_use]
    pub fn passes(&self, value: Option<&str>) -> bool {
        match (self, value) {
            (Is::OneOf(list), Some(value)) => list.iter().any(|one| one == value),
            (Is::NoneOf(list), Some(value)) => !list.iter().any(|one| one == value),
            (Is::NoneOf(_), None) => true,
            (Is::Beside(side, Bound::Number(bound)), Some(value)) => {
                value.trim().parse::<Decimal>().is_ok_and(|value| side.allows(value.cmp(bound)))
            }
            (Is::Beside(side, Bound::Version(bound)), Some(value)) => {
                version(value).is_some_and(|value| side.allows(value.cmp(bound)))
            }
            (Is::Beside(side, Bound::Day(bound)), Some(value)) => {
                value.trim().parse::<Date>().is_ok_and(|value| side.allows(value.cmp(bound)))
            }
            (Is::OneOf(_) | Is::Beside(..), None) => false,
        }
    }
}

/// The numbers of a version ("v8.1.0": 8, 1); none if it is not made of numbers.
#[must_use]
pub fn version(text: &str) -> Option<Vec<u64>> {
    let text = text.trim().trim_start_matches(['v', 'V']);
    let mut numbers: Vec<u64> = text.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    while numbers.last() == Some(&0) && numbers.len() > 1 {
        numbers.pop();
    }
    Some(numbers)
}
