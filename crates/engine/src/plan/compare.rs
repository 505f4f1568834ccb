//! What changes from one version of a catalogue to another, in the words of the comparison that customers read.
//!
//! Both versions are shown as customers see them, and what reads differently is a change. Where it can be told, it is
//! said whether the change is for the better or for the worse of who holds the plan; where it cannot, it is not guessed.

use rust_decimal::Decimal;

use super::catalogue::{Catalogue, Fee, Language, OfferKind, Span, Stated, Target};
use super::resolve::{Entitlements, Selection};
use super::show::{self, Cell, Comparison, Group, Row, comparison};

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
    pub plans: Vec<OfferChanges>,
    /// The same of options and packages.
    pub options: Vec<OfferChanges>,
    /// What changes for all plans.
    pub general: Vec<Change>,
}

/// What changes in a plan, an option or a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferChanges {
    /// Plan, option or package.
    pub kind: OfferKind,
    /// Id of the offer.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Whether it is there in both versions.
    pub fate: Fate,
    /// What changes.
    pub changes: Vec<Change>,
}

/// What becomes of an offer.
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

impl Changes {
    /// Names of those offers among what a contract holds that change or are no longer offered.
    #[must_use]
    pub fn concerning(&self, held: &[(OfferKind, String)]) -> Vec<&str> {
        let of = |change: &&OfferChanges| held.iter().any(|(kind, id)| (*kind, id) == (change.kind, &change.id));
        let changed = self.plans.iter().chain(&self.options).filter(|change| change.fate != Fate::New);
        changed.filter(of).map(|change| change.name.as_str()).collect()
    }
}

/// Compares two versions of a catalogue.
#[must_use]
pub fn compare(older: &Catalogue, newer: &Catalogue, language: Language) -> Changes {
    let (before, after) = (comparison(older, language), comparison(newer, language));
    let plans = |catalogue: &Catalogue, shown: &Comparison| -> Vec<Side> {
        (0..shown.columns.len()).filter_map(|place| Side::of_plan(catalogue, shown, place)).collect()
    };
    let options = |catalogue: &Catalogue| -> Vec<Side> {
        let offers = (0..catalogue.offers.len()).filter(|ix| catalogue.offers[*ix].kind != OfferKind::Plan);
        offers.map(|ix| Side::of_option(catalogue, ix, language)).collect()
    };
    let pair = (older, newer);
    Changes {
        language,
        provider: after.provider.clone(),
        from: before.version.clone(),
        to: after.version.clone(),
        plans: offers(pair, &plans(older, &before), &plans(newer, &after), language),
        options: offers(pair, &options(older), &options(newer), language),
        general: general(&before, &after),
    }
}

/// An offer of one of the versions: what it entitles to, and how that reads.
struct Side {
    kind: OfferKind,
    id: String,
    name: String,
    held: Entitlements,
    said: Vec<Said>,
}

/// A promise as it reads.
struct Said {
    group: String,
    name: String,
    detail: String,
    cell: Cell,
}

impl Side {
    fn of_plan(catalogue: &Catalogue, shown: &Comparison, place: usize) -> Option<Side> {
        let column = shown.columns.get(place)?;
        let selection = Selection { plan: column.id.clone(), ..Selection::default() };
        let held = Entitlements::resolve(catalogue, &selection).ok()?;
        let mut said = said(&shown.groups, place);
        for option in said.iter_mut().filter(|said| show::is_options(&said.group)) {
            // What an option costs and contains is told once, not with each plan that it goes with.
            let can_be_added = matches!(option.cell, Cell::Text(_));
            if can_be_added {
                let words = if shown.language == Language::De { "zubuchbar" } else { "can be added" };
                option.cell = Cell::Text(words.to_owned());
            }
            option.detail.clear();
        }
        Some(Side { kind: OfferKind::Plan, id: column.id.clone(), name: column.name.clone(), held, said })
    }

    fn of_option(catalogue: &Catalogue, ix: usize, language: Language) -> Side {
        let offer = &catalogue.offers[ix];
        let said = said(&show::alone(catalogue, ix, language), 0);
        let (id, name) = (offer.id.clone(), offer.name.get(language).to_owned());
        Side { kind: offer.kind, id, name, held: Entitlements::alone(catalogue, ix), said }
    }

    fn is(&self, other: &Side) -> bool {
        (self.kind, &self.id) == (other.kind, &other.id)
    }
}

fn said(groups: &[Group], place: usize) -> Vec<Said> {
    let said = |group: &Group, row: &Row| {
        let cell = row.cells.get(place).filter(|cell| !quiet(cell))?.clone();
        Some(Said { group: group.name.clone(), name: row.name.clone(), detail: row.detail.clone(), cell })
    };
    groups.iter().flat_map(|group| group.rows.iter().filter_map(|row| said(group, row))).collect()
}

