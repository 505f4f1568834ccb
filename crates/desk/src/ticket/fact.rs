//! Learning a fact about a ticket (its cause, its class), early or late: what it changes of the price is re-rated by reversal.

use serde_json::json;

use super::{EventKind, get, store};
use crate::action::{Action, Subject};
use crate::error::DeskError;
use crate::id::TicketId;
use crate::usage;

/// Names of facts that the engine knows.
const NAMES: [&str; 2] = ["cause", "class"];

/// Keeps a fact and re-rates what it concerns.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a field error for an unknown name or an empty value.
pub fn learn(act: &mut Action<'_, '_>, id: TicketId, name: &str, value: &str) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let ticket = get(act, id)?;
    if !NAMES.contains(&name) {
        return Err(DeskError::field("name", "unknown", NAMES.join(", ")));
    }
    let value = super::checked_text("value", value, 100)?;
    store::insert_event(act, id, EventKind::Fact, &json!({ name: value }).to_string())?;
    act.journal(Subject::Ticket, id.0, "fact", &json!({ "name": name, "value": value }))?;
    match ticket.contract {
        Some(contract) => usage::rerate(act, contract),
        None => Ok(()),
    }
}
