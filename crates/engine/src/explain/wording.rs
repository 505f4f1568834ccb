//! How days, instants and lengths of time are worded in explanations.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;

use rust_decimal::Decimal;

use crate::plan::catalogue::{Catalogue, Language, Unit};
use crate::time::wall::local;

/// A day: "10 Nov 2026", "10.11.2026".
pub(crate) fn day(day: Date, language: Language) -> String {
    let mut out = String::with_capacity(12);
    push_day(&mut out, day, language);
    out
}

/// An instant on the clock of a zone: "Tue 10 Nov 2026, 18:10", "Di 10.11.2026, 18:10 Uhr".
pub(crate) fn when(at: Timestamp, zone: &TimeZone, language: Language) -> String {
    let local = local(at, zone);
    let mut out = String::with_capacity(32);
    out.push_str(weekday(local.weekday(), language));
    out.push(' ');
    push_day(&mut out, local.date(), language);
    out.push_str(", ");
    push_clock(&mut out, local);
    if language == Language::De {
        out.push_str(" Uhr");
    }
    out
}

/// A time of day, with seconds only where there are some.
pub(crate) fn clock(local: DateTime) -> String {
    let mut out = String::with_capacity(8);
    push_clock(&mut out, local);
    out
}

fn push_day(out: &mut String, day: Date, language: Language) {
    match language {
        Language::De => {
            push_two(out, day.day());
            out.push('.');
            push_two(out, day.month());
            out.push('.');
        }
        Language::En => {
            if day.day() < 10 {
                push_digit(out, day.day());
            } else {
                push_two(out, day.day());
            }
            out.push(' ');
            out.push_str(month_en(day.month()));
            out.push(' ');
        }
    }
    let year = day.year();
    if (1000..=9999).contains(&year) {
        // Both halves of four digits have two.
        push_two(out, (year / 100) as i8);
        push_two(out, (year % 100) as i8);
    } else {
        out.push_str(&year.to_string());
    }
}

fn push_clock(out: &mut String, local: DateTime) {
    push_two(out, local.hour());
    out.push(':');
    push_two(out, local.minute());
    if local.second() != 0 {
        out.push(':');
        push_two(out, local.second());
    }
}

fn push_two(out: &mut String, number: i8) {
    push_digit(out, number / 10);
    push_digit(out, number % 10);
}

fn push_digit(out: &mut String, digit: i8) {
    out.push(char::from(b'0' + digit.unsigned_abs() % 10));
}

/// A length of time: "8 h", "1 h 30 min", "45 s".
pub(crate) fn length(seconds: i64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut words = Vec::with_capacity(3);
    for (count, unit) in [(hours, "h"), (minutes, "min"), (rest, "s")] {
        if count != 0 {
            words.push(format!("{count} {unit}"));
        }
    }
    if words.is_empty() { "0 min".to_owned() } else { words.join(" ") }
}

/// How much of a unit: minutes, hours, tickets, credits.
#[must_use]
pub fn quantity(quantity: i64, unit: Unit, catalogue: &Catalogue, language: Language) -> String {
    let words = match (unit, language) {
        (Unit::Minutes, _) if quantity % 60 == 0 => return format!("{} min", quantity / 60),
        (Unit::Minutes | Unit::Hours, _) => return length(quantity),
        (Unit::Days(_), Language::De) => ("Tag", "Tage"),
        (Unit::Days(_), Language::En) => ("day", "days"),
        (Unit::Tickets, Language::De) => ("Ticket", "Tickets"),
        (Unit::Tickets, Language::En) => ("ticket", "tickets"),
        (Unit::Incidents, Language::De) => ("Vorfall", "Vorfälle"),
        (Unit::Incidents, Language::En) => ("incident", "incidents"),
        (Unit::Visits, Language::De) => ("Besuch", "Besuche"),
        (Unit::Visits, Language::En) => ("visit", "visits"),
        (Unit::Calls, Language::De) => ("Anruf", "Anrufe"),
        (Unit::Calls, Language::En) => ("call", "calls"),
        (Unit::Own(ix), language) => {
            catalogue.units.get(ix).map_or(("", ""), |own| (own.name.get(language), own.plural.get(language)))
        }
    };
    let units = catalogue.in_units(unit, quantity);
    let word = if units == Decimal::ONE { words.0 } else { words.1 };
    format!("{} {word}", super::figure::number(units, language))
}

fn month_en(month: i8) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(month - 1).ok().and_then(|ix| NAMES.get(ix)).copied().unwrap_or_default()
}

fn weekday(weekday: Weekday, language: Language) -> &'static str {
    let names = match language {
        Language::De => ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
        Language::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    };
    usize::try_from(weekday.to_monday_zero_offset()).ok().and_then(|ix| names.get(ix)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_instants_read_like_a_persons() {
        assert_eq!(length(0), "0 min");
        assert_eq!(length(5400), "1 h 30 min");
        assert_eq!(length(61), "1 min 1 s");
        let at: Timestamp = "2026-11-10T17:10:00Z".parse().unwrap();
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        assert_eq!(when(at, &zone, Language::En), "Tue 10 Nov 2026, 18:10");
        assert_eq!(day(jiff::civil::date(26, 3, 1), Language::En), "1 Mar 26");
        assert_eq!(day(jiff::civil::date(2026, 3, 1), Language::De), "01.03.2026");
        assert_eq!(clock(jiff::civil::date(2026, 3, 1).at(7, 5, 9, 0)), "07:05:09");
        assert_eq!(when(at, &zone, Language::De), "Di 10.11.2026, 18:10 Uhr");
    }
}
