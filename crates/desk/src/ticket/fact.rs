//! Learning a fact about a ticket (its cause, its class, what the plan file declares), early or late: promises and prices follow,
//! those that were invoiced by reversal.

use std::collections::BTreeMap;

use serde_json::json;

use super::{EventKind, clocks, get, store};
use crate::action::{Action, Subject};
use crate::contract;
use crate::error::DeskError;
use crate::fact::{self, Of};
use crate::id::TicketId;
use crate::usage;

/// Since when a fact holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// The ticket's arrival: it was so, and nobody knew.
    Arrival,
    /// Now.
    Now,
}

/// Keeps a fact and computes again what follows from it.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a conflict for a ticket without contract; a field error for a name that the
/// plan file does not ask for and a value that it does not know.
pub fn learn(act: &mut Action<'_, '_>, id: TicketId, name: &str, value: &str, since: Since) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let ticket = get(act, id)?;
    let Some(contract) = ticket.contract else {
        return Err(DeskError::conflict("no-contract", ticket.number.to_string()));
    };
    let terms = contract::terms(act, contract)?;
    let told = BTreeMap::from([(name.to_owned(), value.to_owned())]);
    let told = fact::checked(&terms.catalogue, Of::Ticket, &told)?;
    let at = match since {
        Since::Arrival => ticket.opened_at,
        Since::Now => act.now,
    };
    store::insert_event(act, id, at, EventKind::Fact, &serde_json::to_string(&told)?)?;
    act.journal(Subject::Ticket, id.0, "fact", &json!({ "name": name, "value": told.get(name) }))?;
    usage::rerate(act, contract)?;
    clocks::refresh(act, &ticket)
}
