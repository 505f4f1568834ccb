//! What changes from one version of a catalogue to another, in the words of the comparison that customers read.
//!
//! Both versions are shown as customers see them, and what reads differently is a change. Where it can be told, it is
//! said whether the change is for the better or for the worse of who holds the plan; where it cannot, it is not guessed.

use rust_decimal::Decimal;

use super::catalogue::{Catalogue, Fee, Language, Span, Stated, Target};
use super::resolve::{Entitlements, Selection};
use super::show::{Cell, Comparison, Row, comparison};

/// What changes from one version of a catalogue to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// Language of every text here.
    pub language: Language,
    /// Name of the provider.
    pub provider: String,
    /// The older version.
    pub from: String,
    /// The newer version.
    pub to: String,
    /// Plans that change, are new or are gone, in the order of the newer file.
    pub plans: Vec<PlanChanges>,
    /// What changes for all plans.
    pub general: Vec<Change>,
}

/// What changes in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanChanges {
    /// Id of the plan.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Whether it is there in both versions.
    pub fate: Fate,
    /// What changes.
    pub changes: Vec<Change>,
}

/// What becomes of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is in both versions.
    Stays,
    /// Only the newer version has it.
    New,
    /// Only the older version has it.
    Gone,
}

/// A promise that reads differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is about.
    pub about: String,
    /// What the older version says; none: nothing.
    pub before: Option<String>,
    /// What the newer version says; none: nothing.
    pub after: Option<String>,
    /// Whether it is better or worse for the customer.
    pub effect: Effect,
}

/// Whether a change is better or worse for the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// More, faster or cheaper.
    Better,
    /// Less, slower or dearer.
    Worse,
    /// Another one; what it is worth is for the customer to say.
    Other,
}

/// Compares two versions of a catalogue.
#[must_use]
pub fn compare(older: &Catalogue, newer: &Catalogue, language: Language) -> Changes {
    let (before, after) = (comparison(older, language), comparison(newer, language));
    let mut plans = Vec::new();
    for (place, column) in after.columns.iter().enumerate() {
        let known = before.columns.iter().position(|old| old.id == column.id);
        let changes = match known {
            Some(old) => plan_changes((older, &before, old), (newer, &after, place)),
            None => Vec::new(),
        };
        let fate = if known.is_some() { Fate::Stays } else { Fate::New };
        if fate == Fate::New || !changes.is_empty() {
            plans.push(PlanChanges { id: column.id.clone(), name: column.name.clone(), fate, changes });
        }
    }
    let gone = before.columns.iter().filter(|old| !after.columns.iter().any(|new| new.id == old.id));
    plans.extend(gone.map(|old| PlanChanges {
        id: old.id.clone(),
        name: old.name.clone(),
        fate: Fate::Gone,
        changes: Vec::new(),
    }));
    Changes {
        language,
        provider: after.provider.clone(),
        from: before.version.clone(),
        to: after.version.clone(),
        general: general(&before, &after),
        plans,
    }
}

/// A version with the place of the plan in it.
type Side<'a> = (&'a Catalogue, &'a Comparison, usize);

fn plan_changes(old: Side<'_>, new: Side<'_>) -> Vec<Change> {
    let held = |(catalogue, shown, place): Side<'_>| {
        let plan = shown.columns[place].id.clone();
        Entitlements::resolve(catalogue, &Selection { plan, ..Selection::default() }).ok()
    };
    let (old_held, new_held) = (held(old), held(new));
    let mut changes = Vec::new();
    let names = (&old.1.columns[old.2].name, &new.1.columns[new.2].name);
    if names.0 != names.1 {
        let about = "Name".to_owned();
        changes.push(Change {
            about,
            before: Some(names.0.clone()),
            after: Some(names.1.clone()),
            effect: Effect::Other,
        });
    }
    let rows = |side: Side<'_>| -> Vec<(String, Row)> {
        let groups = side.1.groups.iter();
        groups.flat_map(|group| group.rows.iter().map(|row| (group.name.clone(), row.clone()))).collect()
    };
    let (old_rows, new_rows) = (rows(old), rows(new));
    let same = |a: &(String, Row), b: &(String, Row)| a.0 == b.0 && a.1.name == b.1.name && a.1.detail == b.1.detail;
    let mut places: Vec<&(String, Row)> = new_rows.iter().collect();
    places.extend(old_rows.iter().filter(|old| !new_rows.iter().any(|new| same(old, new))));
    for place in places {
        let said = |rows: &[(String, Row)], column: usize| {
            let row = rows.iter().find(|row| same(row, place));
            row.and_then(|(_, row)| row.cells.get(column)).cloned().unwrap_or(Cell::NotIncluded)
        };
        let (before, after) = (said(&old_rows, old.2), said(&new_rows, new.2));
        if quiet(&before) == quiet(&after) && (quiet(&before) || before == after) {
            continue;
        }
        let words = |cell: &Cell| (!quiet(cell)).then(|| cell.words(new.1.language).replace('\n', "; "));
        let effect = match (&old_held, &new_held) {
            (Some(old_held), Some(new_held)) => {
                effect((old.0, old_held), (new.0, new_held), &place.1.name, new.1.language)
            }
            _ => Effect::Other,
        };
        let detail = &place.1.detail;
        let about = if detail.is_empty() { place.1.name.clone() } else { format!("{} ({detail})", place.1.name) };
        changes.push(Change { about, before: words(&before), after: words(&after), effect });
    }
    changes
}

