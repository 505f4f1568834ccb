//! What became of a contract's promises, as tables: what was measured, outages, what is owed for promises that were not kept.

use desk::contract::{Outage, Owed, Promises};
use engine::explain::credit_words;
use engine::remedy::RemedyState;
use engine::run::attainment::{Attained, Attainment, percent};
use engine::run::outcome::Period;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{clock, contract, entry, plan_language};
use crate::sheet::{Cell, Part, Table};
use crate::text::Text;

/// What a reader may do about an outage or about what is owed: a button, or nothing.
type Button<'a, T> = &'a dyn Fn(&T) -> Option<Cell>;

/// All of it, with headings. Tables that would be empty for every contract of the plan are left out.
pub(crate) fn parts(t: &Text, found: &Promises, claim: Button<'_, Owed>, take_back: Button<'_, Outage>) -> Vec<Part> {
    let mut parts = vec![Part::Heading(t.get("attainments-title").to_string()), Part::Table(attainments(t, found))];
    if found.availability {
        parts.push(Part::Heading(t.get("outages-title").to_string()));
        parts.push(Part::Table(outages(t, found, take_back)));
    }
    parts.push(Part::Heading(t.get("remedies-title").to_string()));
    parts.push(Part::Table(remedies(t, found, claim)));
    let language = plan_language(t);
    for owed in &found.remedies {
        let steps = owed.due.why.iter().map(|step| Part::Soft(step.text(&found.catalogue, language))).collect();
        parts.push(Part::Fold(format!("{} {}", t.get("remedy-why"), title(t, found, owed)), steps));
    }
    parts
}

