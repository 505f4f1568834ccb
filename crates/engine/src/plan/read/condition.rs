//! `[fact.…]` and `when`: facts that a file declares, and conditions on facts.

use rust_decimal::Decimal;

use super::super::catalogue::condition::{Bound, Fact, Is, Measured, OWN, Side, Test, When, version};
use super::super::catalogue::{Channel, OfferKind, Text};
use super::super::grammar::Duration;
use super::field::{Field, Fields};
use super::ids::{Ids, Noun};
use super::reader::Reader;
use super::{Cause, Place};

/// Keys of `[fact.…]`.
pub(in crate::plan) const KEYS: [&str; 6] = ["name", "values", "default", "milestone", "levels", "otherwise"];

/// Tests of `when` that are not about facts.
pub(in crate::plan) const NOT_FACTS: [&str; 6] = ["during", "outside", "plan", "option", "package", "without"];

/// Facts of the language whose values are words of the provider's own; a file may name them.
const OPEN: [&str; 7] = ["request", "kind", "cause", "class", "topic", "language", "phase"];
/// What contracts say in a form of its own, so that no fact of a file can have the name.
const STRUCTURED: [&str; 5] = ["agreed", "contacts", "licences", "newest", "systems"];

/// Most values, tests and alternatives.
const MOST: usize = 100;

/// A declared fact.
pub(super) fn fact<'a>(reader: &Reader<'a>, fields: &Fields<'_, 'a>, id: String) -> Option<Fact> {
    if OPEN.contains(&id.as_str()) {
        return of_language(reader, fields, id);
    }
    let name = super::name(fields);
    let taken = NOT_FACTS.contains(&id.as_str()) || STRUCTURED.contains(&id.as_str());
    if taken || OWN.iter().any(|(own, _)| *own == id) {
        let message = format!("`{id}` is a word of the language");
        reader.wrong(fields.span.clone(), message, "another name; words of the language need not be declared");
        return None;
    }
    let measured = match fields.get("milestone") {
        Some(field) => Some(measured(reader, fields, field)?),
        None => None,
    };
    let values = match &measured {
        Some(measured) => Some(measured_values(measured)),
        None => fields.get("values").map_or(Some(Vec::new()), |field| values(reader, field)),
    };
    let default = fields.maybe("default", |field| value(reader, field));
    let (values, default) = (values?, default?);
    if let (Some(field), Some(default)) = (fields.get("default"), &default) {
        known_value(reader, &field, default, &values)?;
    }
    Some(Fact { id, name: name?, values, default, measured })
}

/// A fact of the language whose values the file names.
fn of_language<'a>(reader: &Reader<'a>, fields: &Fields<'_, 'a>, id: String) -> Option<Fact> {
    let name = fields.maybe("name", |field| reader.text(field));
    let values = fields.need("values").and_then(|field| values(reader, field));
    for key in ["default", "milestone", "levels", "otherwise"] {
        if let Some(field) = fields.get(key) {
            let message = format!("`{id}` is a fact of the language, it has no `{key}`");
            reader.wrong(field.key_span, message, "`name` and `values`, or a fact with another name");
            return None;
        }
    }
    Some(Fact { id, name: name?.unwrap_or_default(), values: values?, default: None, measured: None })
}

/// `milestone` with `levels`: which level was delivered, by how long the milestone took.
fn measured<'a>(reader: &Reader<'a>, fields: &Fields<'_, 'a>, field: Field<'a>) -> Option<Measured> {
    reader.know_tickets();
    let milestone = reader.string(field)?.to_owned();
    let levels = Fields::any(reader, fields.need("levels")?, "the levels")?;
    let level = |entry: &Field<'a>| {
        let good = reader.check_id(entry.key, &entry.key_span);
        let span = entry.span.clone();
        let duration: Duration = reader.parse(entry.clone())?;
        if duration.seconds().is_none() {
            reader.wrong(span, "a level is a length of covered time", "\"4 h\" or \"90 min\"");
        }
        duration.seconds().filter(|_| good).map(|seconds| (entry.key.to_owned(), seconds))
    };
    let mut levels: Vec<(String, i64)> = levels.entries().iter().take(MOST).map(level).collect::<Option<_>>()?;
    levels.sort_by_key(|(_, seconds)| *seconds);
    let otherwise = match fields.get("otherwise") {
        Some(field) => Some(reader.string(field)?.to_owned()),
        None => None,
    };
    Some(Measured { milestone, levels, otherwise })
}

