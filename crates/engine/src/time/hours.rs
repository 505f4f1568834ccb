//! Hours: the notation, parsed.
//!
//! The syntax is OpenStreetMap's `opening_hours`; the crate `opening-hours-syntax` reads it, and what it read is
//! turned here into rules of our own, or refused. Nothing is dropped on the way: what an accepted text says is what
//! is computed.

use std::fmt;
use std::sync::Arc;

use opening_hours_syntax::rules::day as parsed_day;
use opening_hours_syntax::rules::time as parsed_time;
use opening_hours_syntax::rules::{RuleKind, RuleOperator, RuleSequence};

use super::day::DAY_MIN;
use super::notation::{self, Prepared};
use super::rule::{Anchor, Dates, Days, Effect, Every, Joint, Point, Rule, Shift, Weekdays};

/// Hours of the week and the year in local time, in OpenStreetMap `opening_hours` notation.
///
/// `Display` gives the canonical text, which parses to the same hours.
#[derive(Clone, PartialEq, Eq)]
pub struct Hours {
    rules: Arc<[Rule]>,
}

/// Why a text is not hours, and where. Offsets are bytes of the text as given; `start` equals `end` where something
/// is missing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct HoursError {
    /// What is wrong and how to mend it, in English.
    pub message: String,
    /// First byte of the offending text.
    pub start: usize,
    /// Byte after the offending text.
    pub end: usize,
}

impl HoursError {
    pub(super) fn new(message: impl Into<String>, start: usize, end: usize) -> Self {
        Self { message: message.into(), start, end }
    }
}

/// Longer texts are no hours that a person reads.
const TEXT_MAX: usize = 4_000;
const RULES_MAX: usize = 100;

impl Hours {
    /// Reads hours such as `Mo-Fr 09:30-12:30,13:30-17:00; PH off; Dec 24,31 off`.
    pub fn parse(text: &str) -> Result<Self, HoursError> {
        let whole = |message: &str| HoursError::new(message, 0, text.len());
        if text.len() > TEXT_MAX {
            return Err(whole("the hours are too long"));
        }
        let prepared = notation::prepare(text)?;
        let expression =
            opening_hours_syntax::parse(&prepared.text).map_err(|error| explain(text, &prepared, error))?;
        if expression.rules.len() > RULES_MAX {
            return Err(whole("the hours have too many rules"));
        }
        let rules: Result<Vec<Rule>, String> = expression.rules.iter().map(read_rule).collect();
        Ok(Self { rules: rules.map_err(|message| whole(&message))?.into() })
    }

    /// The same hours, closed on public holidays unless the text itself says what holds on them.
    #[must_use]
    pub fn closed_on_holidays(&self) -> Self {
        if self.mention_holidays() {
            return self.clone();
        }
        let days = Days { weekdays: vec![Weekdays::Holiday { shift: 0 }], ..Days::default() };
        let off = Rule { days, times: vec![(0, DAY_MIN)], effect: Effect::Closed, joint: Joint::Replaces };
        Self { rules: self.rules.iter().cloned().chain([off]).collect() }
    }

    /// Whether the text says what holds on public holidays (`PH`).
    pub fn mention_holidays(&self) -> bool {
        self.rules.iter().flat_map(|rule| &rule.days.weekdays).any(|days| matches!(days, Weekdays::Holiday { .. }))
    }

    pub(super) fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

impl std::str::FromStr for Hours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        Self::parse(text)
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, rule) in self.rules.iter().enumerate() {
            match (at, rule.joint) {
                (0, _) => {}
                (_, Joint::Replaces) => f.write_str("; ")?,
                (_, Joint::Adds) => f.write_str(", ")?,
            }
            write!(f, "{rule}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hours({self})")
    }
}

