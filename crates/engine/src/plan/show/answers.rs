//! How things are counted: the answers that stand where the published wording is open, as far as a catalogue needs them.

use super::super::catalogue::meter::Tally;
use super::super::catalogue::price::Cycle;
use super::super::catalogue::terms::Happening;
use super::super::catalogue::{
    Border, BurnOrder, Counting, Expiry, Fee, GrantTime, Language, Marking, Offer, OfferKind, OnChange, Stated, Target,
    Tariff, Unit,
};
use super::{Plans, Section, word};

/// The answers chosen where a published wording is open, as far as the catalogue needs them.
pub(super) fn answers(plans: &Plans<'_>) -> Section {
    let mut entries: Vec<(String, String)> = Vec::new();
    let mut add = |de: (&str, &str), en: (&str, &str)| {
        let (name, text) = if plans.language == Language::De { de } else { en };
        let entry = (name.to_owned(), text.to_owned());
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    };
    prices(plans, &mut add);
    usage(plans, &mut add);
    clocks(plans, &mut add);
    Section { name: plans.say("So rechnen wir", "How we count").to_owned(), entries }
}

type Add<'f> = dyn FnMut((&str, &str), (&str, &str)) + 'f;

fn prices(plans: &Plans<'_>, add: &mut Add<'_>) {
    let provider = &plans.catalogue.provider;
    let rate = |language| provider.tax_percent.map(|tax| word::percent(tax, language));
    let (de, en) = match (provider.prices, rate(Language::De).zip(rate(Language::En))) {
        (Marking::Gross, Some((de, en))) => (
            format!("Alle Preise enthalten die Umsatzsteuer ({de}), gerundet einmal je Rechnung."),
            format!("All prices include VAT ({en}), rounded once on each invoice."),
        ),
        (Marking::Gross, None) => (
            "Alle Preise enthalten die Umsatzsteuer; wie hoch sie ist, ist nicht angegeben.".to_owned(),
            "All prices include VAT; how much it is, is not stated.".to_owned(),
        ),
        (Marking::Net, Some((de, en))) => (
            format!("Alle Preise sind netto; dazu kommen {de} Umsatzsteuer, gerundet einmal je Rechnung."),
            format!("All prices are net; {en} VAT is added, rounded once on each invoice."),
        ),
        (Marking::Net, None) => (
            "Alle Preise sind netto; wie viel Umsatzsteuer dazukommt, ist nicht angegeben.".to_owned(),
            "All prices are net; how much VAT is added is not stated.".to_owned(),
        ),
        (Marking::NotStated, Some((de, en))) => (
            format!("Ob die Preise Umsatzsteuer enthalten, ist nicht angegeben; berechnet werden {de} dazu."),
            format!("Whether prices include VAT is not stated; {en} is added."),
        ),
        (Marking::NotStated, None) => (
            "Zur Umsatzsteuer ist nichts angegeben; sie wird nicht berechnet.".to_owned(),
            "Nothing is stated about VAT; none is computed.".to_owned(),
        ),
    };
    add(("Preise", &de), ("Prices", &en));
    let recurring = |fee: &Fee| match fee {
        Fee::Recurring { .. } => true,
        Fee::Columns(columns) => columns.iter().any(|column| column.months.is_some()),
        _ => false,
    };
    let monthly = |offer: &Offer| offer.terms.billing == Cycle::default() && recurring(&offer.fee);
    if plans.catalogue.offers.iter().any(monthly) {
        add(
            (
                "Anteilige Monate",
                "Gebühren für einen Teil des Monats werden nach Tagen berechnet, gerundet je Rechnungszeile.",
            ),
            ("Partial months", "Fees for a part of a month are charged by days, rounded on each line of the invoice."),
        );
    }
}

