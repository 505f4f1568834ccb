//! Changing the severity: the clocks are recomputed from the arrival with the new target (or restarted, if the plan says so).

use serde_json::json;

use super::{EventKind, clocks, get, open, store};
use crate::action::{Action, Subject};
use crate::contract;
use crate::error::DeskError;
use crate::id::TicketId;

/// Sets another severity. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a field error with the known ones for an unknown severity.
pub fn change_severity(act: &mut Action<'_, '_>, id: TicketId, severity: &str) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let mut ticket = get(act, id)?;
    if ticket.severity.as_deref() == Some(severity) {
        return Ok(());
    }
    let Some(contract) = ticket.contract else {
        return Err(DeskError::conflict("no-contract", ""));
    };
    let terms = contract::terms(act, contract)?;
    let severity = open::severity(&terms.catalogue, Some(severity))?;
    let before = ticket.severity.clone();
    ticket.severity.clone_from(&severity);
    ticket.updated_at = act.now;
    store::update(act, &ticket)?;
    store::update_severity_rank(act, id, open::severity_rank(&terms.catalogue, severity.as_deref()))?;
    store::insert_event(
        act,
        id,
        act.now,
        EventKind::Severity,
        &json!({ "severity": severity, "before": before }).to_string(),
    )?;
    act.journal(Subject::Ticket, id.0, "severity", &json!({ "to": severity, "from": before }))?;
    clocks::refresh(act, &ticket)
}