/// Whether a cell says nothing.
fn quiet(cell: &Cell) -> bool {
    matches!(cell, Cell::NotIncluded | Cell::NotStated)
}

/// What a plan promises, with its catalogue.
type Held<'a> = (&'a Catalogue, &'a Entitlements);

/// Whether what a row is about becomes better: its fee, an allowance, a right, or a target.
fn effect(old: Held<'_>, new: Held<'_>, row: &str, language: Language) -> Effect {
    if row == (if language == Language::De { "Preis" } else { "Price" }) {
        let monthly = |(catalogue, held): Held<'_>| match catalogue.offers[held.plan].fee {
            Fee::Free => Some(Decimal::ZERO),
            Fee::Recurring { price, months } => price.checked_div(Decimal::from(months.max(1))),
            _ => None,
        };
        return toward(monthly(new).zip(monthly(old)).map(|(new, old)| old.cmp(&new)));
    }
    if row == (if language == Language::De { "Ansprechpersonen" } else { "Authorised contacts" }) {
        return match (old.1.contacts, new.1.contacts) {
            (Stated::Value(old), Stated::Value(new)) => toward(Some(new.cmp(&old))),
            (Stated::Value(_), Stated::Unlimited) => Effect::Better,
            (Stated::Unlimited, Stated::Value(_)) => Effect::Worse,
            _ => Effect::Other,
        };
    }
    let right = |(catalogue, held): Held<'_>| {
        let right = catalogue.rights.iter().position(|right| right.name.get(language) == row);
        right.map(|ix| held.rights.iter().any(|(known, _)| *known == ix))
    };
    match (right(old).unwrap_or(false), right(new).unwrap_or(false)) {
        (false, true) => return Effect::Better,
        (true, false) => return Effect::Worse,
        _ => {}
    }
    let granted = |(catalogue, held): Held<'_>| {
        let allowance = catalogue.allowances.iter().position(|allowance| allowance.name.get(language) == row)?;
        let grants: Vec<_> = held.grants.iter().filter(|grant| grant.allowance == allowance).collect();
        match grants.as_slice() {
            [] => Some(0),
            [grant] => match grant.quantity {
                Stated::Value(quantity) => Some(quantity),
                Stated::Unlimited => Some(i64::MAX),
                _ => None,
            },
            _ => None,
        }
    };
    if let (Some(old), Some(new)) = (granted(old), granted(new)) {
        return toward(Some(new.cmp(&old)));
    }
    targets(old, new, row, language)
}

/// Whether the targets of a milestone become shorter.
fn targets(old: Held<'_>, new: Held<'_>, row: &str, language: Language) -> Effect {
    let of = |(catalogue, held): Held<'_>| -> Vec<Target> {
        let named = held.targets.iter().filter(|target| catalogue.milestone_name(target.milestone, language) == row);
        named.cloned().collect()
    };
    let (old, new) = (of(old), of(new));
    let mut orders = Vec::new();
    for target in &new {
        let same = |other: &&Target| {
            other.milestone == target.milestone
                && other.severities == target.severities
                && other.channels == target.channels
                && other.when == target.when
        };
        match (old.iter().find(same).map(|old| &old.within), &target.within) {
            (Some(Stated::Value(Span::Seconds(old))), Stated::Value(Span::Seconds(new))) => orders.push(old.cmp(new)),
            (Some(Stated::Value(Span::BusinessDays(old))), Stated::Value(Span::BusinessDays(new))) => {
                orders.push(old.cmp(new));
            }
            (None, Stated::Value(_)) if old.is_empty() => orders.push(std::cmp::Ordering::Greater),
            _ => return Effect::Other,
        }
    }
    if new.is_empty() && !old.is_empty() {
        return Effect::Worse;
    }
    let (better, worse) = (orders.iter().any(|order| order.is_gt()), orders.iter().any(|order| order.is_lt()));
    match (better, worse) {
        (true, false) => Effect::Better,
        (false, true) => Effect::Worse,
        _ => Effect::Other,
    }
}

