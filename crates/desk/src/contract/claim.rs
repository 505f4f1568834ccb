//! Claiming what a remedy gives where the plan wants it claimed in time: the contact does it in the portal, or staff for them.

use engine::run::event::{Claim, Event, What};
use jiff::SignedDuration;
use jiff::civil::Date;

use super::record::record;
use crate::action::Action;
use crate::actor::Actor;
use crate::error::DeskError;
use crate::id::{ContractId, TicketId};
use crate::{ticket, usage};

/// What is claimed: a remedy, for a period or for a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClaim {
    /// Id of the remedy.
    pub remedy: String,
    /// For what.
    pub of: ClaimOf,
}

/// What a claim is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimOf {
    /// The period that a day lies in.
    Period(Date),
    /// A ticket.
    Ticket(TicketId),
}

/// Claims. The same again changes nothing, so it is given once.
///
/// # Errors
/// [`DeskError::NotFound`] for a contract out of reach, [`DeskError::Forbidden`] for a contact that it does not name; a field
/// error for an unknown remedy or ticket; a conflict `refused` that says why nothing is given: nothing is owed, or it is too late.
pub fn claim(act: &mut Action<'_, '_>, id: ContractId, new: &NewClaim) -> Result<(), DeskError> {
    let terms = super::terms(act, id)?;
    match act.actor {
        Actor::Contact { id: contact, .. } => {
            let named = terms.timeline.contacts_at(&terms.engine.facts, act.now);
            if !named.is_some_and(|named| named.contains(&contact.to_string())) {
                return Err(DeskError::Forbidden);
            }
        }
        _ => act.actor.require_staff().map(|_| ())?,
    }
    let known = || terms.catalogue.remedies.iter().map(|remedy| remedy.id.as_str()).collect::<Vec<_>>();
    if !known().contains(&new.remedy.as_str()) {
        return Err(DeskError::field("remedy", "unknown", known().join(", ")));
    }
    let (period, about) = match new.of {
        ClaimOf::Period(day) => (Some(day), None),
        ClaimOf::Ticket(ticket) => match ticket::get(act, ticket) {
            Ok(found) if found.contract == Some(id) => (None, Some(ticket.to_string())),
            Ok(_) | Err(DeskError::NotFound) => return Err(DeskError::field("ticket", "unknown", "")),
            Err(error) => return Err(error),
        },
    };
    let claim = Claim { remedy: new.remedy.clone(), period, ticket: about };
    let same = |event: &Event| {
        let What::Claim(known) = &event.what else { return false };
        (&known.remedy, known.period, &known.ticket) == (&claim.remedy, claim.period, &claim.ticket)
    };
    if terms.events.iter().any(same) {
        return Ok(());
    }
    let event = Event { at: act.now, known: None, what: What::Claim(claim.clone()) };
    let until = act.now.saturating_add(SignedDuration::from_secs(1)).unwrap_or(act.now);
    let computed = usage::compute(act, &terms, std::slice::from_ref(&event), until)?;
    let index = computed.events.len() - 1;
    if let Some(refused) = computed.outcome.refused.iter().find(|refused| refused.event == index) {
        let language = terms.catalogue.provider.languages.first().copied().unwrap_or_default();
        return Err(DeskError::conflict("refused", refused.why.text(&terms.catalogue, language)));
    }
    record(act, &terms, What::Claim(claim))
}
