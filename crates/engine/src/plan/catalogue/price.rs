//! What something costs: a base, its limits, and modifiers that hold under conditions. Fees, tariffs and items share it.
//!
//! A base is an amount (maybe for each of something that is counted), a share of something, bands of a share, or a list
//! of rows of which the first that fits holds. Modifiers are surcharges and discounts: a percentage, an amount, a factor
//! or a least price, each with its `when`. Everything is exact; rounding happens on the line.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::Text;
use super::condition::When;
use super::offer::Fee;

/// A computed price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceRule {
    /// What it is computed from.
    pub base: PriceBase,
    /// It is never less.
    pub floor: Option<Decimal>,
    /// It is never more.
    pub ceiling: Option<Decimal>,
    /// Divided by this fact, for costs that several share.
    pub shared_by: Option<String>,
}

impl PriceRule {
    /// A base without limits.
    #[must_use]
    pub fn of(base: PriceBase) -> PriceRule {
        PriceRule { base, floor: None, ceiling: None, shared_by: None }
    }
}

/// How a price is left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unsaid {
    /// The contract says it.
    AsAgreed,
    /// The plan does not say it.
    NotStated,
}

impl Unsaid {
    /// Both words of the language.
    pub const ALL: [(Unsaid, &'static str); 2] = [(Unsaid::AsAgreed, "as-agreed"), (Unsaid::NotStated, "not-stated")];

    /// What a word says, if it is one of them.
    #[must_use]
    pub fn find(word: &str) -> Option<Unsaid> {
        Self::ALL.iter().find(|(_, known)| *known == word.trim()).map(|(unsaid, _)| *unsaid)
    }
}

/// What a price is computed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PriceBase {
    /// It is left open.
    Unsaid(Unsaid),
    /// An amount, for each of a counted fact if one is named.
    Sum {
        /// Net price.
        amount: Decimal,
        /// Name of the fact.
        each: Option<String>,
    },
    /// A share of a base.
    Share {
        /// Percent.
        percent: Decimal,
        /// Of what; several are added up.
        of: Vec<Of>,
    },
    /// Rows by how large a base is.
    Bands {
        /// Of what; several are added up.
        of: Vec<Of>,
        /// Rows, the smallest first; the last has no end.
        bands: Vec<PriceBand>,
        /// Each row prices its own part; otherwise the row in which the base lies prices all of it.
        marginal: bool,
    },
    /// What is lacking of an amount: a least spend.
    Lacking {
        /// The amount to be reached.
        amount: Decimal,
        /// By what; several are added up.
        of: Vec<Of>,
    },
    /// The first row whose condition holds.
    Steps(Vec<(When, PriceRule)>),
}

/// A row of a banded price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceBand {
    /// Up to and including; none: without end.
    pub up_to: Option<Decimal>,
    /// What it costs.
    pub rate: BandRate,
}

/// How a row prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BandRate {
    /// A percentage of the base.
    Percent(Decimal),
    /// So much for each unit of the base.
    Each(Decimal),
    /// So much for the row as a whole.
    Flat(Decimal),
}

/// What a share is taken of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// A number that is known about the contract.
    Fact(String),
    /// The fee of an offer (index) for the same time, after its modifiers; nothing where it is not held.
    Offer(usize),
    /// All other recurring fees for the same time.
    Fees,
    /// The net of the month's calls, work and items.
    Usage,
    /// The recurring fees of the time in which the contract had lapsed (fact `lapsed` to the start).
    Missed,
}

/// A surcharge or a discount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modifier {
    /// Name for people; empty: none of its own.
    pub name: Text,
    /// For what it holds.
    pub when: When,
    /// Held from a term of so many months on.
    pub term_months: Option<u32>,
    /// Held only in the first so many months.
    pub first_months: Option<u32>,
    /// Held only after so many months.
    pub after_months: Option<u32>,
    /// What it does.
    pub change: Change,
    /// Of those with the same word only the first that holds counts.
    pub group: Option<String>,
    /// Added once for a ticket, however much is done on it.
    pub once: bool,
}

