//! Rows about remedies: what a customer gets when a promise was not kept.

use super::super::catalogue::Milestone;
use super::super::catalogue::remedy::{Base, Measure, Per, Remedy, Started, Step};
use super::super::grammar::plain_price;
use super::{Cell, Group, Plans, word};
use crate::explain::condition::condition;
use crate::explain::{credit_words, threshold_words};

/// What each plan gives.
pub(super) fn remedies(plans: &Plans<'_>) -> Group {
    let mut rows = Vec::new();
    for (ix, remedy) in plans.catalogue.remedies.iter().enumerate() {
        let row = plans.row(remedy.name.get(plans.language), |_, held| {
            if held.remedies.contains(&ix) { Cell::Text(steps(plans, remedy)) } else { Cell::NotIncluded }
        });
        rows.extend(row.map(|row| row.with_detail(detail(plans, remedy))));
    }
    Group { name: plans.say("Wenn eine Zusage nicht gehalten wird", "If a promise is not kept").to_owned(), rows }
}

fn steps(plans: &Plans<'_>, remedy: &Remedy) -> String {
    let lines: Vec<String> = remedy.steps.iter().map(|step| line(plans, remedy, step)).collect();
    lines.join("\n")
}

fn line(plans: &Plans<'_>, remedy: &Remedy, step: &Step) -> String {
    let credit = credit_words(plans.catalogue, step.credit, plans.language);
    let each = step.each.map(|(unit, started)| {
        let unit = match remedy.measure {
            Measure::Delay => {
                use rust_decimal::prelude::ToPrimitive as _;
                word::seconds(unit.to_i64().unwrap_or(0), plans.language)
            }
            Measure::Breaches => unit.to_string(),
            Measure::Share | Measure::Availability => word::percent(unit, plans.language),
        };
        let per = match started {
            Started::Counts => plans.say("je angefangene", "for each started"),
            Started::Whole => plans.say("je volle", "for each full"),
        };
        format!(" {per} {unit}")
    });
    format!("{}: {credit}{}", threshold_words(&step.text, plans.language), each.unwrap_or_default())
}

fn detail(plans: &Plans<'_>, remedy: &Remedy) -> String {
    let language = plans.language;
    let mut words = vec![measured(plans, remedy)];
    words.push(condition(&remedy.when, plans.catalogue, language));
    words.push(match remedy.of {
        Base::Plan => String::new(),
        Base::Fees => plans.say("von allen Gebühren", "of all fees").to_owned(),
        Base::Offer(offer) => {
            let name = plans.catalogue.offers[offer].name.get(language);
            format!("{} {name}", plans.say("von der Gebühr für", "of the fee of"))
        }
    });
    if let Some(allowance) = remedy.allowance {
        let name = plans.catalogue.allowances[allowance].name.get(language);
        words.push(format!("{} {name}", plans.say("kommt hinzu zu", "added to")));
    }
    if let Some(cap) = remedy.cap {
        let cap = credit_words(plans.catalogue, cap, language);
        words.push(format!("{} {cap}", plans.say("höchstens", "at most")));
    }
    if let Some(above) = remedy.above {
        let currency = plans.catalogue.provider.currency;
        words.push(format!(
            "{} {} {}",
            plans.say("nur über", "only above"),
            plain_price(above, currency),
            currency.code()
        ));
    }
    if remedy.after > 1 {
        let (after, of) = (remedy.after, remedy.of_last);
        words.push(match language {
            super::Language::De => format!("nach {after} von {of} Zeiträumen in Folge"),
            super::Language::En => format!("after {after} of {of} periods in a row"),
        });
    }
    if let Some(days) = remedy.claim_days {
        words.push(match language {
            super::Language::De => format!("geltend zu machen innerhalb von {days} Tagen"),
            super::Language::En => format!("to be claimed within {days} days"),
        });
    }
    if !remedy.cumulates {
        words.push(plans.say("mehrere werden nicht addiert", "several do not add up").to_owned());
    }
    for (when, factor) in &remedy.weights {
        let (when, factor) =
            (condition(when, plans.catalogue, language), crate::explain::figure::number(factor.normalize(), language));
        words.push(match language {
            super::Language::De => format!("{when} zählt {factor}-fach"),
            super::Language::En => format!("{when} counts {factor} times"),
        });
    }
    let needs = condition(&remedy.needs, plans.catalogue, language);
    if !needs.is_empty() {
        words.push(format!("{} {needs}", plans.say("nur wenn", "only if")));
    }
    words.retain(|word| !word.is_empty());
    words.join("; ")
}

fn measured(plans: &Plans<'_>, remedy: &Remedy) -> String {
    let what = match remedy.measure {
        Measure::Breaches => plans.say("verletzte Zusagen", "promises broken"),
        Measure::Delay => plans.say("Verspätung", "lateness"),
        Measure::Share => plans.say("gehaltene Zusagen", "promises kept"),
        Measure::Availability => plans.say("Verfügbarkeit", "availability"),
    };
    let per = match remedy.per {
        Per::Ticket => plans.say("je Anfrage", "for each ticket"),
        Per::Months(1) => plans.say("im Monat", "in a month"),
        Per::Months(3) => plans.say("im Quartal", "in a quarter"),
        Per::Months(_) => plans.say("im Jahr", "in a year"),
    };
    let names: Vec<&str> = remedy
        .milestones
        .iter()
        .map(|milestone: &Milestone| plans.catalogue.milestone_name(*milestone, plans.language))
        .collect();
    let of = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    format!("{what}{of} {per}")
}
