//! Rows about money: fees, allowances, prices for time, options.

use super::super::catalogue::{Band, Expiry, Fee, Language, OfferKind, Tariff};
use super::super::resolve::Entitlements;
use super::priced::Words;
use super::{Cell, Group, Plans, Row, word};

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
        plans.row(plans.say("Preis", "Price"), |ix, _| {
            offer(ix).map_or(Cell::NotStated, |offer| Cell::Text(words.fee(&offer.fee)))
        }),
        plans.row(plans.say("Zuschläge und Nachlässe", "Surcharges and discounts"), |ix, _| {
            let modifiers = offer(ix).map(|offer| offer.terms.modifiers.as_slice()).unwrap_or_default();
            lines(modifiers.iter().map(|modifier| words.modifier(modifier)).collect())
        }),
        plans.row(plans.say("Weitere Gebühren", "Further fees"), |ix, _| {
            let fees = offer(ix).map(|offer| offer.fees.as_slice()).unwrap_or_default();
            lines(fees.iter().map(|further| words.further(further)).collect())
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

/// Allowances, and what time costs beyond them.
pub(super) fn time(plans: &Plans<'_>) -> Group {
    let mut rows: Vec<Row> = Vec::new();
    for (ix, allowance) in plans.catalogue.allowances.iter().enumerate() {
        let row = plans.row(allowance.name.get(plans.language), |_, held| {
            let grants = held.grants.iter().filter(|grant| grant.allowance == ix);
            let words: Vec<String> =
                grants.map(|grant| word::grant(grant, allowance.unit, plans.catalogue, plans.language)).collect();
            if words.is_empty() { Cell::NotIncluded } else { Cell::Text(words.join("\n")) }
        });
        rows.extend(row.map(|row| row.with_detail(expiry(plans, allowance.expiry))));
    }
    for (ix, tariff) in plans.catalogue.tariffs.iter().enumerate() {
        rows.extend(tariff_rows(plans, ix, tariff));
    }
    Group { name: plans.say("Guthaben und Preise", "Allowances and prices").to_owned(), rows }
}

fn expiry(plans: &Plans<'_>, expiry: Expiry) -> String {
    match expiry {
        Expiry::EndOfPeriod => plans.say("verfällt am Monatsende", "expires at the end of the month").to_owned(),
        Expiry::Never => plans.say("verfällt nicht", "does not expire").to_owned(),
        Expiry::Days(days) => match plans.language {
            Language::De => format!("verfällt nach {days} Tagen"),
            Language::En => format!("expires after {days} days"),
        },
        Expiry::Months(months) => {
            let time = word::months(months, plans.language);
            match plans.language {
                Language::De => format!("verfällt nach Ablauf von {time}"),
                Language::En => format!("expires after {time}"),
            }
        }
    }
}

/// Whether a plan's calls or work are priced by a tariff.
pub(super) fn uses(plans: &Plans<'_>, held: &Entitlements, tariff: usize) -> bool {
    let lines = held.lines.iter().filter_map(|&ix| plans.catalogue.lines.get(ix));
    let asked = |asked: usize| asked == tariff || leads_to(plans, asked, tariff);
    held.work.is_some_and(asked) || lines.into_iter().any(|line| line.tariff.is_some_and(asked))
}

/// Whether a tariff names another one that may take its place.
fn leads_to(plans: &Plans<'_>, from: usize, to: usize) -> bool {
    let beside = plans.catalogue.tariffs.get(from).and_then(|tariff| tariff.beside.as_ref());
    beside.is_some_and(|beside| beside.instead.iter().any(|(_, other)| *other == to))
}

fn tariff_rows(plans: &Plans<'_>, ix: usize, tariff: &Tariff) -> Vec<Row> {
    let currency = plans.catalogue.provider.currency;
    let name = tariff.name.get(plans.language);
    let row = |band: &Band| {
        let mut price = word::time_price(&band.price, currency, plans.language);
        if let Some(share) = band.share {
            let share = word::percent(share, plans.language);
            price = format!("{price} ({share} {})", plans.say("des Preises sonst", "of the price otherwise"));
        }
        let (title, mut detail) = match &band.hours {
            Some(hours) => (format!("{name}, {}", band.name.get(plans.language)), word::hours(hours, plans.language)),
            None if tariff.bands.iter().any(|band| band.share.is_some()) => {
                (format!("{name}, {}", band.name.get(plans.language)), String::new())
            }
            None => (name.to_owned(), String::new()),
        };
        if !tariff.burns.is_empty() {
            detail = plans.say("wenn das Guthaben aufgebraucht ist", "once the allowance is used up").to_owned();
        }
        let row = plans.row(
            title,
            |_, held| {
                if uses(plans, held, ix) { Cell::Text(price.clone()) } else { Cell::NotIncluded }
            },
        );
        row.map(|row| row.with_detail(detail))
    };
    let mut rows: Vec<Row> = tariff.bands.iter().filter_map(row).collect();
    let beside = tariff.beside.as_ref().map(|beside| Words::of(plans.catalogue, plans.language).beside(beside));
    if let Some(beside) = beside.filter(|lines| !lines.is_empty()) {
        let title = format!("{name}: {}", plans.say("außerdem", "besides"));
        let cell = |_, held: &Entitlements| {
            if uses(plans, held, ix) { Cell::Text(beside.join("\n")) } else { Cell::NotIncluded }
        };
        rows.extend(plans.row(title, cell));
    }
    rows
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
    Group { name: plans.say("Optionen", "Options").to_owned(), rows }
}
