//! Filters in what is typed: `state:open customer:acme before:2026-10`.

use engine::plan::catalogue::Channel;
use engine::run::outcome::Answer;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use search::{Filter, Limit, Mark, Page, Query, Reach};

use super::Index;
use super::document::{Kind, NONE};
use crate::action::View;
use crate::actor::Actor;
use crate::error::DeskError;
use crate::ticket::State;
use crate::{customer, staff, team};

/// Every filter, those of contacts first.
const FILTERS: [&str; 17] = [
    "state", "severity", "channel", "product", "before", "after", "customer", "contact", "assignee", "plan", "changed",
    "tag", "field", "due", "answer", "team", "is",
];
/// Filters that contacts have.
const OF_CONTACTS: usize = 6;
const ANSWERS: [Answer; 4] = [Answer::Covered, Answer::BestEffort, Answer::Chargeable, Answer::Refused];
/// The place of the due time among the numbers that lists are ordered by; see [`super::document`].
pub(super) const DUE: usize = 4;
/// Customers or contacts that a filter's words may mean at most.
const MEANT: usize = 50;

/// The zone in which days of filters begin.
pub type Zone = TimeZone;

/// The filters that an actor has.
#[must_use]
pub fn filters(actor: &Actor) -> &'static [&'static str] {
    match actor {
        Actor::Contact { .. } => &FILTERS[..OF_CONTACTS],
        _ => &FILTERS,
    }
}

/// The filters that an actor has, each with a value as it may be typed.
#[must_use]
pub fn examples(actor: &Actor) -> Vec<&'static str> {
    let example = |name: &&str| match *name {
        "state" => "state:open",
        "severity" => "severity:critical",
        "channel" => "channel:phone",
        "product" => "product:shop",
        "before" => "before:2026-10",
        "after" => "after:2026-10-05",
        "customer" => "customer:nord",
        "contact" => "contact:anna",
        "assignee" => "assignee:me",
        "plan" => "plan:gold",
        "changed" => "changed:2026-11",
        "tag" => "tag:import",
        "field" => "field:key=value",
        "due" => "due:breached",
        "team" => "team:mine",
        "is" => "is:spam",
        _ => "answer:covered",
    };
    filters(actor).iter().map(example).collect()
}

/// A part of a filter as staff type it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// As it was typed.
    pub text: String,
    /// Name and value, where it is one of the filters.
    pub filter: Option<(String, String)>,
    /// False behind a minus.
    pub wanted: bool,
}

/// A filter in its parts.
#[must_use]
pub fn said(text: &str) -> Vec<Said> {
    let part = |part: search::Said<'_>| Said {
        text: part.text.to_owned(),
        filter: part.name.map(|name| (name.to_owned(), part.value.to_owned())),
        wanted: part.wanted,
    };
    search::said(text, &FILTERS).into_iter().map(part).collect()
}

/// A value as it stands behind the colon of a filter.
#[must_use]
pub fn quoted(value: &str) -> String {
    let value = value.replace('"', "");
    if value.contains(char::is_whitespace) { format!("\"{value}\"") } else { value }
}

/// Adds a filter to a query.
///
/// # Errors
/// A field error on `q` with what is allowed.
pub(super) fn add(
    view: &mut View<'_, '_>,
    index: &Index,
    query: &mut Query,
    filter: &Filter,
    zone: &Zone,
) -> Result<(), DeskError> {
    let value = filter.value.to_lowercase();
    let values = match filter.name.as_str() {
        "state" => vec![one_of(filter, &State::ALL.map(|(_, word)| word))?],
        "channel" => vec![one_of(filter, &Channel::ALL.map(|(_, id)| id))?],
        "answer" => vec![one_of(filter, &ANSWERS.map(Answer::id))?],
        "before" | "after" | "changed" => {
            // Not before is from then on; not changed in November is changed in any other month.
            let limit = span(filter, zone)?;
            if filter.name == "changed" && !filter.wanted {
                query.without(limit)
            } else {
                query.within(limit)
            }
            return Ok(());
        }
        "due" if value == "today" => {
            let limit = today(view, zone)?;
            if filter.wanted {
                query.within(limit)
            } else {
                query.without(limit)
            }
            return Ok(());
        }
        "due" => vec![one_of(filter, &["breached", "soon", "today", "later", NONE])?],
        "customer" if value == NONE => vec![value],
        "customer" if value.starts_with('#') => vec![numbered(view, filter)?],
        "customer" => meant(index, Kind::Customer, &filter.value)?,
        "contact" => meant(index, Kind::Contact, &filter.value)?,
        "assignee" => assignees(view, filter)?,
        "team" => teams(view, filter)?,
        "is" => vec![one_of(filter, &["spam"])?],
        _ => vec![value],
    };
    query.only(Mark { name: filter.name.clone(), values, wanted: filter.wanted });
    Ok(())
}

/// The id of the customer of a number; of none, an id that never is.
fn numbered(view: &mut View<'_, '_>, filter: &Filter) -> Result<String, DeskError> {
    let number: i64 = filter.value[1..].parse().map_err(|_| wrong(filter, "#12"))?;
    match customer::get_by_number(view, number) {
        Ok(customer) => Ok(customer.id.to_string()),
        Err(DeskError::NotFound) => Ok("-1".to_owned()),
        Err(error) => Err(error),
    }
}

