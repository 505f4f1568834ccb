//! Figures in words: numbers, prices, lengths of time and months as German and English readers write them.
//!
//! Pages may format with the same functions, so that a step and the field beside it agree.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::money::{Currency, from_minor, minor_digits};
use crate::plan::catalogue::Language;
use crate::plan::catalogue::price::Unsaid;
use crate::run::outcome::Period;

use super::wording::day;

const MONTHS: [(&str, &str); 12] = [
    ("Januar", "January"),
    ("Februar", "February"),
    ("März", "March"),
    ("April", "April"),
    ("Mai", "May"),
    ("Juni", "June"),
    ("Juli", "July"),
    ("August", "August"),
    ("September", "September"),
    ("Oktober", "October"),
    ("November", "November"),
    ("Dezember", "December"),
];

/// A price that is left open: "as agreed", "not stated".
#[must_use]
pub fn unsaid(unsaid: Unsaid, language: Language) -> &'static str {
    match (unsaid, language) {
        (Unsaid::AsAgreed, Language::De) => "nach Vereinbarung",
        (Unsaid::AsAgreed, Language::En) => "as agreed",
        (Unsaid::NotStated, Language::De) => "nicht angegeben",
        (Unsaid::NotStated, Language::En) => "not stated",
    }
}

/// A number with the language's separators: "1.234,5" or "1,234.5".
#[must_use]
pub fn number(value: Decimal, language: Language) -> String {
    let mut text = String::with_capacity(24);
    if value.is_sign_negative() && !value.is_zero() {
        text.push('-');
    }
    push_number(&mut text, value.abs(), language);
    text
}

/// A number without its sign.
fn push_number(text: &mut String, value: Decimal, language: Language) {
    let (thousands, point) = match language {
        Language::De => ('.', ','),
        Language::En => (',', '.'),
    };
    let plain = value.to_string();
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let (first, rest) = whole.split_at(match whole.len() % 3 {
        0 => whole.len().min(3),
        odd => odd,
    });
    text.push_str(first);
    let mut rest = rest;
    while let Some((three, after)) = rest.split_at_checked(3).filter(|(three, _)| !three.is_empty()) {
        text.push(thousands);
        text.push_str(three);
        rest = after;
    }
    if let Some(fraction) = fraction {
        text.push(point);
        text.push_str(fraction);
    }
}

/// An exact price, with at least the currency's digits: "30,00 €" or "€30.00".
#[must_use]
pub fn price(value: Decimal, currency: Currency, language: Language) -> String {
    let mut value = value.normalize();
    if value.scale() < minor_digits(currency) {
        value.rescale(minor_digits(currency));
    }
    let symbol = symbol(currency);
    let mut text = String::with_capacity(24);
    if value.is_sign_negative() && !value.is_zero() {
        text.push('-');
    }
    if language == Language::En {
        text.push_str(symbol);
        if symbol.chars().any(char::is_alphabetic) {
            text.push(' ');
        }
    }
    push_number(&mut text, value.abs(), language);
    if language == Language::De {
        text.push(' ');
        text.push_str(symbol);
    }
    text
}

/// The sign of currencies whose sign everybody knows, the code of others.
fn symbol(currency: Currency) -> &'static str {
    match currency {
        Currency::EUR => "€",
        Currency::USD => "$",
        Currency::GBP => "£",
        other => other.code(),
    }
}

/// An amount of minor units as a price.
#[must_use]
pub fn amount(minor: i64, currency: Currency, language: Language) -> String {
    price(from_minor(minor, currency), currency, language)
}

/// A count with its noun: "1 Block", "3 Blöcke". `nouns` are singular and plural.
pub(super) fn counted(count: i64, nouns: (&str, &str)) -> String {
    let mut text = String::with_capacity(24);
    push_counted(&mut text, count, nouns);
    text
}

fn push_counted(text: &mut String, count: i64, nouns: (&str, &str)) {
    match u8::try_from(count) {
        // Most counts have one digit.
        Ok(digit @ 0..=9) => text.push(char::from(b'0' + digit)),
        _ => text.push_str(&count.to_string()),
    }
    text.push(' ');
    text.push_str(if count == 1 { nouns.0 } else { nouns.1 });
}

/// A length of time: "1 Stunde 30 Minuten", "11 minutes".
#[must_use]
pub fn length(seconds: i64, language: Language) -> String {
    let units = match language {
        Language::De => [("Stunde", "Stunden"), ("Minute", "Minuten"), ("Sekunde", "Sekunden")],
        Language::En => [("hour", "hours"), ("minute", "minutes"), ("second", "seconds")],
    };
    let parts = [seconds / 3600, seconds % 3600 / 60, seconds % 60];
    let mut text = String::with_capacity(24);
    for (count, nouns) in parts.into_iter().zip(units).filter(|(count, _)| *count != 0) {
        if !text.is_empty() {
            text.push(' ');
        }
        push_counted(&mut text, count, nouns);
    }
    if text.is_empty() {
        push_counted(&mut text, 0, units[1]);
    }
    text
}

/// A run of months ("November 2026"), or of days where it is not whole months ("10.11.2026 bis 30.11.2026").
#[must_use]
pub fn period(period: Period, language: Language) -> String {
    let whole = period.from.day() == 1 && period.to == period.to.last_of_month();
    let to = match language {
        Language::De => "bis",
        Language::En => "to",
    };
    if !whole {
        if period.from == period.to {
            return day(period.from, language);
        }
        return format!("{} {to} {}", day(period.from, language), day(period.to, language));
    }
    let month = |date: Date| {
        let names = MONTHS[usize::from((date.month() - 1).unsigned_abs() % 12)];
        let name = match language {
            Language::De => names.0,
            Language::En => names.1,
        };
        format!("{name} {:04}", date.year())
    };
    if period.from.first_of_month() == period.to.first_of_month() {
        return month(period.from);
    }
    format!("{} {to} {}", month(period.from), month(period.to))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn prices_read_as_people_write_them() {
        let check = |text: &str, de: &str, en: &str| {
            let value: Decimal = text.parse().unwrap();
            assert_eq!(price(value, Currency::EUR, Language::De), de);
            assert_eq!(price(value, Currency::EUR, Language::En), en);
        };
        check("30", "30,00 €", "€30.00");
        check("0.665", "0,665 €", "€0.665");
        check("-1234567.5", "-1.234.567,50 €", "-€1,234,567.50");
        check("-0", "0,00 €", "€0.00");
        assert_eq!(price(Decimal::from(1200), Currency::CHF, Language::En), "CHF 1,200.00");
        assert_eq!(amount(-5, Currency::EUR, Language::De), "-0,05 €");
    }

    #[test]
    fn lengths_and_days() {
        assert_eq!(length(0, Language::De), "0 Minuten");
        assert_eq!(length(5400, Language::De), "1 Stunde 30 Minuten");
        assert_eq!(length(61, Language::En), "1 minute 1 second");
        let months = Period { from: date(2026, 11, 1), to: date(2026, 12, 31) };
        assert_eq!(period(months, Language::De), "November 2026 bis Dezember 2026");
        let days = Period { from: date(2026, 11, 10), to: date(2026, 11, 10) };
        assert_eq!(period(days, Language::En), "10 Nov 2026");
    }
}
