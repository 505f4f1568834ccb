//! Scenarios in short: events as people would note them, outcomes as short texts.
//!
//! `"11-10 18:10 call line=emergency duration_s=660"` is an event in 2026 on the clock of Europe/Berlin; events are
//! separated by `;`, the ticket is `t1` unless said otherwise. A year may stand before the month.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use engine::plan::{Catalogue, read};
use engine::scenario::Scenarios;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

/// The catalogues that ship, and one that is made for tests.
pub fn shipped() -> Scenarios {
    let names = ["shop-levels", "commerce-agreements", "module-licences", "agency-hours"];
    Scenarios::new(names.iter().map(|name| ((*name).to_owned(), Arc::new(catalogue(name)))).collect())
}

pub fn catalogue(name: &str) -> Catalogue {
    let path = format!("{}/../../plans/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    read(&path, &text).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The head of a plan file: the language's version and the provider, with these holidays and languages as they stand in
/// the file. Tables come after it.
pub fn head(holidays: &str, languages: &str) -> String {
    format!(
        r#"
mainstay = 1
version = "1"
[provider]
name = "Test"
time-zone = "Europe/Berlin"
holidays = {holidays}
currency = "EUR"
languages = {languages}
tax = "19 %"
prices = "net"
"#
    )
}

/// A plan file with this head; keys of the top level may come first in `text`.
pub fn headed(head: &str, text: &str) -> String {
    let tables = if text.starts_with('[') { 0 } else { text.find("\n[").map_or(0, |at| at + 1) };
    let (first, tables) = text.split_at(tables);
    head.replacen("[provider]", &format!("{first}[provider]"), 1) + tables
}

/// A catalogue from text.
pub fn written(text: &str) -> Catalogue {
    read("test.toml", text).unwrap_or_else(|errors| panic!("{errors}"))
}

pub fn only(catalogue: Catalogue) -> Scenarios {
    Scenarios::new(vec![("test".to_owned(), Arc::new(catalogue))])
}

/// Answers a line.
pub fn answer(scenarios: &mut Scenarios, line: &str) -> Value {
    let mut out = String::new();
    let failed = scenarios.answer(line, &mut out);
    assert!(!out.contains('\n'), "one line: {out}");
    let value: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"));
    assert_eq!(failed, value.get("error").is_some(), "{out}");
    value
}

/// Runs events in short form under a contract until an instant in short form.
pub fn story(scenarios: &mut Scenarios, contract: &Value, events: &str, until: &str) -> Value {
    let events: Vec<Value> = events.split(';').map(str::trim).filter(|event| !event.is_empty()).map(event).collect();
    let line = json!({"id": "s", "contract": contract, "events": events, "until": at(until)});
    let value = answer(scenarios, &line.to_string());
    assert!(value.get("error").is_none(), "{value}");
    value
}

pub fn event(text: &str) -> Value {
    let mut words = text.split_whitespace();
    let (day, time) = (words.next().unwrap(), words.next().unwrap());
    let word = words.next().unwrap();
    let mut fields = Map::new();
    fields.insert("at".into(), at(&format!("{day} {time}")).into());
    fields.insert("do".into(), word.into());
    let ticketless = [
        "call", "agree", "activate", "change", "cancel", "top-up", "licence", "count", "contacts", "claim", "downtime",
        "pay",
    ];
    if !ticketless.contains(&word) {
        fields.insert("ticket".into(), "t1".into());
    }
    for field in words {
        let (name, value) = field.split_once('=').unwrap();
        let texts = ["severity", "version"];
        let value = match serde_json::from_str(value) {
            Ok(json) if !texts.contains(&name) => json,
            _ => Value::from(value),
        };
        fields.insert(name.into(), value);
    }
    Value::Object(fields)
}

/// "11-10 18:10" as an instant with offset.
pub fn at(text: &str) -> String {
    let (day, time) = text.split_once(' ').unwrap();
    let day = if day.len() == 5 { format!("2026-{day}") } else { day.to_owned() };
    let time = if time.len() == 5 { format!("{time}:00") } else { time.to_owned() };
    let local: jiff::civil::DateTime = format!("{day}T{time}").parse().unwrap();
    let zoned = local.to_zoned(TimeZone::get("Europe/Berlin").unwrap()).unwrap();
    format!("{}{}", local, zoned.offset().to_string() + ":00")
}

/// An instant of an outcome in short form.
pub fn short(value: &Value) -> String {
    match value.as_str() {
        Some(at) if at.ends_with(":00+01:00") || at.ends_with(":00+02:00") => {
            format!("{} {}", at[..10].trim_start_matches("2026-"), &at[11..16])
        }
        Some(at) => format!("{} {}", at[..10].trim_start_matches("2026-"), &at[11..19]),
        None => "-".to_owned(),
    }
}

/// The clocks of ticket `t1`: "first-response 24 h, due 11-13 16:00, met 11-11 12:00, 7200 s".
pub fn clocks(outcome: &Value) -> Vec<String> {
    let milestones = outcome["tickets"]["t1"]["milestones"].as_array().unwrap();
    milestones
        .iter()
        .map(|clock| {
            format!(
                "{} {}, due {}, {} {}, {} s",
                clock["milestone"].as_str().unwrap(),
                clock["target"].as_str().unwrap(),
                short(&clock["due"]),
                clock["state"].as_str().unwrap(),
                short(&clock["at"]),
                clock["elapsed_s"]
            )
        })
        .collect()
}

/// The verdicts: "covered: contract contact channel", failed conditions with a `!`.
pub fn verdicts(outcome: &Value) -> Vec<String> {
    let verdicts = outcome["verdicts"].as_array().unwrap();
    verdicts
        .iter()
        .map(|verdict| {
            let conditions: Vec<String> = verdict["conditions"]
                .as_array()
                .unwrap()
                .iter()
                .map(|condition| {
                    let mark = if condition["holds"] == true { "" } else { "!" };
                    format!("{mark}{}", condition["condition"].as_str().unwrap())
                })
                .collect();
            format!("{}: {}", verdict["verdict"].as_str().unwrap(), conditions.join(" "))
        })
        .collect()
}

/// Why each event was refused, by its index.
pub fn refused(outcome: &Value) -> Vec<String> {
    let refused = outcome["refused"].as_array().unwrap();
    refused.iter().map(|refused| format!("{} {}", refused["event"], refused["why"].as_str().unwrap())).collect()
}

/// Usage: "3: hours 2026-11 1800 + credits 2 = 0.00", what was charged not named.
pub fn usage(outcome: &Value) -> Vec<String> {
    let usage = outcome["usage"].as_array().unwrap();
    usage
        .iter()
        .map(|usage| {
            let burned: Vec<String> = usage["burned"].as_array().unwrap().iter().map(burn).collect();
            format!("{}: {} = {}", usage["event"], burned.join(" + "), usage["amount"].as_str().unwrap())
        })
        .collect()
}

fn burn(burn: &Value) -> String {
    let period = burn["period"].as_str().map(|period| format!(" {period}")).unwrap_or_default();
    let quantity = if burn["quantity"].is_null() { &burn["seconds"] } else { &burn["quantity"] };
    format!("{}{period} {quantity}", burn["allowance"].as_str().unwrap())
}

/// Balances: "hours 2026-11: 36000 granted, 600 used, 0 expired, 35400 left", with "brought" and "carried" where there is some.
pub fn balances(outcome: &Value) -> Vec<String> {
    let balances = outcome["balances"].as_array().unwrap();
    balances
        .iter()
        .map(|balance| {
            let figure = |name: &str| {
                let units = &balance[name];
                if units.is_null() { balance[format!("{name}_s")].clone() } else { units.clone() }
            };
            let mut words: Vec<String> = Vec::new();
            for name in ["granted", "brought", "used", "carried", "expired", "left"] {
                let value = figure(name);
                if !(value.is_null() && ["brought", "carried"].contains(&name)) {
                    words.push(format!("{value} {name}"));
                }
            }
            let period = balance["period"].as_str().map(|period| format!(" {period}")).unwrap_or_default();
            format!("{}{period}: {}", balance["allowance"].as_str().unwrap(), words.join(", "))
        })
        .collect()
}

/// Notices: "3 alert 80 hours".
pub fn notices(outcome: &Value) -> Vec<String> {
    let none = Vec::new();
    let notices = outcome["notices"].as_array().unwrap_or(&none);
    notices
        .iter()
        .map(|notice| {
            let percent = if notice["percent"].is_null() { String::new() } else { format!(" {}", notice["percent"]) };
            format!(
                "{} {}{percent} {}",
                notice["event"],
                notice["notice"].as_str().unwrap(),
                notice["allowance"].as_str().unwrap()
            )
        })
        .collect()
}

/// Lines of all invoices: "2026-11-01 Overage 1.5 hour 150.00".
pub fn lines(outcome: &Value) -> Vec<String> {
    let invoices = outcome["invoices"].as_array().unwrap();
    let line = |from: &str, line: &Value| {
        let field = |name: &str| line[name].as_str().unwrap().to_owned();
        format!("{from}: {}, {} {}, {}", field("text"), field("quantity"), field("unit"), field("net"))
    };
    invoices
        .iter()
        .flat_map(|invoice| {
            let from = invoice["from"].as_str().unwrap()[..7].to_owned();
            invoice["lines"].as_array().unwrap().iter().map(move |one| line(&from, one)).collect::<Vec<_>>()
        })
        .collect()
}
