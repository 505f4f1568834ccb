//! Money: amounts in minor units, prices as exact decimals, and the one named rounding between them.
//!
//! A [`Price`] is what a plan says ("0.50 EUR"); an amount (`amount_minor`, cents for EUR) is what an invoice line holds.
//! The step from price to amount happens once per line, by [`Rounding`]. No floating point number ever takes part.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

pub use iso_currency::Currency;

/// How a price becomes whole minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rounding {
    /// Half a minor unit goes away from zero (0.665 → 0.67). The default of every line and tax.
    #[default]
    HalfUp,
    /// Half a minor unit goes to the even neighbour.
    HalfEven,
}

/// A sum that does not fit into 64 bits of minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the amount is larger than can be invoiced")]
pub struct TooLarge;

/// Digits after the decimal point of the currency (2 for EUR, 0 for JPY).
#[must_use]
pub fn minor_digits(currency: Currency) -> u32 {
    currency.exponent().map_or(0, u32::from)
}

/// Rounds an exact amount of the currency to minor units.
///
/// # Errors
/// [`TooLarge`] when the amount does not fit.
pub fn to_minor(amount: Decimal, currency: Currency, rounding: Rounding) -> Result<i64, TooLarge> {
    let digits = minor_digits(currency);
    let strategy = match rounding {
        Rounding::HalfUp => rust_decimal::RoundingStrategy::MidpointAwayFromZero,
        Rounding::HalfEven => rust_decimal::RoundingStrategy::MidpointNearestEven,
    };
    let rounded = amount.round_dp_with_strategy(digits, strategy);
    let scale = Decimal::from(10_i64.checked_pow(digits).ok_or(TooLarge)?);
    rounded.checked_mul(scale).and_then(|minor| minor.to_i64()).ok_or(TooLarge)
}

/// The exact decimal of an amount in minor units (8000 EUR cents → 80.00).
#[must_use]
pub fn from_minor(amount_minor: i64, currency: Currency) -> Decimal {
    Decimal::new(amount_minor, minor_digits(currency))
}

/// The amount as digits with the currency's decimals ("80.00"), the form of JSON outcomes and APIs.
#[must_use]
pub fn plain(amount_minor: i64, currency: Currency) -> String {
    from_minor(amount_minor, currency).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_up_once() {
        let check = |text: &str, expect: i64| {
            let amount: Decimal = text.parse().unwrap();
            assert_eq!(to_minor(amount, Currency::EUR, Rounding::HalfUp), Ok(expect), "{text}");
        };
        check("0.665", 67);
        check("0.664999", 66);
        check("-0.665", -67);
        check("80", 8000);
        assert_eq!(to_minor(Decimal::MAX, Currency::EUR, Rounding::HalfUp), Err(TooLarge));
        assert_eq!(plain(8000, Currency::EUR), "80.00");
        assert_eq!(plain(-5, Currency::EUR), "-0.05");
        assert_eq!(plain(8000, Currency::JPY), "8000");
    }
}
