//! `[window.…]`: named hours, windows made of others, and windows that depend on the contract.

use std::cell::RefCell;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::catalogue::window::{Made, Way};
use super::super::catalogue::{Provider, Window};
use super::field::{Field, Fields};
use super::holidays::Sets;
use super::ids::Ids;
use super::reader::Reader;
use super::{condition, provider};
use crate::time::{Coverage, Holidays, Hours};

/// Keys of `[window.…]`.
pub(in crate::plan) const KEYS: [&str; 8] =
    ["name", "hours", "union", "intersection", "except", "choose", "time-zone", "holidays"];

/// The word for the customer's zone or holidays.
const CUSTOMER: &str = "customer";

/// The year 2026 in seconds.
pub(super) const YEAR: (i64, i64) = (1_767_222_000, 1_798_758_000);

/// Reads all windows; those made of others after the others.
pub(super) fn read_all<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    sets: &Sets<'_, 'a>,
    provider: Option<&Provider>,
) -> Vec<Option<Window>> {
    let states = RefCell::new(vec![State::Unread; ids.windows.items.len()]);
    let reading = Reading { reader, ids, sets, provider, states };
    (0..ids.windows.items.len()).map(|ix| reading.window(ix)).collect()
}

#[derive(Clone)]
enum State {
    Unread,
    Open,
    Read(Option<Box<Window>>),
}

struct Reading<'r, 'a> {
    reader: &'r Reader<'a>,
    ids: &'r Ids<'a>,
    sets: &'r Sets<'r, 'a>,
    provider: Option<&'r Provider>,
    states: RefCell<Vec<State>>,
}

impl<'a> Reading<'_, 'a> {
    fn window(&self, ix: usize) -> Option<Window> {
        let state = self.states.borrow().get(ix).cloned();
        let (id, field) = self.ids.windows.items.get(ix)?;
        match state? {
            State::Read(window) => return window.map(|window| *window),
            State::Open => {
                let message = format!("window `{id}` is made of itself");
                self.reader.wrong(field.key_span.clone(), message, "windows that do not lead back here");
                return None;
            }
            State::Unread => {}
        }
        self.set(ix, State::Open);
        let window = self.read(id, field.clone());
        self.set(ix, State::Read(window.clone().map(Box::new)));
        window
    }

    fn set(&self, ix: usize, state: State) {
        if let Some(place) = self.states.borrow_mut().get_mut(ix) {
            *place = state;
        }
    }

    fn read(&self, id: &str, field: Field<'a>) -> Option<Window> {
        let fields = Fields::open(self.reader, field, &format!("window `{id}`"), &KEYS)?;
        let name = super::name(&fields);
        let ways = ["hours", "union", "intersection", "except", "choose"];
        let ways: Vec<Field<'a>> = ways.iter().filter_map(|key| fields.get(key)).collect();
        for key in ["time-zone", "holidays"] {
            if let Some(field) = fields.get(key).filter(|_| fields.get("hours").is_none()) {
                let message = format!("`{key}` belongs to a window with hours of its own");
                self.reader.wrong(field.key_span, message, "`hours`, or the same key at the windows it is made of");
            }
        }
        let (hours, coverage, made) = match ways.as_slice() {
            [] => {
                fields.missing("hours");
                return None;
            }
            [way] if way.key == "hours" => self.hours(&fields, way.clone())?,
            [way] if way.key == "choose" => self.chosen(way.clone())?,
            [way] => self.combined(way.clone())?,
            [_, second, ..] => {
                let message = format!("`{}` beside another way to say the hours", second.key);
                self.reader.wrong(
                    second.key_span.clone(),
                    message,
                    "one of hours, union, intersection, except, choose",
                );
                return None;
            }
        };
        let own_holidays = fields.get("holidays").and_then(|field| match field.as_text() {
            Some(CUSTOMER) => None,
            Some(name) => Some(name.to_owned()),
            None => Some(self.sets.value(field)?.0.unwrap_or_default()),
        });
        Some(Window { id: id.to_owned(), name: name?, hours, coverage, own_holidays, made })
    }

    /// Hours, in the provider's zone and with its holidays unless the window says others.
    fn hours(&self, fields: &Fields<'_, 'a>, way: Field<'a>) -> Option<(String, Coverage, Option<Made>)> {
        let hours = parsed(self.reader, way);
        let customers = |key| fields.get(key).is_some_and(|field| field.as_text() == Some(CUSTOMER));
        let (customer_zone, customer_holidays) = (customers("time-zone"), customers("holidays"));
        let zone = fields.get("time-zone").filter(|_| !customer_zone);
        let zone: Option<Option<TimeZone>> = zone.map(|field| provider::zone(self.reader, field));
        let holidays = fields.get("holidays").filter(|_| !customer_holidays);
        let holidays: Option<Option<Holidays>> =
            holidays.map(|field| self.sets.value(field).map(|(_, holidays)| holidays));
        let provider = self.provider?;
        let zone = zone.unwrap_or_else(|| Some(provider.zone.clone()))?;
        let holidays = holidays.unwrap_or_else(|| Some(provider.holidays.clone()))?;
        let hours = hours?;
        let text = Window::text(&hours, Some(&zone).filter(|zone| **zone != provider.zone));
        let coverage = Coverage::compile(&hours, &holidays, &zone);
        let own = customer_zone || customer_holidays;
        let made = own.then(|| Made::Hours { hours, zone, holidays, customer_zone, customer_holidays });
        Some((text, coverage, made))
    }

    /// `{ fact = "region", eu = "WINDOW", otherwise = "WINDOW" }`: a window picked by a fact of the contract.
    fn chosen(&self, way: Field<'a>) -> Option<(String, Coverage, Option<Made>)> {
        let fields = Fields::any(self.reader, way, "`choose`")?;
        let fact = fields.need("fact").and_then(|field| {
            let span = field.span.clone();
            let name = self.reader.string(field)?;
            condition::known_fact(self.reader, self.ids, name, span).map(|()| name.to_owned())
        });
        let find = |field: Field<'a>| self.ids.windows.find(self.reader, field);
        let otherwise = fields.need("otherwise").and_then(find);
        let cases = fields.entries().iter().filter(|entry| !["fact", "otherwise"].contains(&entry.key));
        let cases: Vec<Option<(String, usize)>> =
            cases.map(|entry| Some((entry.key.to_owned(), find(entry.clone())?))).collect();
        let (otherwise, cases) = (otherwise?, cases.into_iter().collect::<Option<Vec<_>>>()?);
        let all: Vec<Option<Window>> =
            cases.iter().map(|(_, ix)| *ix).chain([otherwise]).map(|ix| self.window(ix)).collect();
        let all: Vec<Window> = all.into_iter().collect::<Option<_>>()?;
        let usual = all.last()?;
        let made = Made::Chosen { fact: fact?, cases, otherwise };
        Some((usual.hours.clone(), usual.coverage.clone(), Some(made)))
    }

    /// "phone or guarantee": a window made of others, named first to last.
    fn combined(&self, way: Field<'a>) -> Option<(String, Coverage, Option<Made>)> {
        let (key, span) = (way.key, way.key_span.clone());
        let parts = self.reader.list(way)?;
        let parts: Vec<Option<usize>> =
            parts.into_iter().map(|item| self.ids.windows.find(self.reader, item)).collect();
        let parts: Vec<usize> = parts.into_iter().collect::<Option<_>>()?;
        if parts.len() < 2 {
            self.reader.wrong(span, format!("`{key}` needs at least two windows"), "two or more ids of windows");
            return None;
        }
        let windows: Vec<Option<Window>> = parts.iter().map(|ix| self.window(*ix)).collect();
        let windows: Vec<Window> = windows.into_iter().collect::<Option<_>>()?;
        let (word, way) = match key {
            "union" => (" or ", Way::Union),
            "intersection" => (" and ", Way::Intersection),
            _ => (" except ", Way::Except),
        };
        let texts: Vec<String> = windows.iter().map(|part| format!("({})", part.hours)).collect();
        let (first, others) = windows.split_first()?;
        let others: Vec<&Coverage> = others.iter().map(|part| &part.coverage).collect();
        let own = windows.iter().any(|part| part.made.is_some());
        let made = own.then_some(Made::Combined(way, parts));
        Some((texts.join(word), way.combine(&first.coverage, &others), made))
    }
}

