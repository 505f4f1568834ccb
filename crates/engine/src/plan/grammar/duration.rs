//! Lengths of time: "8 h", "90 min", "2 business days", "12 months", "1 year".

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::scan::{Mistake, Scan};
use crate::plan::catalogue::Span;

/// Longest length that a plan may say: a hundred years.
const LONGEST_S: i64 = 100 * 366 * 86_400;

/// The units of a length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DurationUnit {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Calendar days.
    Day,
    /// Days on which the window opens.
    BusinessDay,
    /// Calendar weeks.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

impl DurationUnit {
    /// Every wording that is understood; the first of a unit is the canonical one for one, the second for several.
    const WORDS: [(DurationUnit, &'static [&'static str]); 8] = [
        (DurationUnit::Second, &["s", "s", "second", "seconds", "sec"]),
        (DurationUnit::Minute, &["min", "min", "minute", "minutes"]),
        (DurationUnit::Hour, &["h", "h", "hour", "hours"]),
        (DurationUnit::Day, &["day", "days", "d"]),
        (DurationUnit::BusinessDay, &["business day", "business days"]),
        (DurationUnit::Week, &["week", "weeks"]),
        (DurationUnit::Month, &["month", "months"]),
        (DurationUnit::Year, &["year", "years"]),
    ];

    /// The canonical wording after a number.
    pub(super) fn word(self, several: bool) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(unit, _)| *unit == self)
            .and_then(|(_, words)| words.get(usize::from(several)))
            .copied()
            .unwrap_or_default()
    }

    /// Seconds of one, where that is always the same.
    pub(super) fn seconds(self) -> Option<i64> {
        match self {
            DurationUnit::Second => Some(1),
            DurationUnit::Minute => Some(60),
            DurationUnit::Hour => Some(3_600),
            _ => None,
        }
    }

    /// Whether a word is one of a unit of time.
    pub(super) fn is_word(word: &str) -> bool {
        word == "business" || Self::WORDS.iter().any(|(_, words)| words.contains(&word))
    }

    pub(super) fn read(scan: &mut Scan<'_>) -> Result<DurationUnit, Mistake> {
        if scan.word("business") {
            let (word, at) = scan.any_word();
            return match word {
                "day" | "days" => Ok(DurationUnit::BusinessDay),
                "hour" | "hours" | "h" => {
                    let mut mistake = scan.mistake(at, "business hours are hours of a window");
                    mistake.allowed = "write `h` and name the window in which they count".to_owned();
                    Err(mistake)
                }
                _ => Err(scan.mistake(at, format!("`business {word}` is not a unit of time"))),
            };
        }
        let (word, at) = scan.any_word();
        if word.is_empty() {
            return Err(scan.unexpected("a unit of time"));
        }
        Self::find(word).ok_or_else(|| scan.mistake(at, format!("`{word}` is not a unit of time")))
    }

    /// The unit of a word.
    pub(super) fn find(word: &str) -> Option<DurationUnit> {
        Self::WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(unit, _)| *unit)
    }
}

/// A length of time as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    /// How many.
    pub count: Decimal,
    /// Of what.
    pub unit: DurationUnit,
    span: Span,
}

impl Duration {
    /// The length for computing.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// Whole seconds, if it is a length in seconds, minutes or hours.
    #[must_use]
    pub fn seconds(&self) -> Option<i64> {
        match self.span {
            Span::Seconds(seconds) => Some(seconds),
            _ => None,
        }
    }

    /// Whole months, if it is a length in months or years.
    #[must_use]
    pub fn months(&self) -> Option<u32> {
        match self.span {
            Span::Months(months) => Some(months),
            _ => None,
        }
    }

    pub(super) fn read(scan: &mut Scan<'_>) -> Result<Duration, Mistake> {
        let count = scan.decimal()?;
        let unit = DurationUnit::read(scan)?;
        Self::of(count, unit).map_err(|(message, allowed)| scan.whole(message, allowed))
    }

