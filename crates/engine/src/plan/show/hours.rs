//! Hours as people read them, from the notation of plan files.

use super::super::catalogue::Language;
use super::word::say;

/// Hours in `opening_hours` notation as people write them: "Mo–Fr 9.30–12.30, 13.30–17.00 Uhr, nicht an Feiertagen".
///
/// What this does not know stays as it is written; nothing is left out.
#[must_use]
pub fn hours(text: &str, language: Language) -> String {
    // A window made of others: "(A) or (B)".
    for (joint, de, en) in
        [(") or (", "oder", "or"), (") and (", "und zugleich", "and also"), (") except (", "außer", "except")]
    {
        let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        if let Some(inner) = inner.filter(|inner| inner.contains(joint)) {
            let parts: Vec<String> = inner.split(joint).map(|part| hours(part, language)).collect();
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
    for token in text.split_whitespace() {
        is_time = times(token).next().is_some();
        words.push(match token {
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

/// "Mo-Fr", "Sa,Su", "Dec" in the language.
fn days(token: &str, language: Language) -> String {
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
    let name = |word: &str| match DAYS.iter().find(|(known, _, _)| *known == word) {
        Some((_, de, en)) => say(language, de, en),
        None => word.to_owned(),
    };
    let span = |span: &str| span.split('-').map(name).collect::<Vec<_>>().join("–");
    token.split(',').map(span).collect::<Vec<_>>().join(", ")
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
    }
}