fn measured_values(measured: &Measured) -> Vec<(String, Text)> {
    let levels = measured.levels.iter().map(|(id, _)| id.clone());
    levels.chain(measured.otherwise.clone()).map(|id| (id, Text::default())).collect()
}

/// The values of a fact: a list of ids, or a table of ids with their names.
fn values<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Vec<(String, Text)>> {
    if field.is_list() {
        let items = super::ids::once(reader, field, |item| {
            let span = item.span.clone();
            let text = reader.string(item)?;
            reader.check_id(text, &span).then(|| text.to_owned())
        })?;
        return Some(items.into_iter().map(|id| (id, Text::default())).collect());
    }
    let table = Fields::any(reader, field, "the values")?;
    let read = |entry: &Field<'a>| {
        let good = reader.check_id(entry.key, &entry.key_span);
        let name = reader.text(entry.clone())?;
        good.then(|| (entry.key.to_owned(), name))
    };
    table.entries().iter().take(MOST).map(read).collect()
}

/// A value as a text: a text, a whole number, true or false.
fn value<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<String> {
    if field.is_text() {
        return reader.string(field).map(|text| text.trim().to_owned());
    }
    if field.is_integer() {
        return reader.integer(field, i64::MIN, i64::MAX).map(|number| number.to_string());
    }
    if let Some(truth) = field.value.as_bool() {
        return Some(truth.to_string());
    }
    reader.kind(&field, "a text in quotes, a whole number, true or false");
    None
}

fn known_value<'a>(reader: &Reader<'a>, field: &Field<'a>, value: &str, values: &[(String, Text)]) -> Option<()> {
    if values.is_empty() || values.iter().any(|(known, _)| known == value) {
        return Some(());
    }
    let known: Vec<&str> = values.iter().map(|(known, _)| known.as_str()).collect();
    let message = format!("`{value}` is not a value of this fact");
    reader.unknown(field.span.clone(), value, message, &known, Cause::MaybeElsewhere);
    None
}

/// A condition: a table of tests that must all pass, or a list of such tables one of which must.
pub(super) fn when<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Option<Field<'a>>) -> Option<When> {
    let Some(field) = field else {
        return Some(When::default());
    };
    reader.know_condition();
    let tables = if field.is_list() { reader.list(field.clone())? } else { vec![field.clone()] };
    if tables.is_empty() || tables.len() > MOST {
        reader.wrong(
            field.span,
            "a condition needs something to test",
            "{ severity = \"1\" }, or a list of such tables",
        );
        return None;
    }
    let any: Vec<Option<Vec<Test>>> = tables.into_iter().map(|table| tests(reader, ids, table)).collect();
    Some(When { any: any.into_iter().collect::<Option<_>>()? })
}

fn tests<'a>(reader: &Reader<'a>, ids: &Ids<'a>, table: Field<'a>) -> Option<Vec<Test>> {
    let fields = Fields::any(reader, table, "a condition")?;
    if fields.entries().is_empty() {
        reader.wrong(fields.span.clone(), "a condition needs something to test", "a fact and its value");
        return None;
    }
    let mut all = Vec::new();
    let mut good = true;
    for entry in fields.entries() {
        match test(reader, ids, entry.clone()) {
            Some(mut tests) => all.append(&mut tests),
            None => good = false,
        }
    }
    good.then_some(all)
}