fn toward(order: Option<std::cmp::Ordering>) -> Effect {
    match order {
        Some(std::cmp::Ordering::Greater) => Effect::Better,
        Some(std::cmp::Ordering::Less) => Effect::Worse,
        _ => Effect::Other,
    }
}

/// What changes in that which holds for all plans.
fn general(before: &Comparison, after: &Comparison) -> Vec<Change> {
    let entries = |shown: &Comparison| -> Vec<(String, String)> {
        let all = shown.sections.iter().flat_map(|section| {
            section.entries.iter().map(|(name, text)| {
                let about = if name.is_empty() { section.name.clone() } else { format!("{}, {name}", section.name) };
                (about, text.clone())
            })
        });
        all.collect()
    };
    let (old, new) = (entries(before), entries(after));
    let find = |list: &[(String, String)], about: &str| {
        let texts: Vec<&str> = list.iter().filter(|(name, _)| name == about).map(|(_, text)| text.as_str()).collect();
        (!texts.is_empty()).then(|| texts.join(" "))
    };
    let mut changes: Vec<Change> = Vec::new();
    for (about, _) in new.iter().chain(&old) {
        let (before, after) = (find(&old, about), find(&new, about));
        if before != after && !changes.iter().any(|known| known.about == *about) {
            changes.push(Change { about: about.clone(), before, after, effect: Effect::Other });
        }
    }
    changes
}

/// The changes as plain text.
#[must_use]
pub fn text(changes: &Changes) -> String {
    let say = |de: &str, en: &str| if changes.language == Language::De { de.to_owned() } else { en.to_owned() };
    let mut out = format!(
        "{}: {} {} {} {}\n",
        changes.provider,
        say("von Version", "from version"),
        changes.from,
        say("zu", "to"),
        changes.to
    );
    if changes.plans.is_empty() && changes.general.is_empty() {
        out.push_str(&say("\nFür Kunden ändert sich nichts.\n", "\nNothing changes for customers.\n"));
        return out;
    }
    for plan in &changes.plans {
        let fate = match plan.fate {
            Fate::Stays => String::new(),
            Fate::New => say(" – neu im Angebot", " – new"),
            Fate::Gone => say(" – nicht mehr im Angebot", " – no longer offered"),
        };
        out.push_str(&format!("\n{}{fate}\n", plan.name));
        lines(&mut out, &plan.changes, changes.language);
    }
    if !changes.general.is_empty() {
        out.push_str(&say("\nFür alle Pläne\n", "\nFor all plans\n"));
        lines(&mut out, &changes.general, changes.language);
    }
    let judged = changes.plans.iter().flat_map(|plan| &plan.changes).any(|change| change.effect != Effect::Other);
    if judged {
        out.push_str(&say("\n▲ besser für Kunden, ▼ schlechter\n", "\n▲ better for customers, ▼ worse\n"));
    }
    out
}

fn lines(out: &mut String, changes: &[Change], language: Language) {
    let say = |de: &str, en: &str| if language == Language::De { de.to_owned() } else { en.to_owned() };
    for change in changes {
        let sign = match change.effect {
            Effect::Better => '▲',
            Effect::Worse => '▼',
            Effect::Other => '·',
        };
        let words = match (&change.before, &change.after) {
            (Some(before), Some(after)) => format!("{before} → {after}"),
            (None, Some(after)) => format!("{}: {after}", say("neu", "new")),
            (Some(before), None) => format!("{}: {before}", say("entfällt", "no longer")),
            (None, None) => String::new(),
        };
        out.push_str(&format!("  {sign} {}: {words}\n", change.about).replace('\u{a0}', " "));
    }
}
