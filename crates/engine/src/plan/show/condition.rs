//! Conditions in words: "severity 1 or 2, not on the phone, at least 75 devices".

use super::super::catalogue::condition::{Bound, Is, Side, Test, When};
use super::super::catalogue::{Catalogue, Channel, Language};
use super::word::say;

/// A condition in words; empty where it always holds.
#[must_use]
pub fn when(catalogue: &Catalogue, when: &When, language: Language) -> String {
    let all = |tests: &Vec<Test>| -> String {
        tests.iter().map(|test| self::test(catalogue, test, language)).collect::<Vec<_>>().join(", ")
    };
    let any: Vec<String> = when.any.iter().map(all).collect();
    any.join(&say(language, "; oder ", "; or "))
}

fn test(catalogue: &Catalogue, test: &Test, language: Language) -> String {
    match test {
        Test::Fact { name, is } => fact(catalogue, name, is, language),
        Test::Window { window, open } => {
            let name = catalogue.windows[*window].name.get(language);
            if *open {
                say(language, &format!("während „{name}“"), &format!("during “{name}”"))
            } else {
                say(language, &format!("außerhalb von „{name}“"), &format!("outside of “{name}”"))
            }
        }
        Test::Offer { offer, held } => {
            let name = catalogue.offers[*offer].name.get(language);
            if *held {
                say(language, &format!("mit {name}"), &format!("with {name}"))
            } else {
                say(language, &format!("ohne {name}"), &format!("without {name}"))
            }
        }
    }
}

fn fact(catalogue: &Catalogue, name: &str, is: &Is, language: Language) -> String {
    let label = label(catalogue, name, language);
    let row = |values: &[String], last: &str| {
        let words: Vec<String> = values.iter().map(|value| self::value(catalogue, name, value, language)).collect();
        match words.split_last() {
            Some((end, rest)) if !rest.is_empty() => format!("{} {last} {end}", rest.join(", ")),
            _ => words.concat(),
        }
    };
    match is {
        Is::OneOf(values) if values.len() == 1 && values[0] == "true" => label,
        Is::OneOf(values) if values.len() == 1 && values[0] == "false" => {
            say(language, &format!("nicht: {label}"), &format!("not: {label}"))
        }
        Is::OneOf(values) => format!("{label}: {}", row(values, &say(language, "oder", "or"))),
        Is::NoneOf(values) => {
            let values = row(values, &say(language, "oder", "or"));
            say(language, &format!("{label} nicht: {values}"), &format!("{label} not: {values}"))
        }
        Is::Beside(side, bound) => {
            let bound = match bound {
                Bound::Number(number) => number.normalize().to_string(),
                Bound::Day(date) => crate::explain::wording::day(*date, language),
                Bound::Version(numbers) => numbers.iter().map(u64::to_string).collect::<Vec<_>>().join("."),
            };
            let word = match side {
                Side::Below => say(language, "unter", "below"),
                Side::AtMost => say(language, "höchstens", "at most"),
                Side::AtLeast => say(language, "mindestens", "at least"),
                Side::Above => say(language, "über", "above"),
            };
            format!("{label} {word} {bound}")
        }
    }
}

/// What a fact is called.
fn label(catalogue: &Catalogue, name: &str, language: Language) -> String {
    if let Some(fact) = catalogue.facts.iter().find(|fact| fact.id == name) {
        return fact.name.get(language).to_owned();
    }
    let (de, en) = match name {
        "severity" => ("Schweregrad", "severity"),
        "channel" => ("Kanal", "channel"),
        "request" => ("Art der Anfrage", "kind of request"),
        "role" => ("Rolle", "role"),
        "product" => ("Produkt", "product"),
        "system" => ("System", "system"),
        "environment" => ("Umgebung", "environment"),
        "version" => ("Version", "version"),
        "behind" => ("Hauptversionen hinter der neuesten", "main versions behind the newest"),
        "language" => ("Sprache", "language"),
        "phase" => ("Phase der Version", "phase of the version"),
        "topic" => ("Thema", "subject"),
        "customised" => ("vom Kunden angepasst", "changed by the customer"),
        "contact" => ("Person", "person"),
        "line" => ("Rufnummer", "line"),
        "kind" => ("Art der Arbeit", "kind of work"),
        "cause" => ("Ursache", "cause"),
        "class" => ("Einordnung", "class"),
        other => (other, other),
    };
    say(language, de, en)
}

/// What a value of a fact is called.
fn value(catalogue: &Catalogue, name: &str, value: &str, language: Language) -> String {
    let named = match name {
        "severity" => catalogue.find_severity(value).map(|ix| catalogue.severities[ix].name.get(language)),
        "product" => catalogue.find_product(value).map(|ix| catalogue.products[ix].name.get(language)),
        "line" => catalogue.find_line(value).map(|ix| catalogue.lines[ix].name.get(language)),
        "channel" => Channel::find(value).map(|channel| super::promises::channel_name(channel, language)),
        "role" => catalogue.roles.iter().find(|role| role.id == value).map(|role| role.name.get(language)),
        "environment" => match (value, language) {
            ("production", Language::De) => Some("Produktion"),
            ("development", Language::De) => Some("Entwicklung"),
            _ => None,
        },
        _ => None,
    };
    let declared = || {
        let fact = catalogue.facts.iter().find(|fact| fact.id == name)?;
        let (_, text) = fact.values.iter().find(|(known, _)| known == value)?;
        Some(text.get(language)).filter(|text| !text.is_empty())
    };
    named.or_else(declared).unwrap_or(value).to_owned()
}
