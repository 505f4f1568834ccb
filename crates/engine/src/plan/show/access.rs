//! Rows and sections about who may ask what: rules of coverage, contacts, duties, roles.

use super::super::catalogue::Language;
use super::super::catalogue::access::{ContactRules, ContactStep, Cover, Deed, RightTerms, Rule};
use super::super::resolve::Entitlements;
use super::{Cell, Group, Plans, Row, Section, word};
use crate::explain::condition::{condition, fact_name};
use crate::explain::way;

/// What becomes of certain requests: a row for each kind that is told apart.
pub(super) fn covers(plans: &Plans<'_>) -> Group {
    let mut kinds: Vec<&Rule> = Vec::new();
    let own = plans.plans.iter().flat_map(|(_, held)| &held.access.covers);
    // What holds for all offers is not what an option adds.
    let general = if plans.adds { &[] } else { plans.catalogue.covers.as_slice() };
    for rule in own.chain(general) {
        if !kinds.iter().any(|known| known.when == rule.when && known.name == rule.name) {
            kinds.push(rule);
        }
    }
    let mut rows: Vec<Row> = Vec::new();
    for kind in kinds {
        let condition = condition(&kind.when, plans.catalogue, plans.language);
        let name = match (kind.name.get(plans.language), condition.as_str()) {
            ("", "") => plans.say("Alles andere", "Everything else").to_owned(),
            ("", condition) => condition.to_owned(),
            (name, _) => name.to_owned(),
        };
        let row = plans.row(name.clone(), |_, held| {
            let rules = held.access.covers.iter().chain(general);
            let said = rules.into_iter().find(|rule| rule.when == kind.when);
            said.map_or(Cell::NotStated, |rule| cell(plans, rule))
        });
        let detail = if condition == name { String::new() } else { condition };
        rows.extend(row.map(|row| row.with_detail(detail)));
    }
    Group { name: plans.say("Was abgedeckt ist", "What is covered").to_owned(), rows }
}

fn cell(plans: &Plans<'_>, rule: &Rule) -> Cell {
    let word = match rule.cover {
        Cover::Covered => return Cell::Included,
        Cover::BestEffort => plans.say("nach Kräften, ohne Zusage", "best effort, not promised"),
        Cover::Chargeable => plans.say("wird berechnet", "charged"),
        Cover::Refused => plans.say("nicht abgedeckt", "not covered"),
    };
    Cell::Text(word.to_owned())
}

