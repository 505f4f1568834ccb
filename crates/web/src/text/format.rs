//! Times, durations and amounts as people say them, in German and English.
//!
//! The zone and the present instant are always arguments. Amounts are minor units and decimals
//! come as exact text; nothing here computes with floats or rounds money.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::Language;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A space that does not break between a number and its unit.
const NBSP: char = '\u{a0}';

/// `Mo 23. Nov., 10:30`; the year is added unless it is the year of `now`.
pub fn moment(language: Language, at: Timestamp, zone: &TimeZone, now: Timestamp) -> String {
    let day = day(language, at, zone, now);
    format!("{day}, {}", clock(at, zone))
}

/// `Mo 23. Nov.`; the year is added unless it is the year of `now`.
pub fn day(language: Language, at: Timestamp, zone: &TimeZone, now: Timestamp) -> String {
    let date = at.to_zoned(zone.clone()).date();
    let this_year = now.to_zoned(zone.clone()).year();
    let words = weekday_and_day(language, date);
    if date.year() == this_year { words } else { format!("{words} {}", date.year()) }
}

/// `23. November 2026`.
pub fn date(language: Language, at: Timestamp, zone: &TimeZone) -> String {
    civil_date(language, at.to_zoned(zone.clone()).date())
}

/// `23. November 2026` of a date that has no time of day.
pub fn civil_date(language: Language, date: Date) -> String {
    let month = MONTHS[usize::from(date.month().unsigned_abs() - 1)];
    match language {
        Language::De => format!("{}. {} {}", date.day(), month.de, date.year()),
        Language::En => format!("{} {} {}", date.day(), month.en, date.year()),
    }
}

/// `November 2026`, of an accounting period.
pub fn month(language: Language, date: Date) -> String {
    let month = MONTHS[usize::from(date.month().unsigned_abs() - 1)];
    match language {
        Language::De => format!("{} {}", month.de, date.year()),
        Language::En => format!("{} {}", month.en, date.year()),
    }
}

/// `10:30`.
pub fn clock(at: Timestamp, zone: &TimeZone) -> String {
    let zoned = at.to_zoned(zone.clone());
    format!("{:02}:{:02}", zoned.hour(), zoned.minute())
}

/// `Mo 23. Nov. 2026, 10:30:05 MEZ`: everything, for hover and for tables.
pub fn exact(language: Language, at: Timestamp, zone: &TimeZone) -> String {
    let zoned = at.to_zoned(zone.clone());
    let (hour, minute, second) = (zoned.hour(), zoned.minute(), zoned.second());
    let day = weekday_and_day(language, zoned.date());
    let year = zoned.year();
    let zone = zone_name(language, &zoned);
    if second == 0 {
        format!("{day} {year}, {hour:02}:{minute:02} {zone}")
    } else {
        format!("{day} {year}, {hour:02}:{minute:02}:{second:02} {zone}")
    }
}

/// `vor 2 Std.`, `in 35 Min.`, `jetzt`.
pub fn relative(language: Language, at: Timestamp, now: Timestamp) -> String {
    let seconds = at.as_second() - now.as_second();
    let words = short(language, seconds.abs());
    // German counts days in the dative here.
    let words = if words.ends_with("Tage") { format!("{words}n") } else { words };
    match (language, seconds) {
        (Language::De, -59..=59) => "jetzt".to_owned(),
        (Language::En, -59..=59) => "now".to_owned(),
        (_, 60..) => format!("in {words}"),
        (Language::De, _) => format!("vor {words}"),
        (Language::En, _) => format!("{words} ago"),
    }
}

/// `in 2 Std. 10 Min.` of time left, `seit 2 Std. 10 Min.` of time over.
pub fn ahead(language: Language, seconds: i64) -> String {
    let words = duration(language, seconds.abs());
    match (language, seconds) {
        (_, 0..) => format!("in {words}"),
        (Language::De, _) => format!("seit {words}"),
        (Language::En, _) => format!("{words} over"),
    }
}

