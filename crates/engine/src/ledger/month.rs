//! Periods of grants: calendar months in the provider's zone, quarters and years, with the calendar or the contract.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::plan::catalogue::GrantTime;
use crate::plan::catalogue::meter::Periods;
use crate::run::outcome::Period;

/// The month of a day.
#[must_use]
pub fn month_of(day: Date) -> Period {
    Period { from: day.first_of_month(), to: day.last_of_month() }
}

/// The calendar period of so many months that a day is in: a month, a quarter, a year.
pub(crate) fn period_of(day: Date, months: u32) -> Period {
    let length = i8::try_from(months.clamp(1, 12)).unwrap_or(1);
    let from = Date::new(day.year(), (day.month() - 1) / length * length + 1, 1).unwrap_or(day).first_of_month();
    let last = from.checked_add(i64::from(length - 1).months()).unwrap_or(from);
    Period { from, to: last.last_of_month() }
}

/// The month after; none after the last one of the calendar.
#[must_use]
pub fn next_month(month: Period) -> Option<Period> {
    month.to.tomorrow().ok().map(month_of)
}

/// The first day after a period; none at the end of the calendar.
pub(crate) fn day_after(period: Period) -> Option<Date> {
    period.to.tomorrow().ok()
}

/// The day so many days later; clamped to the calendar.
pub(super) fn days_later(day: Date, days: u32) -> Date {
    day.checked_add(i64::from(days.min(40_000)).days()).unwrap_or(Date::MAX)
}

/// Periods of so many months, one after the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rhythm {
    months: u32,
    /// The first day of the first period.
    first: Date,
}

impl Rhythm {
    /// The rhythm of a grant under a contract that starts on a day; none where it is given once.
    pub(super) fn of(every: GrantTime, periods: Periods, start: Date) -> Option<Rhythm> {
        let months = every.months()?;
        let calendar = periods == Periods::Calendar || (periods == Periods::Usual && every == GrantTime::Month);
        let first = match every {
            _ if !calendar => start,
            GrantTime::Year => start.first_of_year(),
            GrantTime::Quarter => period_of(start, 3).from,
            _ => start.first_of_month(),
        };
        Some(Rhythm { months, first })
    }

    /// The period of this number; none beyond the calendar.
    pub(super) fn nth(&self, number: u32) -> Option<Period> {
        let day = |number: u32| {
            let later = number.checked_mul(self.months).filter(|months| *months <= 120_000)?;
            self.first.checked_add(i64::from(later).months()).ok()
        };
        Some(Period { from: day(number)?, to: day(number.checked_add(1)?)?.yesterday().ok()? })
    }

    /// The period that a day belongs to; none before the first.
    pub(super) fn around(&self, on: Date) -> Option<Period> {
        let mut number = self.guess(on);
        while self.nth(number).is_some_and(|period| period.to < on) {
            number = number.checked_add(1)?;
        }
        self.nth(number).filter(|period| period.from <= on)
    }

    /// A number that is never too late for a day: thirty-one days are at least a month.
    fn guess(&self, on: Date) -> u32 {
        let days = self.first.until(on).map_or(0, |span| span.get_days()).max(0);
        u32::try_from(days).unwrap_or(0) / 31 / self.months.max(1)
    }

    /// The run of `count` periods after the one that begins on a day; up to the calendar's end where there is no count.
    pub(super) fn after(&self, from: Date, count: Option<u32>) -> Option<Period> {
        let mut number = self.guess(from);
        while self.nth(number).is_some_and(|period| period.from <= from) {
            number = number.checked_add(1)?;
        }
        let first = self.nth(number)?;
        let last = number.checked_add(count?.max(1) - 1).and_then(|last| self.nth(last));
        Some(Period { from: first.from, to: last.map_or(first.to, |last| last.to) })
    }
}
