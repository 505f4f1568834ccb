//! What becomes of drafts by themselves: replies go out at their time, files that nobody goes on with are removed.

use serde_json::json;

use super::keep::remove;
use super::send::{Whom, others_wrote, write};
use super::{Draft, FORGOTTEN, Held, store};
use crate::action::{Action, Subject};
use crate::actor::Actor;
use crate::error::DeskError;
use crate::id::{DraftId, TicketId};
use crate::job::{self, Kind, NewJob};
use crate::{file, staff, ticket};

/// A reply's time has come. The job's part; doing it again changes nothing.
pub(crate) fn due(act: &mut Action<'_, '_>, id: DraftId) -> Result<(), DeskError> {
    let Some(draft) = store::find(act, id)? else { return Ok(()) };
    let Some(at) = draft.due_at.filter(|_| draft.held.is_none()) else { return Ok(()) };
    if at > act.now {
        return act.job(NewJob { kind: Kind::Reply, subject: id.0, due: at }).map(drop);
    }
    let author = staff::get(act, draft.staff)?;
    if author.deactivated_at.is_some() {
        return hold(act, draft, Held::Author);
    }
    // In the few seconds of an undo only a colleague's answer makes this one too much. What was planned for another day was
    // written for a conversation in which the customer may have gone on.
    let whom = if draft.planned { Whom::Everybody } else { Whom::Colleagues };
    if others_wrote(act, &draft, draft.staff.0, whom)? {
        return hold(act, draft, Held::Answered);
    }
    let actor = Actor::Staff { id: author.id, role: author.role };
    act.act_as(&actor, |act| write(act, &draft)).map(drop)
}

fn hold(act: &mut Action<'_, '_>, draft: Draft, why: Held) -> Result<(), DeskError> {
    let ticket = draft.ticket;
    store::update(act, &Draft { held: Some(why), ..draft })?;
    act.journal(Subject::Ticket, ticket.0, "hold-reply", &json!({ "why": why.word() }))
}

/// Holds what waits on a ticket, or in tickets that were merged into it, to be sent to somebody who is being erased.
pub(crate) fn hold_all(act: &mut Action<'_, '_>, ticket: TicketId) -> Result<(), DeskError> {
    let mut tickets = ticket::merged_ids(act, ticket)?;
    tickets.push(ticket);
    for ticket in tickets {
        for (draft, _) in store::of_ticket(act, ticket)? {
            if draft.due_at.is_some() && draft.held.is_none() {
                job::cancel(act, Kind::Reply, draft.id.0)?;
                hold(act, draft, Held::Erased)?;
            }
        }
    }
    Ok(())
}

/// Files of a draft have lain for a while. The job's part: they go if nobody has touched the draft since; its text stays.
pub(crate) fn tidy(act: &mut Action<'_, '_>, id: DraftId) -> Result<(), DeskError> {
    let Some(draft) = store::find(act, id)? else { return Ok(()) };
    let until = draft.updated_at.saturating_add(FORGOTTEN).unwrap_or(act.now);
    let until = draft.due_at.map_or(until, |due| until.max(due.saturating_add(FORGOTTEN).unwrap_or(due)));
    if until > act.now {
        return act.job(NewJob { kind: Kind::Discard, subject: id.0, due: until }).map(drop);
    }
    file::remove_all(act, id)?;
    if draft.body.trim().is_empty() { remove(act, id) } else { Ok(()) }
}
