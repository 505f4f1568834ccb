//! Reading a plan file: TOML text to a [`Catalogue`], or everything that is wrong with it at once.
//!
//! A file that is wrong changes nothing: there is a whole catalogue or none. Reading depends on the text alone, so a
//! contract that keeps the text keeps the plan. Each noun of the file has a reader of its own in this folder.
//! What a contract may combine is not decided here (see [`resolve`](super::resolve)).

mod access;
mod allowance;
mod builtin;
mod condition;
mod field;
mod frame;
mod grant;
mod holidays;
mod ids;
mod item;
pub(super) mod keys;
mod lasting;
mod line;
mod milestone;
mod nesting;
mod offer;
mod pack;
mod price;
mod promise;
mod provider;
mod reader;
mod remedy;
mod risk;
mod rules;
mod scope;
mod target;
mod tariff;
mod unit;
mod window;

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::catalogue::{BurnOrder, Catalogue, Choices, Exclusion, OnChange, Right};
use super::errors::{Found, PlanErrors, PlanWarnings};
use field::{Field, Fields};
use ids::Ids;
use reader::Reader;

/// Largest plan file that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// Mistakes that are collected; a file with more is not a plan file.
const MAX_ERRORS: usize = 500;

/// Version of the plan language that this reader understands.
pub const LANGUAGE_VERSION: i64 = 1;

/// Keys of the file's top level.
pub(super) const FILE_KEYS: &[&str] = &[
    "mainstay",
    "version",
    "provider",
    "choices",
    "classify",
    "holidays",
    "window",
    "severity",
    "fact",
    "milestone",
    "product",
    "line",
    "unit",
    "allowance",
    "pack",
    "tariff",
    "item",
    "right",
    "role",
    "duty",
    "remedy",
    "exclusion",
    "covers",
    "plan",
    "option",
    "package",
    "$schema",
];
/// Keys of `[choices]`.
pub(super) const CHOICES_KEYS: [&str; 3] = ["on-change", "burn-order", "classify"];
/// Keys of `[right.…]` and other nouns that have a name alone.
pub(super) const NAMED_KEYS: [&str; 1] = ["name"];
/// Keys of `[exclusion.…]`.
pub(super) const EXCLUSION_KEYS: [&str; 2] = ["name", "sentence"];

/// Reads a plan file; `file` names it in errors.
///
/// # Errors
/// [`PlanErrors`] with every mistake of the file, each at its place.
pub fn read(file: &str, text: &str) -> Result<Catalogue, PlanErrors> {
    read_to(file, text, Depth::Mistakes).map(|(catalogue, _)| catalogue)
}

/// Reads a plan file and says what in it can be read in two ways.
///
/// # Errors
/// [`PlanErrors`] with every mistake of the file, each at its place.
pub fn read_warned(file: &str, text: &str) -> Result<(Catalogue, PlanWarnings), PlanErrors> {
    read_to(file, text, Depth::Doubts)
}

/// How closely a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// What is wrong.
    Mistakes,
    /// Also what can be read in two ways.
    Doubts,
}

fn read_to(file: &str, text: &str, depth: Depth) -> Result<(Catalogue, PlanWarnings), PlanErrors> {
    if let Some(wrong) = unreadable(file, text) {
        return Err(wrong);
    }
    let (document, mistakes) = DeTable::parse_recoverable(text);
    let syntax: Vec<Found> = mistakes.iter().map(|error| syntax_error(text, error)).collect();
    let reader = Reader::new(text, MAX_ERRORS);
    let catalogue = catalogue(&reader, &document, depth);
    let (found, warned) = reader.into_found();
    let found = after_syntax(text, syntax, found);
    match (found.is_empty(), catalogue) {
        (true, Some(catalogue)) => Ok((catalogue, PlanWarnings::new(file, text, warned))),
        (true, None) => Err(PlanErrors::new(file, text, vec![whole_file("the file could not be read", "a plan file")])),
        (false, _) => Err(PlanErrors::new(file, text, found)),
    }
}

/// What keeps a text from being looked at at all.
pub(super) fn unreadable(file: &str, text: &str) -> Option<PlanErrors> {
    too_much(text).map(|found| PlanErrors::new(file, clip(text), vec![found]))
}

/// The errors of a text that is not TOML.
pub(super) fn broken(file: &str, text: &str) -> PlanErrors {
    match read(file, text) {
        Err(errors) => errors,
        Ok(_) => PlanErrors::new(file, text, vec![whole_file("the file could not be read", "TOML 1.1")]),
    }
}

