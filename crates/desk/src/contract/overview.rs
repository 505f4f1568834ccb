//! A contract at a glance: what it entitles to now, what is left of it, and what a call costs at this minute.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::explain;
use engine::plan::catalogue::{Language, SharedCatalogue, Text};
use engine::plan::{Entitlements, Selection};
use engine::run::event::What;
use engine::run::outcome::Balance;
use engine::tariff::PriceNow;
use jiff::Timestamp;
use jiff::civil::Date;

use super::contact::{Limit, NamedContact};
use super::terms::Terms;
use crate::action::View;
use crate::error::DeskError;
use crate::id::{ContractId, CustomerId};
use crate::licence::{self, Licence};
use crate::system::{self, System};
use crate::usage;

/// Whether a window is open, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowNow {
    /// Window (index).
    pub window: usize,
    /// Whether it is open.
    pub open: bool,
    /// When it opens or closes next.
    pub until: Option<Timestamp>,
}

/// A line that may be called, at this minute.
#[derive(Debug, Clone)]
pub struct LineNow {
    /// Line (index).
    pub line: usize,
    /// When it is answered; none: always.
    pub window: Option<WindowNow>,
    /// What a call that starts now costs; none: nothing, or no price for these hours.
    pub price: Option<PriceNow>,
}

/// A contract at a glance. Indexes are those of its catalogue.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The contract.
    pub id: ContractId,
    /// Its number.
    pub number: i64,
    /// Whose it is.
    pub customer: CustomerId,
    /// Its catalogue version.
    pub catalogue: SharedCatalogue,
    /// Name of the plan.
    pub plan_name: Text,
    /// First day in effect.
    pub start: Date,
    /// First day no longer in effect, if an end is known.
    pub until: Option<Date>,
    /// Whether it is in effect now.
    pub in_force: bool,
    /// What it holds: the latest, where it is not in effect.
    pub selection: Selection,
    /// What that entitles to.
    pub entitlements: Arc<Entitlements>,
    /// Contacts: allowed and used.
    pub limit: Limit,
    /// Who is authorised.
    pub contacts: Vec<NamedContact>,
    /// Systems registered under it.
    pub systems: Vec<System>,
    /// Licences that belong to it.
    pub licences: Vec<Licence>,
    /// What is left of grants that can be used now.
    pub balances: Vec<Balance>,
    /// The lines at this minute.
    pub lines: Vec<LineNow>,
    /// What is known of it now, by name.
    pub facts: BTreeMap<String, String>,
}

/// Gathers a contract at a glance.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn overview(view: &mut View<'_, '_>, id: ContractId) -> Result<Overview, DeskError> {
    let terms = super::terms(view, id)?;
    let now = view.now;
    let today = terms.day(now);
    let timeline = &terms.timeline;
    let in_force = timeline.at(now, today).is_some();
    let phase = timeline.phases.iter().rev().find(|phase| phase.from_at <= now).or(timeline.phases.first());
    let phase = phase.ok_or_else(|| DeskError::broken("a contract without a phase"))?;
    let entitlements = Arc::clone(&phase.entitlements);
    let balances = balances(view, &terms)?;
    let mut lines = Vec::with_capacity(entitlements.lines.len());
    for &line in &entitlements.lines {
        lines.push(line_now(&terms, line, now));
    }
    let systems = system::of_customer(view, terms.customer)?;
    let licences = licence::of_customer(view, terms.customer)?;
    let mut facts = BTreeMap::new();
    let told = timeline.facts.changes().filter(|(at, ..)| *at <= now);
    facts.extend(told.map(|(_, name, value)| (name.to_owned(), value.to_owned())));
    Ok(Overview {
        facts,
        id,
        number: terms.number,
        customer: terms.customer,
        plan_name: terms.plan_name.clone(),
        start: timeline.start,
        until: timeline.end,
        in_force,
        selection: held(&terms, now)?,
        entitlements,
        limit: super::limit(view, id)?,
        contacts: super::named_contacts(view, id)?,
        systems: systems.into_iter().filter(|system| system.contract == Some(id)).collect(),
        licences: licences.into_iter().filter(|licence| licence.contract == Some(id)).collect(),
        balances,
        lines,
        catalogue: terms.catalogue,
    })
}

/// What is left of grants that can be used now.
fn balances(view: &mut View<'_, '_>, terms: &Terms) -> Result<Vec<Balance>, DeskError> {
    let now = view.now;
    let today = terms.day(now);
    let is_open = |balance: &Balance| balance.period.is_none_or(|period| period.from <= today && today <= period.to);
    Ok(usage::outcome(view, terms, now)?.balances.into_iter().filter(is_open).collect())
}

/// The same in words, for mails: "Hours, November 2026: 3 h of 10 h". What is without limit is left out.
pub(crate) fn left_words(
    view: &mut View<'_, '_>,
    id: ContractId,
    language: Language,
) -> Result<Vec<String>, DeskError> {
    let terms = super::terms(view, id)?;
    if terms.catalogue.allowances.is_empty() {
        return Ok(Vec::new());
    }
    let of = if language == Language::De { "von" } else { "of" };
    let words = |balance: Balance| {
        let amount = |quantity| explain::amount_of(&terms.catalogue, balance.allowance, quantity, language);
        let granted = amount(balance.granted?);
        let name = terms.catalogue.allowances[balance.allowance].name.get(language);
        let period = balance.period.map(|period| format!(", {}", explain::figure::period(period, language)));
        Some(format!("{name}{}: {} {of} {granted}", period.unwrap_or_default(), amount(balance.left)))
    };
    Ok(balances(view, &terms)?.into_iter().filter_map(words).collect())
}

fn line_now(terms: &Terms, line: usize, now: Timestamp) -> LineNow {
    let catalogue = &terms.catalogue;
    let window = catalogue.lines[line].window.map(|window| window_now(terms, window, now));
    // Hours without a price are no mistake of this page: it shows none.
    let price = engine::tariff::price_now(catalogue, line, now).unwrap_or_default();
    LineNow { line, window, price }
}

fn window_now(terms: &Terms, window: usize, now: Timestamp) -> WindowNow {
    let coverage = &terms.catalogue.windows[window].coverage;
    let until = coverage.next_change(now).map(|(at, _)| at);
    WindowNow { window, open: coverage.is_open(now), until }
}

/// What is held at an instant, as it was signed and changed since.
pub(super) fn held(terms: &Terms, at: Timestamp) -> Result<Selection, DeskError> {
    let refused = &terms.timeline.refused;
    let mut held = terms.engine.selection.clone();
    for (ix, event) in terms.events.iter().enumerate() {
        let What::Change(change) = &event.what else { continue };
        if event.at > at || refused.iter().any(|refused| refused.event == ix) {
            continue;
        }
        held.plan = change.plan.clone().unwrap_or(held.plan);
        held.packages = change.packages.clone().unwrap_or(held.packages);
        held.options = change.options.clone().unwrap_or(held.options);
    }
    // A plan that was cancelled falls back to the one it required.
    let phases = &terms.timeline.phases;
    if let Some(phase) = phases.iter().rev().find(|phase| phase.from_at <= at) {
        held.plan.clone_from(&terms.catalogue.offers[phase.entitlements.plan].id);
    }
    Ok(held)
}
