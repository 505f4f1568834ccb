//! What a usage came to, in words and numbers that stay readable without the catalogue it was rated with.

use engine::explain::Step;
use engine::plan::Catalogue;
use engine::plan::catalogue::Language;
use engine::run::outcome::RatedUsage;
use serde::{Deserialize, Serialize};

use super::store::StoredRating;
use crate::error::DeskError;

/// Steps in both languages, worded when they were computed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Steps {
    /// German.
    pub de: Vec<String>,
    /// English.
    pub en: Vec<String>,
}

impl Steps {
    /// The steps in a language.
    #[must_use]
    pub fn get(&self, language: Language) -> &[String] {
        match language {
            Language::De => &self.de,
            Language::En => &self.en,
        }
    }
}

/// A quantity charged in money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Unit ("block", "minute", "hour").
    pub unit: String,
    /// How many.
    pub quantity: String,
    /// Price of one, net.
    pub unit_price: String,
    /// Band id of the tariff.
    pub band: Option<String>,
    /// Exact net sum.
    pub net: String,
}

/// What was burned of an allowance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Burn {
    /// Allowance id.
    pub allowance: String,
    /// "2026-11", "2026-11/2026-12" for a pool, none for grants without a period.
    pub period: Option<String>,
    /// Seconds or tickets.
    pub quantity: i64,
}

/// What a usage came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// Tariff id.
    pub tariff: String,
    /// Seconds after counting.
    pub counted_s: i64,
    /// What is charged in money.
    pub charged: Vec<Charge>,
    /// What was burned.
    pub burned: Vec<Burn>,
    /// Net amount in minor units.
    pub amount_minor: i64,
    /// How it came about.
    pub steps: Steps,
}

/// Steps in both languages.
pub(crate) fn steps_of(catalogue: &Catalogue, why: &[Step]) -> Steps {
    let words = |language| why.iter().map(|step| step.text(catalogue, language)).collect();
    Steps { de: words(Language::De), en: words(Language::En) }
}

/// A rating of the engine in ids and words.
pub(crate) fn rating_of(catalogue: &Catalogue, rated: &RatedUsage) -> Rating {
    Rating { steps: steps_of(catalogue, &rated.why), ..numbers_of(catalogue, rated) }
}

/// The same without words, which cost more than the numbers.
pub(crate) fn numbers_of(catalogue: &Catalogue, rated: &RatedUsage) -> Rating {
    let tariff = rated.tariff.and_then(|tariff| catalogue.tariffs.get(tariff));
    let charged = rated
        .charged
        .iter()
        .map(|charge| Charge {
            unit: charge.unit.id().to_owned(),
            quantity: charge.quantity.normalize().to_string(),
            unit_price: charge.unit_price.normalize().to_string(),
            band: tariff.and_then(|tariff| tariff.bands.get(charge.band)).map(|band| band.id.clone()),
            net: charge.net.normalize().to_string(),
        })
        .collect();
    let burned = rated
        .burned
        .iter()
        .map(|burn| Burn {
            allowance: catalogue.allowances[burn.allowance].id.clone(),
            period: burn.period.map(|period| period.id()),
            quantity: burn.quantity,
        })
        .collect();
    Rating {
        tariff: tariff.map(|tariff| tariff.id.clone()).unwrap_or_default(),
        counted_s: rated.counted_s,
        charged,
        burned,
        amount_minor: rated.amount_minor,
        steps: Steps::default(),
    }
}

impl Rating {
    /// Whether the numbers are those of another rating; wording may differ.
    pub(crate) fn comes_to(&self, other: &Rating) -> bool {
        self.tariff == other.tariff
            && self.counted_s == other.counted_s
            && self.charged == other.charged
            && self.burned == other.burned
            && self.amount_minor == other.amount_minor
    }

    pub(super) fn stored(&self) -> Result<StoredRating, DeskError> {
        Ok(StoredRating {
            tariff: self.tariff.clone(),
            counted_s: self.counted_s,
            charged: serde_json::to_string(&self.charged)?,
            burned: serde_json::to_string(&self.burned)?,
            amount_minor: self.amount_minor,
            steps: serde_json::to_string(&self.steps)?,
        })
    }

    pub(super) fn read(stored: &StoredRating) -> Result<Rating, DeskError> {
        Ok(Rating {
            tariff: stored.tariff.clone(),
            counted_s: stored.counted_s,
            charged: serde_json::from_str(&stored.charged)?,
            burned: serde_json::from_str(&stored.burned)?,
            amount_minor: stored.amount_minor,
            steps: serde_json::from_str(&stored.steps)?,
        })
    }
}
