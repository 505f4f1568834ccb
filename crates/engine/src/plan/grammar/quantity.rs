//! Quantities of an allowance: "15 min / month", "3 credits / quarter", "5 tickets / user / month", "60 min at activation".
//!
//! Words that are not lengths of time are the names of units; which units there are is not decided here.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::duration::{Duration, DurationUnit};
use super::open_word;
use super::scan::{Mistake, Scan};
use crate::plan::catalogue::{GrantTime, Measure, Stated};

const QUANTITY: &str = "a quantity such as \"15 min / month\", \"10 h / quarter\", \"3 tickets / year\", \"5 tickets / user / month\", \"60 min at activation\", \"10 h at start\", \"unlimited\", \"as-agreed\", \"best-effort\" or \"not-stated\"";
const AMOUNT: &str = "an amount such as \"45 min\", \"10 h\", \"3 tickets\"";

/// The largest count of a unit.
const MOST: u32 = 1_000_000;

/// What an amount counts, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Time(DurationUnit),
    Named(String),
}

/// So many of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    count: Decimal,
    word: Word,
}

impl Amount {
    fn read(scan: &mut Scan<'_>) -> Result<Amount, Mistake> {
        let count = scan.decimal()?.normalize();
        let (word, at) = scan.any_word();
        let letters =
            !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if word.is_empty() {
            return Err(scan.unexpected("a unit"));
        }
        let unit = DurationUnit::find(word);
        if let Some(unit) = unit.filter(|unit| unit.seconds().is_some() || *unit == DurationUnit::Day) {
            let length = Duration::of(count, if unit == DurationUnit::Day { DurationUnit::Hour } else { unit });
            length.map_err(|(message, allowed)| scan.whole(message, allowed))?;
            return Ok(Amount { count, word: Word::Time(unit) });
        }
        if unit.is_some() || !letters {
            return Err(scan.mistake(at, format!("`{word}` is not a unit of an allowance")));
        }
        if count.is_zero() {
            return Err(scan.whole("an amount of nothing", "more than zero"));
        }
        if count > Decimal::from(MOST) {
            return Err(scan.whole(format!("more than a million {word}"), "`unlimited`, or a smaller number"));
        }
        Ok(Amount { count, word: Word::Named(word.to_owned()) })
    }

    /// Whether it is written as a length of time.
    #[must_use]
    pub fn is_time(&self) -> bool {
        matches!(self.word, Word::Time(_))
    }

    /// The name of its unit, if it is not a length of time.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        match &self.word {
            Word::Time(_) => None,
            Word::Named(name) => Some(name),
        }
    }

    /// The quantity as a unit keeps it; `named`: whether the name is that of the unit. None where that cannot be.
    #[must_use]
    pub fn quantity(&self, measure: Measure, day_s: Option<i64>, named: impl Fn(&str) -> bool) -> Option<i64> {
        match (&self.word, measure) {
            (Word::Time(unit), Measure::Time(_)) => {
                let length_s = unit.seconds().or(day_s)?;
                Measure::Time(length_s).quantity(self.count)
            }
            (Word::Named(name), measure) if named(name) => measure.quantity(self.count),
            _ => None,
        }
    }
}

impl FromStr for Amount {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<Amount, Mistake> {
        let mut scan = Scan::new(text, AMOUNT);
        let amount = Amount::read(&mut scan)?;
        scan.end()?;
        Ok(amount)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.word {
            Word::Time(unit) => write!(f, "{} {}", self.count, unit.word(self.count != Decimal::ONE)),
            Word::Named(name) => write!(f, "{} {name}", self.count),
        }
    }
}

/// How much of an allowance is given, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// How much.
    pub amount: Stated<Amount>,
    /// For each of what this fact counts.
    pub per: Option<String>,
    /// When it is given.
    pub every: GrantTime,
}