/// `2 Std. 10 Min.`: the two largest units, the rest is cut.
pub fn duration(language: Language, seconds: i64) -> String {
    let sign = if seconds < 0 { "−" } else { "" };
    let seconds = seconds.abs();
    let (first, second) = match seconds {
        0..MINUTE => ((seconds, Unit::Second), None),
        MINUTE..HOUR => ((seconds / MINUTE, Unit::Minute), None),
        HOUR..DAY => ((seconds / HOUR, Unit::Hour), Some((seconds % HOUR / MINUTE, Unit::Minute))),
        _ => ((seconds / DAY, Unit::Day), Some((seconds % DAY / HOUR, Unit::Hour))),
    };
    let mut words = format!("{sign}{}", counted(language, first));
    if let Some(second) = second.filter(|(count, _)| *count > 0) {
        words.push(' ');
        words.push_str(&counted(language, second));
    }
    words
}

/// `2 Std.`: the largest unit only; hours up to two days.
pub fn short(language: Language, seconds: i64) -> String {
    let sign = if seconds < 0 { "−" } else { "" };
    let seconds = seconds.abs();
    let largest = match seconds {
        0..MINUTE => (seconds, Unit::Second),
        MINUTE..HOUR => (seconds / MINUTE, Unit::Minute),
        HOUR..172_800 => (seconds / HOUR, Unit::Hour),
        _ => (seconds / DAY, Unit::Day),
    };
    format!("{sign}{}", counted(language, largest))
}

/// `12:05`, or `1:12:05` from an hour on: a running call.
pub fn stopwatch(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (hours, minutes, rest) = (seconds / HOUR, seconds % HOUR / MINUTE, seconds % MINUTE);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") }
}

/// `1.700,00 €` or `€1,700.00` from minor units and an ISO 4217 code.
pub fn money(language: Language, amount_minor: i64, currency: &str) -> String {
    let digits = minor_digits(currency);
    let scale = 10_u64.pow(digits);
    let size = amount_minor.unsigned_abs();
    let whole = grouped(language, size / scale);
    let amount = if digits == 0 {
        whole
    } else {
        let point = decimal_point(language);
        let width = digits as usize;
        format!("{whole}{point}{:0width$}", size % scale)
    };
    let sign = if amount_minor < 0 { "−" } else { "" };
    with_currency(language, sign, &amount, currency)
}

/// `0,50 €` from an exact decimal text such as `0.50`, which keeps its digits (two at least).
pub fn price(language: Language, decimal: &str, currency: &str) -> String {
    let (sign, bare) = match decimal.strip_prefix('-') {
        Some(bare) => ("−", bare),
        None => ("", decimal),
    };
    let (whole, fraction) = bare.split_once('.').unwrap_or((bare, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), |whole| grouped(language, whole));
    let point = decimal_point(language);
    let amount = match (fraction.is_empty(), minor_digits(currency)) {
        (true, 0) => whole,
        (_, digits) => format!("{whole}{point}{fraction:0<width$}", width = digits as usize),
    };
    with_currency(language, sign, &amount, currency)
}

/// `2,5` from an exact decimal text such as `2.5`.
pub fn decimal(language: Language, decimal: &str) -> String {
    match language {
        Language::De => decimal.replace('.', ",").replace('-', "−"),
        Language::En => decimal.replace('-', "−"),
    }
}

/// `1.234`.
pub fn number(language: Language, number: i64) -> String {
    let sign = if number < 0 { "−" } else { "" };
    format!("{sign}{}", grouped(language, number.unsigned_abs()))
}

/// `30 Min.` or `1,5 Std.`: an allowance in the unit its plan uses, minutes cut to whole ones and
/// hours to hundredths.
pub fn amount_of_time(language: Language, seconds: i64, unit: Unit) -> String {
    let sign = if seconds < 0 { "−" } else { "" };
    let seconds = seconds.abs();
    if unit != Unit::Hour {
        return format!("{sign}{}", counted(language, (seconds / MINUTE, Unit::Minute)));
    }
    let (whole, hundredths) = (seconds / HOUR, seconds % HOUR * 100 / HOUR);
    let point = decimal_point(language);
    let fraction = match hundredths {
        0 => String::new(),
        tenths if tenths % 10 == 0 => format!("{point}{}", tenths / 10),
        _ => format!("{point}{hundredths:02}"),
    };
    let name = unit_name(language, Unit::Hour, whole);
    format!("{sign}{whole}{fraction}{NBSP}{name}")
}

