//! What holds for all plans: packages, severities, what is not covered, hours.

use super::answers::answers;
use super::priced::Words;
use super::{Plans, Section, access, holidays, meters, offers};

/// All sections that have something to say.
pub(super) fn sections(plans: &Plans<'_>) -> Vec<Section> {
    let [duties, roles] = access::sections(plans);
    let sections = [
        offers::options(plans),
        offers::packages(plans),
        meters::packs(plans),
        items(plans),
        meters::rules(plans),
        severities(plans),
        exclusions(plans),
        duties,
        roles,
        hours(plans),
        answers(plans),
    ];
    sections.into_iter().filter(|section| !section.entries.is_empty()).collect()
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
    let (catalogue, language) = (plans.catalogue, plans.language);
    let entry = |window: &super::super::catalogue::Window| {
        (window.name.get(language).to_owned(), super::hours::of_window(plans, window))
    };
    let mut entries: Vec<(String, String)> = catalogue.windows.iter().map(entry).collect();
    let zone = catalogue.provider.zone.iana_name().unwrap_or("UTC");
    let holidays = catalogue.provider.holiday_region.as_deref().unwrap_or("none");
    let holidays = holidays::named(catalogue, holidays, language);
    entries.push((plans.say("Zeitzone", "Time zone").to_owned(), zone.to_owned()));
    entries.push((plans.say("Feiertage", "Public holidays").to_owned(), holidays));
    let sets = catalogue.holidays.iter();
    entries.extend(sets.map(|set| (set.name.get(language).to_owned(), holidays::days(catalogue, set, language))));
    Section { name: plans.say("Zeiten", "Hours").to_owned(), entries }
}
