//! Fees: "39.00 EUR / month", "free", "900.00 EUR once".

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::duration::{Duration, DurationUnit};
use super::open_word;
use super::scan::{Mistake, Scan};
use super::sum::{Sum, sum};
use crate::money::Currency;
use crate::plan::catalogue::{Fee, Stated};

const FEE: &str = "a fee such as \"free\", \"39.00 EUR / month\", \"400.00 EUR / year\", \"900.00 EUR once\", \"as-agreed\" or \"not-stated\"";

/// A fee as written, with the currency it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeText {
    /// What it costs.
    pub fee: Fee,
    /// The currency, if a price is named.
    pub currency: Option<Currency>,
}

impl FromStr for FeeText {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<FeeText, Mistake> {
        match (text.trim(), open_word::<()>(text)) {
            ("free", _) => {
                return Ok(FeeText { fee: Fee::Free, currency: None });
            }
            (_, Some(Stated::AsAgreed)) => {
                return Ok(FeeText { fee: Fee::AsAgreed, currency: None });
            }
            (_, Some(Stated::NotStated)) => {
                return Ok(FeeText { fee: Fee::NotStated, currency: None });
            }
            _ => {}
        }
        let mut scan = Scan::new(text, FEE);
        let Sum(price, currency) = sum(&mut scan)?;
        let fee = if scan.word("once") {
            Fee::Once { price }
        } else if scan.has("/") {
            Fee::Recurring { price, months: period(&mut scan)? }
        } else {
            return Err(scan.unexpected("`/ month` or `once`"));
        };
        scan.end()?;
        Ok(FeeText { fee, currency: Some(currency) })
    }
}

/// "month", "quarter", "year" or "3 months".
fn period(scan: &mut Scan<'_>) -> Result<u32, Mistake> {
    if scan.at_number() {
        let duration = Duration::read(scan)?;
        return duration.months().ok_or_else(|| scan.whole("a fee is due for whole months", FEE));
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
        let sum = |price: Decimal| self.currency.map(|currency| Sum(price, currency).to_string()).unwrap_or_default();
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
        check("39,00 EUR / month", "`39,00` is written with a comma [39,00]");
        check("1,700.00 EUR / month", "`1,700.00` is written with a comma [1,700.00]");
        check("39.00 € / month", "`€` is not a currency code [€]");
        check("39.00 EUR", "`/ month` or `once` is missing at the end [39.00 EUR]");
        check("39.00 EUR / week", "`week` is not a unit of time [week]");
        check("39.00 EUR / day", "a fee is due for whole months [39.00 EUR / day]");
        check("unlimited", "`unlimited` is not a number without a sign [unlimited]");
    }
}