/// The parser's error in our words, at the place in the given text.
fn explain(text: &str, prepared: &Prepared, error: opening_hours_syntax::Error) -> HoursError {
    use opening_hours_syntax::Error;
    let message = match error {
        Error::Syntax(error) => {
            let at = match error.location {
                pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
            };
            let start = prepared.origin(at);
            let rest = text.get(start..).unwrap_or_default();
            let length = rest.find([' ', ';', ',']).unwrap_or(rest.len());
            let length = length.max(rest.chars().next().map_or(0, char::len_utf8));
            let message = format!("these hours cannot be read from here on; {}", notation::hint(rest));
            return HoursError::new(message, start, start + length);
        }
        Error::InvertedYearRange { .. } => "the range of years ends before it begins".to_owned(),
        Error::InvertedWeekRange { .. } => "the range of weeks ends before it begins".to_owned(),
        Error::Overflow { .. } => "a number is too large".to_owned(),
        Error::InvalidExtendedTime { hour, minutes } => {
            format!("{hour:02}:{minutes:02} is no time; the last is 48:00")
        }
        other => format!("these hours are not supported: {other}"),
    };
    HoursError::new(message, 0, text.len())
}

fn read_rule(rule: &RuleSequence) -> Result<Rule, String> {
    let effect = match rule.kind {
        RuleKind::Open => Effect::Open,
        RuleKind::Closed => Effect::Closed,
        RuleKind::Unknown => return Err("hours must be certain; write open or off".to_owned()),
    };
    let joint = match rule.operator {
        RuleOperator::Normal => Joint::Replaces,
        RuleOperator::Additional => Joint::Adds,
        RuleOperator::Fallback => return Err("fallback rules (||) are not supported".to_owned()),
    };
    let times: Result<_, _> = rule.time_selector.spans.iter().map(read_span).collect();
    Ok(Rule { days: read_days(&rule.day_selector)?, times: times?, effect, joint })
}

fn read_span(span: &parsed_time::TimeSpan) -> Result<(u16, u16), String> {
    if span.open_end || span.repeats.is_some() {
        return Err(format!("{span} cannot be computed; write opening and closing time"));
    }
    let minute = |time: &parsed_time::Time| match time {
        parsed_time::Time::Fixed(time) => Ok(time.mins_from_midnight()),
        parsed_time::Time::Variable(_) => Err("times by the sun cannot be promised".to_owned()),
    };
    let (start, end) = (minute(&span.range.start)?, minute(&span.range.end)?);
    if start == end {
        return Err(format!("{span} opens and closes at the same time; the whole day is 00:00-24:00"));
    }
    Ok((start, if end < start { end + DAY_MIN } else { end }))
}

fn read_days(days: &parsed_day::DaySelector) -> Result<Days, String> {
    let years = days.year.iter().map(|range| {
        let (years, step) = range.into_parts();
        Ok(Every { first: year(years.start())?, last: year(years.end())?, step: i32::from(step.max(1)) })
    });
    let weeks = days.week.iter().map(|range| {
        let (weeks, step) = range.into_parts();
        // Week numbers end at 53.
        Every { first: weeks.start().0 as i8, last: weeks.end().0 as i8, step: i32::from(step.max(1)) }
    });
    let dates: Vec<Dates> = days.monthday.iter().map(read_dates).collect::<Result<_, _>>()?;
    let dated = |dates: &Dates| dates.has_year();
    if dates.iter().any(dated) && !dates.iter().all(dated) {
        return Err("write the year with each date of the list, or with none".to_owned());
    }
    let across = |dates: &Dates| matches!(dates, Dates::Months { first, last } if first > last);
    if !days.year.is_empty() && dates.iter().any(across) {
        return Err(
            "months across the turn of a year need a year on both sides, as in 2026 Nov 01-2027 Feb 28".to_owned()
        );
    }
    let mut weekdays: Vec<Weekdays> = days.weekday.iter().map(read_weekdays).collect::<Result<_, _>>()?;
    // The whole week is no choice of days, whichever day it begins with.
    let whole_week = |days: &Weekdays| matches!(days, Weekdays::Range { first, last } if (last + 1) % 7 == *first);
    if weekdays.iter().any(whole_week) {
        weekdays.clear();
    }
    Ok(Days { years: years.collect::<Result<_, String>>()?, dates, weeks: weeks.collect(), weekdays })
}

