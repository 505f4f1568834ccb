//! Holidays: the public holidays of a region, editable by date.
//!
//! Regions are ISO 3166 codes: a country for its nationwide days (`DE`, `AT`, `CH`), with a part for a Land or
//! canton (`DE-TH`, `AT-9`, `CH-ZH`), and a third word where communes differ (`DE-BY-CATHOLIC`). The days come from
//! one table of rules with the years they hold in, and go on beyond 2050 as the law of today has it. A desk may add
//! a day (an anniversary, the firm's outing) or take one out, by date or by rule; sets are thrown together (a holiday in
//! any of them) or cut (a holiday in all of them).

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use super::holiday_table::{COUNTRIES, Country, Entry};
use super::hours::{Hours, HoursError};
use super::never::YEAR;
use super::rule::Days;

/// A set of public holidays with their names. Cloning is cheap.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    base: Base,
    /// Days that come again, later ones first in rank.
    days: Arc<Vec<DayRule>>,
    edits: Arc<BTreeMap<Date, Option<(String, String)>>>,
}

/// What a set is made of before it is edited.
#[derive(Clone, Default, PartialEq, Eq)]
enum Base {
    #[default]
    None,
    Region(Region),
    Any(Arc<[Holidays]>),
    All(Arc<[Holidays]>),
}

/// Days by rule that are holidays, or, without a name, ordinary days.
#[derive(Clone, PartialEq, Eq)]
struct DayRule {
    days: Days,
    name: Option<(String, String)>,
}

/// A holiday's name in the two languages of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HolidayName<'a> {
    /// German.
    pub de: &'a str,
    /// English.
    pub en: &'a str,
}

/// No such region; `nearest` is the code that looks most like the one given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no holidays are known for the region {given}; the nearest is {nearest}")]
pub struct UnknownRegion {
    /// The code as given.
    pub given: String,
    /// The known code that is nearest to it.
    pub nearest: String,
}

/// A country of the table and the part of it, empty for the nationwide days.
#[derive(Clone, Copy)]
struct Region {
    country: &'static Country,
    part: &'static str,
}

impl PartialEq for Region {
    fn eq(&self, other: &Self) -> bool {
        (self.country.code, self.part) == (other.country.code, other.part)
    }
}

impl Eq for Region {}

impl Region {
    fn code(self) -> String {
        match self.part {
            "" => self.country.code.to_owned(),
            part => format!("{}-{part}", self.country.code),
        }
    }

    fn entries(self, year: i16) -> impl Iterator<Item = &'static Entry> {
        self.country.entries.iter().filter(move |entry| entry.holds_in(self.part, year))
    }
}

impl Holidays {
    /// No holidays at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// The holidays of a region such as `DE-TH`.
    pub fn region(code: &str) -> Result<Self, UnknownRegion> {
        let region = all_regions().find(|region| region.code() == code);
        match region {
            Some(region) => Ok(Self { base: Base::Region(region), ..Self::default() }),
            None => Err(UnknownRegion { given: code.chars().take(40).collect(), nearest: nearest(code) }),
        }
    }

    /// The codes of all regions, in the table's order.
    pub fn regions() -> impl Iterator<Item = String> {
        all_regions().map(Region::code)
    }

    /// The days that are holidays in any of several sets; the first that knows a day names it.
    pub fn any(sets: Vec<Holidays>) -> Self {
        Self { base: Base::Any(sets.into()), ..Self::default() }
    }

    /// The days that are holidays in all of several sets; the first names them.
    pub fn all(sets: Vec<Holidays>) -> Self {
        Self { base: Base::All(sets.into()), ..Self::default() }
    }

    /// The same with days in the notation of hours ("Dec 24,31", "Nov Th[4]", "easter +1 day").
    pub fn with_days(self, text: &str, name_de: &str, name_en: &str) -> Result<Self, HoursError> {
        self.ruled(text, Some((name_de.to_owned(), name_en.to_owned())))
    }

    /// The same with days in the notation of hours being ordinary ones.
    pub fn without_days(self, text: &str) -> Result<Self, HoursError> {
        self.ruled(text, None)
    }

    fn ruled(mut self, text: &str, name: Option<(String, String)>) -> Result<Self, HoursError> {
        let days = days_of(text)?;
        Arc::make_mut(&mut self.days).push(DayRule { days, name });
        Ok(self)
    }

    /// The same with one more holiday, or another name for one.
    #[must_use]
    pub fn with_day(mut self, date: Date, name_de: &str, name_en: &str) -> Self {
        Arc::make_mut(&mut self.edits).insert(date, Some((name_de.to_owned(), name_en.to_owned())));
        self
    }

    /// The same with that date an ordinary day.
    #[must_use]
    pub fn without_day(mut self, date: Date) -> Self {
        Arc::make_mut(&mut self.edits).insert(date, None);
        self
    }

