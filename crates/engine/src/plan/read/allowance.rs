//! `[allowance.…]`: what plans give a certain amount of.

use super::super::catalogue::meter::OwnUnit;
use super::super::catalogue::{Allowance, Expiry, Pooling, Span, Unit};
use super::super::grammar::{Duration, Mistake};
use super::field::{Field, Fields};
use super::ids::Ids;
use super::reader::Reader;
use super::rules;
use super::unit::{UNITS, seconds};

/// Keys of `[allowance.…]`.
pub(in crate::plan) const KEYS: [&str; 29] = [
    "name",
    "unit",
    "day",
    "priority",
    "expires",
    "pooling",
    "periods",
    "counts",
    "weights",
    "menu",
    "counting",
    "increment",
    "minimum",
    "free-below",
    "free-first",
    "cap",
    "deduct",
    "carry-over",
    "borrow",
    "at-zero",
    "alerts",
    "fair-use",
    "ends-with",
    "lives-with",
    "revive",
    "refill",
    "earn",
    "left-over",
    "after-end",
];
/// Keys of `pooling`.
pub(in crate::plan) const POOLING_KEYS: [&str; 2] = ["periods", "by"];

pub(super) fn read_all<'a>(reader: &Reader<'a>, ids: &Ids<'a>, units: &[Option<OwnUnit>]) -> Vec<Option<Allowance>> {
    ids.allowances.read(reader, &KEYS, |reader, fields, id| read(reader, ids, units, fields, id))
}

fn read<'a>(
    reader: &Reader<'a>,
    ids: &Ids<'a>,
    units: &[Option<OwnUnit>],
    fields: &Fields<'_, 'a>,
    id: String,
) -> Option<Allowance> {
    let name = super::name(fields);
    let unit = fields.need("unit").and_then(|field| unit(reader, ids, fields, field));
    let priority = fields.get("priority").map_or(Some(0), |field| reader.number(field, 0, 1_000));
    let expiry = fields.need("expires").and_then(|field| expiry(reader, field));
    let pooling = fields.maybe("pooling", |field| pooling(reader, field));
    let rules = unit.map(|unit| rules::read(reader, ids, &rules::Of { unit, units, id: &id }, fields));
    Some(Allowance {
        name: name?,
        unit: unit?,
        priority: priority?,
        expiry: expiry?,
        pooling: pooling?,
        rules: rules??,
        id,
    })
}

/// A unit of the language or of the file; `day` says how long a day is.
fn unit<'a>(reader: &Reader<'a>, ids: &Ids<'a>, fields: &Fields<'_, 'a>, field: Field<'a>) -> Option<Unit> {
    let own = field.as_text().and_then(|word| ids.units.items.iter().position(|(id, _)| id == word));
    let found = match own {
        Some(ix) => Some(Unit::Own(ix)),
        None => {
            let word = field.as_text().unwrap_or_default();
            let known = UNITS.iter().find(|(_, known)| *known == word).map(|(unit, _)| *unit);
            if known.is_none() && field.is_text() {
                let own = ids.units.items.iter().map(|(id, _)| id.as_str());
                let words: Vec<&str> = UNITS.iter().map(|(_, word)| *word).chain(own).collect();
                reader.unknown(
                    field.span,
                    word,
                    format!("`unit` cannot be `{word}`"),
                    &words,
                    super::Cause::MaybeElsewhere,
                );
                return None;
            }
            known.or_else(|| reader.choice(field, &UNITS))
        }
    };
    match (found, fields.get("day")) {
        (Some(Unit::Days(_)), Some(day)) => seconds(reader, day).map(Unit::Days),
        (Some(_), Some(day)) => {
            reader.wrong(day.key_span, "`day` beside another unit", "`unit = \"days\"`");
            None
        }
        (found, None) => found,
        (None, Some(_)) => None,
    }
}

/// "end-of-period", "never", or a number of days or months after the grant.
pub(super) fn expiry<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Expiry> {
    let allowed = "`end-of-period`, `never`, or a time after the grant such as \"3 months\" or \"90 days\"";
    match field.as_text() {
        Some("end-of-period") => return Some(Expiry::EndOfPeriod),
        Some("never") => return Some(Expiry::Never),
        _ => {}
    }
    let span = field.span.clone();
    let duration: Duration = reader.parse_with(field, |text| {
        text.parse().map_err(|mistake: Mistake| Mistake { allowed: allowed.to_owned(), ..mistake })
    })?;
    match duration.span() {
        Span::Months(months) => Some(Expiry::Months(months)),
        Span::Days(days) => Some(Expiry::Days(days)),
        _ => {
            reader.wrong(span, "grants expire after whole days or months", allowed);
            None
        }
    }
}

fn pooling<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Pooling> {
    let fields = Fields::open(reader, field, "the pooling", &POOLING_KEYS)?;
    let periods = fields.need("periods").and_then(|field| reader.number(field, 2, 12));
    let by = fields.need("by").and_then(|field| reader.string(field).map(str::to_owned));
    Some(Pooling { periods: periods?, by: by? })
}
