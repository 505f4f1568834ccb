//! Hours as people read them, from the notation of plan files.

use super::super::catalogue::condition::{Is, Test, When};
use super::super::catalogue::window::{Made, Way};
use super::super::catalogue::{Language, Window};
use super::Plans;
use super::word::say;
use crate::explain::condition::condition;

/// The hours of a window, also of one that depends on the customer.
pub(super) fn of_window(plans: &Plans<'_>, window: &Window) -> String {
    of_made(plans, window, 0)
}

fn of_made(plans: &Plans<'_>, window: &Window, depth: usize) -> String {
    let (catalogue, language) = (plans.catalogue, plans.language);
    let part = |ix: &usize| catalogue.windows.get(*ix).map(|part| of_made(plans, part, depth + 1)).unwrap_or_default();
    match window.made.as_ref().filter(|_| depth < catalogue.windows.len()) {
        Some(Made::Combined(way, parts)) => {
            let joint = match way {
                Way::Union => say(language, " oder ", " or "),
                Way::Intersection => say(language, " und zugleich ", " and also "),
                Way::Except => say(language, " außer ", " except "),
            };
            parts.iter().map(part).collect::<Vec<_>>().join(&joint)
        }
        Some(Made::Chosen { fact, cases, otherwise }) => {
            let case = |(value, ix): &(String, usize)| {
                let is = Is::OneOf(vec![value.clone()]);
                let test = Test::Fact { name: fact.clone(), is };
                format!("{}: {}", condition(&When { any: vec![vec![test]] }, catalogue, language), part(ix))
            };
            let cases: Vec<String> = cases.iter().map(case).collect();
            format!("{}; {}: {}", cases.join("; "), say(language, "sonst", "otherwise"), part(otherwise))
        }
        made => {
            let mut text = hours(&window.hours, language);
            if let Some(Made::Hours { customer_zone, customer_holidays, .. }) = made {
                text.push_str(&match (customer_zone, customer_holidays) {
                    (true, true) => {
                        say(language, " (Ihre Zeitzone und Ihre Feiertage)", " (your time zone and your holidays)")
                    }
                    (true, false) => say(language, " (Ihre Zeitzone)", " (your time zone)"),
                    _ => say(language, " (Ihre Feiertage)", " (your holidays)"),
                });
            }
            if let Some(names) = window.own_holidays.as_deref().filter(|_| window.hours.contains("PH")) {
                let names = super::holidays::named(catalogue, names, language);
                text.push_str(&format!(" ({}: {names})", say(language, "Feiertage", "holidays")));
            }
            text
        }
    }
}

/// Hours in `opening_hours` notation as people write them: "Mo–Fr 9.30–12.30, 13.30–17.00 Uhr, nicht an Feiertagen".
///
/// What this does not know stays as it is written; nothing is left out.
#[must_use]
pub fn hours(text: &str, language: Language) -> String {
    // A window made of others: "(A) or (B)".
    for (joint, de, en) in
        [(") or (", "oder", "or"), (") and (", "und zugleich", "and also"), (") except (", "außer", "except")]
    {
        let parts = parts(text, joint);
        if parts.len() > 1 {
            let parts: Vec<String> = parts.into_iter().map(|part| hours(part, language)).collect();
            return parts.join(&format!(" {} ", say(language, de, en)));
        }
    }
    // Hours of another zone: "Mo-Fr 09:00-17:00 [America/New_York]".
    if let Some((text, zone)) = text.strip_suffix(']').and_then(|text| text.rsplit_once(" [")) {
        return format!("{} ({zone})", hours(text, language));
    }
    let rules: Vec<String> = text.split(';').map(|part| rule(part.trim(), language)).collect();
    rules.join(", ")
}

/// The parts of "(A) or (B)" between the outer parentheses.
fn parts<'t>(text: &'t str, joint: &str) -> Vec<&'t str> {
    let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else { return Vec::new() };
    let (mut parts, mut depth, mut from) = (Vec::new(), 0_i32, 0);
    for (at, sign) in inner.char_indices() {
        match sign {
            ')' if depth == 0 && inner[at..].starts_with(joint) => {
                parts.push(&inner[from..at]);
                from = at + joint.len();
                // The joint ends with the parenthesis that opens the next part.
                depth = -1;
            }
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
    }
    parts.push(&inner[from..]);
    parts
}

