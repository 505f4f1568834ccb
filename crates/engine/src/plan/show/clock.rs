//! What a target says beside its length, and how a plan serves as a whole, in words.

use super::super::catalogue::frame::{Availability, SetBy, StartsOn};
use super::super::catalogue::terms::{Course, EscalationTime, Happening, Judged, Measure, Shift, Terms};
use super::super::catalogue::{Language, Milestone};
use super::{Cell, Plans, Row, word};
use crate::explain::condition::condition;
use crate::explain::happening;

/// What a target says beside its length, each after a semicolon.
pub(super) fn terms(plans: &Plans<'_>, milestone: Milestone, terms: &Terms) -> String {
    let mut words: Vec<String> = Vec::new();
    words.extend(terms.course.as_ref().and_then(|course| begins(plans, course)));
    words.extend(terms.course.as_ref().and_then(|course| reached(plans, milestone, course)));
    let name = |window: usize| {
        let window = plans.catalogue.windows.get(window);
        window.map(|window| window.name.get(plans.language)).unwrap_or_default()
    };
    if let Some(window) = terms.starts_in {
        words.push(format!("{} {}", plans.say("beginnt nur in:", "starts only in:"), name(window)));
    }
    if let Some(time) = terms.cut_off {
        let time = format!("{:02}:{:02}", time.hour(), time.minute());
        words.push(match plans.language {
            Language::De => format!("was ab {time} Uhr eingeht, zählt vom nächsten Tag an"),
            Language::En => format!("what arrives at {time} or later counts from the next day"),
        });
    }
    if let Some((window, shift)) = terms.ends_in {
        let shift = match shift {
            Shift::NextOpening => plans.say("sonst zur nächsten Öffnung", "otherwise at its next opening"),
            Shift::SameTime => plans
                .say("sonst zur selben Zeit des nächsten solchen Tages", "otherwise at the same time of its next day"),
        };
        words.push(format!("{} {}, {shift}", plans.say("endet nur in:", "ends only in:"), name(window)));
    }
    words.extend(terms.judged.map(|judged| over(plans, judged)));
    words.extend(terms.escalates.iter().map(|rule| {
        let after = match rule.when {
            EscalationTime::Share(percent) => format!("{percent} %"),
            EscalationTime::After(span) => word::span(span, plans.language),
        };
        format!("{} {after}: {}", plans.say("Eskalation nach", "escalated after"), rule.to)
    }));
    words.into_iter().map(|words| format!("; {words}")).collect()
}

/// What starts a clock, where it is not the arrival.
fn begins(plans: &Plans<'_>, course: &Course) -> Option<String> {
    if course.from.contains(&Happening::Arrival) {
        return None;
    }
    // A milestone stands before what reaches it.
    let named = course.from.iter().find(|from| matches!(from, Happening::Word(_))).or(course.from.first())?;
    let named = happening::text(named, plans.catalogue, plans.language);
    Some(format!("{} {named}", plans.say("beginnt mit:", "begins with:")))
}

/// What reaches a milestone, where it is not what the language says.
fn reached(plans: &Plans<'_>, milestone: Milestone, course: &Course) -> Option<String> {
    let id = milestone.id(plans.catalogue);
    let own = |what: &&Happening| !matches!(what, Happening::Word(word) if word == id);
    let usual = Course::of_language(milestone).until;
    let until: Vec<&Happening> = course.until.iter().filter(own).collect();
    if until.is_empty() || (until.len() == usual.len() && until.iter().all(|what| usual.contains(what))) {
        return None;
    }
    let mut names: Vec<String> =
        until.iter().map(|what| happening::text(what, plans.catalogue, plans.language)).collect();
    names.dedup();
    let by = match milestone {
        Milestone::Own(_) => plans.say("erreicht auch mit:", "also reached by:"),
        _ => plans.say("erreicht mit:", "reached by:"),
    };
    Some(format!("{by} {}", names.join(", ")))
}