impl FromStr for Quantity {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<Quantity, Mistake> {
        if let Some(amount) = open_word(text) {
            return Ok(Quantity { amount, per: None, every: GrantTime::Month });
        }
        let mut scan = Scan::new(text, QUANTITY);
        let amount = Amount::read(&mut scan)?;
        let mut per = None;
        let every = if scan.has("/") {
            let (mut word, mut at) = scan.any_word();
            if scan.has("/") {
                per = Some(word.to_owned());
                (word, at) = scan.any_word();
            }
            match (word, DurationUnit::find(word)) {
                ("quarter", _) => GrantTime::Quarter,
                (_, Some(DurationUnit::Month)) => GrantTime::Month,
                (_, Some(DurationUnit::Year)) => GrantTime::Year,
                (_, Some(_)) => return Err(scan.whole("allowances are given by month, quarter or year", QUANTITY)),
                (word, None) => return Err(scan.mistake(at, format!("`{word}` is not a period"))),
            }
        } else if scan.word("at") {
            match scan.any_word() {
                ("activation", _) => GrantTime::Activation,
                ("start", _) => GrantTime::Start,
                _ => {
                    return Err(scan.whole("an allowance is given at `activation` or at `start`", QUANTITY));
                }
            }
        } else if scan.word("once") {
            GrantTime::Start
        } else {
            return Err(scan.unexpected("`/ month`, `/ quarter`, `/ year`, `at activation` or `at start`"));
        };
        scan.end()?;
        Ok(Quantity { amount: Stated::Value(amount), per, every })
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.amount {
            Stated::Unlimited => return f.write_str("unlimited"),
            Stated::AsAgreed => return f.write_str("as-agreed"),
            Stated::BestEffort => return f.write_str("best-effort"),
            Stated::NotStated => return f.write_str("not-stated"),
            Stated::Value(amount) => write!(f, "{amount}")?,
        }
        if let Some(per) = &self.per {
            write!(f, " / {per}")?;
        }
        f.write_str(match self.every {
            GrantTime::Month => " / month",
            GrantTime::Quarter => " / quarter",
            GrantTime::Year => " / year",
            GrantTime::Activation => " at activation",
            GrantTime::Start => " at start",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::catalogue::meter::Each;

    fn found(text: &str) -> String {
        match text.parse::<Quantity>() {
            Ok(quantity) => {
                assert_eq!(quantity.to_string().parse::<Quantity>(), Ok(quantity.clone()));
                let kept = match &quantity.amount {
                    Stated::Value(amount) if amount.is_time() => {
                        amount.quantity(Measure::Time(60), Some(28_800), |_| false)
                    }
                    Stated::Value(amount) => amount.quantity(Measure::Count(1, Each::Ticket), None, |_| true),
                    _ => None,
                };
                format!("{quantity} = {kept:?}")
            }
            Err(mistake) => format!("{} [{}]", mistake.message, &text[mistake.at]),
        }
    }

    #[test]
    fn quantities() {
        let check = |text: &str, expect: &str| assert_eq!(found(text), expect, "{text}");
        check("15 min / month", "15 min / month = Some(900)");
        check("10 h/month", "10 h / month = Some(36000)");
        check("10 h / quarter", "10 h / quarter = Some(36000)");
        check("2 days / year", "2 days / year = Some(57600)");
        check("60 min at activation", "60 min at activation = Some(3600)");
        check("10 h at start", "10 h at start = Some(36000)");
        check("10 h once", "10 h at start = Some(36000)");
        check("5 tickets / month", "5 tickets / month = Some(5)");
        check("5 tickets / user / month", "5 tickets / user / month = Some(5)");
        check("1 ticket at start", "1 ticket at start = Some(1)");
        check("3 credits / year", "3 credits / year = Some(3)");
        check("1.5 tickets / month", "1.5 tickets / month = None");
        check("unlimited", "unlimited = None");
        check("not-stated", "not-stated = None");
        check("as-agreed", "as-agreed = None");
        check("best-effort", "best-effort = None");
        check(
            "15 min",
            "`/ month`, `/ quarter`, `/ year`, `at activation` or `at start` is missing at the end [15 min]",
        );
        check("15 min / week", "allowances are given by month, quarter or year [15 min / week]");
        check("15 min / day", "allowances are given by month, quarter or year [15 min / day]");
        check("2 months / month", "`months` is not a unit of an allowance [months]");
        check("0 min / month", "a duration of no length [0 min / month]");
        check("0 tickets / month", "an amount of nothing [0 tickets / month]");
        check("15 min at noon", "an allowance is given at `activation` or at `start` [15 min at noon]");
        check("15,5 min / month", "`15,5` is written with a comma [15,5]");
        check("2000000 tickets / month", "more than a million tickets [2000000 tickets / month]");
    }
}
