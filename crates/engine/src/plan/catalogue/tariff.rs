//! Tariffs: what a call or a piece of work costs, by when it happens, and what else is said of it.

use rust_decimal::Decimal;

use super::Text;
use super::condition::When;
use super::price::{Modifier, PriceRule, Unsaid};
use crate::time::Coverage;

/// How time is counted before it is burned and priced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counting {
    /// Each started increment of each call or entry (default).
    #[default]
    EachUsage,
    /// All that is done on a ticket is summed, then rounded up.
    EachTicket,
    /// The same from one reopening to the next.
    EachCycle,
    /// A day's seconds are summed, then rounded up.
    EachDay,
    /// The month's seconds are summed, then rounded up once.
    MonthSum,
    /// Seconds, not rounded up.
    Second,
}

/// At which band a block is priced when a call crosses a border.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Border {
    /// Each started block at the band in which it starts (default).
    #[default]
    BlockStart,
    /// The whole call at the band in which it starts.
    CallStart,
    /// Split by second at the border.
    Second,
}

/// Prices for time, chosen by when it happens.
#[derive(Debug, Clone)]
pub struct Tariff {
    /// Id in the file.
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// Price rows; the first whose window is open applies.
    pub bands: Vec<Band>,
    /// Band for hours with no row of their own.
    pub otherwise: Option<usize>,
    /// Allowances burned before money is asked for, in the order of burning.
    pub burns: Vec<usize>,
    /// How seconds are counted.
    pub counting: Counting,
    /// Sums and free time, where the plan has them; they come before the price.
    pub tally: Option<super::meter::Tally>,
    /// What happens at a band border.
    pub border: Border,
    /// A usage that starts inside this window is rated by this other tariff altogether (window, tariff).
    pub within: Option<(usize, usize)>,
    /// Causes that make the usage free, known late or early ("own-defect").
    pub free_causes: Vec<String>,
    /// Whether the caller must have accepted the price.
    pub acceptance: bool,
    /// What it says beside the price of time, if it says anything.
    pub beside: Option<Box<Beside>>,
}

/// What a tariff says beside the price of time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beside {
    /// Price of a ticket, charged once, beside the time that is spent on it.
    pub case: Option<PriceRule>,
    /// Least prices, surcharges and discounts.
    pub modifiers: Vec<Modifier>,
    /// What makes it free, known late or early.
    pub free: Option<When>,
    /// What must hold for it to be charged, known late or early.
    pub charge_if: Option<When>,
    /// Tariffs that take its place, the first whose condition holds.
    pub instead: Vec<(When, usize)>,
    /// Tax in percent, where it is not the provider's.
    pub tax_percent: Option<Decimal>,
}

/// One price row of a tariff.
#[derive(Debug, Clone)]
pub struct Band {
    /// Id in the file ("night").
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// When it applies; none: always.
    pub window: Option<Coverage>,
    /// Canonical hours text, for pages.
    pub hours: Option<String>,
    /// What it costs.
    pub price: TimePrice,
    /// The price as a percentage of the tariff's own, where it is one.
    pub share: Option<Decimal>,
}

/// Id of the row that holds the price of a tariff whose other rows are shares of it.
pub const BASE: &str = "price";

impl Band {
    /// The only row of a tariff that has one price at any time.
    #[must_use]
    pub fn always(price: TimePrice) -> Band {
        let name = Text { de: Some("jederzeit".to_owned()), en: Some("at any time".to_owned()) };
        Band { id: "always".to_owned(), name, window: None, hours: None, price, share: None }
    }

    /// The row of all hours that have none of their own, of a tariff whose other rows are shares of its price.
    #[must_use]
    pub fn base(price: TimePrice) -> Band {
        let name = Text { de: Some("sonst".to_owned()), en: Some("otherwise".to_owned()) };
        Band { id: BASE.to_owned(), name, ..Band::always(price) }
    }
}

/// A price for time: an optional first block, then a rate in started increments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimePrice {
    /// Block price for the first stretch.
    pub first: Option<FirstBlock>,
    /// Price of one rate unit.
    pub rate: Decimal,
    /// Length of the rate unit in seconds (60 for "/ min", 3600 for "/ h").
    pub per_s: i64,
    /// Started increments that are billed, in seconds (300 for "in started 5 min", 60 for "/ started minute", 1: by second).
    pub increment_s: i64,
    /// The wording as the file has it, canonical.
    pub text: String,
    /// Whether it is left open; the rate is then nothing.
    pub unsaid: Option<Unsaid>,
}

/// The block price at the start of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstBlock {
    /// Price of the whole block.
    pub price: Decimal,
    /// Length in seconds.
    pub length_s: i64,
}