fn usage(plans: &Plans<'_>, add: &mut Add<'_>) {
    let catalogue = plans.catalogue;
    let others = (0..catalogue.offers.len()).filter(|ix| catalogue.offers[*ix].kind != OfferKind::Plan);
    let others: Vec<Plans<'_>> = others.map(|ix| super::offers::alone(plans, ix)).collect();
    let all = || plans.plans.iter().chain(others.iter().flat_map(|other| &other.plans));
    let used = |ix: usize| all().any(|(_, held)| super::tariffs::uses(plans, held, ix));
    let tariffs: Vec<&Tariff> =
        catalogue.tariffs.iter().enumerate().filter(|(ix, _)| used(*ix)).map(|(_, tariff)| tariff).collect();
    if catalogue.lines.iter().any(|line| line.tariff.is_some()) {
        add(
            ("Gesprächsdauer", "Gezählt wird von der Annahme bis zum Auflegen, Warteschleifen zählen nicht."),
            ("Length of a call", "Time counts from the answer to hanging up; waiting in a queue does not count."),
        );
    }
    counting(&tariffs, add);
    let monthly = plans
        .plans
        .iter()
        .flat_map(|(_, held)| &held.grants)
        .any(|grant| grant.every == GrantTime::Month && matches!(grant.quantity, Stated::Value(_)));
    if monthly {
        add(
            (
                "Guthaben",
                "Gilt je Kalendermonat, im ersten Monat voll, für alle Ansprechpersonen gemeinsam. Beim Wechsel im Monat gilt das höhere Guthaben.",
            ),
            (
                "Allowances",
                "Hold for a calendar month, in full in the first one, and are shared by all contacts. On a change within a month the higher allowance counts.",
            ),
        );
    }
    order(plans, &tariffs, add);
    pooling(plans, add);
    bands(plans, &tariffs, add);
}

/// How started units are rounded up; each tariff by its name where they differ.
fn counting(tariffs: &[&Tariff], add: &mut Add<'_>) {
    let priced = |tariff: &&&Tariff| tariff.bands.iter().any(|band| !super::tariffs::is_free(&band.price));
    let tariffs: Vec<&Tariff> = tariffs.iter().filter(priced).copied().collect();
    let same = tariffs.windows(2).all(|pair| pair.first().map(|one| said(one)) == pair.last().map(|one| said(one)));
    for tariff in tariffs {
        let (de, en) = said(tariff);
        let name = |language| match same {
            true => String::new(),
            false => format!("{}: ", tariff.name.get(language)),
        };
        let texts = [format!("{}{de}", name(Language::De)), format!("{}{en}", name(Language::En))];
        add(("Angefangene Einheiten", &texts[0]), ("Started units", &texts[1]));
    }
}

/// How a tariff's time is counted.
fn said(tariff: &Tariff) -> (String, String) {
    let (de, en) = match tariff.counting {
        Counting::EachUsage => (
            "Jedes Gespräch und jede Arbeit wird für sich aufgerundet.",
            "Each call and each piece of work is rounded up on its own.",
        ),
        Counting::EachTicket => (
            "Was zu einer Anfrage getan wird, wird zusammengezählt und dann aufgerundet.",
            "What is done on a ticket is added up, then rounded up.",
        ),
        Counting::EachCycle => (
            "Was zu einer Anfrage bis zum Wiedereröffnen getan wird, wird zusammengezählt und dann aufgerundet.",
            "What is done on a ticket until it is reopened is added up, then rounded up.",
        ),
        Counting::EachDay => (
            "Die Zeiten eines Tages werden zusammengezählt und dann aufgerundet.",
            "The times of a day are added up, then rounded up.",
        ),
        Counting::MonthSum => (
            "Die Zeiten des Monats werden zusammengezählt und einmal aufgerundet.",
            "The month's times are added up and rounded up once.",
        ),
        Counting::Second => ("Gezählt wird auf die Sekunde.", "Time counts to the second."),
    };
    let free = |language| {
        // What is summed and rounded is said already; free time is not.
        let tally = tariff.tally.as_ref().filter(|tally| tally.free_first_s > 0 || tally.free_below_s > 0)?;
        let plain = Tally { scope: Counting::EachUsage, increment_s: 1, ..*tally };
        super::meters::tallied(&plain, language).map(|text| format!(" {text}"))
    };
    let more = |language| free(language).unwrap_or_default();
    (format!("{de}{}", more(Language::De)), format!("{en}{}", more(Language::En)))
}

