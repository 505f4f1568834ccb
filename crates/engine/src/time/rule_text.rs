//! Rules written back as text, in the form that parses to the same rules.

use std::fmt;

use super::day::DAY_MIN;
use super::rule::{Anchor, Dates, Days, Effect, Every, Point, Rule, Shift, Weekdays};

const WEEKDAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn weekday_name(weekday: i8) -> &'static str {
    WEEKDAYS.get(weekday as usize).copied().unwrap_or_default()
}

fn month_name(month: i8) -> &'static str {
    MONTHS.get(month as usize - 1).copied().unwrap_or_default()
}

fn list<T>(f: &mut fmt::Formatter<'_>, items: &[T], show: impl Fn(&T) -> String) -> fmt::Result {
    let parts: Vec<String> = items.iter().map(show).collect();
    f.write_str(&parts.join(","))
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole_day = self.times == [(0, DAY_MIN)];
        match (self.days.is_empty(), whole_day, self.effect) {
            (true, true, Effect::Open) => return f.write_str("24/7"),
            (true, true, Effect::Closed) => return f.write_str("Mo-Su off"),
            (true, false, _) => f.write_str("Mo-Su")?,
            (false, ..) => write!(f, "{}", self.days)?,
        }
        if !whole_day || self.effect == Effect::Open {
            f.write_str(" ")?;
            list(f, &self.times, |&(start, end)| {
                // An end on the next day is written as people do, 08:00, unless only 32:00 says it.
                let wraps = end > DAY_MIN && end - DAY_MIN < start;
                format!("{}-{}", clock(start), clock(if wraps { end - DAY_MIN } else { end }))
            })?;
        }
        if self.effect == Effect::Closed { f.write_str(" off") } else { Ok(()) }
    }
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut space = "";
        if !self.years.is_empty() {
            list(f, &self.years, |every| every.show(""))?;
            space = " ";
        }
        if !self.dates.is_empty() {
            f.write_str(space)?;
            list(f, &self.dates, Dates::to_string)?;
            space = " ";
        }
        if !self.weeks.is_empty() {
            write!(f, "{space}week ")?;
            list(f, &self.weeks, |every| every.show("0"))?;
            space = " ";
        }
        if !self.weekdays.is_empty() {
            f.write_str(space)?;
            list(f, &self.weekdays, Weekdays::to_string)?;
        }
        Ok(())
    }
}

impl<T: Copy + Into<i32>> Every<T> {
    fn show(&self, pad: &str) -> String {
        let width = pad.len() * 2;
        let (first, last) = (self.first.into(), self.last.into());
        match (first == last, self.step) {
            (true, _) => format!("{first:0width$}"),
            (false, 1) => format!("{first:0width$}-{last:0width$}"),
            (false, step) => format!("{first:0width$}-{last:0width$}/{step}"),
        }
    }
}

impl fmt::Display for Dates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Months { first, last } if first == last => f.write_str(month_name(*first)),
            Self::Months { first, last } => {
                write!(f, "{}-{}", month_name(*first), month_name(*last))
            }
            Self::OneMonth { year, month } => write!(f, "{year} {}", month_name(*month)),
            Self::Day(day) => write!(f, "{day}"),
            Self::Range(start, end) => write!(f, "{start}-{end}"),
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(year) = self.year {
            write!(f, "{year} ")?;
        }
        match self.anchor {
            Anchor::Fixed { month, day } => write!(f, "{} {day:02}", month_name(month))?,
            Anchor::Nth { month, weekday, nth } => {
                write!(f, "{} {}[{nth}]", month_name(month), weekday_name(weekday))?;
            }
            Anchor::Easter => f.write_str("easter")?,
        }
        match self.shift {
            Shift::Days(days) => f.write_str(&day_shift(days)),
            Shift::Next(weekday) => write!(f, "+{}", weekday_name(weekday)),
            Shift::Previous(weekday) => write!(f, "-{}", weekday_name(weekday)),
        }
    }
}

fn day_shift(days: i16) -> String {
    match days {
        0 => String::new(),
        1 | -1 => format!(" {days:+} day"),
        _ => format!(" {days:+} days"),
    }
}

impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Range { first, last } if first == last => f.write_str(weekday_name(*first)),
            Self::Range { first, last } => {
                write!(f, "{}-{}", weekday_name(*first), weekday_name(*last))
            }
            Self::Nth { weekday, from_start, from_end, shift } => {
                let chosen = |flags: &[bool; 5], sign: i32| -> Vec<String> {
                    (1..).zip(flags).filter(|(_, on)| **on).map(|(nth, _)| (sign * nth).to_string()).collect()
                };
                let nths = [chosen(from_start, 1), chosen(from_end, -1)].concat().join(",");
                write!(f, "{}[{nths}]{}", weekday_name(*weekday), day_shift(*shift))
            }
            Self::Holiday { shift } => write!(f, "PH{}", day_shift(*shift)),
        }
    }
}