fn test<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: Field<'a>) -> Option<Vec<Test>> {
    match field.key {
        "during" | "outside" => {
            let open = field.key == "during";
            let find = |item| ids.windows.find(reader, item);
            Some(groups(reader, field, open, find)?.into_iter().map(|windows| Test::Window { windows, open }).collect())
        }
        "plan" | "option" | "package" | "without" => {
            let kinds: &[OfferKind] = match field.key {
                "plan" => &[OfferKind::Plan],
                "option" => &[OfferKind::Option],
                "package" => &[OfferKind::Package],
                _ => &[OfferKind::Plan, OfferKind::Option, OfferKind::Package],
            };
            let held = field.key != "without";
            let find = |item| ids.find_offer(reader, item, kinds);
            Some(groups(reader, field, held, find)?.into_iter().map(|offers| Test::Offer { offers, held }).collect())
        }
        name => {
            check_name(reader, ids, &field)?;
            let tests = is(reader, ids, &field)?;
            Some(tests.into_iter().map(|is| Test::Fact { name: name.to_owned(), is }).collect())
        }
    }
}

/// The word for all of several, where one of them would not do.
pub(in crate::plan) const ALL_OF: &str = "all-of";

/// An id, a list of which one is enough (of what must not be: none), or `{ all-of = [...] }`: each group must pass.
fn groups<'a>(
    reader: &Reader<'a>,
    field: Field<'a>,
    wanted: bool,
    find: impl Fn(Field<'a>) -> Option<usize>,
) -> Option<Vec<Vec<usize>>> {
    let span = field.span.clone();
    let all = |items: Vec<Field<'a>>| -> Option<Vec<usize>> {
        if items.is_empty() {
            reader.wrong(span.clone(), "nothing is in the list", "at least one id");
            return None;
        }
        items.into_iter().map(&find).collect()
    };
    if field.is_list() {
        return all(reader.list(field)?).map(|found| vec![found]);
    }
    if !field.value.is_table() {
        return find(field).map(|found| vec![vec![found]]);
    }
    if !wanted {
        let key = field.key;
        reader.wrong(field.span, format!("`{ALL_OF}` beside `{key}`"), "a list: none of it must be");
        return None;
    }
    let fields = Fields::open(reader, field, "a test", &[ALL_OF])?;
    let items = fields.need(ALL_OF).and_then(|field| reader.list(field))?;
    Some(all(items)?.into_iter().map(|found| vec![found]).collect())
}

pub(super) fn check_name<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: &Field<'a>) -> Option<()> {
    known_name(reader, ids, field.key, field.key_span.clone(), &NOT_FACTS)
}

/// A fact of the language or of the file.
pub(super) fn known_fact<'a>(reader: &Reader<'a>, ids: &Ids<'a>, name: &str, span: Place) -> Option<()> {
    known_name(reader, ids, name, span, &[])
}

fn known_name<'a>(reader: &Reader<'a>, ids: &Ids<'a>, name: &str, span: Place, more: &[&str]) -> Option<()> {
    let own = OWN.iter().map(|(own, _)| *own);
    let declared = ids.facts.items.iter().map(|(id, _)| id.as_str());
    let known: Vec<&str> = own.chain(declared).chain(more.iter().copied()).collect();
    if known.contains(&name) {
        if name == "attainment" {
            reader.know_tickets();
        }
        return Some(());
    }
    let message = format!("`{name}` is not a fact");
    reader.unknown(span, name, message, &known, Cause::MaybeElsewhere);
    None
}

