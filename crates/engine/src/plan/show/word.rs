//! Money, lengths of time, quantities and hours as people read them, in either language.

use rust_decimal::Decimal;

use super::super::catalogue::{Catalogue, Fee, Grant, GrantTime, Language, Span, Stated, TimePrice, Unit};
use super::super::grammar::plain_price;
use crate::money::Currency;

pub use super::hours::hours;

/// The wording in the language.
pub(super) fn say(language: Language, de: &str, en: &str) -> String {
    match language {
        Language::De => de.to_owned(),
        Language::En => en.to_owned(),
    }
}

/// A sum of money: "1.700,00 €" or "€1,700.00".
#[must_use]
pub fn money(price: Decimal, currency: Currency, language: Language) -> String {
    let plain = plain_price(price, currency);
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let (group, point) = if language == Language::De { ('.', ',') } else { (',', '.') };
    let mut digits = String::new();
    for (ix, digit) in whole.chars().enumerate() {
        if ix > 0 && (whole.len() - ix).is_multiple_of(3) && digit.is_ascii_digit() && !digits.ends_with('-') {
            digits.push(group);
        }
        digits.push(digit);
    }
    let digits = fraction.map_or(digits.clone(), |fraction| format!("{digits}{point}{fraction}"));
    match (currency, language) {
        (Currency::EUR, Language::De) => format!("{digits}\u{a0}€"),
        (Currency::EUR, Language::En) => format!("€{digits}"),
        (other, _) => format!("{digits}\u{a0}{}", other.code()),
    }
}

/// A percentage: "19 %" or "19%".
#[must_use]
pub fn percent(value: Decimal, language: Language) -> String {
    let plain = value.normalize().to_string();
    match language {
        Language::De => format!("{}\u{a0}%", plain.replace('.', ",")),
        Language::En => format!("{plain}%"),
    }
}

/// A fee: "39,00 € im Monat", "free", "as agreed".
#[must_use]
pub fn fee(fee: &Fee, currency: Currency, language: Language) -> String {
    let sum = |price: Decimal| money(price, currency, language);
    match fee {
        Fee::Free => say(language, "kostenlos", "free"),
        Fee::AsAgreed => say(language, "nach Vereinbarung", "as agreed"),
        Fee::NotStated => say(language, "nicht angegeben", "not stated"),
        Fee::Once { price } => say(language, &format!("einmalig {}", sum(*price)), &format!("{} once", sum(*price))),
        Fee::Recurring { price, months } => format!("{} {}", sum(*price), period(*months, language)),
        Fee::Columns(_) => super::priced::Words { catalogue: None, currency, language, held: None }.fee(fee),
    }
}

/// A period of so many months: "im Monat", "every 6 months".
pub(super) fn period(months: u32, language: Language) -> String {
    match months {
        1 => say(language, "im Monat", "a month"),
        3 => say(language, "im Quartal", "a quarter"),
        12 => say(language, "im Jahr", "a year"),
        months => say(language, &format!("je {months} Monate"), &format!("every {months} months")),
    }
}

/// How often: "monatlich", "every year", "every 6 months".
pub(super) fn every(months: u32, language: Language) -> String {
    match months {
        1 => say(language, "monatlich", "every month"),
        3 => say(language, "vierteljährlich", "every quarter"),
        6 => say(language, "halbjährlich", "every half-year"),
        12 => say(language, "jährlich", "every year"),
        count => say(language, "alle ", "every ") + &self::months(count, language),
    }
}

/// A number of things in words: "1 Stunde", "5 minutes".
fn counted(count: i64, language: Language, de: [&str; 2], en: [&str; 2]) -> String {
    let words = if language == Language::De { de } else { en };
    format!("{count}\u{a0}{}", if count == 1 { words[0] } else { words[1] })
}

/// Seconds as the longest unit that says them exactly.
#[must_use]
pub fn seconds(seconds: i64, language: Language) -> String {
    match seconds {
        s if s % 3_600 == 0 && s != 0 => counted(s / 3_600, language, ["Stunde", "Stunden"], ["hour", "hours"]),
        s if s % 60 == 0 => minutes(s, language),
        s => counted(s, language, ["Sekunde", "Sekunden"], ["second", "seconds"]),
    }
}

fn minutes(seconds: i64, language: Language) -> String {
    counted(seconds / 60, language, ["Minute", "Minuten"], ["minute", "minutes"])
}

/// Months, or years where they are whole.
#[must_use]
pub fn months(months: u32, language: Language) -> String {
    let count = i64::from(months);
    if months > 0 && months.is_multiple_of(12) {
        return counted(count / 12, language, ["Jahr", "Jahre"], ["year", "years"]);
    }
    counted(count, language, ["Monat", "Monate"], ["month", "months"])
}

/// A length of time as a target says it.
#[must_use]
pub fn span(span: Span, language: Language) -> String {
    match span {
        Span::Seconds(0) => say(language, "sofort", "at once"),
        Span::Seconds(length) => seconds(length, language),
        Span::BusinessDays(days) => {
            counted(days.into(), language, ["Werktag", "Werktage"], ["business day", "business days"])
        }
        Span::Days(days) => counted(days.into(), language, ["Tag", "Tage"], ["day", "days"]),
        Span::Weeks(weeks) => counted(weeks.into(), language, ["Woche", "Wochen"], ["week", "weeks"]),
        Span::Months(count) => months(count, language),
        Span::EndOfDay(0) => say(language, "bis zum Ende des Werktags", "by the end of the business day"),
        Span::EndOfDay(1) => say(language, "bis zum Ende des nächsten Werktags", "by the end of the next business day"),
        Span::EndOfDay(days) => say(
            language,
            &format!("bis zum Ende des {days}. Werktags danach"),
            &format!("by the end of business day {days} after it"),
        ),
        Span::NextOpening => say(language, "zur nächsten Öffnung", "when the window opens next"),
        Span::AsChosen => say(language, "wie bei der Anfrage gewählt", "as chosen with the request"),
    }
}