/// A limit that the text breaks before anyone parses it.
fn too_much(text: &str) -> Option<Found> {
    if text.len() > MAX_BYTES {
        return Some(whole_file("the file is larger than a plan file can be", "at most 1 MiB"));
    }
    nesting::too_deep(text).map(|at| Found {
        span: at..at + 1,
        message: "nested too deeply".to_owned(),
        allowed: format!("at most {} levels", nesting::MAX_DEPTH),
        nearest: None,
    })
}

fn whole_file(message: &str, allowed: &str) -> Found {
    Found { span: 0..0, message: message.to_owned(), allowed: allowed.to_owned(), nearest: None }
}

/// The beginning of a file that is too large to be kept in an error.
fn clip(text: &str) -> &str {
    text.lines().next().and_then(|line| line.get(..line.len().min(200))).unwrap_or_default()
}

fn syntax_error(text: &str, error: &toml::de::Error) -> Found {
    let span = error.span().unwrap_or(0..0);
    let message = error.message().lines().next().unwrap_or_default().to_owned();
    let allowed = error.message().lines().skip(1).collect::<Vec<_>>().join(", ").replace("expected ", "");
    let allowed = if message.starts_with("duplicate key") {
        "each key and each id once".to_owned()
    } else if allowed.is_empty() {
        "TOML 1.1".to_owned()
    } else {
        allowed
    };
    let start = span.start.min(text.len());
    Found { span: start..span.end.max(start), message, allowed, nearest: None }
}

/// Beside errors of syntax only those mistakes stand that they cannot have caused: on other lines, and nothing missing.
fn after_syntax(text: &str, syntax: Vec<Found>, found: Vec<(Found, Cause)>) -> Vec<Found> {
    let line = |at: usize| text.get(..at).unwrap_or(text).matches('\n').count();
    let broken: Vec<usize> = syntax.iter().map(|found| line(found.span.start)).collect();
    let independent = found.into_iter().filter(|(found, cause)| {
        broken.is_empty() || (*cause == Cause::Itself && !broken.contains(&line(found.span.start)))
    });
    let independent: Vec<Found> = independent.map(|(found, _)| found).collect();
    syntax.into_iter().chain(independent).collect()
}

/// Whether a mistake may come from another place being broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// What stands there is wrong whatever stands elsewhere.
    Itself,
    /// Something is missing or unknown, maybe because its own place is broken.
    MaybeElsewhere,
}

fn catalogue<'a>(reader: &Reader<'a>, document: &'a Spanned<DeTable<'a>>, depth: Depth) -> Option<Catalogue> {
    let root = Fields::root(reader, document, "the file", FILE_KEYS);
    language_version(reader, &root);
    let version = root.need("version").and_then(|field| reader.string(field).map(str::to_owned));
    let ids = Ids::collect(reader, &root);
    let sets = holidays::Sets::new(reader, &ids);
    let provider = root.need("provider").and_then(|field| provider::read(reader, &sets, field));
    let languages: Vec<_> = provider.as_ref().map(|provider| provider.languages.clone()).unwrap_or_default();
    reader.know_languages(&languages);
    reader.know_currency(provider.as_ref().map(|provider| provider.currency));
    let holidays = sets.read_all();
    let windows = window::read_all(reader, &ids, &sets, provider.as_ref());
    let facts = ids.facts.read(reader, &condition::KEYS, condition::fact);
    let severities = ids
        .severities
        .read(reader, &frame::SEVERITY_KEYS, |reader, fields, id| frame::severity(reader, &ids, fields, id));
    let classes = frame::classes(reader, &ids, root.get("classify"));
    let products = ids.products.read(reader, &frame::PRODUCT_KEYS, frame::product);
    let rights = ids.rights.read(reader, &NAMED_KEYS, |_, fields, id| Some(Right { id, name: name(fields)? }));
    let covers = access::covers(reader, &ids, root.get("covers"));
    let roles = ids.roles.read(reader, &access::ROLE_KEYS, access::role);
    let duties =
        ids.duties.read(reader, &access::DUTY_KEYS, |reader, fields, id| access::duty(reader, &ids, fields, id));
    let milestones = milestone::read_all(reader, &ids);
    let read = |reader, fields: &Fields<'_, 'a>, id| remedy::read(reader, &ids, &milestones, fields, id);
    let remedies = ids.remedies.read(reader, &remedy::KEYS, read);
    let exclusions = ids.exclusions.read(reader, &EXCLUSION_KEYS, exclusion);
    let units = ids.units.read(reader, &unit::KEYS, unit::read);
    let allowances = allowance::read_all(reader, &ids, &units);
    let packs = pack::read_all(reader, &ids, &allowances, &units);
    let around = tariff::Around { ids: &ids, provider: provider.as_ref(), windows: &windows };
    let tariffs = tariff::read_all(reader, &around);
    let items = ids.items.read(reader, &item::KEYS, |reader, fields, id| item::read(reader, &ids, fields, id));
    let lines = ids.lines.read(reader, &line::KEYS, |reader, fields, id| line::read(reader, &ids, fields, id));
    let around = target::Around { ids: &ids, windows: &windows, milestones: &milestones };
    let offers = offer::read_all(reader, &around, &unit::Kinds { allowances: &allowances, units: &units }, &remedies);
    let advance = offers.iter().flatten().any(super::catalogue::Offer::bills_in_advance);
    let choices = root.get("choices").map_or(Some(Choices::default()), |field| choices(reader, field));
    let catalogue = Catalogue {
        version: version?,
        provider: provider?,
        windows: all(windows)?,
        holidays: all(holidays)?,
        severities: all(severities)?,
        classes: classes?,
        facts: all(facts)?,
        milestones: all(milestones.rules)?,
        products: all(products)?,
        lines: all(lines)?,
        units: all(units)?,
        allowances: all(allowances)?,
        packs: all(packs)?,
        tariffs: all(tariffs)?,
        items: all(items)?,
        rights: all(rights)?,
        covers: covers?,
        roles: all(roles)?,
        duties: all(duties)?,
        remedies: all(remedies)?,
        exclusions: all(exclusions)?,
        offers: all(offers)?,
        choices: choices?,
        conditional: reader.was_conditional(),
        follows_tickets: reader.follows_tickets(),
        advance,
    };
    if depth == Depth::Doubts {
        risk::look(reader, &root, &ids, &catalogue);
    }
    Some(catalogue)
}