    pub(super) fn of(count: Decimal, unit: DurationUnit) -> Result<Duration, (String, &'static str)> {
        if count.is_zero() {
            return Err(("a duration of no length".to_owned(), "more than zero"));
        }
        let count = count.normalize();
        let whole = |count: Decimal| {
            if count.is_integer() {
                count
                    .to_u32()
                    .filter(|&n| n <= 36_600)
                    .ok_or(("a duration longer than a hundred years".to_owned(), "a shorter one"))
            } else {
                Err((format!("{count} of a day, month or year is not a definite length"), "a whole number, or hours"))
            }
        };
        let span = match unit {
            DurationUnit::Day => Span::Days(whole(count)?),
            DurationUnit::BusinessDay => Span::BusinessDays(whole(count)?),
            DurationUnit::Week => Span::Weeks(whole(count)?.min(5_301)),
            DurationUnit::Month => Span::Months(whole(count)?.min(1_201)),
            DurationUnit::Year => Span::Months(whole(count)?.saturating_mul(12).min(1_201)),
            DurationUnit::Second | DurationUnit::Minute | DurationUnit::Hour => {
                let exact = count * Decimal::from(unit.seconds().unwrap_or(1));
                if !exact.is_integer() {
                    return Err((
                        format!("{count} {} is not a whole number of seconds", unit.word(true)),
                        "whole seconds",
                    ));
                }
                let seconds = exact.to_i64().filter(|&seconds| seconds <= LONGEST_S);
                Span::Seconds(seconds.ok_or(("a duration longer than a hundred years".to_owned(), "a shorter one"))?)
            }
        };
        if matches!(span, Span::Months(1_201..) | Span::Weeks(5_301..)) {
            return Err(("a duration longer than a hundred years".to_owned(), "a shorter one"));
        }
        Ok(Duration { count, unit, span })
    }
}

impl FromStr for Duration {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<Duration, Mistake> {
        let mut scan =
            Scan::new(text, "a duration such as \"8 h\", \"90 min\", \"2 business days\", \"12 months\" or \"1 year\"");
        let duration = Duration::read(&mut scan)?;
        scan.end()?;
        Ok(duration)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.count, self.unit.word(self.count != Decimal::ONE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let check = |text: &str, expect: &str| {
            let found = match text.parse::<Duration>() {
                Ok(duration) => format!("{duration} = {:?}", duration.span()),
                Err(mistake) => format!("{} [{}]", mistake.message, &text[mistake.at]),
            };
            assert_eq!(found, expect, "{text}");
            if let Ok(duration) = text.parse::<Duration>() {
                assert_eq!(duration.to_string().parse::<Duration>(), Ok(duration));
            }
        };
        check("8 h", "8 h = Seconds(28800)");
        check("8h", "8 h = Seconds(28800)");
        check("  8   hours ", "8 h = Seconds(28800)");
        check("1.5 h", "1.5 h = Seconds(5400)");
        check("90 min", "90 min = Seconds(5400)");
        check("0.5 s", "0.5 s is not a whole number of seconds [0.5 s]");
        check("1 business day", "1 business day = BusinessDays(1)");
        check("2 business days", "2 business days = BusinessDays(2)");
        check("1 day", "1 day = Days(1)");
        check("5 weeks", "5 weeks = Weeks(5)");
        check("6000 weeks", "a duration longer than a hundred years [6000 weeks]");
        check("12 months", "12 months = Months(12)");
        check("1 year", "1 year = Months(12)");
        check("1.5 years", "1.5 of a day, month or year is not a definite length [1.5 years]");
        check("0 h", "a duration of no length [0 h]");
        check("8", "a unit of time is missing at the end [8]");
        check("8 hors", "`hors` is not a unit of time [hors]");
        check("8 business hours", "business hours are hours of a window [hours]");
        check("1,5 h", "`1,5` is written with a comma [1,5]");
        check("8 h sharp", "`sharp` is too much here [sharp]");
        check("-8 h", "`-8` is not a number without a sign [-8]");
        check("999999999999 h", "a duration longer than a hundred years [999999999999 h]");
        check("101 years", "a duration longer than a hundred years [101 years]");
        check("4000000000 months", "a duration longer than a hundred years [4000000000 months]");
        check("12345678901234567890 h", "`12345678901234567890` has too many digits [12345678901234567890]");
        check("", "the text is empty []");
    }
}
