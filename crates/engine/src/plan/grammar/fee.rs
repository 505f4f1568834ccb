//! Fees: "39.00 EUR / month", "5.00 EUR / user / month", "free", "900.00 EUR once"; and the amounts that stand in price tables.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::duration::{Duration, DurationUnit};
use super::open_word;
use super::scan::{Mistake, Scan};
use super::sum::{Sum, sum};
use crate::money::Currency;
use crate::plan::catalogue::price::{PriceBase, PriceRule};
use crate::plan::catalogue::{Fee, FeeColumn, Stated};

const FEE: &str = "a fee such as \"free\", \"39.00 EUR / month\", \"5.00 EUR / user / month\", \"400.00 EUR / year\", \"900.00 EUR once\", \"as-agreed\" or \"not-stated\"";
const AMOUNT: &str =
    "an amount such as \"100.00 EUR\", \"0.40 EUR / km\", \"39.00 EUR / month\" or \"900.00 EUR once\"";

/// A fee as written, with the currency it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeText {
    /// What it costs.
    pub fee: Fee,
    /// The currency, if a price is named.
    pub currency: Option<Currency>,
}

/// An amount as written: for each of something, for a period, both or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmountText {
    /// Net price.
    pub amount: Decimal,
    /// Its currency.
    pub currency: Currency,
    /// What is counted ("user", "km"), if the price is for each of it.
    pub each: Option<String>,
    /// Months of the period (`Some(None)`: once), if one is named.
    pub period: Option<Option<u32>>,
}

impl FromStr for AmountText {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<AmountText, Mistake> {
        let mut scan = Scan::new(text, AMOUNT);
        let Sum(amount, currency) = sum(&mut scan)?;
        let each = each(&mut scan, true);
        let period = period(&mut scan)?;
        let each = each.or_else(|| scan.word("each").then(|| "quantity".to_owned()));
        scan.end()?;
        Ok(AmountText { amount, currency, each, period })
    }
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
        let each = each(&mut scan, false);
        let Some(months) = period(&mut scan)? else {
            return Err(scan.unexpected("`/ month` or `once`"));
        };
        scan.end()?;
        let fee = match (each, months) {
            (Some(each), months) => {
                let base = PriceBase::Sum { amount: price, each: Some(each) };
                Fee::Columns(vec![FeeColumn { months, rule: PriceRule::of(base) }])
            }
            (None, Some(months)) => Fee::Recurring { price, months },
            (None, None) => Fee::Once { price },
        };
        Ok(FeeText { fee, currency: Some(currency) })
    }
}

/// "/ user": what is counted. A word that no period follows is one only where `alone` is allowed.
fn each(scan: &mut Scan<'_>, alone: bool) -> Option<String> {
    let mut ahead = scan.clone();
    if !ahead.has("/") || ahead.at_number() {
        return None;
    }
    let (word, _) = ahead.any_word();
    let mut after = ahead.clone();
    let followed = after.has("/") || after.word("once");
    let time = word == "quarter" || DurationUnit::is_word(word);
    if word.is_empty() || (time && !followed) || !(followed || alone) {
        return None;
    }
    *scan = ahead;
    Some(word.to_owned())
}

/// "once" (`Some(None)`), "/ month", "/ quarter", "/ 3 months"; none if nothing is said.
fn period(scan: &mut Scan<'_>) -> Result<Option<Option<u32>>, Mistake> {
    if scan.word("once") {
        return Ok(Some(None));
    }
    if !scan.has("/") {
        return Ok(None);
    }
    months(scan).map(|months| Some(Some(months)))
}

/// "month", "quarter", "year" or "3 months".
fn months(scan: &mut Scan<'_>) -> Result<u32, Mistake> {
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

/// A period by itself: "month", "quarter", "half-year", "year", "3 months"; none for "once".
///
/// # Errors
/// [`Mistake`] when it is none of these.
pub fn period_word(text: &str) -> Result<Option<u32>, Mistake> {
    let mut scan = Scan::new(text, "a period such as \"month\", \"quarter\", \"half-year\", \"year\" or \"6 months\"");
    if scan.word("once") {
        scan.end()?;
        return Ok(None);
    }
    let found = if scan.word("half-year") { 6 } else { months(&mut scan)? };
    scan.end()?;
    Ok(Some(found))
}

/// A period in the words of the grammar.
#[must_use]
pub fn period_text(months: u32) -> String {
    match months {
        1 => "month".to_owned(),
        3 => "quarter".to_owned(),
        12 => "year".to_owned(),
        other => format!("{other} months"),
    }
}

impl fmt::Display for FeeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = |price: Decimal| self.currency.map(|currency| Sum(price, currency).to_string()).unwrap_or_default();
        match &self.fee {
            Fee::Free => f.write_str("free"),
            Fee::AsAgreed => f.write_str("as-agreed"),
            Fee::NotStated => f.write_str("not-stated"),
            Fee::Once { price } => write!(f, "{} once", sum(*price)),
            Fee::Recurring { price, months } => write!(f, "{} / {}", sum(*price), period_text(*months)),
            Fee::Columns(columns) => match columns.first().map(|column| (&column.rule.base, column.months)) {
                Some((PriceBase::Sum { amount, each: Some(each) }, Some(months))) => {
                    write!(f, "{} / {each} / {}", sum(*amount), period_text(months))
                }
                Some((PriceBase::Sum { amount, each: Some(each) }, None)) => {
                    write!(f, "{} / {each} once", sum(*amount))
                }
                _ => f.write_str("computed"),
            },
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
        check("39.00 EUR / week", "a fee is due for whole months [39.00 EUR / week]");
        check("39.00 EUR / day", "a fee is due for whole months [39.00 EUR / day]");
        check("5 EUR/user/month", "5.00 EUR / user / month");
        check("5.00 EUR / cpu-socket / year", "5.00 EUR / cpu-socket / year");
        check("80 EUR / seat once", "80.00 EUR / seat once");
        check("unlimited", "`unlimited` is not a number without a sign [unlimited]");
    }
}
