//! Outages: time in which a product or a service was down, as contracts that promise availability count it.
//!
//! A report is an event of the contract and never changed. What was down and when it began name an outage: the same report again
//! changes nothing, another one (its end, its cause) takes the place of what was said before, and one that is taken back lasts
//! no time. What follows for months that were invoiced is on the invoice of the month in which it became known.
//!
//! Deliberately not here: noticing an outage, which is a monitor's work.

use std::collections::BTreeMap;

use engine::plan::catalogue::remedy::Measure;
use engine::run::event::{Downtime, What};
use jiff::Timestamp;

use super::record::record;
use super::terms::Terms;
use crate::action::{Action, View};
use crate::actor::{Actor, Role};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::fact::{self, Of};
use crate::field;
use crate::id::ContractId;

/// Longest name of what was down, in characters.
const WHAT_MAX: usize = 100;
/// How many contracts are looked at in one read.
const BATCH: i64 = 200;

/// An outage to be reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOutage {
    /// What was down: a product, a system, a service; none: all that the contract is about.
    pub what: Option<String>,
    /// When it began.
    pub from: Timestamp,
    /// When it ended; none: it lasts.
    pub to: Option<Timestamp>,
    /// What else is known of it, by name: its cause (`maintenance`, `force-majeure`), which a plan may leave out.
    pub facts: BTreeMap<String, String>,
}

/// An outage as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outage {
    /// Its name.
    pub id: String,
    /// What was down.
    pub what: Option<String>,
    /// When it began.
    pub from: Timestamp,
    /// When it ended; none: it lasts.
    pub to: Option<Timestamp>,
    /// What else is known of it.
    pub facts: BTreeMap<String, String>,
    /// When this was reported.
    pub reported_at: Timestamp,
    /// Whether it was taken back.
    pub taken_back: bool,
}

/// What became of a report for many contracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reported {
    /// Contracts that count it.
    pub contracts: usize,
}

/// Reports an outage under a contract. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; field errors for times that cannot be and facts that the plan does not ask for.
pub fn report_outage(act: &mut Action<'_, '_>, id: ContractId, new: &NewOutage) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let terms = super::terms(act, id)?;
    let what = field::optional_text("what", new.what.as_deref().unwrap_or_default(), WHAT_MAX)?;
    if new.from > act.now {
        return Err(DeskError::field("from", "in-future", act.now.to_string()));
    }
    if let Some(to) = new.to {
        if to <= new.from {
            return Err(DeskError::field("to", "before-start", new.from.to_string()));
        }
        if to > act.now {
            return Err(DeskError::field("to", "in-future", act.now.to_string()));
        }
    }
    let facts = fact::checked(&terms.catalogue, Of::Outage, &new.facts)?;
    let name = format!("{} {}", what.as_deref().unwrap_or("-"), new.from);
    let known = listed(&terms).into_iter().find(|known| known.id == name);
    if known.is_some_and(|known| !known.taken_back && (known.to, &known.facts) == (new.to, &facts)) {
        return Ok(());
    }
    let downtime = Downtime { id: Some(name), from: Some(new.from), to: new.to, what, facts };
    record(act, &terms, What::Downtime(downtime))
}

/// Takes an outage back: it was none. What was credited for it is taken back on the next invoice.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff, and for an outage that is not known or was taken back.
pub fn take_back_outage(act: &mut Action<'_, '_>, id: ContractId, outage: &str) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let terms = super::terms(act, id)?;
    let known = listed(&terms).into_iter().find(|known| known.id == outage && !known.taken_back);
    let known = known.ok_or(DeskError::NotFound)?;
    let downtime = Downtime {
        id: Some(known.id),
        from: Some(known.from),
        to: Some(known.from),
        what: known.what,
        facts: known.facts,
    };
    record(act, &terms, What::Downtime(downtime))
}

/// Reports an outage for each contract that was in effect when it began, promises availability and covers the product, if one is
/// named, each in a transaction of its own. Interrupted, it goes on where it was when it is run again.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; field errors as [`report_outage`].
pub async fn report_outage_for_all(desk: &Desk, actor: &Actor, new: &NewOutage) -> Result<Reported, DeskError> {
    actor.require(&[Role::Administrator, Role::Manager])?;
    let mut reported = Reported::default();
    let mut after = None;
    loop {
        let asked = new.clone();
        let found = desk.read(actor.clone(), move |view| counting(view, after, &asked)).await?;
        let Some(last) = found.last else { return Ok(reported) };
        for id in found.contracts {
            let new = new.clone();
            desk.act(actor.clone(), move |act| report_outage(act, id, &new)).await?;
            reported.contracts += 1;
        }
        after = Some(last);
    }
}

struct Found {
    contracts: Vec<ContractId>,
    last: Option<ContractId>,
}

/// Contracts after one already seen that count an outage.
fn counting(view: &mut View<'_, '_>, after: Option<ContractId>, new: &NewOutage) -> Result<Found, DeskError> {
    let ids = super::list(view, after, BATCH)?;
    let mut contracts = Vec::new();
    for &id in &ids {
        let terms = super::terms(view, id)?;
        let product = new.what.as_deref().and_then(|what| terms.catalogue.find_product(what));
        let phase = terms.timeline.at(new.from, terms.day(new.from));
        let counts = phase.is_some_and(|phase| {
            let products = &phase.entitlements.scope.products;
            product.is_none_or(|product| products.is_empty() || products.contains(&product))
        });
        if counts && promises_availability(&terms) {
            contracts.push(id);
        }
    }
    Ok(Found { contracts, last: ids.last().copied() })
}

/// Whether a contract ever promised availability, or gives something for too little of it.
pub(super) fn promises_availability(terms: &Terms) -> bool {
    terms.timeline.phases.iter().any(|phase| {
        let measures = |ix: &usize| terms.catalogue.remedies[*ix].measure == Measure::Availability;
        !phase.entitlements.frame.availability.is_empty() || phase.entitlements.remedies.iter().any(measures)
    })
}

/// The outages of a contract as they are known, the one that began last first.
pub(super) fn listed(terms: &Terms) -> Vec<Outage> {
    let mut found: BTreeMap<&str, Outage> = BTreeMap::new();
    for event in &terms.events {
        let What::Downtime(Downtime { id: Some(id), from, to, what, facts }) = &event.what else { continue };
        let from = from.unwrap_or(event.at);
        let outage = Outage {
            id: id.clone(),
            what: what.clone(),
            from,
            to: *to,
            facts: facts.clone(),
            reported_at: event.known_at(),
            taken_back: *to == Some(from),
        };
        found.insert(id, outage);
    }
    let mut found: Vec<Outage> = found.into_values().collect();
    found.sort_by(|a, b| (b.from, &b.id).cmp(&(a.from, &a.id)));
    found
}
