//! Wording that can be read in two ways: told as warnings, for a file with it is still a plan.
//!
//! A warning names what a customer may dispute, what Mainstay does with it, and how to say it so that nobody asks.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use toml::de::DeValue;

use super::super::catalogue::condition::Test;
use super::super::catalogue::price::Change;
use super::super::catalogue::remedy::Measure as Gauge;
use super::super::catalogue::terms::Measure;
use super::super::catalogue::{Catalogue, Counting, OfferKind, Target, Tariff};
use super::field::{Field, Fields};
use super::ids::{Ids, Noun};
use super::reader::Reader;
use super::tariff::without_row;
use super::window::YEAR;
use crate::time::Coverage;

/// Looks at a catalogue that has no mistakes.
pub(super) fn look<'a>(reader: &Reader<'a>, root: &Fields<'_, 'a>, ids: &Ids<'a>, catalogue: &Catalogue) {
    windows(reader, root, ids, catalogue);
    let days = sample_days(catalogue);
    for (tariff, (_, field)) in catalogue.tariffs.iter().zip(&ids.tariffs.items) {
        let quiet = Reader::new("", 0);
        if let Some(fields) = Fields::any(&quiet, field.clone(), "") {
            prices(reader, tariff, &fields);
            holidays(reader, catalogue, tariff, field, &fields);
            gaps(reader, catalogue, tariff, field);
            let bands = tariff.bands.iter().filter_map(|band| band.hours.as_deref()).any(says_holidays);
            if fields.get("holidays").is_none() && !bands {
                surcharges(reader, catalogue, tariff, field, &days);
            }
        }
    }
    classes(reader, ids, catalogue);
    overlaps(reader, ids, catalogue);
    judged(reader, ids, catalogue);
    unused(reader, root, ids);
}

/// Whether hours say what happens on public holidays.
fn says_holidays(hours: &str) -> bool {
    hours.contains("PH") || hours.trim() == "24/7"
}

/// Whether the file itself declares a window; others are the language's.
fn declared(root: &Fields<'_, '_>, window: &str) -> bool {
    let quiet = Reader::new("", 0);
    let windows = root.get("window").and_then(|field| Fields::any(&quiet, field, ""));
    windows.is_some_and(|windows| windows.get(window).is_some())
}

fn windows<'a>(reader: &Reader<'a>, root: &Fields<'_, 'a>, ids: &Ids<'a>, catalogue: &Catalogue) {
    if catalogue.provider.holiday_region.is_none() {
        return;
    }
    let quiet = Reader::new("", 0);
    for (id, field) in ids.windows.items.iter().filter(|(id, _)| declared(root, id)) {
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
    let zone = &catalogue.provider.zone;
    let within = tariff.within.and_then(|(window, _)| catalogue.windows.get(window)).map(|window| &window.coverage);
    let open = without_row(zone, &tariff.bands, within);
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

/// Holidays on weekdays, each with an ordinary day a week or two beside it.
fn sample_days(catalogue: &Catalogue) -> Vec<(Date, Date)> {
    let holidays = &catalogue.provider.holidays;
    let first = jiff::civil::date(2026, 1, 20);
    let days = (0..340).filter_map(|ahead| first.checked_add(Span::new().days(ahead)).ok());
    let free = days.filter(|day| holidays.is_holiday(*day) && day.weekday().to_monday_zero_offset() < 5);
    let beside = |day: &Date| {
        let other =
            |weeks: i32| day.checked_add(Span::new().weeks(weeks)).ok().filter(|day| !holidays.is_holiday(*day));
        [-1, 1, -2, 2].into_iter().find_map(other)
    };
    free.filter_map(|day| Some((day, beside(&day)?))).take(3).collect()
}

fn is_surcharge(change: Change) -> bool {
    matches!(change, Change::Percent(_) | Change::Add(_) | Change::Factor(_)) && !change.is_discount()
}

/// Surcharges by the hour of ordinary days that say nothing of holidays.
fn surcharges<'a>(
    reader: &Reader<'a>,
    catalogue: &Catalogue,
    tariff: &Tariff,
    field: &Field<'a>,
    days: &[(Date, Date)],
) {
    let zone = &catalogue.provider.zone;
    let modifiers = tariff.beside.iter().flat_map(|beside| &beside.modifiers);
    let mut timed: Vec<Coverage> = Vec::new();
    for tests in modifiers.filter(|modifier| is_surcharge(modifier.change)).flat_map(|modifier| &modifier.when.any) {
        let windows = tests.iter().filter_map(|test| match test {
            Test::Window { windows, open } => {
                let windows =
                    windows.iter().filter_map(|&window| Some(catalogue.windows.get(window)?.coverage.clone()));
                Some((windows.reduce(|one, other| one.union(&other))?, *open))
            }
            _ => None,
        });
        let mut hours: Option<Coverage> = None;
        for (window, open) in windows {
            let known = hours.unwrap_or_else(|| Coverage::always(zone));
            hours = Some(if open { known.intersection(&window) } else { known.except(&window) });
        }
        timed.extend(hours);
    }
    let charged = |day: Date| {
        let ends = |day: Date| day.to_zoned(zone.clone()).ok().map(|start| start.timestamp());
        let next = day.tomorrow().ok().and_then(ends);
        ends(day)
            .zip(next)
            .is_some_and(|(from, to)| timed.iter().any(|hours| hours.intervals(from, to).next().is_some()))
    };
    if !days.is_empty() && days.iter().all(|(holiday, ordinary)| charged(*ordinary) && !charged(*holiday)) {
        let message = format!(
            "the surcharges of tariff `{}` say nothing of public holidays; a holiday costs no surcharge",
            tariff.id
        );
        let allowed =
            "a surcharge for a window of holidays (\"PH 00:00-24:00\"), or holidays = \"as-weekdays\" if none is meant";
        reader.warn(field.key_span.clone(), message, allowed);
    }
}

