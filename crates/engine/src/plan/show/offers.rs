//! What options and packages add to a plan: their promises in the words of the comparison, one line each.

use super::super::catalogue::{Offer, OfferKind};
use super::super::resolve::Entitlements;
use super::priced::Words;
use super::{Cell, Group, Plans, Section, access, prices, promises, remedy, tariffs};

/// Headings, in German and English.
pub(super) const OPTIONS: (&str, &str) = ("Was die Optionen enthalten", "What the options contain");
pub(super) const PACKAGES: (&str, &str) = ("Pakete", "Packages");

/// What each option contains.
pub(super) fn options(plans: &Plans<'_>) -> Section {
    let entries = of_kind(plans, OfferKind::Option).map(|(ix, offer)| {
        let mut lines = lines(plans, ix);
        let price = plans.say("Preis", "Price").to_owned() + ": ";
        lines.retain(|line| !line.starts_with(&price));
        (offer.name.get(plans.language).to_owned(), lines.join("\n"))
    });
    let entries = entries.filter(|(_, text)| !text.is_empty()).collect();
    Section { name: plans.say(OPTIONS.0, OPTIONS.1).to_owned(), entries }
}

/// What each package contains, and its price.
pub(super) fn packages(plans: &Plans<'_>) -> Section {
    let entry = |(ix, offer): (usize, &Offer)| {
        let summary = offer.summary.get(plans.language);
        let fee = Words::of(plans.catalogue, plans.language).fee(&offer.fee);
        let fee = format!("{}: {fee}", plans.say("Preis", "Price"));
        let first = if summary.is_empty() { fee.clone() } else { format!("{summary} {fee}.") };
        let more = lines(plans, ix).into_iter().filter(|line| *line != fee);
        (offer.name.get(plans.language).to_owned(), [first].into_iter().chain(more).collect::<Vec<_>>().join("\n"))
    };
    let entries = of_kind(plans, OfferKind::Package).map(entry).collect();
    Section { name: plans.say(PACKAGES.0, PACKAGES.1).to_owned(), entries }
}

fn of_kind<'a>(plans: &Plans<'a>, kind: OfferKind) -> impl Iterator<Item = (usize, &'a Offer)> + use<'a> {
    plans.catalogue.offers.iter().enumerate().filter(move |(_, offer)| offer.kind == kind)
}

/// An offer by itself, as if it were a plan.
pub(super) fn alone<'a>(plans: &Plans<'a>, offer: usize) -> Plans<'a> {
    let held = Entitlements::alone(plans.catalogue, offer);
    Plans { catalogue: plans.catalogue, language: plans.language, plans: vec![(offer, held)], adds: true }
}

/// What an offer by itself says, by subject.
pub(super) fn groups(alone: &Plans<'_>) -> Vec<Group> {
    let groups = [
        prices::fees(alone),
        promises::reach(alone),
        promises::targets(alone),
        tariffs::time(alone),
        promises::rights(alone),
        access::covers(alone),
        remedy::remedies(alone),
    ];
    groups.into_iter().filter(|group| !group.rows.is_empty()).collect()
}

fn lines(plans: &Plans<'_>, offer: usize) -> Vec<String> {
    let groups = groups(&alone(plans, offer));
    let mut lines = Vec::new();
    for row in groups.into_iter().flat_map(|group| group.rows) {
        let name = if row.detail.is_empty() { row.name } else { format!("{} ({})", row.name, row.detail) };
        lines.extend(row.cells.iter().map(|cell| match cell {
            Cell::Included => name.clone(),
            Cell::Noted(note) => format!("{name}: {}", note.replace('\n', "; ")),
            other => format!("{name}: {}", other.words(plans.language).replace('\n', "; ")),
        }));
    }
    lines
}