/// The units in which time is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days of 24 hours.
    Day,
}

fn counted(language: Language, (count, unit): (i64, Unit)) -> String {
    format!("{count}{NBSP}{}", unit_name(language, unit, count))
}

fn unit_name(language: Language, unit: Unit, count: i64) -> &'static str {
    match (language, unit) {
        (Language::De, Unit::Second) => "Sek.",
        (Language::De, Unit::Minute) => "Min.",
        (Language::De, Unit::Hour) => "Std.",
        (Language::De, Unit::Day) if count == 1 => "Tag",
        (Language::De, Unit::Day) => "Tage",
        (Language::En, Unit::Second) => "s",
        (Language::En, Unit::Minute) => "min",
        (Language::En, Unit::Hour) => "h",
        (Language::En, Unit::Day) if count == 1 => "day",
        (Language::En, Unit::Day) => "days",
    }
}

struct Month {
    de: &'static str,
    en: &'static str,
    de_short: &'static str,
}

const fn named(de: &'static str, en: &'static str, de_short: &'static str) -> Month {
    Month { de, en, de_short }
}

static MONTHS: [&Month; 12] = [
    &named("Januar", "January", "Jan."),
    &named("Februar", "February", "Feb."),
    &named("März", "March", "März"),
    &named("April", "April", "Apr."),
    &named("Mai", "May", "Mai"),
    &named("Juni", "June", "Juni"),
    &named("Juli", "July", "Juli"),
    &named("August", "August", "Aug."),
    &named("September", "September", "Sept."),
    &named("Oktober", "October", "Okt."),
    &named("November", "November", "Nov."),
    &named("Dezember", "December", "Dez."),
];

static WEEKDAYS: [(&str, &str); 7] =
    [("Mo", "Mon"), ("Di", "Tue"), ("Mi", "Wed"), ("Do", "Thu"), ("Fr", "Fri"), ("Sa", "Sat"), ("So", "Sun")];

fn weekday_and_day(language: Language, date: Date) -> String {
    let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
    let (de, en) = WEEKDAYS[weekday];
    let month = MONTHS[usize::from(date.month().unsigned_abs() - 1)];
    match language {
        Language::De => format!("{de} {}. {}", date.day(), month.de_short),
        Language::En => format!("{en} {} {}", date.day(), &month.en[..3]),
    }
}

/// `MEZ`: what a zone is called at an instant.
pub fn zone(language: Language, at: Timestamp, zone: &TimeZone) -> String {
    zone_name(language, &at.to_zoned(zone.clone()))
}

fn zone_name(language: Language, zoned: &Zoned) -> String {
    let name = zoned.strftime("%Z").to_string();
    match (language, name.as_str()) {
        (Language::De, "CET") => "MEZ".to_owned(),
        (Language::De, "CEST") => "MESZ".to_owned(),
        _ => name,
    }
}

fn decimal_point(language: Language) -> char {
    match language {
        Language::De => ',',
        Language::En => '.',
    }
}

fn grouped(language: Language, number: u64) -> String {
    let separator = match language {
        Language::De => '.',
        Language::En => ',',
    };
    let digits = number.to_string();
    let mut words = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            words.push(separator);
        }
        words.push(digit);
    }
    words
}

/// How many digits the minor unit has; two wherever this list is silent.
fn minor_digits(currency: &str) -> u32 {
    match currency {
        "JPY" | "KRW" | "ISK" | "CLP" => 0,
        _ => 2,
    }
}

