//! Renaming: a subject that says what it turned out to be about.

use serde_json::json;

use super::{SUBJECT_MAX, checked_text, get, store};
use crate::action::{Action, Subject};
use crate::error::DeskError;
use crate::id::TicketId;

/// Gives a ticket another subject. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a field error for an empty or oversized subject.
pub fn rename(act: &mut Action<'_, '_>, id: TicketId, subject: &str) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let mut ticket = get(act, id)?;
    let subject = checked_text("subject", subject.replace(['\n', '\r'], " ").as_str(), SUBJECT_MAX)?;
    if ticket.subject == subject {
        return Ok(());
    }
    let before = std::mem::replace(&mut ticket.subject, subject);
    ticket.updated_at = act.now;
    store::update(act, &ticket)?;
    act.journal(Subject::Ticket, ticket.id.0, "rename", &json!({ "to": ticket.subject, "from": before }))
}
