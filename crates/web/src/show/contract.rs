//! A contract at a glance: what it entitles to, when it can be called, and at what price.

use desk::contract::{LineNow, Overview};
use engine::plan::catalogue::{Language, Stated};
use engine::plan::show::word;
use jiff::civil::Date;

use super::plan_language;
use crate::sheet::Cell;
use crate::text::{Text, format};

/// What the contract is, as names with values.
pub(crate) fn facts(t: &Text, one: &Overview) -> Vec<(String, Cell)> {
    let language = plan_language(t);
    let held = one.entitlements.held.iter().map(|&offer| one.catalogue.offers[offer].name.get(language));
    let term = match one.until {
        Some(until) => {
            t.get("contract-from-until").arg("from", date(t, one.start)).arg("until", date(t, last_day(until)))
        }
        None => t.get("contract-from").arg("from", date(t, one.start)),
    };
    let state = if one.in_force { t.get("contract-in-force") } else { t.get("contract-not-in-force") };
    let names: Vec<&str> = one.contacts.iter().map(|contact| contact.name.as_str()).collect();
    vec![
        (t.get("contract-holds").to_string(), Cell::Text(held.collect::<Vec<_>>().join(", "))),
        (t.get("contract-term").to_string(), Cell::Text(format!("{term}, {state}"))),
        (t.get("contract-contacts").to_string(), Cell::Text(format!("{}\n{}", limit(t, one), names.join(", ")))),
        (t.get("contract-targets").to_string(), Cell::Text(targets(t, one))),
    ]
}

/// The day before the first one that is not in effect any more.
fn last_day(until: Date) -> Date {
    until.yesterday().unwrap_or(until)
}

/// A day in words.
pub(crate) fn date(t: &Text, day: Date) -> String {
    format::civil_date(t.language, day)
}

fn limit(t: &Text, one: &Overview) -> String {
    let used = one.limit.used;
    match one.limit.allowed {
        Stated::Value(allowed) => t.get("contacts-used-of").arg("used", used).arg("allowed", allowed).to_string(),
        _ => t.get("contacts-used").arg("used", used).to_string(),
    }
}

fn targets(t: &Text, one: &Overview) -> String {
    let language = plan_language(t);
    let targets = one.entitlements.targets.iter().map(|target| {
        let severities: Vec<&str> =
            target.severities.iter().map(|&index| one.catalogue.severities[index].name.get(language)).collect();
        let which = if severities.is_empty() { String::new() } else { format!(" ({})", severities.join(", ")) };
        let window = one.catalogue.windows[target.counting].name.get(language);
        format!("{}{which}: {}, {window}", super::clock::milestone(t, target.milestone, &one.catalogue), target.text)
    });
    let all: Vec<String> = targets.collect();
    if all.is_empty() { t.get("clocks-none").to_string() } else { all.join("\n") }
}

/// Whether somebody answers a line now, and until when that is so.
pub(crate) fn hours_now(t: &Text, line: &LineNow) -> String {
    let Some(window) = line.window else { return t.get("line-always").to_string() };
    let words = match (window.open, window.until) {
        (true, Some(until)) => t.get("line-open-until").arg("at", t.moment(until)),
        (true, None) => t.get("line-always"),
        (false, Some(until)) => t.get("line-closed-until").arg("at", t.moment(until)),
        (false, None) => t.get("line-never"),
    };
    words.to_string()
}

/// What a call on a line costs if it starts now, and until when.
pub(crate) fn price_now(t: &Text, one: &Overview, line: &LineNow) -> String {
    let currency = one.catalogue.provider.currency;
    let Some(now) = &line.price else { return t.get("price-none").to_string() };
    let price = word::time_price(now.price(&one.catalogue), currency, plan_language(t));
    match now.until {
        Some(until) => t.get("price-until").arg("price", price).arg("at", t.moment(until)).to_string(),
        None => price,
    }
}

/// The name of a line.
pub(crate) fn line_name<'a>(language: Language, one: &'a Overview, line: &LineNow) -> &'a str {
    one.catalogue.lines[line.line].name.get(language)
}
