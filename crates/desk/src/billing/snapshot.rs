//! Everything that an invoice shows, in words and numbers that need nothing else. The JSON stays readable for ever: fields are
//! added, never renamed.

use serde::{Deserialize, Serialize};

use crate::usage::{Burn, Charge, Steps};

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Words {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
}

/// Who is billed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Number of the customer.
    pub number: i64,
    /// Name.
    pub name: String,
    /// Postal address, in lines.
    pub address: String,
    /// VAT number.
    pub vat_id: Option<String>,
    /// The language it is written to in ("de", "en").
    pub language: String,
}

/// A usage that a line bills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Id of the record, as text; empty for a ticket.
    pub id: String,
    /// "call", "work" or "ticket".
    pub kind: String,
    /// When it began, with the offset of the provider's zone.
    pub at: String,
    /// Seconds measured.
    pub measured_s: i64,
    /// Seconds counted.
    pub counted_s: i64,
    /// Who called.
    pub contact: Option<String>,
    /// Number of the ticket.
    pub ticket: Option<i64>,
    /// What is charged in money.
    pub charged: Vec<Charge>,
    /// What was burned.
    pub burned: Vec<Burn>,
    /// Its own net amount, rounded on its own.
    pub amount_minor: i64,
    /// How it came about.
    pub steps: Steps,
}

/// Word of a line in place of a tax rate that the plan does not state.
pub const NOT_STATED: &str = "not-stated";

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// "fee", "time", "call", "top-up", "correction".
    pub kind: String,
    /// What it is for.
    pub text: Words,
    /// How many: a decimal, or a share ("21/30").
    pub quantity: String,
    /// Unit of the quantity.
    pub unit: String,
    /// Price of one, net.
    pub unit_price: String,
    /// Net, rounded once.
    pub net_minor: i64,
    /// Tax rate in percent, or [`NOT_STATED`].
    pub tax_percent: String,
    /// First day of the service.
    pub from: String,
    /// Last day of the service.
    pub to: String,
    /// How it came about.
    pub steps: Steps,
    /// The usage that it bills.
    pub usage: Vec<Usage>,
}

/// Tax at one rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tax {
    /// Rate in percent.
    pub percent: String,
    /// Net that it is taken of.
    pub net_minor: i64,
    /// The tax.
    pub amount_minor: i64,
}

/// An invoice, or what would be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Name of the provider.
    pub provider: Words,
    /// The provider as printed: name, address, tax number, lines separated by `|`.
    pub issuer: String,
    /// Who is billed.
    pub customer: Party,
    /// Number of the contract.
    pub contract: i64,
    /// Name of the plan held at the period's end.
    pub plan: Words,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Currency code.
    pub currency: String,
    /// Digits after the decimal point of the currency.
    pub digits: u32,
    /// Zone of days and times.
    pub zone: String,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Sum of the lines.
    pub net_minor: i64,
    /// Tax by rate.
    pub tax: Vec<Tax>,
    /// Sum of the tax.
    pub tax_minor: i64,
    /// Net and tax.
    pub gross_minor: i64,
}
