//! A calendar month in the provider's zone.

use std::str::FromStr;

use engine::run::outcome::Period;
use engine::run::timeline::midnight;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::action::View;
use crate::catalogue;
use crate::error::DeskError;

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month(Date);

/// A text that is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a month is written like 2026-11")]
pub struct NotAMonth;

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Date) -> Month {
        Month(day.first_of_month())
    }

    /// Its days.
    #[must_use]
    pub fn period(self) -> Period {
        Period { from: self.0, to: self.0.last_of_month() }
    }

    /// The instant at which it ends.
    #[must_use]
    pub fn end(self, zone: &TimeZone) -> Timestamp {
        midnight(self.next().0, zone)
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Month {
        Month(self.0.saturating_add(1.month()))
    }

    /// The month before it.
    #[must_use]
    pub fn previous(self) -> Month {
        Month(self.0.saturating_sub(1.month()))
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Month, NotAMonth> {
        let (year, month) = text.split_once('-').ok_or(NotAMonth)?;
        let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(NotAMonth);
        }
        let (year, month) = (year.parse().map_err(|_| NotAMonth)?, month.parse().map_err(|_| NotAMonth)?);
        if !(1..=12).contains(&month) || !(1..=9998).contains(&year) {
            return Err(NotAMonth);
        }
        Ok(Month(date(year, month, 1)))
    }
}

/// The month that ended last, in the provider's zone.
///
/// # Errors
/// [`DeskError::NotFound`] on a desk without a catalogue.
pub fn last_ended(view: &mut View<'_, '_>) -> Result<Month, DeskError> {
    let zone = catalogue::get_current(view)?.1.provider.zone.clone();
    Ok(Month::of(view.now.to_zoned(zone).date()).previous())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_and_written() {
        let month: Month = "2026-12".parse().unwrap();
        assert_eq!(month.to_string(), "2026-12");
        assert_eq!(month.next().to_string(), "2027-01");
        assert_eq!(month.previous().to_string(), "2026-11");
        for wrong in ["2026-13", "2026-00", "26-11", "2026-1", "2026/11", "", "+026-01"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }
}
