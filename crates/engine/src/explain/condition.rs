//! A condition in words: "severity 1 or 2, not on the phone, at least 75 devices". Explanations and the comparison share it.

use crate::plan::catalogue::condition::{Bound, Is, Side, Test, When};
use crate::plan::catalogue::{Catalogue, Channel, Language};

/// The condition in words; empty where it always holds.
pub(crate) fn condition(when: &When, catalogue: &Catalogue, language: Language) -> String {
    let all = |tests: &Vec<Test>| words(tests, catalogue, language).join(", ");
    let any: Vec<String> = when.any.iter().map(all).collect();
    any.join(say(language, "; oder ", "; or "))
}

/// Tests in words; both ends of a range are one phrase.
fn words(tests: &[Test], catalogue: &Catalogue, language: Language) -> Vec<String> {
    let mut words = Vec::with_capacity(tests.len());
    let mut rest = tests;
    while let [first, after @ ..] = rest {
        rest = after;
        if let Test::Fact { name, is: Is::Beside(Side::AtLeast, least) } = first
            && let [Test::Fact { name: same, is: Is::Beside(Side::AtMost, most) }, after @ ..] = rest
            && name == same
        {
            rest = after;
            let (least, most) = (bound_text(least, language), bound_text(most, language));
            let label = fact_name(catalogue, name, language);
            words.push(format!("{label} {least} {} {most}", say(language, "bis", "to")));
        } else {
            words.push(test(first, catalogue, language));
        }
    }
    words
}

/// "A, B or C".
fn one_of(words: &[String], language: Language) -> String {
    match words.split_last() {
        Some((end, rest)) if !rest.is_empty() => format!("{} {} {end}", rest.join(", "), say(language, "oder", "or")),
        _ => words.concat(),
    }
}

fn say<'a>(language: Language, de: &'a str, en: &'a str) -> &'a str {
    if language == Language::De { de } else { en }
}

fn test(test: &Test, catalogue: &Catalogue, language: Language) -> String {
    let say = |de, en| say(language, de, en);
    match test {
        Test::Fact { name, is } => fact(catalogue, name, is, language),
        Test::Window { windows, open } => {
            let named = |window: &usize| {
                let name = catalogue.windows[*window].name.get(language);
                if language == Language::De { format!("„{name}“") } else { format!("“{name}”") }
            };
            let name = one_of(&windows.iter().map(named).collect::<Vec<_>>(), language);
            format!("{} {name}", if *open { say("während", "during") } else { say("außerhalb von", "outside of") })
        }
        Test::Offer { offers, held } => {
            let names: Vec<String> =
                offers.iter().map(|offer| catalogue.offers[*offer].name.get(language).to_owned()).collect();
            let name = one_of(&names, language);
            format!("{} {name}", if *held { say("mit", "with") } else { say("ohne", "without") })
        }
    }
}

fn fact(catalogue: &Catalogue, name: &str, is: &Is, language: Language) -> String {
    let say = |de, en| say(language, de, en);
    let label = fact_name(catalogue, name, language);
    let row = |values: &[String]| {
        let words: Vec<String> = values.iter().map(|value| self::value(catalogue, name, value, language)).collect();
        one_of(&words, language)
    };
    let truth = |values: &[String]| match values {
        [value] if value == "true" || value == "yes" => Some(true),
        [value] if value == "false" || value == "no" => Some(false),
        _ => None,
    };
    match is {
        Is::OneOf(values) if truth(values) == Some(true) => label,
        Is::NoneOf(values) if truth(values) == Some(false) => label,
        Is::OneOf(values) if truth(values) == Some(false) => format!("{}: {label}", say("nicht", "not")),
        Is::NoneOf(values) if truth(values) == Some(true) => format!("{}: {label}", say("nicht", "not")),
        Is::OneOf(values) => format!("{label}: {}", row(values)),
        Is::NoneOf(values) => format!("{label}: {} {}", say("nicht", "not"), row(values)),
        Is::Beside(side, bound) => {
            format!("{label} {} {}", side_word(*side, bound, language), bound_text(bound, language))
        }
    }
}

fn side_word(side: Side, bound: &Bound, language: Language) -> &'static str {
    let (de, en) = match (side, bound) {
        (Side::Below, Bound::Day(_)) => ("vor dem", "before"),
        (Side::AtMost, Bound::Day(_)) => ("bis", "until"),
        (Side::AtLeast, Bound::Day(_)) => ("ab", "from"),
        (Side::Above, Bound::Day(_)) => ("nach dem", "after"),
        (Side::Below, _) => ("unter", "below"),
        (Side::AtMost, _) => ("höchstens", "at most"),
        (Side::AtLeast, _) => ("mindestens", "at least"),
        (Side::Above, _) => ("über", "above"),
    };
    say(language, de, en)
}

fn bound_text(bound: &Bound, language: Language) -> String {
    match bound {
        Bound::Number(number) => super::figure::number(number.normalize(), language),
        Bound::Version(numbers) => numbers.iter().map(u64::to_string).collect::<Vec<_>>().join("."),
        Bound::Day(day) => super::wording::day(*day, language),
    }
}