    /// The name of the holiday on that date, if it is one.
    pub fn name_on(&self, date: Date) -> Option<HolidayName<'_>> {
        if let Some(edit) = self.edits.get(&date) {
            return edit.as_ref().map(|(de, en)| HolidayName { de, en });
        }
        if let Some(rule) = self.days.iter().rev().find(|rule| rule.days.matches(date, &|_| false)) {
            return rule.name.as_ref().map(|(de, en)| HolidayName { de, en });
        }
        match &self.base {
            Base::None => None,
            Base::Region(region) => {
                let mut entries = region.entries(date.year());
                let entry = entries.find(|entry| entry.day.in_year(date.year()) == Some(date))?;
                Some(HolidayName { de: entry.de, en: entry.en })
            }
            Base::Any(sets) => sets.iter().find_map(|set| set.name_on(date)),
            Base::All(sets) => {
                let name = sets.first()?.name_on(date)?;
                sets.iter().all(|set| set.is_holiday(date)).then_some(name)
            }
        }
    }

    /// Whether the date is a holiday.
    pub fn is_holiday(&self, date: Date) -> bool {
        self.name_on(date).is_some()
    }

    /// The holidays of a year in order, each date once.
    pub fn in_year(&self, year: i16) -> Vec<(Date, HolidayName<'_>)> {
        let mut days = self.base_in_year(year);
        if !self.days.is_empty() {
            let first = Date::new(year, 1, 1).ok();
            for date in first.into_iter().flat_map(|first| first.series(jiff::Span::new().days(1))) {
                if date.year() != year {
                    break;
                }
                match self.days.iter().rev().find(|rule| rule.days.matches(date, &|_| false)) {
                    Some(DayRule { name: Some((de, en)), .. }) => days.insert(date, HolidayName { de, en }),
                    Some(DayRule { name: None, .. }) => days.remove(&date),
                    None => None,
                };
            }
        }
        for (date, edit) in self.edits.iter().filter(|(date, _)| date.year() == year) {
            match edit {
                Some((de, en)) => days.insert(*date, HolidayName { de, en }),
                None => days.remove(date),
            };
        }
        days.into_iter().collect()
    }

    /// The days of a leap year that can be holidays in some year, by their place in it; none where any day may be.
    pub(super) fn possible_days(&self) -> Option<Vec<bool>> {
        if !self.days.is_empty() {
            return None;
        }
        let mut days = match &self.base {
            Base::None => vec![false; YEAR as usize],
            Base::Region(region) => {
                let mut days = vec![false; YEAR as usize];
                for year in 1..=9999 {
                    region
                        .entries(year)
                        .filter_map(|entry| entry.day.in_year(year))
                        .for_each(|date| mark(&mut days, date));
                }
                days
            }
            Base::Any(sets) => {
                let sets: Vec<Vec<bool>> = sets.iter().map(Holidays::possible_days).collect::<Option<_>>()?;
                (0..YEAR as usize).map(|place| sets.iter().any(|set| set[place])).collect()
            }
            Base::All(sets) => sets.first()?.possible_days()?,
        };
        self.edits.iter().filter(|(_, edit)| edit.is_some()).for_each(|(date, _)| mark(&mut days, *date));
        Some(days)
    }

    fn base_in_year(&self, year: i16) -> BTreeMap<Date, HolidayName<'_>> {
        let mut days = BTreeMap::new();
        match &self.base {
            Base::None => {}
            Base::Region(region) => {
                for entry in region.entries(year) {
                    if let Some(date) = entry.day.in_year(year) {
                        days.entry(date).or_insert(HolidayName { de: entry.de, en: entry.en });
                    }
                }
            }
            Base::Any(sets) => {
                for (date, name) in sets.iter().flat_map(|set| set.in_year(year)) {
                    days.entry(date).or_insert(name);
                }
            }
            Base::All(sets) => {
                let first = sets.first().map(|set| set.in_year(year)).unwrap_or_default();
                let common = first.into_iter().filter(|(date, _)| sets.iter().all(|set| set.is_holiday(*date)));
                days.extend(common);
            }
        }
        days
    }
}

/// Marks the day of a leap year with this month and day.
fn mark(days: &mut [bool], date: Date) {
    let place = Date::new(2000, date.month(), date.day()).map_or(0, |date| date.day_of_year() - 1);
    if let Some(day) = days.get_mut(place as usize) {
        *day = true;
    }
}

/// The days of a text in the notation of hours, which says no times.
fn days_of(text: &str) -> Result<Days, HoursError> {
    let wrong = |message: &str| HoursError::new(message, 0, text.len());
    if text.contains([';', ':']) || text.split_whitespace().any(|word| word.eq_ignore_ascii_case("off")) {
        return Err(wrong("days are written without times, such as Dec 24, Nov Th[4] or easter +1 day"));
    }
    let hours = Hours::parse(&format!("{text} off"))?;
    match hours.rules() {
        [rule] if !rule.days.is_empty() && !hours.mention_holidays() => Ok(rule.days.clone()),
        _ => Err(wrong("no days are named; write for example Dec 24, Nov Th[4] or easter +1 day")),
    }
}

impl fmt::Debug for Holidays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.base {
            Base::None => f.write_str("Holidays(none")?,
            Base::Region(region) => write!(f, "Holidays({}", region.code())?,
            Base::Any(sets) => write!(f, "Holidays(any of {sets:?}")?,
            Base::All(sets) => write!(f, "Holidays(all of {sets:?}")?,
        }
        write!(f, ", {} edits)", self.days.len() + self.edits.len())
    }
}

fn all_regions() -> impl Iterator<Item = Region> {
    COUNTRIES.iter().flat_map(|country| {
        std::iter::once("").chain(country.parts.split(' ')).map(move |part| Region { country, part })
    })
}

/// The known code with the fewest letters to change. Of a long text only the beginning is compared.
fn nearest(given: &str) -> String {
    let given: Vec<char> = given.chars().take(40).flat_map(char::to_uppercase).collect();
    all_regions().map(Region::code).min_by_key(|code| distance(&given, code)).unwrap_or_default()
}

/// The number of letters to insert, delete or replace.
fn distance(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}
