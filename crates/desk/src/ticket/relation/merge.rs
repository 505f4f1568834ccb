//! Merging: two tickets about the same become one, and apart again.

use serde_json::json;

use super::store;
use crate::action::{Action, Subject, View};
use crate::draft;
use crate::error::DeskError;
use crate::id::TicketId;
use crate::notice;
use crate::ticket::{EventKind, State, Ticket, clocks, close, get, participant, snooze, store as tickets};

/// Merges a ticket into another: it is closed, as the duplicate that it is, and what is written to it goes there. Where the
/// other one was merged itself, it goes into the one at the end. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff. Conflicts: `merge-same` for one ticket, `merge-customers` for tickets of
/// different customers, `merged` for a ticket that is merged already, `merge-cycle` where the other was merged into it.
pub fn merge(act: &mut Action<'_, '_>, from: TicketId, into: TicketId) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let mut from = get(act, from)?;
    let asked = get(act, into)?;
    if from.id == asked.id {
        return Err(DeskError::conflict("merge-same", from.number.to_string()));
    }
    let into = main(act, asked)?;
    if into.id == from.id {
        return Err(DeskError::conflict("merge-cycle", from.number.to_string()));
    }
    match from.merged_into {
        Some(known) if known == into.id => return Ok(()),
        Some(_) => return Err(DeskError::conflict("merged", from.number.to_string())),
        None => {}
    }
    // Whose contacts are not known may see nothing of a customer's; what nobody owns may become a customer's.
    if from.customer.is_some() && from.customer != into.customer {
        return Err(DeskError::conflict("merge-customers", into.number.to_string()));
    }
    snooze::end(act, &mut from)?;
    let was = from.state;
    close::end(act, &mut from)?;
    from.merged_into = Some(into.id);
    tickets::update(act, &from)?;
    store::update_merged(act, from.id, Some((into.id, was)))?;
    notice::inherit(act, from.id, into.id)?;
    participant::inherit(act, &from, &into)?;
    draft::carry(act, from.id, into.id)?;
    act.journal(Subject::Ticket, from.id.0, "merge", &json!({ "into": into.number }))?;
    act.journal(Subject::Ticket, into.id.0, "merge-in", &json!({ "from": from.number, "subject": from.subject }))?;
    clocks::refresh(act, &from)
}

/// Takes a merged ticket out again, and puts it where it stood. What was written to the other meanwhile stays there.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a conflict for a ticket that is not merged.
pub fn unmerge(act: &mut Action<'_, '_>, id: TicketId) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let mut ticket = get(act, id)?;
    let Some(into) = ticket.merged_into.take() else {
        return Err(DeskError::conflict("not-merged", ticket.number.to_string()));
    };
    let into = get(act, into)?;
    ticket.state = store::merged_was(act, id)?;
    ticket.updated_at = act.now;
    match ticket.state {
        State::Closed => {}
        State::Resolved => ticket.closed_at = None,
        State::Open | State::Waiting => {
            (ticket.resolved_at, ticket.closed_at) = (None, None);
            tickets::insert_event(act, id, act.now, EventKind::Reopen, "{}")?;
            if ticket.state == State::Waiting {
                tickets::insert_event(act, id, act.now, EventKind::Pause, r#"{"why":"waiting-customer"}"#)?;
            }
        }
    }
    tickets::update(act, &ticket)?;
    store::update_merged(act, id, None)?;
    act.journal(Subject::Ticket, id.0, "unmerge", &json!({ "from": into.number }))?;
    act.journal(Subject::Ticket, into.id.0, "unmerge-out", &json!({ "ticket": ticket.number }))?;
    clocks::refresh(act, &ticket)
}

/// The ticket at the end of a chain of merged ones, or the ticket itself. Whoever may write to the one may write to the other:
/// they belong to the same customer, or the first to none.
pub(crate) fn main(view: &mut View<'_, '_>, ticket: Ticket) -> Result<Ticket, DeskError> {
    let mut ticket = ticket;
    // Cycles are refused where they would be made.
    while let Some(into) = ticket.merged_into {
        ticket = tickets::find_unscoped(view, into)?.ok_or_else(|| DeskError::broken("merged into no ticket"))?;
    }
    Ok(ticket)
}