fn year(year: &parsed_day::Year) -> Result<i16, String> {
    i16::try_from(year.0)
        .ok()
        .filter(|year| (1..=9999).contains(year))
        .ok_or_else(|| "the year is too large".to_owned())
}

fn read_dates(range: &parsed_day::MonthdayRange) -> Result<Dates, String> {
    match range {
        parsed_day::MonthdayRange::Month { range, year: None } => {
            Ok(Dates::Months { first: *range.start() as i8, last: *range.end() as i8 })
        }
        parsed_day::MonthdayRange::Month { range, year: Some(given) } => {
            if range.start() != range.end() {
                return Err("a range of months with a year needs days, as in 2026 Nov 01-2027 Feb 28".to_owned());
            }
            Ok(Dates::OneMonth { year: year(given)?, month: *range.start() as i8 })
        }
        parsed_day::MonthdayRange::Date { start, end } => {
            let (first, last) = (read_point(start)?, read_point(end)?);
            if first == last {
                return Ok(Dates::Day(first));
            }
            match (first.year, last.year) {
                (None, Some(_)) => Err("write the year with the first date of the range too".to_owned()),
                (Some(from), Some(to)) if to < from => Err("the range of dates ends before it begins".to_owned()),
                _ => Ok(Dates::Range(first, last)),
            }
        }
    }
}

fn read_point((date, offset): &(parsed_day::Date, parsed_day::DateOffset)) -> Result<Point, String> {
    let anchor = match *date {
        parsed_day::Date::Fixed { year, month, day } => {
            let month = month as i8;
            let day = i8::try_from(day).map_err(|_| "no month has that many days".to_owned())?;
            // Without a year a leap day is a day, so a leap year is asked.
            let leap = year.and_then(|year| i16::try_from(year.0).ok()).unwrap_or(2000);
            jiff::civil::Date::new(leap, month, day).map_err(|_| format!("{date} is no day of the calendar"))?;
            Anchor::Fixed { month, day }
        }
        parsed_day::Date::Weekday { month, wday, nth, .. } => {
            Anchor::Nth { month: month as i8, weekday: monday_zero(wday), nth }
        }
        parsed_day::Date::Easter { .. } => Anchor::Easter,
    };
    let shift = match (offset.wday_offset, offset.day_offset) {
        (parsed_day::WeekDayOffset::None, days) if days.abs() <= 366 => Shift::Days(days),
        (parsed_day::WeekDayOffset::Next(day), 0) => Shift::Next(monday_zero(day)),
        (parsed_day::WeekDayOffset::Prev(day), 0) => Shift::Previous(monday_zero(day)),
        (parsed_day::WeekDayOffset::None, _) => {
            return Err("a date can be shifted by a year at most".to_owned());
        }
        _ => return Err("a date can be shifted to a weekday or by days, not by both".to_owned()),
    };
    Ok(Point { year: date.year().as_ref().map(year).transpose()?, anchor, shift })
}

fn read_weekdays(range: &parsed_day::WeekDayRange) -> Result<Weekdays, String> {
    match range {
        parsed_day::WeekDayRange::Holiday { kind: parsed_day::HolidayKind::Public, offset } => {
            Ok(Weekdays::Holiday { shift: *offset })
        }
        parsed_day::WeekDayRange::Holiday { .. } => Err("school holidays are not known here".to_owned()),
        parsed_day::WeekDayRange::Fixed { range, offset, nth_from_start, nth_from_end } => {
            let (first, last) = (monday_zero(*range.start()), monday_zero(*range.end()));
            if nth_from_start.contains(&false) || nth_from_end.contains(&false) {
                let (from_start, from_end) = (*nth_from_start, *nth_from_end);
                return Ok(Weekdays::Nth { weekday: first, from_start, from_end, shift: *offset });
            }
            if *offset != 0 {
                return Err("only a numbered weekday can be shifted, as in Mo[1] +1 day".to_owned());
            }
            Ok(Weekdays::Range { first, last })
        }
    }
}

fn monday_zero(day: parsed_day::Weekday) -> i8 {
    // Seven days, so it fits.
    day.num_days_from_monday() as i8
}
