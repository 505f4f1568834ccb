//! `[window.…]`: named hours, and windows made of others.

use std::cell::RefCell;

use jiff::Timestamp;

use super::super::catalogue::{Provider, Window};
use super::field::{Field, Fields};
use super::ids::Ids;
use super::reader::Reader;
use crate::time::{Coverage, Hours};

/// Keys of `[window.…]`.
pub(in crate::plan) const KEYS: [&str; 5] = ["name", "hours", "union", "intersection", "except"];

/// The year 2026 in seconds.
pub(super) const YEAR: (i64, i64) = (1_767_222_000, 1_798_758_000);

/// Reads all windows; those made of others after the others.
pub(super) fn read_all<'a>(reader: &Reader<'a>, ids: &Ids<'a>, provider: Option<&Provider>) -> Vec<Option<Window>> {
    let reading = Reading { reader, ids, provider, states: RefCell::new(vec![State::Unread; ids.windows.items.len()]) };
    (0..ids.windows.items.len()).map(|ix| reading.window(ix)).collect()
}

#[derive(Clone)]
enum State {
    Unread,
    Open,
    Read(Option<Window>),
}

struct Reading<'r, 'a> {
    reader: &'r Reader<'a>,
    ids: &'r Ids<'a>,
    provider: Option<&'r Provider>,
    states: RefCell<Vec<State>>,
}

impl<'a> Reading<'_, 'a> {
    fn window(&self, ix: usize) -> Option<Window> {
        let state = self.states.borrow().get(ix).cloned();
        let (id, field) = self.ids.windows.items.get(ix)?;
        match state? {
            State::Read(window) => return window,
            State::Open => {
                let message = format!("window `{id}` is made of itself");
                self.reader.wrong(field.key_span.clone(), message, "windows that do not lead back here");
                return None;
            }
            State::Unread => {}
        }
        self.set(ix, State::Open);
        let window = self.read(id, field.clone());
        self.set(ix, State::Read(window.clone()));
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
        let ways: Vec<Field<'a>> =
            ["hours", "union", "intersection", "except"].iter().filter_map(|key| fields.get(key)).collect();
        let (hours, coverage) = match ways.as_slice() {
            [] => {
                fields.missing("hours");
                return None;
            }
            [way] if way.key == "hours" => hours(self.reader, self.provider, way.clone())?,
            [way] => self.combined(way.clone())?,
            [_, second, ..] => {
                let message = format!("`{}` beside another way to say the hours", second.key);
                self.reader.wrong(second.key_span.clone(), message, "one of hours, union, intersection, except");
                return None;
            }
        };
        Some(Window { id: id.to_owned(), name: name?, hours, coverage })
    }

    /// "phone or guarantee": a window made of others, named first to last.
    fn combined(&self, way: Field<'a>) -> Option<(String, Coverage)> {
        let (key, span) = (way.key, way.key_span.clone());
        let parts = self.reader.list(way)?;
        let parts: Vec<Option<usize>> =
            parts.into_iter().map(|item| self.ids.windows.find(self.reader, item)).collect();
        let parts: Vec<usize> = parts.into_iter().collect::<Option<_>>()?;
        if parts.len() < 2 {
            self.reader.wrong(span, format!("`{key}` needs at least two windows"), "two or more ids of windows");
            return None;
        }
        let parts: Vec<Option<Window>> = parts.into_iter().map(|ix| self.window(ix)).collect();
        let parts: Vec<Window> = parts.into_iter().collect::<Option<_>>()?;
        let word = match key {
            "union" => " or ",
            "intersection" => " and ",
            _ => " except ",
        };
        let texts: Vec<String> = parts.iter().map(|part| format!("({})", part.hours)).collect();
        let mut coverage = parts.first()?.coverage.clone();
        for part in parts.iter().skip(1) {
            coverage = match key {
                "union" => coverage.union(&part.coverage),
                "intersection" => coverage.intersection(&part.coverage),
                _ => coverage.except(&part.coverage),
            };
        }
        Some((texts.join(word), coverage))
    }
}

/// Hours in `opening_hours` notation: the canonical text and the compiled window.
pub(super) fn hours<'a>(
    reader: &Reader<'a>,
    provider: Option<&Provider>,
    field: Field<'a>,
) -> Option<(String, Coverage)> {
    let text = reader.string(field.clone())?;
    match Hours::parse(text) {
        Ok(hours) => {
            let provider = provider?;
            Some((hours.to_string(), Coverage::compile(&hours, &provider.holidays, &provider.zone)))
        }
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
