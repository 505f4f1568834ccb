//! Wording that can be read in two ways: told as warnings, for a file with it is still a plan.
//!
//! A warning names what a customer may dispute, what Mainstay does with it, and how to say it so that nobody asks.

use std::collections::BTreeSet;

use jiff::Timestamp;
use toml::de::DeValue;

use super::super::catalogue::{Catalogue, Counting, Tariff};
use super::field::{Field, Fields};
use super::ids::{Ids, Noun};
use super::reader::Reader;
use super::window::YEAR;
use crate::time::Coverage;

/// Looks at a catalogue that has no mistakes.
pub(super) fn look<'a>(reader: &Reader<'a>, root: &Fields<'_, 'a>, ids: &Ids<'a>, catalogue: &Catalogue) {
    windows(reader, ids, catalogue);
    for (tariff, (_, field)) in catalogue.tariffs.iter().zip(&ids.tariffs.items) {
        let quiet = Reader::new("", 0);
        if let Some(fields) = Fields::any(&quiet, field.clone(), "") {
            prices(reader, tariff, &fields);
            holidays(reader, catalogue, tariff, field, &fields);
            gaps(reader, catalogue, tariff, field);
        }
    }
    classes(reader, ids, catalogue);
    unused(reader, root, ids);
}

/// Whether hours say what happens on public holidays.
fn says_holidays(hours: &str) -> bool {
    hours.contains("PH") || hours.trim() == "24/7"
}

fn windows<'a>(reader: &Reader<'a>, ids: &Ids<'a>, catalogue: &Catalogue) {
    if catalogue.provider.holiday_region.is_none() {
        return;
    }
    let quiet = Reader::new("", 0);
    for (id, field) in &ids.windows.items {
        let Some(fields) = Fields::any(&quiet, field.clone(), "") else { continue };
        let Some(hours) = fields.get("hours").filter(|_| fields.get("holidays").is_none()) else { continue };
        if hours.as_text().is_some_and(|text| !says_holidays(text)) {
            let message =
                format!("window `{id}` does not say what holds on public holidays; they count like other days");
            reader.warn(hours.span, message, "\"…; PH off\" closes them, \"…; PH 09:00-17:00\" gives them hours");
        }
    }
}

/// A price by the minute or hour that does not say whether a started one counts.
fn prices<'a>(reader: &Reader<'a>, tariff: &Tariff, fields: &Fields<'_, 'a>) {
    if fields.get("counting").is_some() || tariff.counting != Counting::EachUsage {
        return;
    }
    let quiet = Reader::new("", 0);
    for band in &tariff.bands {
        let own = fields.get("band").and_then(|bands| Fields::any(&quiet, bands, "")?.get(&band.id));
        let price = own.map_or_else(|| fields.get("price"), |own| Fields::any(&quiet, own, "")?.get("price"));
        let price = price.filter(|_| band.price.per_s > 1 && band.price.increment_s == 1 && !band.price.rate.is_zero());
        if let Some(price) = price.filter(Field::is_text) {
            reader.warn(
                price.span,
                "the price does not say whether a started minute or hour counts; it is charged to the second",
                "\"… / started minute\", \"… / h in started 15 min\", or counting = \"second\" beside it",
            );
        }
    }
}

fn holidays<'a>(
    reader: &Reader<'a>,
    catalogue: &Catalogue,
    tariff: &Tariff,
    field: &Field<'a>,
    fields: &Fields<'_, 'a>,
) {
    let hours: Vec<&str> = tariff.bands.iter().filter_map(|band| band.hours.as_deref()).collect();
    let stated = fields.get("holidays").is_some() || hours.iter().any(|hours| says_holidays(hours));
    if catalogue.provider.holiday_region.is_some() && !hours.is_empty() && !stated {
        let message = format!(
            "no band of tariff `{}` says what a public holiday costs; it costs what the day of the week costs",
            tariff.id
        );
        reader.warn(
            field.key_span.clone(),
            message,
            "a band with \"PH …\" in its hours, or holidays = \"as-weekdays\" to say that it is meant",
        );
    }
}