fn with_currency(language: Language, sign: &str, amount: &str, currency: &str) -> String {
    let symbol = match currency {
        "EUR" => "€",
        "GBP" => "£",
        "USD" => "$",
        code => code,
    };
    match language {
        Language::De => format!("{sign}{amount}{NBSP}{symbol}"),
        Language::En if symbol.len() == 3 && symbol == currency => {
            format!("{sign}{symbol}{NBSP}{amount}")
        }
        Language::En => format!("{sign}{symbol}{amount}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{De, En};

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn plain(text: &str) -> String {
        text.replace(NBSP, " ")
    }

    #[test]
    fn times_are_said_as_people_say_them() {
        let (monday, now) = (at("2026-11-23T09:30:00Z"), at("2026-11-22T08:00:00Z"));
        assert_eq!(moment(De, monday, &berlin(), now), "Mo 23. Nov., 10:30");
        assert_eq!(moment(En, monday, &berlin(), now), "Mon 23 Nov, 10:30");
        assert_eq!(day(De, monday, &berlin(), now), "Mo 23. Nov.");
        assert_eq!(clock(monday, &berlin()), "10:30");
        assert_eq!(date(De, monday, &berlin()), "23. November 2026");
        let next_year = at("2027-03-01T22:59:59Z");
        assert_eq!(moment(De, next_year, &berlin(), now), "Mo 1. März 2027, 23:59");
        assert_eq!(exact(De, next_year, &berlin()), "Mo 1. März 2027, 23:59:59 MEZ");
        assert_eq!(exact(En, monday, &berlin()), "Mon 23 Nov 2026, 10:30 CET");
        assert_eq!(month(En, jiff::civil::date(2026, 9, 1)), "September 2026");
    }

    #[test]
    fn durations_show_two_units_at_most() {
        for (seconds, de, en) in [
            (40, "40 Sek.", "40 s"),
            (35 * MINUTE, "35 Min.", "35 min"),
            (2 * HOUR, "2 Std.", "2 h"),
            (2 * HOUR + 10 * MINUTE, "2 Std. 10 Min.", "2 h 10 min"),
            (DAY + 3 * HOUR, "1 Tag 3 Std.", "1 day 3 h"),
            (-3 * DAY, "−3 Tage", "−3 days"),
        ] {
            assert_eq!(plain(&duration(De, seconds)), de);
            assert_eq!(plain(&duration(En, seconds)), en);
        }
        assert_eq!(plain(&short(De, 30 * HOUR)), "30 Std.");
        assert_eq!(plain(&short(En, 3 * DAY + HOUR)), "3 days");
        assert_eq!(plain(&ahead(De, -2 * HOUR)), "seit 2 Std.");
        assert_eq!(stopwatch(725), "12:05");
        assert_eq!(stopwatch(4325), "1:12:05");
    }

    #[test]
    fn nearness_is_told_from_the_given_instant() {
        let now = at("2026-11-23T09:30:00Z");
        assert_eq!(plain(&relative(De, at("2026-11-23T10:05:00Z"), now)), "in 35 Min.");
        assert_eq!(plain(&relative(De, at("2026-11-23T07:30:00Z"), now)), "vor 2 Std.");
        assert_eq!(plain(&relative(De, at("2026-11-20T07:30:00Z"), now)), "vor 3 Tagen");
        assert_eq!(plain(&relative(En, at("2026-11-20T07:30:00Z"), now)), "3 days ago");
        assert_eq!(relative(En, now, now), "now");
    }

    #[test]
    fn amounts_carry_their_currency_where_the_language_puts_it() {
        for (minor, currency, de, en) in [
            (3000, "EUR", "30,00 €", "€30.00"),
            (170_000, "EUR", "1.700,00 €", "€1,700.00"),
            (-67, "EUR", "−0,67 €", "−€0.67"),
            (5, "CHF", "0,05 CHF", "CHF 0.05"),
            (1_234_567, "JPY", "1.234.567 JPY", "JPY 1,234,567"),
        ] {
            assert_eq!(plain(&money(De, minor, currency)), de);
            assert_eq!(plain(&money(En, minor, currency)), en);
        }
        assert_eq!(plain(&price(De, "0.5", "EUR")), "0,50 €");
        assert_eq!(plain(&price(En, "1100", "EUR")), "€1,100.00");
        assert_eq!(plain(&price(En, "0.0125", "EUR")), "€0.0125");
        assert_eq!(decimal(De, "-2.5"), "−2,5");
        assert_eq!(number(De, -12_345), "−12.345");
    }

    #[test]
    fn allowances_are_told_in_the_unit_of_the_plan() {
        assert_eq!(plain(&amount_of_time(De, 1800, Unit::Minute)), "30 Min.");
        assert_eq!(plain(&amount_of_time(De, 5400, Unit::Hour)), "1,5 Std.");
        assert_eq!(plain(&amount_of_time(En, 4500, Unit::Hour)), "1.25 h");
        assert_eq!(plain(&amount_of_time(En, 72_000, Unit::Hour)), "20 h");
    }
}
