//! How plain things stand in JSON: ids as strings, times as RFC 3339, amounts as decimal strings with their currency, texts in
//! both languages, pages with the place where the next one begins.

use desk::DeskError;
use desk::usage::{Burn, Charge, Rating, Steps};
use engine::money::{self, Currency};
use engine::plan::catalogue::{Language, Text};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

/// Rows of a page where the caller does not say.
pub(super) const PAGE: u16 = 50;
/// Most rows of a page.
const PAGE_MAX: u16 = 200;

/// An id. A string, because programs that keep numbers as floats would lose digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, example = "229472338216960000")]
pub(super) struct Id(pub(super) i64);

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map(Id).map_err(|_| D::Error::custom("is no id; ids are digits in a string"))
    }
}

/// An instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-11-22T10:30:00Z")]
pub(super) struct Time(pub(super) Timestamp);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let wrong = || D::Error::custom("is no time; times are RFC 3339 with an offset, like 2026-11-22T10:30:00Z");
        // Microseconds are what a desk keeps.
        let at: Timestamp = text.parse().map_err(|_| wrong())?;
        Timestamp::from_microsecond(at.as_microsecond()).map(Time).map_err(|_| wrong())
    }
}

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = Date, example = "2026-11-22")]
pub(super) struct Day(pub(super) Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        // Ten characters: jiff would take more, and drop a time of day.
        let day = if text.len() == 10 { text.parse().ok() } else { None };
        day.map(Day).ok_or_else(|| D::Error::custom("is no day; days are like 2026-11-22"))
    }
}

/// A language in which people are written to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Tongue {
    /// German.
    #[default]
    De,
    /// English.
    En,
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Language {
        match tongue {
            Tongue::De => Language::De,
            Tongue::En => Language::En,
        }
    }
}

/// A sum of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Amount {
    /// A decimal with the digits of the currency.
    #[schema(example = "80.00")]
    amount: String,
    /// ISO 4217.
    #[schema(example = "EUR")]
    currency: String,
}

impl Amount {
    pub(super) fn new(amount_minor: i64, currency: Currency) -> Amount {
        Amount { amount: money::plain(amount_minor, currency), currency: currency.code().to_owned() }
    }

    /// The same from a stored code.
    pub(super) fn of_code(amount_minor: i64, code: &str) -> Result<Amount, DeskError> {
        let currency = Currency::from_code(code).ok_or_else(|| DeskError::broken(format!("currency {code}")))?;
        Ok(Amount::new(amount_minor, currency))
    }
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Words {
    /// German.
    pub(super) de: String,
    /// English.
    pub(super) en: String,
}

impl From<&Text> for Words {
    fn from(text: &Text) -> Words {
        Words { de: text.get(Language::De).to_owned(), en: text.get(Language::En).to_owned() }
    }
}

impl From<(String, String)> for Words {
    fn from((de, en): (String, String)) -> Words {
        Words { de, en }
    }
}

impl From<desk::billing::Words> for Words {
    fn from(words: desk::billing::Words) -> Words {
        Words { de: words.de, en: words.en }
    }
}

/// How something came about, step by step, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct WordedSteps {
    /// German.
    de: Vec<String>,
    /// English.
    en: Vec<String>,
}

impl From<Steps> for WordedSteps {
    fn from(steps: Steps) -> WordedSteps {
        WordedSteps { de: steps.de, en: steps.en }
    }
}

impl From<(Vec<String>, Vec<String>)> for WordedSteps {
    fn from((de, en): (Vec<String>, Vec<String>)) -> WordedSteps {
        WordedSteps { de, en }
    }
}

/// A quantity charged in money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct ChargedQuantity {
    /// `block`, `minute`, `hour`.
    unit: String,
    /// How many: a decimal.
    quantity: String,
    /// Net price of one: a decimal.
    unit_price: String,
    /// Band of the tariff.
    band: Option<String>,
    /// Exact net sum: a decimal.
    net: String,
}

impl From<Charge> for ChargedQuantity {
    fn from(charge: Charge) -> ChargedQuantity {
        let Charge { unit, quantity, unit_price, band, net } = charge;
        ChargedQuantity { unit, quantity, unit_price, band, net }
    }
}

/// What was burned of an allowance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct BurnedQuantity {
    /// Allowance id.
    allowance: String,
    /// `2026-11`, `2026-11/2026-12` for a pool, null for grants without a period.
    period: Option<String>,
    /// Seconds, or tickets where the allowance counts tickets.
    quantity: i64,
}

impl From<Burn> for BurnedQuantity {
    fn from(burn: Burn) -> BurnedQuantity {
        BurnedQuantity { allowance: burn.allowance, period: burn.period, quantity: burn.quantity }
    }
}

/// What a usage came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct RatedUsage {
    /// Tariff id.
    tariff: String,
    /// Seconds after counting (rounded up to increments).
    counted_s: i64,
    /// What is charged in money.
    charged: Vec<ChargedQuantity>,
    /// What was burned from allowances.
    burned: Vec<BurnedQuantity>,
    /// Net amount.
    net: Amount,
    /// How it came about.
    steps: WordedSteps,
}

impl RatedUsage {
    pub(super) fn new(rating: Rating, currency: Currency) -> RatedUsage {
        RatedUsage {
            tariff: rating.tariff,
            counted_s: rating.counted_s,
            charged: rating.charged.into_iter().map(ChargedQuantity::from).collect(),
            burned: rating.burned.into_iter().map(BurnedQuantity::from).collect(),
            net: Amount::new(rating.amount_minor, currency),
            steps: rating.steps.into(),
        }
    }
}

/// How many rows a page is to have: what was asked for, within bounds.
pub(super) fn limit(asked: Option<u16>) -> Result<i64, DeskError> {
    match asked.unwrap_or(PAGE) {
        0 => Err(DeskError::field("limit", "out-of-range", format!("1 to {PAGE_MAX}"))),
        limit if limit > PAGE_MAX => Err(DeskError::field("limit", "out-of-range", format!("1 to {PAGE_MAX}"))),
        limit => Ok(i64::from(limit)),
    }
}

/// The place after a full page; after a page that is not full there is nothing.
pub(super) fn next<R>(rows: &[R], limit: i64, after: impl Fn(&R) -> String) -> Option<String> {
    let full = i64::try_from(rows.len()).is_ok_and(|count| count >= limit);
    rows.last().filter(|_| full).map(after)
}

/// The place that a page goes on after, where it is a number.
pub(super) fn place(after: Option<&str>) -> Result<Option<i64>, DeskError> {
    after.map(|text| text.parse().map_err(|_| DeskError::field("after", "unknown", ""))).transpose()
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page<T> {
    /// The rows.
    pub(super) items: Vec<T>,
    /// Where the next page begins (send it as `after`); null: this is the last page.
    pub(super) next: Option<String>,
}
