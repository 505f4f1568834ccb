//! `[allowance.…]`: what plans give a certain amount of.

use super::super::catalogue::{Allowance, Expiry, Pooling, Unit};
use super::super::grammar::{Duration, Mistake};
use super::field::{Field, Fields};
use super::reader::Reader;

/// Keys of `[allowance.…]`.
pub(in crate::plan) const KEYS: [&str; 5] = ["name", "unit", "priority", "expires", "pooling"];
/// Keys of `pooling`.
pub(in crate::plan) const POOLING_KEYS: [&str; 2] = ["periods", "by"];
/// Words of `unit`.
pub(in crate::plan) const UNITS: [(Unit, &str); 3] =
    [(Unit::Minutes, "minutes"), (Unit::Hours, "hours"), (Unit::Tickets, "tickets")];

pub(super) fn read<'a>(reader: &Reader<'a>, fields: &Fields<'_, 'a>, id: String) -> Option<Allowance> {
    let name = super::name(fields);
    let unit = fields.need("unit").and_then(|field| reader.choice(field, &UNITS));
    let priority = fields.get("priority").map_or(Some(0), |field| reader.number(field, 0, 1_000));
    let expiry = fields.need("expires").and_then(|field| expiry(reader, field));
    let pooling = fields.get("pooling").map(|field| pooling(reader, field));
    Some(Allowance {
        id,
        name: name?,
        unit: unit?,
        priority: priority?,
        expiry: expiry?,
        pooling: pooling.map_or(Some(None), |found| found.map(Some))?,
    })
}

/// "end-of-period", "never", or a number of months after the grant.
fn expiry<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Expiry> {
    let allowed = "`end-of-period`, `never`, or a time after the grant such as \"3 months\"";
    match field.as_text() {
        Some("end-of-period") => return Some(Expiry::EndOfPeriod),
        Some("never") => return Some(Expiry::Never),
        _ => {}
    }
    let span = field.span.clone();
    let duration: Duration = reader.parse_with(field, |text| {
        text.parse().map_err(|mistake: Mistake| Mistake { allowed: allowed.to_owned(), ..mistake })
    })?;
    let months = duration.months();
    if months.is_none() {
        reader.wrong(span, "grants expire after whole months", allowed);
    }
    months.map(Expiry::Months)
}

fn pooling<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Pooling> {
    let fields = Fields::open(reader, field, "the pooling", &POOLING_KEYS)?;
    let periods = fields.need("periods").and_then(|field| reader.number(field, 2, 12));
    let by = fields.need("by").and_then(|field| reader.string(field).map(str::to_owned));
    Some(Pooling { periods: periods?, by: by? })
}