/// What a fact is called.
pub(crate) fn fact_name(catalogue: &Catalogue, name: &str, language: Language) -> String {
    let declared = catalogue.facts.iter().find(|fact| fact.id == name).map(|fact| fact.name.get(language));
    if let Some(declared) = declared.filter(|declared| !declared.is_empty()) {
        return declared.to_owned();
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
        "releases-behind" => ("Versionen hinter der neuesten", "releases behind the newest"),
        "behind" => ("Hauptversionen hinter der neuesten", "main versions behind the newest"),
        "language" => ("Sprache", "language"),
        "phase" => ("Phase der Version", "phase of the version"),
        "version-age" => ("Alter der Version in Monaten", "age of the version in months"),
        "topic" => ("Thema", "subject"),
        "customised" => ("vom Kunden angepasst", "changed by the customer"),
        "contact" => ("Person", "person"),
        "line" => ("Rufnummer", "line"),
        "kind" => ("Art der Arbeit", "kind of work"),
        "cause" => ("Ursache", "cause"),
        "class" => ("Einordnung", "class"),
        "consent" => ("Sie stimmen zu", "you agree"),
        "date" => ("Datum", "date"),
        "start" => ("Vertragsbeginn", "start of the contract"),
        "term" => ("Laufzeit in Monaten", "term in months"),
        "months" => ("Monate seit Vertragsbeginn", "months since the start"),
        "cycle" => ("Abrechnung alle so viele Monate", "months between two invoices"),
        "lapse" => ("Tage seit dem Ende des früheren Vertrags", "days since the earlier contract ended"),
        "quantity" => ("Anzahl", "quantity"),
        "minutes" => ("Minuten", "minutes"),
        "attainment" => ("Zusagen der Anfrage", "promises of the request"),
        other => (other, other),
    };
    say(language, de, en).to_owned()
}

/// What a value of a fact is called.
fn value(catalogue: &Catalogue, name: &str, value: &str, language: Language) -> String {
    let declared = || {
        let fact = catalogue.facts.iter().find(|fact| fact.id == name)?;
        let (_, text) = fact.values.iter().find(|(known, _)| known == value)?;
        Some(text.get(language)).filter(|text| !text.is_empty())
    };
    let own = || match name {
        "severity" => catalogue.find_severity(value).map(|ix| catalogue.severities[ix].name.get(language)),
        "product" => catalogue.find_product(value).map(|ix| catalogue.products[ix].name.get(language)),
        "line" => catalogue.find_line(value).map(|ix| catalogue.lines[ix].name.get(language)),
        "topic" => catalogue.exclusions.iter().find(|one| one.id == value).map(|one| one.name.get(language)),
        "channel" => Channel::find(value).map(|channel| channel_name(channel, language)),
        "role" => catalogue.roles.iter().find(|role| role.id == value).map(|role| role.name.get(language)),
        _ => word_of_language(name, value, language),
    };
    declared().or_else(own).map_or_else(|| readable(value), str::to_owned)
}

/// Values that every file may ask for.
fn word_of_language(name: &str, value: &str, language: Language) -> Option<&'static str> {
    let (de, en) = match (name, value) {
        ("environment", "production") => ("Produktion", "production"),
        ("environment", "development") => ("Entwicklung", "development"),
        ("request", "incident") => ("Störung", "incident"),
        ("request" | "class", "question") => ("Frage", "question"),
        ("request" | "class" | "kind", "task") => ("Aufgabe", "task"),
        ("request" | "class", "change") => ("Änderung", "change"),
        ("cause", "own-defect") => ("eigener Fehler des Anbieters", "the provider's own defect"),
        ("attainment", "met") => ("eingehalten", "kept"),
        ("attainment", "breached") => ("verletzt", "broken"),
        ("attainment", "running") => ("noch offen", "still open"),
        ("phase", "ended") => ("beendet", "ended"),
        ("language", "de") => ("Deutsch", "German"),
        ("language", "en") => ("Englisch", "English"),
        (_, "yes" | "true") => ("ja", "yes"),
        (_, "no" | "false") => ("nein", "no"),
        _ => return None,
    };
    Some(say(language, de, en))
}

/// An id that nobody gave a name: its words, as far as it has some.
pub(super) fn readable(id: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let words = id.contains('-') && id.bytes().all(plain) && id.starts_with(|first: char| first.is_ascii_lowercase());
    if words { id.replace('-', " ") } else { id.to_owned() }
}

/// What a channel is called.
pub(crate) fn channel_name(channel: Channel, language: Language) -> &'static str {
    let (de, en) = match channel {
        Channel::Email => ("E-Mail", "E-mail"),
        Channel::Phone => ("Telefon", "Phone"),
        Channel::Portal => ("Supportportal", "Support portal"),
        Channel::Chat => ("Chat", "Chat"),
        Channel::OnSite => ("Vor Ort", "On site"),
    };
    say(language, de, en)
}
