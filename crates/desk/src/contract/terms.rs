//! A contract as the engine reads it.

use std::sync::Arc;

use engine::plan::Catalogue;
use engine::plan::catalogue::remedy::CreditKind;
use engine::plan::catalogue::{Offer, SharedCatalogue, Text};
use engine::run::book::Volume;
use engine::run::event::{Event, What};
use engine::run::lasting;
use engine::run::timeline::{Timeline, midnight};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::store;
use crate::action::View;
use crate::error::DeskError;
use crate::id::{CatalogueId, ContactId, ContractId, CustomerId, UsageId};
use crate::ticket;

/// A contract with all that its rights and prices follow from, except what was used.
///
/// Contacts, systems and tickets are named to the engine by their ids as decimal text, licences by their keys.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The contract.
    pub id: ContractId,
    /// Its number for people.
    pub number: i64,
    /// Whose it is.
    pub customer: CustomerId,
    /// The catalogue version it was bought under.
    pub catalogue_id: CatalogueId,
    /// That version.
    pub catalogue: SharedCatalogue,
    /// The same, with what the engine has resolved from it so far.
    pub volume: Arc<Volume>,
    /// What was signed, with the contacts, systems and licences that it covers.
    pub engine: engine::run::Contract,
    /// What happened to it, in order: changes, cancellation, activation, pools, top-ups, withdrawn licences.
    pub events: Vec<Event>,
    /// What it was over time.
    pub timeline: Timeline,
    /// Name of the plan held now (the last one held, once the contract has ended).
    pub plan_name: Text,
    /// Its rank in the queue, lower first.
    pub rank: u32,
}

impl Terms {
    /// The day of an instant in the provider's zone.
    #[must_use]
    pub fn day(&self, at: Timestamp) -> Date {
        at.to_zoned(self.catalogue.provider.zone.clone()).date()
    }
}

/// Loads a contract that the actor may see.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn terms(view: &mut View<'_, '_>, id: ContractId) -> Result<Terms, DeskError> {
    let row = store::find(view, id)?.ok_or(DeskError::NotFound)?;
    let volume = view.volume(row.catalogue)?;
    let catalogue = Arc::clone(volume.catalogue());
    let mut contract = row.contract;
    let today = view.now.to_zoned(catalogue.provider.zone.clone()).date();
    let (first, changes) = lists(store::named(view, id)?, contract.start, &catalogue.provider.zone);
    contract.facts.contacts = Some(first);
    contract.facts.systems = store::systems(view, id)?;
    // Most catalogues never ask for the version, and tickets are opened often.
    let asks_version = |offer: &Offer| offer.scope.as_ref().is_some_and(|scope| scope.newest_version);
    if catalogue.offers.iter().any(asks_version) {
        contract.facts.newest = store::newest_releases(view, today)?;
    }
    let mut dated = store::events(view, id)?;
    // What was told at signing is known from the start.
    let begins = midnight(contract.start, &catalogue.provider.zone);
    dated.retain(|(_, event)| match &event.what {
        What::Fact { ticket: None, facts } if event.at <= begins => {
            contract.facts.named.extend(facts.iter().cloned());
            false
        }
        _ => true,
    });
    dated.extend(changes);
    for licence in store::licences(view, id)? {
        if let Some((at, row)) = licence.withdrawn {
            let gone = engine::run::event::Licence { valid: false, ..licence.licence.clone() };
            dated.push((row, Event { at, known: None, what: What::Licence(gone) }));
        }
        contract.facts.licences.push(licence.licence);
    }
    dated.sort_by_key(|(row, event)| (event.at, *row));
    let mut terms = Terms {
        id,
        number: row.number,
        customer: row.customer,
        catalogue_id: row.catalogue,
        catalogue,
        volume,
        engine: contract,
        events: dated.into_iter().map(|(_, event)| event).collect(),
        timeline: Timeline::default(),
        plan_name: Text::default(),
        rank: 0,
    };
    let now = view.now;
    terms.timeline = Timeline::build(&terms.volume, &terms.engine, &terms.events)
        .map_err(|error| DeskError::broken(format!("contract {}: {error}", terms.number)))?;
    if terms.timeline.end.is_some() && may_last_longer(&terms.catalogue) {
        let (used, _) = usage_events(view, &terms)?;
        let events: Vec<Event> = terms.events.iter().cloned().chain(used).collect();
        terms.timeline = lasting(&terms.volume, &terms.engine, &events, now)
            .map_err(|error| DeskError::broken(format!("contract {}: {error}", terms.number)))?;
    }
    if let Some(own) = &terms.timeline.catalogue {
        // The same catalogue, with the windows of this contract.
        terms.catalogue = Arc::clone(own);
    }
    let held = terms.timeline.at(now, terms.day(now)).or_else(|| terms.timeline.phases.last());
    if let Some(entitlements) = held.map(|phase| Arc::clone(&phase.entitlements)) {
        terms.plan_name = terms.catalogue.offers[entitlements.plan].name.clone();
        terms.rank = entitlements.rank;
    }
    Ok(terms)
}

