//! `[unit.…]`: units of the provider's own, and amounts in the unit of an allowance.

use super::super::catalogue::meter::{Each, OwnUnit};
use super::super::catalogue::{Allowance, Measure, Unit};
use super::super::grammar::{Amount, Duration};
use super::Place;
use super::field::{Field, Fields};
use super::reader::Reader;

/// Keys of `[unit.…]`.
pub(in crate::plan) const KEYS: [&str; 4] = ["name", "plural", "time", "each"];
/// Words of `each`.
pub(in crate::plan) const EACH: [(Each, &str); 2] = [(Each::Ticket, "ticket"), (Each::Usage, "usage")];
/// Units of the language.
pub(in crate::plan) const UNITS: [(Unit, &str); 7] = [
    (Unit::Minutes, "minutes"),
    (Unit::Hours, "hours"),
    (Unit::Days(8 * 3_600), "days"),
    (Unit::Tickets, "tickets"),
    (Unit::Incidents, "incidents"),
    (Unit::Visits, "visits"),
    (Unit::Calls, "calls"),
];

pub(super) fn read<'a>(reader: &Reader<'a>, fields: &Fields<'_, 'a>, id: String) -> Option<OwnUnit> {
    let name = super::name(fields);
    let plural = fields.get("plural").map(|field| reader.text(field));
    let time_s = fields.maybe("time", |field| seconds(reader, field));
    let each = fields.get("each").map(|field| reader.choice(field, &EACH));
    if UNITS.iter().any(|(_, word)| *word == id || word.strip_suffix('s') == Some(&id)) {
        let message = format!("`{id}` is a unit of the language");
        reader.wrong(fields.span.clone(), message, "another name; units of the language need not be declared");
        return None;
    }
    let name = name?;
    Some(OwnUnit {
        id,
        plural: plural.unwrap_or_else(|| Some(name.clone()))?,
        name,
        time_s: time_s?,
        each: each.unwrap_or(Some(Each::default()))?,
    })
}

/// A definite length of time in seconds.
pub(super) fn seconds<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<i64> {
    let span = field.span.clone();
    let length: Duration = reader.parse(field)?;
    if length.seconds().is_none() {
        reader.wrong(span, "days and months are not of one length", "seconds, minutes or hours");
    }
    length.seconds()
}

/// The allowances and units of a file, as far as they could be read.
pub(super) struct Kinds<'k> {
    pub(super) allowances: &'k [Option<Allowance>],
    pub(super) units: &'k [Option<OwnUnit>],
}

impl Kinds<'_> {
    /// An amount in the unit of an allowance.
    pub(super) fn amount<'a>(&self, reader: &Reader<'a>, field: Field<'a>, allowance: usize) -> Option<i64> {
        let span = field.span.clone();
        let amount: Amount = reader.parse(field)?;
        self.kept(reader, &amount, span, allowance)
    }

    /// The quantity of an amount as an allowance keeps it. Nothing is said of an allowance that is wrong itself.
    pub(super) fn kept(&self, reader: &Reader<'_>, amount: &Amount, span: Place, allowance: usize) -> Option<i64> {
        let unit = self.allowances.get(allowance)?.as_ref()?.unit;
        kept(reader, amount, span, unit, self.units)
    }
}

/// An amount in a unit.
pub(super) fn amount_in<'a>(
    reader: &Reader<'a>,
    field: Field<'a>,
    unit: Unit,
    units: &[Option<OwnUnit>],
) -> Option<i64> {
    let span = field.span.clone();
    let amount: Amount = reader.parse(field)?;
    kept(reader, &amount, span, unit, units)
}

fn kept(reader: &Reader<'_>, amount: &Amount, span: Place, unit: Unit, units: &[Option<OwnUnit>]) -> Option<i64> {
    let own = match unit.own() {
        Some(ix) => Some(units.get(ix)?.as_ref()?),
        None => None,
    };
    let measure = unit.measure(own);
    let day_s = if let Unit::Days(day_s) = unit { Some(day_s) } else { None };
    let found = amount.quantity(measure, day_s, |word| unit.is_named(word, own));
    if found.is_none() {
        let example = match (unit, own, measure) {
            (Unit::Days(_), ..) => "days or a time such as \"2 days\"".to_owned(),
            (Unit::Own(_), Some(own), _) => format!("{}s such as \"3 {}s\"", own.id, own.id),
            (_, _, Measure::Time(_)) => "a time such as \"15 min\" or \"10 h\"".to_owned(),
            (other, ..) => {
                let word = UNITS.iter().find(|(unit, _)| *unit == other).map_or("tickets", |(_, word)| word);
                format!("whole {word} such as \"5 {word}\"")
            }
        };
        let known = amount.is_time() || amount.unit().is_some_and(|word| unit.is_named(word, own));
        let message = if known && amount.is_time() == matches!(measure, Measure::Time(_)) {
            format!("`{amount}` cannot be kept exactly")
        } else {
            "another unit than the allowance counts in".to_owned()
        };
        reader.wrong(span, message, example);
    }
    found
}
