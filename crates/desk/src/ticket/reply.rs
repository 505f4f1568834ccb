//! Replying: a public message by staff or by the customer.
//!
//! A person's reply by staff is a response; a customer's reply opens what was waiting or resolved, and restarts what paused.

use serde_json::json;

use super::{
    AuthorKind, BODY_MAX, EventKind, Format, MessageKind, NewMessage, Posted, State, Ticket, checked_text, clocks, get,
    message, participant, relation, snooze, spam, store,
};
use crate::action::{Action, Subject};
use crate::actor::Actor;
use crate::error::DeskError;
use crate::file::{self, NewFile};
use crate::id::{ContactId, DraftId, MailId, TicketId};
use crate::{customer, outbox, staff};

/// A reply.
#[derive(Debug, Clone, Default)]
pub struct NewReply {
    /// Its text.
    pub body: String,
    /// The mail it came with.
    pub mail: Option<MailId>,
}

/// What staff have written in the composer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written {
    /// Its text.
    pub(crate) body: String,
    /// How it is to be read.
    pub(crate) format: Format,
    /// The form it was sent with.
    pub(crate) form: Option<String>,
    /// The draft whose files it carries.
    pub(crate) draft: Option<DraftId>,
}

/// Replies as the acting contact or member of staff.
///
/// # Errors
/// [`DeskError::NotFound`] for a ticket out of reach; a field error for an empty or oversized text.
pub fn reply(act: &mut Action<'_, '_>, id: TicketId, reply: &NewReply) -> Result<Posted, DeskError> {
    let ticket = get(act, id)?;
    let ticket = relation::main(act, ticket)?;
    let body = checked_text("body", &reply.body, BODY_MAX)?;
    match act.actor.clone() {
        Actor::Staff { .. } => write_reply(act, id, &Written { body, ..Written::default() }),
        Actor::Contact { id: contact, .. } => {
            let name = customer::find_contact(act, contact)?.ok_or(DeskError::NotFound)?.name;
            by_customer(act, ticket, AuthorKind::Contact, Some(contact.0), name, body, reply.mail)
        }
        Actor::Job | Actor::Operator | Actor::Sender { .. } => Err(DeskError::NotFound),
    }
}

/// Replies with files.
///
/// # Errors
/// As [`reply`]; a field error for files that are too many or too large.
pub fn reply_with_files(
    act: &mut Action<'_, '_>,
    id: TicketId,
    new: &NewReply,
    files: &[NewFile],
) -> Result<Posted, DeskError> {
    let posted = reply(act, id, new)?;
    for one in files {
        file::add(act, id, file::Owner::Message(posted.message), one)?;
    }
    Ok(posted)
}

/// Adds a mail to a ticket that it was found to belong to: of a contact of its customer, or of somebody else who had its token
/// or one of its mails.
pub(crate) fn reply_by_mail(
    act: &mut Action<'_, '_>,
    ticket: Ticket,
    contact: Option<ContactId>,
    name: &str,
    body: &str,
    mail: MailId,
) -> Result<Posted, DeskError> {
    let body = checked_text("body", body, BODY_MAX)?;
    let kind = if contact.is_some() { AuthorKind::Contact } else { AuthorKind::Sender };
    by_customer(act, ticket, kind, contact.map(|id| id.0), name.to_owned(), body, Some(mail))
}

/// Replies as the acting member of staff.
pub(crate) fn write_reply(act: &mut Action<'_, '_>, id: TicketId, written: &Written) -> Result<Posted, DeskError> {
    let staff = act.actor.staff()?;
    let ticket = get(act, id)?;
    // What is written to a ticket that was merged belongs to the conversation that goes on.
    let mut ticket = relation::main(act, ticket)?;
    let message = NewMessage {
        kind: MessageKind::Message,
        author_kind: AuthorKind::Staff,
        author: Some(staff.0),
        author_name: staff::name(act, staff)?,
        body: checked_text("body", &written.body, BODY_MAX)?,
        format: written.format,
        form: written.form.clone(),
        mail: None,
    };
    let message = message::store::insert(act, ticket.id, &message)?;
    if let Some(draft) = written.draft {
        file::send(act, draft, message)?;
    }
    ticket.updated_at = act.now;
    if ticket.assignee.is_none() {
        ticket.assignee = act.actor.staff().ok();
    }
    store::update(act, &ticket)?;
    act.journal(Subject::Ticket, ticket.id.0, "reply", &json!({ "message": message.0.to_string() }))?;
    clocks::refresh(act, &ticket)?;
    outbox::reply(act, &ticket, message)?;
    Ok(Posted { ticket: ticket.id, message })
}

fn by_customer(
    act: &mut Action<'_, '_>,
    mut ticket: Ticket,
    author_kind: AuthorKind,
    author: Option<i64>,
    author_name: String,
    body: String,
    mail: Option<MailId>,
) -> Result<Posted, DeskError> {
    let message = NewMessage {
        kind: MessageKind::Message,
        author_kind,
        author,
        author_name,
        body,
        format: Format::Plain,
        form: None,
        mail: mail.map(|id| id.0),
    };
    let message = message::store::insert(act, ticket.id, &message)?;
    if let (AuthorKind::Contact, Some(author)) = (author_kind, author) {
        let writer: Vec<_> = customer::find_contact(act, ContactId(author))?.into_iter().collect();
        participant::take_part(act, &ticket, &writer)?;
    }
    snooze::answered(act, &mut ticket)?;
    if spam::stays(act, &mut ticket)? {
        store::update(act, &ticket)?;
        act.journal(Subject::Ticket, ticket.id.0, "reply", &json!({ "message": message.0.to_string() }))?;
        return Ok(Posted { ticket: ticket.id, message });
    }
    match ticket.state {
        State::Open => {}
        State::Waiting => {
            store::insert_event(act, ticket.id, act.now, EventKind::Resume, "{}")?;
            ticket.waiting_since = act.now;
        }
        State::Resolved | State::Closed => {
            store::insert_event(act, ticket.id, act.now, EventKind::Reopen, "{}")?;
            ticket.waiting_since = act.now;
            ticket.resolved_at = None;
            ticket.closed_at = None;
        }
    }
    ticket.state = State::Open;
    ticket.updated_at = act.now;
    store::update(act, &ticket)?;
    act.journal(Subject::Ticket, ticket.id.0, "reply", &json!({ "message": message.0.to_string() }))?;
    clocks::refresh(act, &ticket)?;
    Ok(Posted { ticket: ticket.id, message })
}