/// How many contacts contracts of each size have; none where the number is one for all.
pub(super) fn contact_steps(plans: &Plans<'_>, held: &Entitlements) -> Option<String> {
    let steps = held.access.contacts.as_ref().map(|rules| &rules.steps).filter(|steps| !steps.is_empty())?;
    let line = |step: &ContactStep| {
        let per = step.per.as_ref().map(|(each, fact)| {
            let fact = fact_name(plans.catalogue, fact, plans.language);
            format!(" {} {each} {fact}", plans.say("je angefangene", "for each started"))
        });
        let when = condition(&step.when, plans.catalogue, plans.language);
        let when = if when.is_empty() { when } else { format!(" ({when})") };
        format!("{}{}{when}", step.number, per.unwrap_or_default())
    };
    Some(steps.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// Rows about contacts beside their number.
pub(super) fn contacts(plans: &Plans<'_>) -> Vec<Row> {
    let rules = |held: &Entitlements| held.access.contacts.clone().unwrap_or_default();
    let text = |text: String| if text.is_empty() { Cell::NotStated } else { Cell::Text(text) };
    let rows = [
        plans.row(plans.say("Ansprechpersonen gelten je", "Contacts are counted for each"), |_, held| {
            text(
                rules(held)
                    .per
                    .map(|per| match per.as_str() {
                        "system" => plans.say("Produktivsystem", "production system").to_owned(),
                        fact => fact_name(plans.catalogue, fact, plans.language),
                    })
                    .unwrap_or_default(),
            )
        }),
        plans.row(plans.say("Ausweis bei der Anfrage", "Identification when asking"), |_, held| {
            let verify = rules(held).verify;
            let ways: Vec<&str> = verify.iter().map(|by| way(*by, plans.language)).collect();
            text(ways.join(plans.say(" oder ", " or ")))
        }),
        plans.row(plans.say("Wechsel einer Ansprechperson", "Change of a contact"), |_, held| {
            text(change(plans, &rules(held)))
        }),
    ];
    rows.into_iter().flatten().collect()
}

fn change(plans: &Plans<'_>, rules: &ContactRules) -> String {
    let Some((span, _)) = rules.delay else { return String::new() };
    let span = word::span(span, plans.language);
    match plans.language {
        Language::De => format!("gilt nach {span}"),
        Language::En => format!("takes effect after {span}"),
    }
}

/// What is said beside a right: how much, by whom, in which cases.
pub(super) fn right(plans: &Plans<'_>, terms: &RightTerms) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(quantity) = &terms.quantity {
        words.push(self::quantity(quantity, plans.language));
    }
    let by = terms.by.get(plans.language);
    if !by.is_empty() {
        words.push(by.to_owned());
    }
    let condition = condition(&terms.when, plans.catalogue, plans.language);
    if !condition.is_empty() {
        words.push(format!("({condition})"));
    }
    words
}

/// "2 / year" in words.
fn quantity(text: &str, language: Language) -> String {
    let open = match text {
        "unlimited" => Some(("unbegrenzt", "unlimited")),
        "as-agreed" => Some(("nach Vereinbarung", "as agreed")),
        "not-stated" => Some(("nicht angegeben", "not stated")),
        "best-effort" => Some(("nach Kräften, ohne Zusage", "best effort, not promised")),
        "on-request" => Some(("auf Anfrage", "on request")),
        _ => None,
    };
    if let Some((de, en)) = open {
        return word::say(language, de, en);
    }
    if let Some(amount) = text.strip_suffix(" once") {
        return word::say(language, &format!("einmalig {amount}"), &format!("{amount} once"));
    }
    let (amount, every) = text.split_once(" / ").unwrap_or((text, ""));
    let (de, en) = match every {
        "week" => ("in der Woche", "a week"),
        "month" => ("im Monat", "a month"),
        "quarter" => ("im Quartal", "a quarter"),
        "ticket" => ("je Anfrage", "for each ticket"),
        _ => ("im Jahr", "a year"),
    };
    let times = amount.chars().all(|sign| sign.is_ascii_digit());
    match (language, times) {
        (Language::De, true) => format!("{amount}-mal {de}"),
        (Language::En, true) => format!("{amount} times {en}"),
        (Language::De, false) => format!("{amount} {de}"),
        (Language::En, false) => format!("{amount} {en}"),
    }
}

/// What the customer does, and who may do what.
pub(super) fn sections(plans: &Plans<'_>) -> [Section; 2] {
    let (catalogue, language) = (plans.catalogue, plans.language);
    let duties = catalogue.duties.iter().map(|duty| {
        let condition = condition(&duty.when, catalogue, language);
        let sentence = duty.sentence.get(language);
        let text = if condition.is_empty() { sentence.to_owned() } else { format!("{sentence} ({condition})") };
        (duty.name.get(language).to_owned(), text.trim().to_owned())
    });
    let roles = catalogue.roles.iter().map(|role| {
        let text = match &role.may {
            None => plans.say("darf alles", "may do everything").to_owned(),
            Some(may) if may.is_empty() => plans.say("darf nichts davon", "may do none of it").to_owned(),
            Some(may) => may.iter().map(|deed| self::deed(*deed, language)).collect::<Vec<_>>().join(", "),
        };
        (role.name.get(language).to_owned(), text)
    });
    [
        Section { name: plans.say("Was Sie beitragen", "What you contribute").to_owned(), entries: duties.collect() },
        Section { name: plans.say("Wer was darf", "Who may do what").to_owned(), entries: roles.collect() },
    ]
}

fn deed(deed: Deed, language: Language) -> String {
    let (de, en) = match deed {
        Deed::Ask => ("anfragen", "ask"),
        Deed::Accept => ("Preise annehmen", "accept prices"),
        Deed::Read => ("Anfragen lesen", "read tickets"),
        Deed::Approve => ("Leistungen freigeben", "approve work"),
        Deed::Contacts => ("Ansprechpersonen ändern", "change contacts"),
        Deed::Buy => ("dazukaufen", "buy more"),
    };
    word::say(language, de, en)
}
