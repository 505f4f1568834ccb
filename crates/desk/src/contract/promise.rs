//! What became of a contract's promises: what was measured over its periods, the outages in them, and what it is owed for promises
//! that were not kept. Computed by the engine with the same function that invoices credit it by.

use std::collections::BTreeMap;

use engine::plan::catalogue::SharedCatalogue;
use engine::remedy::RemedyDue;
use engine::run::attainment::Attainment;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::outage::{self, Outage};
use super::pay;
use crate::action::{Subject, View};
use crate::error::DeskError;
use crate::id::{ContractId, CustomerId, TicketId};
use crate::journal::{self, Entry};
use crate::{ticket, usage};

/// What became of a contract's promises. Indexes are those of its catalogue.
#[derive(Debug, Clone)]
pub struct Promises {
    /// The contract.
    pub id: ContractId,
    /// Its number.
    pub number: i64,
    /// Whose it is.
    pub customer: CustomerId,
    /// Its catalogue version.
    pub catalogue: SharedCatalogue,
    /// The provider's zone, in which periods begin and end.
    pub zone: TimeZone,
    /// Whether availability is promised, or something given for too little of it.
    pub availability: bool,
    /// What was measured, by promise and period.
    pub attainments: Vec<Attainment>,
    /// What is owed, and where it stands.
    pub remedies: Vec<Owed>,
    /// Outages, the latest first.
    pub outages: Vec<Outage>,
    /// Whether the term begins with a payment.
    pub starts_with_payment: bool,
    /// When that payment came.
    pub paid_at: Option<Timestamp>,
    /// What happened to the contract, for staff; empty for others.
    pub history: Vec<Entry>,
}

/// What is owed for a promise that was not kept.
#[derive(Debug, Clone)]
pub struct Owed {
    /// What the engine says.
    pub due: RemedyDue,
    /// Id and number of the ticket, if it is about one.
    pub ticket: Option<(TicketId, i64)>,
}

/// Gathers what became of a contract's promises until now.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn promises(view: &mut View<'_, '_>, id: ContractId) -> Result<Promises, DeskError> {
    let terms = super::terms(view, id)?;
    // What is claimed at this very instant counts.
    let until = view.now.saturating_add(SignedDuration::from_micros(1)).unwrap_or(view.now);
    let outcome = usage::outcome(view, &terms, until)?;
    let mut numbers: BTreeMap<String, (TicketId, i64)> = BTreeMap::new();
    for name in outcome.remedies.iter().filter_map(|due| due.ticket.as_ref()) {
        if let Ok(ticket) = name.parse()
            && !numbers.contains_key(name)
        {
            numbers.insert(name.clone(), (ticket, ticket::get(view, ticket)?.number));
        }
    }
    let history = match view.actor.require_staff() {
        Ok(()) => journal::about(view, Subject::Contract, id.0)?,
        Err(_) => Vec::new(),
    };
    let remedies = outcome.remedies.into_iter().map(|due| {
        let ticket = due.ticket.as_ref().and_then(|name| numbers.get(name)).copied();
        Owed { due, ticket }
    });
    Ok(Promises {
        id,
        number: terms.number,
        customer: terms.customer,
        zone: terms.catalogue.provider.zone.clone(),
        availability: outage::promises_availability(&terms),
        attainments: outcome.attainments,
        remedies: remedies.collect(),
        outages: outage::listed(&terms),
        starts_with_payment: pay::starts_with_payment(&terms),
        paid_at: pay::paid_at(&terms),
        history,
        catalogue: terms.catalogue,
    })
}
