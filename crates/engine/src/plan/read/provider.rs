//! `[provider]`: who sells, and the ground rules of all plans.

use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use super::super::catalogue::price::Unsaid;
use super::super::catalogue::{Language, Marking, Provider};
use super::field::{Field, Fields};
use super::holidays::Sets;
use super::ids::once;
use super::reader::Reader;
use crate::money::Currency;
use crate::time::Holidays;

/// Keys of `[provider]`.
pub(in crate::plan) const KEYS: [&str; 9] =
    ["name", "time-zone", "holidays", "closed-days", "working-days", "currency", "languages", "tax", "prices"];

/// Words of `prices`: marked without tax or with it, or nothing is said of it.
pub(in crate::plan) const MARKINGS: [(Marking, &str); 3] =
    [(Marking::Net, "net"), (Marking::Gross, "gross"), (Marking::NotStated, "not-stated")];

/// Words of `languages`.
pub(in crate::plan) const LANGUAGES: [(Language, &str); 2] = [(Language::De, "de"), (Language::En, "en")];

pub(super) fn read<'a>(reader: &Reader<'a>, sets: &Sets<'_, 'a>, field: Field<'a>) -> Option<Provider> {
    let fields = Fields::open(reader, field, "the provider", &KEYS)?;
    let languages = fields
        .need("languages")
        .and_then(|field| once(reader, field, |item| reader.choice(item, &LANGUAGES)))
        .filter(|list| !list.is_empty());
    reader.know_languages(languages.as_deref().unwrap_or_default());
    let name = super::name(&fields);
    let zone = fields.need("time-zone").and_then(|field| zone(reader, field));
    let holidays = fields.need("holidays").and_then(|field| sets.value(field));
    let holidays = holidays.and_then(|(code, days)| Some((code, edited(reader, &fields, days)?)));
    let currency = fields.need("currency").and_then(|field| currency(reader, field));
    let tax = fields.need("tax").and_then(|field| tax(reader, field));
    let prices = fields.need("prices").and_then(|field| reader.choice(field, &MARKINGS));
    let (holiday_region, holidays) = holidays?;
    Some(Provider {
        name: name?,
        zone: zone?,
        holiday_region,
        holidays,
        currency: currency?,
        languages: languages?,
        tax_percent: tax?,
        prices: prices?,
    })
}

/// "19 %"; nothing where the tax is not stated.
fn tax<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Option<Decimal>> {
    if field.as_text().and_then(Unsaid::find) == Some(Unsaid::NotStated) {
        return Some(None);
    }
    reader.percent(field).map(Some)
}

pub(super) fn zone<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<TimeZone> {
    let span = field.span.clone();
    let name = reader.string(field)?;
    if let Some(zone) = crate::time::zone(name) {
        return Some(zone);
    }
    let known: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
    let shown = short(name);
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let allowed = "a name of the IANA time zone database such as Europe/Berlin, or an offset such as UTC+02:00";
    reader.unknown_of_many(span, name, format!("time zone `{shown}` is not known"), &known, allowed);
    None
}

/// Days that the provider adds to the region's or takes out.
fn edited<'a>(reader: &Reader<'a>, fields: &Fields<'_, 'a>, mut holidays: Holidays) -> Option<Holidays> {
    let mut good = true;
    for item in fields.get("closed-days").map_or(Some(Vec::new()), |field| reader.list(field))? {
        let day = Fields::open(reader, item, "a closed day", &["date", "name"]);
        let date = day.as_ref().and_then(|day| day.need("date")).and_then(|field| reader.date(field));
        let name = day.as_ref().and_then(super::name);
        match (date, name) {
            (Some(date), Some(name)) => {
                holidays = holidays.with_day(date, name.get(Language::De), name.get(Language::En));
            }
            _ => good = false,
        }
    }
    for item in fields.get("working-days").map_or(Some(Vec::new()), |field| reader.list(field))? {
        match reader.date(item) {
            Some(date) => holidays = holidays.without_day(date),
            None => good = false,
        }
    }
    good.then_some(holidays)
}

fn currency<'a>(reader: &Reader<'a>, field: Field<'a>) -> Option<Currency> {
    let span = field.span.clone();
    let code = reader.string(field)?;
    let found = Currency::from_code(code);
    if found.is_none() {
        let shown = short(code);
        reader.wrong(
            span,
            format!("`{shown}` is not a currency code"),
            "a three-letter code of ISO 4217 such as EUR or CHF",
        );
    }
    found
}

/// A name as far as an error needs it.
fn short(name: &str) -> String {
    name.chars().take(64).collect()
}