/// Hours in `opening_hours` notation: the canonical text and the compiled window.
pub(super) fn hours<'a>(
    reader: &Reader<'a>,
    provider: Option<&Provider>,
    field: Field<'a>,
) -> Option<(String, Coverage)> {
    let hours = parsed(reader, field)?;
    let provider = provider?;
    Some((hours.to_string(), Coverage::compile(&hours, &provider.holidays, &provider.zone)))
}

fn parsed<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Hours> {
    let text = reader.string(field.clone())?;
    match Hours::parse(text) {
        Ok(hours) => Some(hours),
        Err(error) => {
            let start = error.start.min(text.len());
            let span = reader.inside(&field, start..error.end.max(start + 1).min(text.len()));
            let allowed = "hours in OpenStreetMap notation such as \"Mo-Fr 09:00-18:00; PH off\"";
            reader.wrong(span, error.message, allowed);
            None
        }
    }
}

/// Whether a window opens in the year 2026, which has days of every kind.
pub(super) fn opens_within_a_year(coverage: &Coverage) -> bool {
    match (Timestamp::from_second(YEAR.0), Timestamp::from_second(YEAR.1)) {
        (Ok(from), Ok(to)) => coverage.intervals(from, to).next().is_some(),
        _ => false,
    }
}

/// Whether a window opens at all between the years 2000 and 2060.
pub(super) fn opens(coverage: &Coverage) -> bool {
    let (from, to) = (946_684_800, 2_840_140_800);
    match (Timestamp::from_second(from), Timestamp::from_second(to)) {
        (Ok(from), Ok(to)) => coverage.intervals(from, to).next().is_some(),
        _ => false,
    }
}