fn all<T>(list: Vec<Option<T>>) -> Option<Vec<T>> {
    list.into_iter().collect()
}

fn language_version(reader: &Reader<'_>, root: &Fields<'_, '_>) {
    let Some(field) = root.need("mainstay") else {
        return;
    };
    let Some(version) = reader.integer(field.clone(), 0, i64::from(u32::MAX)) else {
        return;
    };
    if version != LANGUAGE_VERSION {
        reader.wrong(
            field.span,
            format!("version {version} of the plan language is not known"),
            format!("{LANGUAGE_VERSION}"),
        );
    } else if let Some(earlier) = root.first_key().filter(|(name, _)| *name != "mainstay" && *name != "$schema") {
        reader.wrong(
            earlier.1,
            format!("`{}` comes before the version of the language", earlier.0),
            "`mainstay = 1` as the first key",
        );
    }
}

/// The name that every noun has.
fn name(fields: &Fields<'_, '_>) -> Option<super::catalogue::Text> {
    fields.need("name").and_then(|field| fields.reader().text(field))
}

fn exclusion(reader: &Reader<'_>, fields: &Fields<'_, '_>, id: String) -> Option<Exclusion> {
    let name = name(fields);
    let sentence = fields.need("sentence").and_then(|field| reader.text(field));
    Some(Exclusion { id, name: name?, sentence: sentence? })
}

/// Words of `on-change`.
pub(super) const ON_CHANGE: [(OnChange, &str); 2] =
    [(OnChange::FromArrival, "from-arrival"), (OnChange::Restart, "restart")];
/// Words of `burn-order`.
pub(super) const BURN_ORDER: [(BurnOrder, &str); 3] = [
    (BurnOrder::Priority, "priority"),
    (BurnOrder::CreditFirst, "credit-first"),
    (BurnOrder::EarliestExpiry, "earliest-expiry"),
];

fn choices(reader: &Reader<'_>, field: Field<'_>) -> Option<Choices> {
    let fields = Fields::open(reader, field, "the choices", &CHOICES_KEYS)?;
    let on_change = fields.get("on-change").map_or(Some(OnChange::default()), |field| reader.choice(field, &ON_CHANGE));
    let burn_order =
        fields.get("burn-order").map_or(Some(BurnOrder::default()), |field| reader.choice(field, &BURN_ORDER));
    let highest = fields.get("classify").map_or(Some(false), |field| reader.choice(field, &frame::CLASSES));
    Some(Choices { on_change: on_change?, burn_order: burn_order?, highest_class: highest? })
}

/// What a value is, for people.
pub(super) fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// A place in the file.
pub(super) type Place = Range<usize>;