fn rule(text: &str, language: Language) -> String {
    match text {
        "24/7" => return say(language, "rund um die Uhr", "around the clock"),
        "PH off" | "PH closed" => {
            return say(language, "nicht an Feiertagen", "not on public holidays");
        }
        _ => {}
    }
    let with_minutes = times(text).any(|(_, minute)| minute != "00");
    let mut words: Vec<String> = Vec::new();
    let mut is_time = false;
    let mut week = false;
    for token in text.split_whitespace() {
        is_time = times(token).next().is_some();
        words.push(match token {
            "week" => {
                week = true;
                continue;
            }
            token if std::mem::take(&mut week) => weeks(token, language),
            "off" | "closed" => say(language, "geschlossen", "closed"),
            "00:00-24:00" => {
                is_time = false;
                say(language, "ganztägig", "all day")
            }
            token if is_time => clock(token, with_minutes, language),
            token => days(token, language),
        });
    }
    if is_time && language == Language::De {
        words.push("Uhr".to_owned());
    }
    words.join(" ")
}

/// "02-52/2": "in geraden Kalenderwochen".
fn weeks(token: &str, language: Language) -> String {
    let first = token.split('-').next().and_then(|first| first.parse::<u32>().ok());
    match (token.strip_suffix("/2").and(first), token) {
        (Some(first), _) if first % 2 == 0 => say(language, "in geraden Kalenderwochen", "in even weeks"),
        (Some(_), _) => say(language, "in ungeraden Kalenderwochen", "in odd weeks"),
        (None, token) => format!("{} {token}", say(language, "in Kalenderwoche", "in week")),
    }
}

/// Hours and minutes in a text.
fn times(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(['-', ',', ' ', '+']).filter_map(|part| {
        let (hour, minute) = part.split_once(':')?;
        let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        (digits(hour) && digits(minute)).then_some((hour, minute))
    })
}

/// "09:30-12:30,13:30-17:00" → "9.30–12.30, 13.30–17.00" or "9:30–12:30, 13:30–17:00".
fn clock(token: &str, with_minutes: bool, language: Language) -> String {
    let point = |time: &str| match time.split_once(':') {
        Some((hour, minute)) => {
            let hour = hour.strip_prefix('0').unwrap_or(hour);
            match (language, with_minutes) {
                (Language::De, false) => hour.to_owned(),
                (Language::De, true) => format!("{hour}.{minute}"),
                (Language::En, _) => format!("{hour}:{minute}"),
            }
        }
        None => time.to_owned(),
    };
    let span = |span: &str| span.split('-').map(point).collect::<Vec<_>>().join("–");
    token.split(',').map(span).collect::<Vec<_>>().join(", ")
}

/// "Mo-Fr", "Sa,Su", "Dec", "Th[2],Th[4]" in the language.
fn days(token: &str, language: Language) -> String {
    if token.contains('[') {
        return nth_weekdays(token, language);
    }
    let span = |span: &str| span.split('-').map(|word| day_word(word, language)).collect::<Vec<_>>().join("–");
    token.split(',').map(span).collect::<Vec<_>>().join(", ")
}

/// "Mo[3],Tu[3]": "am 3. Mo, Di des Monats", "on the 3rd Mon, Tue of the month".
fn nth_weekdays(token: &str, language: Language) -> String {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for item in token.split_inclusive(']') {
        let item = item.trim_start_matches(',');
        let Some((weekday, nth)) = item.strip_suffix(']').and_then(|item| item.split_once('[')) else {
            return token.to_owned();
        };
        let weekday = days(weekday, language);
        match groups.iter_mut().find(|(known, _)| *known == nth) {
            Some((_, weekdays)) => weekdays.push(weekday),
            None => groups.push((nth, vec![weekday])),
        }
    }
    let group = |(nth, weekdays): &(&str, Vec<String>)| format!("{} {}", ordinal(nth, language), weekdays.join(", "));
    let groups: Vec<String> = groups.iter().map(group).collect();
    match language {
        Language::De => format!("am {} des Monats", groups.join(&say(language, " und ", " and "))),
        Language::En => format!("on the {} of the month", groups.join(" and ")),
    }
}

