//! One rule of hours: on which days, at which times, open or closed.
//!
//! How rules combine follows the OpenStreetMap specification as its reference evaluator reads it, by calendar day:
//! - an open rule replaces what earlier rules said about each of its days, the tail of the previous night included,
//!   unless it was joined by a comma, then it adds;
//! - a closed rule takes its minutes away; without times that is the whole calendar day, so `PH off` ends the night
//!   window of the evening before at midnight;
//! - a time across midnight belongs to the day on which it begins and reaches into the next.

use jiff::civil::{Date, Weekday};

use super::day::{DAY_MIN, Minutes};
use super::easter::easter;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) days: Days,
    /// Minutes from the day's midnight; an end beyond 1440 reaches into the next day.
    pub(super) times: Vec<(u16, u16)>,
    pub(super) effect: Effect,
    pub(super) joint: Joint,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Open,
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// After a semicolon.
    Replaces,
    /// After a comma.
    Adds,
}

/// The days of a rule: all lists that are not empty must agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) years: Vec<Every<i16>>,
    pub(super) dates: Vec<Dates>,
    pub(super) weeks: Vec<Every<i8>>,
    pub(super) weekdays: Vec<Weekdays>,
}

/// `first` to `last`, every `step`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Every<T> {
    pub(super) first: T,
    pub(super) last: T,
    pub(super) step: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dates {
    Months { first: i8, last: i8 },
    OneMonth { year: i16, month: i8 },
    Day(Point),
    Range(Point, Point),
}

/// A day of the year, fixed or moving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) year: Option<i16>,
    pub(super) anchor: Anchor,
    pub(super) shift: Shift,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Fixed { month: i8, day: i8 },
    Nth { month: i8, weekday: i8, nth: i8 },
    Easter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shift {
    Days(i16),
    /// The weekday on or after.
    Next(i8),
    /// The weekday on or before.
    Previous(i8),
}

/// Weekdays count from Monday, 0, to Sunday, 6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Weekdays {
    Range { first: i8, last: i8 },
    Nth { weekday: i8, from_start: [bool; 5], from_end: [bool; 5], shift: i16 },
    Holiday { shift: i16 },
}

/// What a rule must know of holidays: is this date one?
pub(super) type IsHoliday<'a> = &'a dyn Fn(Date) -> bool;

impl Rule {
    /// The minutes that the rule touches on a day it matches.
    pub(super) fn own(&self) -> Minutes {
        let mut minutes = Minutes::NONE;
        for &(start, end) in &self.times {
            minutes.insert(start, end.min(DAY_MIN));
        }
        minutes
    }

    /// The minutes that the rule touches on the day after one it matches.
    pub(super) fn tail(&self) -> Minutes {
        let mut minutes = Minutes::NONE;
        for &(_, end) in &self.times {
            minutes.insert(0, end.saturating_sub(DAY_MIN));
        }
        minutes
    }
}

impl Days {
    pub(super) fn is_empty(&self) -> bool {
        self.years.is_empty() && self.dates.is_empty() && self.weeks.is_empty() && self.weekdays.is_empty()
    }

    pub(super) fn matches(&self, date: Date, is_holiday: IsHoliday<'_>) -> bool {
        // Weekdays first: they decide most days at the least cost.
        (self.weekdays.is_empty() || self.weekdays.iter().any(|days| days.matches(date, is_holiday)))
            && (self.years.is_empty() || self.years.iter().any(|every| every.has(date.year().into())))
            && (self.dates.is_empty() || self.dates.iter().any(|dates| dates.match_date(date)))
            && (self.weeks.is_empty() || self.weeks.iter().any(|every| every.has(date.iso_week_date().week().into())))
    }

    /// The years in which a day can match at all.
    pub(super) fn years(&self) -> (i16, i16) {
        let by_years = self.years.iter().map(|every| (every.first, every.last)).reduce(wider).unwrap_or((1, 9999));
        let by_dates = self.dates.iter().map(Dates::years).reduce(wider).unwrap_or((1, 9999));
        (by_years.0.max(by_dates.0), by_years.1.min(by_dates.1))
    }
}

/// The smallest range of years that holds both.
pub(super) fn wider(a: (i16, i16), b: (i16, i16)) -> (i16, i16) {
    (a.0.min(b.0), a.1.max(b.1))
}

impl<T: Copy + Into<i32>> Every<T> {
    fn has(&self, value: i32) -> bool {
        let first = self.first.into();
        (first..=self.last.into()).contains(&value) && (value - first) % self.step == 0
    }
}

