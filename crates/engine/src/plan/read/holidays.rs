//! `[holidays.…]` and what names holidays: regions, sets of the file, several together, or none.

use std::cell::RefCell;

use super::super::catalogue::window::HolidaySet;
use super::super::catalogue::{Language, Text};
use super::field::{Field, Fields};
use super::ids::Ids;
use super::reader::Reader;
use crate::time::{Holidays, HoursError};

/// Keys of `[holidays.…]`.
pub(in crate::plan) const KEYS: [&str; 5] = ["name", "any-of", "all-of", "days", "except"];
/// Keys of a day with a name.
pub(in crate::plan) const DAY_KEYS: [&str; 2] = ["day", "name"];

/// The sets of holidays of a file; each is read once, those made of others after the others.
pub(super) struct Sets<'r, 'a> {
    reader: &'r Reader<'a>,
    ids: &'r Ids<'a>,
    states: RefCell<Vec<State>>,
}

#[derive(Clone)]
enum State {
    Unread,
    Open,
    Read(Option<Holidays>),
}

impl<'r, 'a> Sets<'r, 'a> {
    pub(super) fn new(reader: &'r Reader<'a>, ids: &'r Ids<'a>) -> Sets<'r, 'a> {
        Sets { reader, ids, states: RefCell::new(vec![State::Unread; ids.holidays.items.len()]) }
    }

