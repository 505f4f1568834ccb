//! Rows about allowances and about what time and tickets cost beyond them.

use super::super::catalogue::meter::AtZero;
use super::super::catalogue::{Allowance, Band, Expiry, Grant, GrantTime, Stated, Tariff, TimePrice};
use super::super::resolve::Entitlements;
use super::priced::Words;
use super::{Cell, Group, Plans, Row, word};

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
        rows.extend(row.map(|row| row.with_detail(expires(plans, ix, allowance))));
    }
    for (ix, tariff) in plans.catalogue.tariffs.iter().enumerate() {
        for row in tariff_rows(plans, ix, tariff) {
            match rows.iter_mut().find(|known| fits(known, &row)) {
                Some(known) => known.take(row),
                None => rows.push(row),
            }
        }
    }
    Group { name: plans.say("Guthaben und Preise", "Allowances and prices").to_owned(), rows }
}

/// Whether a row is about the same in other plans: tariffs of one name, a plan each, stand in one row.
fn fits(known: &Row, row: &Row) -> bool {
    let free = |pair: (&Cell, &Cell)| *pair.0 == Cell::NotIncluded || *pair.1 == Cell::NotIncluded;
    (&known.name, &known.detail) == (&row.name, &row.detail) && known.cells.iter().zip(&row.cells).all(free)
}

/// When what the plans give of an allowance ends; nothing where they give it without limit.
fn expires(plans: &Plans<'_>, ix: usize, allowance: &Allowance) -> String {
    let grants = plans.plans.iter().flat_map(|(_, held)| &held.grants).filter(|grant| grant.allowance == ix);
    let limited: Vec<&Grant> =
        grants.filter(|grant| matches!(grant.quantity, Stated::Value(_) | Stated::AsAgreed)).collect();
    if limited.is_empty() {
        return String::new();
    }
    let all = |time: GrantTime| limited.iter().all(|grant| grant.every == time);
    let say = |de: &'static str, en: &'static str| plans.say(de, en).to_owned();
    match allowance.expiry {
        Expiry::EndOfPeriod if allowance.rules.as_deref().is_some_and(|rules| rules.carry.is_some()) => {
            say("gilt im Zeitraum, mit Übertrag", "holds for its period, with carry-over")
        }
        Expiry::EndOfPeriod if all(GrantTime::Month) => {
            say("verfällt am Monatsende", "expires at the end of the month")
        }
        Expiry::EndOfPeriod if all(GrantTime::Quarter) => {
            say("verfällt am Ende des Quartals", "expires at the end of the quarter")
        }
        Expiry::EndOfPeriod if all(GrantTime::Year) => {
            say("verfällt am Ende des Jahres", "expires at the end of the year")
        }
        Expiry::EndOfPeriod if limited.iter().all(|grant| grant.every.months().is_none()) => {
            say("gilt bis zum Vertragsende", "holds until the end of the contract")
        }
        Expiry::EndOfPeriod => say("verfällt am Ende des Zeitraums", "expires at the end of its period"),
        other => expiry(plans, other),
    }
}

/// How long something lasts that is not for a period.
pub(super) fn expiry(plans: &Plans<'_>, expiry: Expiry) -> String {
    match (expiry, plans.language) {
        (Expiry::EndOfPeriod, _) => {
            plans.say("gilt bis zum Vertragsende", "holds until the end of the contract").to_owned()
        }
        (Expiry::Never, _) => plans.say("verfällt nicht", "does not expire").to_owned(),
        (Expiry::Days(days), super::Language::De) => format!("verfällt nach {days} Tagen"),
        (Expiry::Days(days), super::Language::En) => format!("expires after {days} days"),
        (Expiry::Months(months), language) => {
            let time = word::months(months, language);
            word::say(language, &format!("verfällt nach Ablauf von {time}"), &format!("expires after {time}"))
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
    let words = Words::of(plans.catalogue, plans.language);
    let name = tariff.name.get(plans.language);
    let beyond = beyond(plans, ix, tariff);
    let cell = |held: &Entitlements, text: &dyn Fn(&Words<'_>) -> String| match uses(plans, held, ix) {
        true => {
            Some(text(&words.within(&held.held))).filter(|text| !text.is_empty()).map_or(Cell::NotIncluded, Cell::Text)
        }
        false => Cell::NotIncluded,
    };
    let mut rows = Vec::new();
    let case = tariff.beside.as_ref().and_then(|beside| beside.case.as_ref());
    if let Some(case) = case {
        let price = |words: &Words<'_>| format!("{} {}", words.rule(case), words.say("je Anfrage", "a ticket"));
        let row = plans.row(name, |_, held| cell(held, &price));
        rows.extend(row.map(|row| row.with_detail(beyond.clone())));
    }
    // A tariff of tickets has no price of time; one that only takes from an allowance has none either.
    let free = tariff.bands.iter().all(|band| is_free(&band.price));
    let bands = if free && case.is_some() { &[] } else { tariff.bands.as_slice() };
    let only = from_allowances(plans, tariff).filter(|_| free);
    for band in bands.iter().take(if only.is_some() { 1 } else { bands.len() }) {
        let price = |_: &Words<'_>| match &only {
            Some(only) => only.clone(),
            None => priced(plans, band),
        };
        let (title, mut detail) = titled(plans, tariff, band);
        if only.is_none() && !free {
            detail.push(beyond.clone());
        }
        detail.retain(|text| !text.is_empty());
        rows.extend(plans.row(title, |_, held| cell(held, &price)).map(|row| row.with_detail(detail.join("; "))));
    }
    let beside = |words: &Words<'_>| {
        let lines = tariff.beside.as_ref().map(|beside| words.beside(beside)).unwrap_or_default();
        lines.join("\n")
    };
    let title = format!("{name}: {}", plans.say("außerdem", "besides"));
    rows.extend(plans.row(title, |_, held| cell(held, &beside)));
    rows
}

