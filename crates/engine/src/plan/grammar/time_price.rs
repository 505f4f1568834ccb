//! Prices for time: "0.50 EUR / started minute", "30.00 EUR first 5 min, then 5.00 EUR / min in started 5 min".

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::duration::{Duration, DurationUnit};
use super::scan::{Mistake, Scan};
use super::sum::{Sum, sum};
use crate::money::Currency;
use crate::plan::catalogue::price::Unsaid;
use crate::plan::catalogue::{FirstBlock, TimePrice};

const TIME: &str = "a price for time such as \"free\", \"as-agreed\", \"0.50 EUR / started minute\", \"110.00 EUR / h\", \"110.00 EUR / h in started min\" or \"30.00 EUR first 5 min, then 5.00 EUR / min in started 5 min\"";

/// A price for time as written, with the currency it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimePriceText {
    /// What it costs.
    pub price: TimePrice,
    /// The currency, if a price is named.
    pub currency: Option<Currency>,
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
                unsaid: None,
            };
            return Ok(TimePriceText { price, currency: None });
        }
        let mut scan = Scan::new(text, TIME);
        if let Some(unsaid) = unsaid(&mut scan) {
            let increment_s = if scan.word("in") {
                scan.need("started")?;
                seconds(&mut scan, "started increment")?
            } else {
                1
            };
            scan.end()?;
            let price = open(unsaid, increment_s);
            return Ok(TimePriceText { price, currency: None });
        }
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
            first = Some(FirstBlock { price: first_sum.0, length_s: length });
            first_sum = rate;
        }
        let Sum(rate, currency) = first_sum;
        scan.symbol("/")?;
        let (per_s, increment_s) = rate_unit(&mut scan)?;
        scan.end()?;
        let mut price = TimePrice { first, rate, per_s, increment_s, text: String::new(), unsaid: None };
        price.text = wording(&price, currency);
        Ok(TimePriceText { price, currency: Some(currency) })
    }
}

/// "as-agreed" or "not-stated".
fn unsaid(scan: &mut Scan<'_>) -> Option<Unsaid> {
    Unsaid::ALL.into_iter().find(|(_, word)| scan.word(word)).map(|(unsaid, _)| unsaid)
}

/// A price that is left open, with the increments that are said all the same.
fn open(unsaid: Unsaid, increment_s: i64) -> TimePrice {
    let word = Unsaid::ALL.iter().find(|(known, _)| *known == unsaid).map_or("", |(_, word)| word);
    let text = if increment_s == 1 { word.to_owned() } else { format!("{word} in started {}", length(increment_s)) };
    TimePrice { first: None, rate: Decimal::ZERO, per_s: 3_600, increment_s, text, unsaid: Some(unsaid) }
}

impl TimePrice {
    /// So many percent of it; none where that is too large.
    #[must_use]
    pub fn share(&self, percent: Decimal, currency: Currency) -> Option<TimePrice> {
        let of = |price: Decimal| Some((price.checked_mul(percent)? / Decimal::ONE_HUNDRED).normalize());
        let first = match &self.first {
            Some(first) => Some(FirstBlock { price: of(first.price)?, length_s: first.length_s }),
            None => None,
        };
        let mut price = TimePrice { first, rate: of(self.rate)?, ..self.clone() };
        if self.unsaid.is_none() && !self.rate.is_zero() {
            price.text = wording(&price, currency);
        }
        Some(price)
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
    let found = if scan.at_number() { Duration::read(scan)?.seconds() } else { DurationUnit::read(scan)?.seconds() };
    found
        .filter(|&length| length <= 86_400)
        .ok_or_else(|| scan.whole(format!("the {what} is not a length of seconds, minutes or hours up to a day"), TIME))
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
        let unit = if price.per_s == 60 { "minute".to_owned() } else { length(price.per_s) };
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
    fn prices_for_time() {
        let check = |text: &str, expect: &str| {
            let found = match text.parse::<TimePriceText>() {
                Ok(TimePriceText { price, .. }) => {
                    assert_eq!(price.text.parse::<TimePriceText>().unwrap().price, price);
                    let first = price.first.map(|first| format!("{} for {} s, ", first.price, first.length_s));
                    let first = first.unwrap_or_default();
                    format!("{} = {first}{} per {} s by {} s", price.text, price.rate, price.per_s, price.increment_s)
                }
                Err(mistake) => format!("{} [{}]", mistake.message, &text[mistake.at]),
            };
            assert_eq!(found, expect, "{text}");
        };
        check("0.50 EUR / started minute", "0.50 EUR / started minute = 0.50 per 60 s by 60 s");
        check("0.5 EUR/started min", "0.50 EUR / started minute = 0.5 per 60 s by 60 s");
        check("110.00 EUR / h", "110.00 EUR / h = 110.00 per 3600 s by 1 s");
        check("110 EUR / h in started min", "110.00 EUR / h in started min = 110 per 3600 s by 60 s");
        check("25 EUR / started 15 min", "25.00 EUR / started 15 min = 25 per 900 s by 900 s");
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
        check("as-agreed", "as-agreed = 0 per 3600 s by 1 s");
        check("not-stated in started 15 min", "not-stated in started 15 min = 0 per 3600 s by 900 s");
        check("as-agreed / h", "`/ h` is too much here [/ h]");
        check("30.00 EUR first 5 min then 5.00 EUR / min", "`,` is missing before `then` [then]");
        check(
            "30.00 EUR first 5 min, then 5.00 CHF / min",
            "two currencies in one price [30.00 EUR first 5 min, then 5.00 CHF / min]",
        );
        check("0,50 EUR / started minute", "`0,50` is written with a comma [0,50]");
        check("0.50 EUR per minute", "`/` is missing before `per` [per]");
        check(
            "0.50 EUR / month",
            "the unit of the price is not a length of seconds, minutes or hours up to a day [0.50 EUR / month]",
        );
        check("0.50 EUR / started 0 min", "a duration of no length [0.50 EUR / started 0 min]");
    }
}
