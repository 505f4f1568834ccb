//! Notes: what staff write for each other on a ticket. No clock hears of them, no customer sees them. Colleagues whom a note
//! mentions (`@Jana Winter`) follow the ticket from then on and get a notice.

use serde_json::json;

use super::{
    AuthorKind, BODY_MAX, Format, MessageKind, NewMessage, Posted, Ticket, Written, checked_text, get, message, store,
};
use crate::action::{Action, Subject};
use crate::error::DeskError;
use crate::id::{MailId, StaffId, TicketId};
use crate::notice::{self, Kind};
use crate::{file, staff};

/// Adds a note.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a field error for an empty or oversized text.
pub fn note(act: &mut Action<'_, '_>, id: TicketId, body: &str) -> Result<Posted, DeskError> {
    write_note(act, id, &Written { body: body.to_owned(), ..Written::default() })
}

/// Adds a note from the composer.
pub(crate) fn write_note(act: &mut Action<'_, '_>, id: TicketId, written: &Written) -> Result<Posted, DeskError> {
    let author = act.actor.staff()?;
    let mut ticket = get(act, id)?;
    let body = checked_text("body", &written.body, BODY_MAX)?;
    let mentioned = mentioned(act, &body)?;
    let message = NewMessage {
        kind: MessageKind::Note,
        author_kind: AuthorKind::Staff,
        author: Some(author.0),
        author_name: staff::name(act, author)?,
        body,
        format: written.format,
        form: written.form.clone(),
        mail: None,
    };
    let message = message::store::insert(act, ticket.id, &message)?;
    if let Some(draft) = written.draft {
        file::send(act, draft, message)?;
    }
    ticket.updated_at = act.now;
    store::update(act, &ticket)?;
    for staff in &mentioned {
        notice::follow_as(act, ticket.id, *staff)?;
    }
    notice::tell(act, ticket.id, &mentioned, Kind::Mentioned, "")?;
    act.journal(Subject::Ticket, ticket.id.0, "note", &json!({ "message": message.0.to_string() }))?;
    Ok(Posted { ticket: ticket.id, message })
}

/// Which colleagues a note mentions.
fn mentioned(act: &mut Action<'_, '_>, body: &str) -> Result<Vec<StaffId>, DeskError> {
    if !body.contains('@') {
        return Ok(Vec::new());
    }
    let all = staff::list(act)?;
    Ok(notice::mentioned(body, &all).iter().map(|person| person.id).collect())
}

/// Adds a note about a mail that a machine wrote: a bounce, an automatic reply.
pub(crate) fn note_by_machine(
    act: &mut Action<'_, '_>,
    ticket: &Ticket,
    body: &str,
    mail: MailId,
) -> Result<Posted, DeskError> {
    let message = NewMessage {
        kind: MessageKind::Note,
        author_kind: AuthorKind::Automatic,
        author: None,
        author_name: String::new(),
        body: checked_text("body", body, BODY_MAX)?,
        format: Format::Plain,
        form: None,
        mail: Some(mail.0),
    };
    let message = message::store::insert(act, ticket.id, &message)?;
    act.journal(Subject::Ticket, ticket.id.0, "note", &json!({ "message": message.0.to_string() }))?;
    Ok(Posted { ticket: ticket.id, message })
}