fn over(plans: &Plans<'_>, judged: Judged) -> String {
    let period = period(plans, judged.months);
    match judged.measure {
        Measure::Quota(share) => {
            let share = word::percent(share, plans.language);
            format!("{} {share} {} {period}", plans.say("für", "for"), plans.say("der Anfragen", "of the requests"))
        }
        Measure::Average => format!("{} {period}", plans.say("im Mittel der Anfragen", "on average of the requests")),
    }
}

fn period<'a>(plans: &Plans<'a>, months: u32) -> &'a str {
    match months {
        1 => plans.say("im Monat", "a month"),
        3 => plans.say("im Quartal", "a quarter"),
        _ => plans.say("im Jahr", "a year"),
    }
}

/// Rows about a plan as a whole: availability, severities, when it begins.
pub(super) fn service(plans: &Plans<'_>) -> Vec<Row> {
    let available = plans.row(plans.say("Verfügbarkeit", "Availability"), |_, held| {
        let words: Vec<String> = held.frame.availability.iter().map(|one| availability(plans, one)).collect();
        if words.is_empty() { Cell::NotStated } else { Cell::Text(words.join("\n")) }
    });
    let severities = plans.row(plans.say("Schweregrade des Plans", "Severities of the plan"), |_, held| {
        let known = held.frame.severities.iter().filter_map(|ix| plans.catalogue.severities.get(*ix));
        let names: Vec<&str> = known.map(|severity| severity.name.get(plans.language)).collect();
        if names.is_empty() { Cell::NotStated } else { Cell::Text(names.join(", ")) }
    });
    let set_by = plans.row(plans.say("Den Schweregrad legt fest", "The severity is set by"), |_, held| {
        match held.frame.severity_by {
            None => Cell::NotStated,
            Some(SetBy::Customer) => Cell::Text(plans.say("wer anfragt", "whoever asks").to_owned()),
            Some(SetBy::Provider) => Cell::Text(plans.say("unser Team", "our team").to_owned()),
        }
    });
    let starts = plans.row(plans.say("Beginnt", "Begins"), |_, held| match held.frame.starts {
        None => Cell::NotStated,
        Some(starts) => {
            let on = match starts.on {
                StartsOn::Payment => plans.say("mit der Zahlung", "with the payment"),
                StartsOn::Activation => plans.say("mit der Aktivierung", "with the activation"),
                StartsOn::FirstUse => plans.say("mit der ersten Nutzung", "with the first use"),
            };
            let latest = starts.at_latest_months.map(|months| {
                format!(
                    ", {} {}",
                    plans.say("Frist dafür:", "at the latest after"),
                    word::months(months, plans.language)
                )
            });
            Cell::Text(format!("{on}{}", latest.unwrap_or_default()))
        }
    });
    [available, severities, set_by, starts].into_iter().flatten().collect()
}

fn availability(plans: &Plans<'_>, one: &Availability) -> String {
    let names = one.except.iter().filter_map(|ix| plans.catalogue.windows.get(*ix));
    let names: Vec<&str> = names.map(|window| window.name.get(plans.language)).collect();
    let share = word::percent(one.objective, plans.language);
    let mut text = format!("{share} {}", period(plans, one.months));
    if let Some(window) = one.window.and_then(|ix| plans.catalogue.windows.get(ix)) {
        text.push_str(&format!(", {}", window.name.get(plans.language)));
    }
    if !names.is_empty() {
        text.push_str(&format!(", {} {}", plans.say("außer", "except"), names.join(", ")));
    }
    if one.longer_than_s > 0 {
        let length = word::seconds(one.longer_than_s, plans.language);
        text.push_str(&format!(", {} {length}", plans.say("Ausfälle über", "outages of more than")));
    }
    let when = condition(&one.when, plans.catalogue, plans.language);
    if when.is_empty() { text } else { format!("{text} ({when})") }
}
