//! Calendar months in the provider's zone.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::run::outcome::Period;

/// The month of a day.
#[must_use]
pub fn month_of(day: Date) -> Period {
    Period { from: day.first_of_month(), to: day.last_of_month() }
}

/// The month after; none after the last one of the calendar.
#[must_use]
pub fn next_month(month: Period) -> Option<Period> {
    month.to.tomorrow().ok().map(month_of)
}

/// The day `months` calendar months later, the month's last one where it has no such day; clamped to the calendar.
pub(super) fn months_later(day: Date, months: u32) -> Date {
    let months = i64::from(months);
    if months > 120_000 { Date::MAX } else { day.checked_add(months.months()).unwrap_or(Date::MAX) }
}

/// The first day after a period; none at the end of the calendar.
pub(crate) fn day_after(period: Period) -> Option<Date> {
    period.to.tomorrow().ok()
}