fn order(plans: &Plans<'_>, tariffs: &[&Tariff], add: &mut Add<'_>) {
    for tariff in tariffs.iter().filter(|tariff| tariff.burns.len() > 1) {
        let names = |language| -> Vec<&str> {
            let mut burns: Vec<_> = tariff.burns.iter().filter_map(|&ix| plans.catalogue.allowances.get(ix)).collect();
            match plans.catalogue.choices.burn_order {
                BurnOrder::Priority => burns.sort_by_key(|allowance| allowance.priority),
                BurnOrder::CreditFirst => burns.sort_by_key(|allowance| allowance.expiry == Expiry::EndOfPeriod),
                BurnOrder::EarliestExpiry => burns.sort_by_key(|allowance| allowance.expiry != Expiry::EndOfPeriod),
            }
            burns.into_iter().map(|allowance| allowance.name.get(language)).collect()
        };
        add(
            ("Reihenfolge", &format!("Verbraucht werden der Reihe nach: {}.", names(Language::De).join(", dann "))),
            ("Order", &format!("Used up in this order: {}.", names(Language::En).join(", then "))),
        );
    }
}

fn pooling(plans: &Plans<'_>, add: &mut Add<'_>) {
    for allowance in &plans.catalogue.allowances {
        let Some(pooling) = &allowance.pooling else {
            continue;
        };
        let (count, by) = (pooling.periods, &pooling.by);
        let (by_de, by_en) = match by.as_str() {
            "support-manager" => ("dem Supportmanager", "the support manager"),
            "account-manager" => ("dem Account Manager", "the account manager"),
            other => (other, other),
        };
        add(
            (
                "Monate zusammenlegen",
                &format!(
                    "{}: {count} aufeinanderfolgende Monate können mit {by_de} zusammengelegt werden, bevor der erste endet. Jeder Monat gehört zu höchstens einer Zusammenlegung.",
                    allowance.name.get(Language::De)
                ),
            ),
            (
                "Pooling months",
                &format!(
                    "{}: {count} consecutive months can be pooled by agreement with {by_en} before the first one ends. Each month is in one pool at most.",
                    allowance.name.get(Language::En)
                ),
            ),
        );
    }
}

fn bands(plans: &Plans<'_>, tariffs: &[&Tariff], add: &mut Add<'_>) {
    for tariff in tariffs.iter().filter(|tariff| tariff.bands.len() > 1) {
        let (de, en) = match tariff.border {
            Border::BlockStart => (
                "Jeder angefangene Block kostet, was zu seinem Beginn gilt.",
                "Each started block costs what holds when it starts.",
            ),
            Border::CallStart => (
                "Das ganze Gespräch kostet, was zu seinem Beginn gilt.",
                "The whole call costs what holds when it starts.",
            ),
            Border::Second => (
                "Das Gespräch wird am Wechsel auf die Sekunde geteilt.",
                "The call is split at the change, to the second.",
            ),
        };
        add(("Preiswechsel im Gespräch", de), ("Price change during a call", en));
        if let Some(band) = tariff.otherwise.and_then(|ix| tariff.bands.get(ix)) {
            add(
                (
                    "Übrige Zeiten",
                    &format!(
                        "In Zeiten ohne eigene Zeile gilt: {}, {}.",
                        tariff.name.get(Language::De),
                        band.name.get(Language::De)
                    ),
                ),
                (
                    "Other hours",
                    &format!(
                        "In hours without a row of their own this one holds: {}, {}.",
                        tariff.name.get(Language::En),
                        band.name.get(Language::En)
                    ),
                ),
            );
        }
    }
    for tariff in tariffs {
        ordinary(plans, tariff, add);
        apart(plans, tariffs, tariff, add);
    }
}