fn head<const N: usize>(words: [impl ToString; N]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

fn attainments(t: &Text, found: &Promises) -> Table {
    let rows = found.attainments.iter().rev().map(|one| {
        let [what, promised, reached, down] = figures(t, found, one);
        let state = match (one.held, one.over) {
            (true, true) => t.get("attainment-held"),
            (false, _) => t.get("attainment-missed"),
            (true, false) => t.get("attainment-running"),
        };
        [period(t, one.period), what, promised, reached, down, state.to_string()].map(Cell::Text).into()
    });
    Table {
        name: t.get("attainments-title").to_string(),
        head: head([
            t.get("attainment-period"),
            t.get("attainment-what"),
            t.get("attainment-promised"),
            t.get("attainment-reached"),
            t.get("attainment-down"),
            t.get("attainment-state"),
        ]),
        rows: rows.collect(),
        empty: t.get("attainments-none").to_string(),
    }
}

/// What was promised, how much of it, what was reached, how long it was down.
fn figures(t: &Text, found: &Promises, one: &Attainment) -> [String; 4] {
    let share = |share: Decimal| t.get("percent").arg("value", decimal(t, share)).to_string();
    match &one.of {
        Attained::Quota { milestone, target, quota, met, missed } => {
            let what = format!("{}: {target}", clock::milestone(t, *milestone, &found.catalogue));
            [what, share(*quota), share(percent(*met, met + missed)), String::new()]
        }
        Attained::Average { milestone, target, promised_s, tickets, sum_s } => {
            let what = format!("{}: {target}", clock::milestone(t, *milestone, &found.catalogue));
            let mean = sum_s / tickets.max(&1);
            [what, t.duration(*promised_s), t.duration(mean), String::new()]
        }
        Attained::Availability { objective, measured_s, down_s, .. } => {
            let up = percent(measured_s - down_s, *measured_s);
            [t.get("attainment-availability").to_string(), share(*objective), share(up), t.duration(*down_s)]
        }
    }
}

/// A number as it is written in the reader's language.
fn decimal(t: &Text, value: Decimal) -> String {
    let text = value.normalize().to_string();
    if plan_language(t) == engine::plan::catalogue::Language::De { text.replace('.', ",") } else { text }
}

/// A month by its name, longer periods from day to day.
fn period(t: &Text, period: Period) -> String {
    if period.from.first_of_month() == period.to.first_of_month() {
        return entry::month(t, period.from);
    }
    t.get("contract-from-until")
        .arg("from", contract::date(t, period.from))
        .arg("until", contract::date(t, period.to))
        .to_string()
}

fn outages(t: &Text, found: &Promises, take_back: Button<'_, Outage>) -> Table {
    let rows = found.outages.iter().map(|one| {
        let causes: Vec<String> =
            one.facts.iter().map(|(name, value)| entry::fact(t, name, value, Some(&found.catalogue)).1).collect();
        let last = match take_back(one) {
            _ if one.taken_back => Cell::text(t.get("outage-gone").to_string()),
            button => button.unwrap_or_else(|| Cell::text("")),
        };
        vec![
            Cell::Text(one.what.clone().unwrap_or_else(|| t.get("outage-everything").to_string())),
            Cell::Time(one.from),
            match one.to {
                _ if one.taken_back => Cell::text(""),
                Some(to) => Cell::Time(to),
                None => Cell::text(t.get("outage-lasts").to_string()),
            },
            Cell::Text(causes.join(", ")),
            last,
        ]
    });
    Table {
        name: t.get("outages-title").to_string(),
        head: head([
            t.get("outage-what"),
            t.get("outage-from"),
            t.get("outage-to"),
            t.get("fact-cause"),
            t.get("attainment-state"),
        ]),
        rows: rows.collect(),
        empty: t.get("outages-none").to_string(),
    }
}

fn remedies(t: &Text, found: &Promises, claim: Button<'_, Owed>) -> Table {
    let language = plan_language(t);
    let rows = found.remedies.iter().map(|owed| {
        let due = &owed.due;
        vec![
            Cell::text(found.catalogue.remedies[due.remedy].name.get(language)),
            Cell::Text(about(t, owed)),
            Cell::Text(credit_words(&found.catalogue, due.credit, language)),
            due.amount_minor.map_or_else(|| Cell::text(""), |minor| Cell::Money(entry::money(&found.catalogue, minor))),
            Cell::Several(std::iter::once(Cell::Text(standing(t, owed))).chain(claim(owed)).collect()),
        ]
    });
    Table {
        name: t.get("remedies-title").to_string(),
        head: head([
            t.get("remedy-what"),
            t.get("remedy-about"),
            t.get("remedy-credit"),
            t.get("quote-price"),
            t.get("attainment-state"),
        ]),
        rows: rows.collect(),
        empty: t.get("remedies-none").to_string(),
    }
}

fn title(t: &Text, found: &Promises, owed: &Owed) -> String {
    format!("{}, {}", found.catalogue.remedies[owed.due.remedy].name.get(plan_language(t)), about(t, owed))
}

fn about(t: &Text, owed: &Owed) -> String {
    owed.ticket.map_or_else(|| period(t, owed.due.period), |(_, number)| format!("#{number}"))
}

fn standing(t: &Text, owed: &Owed) -> String {
    let day = |day: Date| contract::date(t, day);
    let words = match (owed.due.state, owed.due.invoice) {
        (RemedyState::Given, Some(invoice)) => t.get("remedy-on-invoice").arg("month", entry::month(t, invoice.from)),
        (RemedyState::Given, None) => t.get("remedy-given"),
        (RemedyState::Claimable(until), _) => t.get("remedy-claimable").arg("until", day(until)),
        (RemedyState::Lapsed(until), _) => t.get("remedy-lapsed").arg("until", day(until)),
        (RemedyState::NotEntitled, _) => t.get("remedy-not-entitled"),
        (RemedyState::NotCumulated, _) => t.get("remedy-not-cumulated"),
        (RemedyState::Capped, _) => t.get("remedy-capped"),
        (RemedyState::TooSmall, _) => t.get("remedy-too-small"),
    };
    words.to_string()
}

/// Where a claim is sent, for what can be claimed: the address below which claims of the contract stand, and what is claimed.
pub(crate) fn claim_url(claims: &str, found: &Promises, owed: &Owed) -> Option<String> {
    if !matches!(owed.due.state, RemedyState::Claimable(_)) {
        return None;
    }
    let remedy = crate::answer::percent(&found.catalogue.remedies[owed.due.remedy].id);
    let about = match owed.ticket {
        Some((_, number)) => format!("ticket={number}"),
        None => format!("period={}", owed.due.period.id()),
    };
    Some(format!("{claims}?remedy={remedy}&{about}"))
}