impl Dates {
    fn match_date(&self, date: Date) -> bool {
        match *self {
            Self::Months { first, last } if first <= last => (first..=last).contains(&date.month()),
            Self::Months { first, last } => date.month() >= first || date.month() <= last,
            Self::OneMonth { year, month } => date.year() == year && date.month() == month,
            Self::Day(day) => around(date, day.year).any(|year| day.in_year(year) == Some(date)),
            Self::Range(start, end) => around(date, start.year).any(|year| {
                let Some(first) = start.on_or_after(year) else {
                    return false;
                };
                if date < first {
                    return false;
                }
                let last = match end.year {
                    Some(year) => end.on_or_before(year),
                    None => end
                        .on_or_before(year)
                        .filter(|last| *last >= first)
                        .or_else(|| end.on_or_before(year.saturating_add(1))),
                };
                last.is_some_and(|last| date <= last)
            }),
        }
    }

    fn years(&self) -> (i16, i16) {
        match self {
            Self::OneMonth { year, .. } => (*year, *year),
            Self::Day(Point { year: Some(year), .. }) => (year.saturating_sub(1), year.saturating_add(1)),
            Self::Range(Point { year: Some(first), .. }, end) => {
                (first.saturating_sub(1), end.year.unwrap_or(*first).saturating_add(2))
            }
            _ => (1, 9999),
        }
    }

    /// Whether a year is written with the date; `None` for whole months, which have none.
    pub(super) fn has_year(&self) -> bool {
        match self {
            Self::Months { .. } => false,
            Self::OneMonth { .. } => true,
            Self::Day(point) | Self::Range(point, _) => point.year.is_some(),
        }
    }
}

/// The years whose dates can reach `date`: a shift or the turn of the year moves by one at most.
fn around(date: Date, only: Option<i16>) -> impl Iterator<Item = i16> {
    let (first, last) = match only {
        Some(year) => (year, year),
        None => (date.year() - 1, date.year().saturating_add(1).min(9999)),
    };
    first..=last
}

impl Point {
    /// The day in a year; none where the year has no such day.
    fn in_year(&self, year: i16) -> Option<Date> {
        if year < 1 {
            return None;
        }
        let day = match self.anchor {
            Anchor::Fixed { month, day } => Date::new(year, month, day).ok()?,
            Anchor::Nth { month, weekday, nth } => {
                let weekday = Weekday::from_monday_zero_offset(weekday).ok()?;
                Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()?
            }
            Anchor::Easter => easter(year),
        };
        let days = match self.shift {
            Shift::Days(days) => i64::from(days),
            Shift::Next(weekday) => i64::from((weekday - day.weekday().to_monday_zero_offset()).rem_euclid(7)),
            Shift::Previous(weekday) => -i64::from((day.weekday().to_monday_zero_offset() - weekday).rem_euclid(7)),
        };
        day.checked_add(jiff::Span::new().days(days)).ok()
    }

    /// As the start of a range: 29 February of a common year is 1 March.
    fn on_or_after(&self, year: i16) -> Option<Date> {
        self.in_year(year).or_else(|| self.leap_day_as(3, 1).in_year(year))
    }

    /// As the end of a range: 29 February of a common year is 28 February.
    fn on_or_before(&self, year: i16) -> Option<Date> {
        self.in_year(year).or_else(|| self.leap_day_as(2, 28).in_year(year))
    }

    fn leap_day_as(self, month: i8, day: i8) -> Self {
        match self.anchor {
            Anchor::Fixed { month: 2, day: 29 } => Self { anchor: Anchor::Fixed { month, day }, ..self },
            _ => self,
        }
    }
}

impl Weekdays {
    fn matches(&self, date: Date, is_holiday: IsHoliday<'_>) -> bool {
        match *self {
            Self::Range { first, last } => {
                let day = date.weekday().to_monday_zero_offset();
                if first <= last { (first..=last).contains(&day) } else { day >= first || day <= last }
            }
            Self::Nth { weekday, from_start, from_end, shift } => back(date, shift).is_some_and(|date| {
                let before = (date.day() - 1) / 7;
                let after = (date.days_in_month() - date.day()) / 7;
                date.weekday().to_monday_zero_offset() == weekday
                    && (from_start[before as usize] || from_end[after as usize])
            }),
            Self::Holiday { shift } => back(date, shift).is_some_and(is_holiday),
        }
    }
}

/// The date `days` before.
fn back(date: Date, days: i16) -> Option<Date> {
    if days == 0 { Some(date) } else { date.checked_sub(jiff::Span::new().days(days)).ok() }
}
