//! An amount of money as a page shows it.

use std::fmt;

use crate::text::{Language, Text, format};

/// Minor units and an ISO 4217 code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// The amount in minor units: 3000 is thirty euros.
    pub amount_minor: i64,
    /// The currency's code: `EUR`.
    pub currency: String,
}

impl Money {
    /// An amount in euros.
    pub fn euro(amount_minor: i64) -> Self {
        Self { amount_minor, currency: "EUR".to_owned() }
    }

    /// The amount in the reader's language: `30,00 €`.
    pub fn say(&self, t: &Text) -> impl fmt::Display + use<> {
        self.in_language(t.language)
    }

    fn in_language(&self, language: Language) -> String {
        format::money(language, self.amount_minor, &self.currency)
    }
}