/// Severities that a plan leaves out where it promises others something.
fn classes<'a>(reader: &Reader<'a>, ids: &Ids<'a>, catalogue: &Catalogue) {
    let quiet = Reader::new("", 0);
    let plans = catalogue.offers.iter().zip(&ids.offers).filter(|(offer, _)| offer.kind == OfferKind::Plan);
    for (offer, entry) in plans {
        // A plan that knows only some severities never has a ticket of another.
        let has = |ix: &usize| offer.frame.severities.is_empty() || offer.frame.severities.contains(ix);
        let mut told = BTreeSet::new();
        for target in offer.targets.iter().filter(|target| !target.severities.is_empty()) {
            let same = || offer.targets.iter().filter(|other| other.milestone == target.milestone);
            let known = |ix: &usize| same().any(|other| other.severities.is_empty() || other.severities.contains(ix));
            let missing = (0..catalogue.severities.len()).find(|ix| has(ix) && !known(ix));
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

/// Targets of a plan beside those that it takes over for some of the same severities: both clocks run.
fn overlaps<'a>(reader: &Reader<'a>, ids: &Ids<'a>, catalogue: &Catalogue) {
    let quiet = Reader::new("", 0);
    for (offer, entry) in catalogue.offers.iter().zip(&ids.offers) {
        let bases = std::iter::successors(offer.extends, |&at| catalogue.offers[at].extends);
        let old: Vec<&Target> =
            bases.take(catalogue.offers.len()).flat_map(|base| &catalogue.offers[base].targets).collect();
        let both = |new: &&Target| {
            let beside = |old: &&&Target| {
                let about = (new.milestone, &new.channels, &new.when) == (old.milestone, &old.channels, &old.when);
                let shared = new.severities.iter().find(|severity| old.severities.contains(severity));
                about && shared.is_some() && !offer.targets.iter().any(|own| own.replaces(old))
            };
            old.iter().any(|old| beside(&old))
        };
        let Some(found) = offer.targets.iter().find(both) else { continue };
        let place = Fields::any(&quiet, entry.field.clone(), "").and_then(|fields| fields.get("targets"));
        if let Some(place) = place {
            let message = format!(
                "`{}` takes over a target for `{}` with other severities, some of which it has a target for itself; both clocks run",
                offer.id,
                found.milestone.id(catalogue)
            );
            reader.warn(place.key_span, message, "the same lists of severities, or a target for each severity");
        }
    }
}

/// Credits for single tickets where only a share or a mean of them is promised.
fn judged<'a>(reader: &Reader<'a>, ids: &Ids<'a>, catalogue: &Catalogue) {
    for (ix, (remedy, (_, field))) in catalogue.remedies.iter().zip(&ids.remedies.items).enumerate() {
        let single = matches!(remedy.measure, Gauge::Breaches | Gauge::Delay);
        let share = remedy.measure == Gauge::Share;
        let offers = catalogue.offers.iter().filter(|offer| offer.remedies.contains(&ix));
        let mut targets = offers.flat_map(|offer| &offer.targets).filter(|target| {
            let judged = target.terms.as_ref().and_then(|terms| terms.judged).map(|judged| judged.measure);
            let wrong = match judged {
                Some(Measure::Quota(_)) => single,
                Some(Measure::Average) => single || share,
                None => false,
            };
            wrong && (remedy.milestones.is_empty() || remedy.milestones.contains(&target.milestone))
        });
        if let Some(target) = targets.next() {
            let message = format!(
                "remedy `{}` follows single late tickets, and of `{}` only a share or a mean of many is promised",
                remedy.id,
                target.milestone.id(catalogue)
            );
            reader.warn(
                field.key_span.clone(),
                message,
                "measure = \"share\" for a quota, or `milestones` that are promised for each ticket",
            );
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
        // A window is named by a level too: "9x5x4" counts in `9x5`.
        let level = |id: &str| {
            let rest = |text: &&str| text.strip_prefix(id).is_some_and(|rest| rest.starts_with('x'));
            what == "window" && (named.iter().any(rest) || !declared(root, id))
        };
        for (id, field) in noun.items.iter().filter(|(id, _)| !named.contains(id.as_str()) && !level(id)) {
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
