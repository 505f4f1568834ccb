//! Prices: fees ("39.00 EUR / month", "free") and prices for time ("0.50 EUR / started minute").

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::duration::{Duration, DurationUnit};
use super::open_word;
use super::scan::{Mistake, Scan};
use crate::money::{Currency, minor_digits};
use crate::plan::catalogue::{Fee, FirstBlock, Stated, TimePrice};

const FEE: &str = "a fee such as \"free\", \"39.00 EUR / month\", \"400.00 EUR / year\", \"900.00 EUR once\", \"as-agreed\" or \"not-stated\"";
const TIME: &str = "a price for time such as \"free\", \"0.50 EUR / started minute\", \"110.00 EUR / h\", \"110.00 EUR / h in started min\" or \"30.00 EUR first 5 min, then 5.00 EUR / min in started 5 min\"";

/// A fee as written, with the currency it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeText {
    /// What it costs.
    pub fee: Fee,
    /// The currency, if a price is named.
    pub currency: Option<Currency>,
}

/// A price for time as written, with the currency it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimePriceText {
    /// What it costs.
    pub price: TimePrice,
    /// The currency, if a price is named.
    pub currency: Option<Currency>,
}

/// An amount with its currency, in the currency's digits or as many as are written.
struct Sum(Decimal, Currency);

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

fn sum(scan: &mut Scan<'_>) -> Result<Sum, Mistake> {
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

impl FromStr for FeeText {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<FeeText, Mistake> {
        match (text.trim(), open_word::<()>(text)) {
            ("free", _) => {
                return Ok(FeeText {
                    fee: Fee::Free,
                    currency: None,
                });
            }
            (_, Some(Stated::AsAgreed)) => {
                return Ok(FeeText {
                    fee: Fee::AsAgreed,
                    currency: None,
                });
            }
            (_, Some(Stated::NotStated)) => {
                return Ok(FeeText {
                    fee: Fee::NotStated,
                    currency: None,
                });
            }
            _ => {}
        }
        let mut scan = Scan::new(text, FEE);
        let Sum(price, currency) = sum(&mut scan)?;
        let fee = if scan.word("once") {
            Fee::Once { price }
        } else if scan.has("/") {
            Fee::Recurring {
                price,
                months: period(&mut scan)?,
            }
        } else {
            return Err(scan.unexpected("`/ month` or `once`"));
        };
        scan.end()?;
        Ok(FeeText {
            fee,
            currency: Some(currency),
        })
    }
}

/// "month", "quarter", "year" or "3 months".
fn period(scan: &mut Scan<'_>) -> Result<u32, Mistake> {
    if scan.at_number() {
        let duration = Duration::read(scan)?;
        return duration
            .months()
            .ok_or_else(|| scan.whole("a fee is due for whole months", FEE));
    }
    if scan.word("quarter") {
        return Ok(3);
    }
    match DurationUnit::read(scan)? {
        DurationUnit::Month => Ok(1),
        DurationUnit::Year => Ok(12),
        _ => Err(scan.whole("a fee is due for whole months", FEE)),
    }
}

impl fmt::Display for FeeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = |price: Decimal| {
            self.currency
                .map(|currency| Sum(price, currency).to_string())
                .unwrap_or_default()
        };
        match self.fee {
            Fee::Free => f.write_str("free"),
            Fee::AsAgreed => f.write_str("as-agreed"),
            Fee::NotStated => f.write_str("not-stated"),
            Fee::Once { price } => write!(f, "{} once", sum(price)),
            Fee::Recurring { price, months: 1 } => write!(f, "{} / month", sum(price)),
            Fee::Recurring { price, months: 3 } => write!(f, "{} / quarter", sum(price)),
            Fee::Recurring { price, months: 12 } => write!(f, "{} / year", sum(price)),
            Fee::Recurring { price, months } => write!(f, "{} / {months} months", sum(price)),
        }
    }
}

