//! Why: the steps that every computation returns beside its result, as data, worded in German and English on demand.
//!
//! A step holds values and indexes into the catalogue, so that making one costs next to nothing; [`Step::text`] words it.

mod access;
mod clock;
pub(crate) mod condition;
pub mod figure;
pub(crate) mod happening;
mod line;
mod meter;
mod price;
mod refusal;
mod remedy;
mod rule;
mod verdict;
mod verdict_de;
mod verdict_en;
pub(crate) mod wording;

pub use access::{AccessStep, way};
pub use clock::ClockStep;
pub use line::{clock_line, window_line};
pub use meter::MeterStep;
pub use price::{PriceStep, Priceless};
pub use refusal::RefusalStep;
pub use remedy::{RemedyStep, credit_words, threshold_words};
pub use rule::RuleStep;
pub use verdict::VerdictStep;
pub use wording::quantity;

use crate::plan::catalogue::{Catalogue, Language};

/// One step of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// How a due time came about.
    Clock(ClockStep),
    /// How a price or a balance came about.
    Price(PriceStep),
    /// How a computed price came about.
    Rule(RuleStep),
    /// Why a condition holds or not, or an event was refused.
    Verdict(VerdictStep),
    /// How a credit for a promise that was not kept came about.
    Remedy(RemedyStep),
}

impl Step {
    /// The step in words, names taken from the catalogue that it was computed with.
    #[must_use]
    pub fn text(&self, catalogue: &Catalogue, language: Language) -> String {
        match self {
            Step::Clock(step) => step.text(catalogue, language),
            Step::Price(step) => step.text(catalogue, language),
            Step::Rule(step) => step.text(catalogue, language),
            Step::Verdict(step) => step.text(catalogue, language),
            Step::Remedy(step) => step.text(catalogue, language),
        }
    }
}

/// A quantity of an allowance (index) in its unit: "90 min", "3 credits".
#[must_use]
pub fn amount_of(catalogue: &Catalogue, allowance: usize, quantity: i64, language: Language) -> String {
    let unit = catalogue.allowances.get(allowance).map(|known| known.unit);
    unit.map(|unit| wording::quantity(quantity, unit, catalogue, language)).unwrap_or_default()
}
