//! Holidays as people read them: regions, and the sets that a file names with their days.

use super::super::catalogue::window::HolidaySet;
use super::super::catalogue::{Catalogue, Language, Span};
use super::hours;
use super::word::say;

/// What the holidays of a name are called; several names are separated by commas.
pub(super) fn named(catalogue: &Catalogue, names: &str, language: Language) -> String {
    let one = |name: &str| match catalogue.holidays.iter().find(|set| set.id == name) {
        Some(set) => set.name.get(language).to_owned(),
        None if name == "none" => say(language, "keine", "none"),
        None => {
            format!("{} {name}", say(language, "gesetzliche Feiertage der Region", "public holidays of the region"))
        }
    };
    names.split(", ").map(one).collect::<Vec<_>>().join(", ")
}

/// The days of a set.
pub(super) fn days(catalogue: &Catalogue, set: &HolidaySet, language: Language) -> String {
    let mut parts = Vec::new();
    let of: Vec<String> = set.of.iter().map(|name| named(catalogue, name, language)).collect();
    if !of.is_empty() {
        let of = of.join(", ");
        parts.push(match set.all {
            true => format!("{} {of}", say(language, "was überall frei ist:", "what is a holiday in all of:")),
            false => of,
        });
    }
    parts.extend(set.days.iter().map(|(day, name)| {
        let day = self::day(day, language);
        match name.as_ref().map(|name| name.get(language)).filter(|name| !name.is_empty()) {
            Some(name) => format!("{name} ({day})"),
            None => day,
        }
    }));
    let except: Vec<String> = set.except.iter().map(|day| self::day(day, language)).collect();
    let text = parts.join(", ");
    if except.is_empty() {
        return text;
    }
    format!("{text}; {} {}", say(language, "außer", "except"), except.join(", "))
}

/// "Jan 01", "Nov Th[4] -1 day", "easter +1 day", "2026-12-24" in words.
fn day(text: &str, language: Language) -> String {
    if let Ok(date) = text.parse::<jiff::civil::Date>() {
        return crate::explain::wording::day(date, language);
    }
    let (base, shift) = match text.split_once(" +").map(|(base, shift)| (base, shift, 1)) {
        Some((base, shift, sign)) => (base, Some((shift, sign))),
        None => match text.split_once(" -") {
            Some((base, shift)) => (base, Some((shift, -1))),
            None => (text, None),
        },
    };
    let shift = shift.and_then(|(days, sign)| Some(days.split(' ').next()?.parse::<i32>().ok()? * sign));
    let known = match (base, shift) {
        ("easter", None) => Some(("Ostersonntag", "Easter Sunday")),
        ("easter", Some(-2)) => Some(("Karfreitag", "Good Friday")),
        ("easter", Some(-1)) => Some(("Karsamstag", "Holy Saturday")),
        ("easter", Some(1)) => Some(("Ostermontag", "Easter Monday")),
        ("easter", Some(39)) => Some(("Christi Himmelfahrt", "Ascension Day")),
        ("easter", Some(50)) => Some(("Pfingstmontag", "Whit Monday")),
        ("easter", Some(60)) => Some(("Fronleichnam", "Corpus Christi")),
        _ => None,
    };
    if let Some((de, en)) = known {
        return say(language, de, en);
    }
    let base = match base {
        "easter" => say(language, "Ostersonntag", "Easter Sunday"),
        base => dated(base, language),
    };
    let Some(shift) = shift else { return base };
    let length = super::word::span(Span::Days(shift.unsigned_abs()), language);
    match shift < 0 {
        true => say(language, &format!("{length} vor: {base}"), &format!("{length} before {base}")),
        false => say(language, &format!("{length} nach: {base}"), &format!("{length} after {base}")),
    }
}

/// "Jan 01": "1. Jan.", "1 Jan"; "Nov Th[4]": "4. Do im Nov.", "4th Thu of Nov".
fn dated(text: &str, language: Language) -> String {
    let Some((month, rest)) = text.rsplit_once(' ') else { return hours::day_word(text, language) };
    let month = month.split(' ').map(|word| hours::day_word(word, language)).collect::<Vec<_>>().join(" ");
    if let Some((weekday, nth)) = rest.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
        let (nth, weekday) = (hours::ordinal(nth, language), hours::day_word(weekday, language));
        return say(language, &format!("{nth} {weekday} im {month}"), &format!("{nth} {weekday} of {month}"));
    }
    let days: Vec<&str> = rest.split(',').map(|day| day.strip_prefix('0').unwrap_or(day)).collect();
    let days = match language {
        Language::De => days.iter().map(|day| format!("{day}.")).collect::<Vec<_>>().join(", "),
        Language::En => days.join(", "),
    };
    format!("{days} {month}")
}
