//! Holidays: the public holidays of a region, editable by date.
//!
//! Regions are ISO 3166 codes: a country for its nationwide days (`DE`, `AT`, `CH`), with a part for a Land or
//! canton (`DE-TH`, `AT-9`, `CH-ZH`), and a third word where communes differ (`DE-BY-CATHOLIC`). The days come from
//! one table of rules with the years they hold in, and go on beyond 2050 as the law of today has it. A desk may add
//! a day (an anniversary, the firm's outing) or take one out, by date.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use super::holiday_table::{COUNTRIES, Country, Entry};

/// A set of public holidays with their names. Cloning is cheap.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    region: Option<Region>,
    edits: Arc<BTreeMap<Date, Option<(String, String)>>>,
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
            Some(region) => Ok(Self { region: Some(region), edits: Arc::default() }),
            None => Err(UnknownRegion { given: code.chars().take(40).collect(), nearest: nearest(code) }),
        }
    }

    /// The codes of all regions, in the table's order.
    pub fn regions() -> impl Iterator<Item = String> {
        all_regions().map(Region::code)
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
        let entry = self.region?.entries(date.year()).find(|entry| entry.day.in_year(date.year()) == Some(date))?;
        Some(HolidayName { de: entry.de, en: entry.en })
    }

    /// Whether the date is a holiday.
    pub fn is_holiday(&self, date: Date) -> bool {
        self.name_on(date).is_some()
    }

    /// The holidays of a year in order, each date once.
    pub fn in_year(&self, year: i16) -> Vec<(Date, HolidayName<'_>)> {
        let mut days = BTreeMap::new();
        for entry in self.region.iter().flat_map(|region| region.entries(year)) {
            if let Some(date) = entry.day.in_year(year) {
                days.entry(date).or_insert(HolidayName { de: entry.de, en: entry.en });
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
}

impl fmt::Debug for Holidays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let region = self.region.map_or_else(|| "none".to_owned(), Region::code);
        write!(f, "Holidays({region}, {} edits)", self.edits.len())
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