/// The first list of authorised contacts, and each later one as an event. The first is that at the end of the contract's first
/// day, or of the day on which the first contact was named, if that is later: it counts from the start, changes when the plan says.
fn lists(named: Vec<store::Named>, start: Date, zone: &TimeZone) -> (Vec<String>, Vec<(i64, Event)>) {
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let first = named.iter().map(|one| day(one.from)).min().map_or(start, |first| first.max(start));
    let end = midnight(first.tomorrow().unwrap_or(first), zone);
    let on = |at: Timestamp| -> Vec<String> {
        let listed = named.iter().filter(|one| one.from <= at && one.until.is_none_or(|until| at < until));
        listed.map(|one| one.contact.clone()).collect()
    };
    let last = end.checked_sub(SignedDuration::from_micros(1)).unwrap_or(end);
    let mut changes: Vec<(i64, Timestamp)> =
        named.iter().flat_map(|one| std::iter::once(one.from).chain(one.until).map(|at| (one.row, at))).collect();
    changes.retain(|(_, at)| *at >= end);
    changes.sort_by_key(|(row, at)| (*at, *row));
    changes.dedup_by_key(|(_, at)| *at);
    let event = |(row, at)| (row, Event { at, known: None, what: What::Contacts { contacts: on(at) } });
    (on(last), changes.into_iter().map(event).collect())
}

/// Whether remedies give days by which a contract lasts longer.
fn may_last_longer(catalogue: &Catalogue) -> bool {
    let days = |kind: CreditKind| matches!(kind, CreditKind::Days | CreditKind::AsAgreed);
    catalogue.remedies.iter().any(|remedy| remedy.steps.iter().any(|step| days(step.credit.kind)))
}

/// Contracts in effect at an instant in which the contact is authorised, oldest first.
///
/// # Errors
/// Whatever the database says.
pub fn in_force_for_contact(
    view: &mut View<'_, '_>,
    contact: ContactId,
    at: Timestamp,
) -> Result<Vec<ContractId>, DeskError> {
    let rows = store::spans_of_contact(view, contact)?;
    in_force(view, rows, at)
}

/// The customer's contracts in effect at an instant, oldest first.
///
/// # Errors
/// Whatever the database says.
pub fn in_force_for_customer(
    view: &mut View<'_, '_>,
    customer: CustomerId,
    at: Timestamp,
) -> Result<Vec<ContractId>, DeskError> {
    let rows = store::spans_of_customer(view, customer)?;
    in_force(view, rows, at)
}

fn in_force(view: &mut View<'_, '_>, rows: Vec<store::Span>, at: Timestamp) -> Result<Vec<ContractId>, DeskError> {
    let mut found = Vec::new();
    for row in rows {
        // Days are the provider's, and each catalogue version says its zone.
        let catalogue = view.catalogue(row.catalogue)?;
        let day = at.to_zoned(catalogue.provider.zone.clone()).date();
        let agreed = row.until.is_none_or(|until| day < until);
        let longer = |view: &mut View<'_, '_>| match may_last_longer(&catalogue) {
            true => terms(view, row.contract).map(|terms| terms.timeline.at(at, day).is_some()),
            false => Ok(false),
        };
        if row.from <= day && (agreed || longer(view)?) {
            found.push(row.contract);
        }
    }
    Ok(found)
}

/// What was used under the contract, as the engine reads it: first calls and work in order of their time, each with its record,
/// then what happened to tickets as far as the plan file asks for it. The engine computes in order of time by itself.
///
/// # Errors
/// Whatever the database says.
pub fn usage_events(view: &mut View<'_, '_>, terms: &Terms) -> Result<(Vec<Event>, Vec<UsageId>), DeskError> {
    let (ids, mut events): (Vec<UsageId>, Vec<Event>) = store::usage(view, terms)?.into_iter().unzip();
    events.extend(match terms.catalogue.asks_for_tickets() {
        true => ticket::of_contract(view, terms)?,
        false => store::ticket_facts(view, terms.id)?,
    });
    Ok((events, ids))
}
