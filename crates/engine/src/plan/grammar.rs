//! The one small grammar of plan files: durations, prices, quantities and percentages as people write them.
//!
//! Numbers are exact decimals with a decimal point. Every value has one canonical wording, its `Display`, and reading that
//! wording gives the value back. Words for silence (`not-stated`, `as-agreed`, `best-effort`, `unlimited`) are values.
//! Which window a duration counts in and which currency a provider uses is not decided here.

mod credit;
mod duration;
mod fee;
mod quantity;
mod scan;
mod sum;
mod time_price;
mod within;

pub use credit::CreditText;
pub use duration::{Duration, DurationUnit};
pub use fee::{AmountText, FeeText, period_text, period_word};
pub use quantity::{Amount, Quantity};
pub use scan::Mistake;
pub(super) use sum::plain_price;
pub use time_price::TimePriceText;
pub use within::Within;

use rust_decimal::Decimal;

use super::catalogue::Stated;
use scan::Scan;

/// Reads a percentage between 0 and 100 ("19 %").
///
/// # Errors
/// [`Mistake`] saying what is wrong and what is allowed.
pub fn percent(text: &str) -> Result<Decimal, Mistake> {
    let mut scan = Scan::new(text, "a percentage such as \"19 %\"");
    let value = scan.decimal()?;
    scan.symbol("%")?;
    scan.end()?;
    if value > Decimal::ONE_HUNDRED {
        return Err(scan.whole("more than 100 %", "between 0 % and 100 %"));
    }
    Ok(value.normalize())
}

/// Reads a percentage that may be more than all ("+200 %" is written "200 %"), up to 10,000 %.
///
/// # Errors
/// [`Mistake`] saying what is wrong and what is allowed.
pub fn any_percent(text: &str) -> Result<Decimal, Mistake> {
    let mut scan = Scan::new(text, "a percentage such as \"50 %\" or \"200 %\"");
    let value = scan.decimal()?;
    scan.symbol("%")?;
    scan.end()?;
    if value > Decimal::from(10_000) {
        return Err(scan.whole("more than 10,000 %", "between 0 % and 10,000 %"));
    }
    Ok(value.normalize())
}

/// The word for how a value is open, if `text` is one.
pub(super) fn open_word<T>(text: &str) -> Option<Stated<T>> {
    match text.trim() {
        "unlimited" => Some(Stated::Unlimited),
        "as-agreed" => Some(Stated::AsAgreed),
        "best-effort" => Some(Stated::BestEffort),
        "not-stated" => Some(Stated::NotStated),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages() {
        let check = |text: &str, expect: &str| {
            let found = percent(text).map_or_else(|mistake| mistake.message, |value| value.to_string());
            assert_eq!(found, expect, "{text}");
        };
        check("19 %", "19");
        check("7.7%", "7.7");
        check("0 %", "0");
        check("19", "`%` is missing at the end");
        check("19,5 %", "`19,5` is written with a comma");
        check("101 %", "more than 100 %");
        check("-1 %", "`-1` is not a number without a sign");
        check("", "the text is empty");
    }
}