/// What becomes of offers from one version to the other.
fn offers(pair: (&Catalogue, &Catalogue), before: &[Side], after: &[Side], language: Language) -> Vec<OfferChanges> {
    let mut all = Vec::new();
    let told = |side: &Side, fate: Fate, changes: Vec<Change>| OfferChanges {
        kind: side.kind,
        id: side.id.clone(),
        name: side.name.clone(),
        fate,
        changes,
    };
    for new in after {
        match before.iter().find(|old| old.is(new)) {
            None => all.push(told(new, Fate::New, Vec::new())),
            Some(old) => {
                let changes = offer_changes((pair.0, old), (pair.1, new), language);
                if !changes.is_empty() {
                    all.push(told(new, Fate::Stays, changes));
                }
            }
        }
    }
    let gone = before.iter().filter(|old| !after.iter().any(|new| old.is(new)));
    all.extend(gone.map(|old| told(old, Fate::Gone, Vec::new())));
    all
}

fn offer_changes(old: (&Catalogue, &Side), new: (&Catalogue, &Side), language: Language) -> Vec<Change> {
    let (before, after) = (old.1, new.1);
    let mut changes = Vec::new();
    if before.name != after.name {
        let (about, effect) = ("Name".to_owned(), Effect::Other);
        changes.push(Change { about, before: Some(before.name.clone()), after: Some(after.name.clone()), effect });
    }
    let effect = |name: &str| effect((old.0, &before.held), (new.0, &after.held), name, language);
    let words = |said: &Said, detail: bool| {
        let words = said.cell.words(language).replace('\n', "; ");
        if detail && !said.detail.is_empty() { format!("{words} ({})", said.detail) } else { words }
    };
    let pairs = pairs(&before.said, &after.said);
    for (old, new) in pairs {
        let same = |old: &Said, new: &Said| old.detail == new.detail && old.cell == new.cell;
        let Some(place) = new.or(old).filter(|_| !old.zip(new).is_some_and(|(old, new)| same(old, new))) else {
            continue;
        };
        // What a promise is about stands before it, unless that changes too.
        let moved = old.zip(new).is_some_and(|(old, new)| old.detail != new.detail);
        let about = match place.detail.as_str() {
            detail if !moved && !detail.is_empty() => format!("{} ({detail})", place.name),
            _ => place.name.clone(),
        };
        let (before, after) = (old.map(|old| words(old, moved)), new.map(|new| words(new, moved)));
        changes.push(Change { about, before, after, effect: effect(&place.name) });
    }
    changes
}

/// Promises of both versions side by side: by name and detail, then by name alone where only one is left on each side.
fn pairs<'s>(before: &'s [Said], after: &'s [Said]) -> Vec<(Option<&'s Said>, Option<&'s Said>)> {
    let same = |old: &Said, new: &Said| old.group == new.group && old.name == new.name;
    let exact = |old: &Said, new: &Said| same(old, new) && old.detail == new.detail;
    let lone_old: Vec<&Said> = before.iter().filter(|old| !after.iter().any(|new| exact(old, new))).collect();
    let lone_new: Vec<&Said> = after.iter().filter(|new| !before.iter().any(|old| exact(old, new))).collect();
    let alone = |said: &Said, list: &[&Said]| list.iter().filter(|other| same(said, other)).count() == 1;
    let partner = |new: &Said| {
        let old = lone_old.iter().find(|old| same(old, new)).copied();
        old.filter(|_| alone(new, &lone_new) && alone(new, &lone_old))
    };
    let mut pairs: Vec<(Option<&Said>, Option<&Said>)> = Vec::new();
    for new in after {
        // Of promises that read alike the first goes with the first.
        let free = |old: &&Said| !pairs.iter().any(|pair| pair.0.is_some_and(|taken| std::ptr::eq(taken, *old)));
        let old = before.iter().filter(free).find(|old| exact(old, new)).or_else(|| partner(new));
        pairs.push((old, Some(new)));
    }
    let taken: Vec<*const Said> = pairs.iter().filter_map(|(old, _)| old.map(std::ptr::from_ref)).collect();
    let left = before.iter().filter(|old| !taken.contains(&std::ptr::from_ref(*old)));
    pairs.extend(left.map(|old| (Some(old), None)));
    pairs
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
        let sections = shown.sections.iter().filter(|section| !show::is_of_offers(&section.name));
        let all = sections.flat_map(|section| {
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
    if changes.plans.is_empty() && changes.options.is_empty() && changes.general.is_empty() {
        out.push_str(&say("\nFür Kunden ändert sich nichts.\n", "\nNothing changes for customers.\n"));
        return out;
    }
    for plan in changes.plans.iter().chain(&changes.options) {
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
    let offers = || changes.plans.iter().chain(&changes.options);
    let judged = offers().flat_map(|offer| &offer.changes).any(|change| change.effect != Effect::Other);
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