/// "1", ["1", "2"], "not 3", ">= 75", "5 to 300": all of what comes out must hold.
fn is<'a>(reader: &Reader<'a>, ids: &Ids<'a>, field: &Field<'a>) -> Option<Vec<Is>> {
    if field.is_list() {
        let items = super::ids::once(reader, field.clone(), |item| {
            let found = value(reader, item.clone())?;
            let compared = Side::ALL.iter().any(|(_, sign)| found.starts_with(sign));
            if compared || found.starts_with("not ") || range(field, &found).is_some() {
                let message = format!("`{found}` stands in a list, where one of the values must hold");
                let allowed = "values; \"5 to 300\" for both ends of a range, \"not a, b\" for none of several";
                reader.wrong(item.span, message, allowed);
                return None;
            }
            fits(reader, ids, field.key, &item, &found)?;
            Some(found)
        })?;
        if items.is_empty() {
            reader.wrong(field.span.clone(), "nothing is in the list", "at least one value");
            return None;
        }
        return Some(vec![Is::OneOf(items)]);
    }
    let text = value(reader, field.clone())?;
    for (side, sign) in Side::ALL {
        if let Some(rest) = text.strip_prefix(sign) {
            return bound(reader, field, rest.trim()).map(|bound| vec![Is::Beside(side, bound)]);
        }
    }
    if let Some((least, most)) = range(field, &text) {
        if !Is::Beside(Side::AtMost, most.clone()).passes(text.split_once(" to ").map(|(least, _)| least)) {
            reader.wrong(field.span.clone(), format!("nothing lies within `{text}`"), "the smaller end first");
            return None;
        }
        return Some(vec![Is::Beside(Side::AtLeast, least), Is::Beside(Side::AtMost, most)]);
    }
    if let Some(rest) = text.strip_prefix("not ") {
        let values: Vec<String> = rest.split(',').map(|value| value.trim().to_owned()).collect();
        for value in &values {
            fits(reader, ids, field.key, field, value)?;
        }
        return Some(vec![Is::NoneOf(values)]);
    }
    fits(reader, ids, field.key, field, &text)?;
    Some(vec![Is::OneOf(vec![text])])
}

/// Both ends of "5 to 300"; none if it is something else.
fn range(field: &Field<'_>, text: &str) -> Option<(Bound, Bound)> {
    let (least, most) = text.split_once(" to ")?;
    Some((end(field.key, least.trim())?, end(field.key, most.trim())?))
}

fn end(fact: &str, text: &str) -> Option<Bound> {
    if fact == "version" {
        return version(text).map(Bound::Version);
    }
    if let (10, Ok(day)) = (text.len(), text.parse()) {
        return Some(Bound::Day(day));
    }
    text.replace(',', "").parse::<Decimal>().ok().map(Bound::Number)
}

fn bound<'a>(reader: &Reader<'a>, field: &Field<'a>, text: &str) -> Option<Bound> {
    let found = end(field.key, text);
    if found.is_none() {
        reader.wrong(field.span.clone(), format!("`{text}` cannot be compared"), "a number such as \">= 75\"");
    }
    found
}

/// A value that can never be is a mistake: a severity, product, line or channel that does not exist, or another value
/// than the fact declares.
fn fits<'a>(reader: &Reader<'a>, ids: &Ids<'a>, fact: &str, field: &Field<'a>, value: &str) -> Option<()> {
    let noun = |noun: &Noun<'a>| noun.items.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    let known: Vec<String> = match fact {
        "severity" => noun(&ids.severities),
        "product" => noun(&ids.products),
        "line" => noun(&ids.lines),
        "channel" => Channel::ALL.iter().map(|(_, id)| (*id).to_owned()).collect(),
        "environment" => vec!["production".to_owned(), "development".to_owned()],
        "customised" => vec!["true".to_owned(), "false".to_owned()],
        "attainment" => vec!["met".to_owned(), "breached".to_owned(), "running".to_owned()],
        _ => ids.facts.items.iter().find(|(id, _)| id == fact).map(declared).unwrap_or_default(),
    };
    if (known.is_empty() && fact != "severity") || known.iter().any(|one| one == value) {
        return Some(());
    }
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let message = format!("`{value}` is not a value of `{fact}`");
    reader.unknown(field.span.clone(), value, message, &known, Cause::MaybeElsewhere);
    None
}

/// The values that a declared fact can have; mistakes in them are told where it is read.
fn declared((_, field): &(String, Field<'_>)) -> Vec<String> {
    let quiet = Reader::new("", 0);
    let fields = Fields::any(&quiet, field.clone(), "");
    let Some(fields) = fields else { return Vec::new() };
    if let Some(field) = fields.get("milestone") {
        let measured = measured(&quiet, &fields, field);
        return measured.iter().flat_map(measured_values).map(|(id, _)| id).collect();
    }
    let values = fields.get("values").and_then(|field| values(&quiet, field));
    values.unwrap_or_default().into_iter().map(|(id, _)| id).collect()
}
