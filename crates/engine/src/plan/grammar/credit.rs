//! Credits: "5 %", "25.57 EUR", "3 days", "2 h", "work", "termination".

use std::str::FromStr;

use rust_decimal::Decimal;

use super::duration::{Duration, DurationUnit};
use super::scan::{Mistake, Scan};
use super::sum::{Sum, sum};
use crate::money::Currency;
use crate::plan::catalogue::Span;
use crate::plan::catalogue::remedy::{Credit, CreditKind};

const CREDIT: &str = "a credit such as \"5 %\", \"25.00 EUR\", \"3 days\", \"2 h\", \"work\", \"termination\", \"as-agreed\" or \"not-stated\"";

/// A credit as written, with the currency it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditText {
    /// What is given.
    pub credit: Credit,
    /// The currency, if a sum is named.
    pub currency: Option<Currency>,
}

impl FromStr for CreditText {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<CreditText, Mistake> {
        let plain = |kind, amount| Ok(CreditText { credit: Credit { kind, amount }, currency: None });
        match text.trim() {
            "work" => return plain(CreditKind::Work, Decimal::ONE),
            "as-agreed" => return plain(CreditKind::AsAgreed, Decimal::ONE),
            "not-stated" => return plain(CreditKind::NotStated, Decimal::ONE),
            "termination" => return plain(CreditKind::Termination, Decimal::ONE),
            _ => {}
        }
        let trimmed = text.trim_end();
        if trimmed.ends_with('%') {
            return plain(CreditKind::Percent, super::percent(text)?);
        }
        if trimmed.chars().rev().take(3).all(|sign| sign.is_ascii_uppercase()) && trimmed.len() > 3 {
            let mut scan = Scan::new(text, CREDIT);
            let Sum(amount, currency) = sum(&mut scan)?;
            scan.end()?;
            return Ok(CreditText { credit: Credit { kind: CreditKind::Money, amount }, currency: Some(currency) });
        }
        let mistake =
            |message: &str| Mistake { message: message.to_owned(), allowed: CREDIT.to_owned(), at: 0..text.len() };
        let duration: Duration = text.parse().map_err(|_| mistake(&format!("`{trimmed}` is not a credit")))?;
        match (duration.span(), duration.unit) {
            (Span::Days(days), _) => plain(CreditKind::Days, Decimal::from(days)),
            (Span::Seconds(seconds), unit) if unit != DurationUnit::Day => {
                plain(CreditKind::Time, Decimal::from(seconds))
            }
            _ => Err(mistake("a credit of time is one of minutes, hours or days")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits() {
        let check = |text: &str, expect: &str| {
            let found = match text.parse::<CreditText>() {
                Ok(read) => format!("{:?} {}", read.credit.kind, read.credit.amount.normalize()),
                Err(mistake) => mistake.message,
            };
            assert_eq!(found, expect, "{text}");
        };
        check("5 %", "Percent 5");
        check("25.57 EUR", "Money 25.57");
        check("3 days", "Days 3");
        check("2 h", "Time 7200");
        check("30 min", "Time 1800");
        check("work", "Work 1");
        check("termination", "Termination 1");
        check("as-agreed", "AsAgreed 1");
        check("not-stated", "NotStated 1");
        check("1 month", "a credit of time is one of minutes, hours or days");
        check("101 %", "more than 100 %");
        check("much", "`much` is not a credit");
        check("", "`` is not a credit");
        check("5,5 EUR", "`5,5` is written with a comma");
    }
}