/// "angefangene Minute", "started 5 minutes": an increment after "je" or "per".
pub(super) fn started(seconds: i64, language: Language) -> String {
    match seconds {
        60 => say(language, "angefangene Minute", "started minute"),
        3_600 => say(language, "angefangene Stunde", "started hour"),
        length => {
            let length = self::seconds(length, language);
            say(language, &format!("angefangene {length}"), &format!("started {length}"))
        }
    }
}

/// A price for time.
#[must_use]
pub fn time_price(price: &TimePrice, currency: Currency, language: Language) -> String {
    if let Some(unsaid) = price.unsaid {
        let text = crate::explain::figure::unsaid(unsaid, language).to_owned();
        return match price.increment_s {
            1 => text,
            length => {
                let started = started(length, language);
                say(language, &format!("{text}, berechnet je {started}"), &format!("{text}, billed per {started}"))
            }
        };
    }
    if price.rate.is_zero() && price.first.is_none() {
        return say(language, "kostenlos", "free of charge");
    }
    let rate = money(price.rate, currency, language);
    let per = say(language, "je", "per");
    let mut text = if price.per_s == price.increment_s && price.per_s != 1 {
        format!("{rate} {per} {}", started(price.per_s, language))
    } else {
        let unit = match price.per_s {
            1 => say(language, "Sekunde", "second"),
            60 => say(language, "Minute", "minute"),
            3_600 => say(language, "Stunde", "hour"),
            length => seconds(length, language),
        };
        let billed = match price.increment_s {
            1 => String::new(),
            length => {
                let started = started(length, language);
                say(language, &format!(", berechnet je {started}"), &format!(", billed per {started}"))
            }
        };
        format!("{rate} {per} {unit}{billed}")
    };
    if let Some(first) = &price.first {
        let (block, length) = (money(first.price, currency, language), seconds(first.length_s, language));
        text = say(
            language,
            &format!("{block} für die ersten {length}, danach {text}"),
            &format!("{block} for the first {length}, then {text}"),
        );
    }
    text
}

/// A value that may be open, in words.
#[must_use]
pub fn stated<T>(value: &Stated<T>, language: Language, word: impl FnOnce(&T) -> String) -> String {
    match value {
        Stated::Value(value) => word(value),
        Stated::Unlimited => say(language, "unbegrenzt", "unlimited"),
        Stated::AsAgreed => say(language, "nach Vereinbarung", "as agreed"),
        Stated::BestEffort => say(language, "nach Kräften, ohne Zusage", "best effort, not promised"),
        Stated::NotStated => say(language, "nicht angegeben", "not stated"),
    }
}

/// What an allowance gives: "15 Minuten im Monat".
#[must_use]
pub fn grant(grant: &Grant, unit: Unit, catalogue: &Catalogue, language: Language) -> String {
    let amount = stated(&grant.quantity, language, |&quantity| match unit {
        Unit::Minutes if quantity % 60 == 0 => minutes(quantity, language),
        Unit::Minutes | Unit::Hours => seconds(quantity, language),
        unit => crate::explain::wording::quantity(quantity, unit, catalogue, language),
    });
    if !matches!(grant.quantity, Stated::Value(_)) {
        return amount;
    }
    let when = match grant.every {
        GrantTime::Month => say(language, "im Monat", "a month"),
        GrantTime::Quarter => say(language, "im Quartal", "a quarter"),
        GrantTime::Year => say(language, "im Jahr", "a year"),
        GrantTime::Activation => say(language, "einmalig bei Aktivierung", "once at activation"),
        GrantTime::Start => say(language, "einmalig bei Vertragsbeginn", "once at the start of the contract"),
    };
    let per = grant.per.and_then(|ix| catalogue.facts.get(ix)).map(|fact| match language {
        Language::De => format!(" je {}", fact.name.get(language)),
        Language::En => format!(" per {}", fact.name.get(language)),
    });
    let most = grant.most.map(|most| {
        let most = crate::explain::wording::quantity(most, unit, catalogue, language);
        format!(", {} {most}", say(language, "höchstens", "at most"))
    });
    format!("{amount}{} {when}{}", per.unwrap_or_default(), most.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_in_words() {
        let check = |price: &str, de: &str, en: &str| {
            let price: Decimal = price.parse().unwrap();
            assert_eq!(money(price, Currency::EUR, Language::De), de);
            assert_eq!(money(price, Currency::EUR, Language::En), en);
        };
        check("39", "39,00\u{a0}€", "€39.00");
        check("1700.00", "1.700,00\u{a0}€", "€1,700.00");
        check("1234567.5", "1.234.567,50\u{a0}€", "€1,234,567.50");
        check("0.005", "0,005\u{a0}€", "€0.005");
        assert_eq!(money(Decimal::from(5_000), Currency::JPY, Language::En), "5,000\u{a0}JPY");
    }
}
