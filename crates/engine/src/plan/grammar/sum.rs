//! Sums of money in wordings: "39.00 EUR".

use std::fmt;

use rust_decimal::Decimal;

use super::scan::{Mistake, Scan};
use crate::money::{Currency, minor_digits};

/// An amount with its currency, in the currency's digits or as many as are written.
pub(super) struct Sum(pub(super) Decimal, pub(super) Currency);

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", plain_price(self.0, self.1), self.1.code())
    }
}

/// The price as digits: at least the currency's decimals, and more where the price has more ("0.50", "0.005").
#[must_use]
pub(in crate::plan) fn plain_price(price: Decimal, currency: Currency) -> String {
    let digits = minor_digits(currency);
    let mut price = price.normalize();
    if price.scale() < digits {
        price.rescale(digits);
    }
    price.to_string()
}

/// Reads an amount and its currency.
pub(super) fn sum(scan: &mut Scan<'_>) -> Result<Sum, Mistake> {
    let amount = scan.decimal()?;
    let (code, at) = scan.any_word();
    if code.is_empty() {
        return Err(scan.unexpected("a currency"));
    }
    match Currency::from_code(code) {
        Some(currency) => Ok(Sum(amount, currency)),
        None => {
            let mut mistake = scan.mistake(at, format!("`{code}` is not a currency code"));
            mistake.allowed = match code {
                "€" | "Euro" | "euro" | "eur" => "write `EUR`".to_owned(),
                _ => "a three-letter code of ISO 4217 such as `EUR` or `CHF`".to_owned(),
            };
            Err(mistake)
        }
    }
}