/// A call on this tariff in the hours of another one.
fn ordinary(plans: &Plans<'_>, tariff: &Tariff, add: &mut Add<'_>) {
    let within = tariff
        .within
        .and_then(|(window, other)| Some((plans.catalogue.windows.get(window)?, plans.catalogue.tariffs.get(other)?)));
    if let Some((window, other)) = within {
        add(
            (
                "Anruf in üblichen Zeiten",
                &format!(
                    "{}: Beginnt der Anruf in den Zeiten „{}“, gilt der Preis „{}“ mit dessen Guthaben.",
                    tariff.name.get(Language::De),
                    window.name.get(Language::De),
                    other.name.get(Language::De)
                ),
            ),
            (
                "Call in ordinary hours",
                &format!(
                    "{}: a call that starts in the hours “{}” is priced as “{}”, allowances included.",
                    tariff.name.get(Language::En),
                    window.name.get(Language::En),
                    other.name.get(Language::En)
                ),
            ),
        );
    }
}

/// A tariff that burns nothing beside others that do, and one that must be accepted.
fn apart(plans: &Plans<'_>, tariffs: &[&Tariff], tariff: &Tariff, add: &mut Add<'_>) {
    let free = plans.catalogue.allowances.iter().any(|allowance| allowance.unit != Unit::Tickets);
    if free && tariff.burns.is_empty() && tariffs.iter().any(|other| !other.burns.is_empty()) {
        add(
            ("Guthaben", &format!("{}: Guthaben wird dafür nicht verbraucht.", tariff.name.get(Language::De))),
            ("Allowances", &format!("{}: allowances are not used up for it.", tariff.name.get(Language::En))),
        );
    }
    if tariff.acceptance {
        add(
            (
                "Einverständnis",
                &format!(
                    "{}: Der Preis wird vorher genannt und gilt, wenn Sie ihn annehmen.",
                    tariff.name.get(Language::De)
                ),
            ),
            (
                "Acceptance",
                &format!("{}: the price is told before and holds when you accept it.", tariff.name.get(Language::En)),
            ),
        );
    }
}

fn clocks(plans: &Plans<'_>, add: &mut Add<'_>) {
    let promised = |stated: &Stated<_>| matches!(stated, Stated::Value(_) | Stated::AsAgreed);
    let mut targets = plans.plans.iter().flat_map(|(_, held)| &held.targets);
    if !targets.any(|target| promised(&target.within)) {
        return;
    }
    let receipts = |target: &Target| {
        let course = target.terms.as_ref().and_then(|terms| terms.course.as_ref());
        course.is_some_and(|course| course.until.contains(&Happening::Receipt))
    };
    let receipt = match plans.plans.iter().flat_map(|(_, held)| &held.targets).any(receipts) {
        true => {
            ("Auch eine automatische Bestätigung zählt als Reaktion.", "An automatic receipt counts as a response too.")
        }
        false => {
            ("Automatische Bestätigungen zählen nicht als Reaktion.", "Automatic receipts do not count as a response.")
        }
    };
    let de = "Gezählt wird ab dem Eingang einer gültigen Anfrage und nur in den genannten Zeiten. Was genau am Ende der Frist kommt, kommt rechtzeitig.";
    let en = "Time counts from the receipt of a valid request, and only in the hours named. What comes exactly at the end is in time.";
    add(("Fristen", &format!("{de} {}", receipt.0)), ("Response times", &format!("{en} {}", receipt.1)));
    let (de, en) = match plans.catalogue.choices.on_change {
        OnChange::FromArrival => (
            "Ändert sich die Zusage, wird die Frist ab dem Eingang neu berechnet.",
            "When the promise changes, the due time is computed anew from the arrival.",
        ),
        OnChange::Restart => {
            ("Ändert sich die Zusage, beginnt die Frist neu.", "When the promise changes, time starts again.")
        }
    };
    add(("Änderungen", de), ("Changes", en));
}