/// What a row costs; of one that is a share of the tariff's price, also the share.
fn priced(plans: &Plans<'_>, band: &Band) -> String {
    let price = word::time_price(&band.price, plans.catalogue.provider.currency, plans.language);
    match band.share.map(|share| word::percent(share, plans.language)) {
        Some(share) => format!("{price} ({share} {})", plans.say("des Preises sonst", "of the price otherwise")),
        None => price,
    }
}

/// Whether time costs nothing.
pub(super) fn is_free(price: &TimePrice) -> bool {
    price.rate.is_zero() && price.first.is_none() && price.unsaid.is_none()
}

/// What a row is called, and its hours.
fn titled(plans: &Plans<'_>, tariff: &Tariff, band: &Band) -> (String, Vec<String>) {
    let (name, of_band) = (tariff.name.get(plans.language), band.name.get(plans.language));
    match &band.hours {
        Some(hours) => (format!("{name}, {of_band}"), vec![word::hours(hours, plans.language)]),
        None if tariff.bands.iter().any(|band| band.share.is_some()) => (format!("{name}, {of_band}"), Vec::new()),
        None => (name.to_owned(), Vec::new()),
    }
}

fn at_zero(allowance: &Allowance) -> AtZero {
    allowance.rules.as_deref().map(|rules| rules.at_zero).unwrap_or_default()
}

/// The allowances that a tariff takes from, if it never goes on to charge.
fn from_allowances(plans: &Plans<'_>, tariff: &Tariff) -> Option<String> {
    let burns: Vec<&Allowance> = tariff.burns.iter().filter_map(|&ix| plans.catalogue.allowances.get(ix)).collect();
    let stops = !burns.is_empty() && burns.iter().all(|allowance| at_zero(allowance) == AtZero::Stop);
    let names: Vec<&str> = burns.iter().map(|allowance| allowance.name.get(plans.language)).collect();
    let (only, names) = (plans.say("nur aus dem Guthaben:", "only from the allowance:"), names.join(", "));
    stops.then(|| format!("{only} {names}"))
}

/// When a tariff's price is asked for: where the plans that use it have an allowance for it.
fn beyond(plans: &Plans<'_>, ix: usize, tariff: &Tariff) -> String {
    let given = |allowance: usize| {
        let users = plans.plans.iter().filter(|(_, held)| uses(plans, held, ix));
        let granted = users.flat_map(|(_, held)| &held.grants).any(|grant| grant.allowance == allowance);
        granted || plans.catalogue.packs.iter().any(|pack| pack.allowance == allowance)
    };
    let given = tariff.burns.iter().filter(|allowance| given(**allowance));
    let ends: Vec<AtZero> = given.filter_map(|&ix| plans.catalogue.allowances.get(ix)).map(at_zero).collect();
    let text = match () {
        () if ends.is_empty() => "",
        () if ends.iter().all(|end| *end == AtZero::Stop) => {
            plans.say("was das Guthaben nicht umfasst", "what the allowance does not cover")
        }
        () if ends.contains(&AtZero::Ask) => plans
            .say("wenn das Guthaben aufgebraucht ist und Sie zustimmen", "once the allowance is used up, if you agree"),
        () => plans.say("wenn das Guthaben aufgebraucht ist", "once the allowance is used up"),
    };
    text.to_owned()
}