/// From the day's first instant to the next day's, as due times.
fn today(view: &View<'_, '_>, zone: &Zone) -> Result<Limit, DeskError> {
    let broken = |error: jiff::Error| DeskError::broken(error.to_string());
    let start = view.now.to_zoned(zone.clone()).start_of_day().map_err(broken)?;
    let end = start.tomorrow().and_then(|next| next.start_of_day()).map_err(broken)?;
    let us = |at: &jiff::Zoned| at.timestamp().as_microsecond();
    Ok(Limit::Place(DUE, us(&start), us(&end)))
}

/// Spam is found by who asks for it with `is:spam`.
pub(super) fn without_spam(query: &mut Query, filters: &[Filter]) {
    if !filters.iter().any(|filter| filter.name == "is") {
        query.only(Mark { name: "is".to_owned(), values: vec!["spam".to_owned()], wanted: false });
    }
}

fn one_of(filter: &Filter, known: &[&str]) -> Result<String, DeskError> {
    let value = filter.value.to_lowercase();
    if known.contains(&value.as_str()) { Ok(value) } else { Err(wrong(filter, &known.join(", "))) }
}

fn wrong(filter: &Filter, allowed: &str) -> DeskError {
    DeskError::field("q", "unknown-filter", format!("{}: {allowed}", filter.name))
}

/// Ids of the customers or contacts that words mean; of nobody, an id that never is.
fn meant(index: &Index, kind: Kind, words: &str) -> Result<Vec<String>, DeskError> {
    let query = Query::parse(words, &[]).0.typing(words);
    let found = index.search(&query, kind.word(), &Reach::All, Page { offset: 0, limit: MEANT })?;
    let ids: Vec<String> = found.hits.iter().map(|hit| hit.id.to_string()).collect();
    Ok(if ids.is_empty() { vec!["-1".to_owned()] } else { ids })
}

fn assignees(view: &mut View<'_, '_>, filter: &Filter) -> Result<Vec<String>, DeskError> {
    let value = filter.value.to_lowercase();
    if value == "none" {
        return Ok(vec![value]);
    }
    if value == "me" {
        return Ok(vec![view.actor.staff()?.to_string()]);
    }
    let all = staff::list(view)?;
    // Who is called exactly so is meant, and nobody whose name only begins alike.
    let exact: Vec<String> =
        all.iter().filter(|staff| staff.name.to_lowercase() == value).map(|staff| staff.id.to_string()).collect();
    if !exact.is_empty() {
        return Ok(exact);
    }
    let is = |name: &str| name.to_lowercase().contains(&value);
    let ids: Vec<String> =
        all.iter().filter(|staff| is(&staff.name) || is(&staff.email)).map(|staff| staff.id.to_string()).collect();
    if !ids.is_empty() {
        return Ok(ids);
    }
    let names: Vec<&str> = all.iter().map(|staff| staff.name.as_str()).collect();
    Err(wrong(filter, &format!("me, none, {}", names.join(", "))))
}

/// Ids of the teams that a filter means: by name, `mine`, or `none`.
fn teams(view: &mut View<'_, '_>, filter: &Filter) -> Result<Vec<String>, DeskError> {
    let value = filter.value.to_lowercase();
    if value == "none" {
        return Ok(vec![value]);
    }
    let all = team::list(view)?;
    let me = view.actor.staff().ok();
    let is = |team: &team::Team| match value.as_str() {
        "mine" => team.members.iter().any(|(id, _)| Some(*id) == me),
        name => team.name.to_lowercase().contains(name),
    };
    let ids: Vec<String> = all.iter().filter(|team| is(team)).map(|team| team.id.to_string()).collect();
    if !ids.is_empty() {
        return Ok(ids);
    }
    if value == "mine" {
        return Ok(vec!["-1".to_owned()]);
    }
    let names: Vec<&str> = all.iter().map(|team| team.name.as_str()).collect();
    Err(wrong(filter, &format!("mine, none, {}", names.join(", "))))
}

/// The time that `before:2026-10`, `after:2026` or `changed:2026-10-05` mean. Before a month is before its first day, after a
/// month is from its first day on; `changed` is that very day, month or year.
fn span(filter: &Filter, zone: &Zone) -> Result<Limit, DeskError> {
    let known = || wrong(filter, "2026, 2026-10, 2026-10-05");
    let parts: Vec<&str> = filter.value.split('-').collect();
    let number = |at: usize| parts.get(at).map_or(Ok(1), |part| part.parse::<i8>().map_err(|_| known()));
    let year: i16 = parts.first().and_then(|part| part.parse().ok()).filter(|year| *year > 0).ok_or_else(known)?;
    if parts.len() > 3 || parts.iter().any(|part| part.is_empty()) {
        return Err(known());
    }
    let first = Date::new(year, number(1)?, number(2)?).map_err(|_| known())?;
    let next = match parts.len() {
        1 => first.checked_add(jiff::Span::new().years(1)),
        2 => first.checked_add(jiff::Span::new().months(1)),
        _ => first.tomorrow(),
    };
    let start = |date: Date| date.to_zoned(zone.clone()).map(|start| start.timestamp().as_microsecond());
    let (from, to) = (start(first).map_err(|_| known())?, next.and_then(start).map_err(|_| known())?);
    Ok(match (filter.name.as_str(), filter.wanted) {
        ("changed", _) => Limit::When(from, to),
        ("before", true) | ("after", false) => Limit::Since(i64::MIN, from),
        _ => Limit::Since(from, i64::MAX),
    })
}