/// Hours on ordinary days that no band names.
fn gaps<'a>(reader: &Reader<'a>, catalogue: &Catalogue, tariff: &Tariff, field: &Field<'a>) {
    let Some(otherwise) = tariff.otherwise.and_then(|ix| tariff.bands.get(ix)) else { return };
    if tariff.bands.iter().any(|band| band.window.is_none()) {
        return;
    }
    let zone = &catalogue.provider.zone;
    let mut open = Coverage::always(zone);
    let bands = tariff.bands.iter().filter_map(|band| band.window.as_ref());
    let within = tariff.within.and_then(|(window, _)| catalogue.windows.get(window)).map(|window| &window.coverage);
    for covered in bands.chain(within) {
        open = open.except(covered);
    }
    let (Ok(from), Ok(to)) = (Timestamp::from_second(YEAR.0), Timestamp::from_second(YEAR.1)) else { return };
    let ordinary = |at: &Timestamp| !catalogue.provider.holidays.is_holiday(zone.to_datetime(*at).date());
    if let Some((from, to)) = open.intervals(from, to).find(|(from, _)| ordinary(from)) {
        let (from, to) = (zone.to_datetime(from), zone.to_datetime(to));
        let shown = format!("{} {} to {}", from.strftime("%a"), from.strftime("%H:%M"), to.strftime("%a %H:%M"));
        let message = format!(
            "tariff `{}` has no row for {shown} and other hours; they cost what `{}` says",
            tariff.id, otherwise.id
        );
        reader.warn(field.key_span.clone(), message, "a row for those hours, or one without hours as the last");
    }
}

/// Severities that a plan leaves out where it promises others something.
fn classes<'a>(reader: &Reader<'a>, ids: &Ids<'a>, catalogue: &Catalogue) {
    let quiet = Reader::new("", 0);
    for (offer, entry) in catalogue.offers.iter().zip(&ids.offers) {
        let mut told = BTreeSet::new();
        for target in offer.targets.iter().filter(|target| !target.severities.is_empty()) {
            let same = || offer.targets.iter().filter(|other| other.milestone == target.milestone);
            let known = |ix: &usize| same().any(|other| other.severities.is_empty() || other.severities.contains(ix));
            let missing = (0..catalogue.severities.len()).find(|ix| !known(ix));
            let place = Fields::any(&quiet, entry.field.clone(), "").and_then(|fields| fields.get("targets"));
            let (Some(missing), Some(place)) = (missing, place) else { continue };
            if offer.extends.is_none() && told.insert(target.milestone.id(catalogue).to_owned()) {
                let message = format!(
                    "`{}` promises nothing for severity `{}` by `{}`, which others have",
                    offer.id,
                    catalogue.severities[missing].id,
                    target.milestone.id(catalogue)
                );
                reader.warn(place.key_span, message, "a target for it, with within = \"not-stated\" if there is none");
            }
        }
    }
}

/// Things that nothing refers to.
fn unused<'a>(reader: &Reader<'a>, root: &Fields<'_, 'a>, ids: &Ids<'a>) {
    let mut named = BTreeSet::new();
    for entry in root.entries() {
        words(entry.value, &mut named);
    }
    let nouns: [(&str, &Noun<'a>); 6] = [
        ("window", &ids.windows),
        ("line", &ids.lines),
        ("allowance", &ids.allowances),
        ("tariff", &ids.tariffs),
        ("right", &ids.rights),
        ("remedy", &ids.remedies),
    ];
    for (what, noun) in nouns {
        for (id, field) in noun.items.iter().filter(|(id, _)| !named.contains(id.as_str())) {
            let message = format!("{what} `{id}` is defined and nothing refers to it");
            reader.warn(field.key_span.clone(), message, "a plan or another part that names it, or nothing");
        }
    }
}

/// All texts of a value, and the keys of tables inside of tables.
fn words<'a>(value: &'a DeValue<'a>, into: &mut BTreeSet<&'a str>) {
    match value {
        DeValue::String(text) => {
            into.insert(text);
        }
        DeValue::Array(items) => items.iter().for_each(|item| words(item.get_ref(), into)),
        DeValue::Table(table) => {
            for (key, item) in table {
                if key.get_ref() == "allowances" {
                    let keys = item.get_ref().as_table().into_iter().flat_map(|table| table.keys());
                    into.extend(keys.map(|key| key.get_ref().as_ref()));
                }
                words(item.get_ref(), into);
            }
        }
        _ => {}
    }
}
