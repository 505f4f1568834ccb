//! Keeping what is being written, and the files that go with it.

use jiff::Timestamp;

use super::{Draft, FORGOTTEN, Then, get, is_used, known_form, store};
use crate::action::Action;
use crate::error::DeskError;
use crate::file::{self, NewFile, Owner};
use crate::id::{DraftId, FileId, StaffId, TicketId};
use crate::job::{self, Kind, NewJob};
use crate::ticket::{self, BODY_MAX, MessageKind};

/// Keeps a text as the actor's draft and answers when; an empty text without files takes the draft away. What was sent with the
/// same form meanwhile stays sent: a page that is being left keeps its text a last time.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a field error for an oversized text.
pub fn save(
    act: &mut Action<'_, '_>,
    ticket: TicketId,
    kind: MessageKind,
    body: &str,
    form: &str,
) -> Result<Option<Timestamp>, DeskError> {
    let me = act.actor.staff()?;
    let ticket = ticket::goes_on(act, ticket)?;
    if body.chars().count() > BODY_MAX {
        return Err(DeskError::field("body", "too-long", BODY_MAX.to_string()));
    }
    if let Some(form) = known_form(form)
        && is_used(act, &form)?
    {
        return Ok(None);
    }
    let body = body.replace('\0', "");
    let known = store::find_one(act, me, ticket, kind)?;
    if body.trim().is_empty() {
        if let Some(draft) = known {
            if file::of_draft(act, draft.id)?.is_empty() {
                remove(act, draft.id)?;
            } else {
                store::update(act, &Draft { body, ..draft })?;
            }
        }
        return Ok(None);
    }
    match known {
        Some(draft) if draft.body == body => {}
        Some(draft) => store::update(act, &Draft { body, ..draft })?,
        None => {
            create(act, me, ticket, kind, body)?;
        }
    }
    Ok(Some(act.now))
}

pub(super) fn create(
    act: &mut Action<'_, '_>,
    staff: StaffId,
    ticket: TicketId,
    kind: MessageKind,
    body: String,
) -> Result<Draft, DeskError> {
    let draft = Draft {
        id: DraftId(act.new_id()),
        ticket,
        staff,
        kind,
        body,
        then: Then::Keep,
        canned: None,
        form: None,
        seen: None,
        due_at: None,
        planned: false,
        held: None,
        updated_at: act.now,
    };
    store::insert(act, &draft)?;
    Ok(draft)
}

/// The actor's draft of a kind, made if there is none.
pub(super) fn own(act: &mut Action<'_, '_>, ticket: TicketId, kind: MessageKind) -> Result<Draft, DeskError> {
    let me = act.actor.staff()?;
    let ticket = ticket::goes_on(act, ticket)?;
    match store::find_one(act, me, ticket, kind)? {
        Some(draft) => Ok(draft),
        None => create(act, me, ticket, kind, String::new()),
    }
}

/// Makes a draft of one kind into one of the other, with its files, unless there is one of that kind already: somebody began a
/// reply and found that it is a note.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn turn(act: &mut Action<'_, '_>, ticket: TicketId, from: MessageKind, to: MessageKind) -> Result<(), DeskError> {
    let me = act.actor.staff()?;
    let ticket = ticket::goes_on(act, ticket)?;
    if from == to || store::find_one(act, me, ticket, to)?.is_some() {
        return Ok(());
    }
    match store::find_one(act, me, ticket, from)? {
        Some(draft) => store::update(act, &Draft { kind: to, ..draft }),
        None => Ok(()),
    }
}

/// Adds a file to the actor's draft.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a field error `file` for an empty or oversized one, or one too many.
pub fn add_file(
    act: &mut Action<'_, '_>,
    ticket: TicketId,
    kind: MessageKind,
    new: &NewFile,
) -> Result<FileId, DeskError> {
    let draft = own(act, ticket, kind)?;
    let id = file::add(act, draft.ticket, Owner::Draft(draft.id), new)?;
    store::update(act, &draft)?;
    let due = act.now.saturating_add(FORGOTTEN).unwrap_or(act.now);
    act.job(NewJob { kind: Kind::Discard, subject: draft.id.0, due })?;
    Ok(id)
}

/// Takes a file off the actor's draft.
///
/// # Errors
/// [`DeskError::NotFound`] for a file that belongs to none of the actor's drafts on the ticket.
pub fn remove_file(act: &mut Action<'_, '_>, ticket: TicketId, id: FileId) -> Result<(), DeskError> {
    let me = act.actor.staff()?;
    let ticket = ticket::goes_on(act, ticket)?;
    for kind in [MessageKind::Message, MessageKind::Note] {
        let Some(draft) = store::find_one(act, me, ticket, kind)? else { continue };
        match file::remove(act, draft.id, id) {
            Err(DeskError::NotFound) => {}
            other => return other,
        }
    }
    Err(DeskError::NotFound)
}

/// What is being written on a ticket that is merged goes on in the other, below what its writer has begun there. Replies that
/// wait stay: parted again, the ticket has them back.
pub(crate) fn carry(act: &mut Action<'_, '_>, from: TicketId, into: TicketId) -> Result<(), DeskError> {
    for (draft, _) in store::of_ticket(act, from)? {
        if draft.due_at.is_some() {
            continue;
        }
        match store::find_one(act, draft.staff, into, draft.kind)? {
            None => move_to(act, draft.id, into)?,
            Some(begun) => {
                file::pass_on(act, draft.id, begun.id)?;
                file::move_to(act, begun.id, into)?;
                remove(act, draft.id)?;
                let body = format!("{}\n\n{}", begun.body, draft.body).trim().to_owned();
                store::update(act, &Draft { body, ..begun })?;
            }
        }
    }
    Ok(())
}

/// Puts a draft with its files on another ticket.
pub(super) fn move_to(act: &mut Action<'_, '_>, id: DraftId, ticket: TicketId) -> Result<(), DeskError> {
    file::move_to(act, id, ticket)?;
    store::update_ticket(act, id, ticket)
}

/// Throws a draft away, with its files.
///
/// # Errors
/// [`DeskError::NotFound`] for a draft that is not the actor's; a conflict for a reply that waits.
pub fn discard(act: &mut Action<'_, '_>, ticket: TicketId, id: DraftId) -> Result<(), DeskError> {
    let draft = get(act, ticket, id)?;
    if draft.due_at.is_some() {
        return Err(DeskError::conflict("draft-waits", ""));
    }
    file::remove_all(act, id)?;
    remove(act, id)
}

/// Removes the row of a draft whose files are gone or the message's.
pub(super) fn remove(act: &mut Action<'_, '_>, id: DraftId) -> Result<(), DeskError> {
    job::cancel(act, Kind::Discard, id.0)?;
    store::delete(act, id)
}