impl FromStr for TimePriceText {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<TimePriceText, Mistake> {
        if text.trim() == "free" {
            let price = TimePrice {
                first: None,
                rate: Decimal::ZERO,
                per_s: 60,
                increment_s: 1,
                text: "free".to_owned(),
            };
            return Ok(TimePriceText {
                price,
                currency: None,
            });
        }
        let mut scan = Scan::new(text, TIME);
        let mut first_sum = sum(&mut scan)?;
        let mut first = None;
        if scan.word("first") {
            let length = seconds(&mut scan, "first block")?;
            scan.symbol(",")?;
            scan.need("then")?;
            let rate = sum(&mut scan)?;
            if rate.1 != first_sum.1 {
                return Err(scan.whole("two currencies in one price", "one currency"));
            }
            first = Some(FirstBlock {
                price: first_sum.0,
                length_s: length,
            });
            first_sum = rate;
        }
        let Sum(rate, currency) = first_sum;
        scan.symbol("/")?;
        let (per_s, increment_s) = rate_unit(&mut scan)?;
        scan.end()?;
        let mut price = TimePrice {
            first,
            rate,
            per_s,
            increment_s,
            text: String::new(),
        };
        price.text = wording(&price, currency);
        Ok(TimePriceText {
            price,
            currency: Some(currency),
        })
    }
}

/// "started minute", "started 15 min", "min", "h in started 5 min": rate unit and increment, in seconds.
fn rate_unit(scan: &mut Scan<'_>) -> Result<(i64, i64), Mistake> {
    if scan.word("started") {
        let length = seconds(scan, "started unit")?;
        return Ok((length, length));
    }
    let per_s = seconds(scan, "unit of the price")?;
    if scan.word("in") {
        scan.need("started")?;
        return Ok((per_s, seconds(scan, "started increment")?));
    }
    Ok((per_s, 1))
}

/// "5 min", or "minute" for one.
fn seconds(scan: &mut Scan<'_>, what: &str) -> Result<i64, Mistake> {
    let found = if scan.at_number() {
        Duration::read(scan)?.seconds()
    } else {
        DurationUnit::read(scan)?.seconds()
    };
    found.filter(|&length| length <= 86_400).ok_or_else(|| {
        scan.whole(
            format!("the {what} is not a length of seconds, minutes or hours up to a day"),
            TIME,
        )
    })
}

/// A length as the shortest wording: "min" (for one), "5 min", "h".
fn length(seconds: i64) -> String {
    match seconds {
        3_600 => "h".to_owned(),
        60 => "min".to_owned(),
        1 => "s".to_owned(),
        n if n % 3_600 == 0 => format!("{} h", n / 3_600),
        n if n % 60 == 0 => format!("{} min", n / 60),
        n => format!("{n} s"),
    }
}

fn wording(price: &TimePrice, currency: Currency) -> String {
    let mut text = String::new();
    if let Some(first) = &price.first {
        let block = match length(first.length_s) {
            bare if bare.starts_with(|c: char| c.is_ascii_digit()) => bare,
            bare => format!("1 {bare}"),
        };
        text = format!("{} first {block}, then ", Sum(first.price, currency));
    }
    let rate = Sum(price.rate, currency);
    if price.per_s == price.increment_s && price.increment_s != 1 {
        let unit = if price.per_s == 60 {
            "minute".to_owned()
        } else {
            length(price.per_s)
        };
        return format!("{text}{rate} / started {unit}");
    }
    text = format!("{text}{rate} / {}", length(price.per_s));
    if price.increment_s != 1 {
        text = format!("{text} in started {}", length(price.increment_s));
    }
    text
}

