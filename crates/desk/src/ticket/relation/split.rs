//! Splitting: one message asks something else, and becomes a ticket of its own.

use engine::run::outcome::Answer;
use serde_json::json;

use super::{LinkKind, store};
use crate::action::{Action, Subject};
use crate::error::DeskError;
use crate::file;
use crate::id::{ContactId, MessageId};
use crate::ticket::{AuthorKind, MessageKind, NewTicket, OnRefusal, Opened, get, open};

/// Opens a ticket from one message of a customer: of the same contract, by who wrote it, with its text. The two are linked. What
/// is promised counts from when the message arrived, for that is when it was asked; nobody gets a receipt for it.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a conflict `split-not-asked` for a note and for what staff wrote, and
/// `no-contact` where nobody known asked; field errors for the subject.
pub fn split(act: &mut Action<'_, '_>, message: MessageId, subject: &str) -> Result<Opened, DeskError> {
    act.actor.require_staff()?;
    let found = store::find_message(act, message)?.ok_or(DeskError::NotFound)?;
    let from = get(act, found.ticket)?;
    let asked = matches!(found.author_kind, AuthorKind::Contact | AuthorKind::Sender);
    if found.kind != MessageKind::Message || !asked {
        return Err(DeskError::conflict("split-not-asked", ""));
    }
    let author = found.author.filter(|_| found.author_kind == AuthorKind::Contact).map(ContactId);
    let Some(contact) = author.or(from.contact) else {
        return Err(DeskError::conflict("no-contact", from.number.to_string()));
    };
    let facts = std::collections::BTreeMap::new();
    let new = NewTicket {
        channel: from.channel,
        contact: Some(contact),
        contract: from.contract,
        subject: subject.to_owned(),
        body: found.body,
        severity: from.severity.clone(),
        about: from.about.clone(),
        facts,
        accepted: from.answer == Answer::Chargeable,
        mail: None,
        on_refusal: OnRefusal::Keep,
    };
    let opened = open::open_as_of(act, &new, found.at)?;
    file::copy_received(act, message, opened.id, opened.message)?;
    store::insert_link(act, opened.id, from.id, LinkKind::Split)?;
    act.journal(
        Subject::Ticket,
        opened.id.0,
        "split-off",
        &json!({ "from": from.number, "asked": found.at.to_string() }),
    )?;
    act.journal(Subject::Ticket, from.id.0, "split", &json!({ "ticket": opened.number, "subject": subject.trim() }))?;
    Ok(opened)
}
