//! Rows about money: fees, terms, options.

use super::super::catalogue::{Fee, OfferKind};
use super::priced::Words;
use super::{Cell, Group, Plans, word};

/// Heading of the options, in German and English.
pub(super) const OPTIONS: (&str, &str) = ("Optionen", "Options");

/// What the plans cost, for how long, and what comes with what.
pub(super) fn fees(plans: &Plans<'_>) -> Group {
    let (catalogue, language) = (plans.catalogue, plans.language);
    let words = Words::of(catalogue, language);
    let lines = |lines: Vec<String>| if lines.is_empty() { Cell::NotIncluded } else { Cell::Text(lines.join("\n")) };
    let names = |list: &[usize]| -> Vec<&str> {
        list.iter().filter_map(|&ix| catalogue.offers.get(ix)).map(|offer| offer.name.get(language)).collect()
    };
    let offer = |ix: usize| catalogue.offers.get(ix);
    let list = |names: Vec<&str>| {
        if names.is_empty() { Cell::NotIncluded } else { Cell::Text(names.join(", ")) }
    };
    let rows = [
        plans.row(plans.say("Preis", "Price"), |ix, held| {
            offer(ix).map_or(Cell::NotStated, |offer| Cell::Text(words.within(&held.held).fee(&offer.fee)))
        }),
        plans.row(plans.say("Nur für", "Only for"), |ix, held| {
            lines(offer(ix).map(|offer| words.within(&held.held).available(&offer.lasting)).unwrap_or_default())
        }),
        plans.row(plans.say("Zuschläge und Nachlässe", "Surcharges and discounts"), |ix, held| {
            let modifiers = offer(ix).map(|offer| offer.terms.modifiers.as_slice()).unwrap_or_default();
            lines(words.within(&held.held).modifiers(modifiers))
        }),
        plans.row(plans.say("Weitere Gebühren", "Further fees"), |ix, held| {
            let fees = offer(ix).map(|offer| offer.fees.as_slice()).unwrap_or_default();
            let words = words.within(&held.held);
            lines(
                fees.iter()
                    .filter(|further| words.applies(&further.when))
                    .map(|further| words.further(further))
                    .collect(),
            )
        }),
        plans.row(plans.say("Abrechnung", "Billing"), |ix, _| {
            lines(offer(ix).map(|offer| words.terms(&offer.terms)).unwrap_or_default())
        }),
        plans.row(plans.say("Setzt voraus (wird zusätzlich berechnet)", "Needs (billed in addition)"), |ix, _| {
            list(offer(ix).map(|offer| names(&offer.requires)).unwrap_or_default())
        }),
        plans.row(plans.say("Ohne Aufpreis enthalten in", "Included at no charge in"), |ix, _| {
            list(offer(ix).map(|offer| names(&offer.included_in)).unwrap_or_default())
        }),
        plans.row(plans.say("Laufzeit", "Term"), |_, held| {
            held.term_months.map_or(Cell::NotStated, |months| Cell::Text(word::months(months, language)))
        }),
        plans.row(plans.say("Verlängerung und Ende", "Renewal and end"), |ix, _| {
            lines(offer(ix).map(|offer| words.lasting(&offer.lasting)).unwrap_or_default())
        }),
        plans.row(plans.say("Nachlass auf die Gebühr", "Discount on the fee"), |ix, _| {
            match offer(ix).and_then(|offer| offer.term_discount) {
                Some((months, percent)) => {
                    let (percent, term) = (word::percent(percent, language), word::months(months, language));
                    let from = plans.say("bei einer Laufzeit von mindestens", "on a term of");
                    let more = plans.say("", " or more");
                    Cell::Text(format!("{percent} {from} {term}{more}"))
                }
                None => Cell::NotIncluded,
            }
        }),
    ];
    Group {
        name: plans.say("Preis und Laufzeit", "Price and term").to_owned(),
        rows: rows.into_iter().flatten().collect(),
    }
}

/// Options, as each plan has them: included, to be added, or not.
pub(super) fn options(plans: &Plans<'_>) -> Group {
    let currency = plans.catalogue.provider.currency;
    let mut rows = Vec::new();
    for (ix, option) in plans.catalogue.offers.iter().enumerate().filter(|(_, offer)| offer.kind == OfferKind::Option) {
        let fee = match option.fee {
            Fee::AsAgreed | Fee::NotStated => {
                format!("{} {}", plans.say("Preis", "price"), word::fee(&option.fee, currency, plans.language))
            }
            _ => Words::of(plans.catalogue, plans.language).fee(&option.fee),
        };
        let row = plans.row(option.name.get(plans.language), |plan, held| {
            if held.held.contains(&ix) {
                Cell::Included
            } else if option.available_to.is_empty() || option.available_to.contains(&plan) {
                Cell::Text(format!("{}, {fee}", plans.say("zubuchbar", "can be added")))
            } else {
                Cell::NotIncluded
            }
        });
        rows.extend(row.map(|row| row.with_detail(option.summary.get(plans.language))));
    }
    Group { name: plans.say(OPTIONS.0, OPTIONS.1).to_owned(), rows }
}