    /// All sets with their ids.
    pub(super) fn read_all(&self) -> Vec<Option<HolidaySet>> {
        let read = |(ix, (id, field)): (usize, &(String, Field<'a>))| told(id, field, self.set(ix)?);
        self.ids.holidays.items.iter().enumerate().map(read).collect()
    }

    /// One name or several: what they are called, and the days that are holidays in any of them.
    pub(super) fn value(&self, field: Field<'a>) -> Option<(Option<String>, Holidays)> {
        if !field.is_list() {
            let name = field.as_text().filter(|name| *name != "none").map(str::to_owned);
            return Some((name, self.named(field)?));
        }
        let sets = self.several(field.clone())?;
        let names: Vec<&str> = self.reader.list(field)?.iter().filter_map(Field::as_text).collect();
        Some((Some(names.join(", ")), Holidays::any(sets)))
    }

    fn several(&self, field: Field<'a>) -> Option<Vec<Holidays>> {
        let span = field.span.clone();
        let items = self.reader.list(field)?;
        if items.is_empty() {
            self.reader.wrong(span, "nothing is in the list", "regions such as \"DE-TH\", or ids of holidays");
            return None;
        }
        items.into_iter().map(|item| self.named(item)).collect::<Vec<_>>().into_iter().collect()
    }

    /// The holidays of a name: of the file, of a region, or none.
    fn named(&self, field: Field<'a>) -> Option<Holidays> {
        let span = field.span.clone();
        let name = self.reader.string(field)?;
        if name == "none" {
            return Some(Holidays::none());
        }
        if let Some(ix) = self.ids.holidays.items.iter().position(|(id, _)| id == name) {
            return self.set(ix);
        }
        let found = Holidays::region(name).ok();
        if found.is_none() {
            let regions: Vec<String> = Holidays::regions().collect();
            let own = self.ids.holidays.items.iter().map(|(id, _)| id.as_str());
            let known: Vec<&str> = regions.iter().map(String::as_str).chain(own).chain(["none"]).collect();
            let allowed =
                "a country or one of its regions such as DE-TH, AT-9 or CH-ZH, an id of [holidays.…], or \"none\"";
            let message = format!("holidays of `{}` are not known", name.chars().take(64).collect::<String>());
            self.reader.unknown_of_many(span, name, message, &known, allowed);
        }
        found
    }

    fn set(&self, ix: usize) -> Option<Holidays> {
        let state = self.states.borrow().get(ix).cloned()?;
        let (id, field) = self.ids.holidays.items.get(ix)?;
        match state {
            State::Read(set) => return set,
            State::Open => {
                let message = format!("holidays `{id}` are made of themselves");
                self.reader.wrong(field.key_span.clone(), message, "holidays that do not lead back here");
                return None;
            }
            State::Unread => {}
        }
        self.mark(ix, State::Open);
        let set = self.read(id, field.clone());
        self.mark(ix, State::Read(set.clone()));
        set
    }

    fn mark(&self, ix: usize, state: State) {
        if let Some(place) = self.states.borrow_mut().get_mut(ix) {
            *place = state;
        }
    }

    fn read(&self, id: &str, field: Field<'a>) -> Option<Holidays> {
        let reader = self.reader;
        let fields = Fields::open(reader, field, &format!("holidays `{id}`"), &KEYS)?;
        let name = super::name(&fields)?;
        let base = match (fields.get("any-of"), fields.get("all-of")) {
            (Some(_), Some(all)) => {
                reader.wrong(
                    all.key_span,
                    "`all-of` beside `any-of`",
                    "one of the two; name sets of their own to combine",
                );
                return None;
            }
            (Some(any), None) => Holidays::any(self.several(any)?),
            (None, Some(all)) => Holidays::all(self.several(all)?),
            (None, None) if fields.get("days").is_none() => {
                fields.missing("days");
                return None;
            }
            (None, None) => Holidays::none(),
        };
        let mut set = base;
        let mut good = true;
        for (key, holiday) in [("days", true), ("except", false)] {
            let items = fields.get(key).map_or(Some(Vec::new()), |field| reader.list(field))?;
            for item in items {
                match self.day(set.clone(), item, holiday.then_some(&name)) {
                    Some(edited) => set = edited,
                    None => good = false,
                }
            }
        }
        good.then_some(set)
    }

    /// A date, days in the notation of hours, or one of these with a name. Without a name they are ordinary days.
    fn day(&self, set: Holidays, item: Field<'a>, name: Option<&Text>) -> Option<Holidays> {
        if item.value.is_table() && name.is_some() {
            let fields = Fields::open(self.reader, item, "a day", &DAY_KEYS)?;
            let (day, name) = (fields.need("day"), super::name(&fields)?);
            return self.day(set, day?, Some(&name));
        }
        if !item.is_text() {
            let date = self.reader.date(item)?;
            return Some(match name {
                Some(name) => set.with_day(date, name.get(Language::De), name.get(Language::En)),
                None => set.without_day(date),
            });
        }
        let text = monthly(self.reader.string(item.clone())?);
        let edited = match name {
            Some(name) => set.with_days(&text, name.get(Language::De), name.get(Language::En)),
            None => set.without_days(&text),
        };
        edited
            .map_err(|error: HoursError| {
                let allowed = "a date, or days such as \"12-24\", \"Dec 24\", \"Nov Th[4]\" or \"easter +1 day\"";
                self.reader.wrong(item.span, error.message, allowed);
            })
            .ok()
    }
}

/// A set with what it is made of; mistakes in it have been told.
fn told(id: &str, field: &Field<'_>, holidays: Holidays) -> Option<HolidaySet> {
    let quiet = Reader::new("", 0);
    let fields = Fields::any(&quiet, field.clone(), "")?;
    let list = |key: &str| fields.get(key).and_then(|field| quiet.list(field)).unwrap_or_default();
    let plain = |item: Field<'_>| match item.as_text() {
        Some(text) => Some(monthly(text)),
        None => quiet.date(item).map(|date| date.to_string()),
    };
    let day = |item: Field<'_>| match Fields::any(&quiet, item.clone(), "").filter(|_| item.value.is_table()) {
        Some(fields) => {
            Some((fields.get("day").and_then(plain)?, fields.get("name").and_then(|name| quiet.text(name))))
        }
        None => Some((plain(item)?, None)),
    };
    let of = list("any-of").into_iter().chain(list("all-of")).filter_map(|item| item.as_text().map(str::to_owned));
    Some(HolidaySet {
        id: id.to_owned(),
        name: fields.get("name").and_then(|name| quiet.text(name)).unwrap_or_default(),
        of: of.collect(),
        all: fields.get("all-of").is_some(),
        days: list("days").into_iter().filter_map(day).collect(),
        except: list("except").into_iter().filter_map(plain).collect(),
        holidays,
    })
}

/// "12-24" in the notation of hours.
fn monthly(text: &str) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let parts = text.trim().split_once('-').filter(|(month, day)| month.len() == 2 && day.len() == 2);
    let month = parts.and_then(|(month, day)| {
        let month: usize = month.parse().ok()?;
        let day: u8 = day.parse().ok()?;
        Some(format!("{} {day:02}", MONTHS.get(month.checked_sub(1)?)?))
    });
    month.unwrap_or_else(|| text.to_owned())
}
