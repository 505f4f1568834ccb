//! What holds for all plans: packages, severities, what is not covered, hours.

use super::super::catalogue::OfferKind;
use super::answers::answers;
use super::priced::Words;
use super::{Plans, Section, access, word};

/// All sections that have something to say.
pub(super) fn sections(plans: &Plans<'_>) -> Vec<Section> {
    let [duties, roles] = access::sections(plans);
    let sections = [
        packages(plans),
        items(plans),
        severities(plans),
        exclusions(plans),
        duties,
        roles,
        hours(plans),
        answers(plans),
    ];
    sections.into_iter().filter(|section| !section.entries.is_empty()).collect()
}

fn packages(plans: &Plans<'_>) -> Section {
    let language = plans.language;
    let offers = plans.catalogue.offers.iter().filter(|offer| offer.kind == OfferKind::Package);
    let entry = |offer: &super::super::catalogue::Offer| {
        let fee = word::fee(&offer.fee, plans.catalogue.provider.currency, language);
        let fee = format!("{}: {fee}", plans.say("Preis", "Price"));
        let summary = offer.summary.get(language);
        let text = if summary.is_empty() { fee } else { format!("{summary} {fee}.") };
        (offer.name.get(language).to_owned(), text)
    };
    Section { name: plans.say("Pakete", "Packages").to_owned(), entries: offers.map(entry).collect() }
}

/// What is charged by the piece.
fn items(plans: &Plans<'_>) -> Section {
    let words = Words::of(plans.catalogue, plans.language);
    let entry = |item: &super::super::catalogue::Item| (item.name.get(plans.language).to_owned(), words.item(item));
    let entries = plans.catalogue.items.iter().map(entry).collect();
    Section { name: plans.say("Einzelpreise", "Prices by the piece").to_owned(), entries }
}

fn severities(plans: &Plans<'_>) -> Section {
    let entry = |severity: &super::super::catalogue::Severity| {
        let examples: Vec<&str> = severity.examples.iter().map(|example| example.get(plans.language)).collect();
        (severity.name.get(plans.language).to_owned(), examples.join("; "))
    };
    let entries = plans.catalogue.severities.iter().map(entry).collect();
    Section { name: plans.say("Schweregrade", "Severities").to_owned(), entries }
}

fn exclusions(plans: &Plans<'_>) -> Section {
    let entry = |exclusion: &super::super::catalogue::Exclusion| {
        (exclusion.name.get(plans.language).to_owned(), exclusion.sentence.get(plans.language).to_owned())
    };
    let entries = plans.catalogue.exclusions.iter().map(entry).collect();
    Section { name: plans.say("Nicht enthalten", "Not covered").to_owned(), entries }
}

fn hours(plans: &Plans<'_>) -> Section {
    let language = plans.language;
    let entry = |window: &super::super::catalogue::Window| {
        (window.name.get(language).to_owned(), word::hours(&window.hours, language))
    };
    let mut entries: Vec<(String, String)> = plans.catalogue.windows.iter().map(entry).collect();
    let zone = plans.catalogue.provider.zone.iana_name().unwrap_or("UTC");
    let holidays = match &plans.catalogue.provider.holiday_region {
        Some(region) => {
            format!("{} {region}", plans.say("gesetzliche Feiertage der Region", "public holidays of the region"))
        }
        None => plans.say("keine", "none").to_owned(),
    };
    entries.push((plans.say("Zeitzone", "Time zone").to_owned(), zone.to_owned()));
    entries.push((plans.say("Feiertage", "Public holidays").to_owned(), holidays));
    Section { name: plans.say("Zeiten", "Hours").to_owned(), entries }
}
