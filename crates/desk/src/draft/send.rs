//! Sending what was written: notes at once, replies after a moment in which they can be taken back, or at a chosen time.

use jiff::Timestamp;
use serde_json::json;

use super::keep::{move_to, own, remove};
use super::{Draft, Then, UNDO, get, is_used, known_form, store};
use crate::action::{Action, Subject};
use crate::error::DeskError;
use crate::id::{CannedId, DraftId, MessageId, TicketId};
use crate::job::{self, Kind, NewJob};
use crate::ticket::{self, AuthorKind, BODY_MAX, Format, MessageKind, Posted, State, Written, checked_text};
use crate::{canned, file};

/// What is sent from the composer.
#[derive(Debug, Clone)]
pub struct Sending {
    /// Reply or note.
    pub kind: MessageKind,
    /// The text.
    pub body: String,
    /// The composer's form.
    pub form: String,
    /// The newest message that its writer had before them.
    pub seen: Option<MessageId>,
    /// What happens with it.
    pub then: Then,
    /// The canned reply whose actions are carried out with it.
    pub canned: Option<CannedId>,
    /// When it goes out, if not at once.
    pub at: Option<Timestamp>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It is written.
    Written(Posted),
    /// It is written at once, because waiting would have missed a promise.
    AtOnce(Posted),
    /// It goes out then.
    Waits(DraftId, Timestamp),
    /// The same form was sent before.
    Before,
}

/// Sends what was written.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; field errors for the text and the time; a conflict `answered-meanwhile` when
/// somebody else has written publicly since the newest message that the writer had before them.
pub fn send(act: &mut Action<'_, '_>, id: TicketId, sending: &Sending) -> Result<Sent, DeskError> {
    let me = act.actor.staff()?;
    let form = known_form(&sending.form);
    if let Some(form) = &form
        && is_used(act, form)?
    {
        return Ok(Sent::Before);
    }
    let draft = own(act, id, sending.kind)?;
    let body = checked_text("body", &sending.body, BODY_MAX)?;
    let mut draft = Draft {
        body,
        form,
        then: sending.then,
        canned: sending.canned,
        seen: sending.seen,
        planned: sending.at.is_some(),
        ..draft
    };
    if sending.kind == MessageKind::Note {
        return Ok(Sent::Written(write(act, &draft)?));
    }
    if others_wrote(act, &draft, me.0, Whom::Everybody)? {
        return Err(DeskError::conflict("answered-meanwhile", ""));
    }
    let at = match sending.at {
        Some(at) if at <= act.now => return Err(DeskError::field("at", "in-past", "")),
        Some(at) => at,
        None => act.now.saturating_add(UNDO).unwrap_or(act.now),
    };
    // Whoever presses Send in time has kept the promise; a delay that we make must not break it. A minute more, because a job
    // may come late.
    let late = at.saturating_add(jiff::SignedDuration::from_mins(1)).unwrap_or(at);
    let id = draft.ticket;
    if ticket::is_missed_by(act, id, late, sending.then != Then::Keep)? {
        return Ok(Sent::AtOnce(write(act, &draft)?));
    }
    draft.due_at = Some(at);
    draft.held = None;
    store::update(act, &draft)?;
    act.job(NewJob { kind: Kind::Reply, subject: draft.id.0, due: at })?;
    if draft.planned {
        act.journal(Subject::Ticket, id.0, "plan-reply", &json!({ "at": at.to_string() }))?;
    } else {
        act.tells(Subject::Ticket, id.0);
    }
    Ok(Sent::Waits(draft.id, at))
}

/// Whose messages count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whom {
    Everybody,
    Colleagues,
}