/// "2,4": "2. und 4.", "2nd and 4th"; "-1": "letzten", "last".
pub(super) fn ordinal(nths: &str, language: Language) -> String {
    let one = |nth: &str| match (nth, language) {
        ("-1", Language::De) => "letzten".to_owned(),
        ("-1", Language::En) => "last".to_owned(),
        ("-2", Language::De) => "vorletzten".to_owned(),
        ("-2", Language::En) => "second to last".to_owned(),
        (nth, Language::De) => format!("{nth}."),
        ("1", Language::En) => "1st".to_owned(),
        ("2", Language::En) => "2nd".to_owned(),
        ("3", Language::En) => "3rd".to_owned(),
        (nth, Language::En) => format!("{nth}th"),
    };
    nths.split(',').map(one).collect::<Vec<_>>().join(&say(language, " und ", " and "))
}

/// A weekday or a month in the language; other words as they are.
pub(super) fn day_word(word: &str, language: Language) -> String {
    const DAYS: [(&str, &str, &str); 20] = [
        ("Mo", "Mo", "Mon"),
        ("Tu", "Di", "Tue"),
        ("We", "Mi", "Wed"),
        ("Th", "Do", "Thu"),
        ("Fr", "Fr", "Fri"),
        ("Sa", "Sa", "Sat"),
        ("Su", "So", "Sun"),
        ("PH", "feiertags", "public holidays"),
        ("Jan", "Jan.", "Jan"),
        ("Feb", "Feb.", "Feb"),
        ("Mar", "März", "Mar"),
        ("Apr", "April", "Apr"),
        ("May", "Mai", "May"),
        ("Jun", "Juni", "Jun"),
        ("Jul", "Juli", "Jul"),
        ("Aug", "Aug.", "Aug"),
        ("Sep", "Sept.", "Sep"),
        ("Oct", "Okt.", "Oct"),
        ("Nov", "Nov.", "Nov"),
        ("Dec", "Dez.", "Dec"),
    ];
    match DAYS.iter().find(|(known, _, _)| *known == word) {
        Some((_, de, en)) => say(language, de, en),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_in_words() {
        let check = |text: &str, de: &str, en: &str| {
            assert_eq!(hours(text, Language::De), de, "{text}");
            assert_eq!(hours(text, Language::En), en, "{text}");
        };
        check(
            "Mo-Fr 09:30-12:30,13:30-17:00; PH off",
            "Mo–Fr 9.30–12.30, 13.30–17.00 Uhr, nicht an Feiertagen",
            "Mon–Fri 9:30–12:30, 13:30–17:00, not on public holidays",
        );
        check("Mo-Fr 09:00-18:00", "Mo–Fr 9–18 Uhr", "Mon–Fri 9:00–18:00");
        check("Sa-Su 00:00-24:00", "Sa–So ganztägig", "Sat–Sun all day");
        check("24/7", "rund um die Uhr", "around the clock");
        check("Mo-Fr 00:00-08:00,22:00-24:00", "Mo–Fr 0–8, 22–24 Uhr", "Mon–Fri 0:00–8:00, 22:00–24:00");
        check(
            "Mo-Fr 09:00-18:00; Dec 24,31 off",
            "Mo–Fr 9–18 Uhr, Dez. 24, 31 geschlossen",
            "Mon–Fri 9:00–18:00, Dec 24, 31 closed",
        );
        check(
            "(24/7) except (Mo 09:00-18:00)",
            "rund um die Uhr außer Mo 9–18 Uhr",
            "around the clock except Mon 9:00–18:00",
        );
        check(
            "((Mo 09:00-18:00) or (Tu 09:00-18:00)) except (Fr 09:00-18:00)",
            "Mo 9–18 Uhr oder Di 9–18 Uhr außer Fr 9–18 Uhr",
            "Mon 9:00–18:00 or Tue 9:00–18:00 except Fri 9:00–18:00",
        );
        check(
            "Mo[3],Tu[3] 07:00-15:00",
            "am 3. Mo, Di des Monats 7–15 Uhr",
            "on the 3rd Mon, Tue of the month 7:00–15:00",
        );
        check(
            "Th[2,4] 21:00-23:00",
            "am 2. und 4. Do des Monats 21–23 Uhr",
            "on the 2nd and 4th Thu of the month 21:00–23:00",
        );
        check("week 02-52/2 Th 21:00-23:00", "in geraden Kalenderwochen Do 21–23 Uhr", "in even weeks Thu 21:00–23:00");
    }
}
