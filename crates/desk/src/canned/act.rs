//! What a canned reply does to a ticket beside its text.

use std::collections::BTreeSet;

use super::{Assign, NewCanned, store};
use crate::action::{Action, View};
use crate::contract;
use crate::error::DeskError;
use crate::id::CannedId;
use crate::staff;
use crate::ticket::{self, State, TAGS_MAX, Ticket};

/// What of a canned reply cannot be done on a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cannot {
    /// The severity is none of the ticket's plan.
    Severity,
    /// Who should get it has left.
    Assignee,
    /// The ticket would have more tags than a ticket may have.
    Tags,
    /// The ticket is closed; what should happen after sending does not.
    Closed,
}

/// What cannot be done on a ticket as it stands.
pub(super) fn cannot(view: &mut View<'_, '_>, ticket: &Ticket, canned: &NewCanned) -> Result<Vec<Cannot>, DeskError> {
    let mut cannot = Vec::new();
    if !canned.severity.is_empty() {
        let known = match ticket.contract {
            None => false,
            Some(id) => contract::terms(view, id)?.catalogue.find_severity(&canned.severity).is_some(),
        };
        if !known {
            cannot.push(Cannot::Severity);
        }
    }
    if let Assign::Staff(id) = canned.assign
        && !staff::is_active(view, id)?
    {
        cannot.push(Cannot::Assignee);
    }
    if !canned.tags_added.is_empty() {
        let mut tags: BTreeSet<String> = ticket::tags(view, ticket.id)?.into_iter().collect();
        tags.retain(|tag| !canned.tags_removed.contains(tag));
        tags.extend(canned.tags_added.iter().cloned());
        if tags.len() > TAGS_MAX {
            cannot.push(Cannot::Tags);
        }
    }
    if canned.then != crate::draft::Then::Keep && ticket.state == State::Closed {
        cannot.push(Cannot::Closed);
    }
    Ok(cannot)
}

/// Does what a canned reply does, as the acting member of staff. What cannot be done was said before, and is left out.
pub(crate) fn carry_out(act: &mut Action<'_, '_>, ticket: &Ticket, id: CannedId) -> Result<(), DeskError> {
    let me = act.actor.staff()?;
    let Some(canned) = store::find(act, id)? else { return Ok(()) };
    if canned.owner.is_some_and(|owner| owner != me) {
        return Ok(());
    }
    let cannot = cannot(act, ticket, &canned.is)?;
    match canned.is.assign {
        Assign::Keep => {}
        Assign::Me => ticket::assign(act, ticket.id, Some(me))?,
        Assign::Nobody => ticket::assign(act, ticket.id, None)?,
        Assign::Staff(_) if cannot.contains(&Cannot::Assignee) => {}
        Assign::Staff(to) => ticket::assign(act, ticket.id, Some(to))?,
    }
    if !canned.is.severity.is_empty() && !cannot.contains(&Cannot::Severity) {
        ticket::change_severity(act, ticket.id, &canned.is.severity)?;
    }
    if !cannot.contains(&Cannot::Tags) {
        ticket::tag(act, ticket.id, &canned.is.tags_added, &canned.is.tags_removed)?;
    }
    Ok(())
}