/// What a modifier does to a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// More (or, below zero, less) by percent of the price before. Percentages of surcharges are added up, those of
    /// discounts too; discounts are of the price with its surcharges.
    Percent(Decimal),
    /// More (or, below zero, less) by an amount.
    Add(Decimal),
    /// So many times the price.
    Factor(Decimal),
    /// At least so much.
    AtLeast(Decimal),
    /// At least the price of so many seconds.
    AtLeastTime(i64),
    /// At most so much.
    AtMost(Decimal),
    /// How much is left open.
    Unsaid(Unsaid),
}

impl Change {
    /// Whether it makes something cheaper.
    #[must_use]
    pub fn is_discount(self) -> bool {
        match self {
            Change::Percent(value) | Change::Add(value) => value.is_sign_negative(),
            Change::Factor(value) => value < Decimal::ONE,
            Change::AtMost(_) => true,
            Change::AtLeast(_) | Change::AtLeastTime(_) | Change::Unsaid(_) => false,
        }
    }
}

/// How a fee is charged: what changes it, how it is counted, when it is billed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeeTerms {
    /// Surcharges and discounts, in the order of the file.
    pub modifiers: Vec<Modifier>,
    /// How it rises over the years.
    pub adjust: Option<Adjust>,
    /// How counted facts are taken.
    pub counted: Counted,
    /// When it is billed.
    pub billing: Cycle,
    /// What happens to a cycle that was billed when less of it is owed in the end.
    pub refund: Refund,
    /// Tax in percent, where it is not the provider's.
    pub tax_percent: Option<Decimal>,
}

/// A further fee of an offer: for setting up, for coming back, for a paper invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FurtherFee {
    /// Name for people.
    pub name: Text,
    /// What it costs.
    pub fee: Fee,
    /// When it is owed.
    pub when: When,
    /// How it is charged.
    pub terms: FeeTerms,
}

/// How often a fee is billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cycle {
    /// Months of a cycle; the contract's fact `cycle` takes its place if it is known.
    pub months: u32,
    /// With the month in which the cycle begins; otherwise with that in which it ends.
    pub advance: bool,
    /// Where cycles begin.
    pub anchor: Anchor,
    /// The fact `cycle` of a contract may choose another length.
    pub chosen: bool,
}

impl Default for Cycle {
    fn default() -> Cycle {
        Cycle { months: 1, advance: false, anchor: Anchor::Calendar, chosen: false }
    }
}

/// Where cycles begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Anchor {
    /// With calendar months, quarters, half-years and years.
    #[default]
    Calendar,
    /// With the contract: what is added later ends with everything else.
    Contract,
    /// With the day on which the offer was first held.
    Own,
}

/// How a counted fact is taken for a fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counted {
    /// Each day as it is.
    #[default]
    Daily,
    /// The highest of the cycle.
    Peak,
    /// As it is at the cycle's end.
    Latest,
    /// As it is at the cycle's beginning.
    First,
    /// The average of the cycle's days.
    Average,
}

/// What happens to a cycle that was billed when less of it is owed in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Refund {
    /// What was not used is credited by days.
    #[default]
    Unused,
    /// What a change sets free is credited; at the end of the contract nothing is given back.
    OnChange,
    /// Nothing is given back.
    Nothing,
}

/// A rise that comes by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjust {
    /// By how much each time.
    pub by: Rise,
    /// Months between two rises.
    pub every_months: u32,
    /// No rise before so many months.
    pub lock_months: u32,
    /// From which day on it is counted; none: the start of the contract.
    pub from: Option<Date>,
    /// What must hold on the day of a rise.
    pub when: When,
}

/// By how much a price rises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rise {
    /// A percentage of the price before.
    Percent(Decimal),
    /// As a published index does: the fact's value then over its value at the start, each time by at most so many percent.
    Index {
        /// Name of the fact.
        fact: String,
        /// Most that one rise may be, in percent.
        cap: Option<Decimal>,
    },
}