impl fmt::Display for TimePriceText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.price.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees() {
        let check = |text: &str, expect: &str| {
            let found = match text.parse::<FeeText>() {
                Ok(fee) => {
                    assert_eq!(fee.to_string().parse::<FeeText>().unwrap().fee, fee.fee);
                    fee.to_string()
                }
                Err(mistake) => format!("{} [{}]", mistake.message, &text[mistake.at]),
            };
            assert_eq!(found, expect, "{text}");
        };
        check("free", "free");
        check("as-agreed", "as-agreed");
        check("not-stated", "not-stated");
        check("39 EUR/month", "39.00 EUR / month");
        check("39.00 EUR / month", "39.00 EUR / month");
        check("400.00 CHF / 12 months", "400.00 CHF / year");
        check("99 EUR / 3 months", "99.00 EUR / quarter");
        check("99 EUR / 6 months", "99.00 EUR / 6 months");
        check("900 EUR once", "900.00 EUR once");
        check("5000 JPY / month", "5000 JPY / month");
        check(
            "39,00 EUR / month",
            "`39,00` is written with a comma [39,00]",
        );
        check(
            "1,700.00 EUR / month",
            "`1,700.00` is written with a comma [1,700.00]",
        );
        check("39.00 € / month", "`€` is not a currency code [€]");
        check(
            "39.00 EUR",
            "`/ month` or `once` is missing at the end [39.00 EUR]",
        );
        check("39.00 EUR / week", "`week` is not a unit of time [week]");
        check(
            "39.00 EUR / day",
            "a fee is due for whole months [39.00 EUR / day]",
        );
        check(
            "unlimited",
            "`unlimited` is not a number without a sign [unlimited]",
        );
    }

    #[test]
    fn prices_for_time() {
        let check = |text: &str, expect: &str| {
            let found = match text.parse::<TimePriceText>() {
                Ok(TimePriceText { price, .. }) => {
                    assert_eq!(price.text.parse::<TimePriceText>().unwrap().price, price);
                    let first = price
                        .first
                        .map(|first| format!("{} for {} s, ", first.price, first.length_s));
                    let first = first.unwrap_or_default();
                    format!(
                        "{} = {first}{} per {} s by {} s",
                        price.text, price.rate, price.per_s, price.increment_s
                    )
                }
                Err(mistake) => format!("{} [{}]", mistake.message, &text[mistake.at]),
            };
            assert_eq!(found, expect, "{text}");
        };
        check(
            "0.50 EUR / started minute",
            "0.50 EUR / started minute = 0.50 per 60 s by 60 s",
        );
        check(
            "0.5 EUR/started min",
            "0.50 EUR / started minute = 0.5 per 60 s by 60 s",
        );
        check(
            "110.00 EUR / h",
            "110.00 EUR / h = 110.00 per 3600 s by 1 s",
        );
        check(
            "110 EUR / h in started min",
            "110.00 EUR / h in started min = 110 per 3600 s by 60 s",
        );
        check(
            "25 EUR / started 15 min",
            "25.00 EUR / started 15 min = 25 per 900 s by 900 s",
        );
        check("0.005 EUR / s", "0.005 EUR / s = 0.005 per 1 s by 1 s");
        check(
            "30.00 EUR first 5 min, then 5.00 EUR / min in started 5 min",
            "30.00 EUR first 5 min, then 5.00 EUR / min in started 5 min = 30.00 for 300 s, 5.00 per 60 s by 300 s",
        );
        check(
            "30 EUR first minute, then 5 EUR / min",
            "30.00 EUR first 1 min, then 5.00 EUR / min = 30 for 60 s, 5 per 60 s by 1 s",
        );
        check("free", "free = 0 per 60 s by 1 s");
        check(
            "30.00 EUR first 5 min then 5.00 EUR / min",
            "`,` is missing before `then` [then]",
        );
        check(
            "30.00 EUR first 5 min, then 5.00 CHF / min",
            "two currencies in one price [30.00 EUR first 5 min, then 5.00 CHF / min]",
        );
        check(
            "0,50 EUR / started minute",
            "`0,50` is written with a comma [0,50]",
        );
        check("0.50 EUR per minute", "`/` is missing before `per` [per]");
        check(
            "0.50 EUR / month",
            "the unit of the price is not a length of seconds, minutes or hours up to a day [0.50 EUR / month]",
        );
        check(
            "0.50 EUR / started 0 min",
            "a duration of no length [0.50 EUR / started 0 min]",
        );
    }
}