/// Whether somebody else has written publicly since the newest message that the writer had before them.
pub(super) fn others_wrote(
    act: &mut Action<'_, '_>,
    draft: &Draft,
    writer: i64,
    whom: Whom,
) -> Result<bool, DeskError> {
    let Some(seen) = draft.seen else { return Ok(false) };
    // It will arrive where the conversation goes on: the ticket may have been merged meanwhile.
    let arrives = ticket::goes_on(act, draft.ticket)?;
    let since = ticket::written_since(act, arrives, seen)?;
    Ok(since.into_iter().any(|(kind, author)| match kind {
        AuthorKind::Staff => author != Some(writer),
        AuthorKind::Contact | AuthorKind::Sender => whom == Whom::Everybody,
        AuthorKind::Automatic => false,
    }))
}

/// Writes the message or note of a draft as the acting member of staff, does what was chosen, and takes the draft away: all in
/// this one transaction. What the ticket has come beyond meanwhile (waiting for an answer on a closed ticket) is left out.
pub(super) fn write(act: &mut Action<'_, '_>, draft: &Draft) -> Result<Posted, DeskError> {
    let written =
        Written { body: draft.body.clone(), format: Format::Markdown, form: draft.form.clone(), draft: Some(draft.id) };
    let posted = match draft.kind {
        MessageKind::Message => ticket::write_reply(act, draft.ticket, &written)?,
        MessageKind::Note => ticket::write_note(act, draft.ticket, &written)?,
    };
    // What comes after it happens where it was written: a ticket may have been merged meanwhile.
    let id = posted.ticket;
    let ticket = ticket::get(act, id)?;
    if let Some(canned) = draft.canned {
        canned::carry_out(act, &ticket, canned)?;
    }
    let state = ticket.state;
    match (draft.then, state) {
        (Then::Keep, _) | (_, State::Closed) | (Then::Wait, State::Resolved) => {}
        (Then::Wait, _) => ticket::wait(act, id)?,
        (Then::Resolve, _) => ticket::resolve(act, id)?,
        (Then::Close, _) => ticket::close(act, id)?,
    }
    remove(act, draft.id)?;
    Ok(posted)
}

/// Sends a reply that waits or is held now, as the acting member of staff.
///
/// # Errors
/// [`DeskError::Forbidden`] for a colleague's reply that is not held; a conflict for one that does not wait.
pub fn send_now(act: &mut Action<'_, '_>, ticket: TicketId, id: DraftId) -> Result<Posted, DeskError> {
    let draft = get(act, ticket, id)?;
    if draft.due_at.is_none() {
        return Err(DeskError::conflict("draft-gone", ""));
    }
    job::cancel(act, Kind::Reply, id.0)?;
    write(act, &draft)
}

/// Takes a reply back that waits or is held: it is a draft of the acting member of staff again, before what they have written
/// since.
///
/// # Errors
/// [`DeskError::Forbidden`] for a colleague's reply that is not held; a conflict for one that does not wait.
pub fn take_back(act: &mut Action<'_, '_>, ticket: TicketId, id: DraftId) -> Result<(), DeskError> {
    let draft = get(act, ticket, id)?;
    let me = act.actor.staff()?;
    if draft.due_at.is_none() {
        return Err(DeskError::conflict("draft-gone", ""));
    }
    job::cancel(act, Kind::Reply, id.0)?;
    let ticket = ticket::goes_on(act, draft.ticket)?;
    if draft.ticket != ticket {
        move_to(act, id, ticket)?;
    }
    if let Some(newer) = store::find_one(act, me, ticket, draft.kind)? {
        let body = format!("{}\n\n{}", draft.body, newer.body).trim_end().to_owned();
        file::pass_on(act, id, newer.id)?;
        remove(act, id)?;
        store::update(act, &Draft { body, ..newer })?;
    } else {
        let free = Draft { staff: me, form: None, due_at: None, held: None, planned: false, ..draft.clone() };
        store::update(act, &free)?;
    }
    if draft.planned {
        act.journal(Subject::Ticket, ticket.0, "take-back-reply", &json!({}))
    } else {
        act.tells(Subject::Ticket, ticket.0);
        Ok(())
    }
}
