//! Handling one stored mail: from bytes to a ticket, a message, a note, or a reason.

use engine::plan::catalogue::Channel;
use engine::run::outcome::Answer;
use mail::{Kind, Limits, Mail, MailAddress, OwnAddresses};
use serde_json::json;

use super::{Reading, store};
use crate::action::{Action, Subject};
use crate::customer::{self, Contact};
use crate::error::DeskError;
use crate::id::{MailId, TicketId};
use crate::outbox;
use crate::ticket::{self, NewTicket, OnRefusal, SUBJECT_MAX, Ticket};

/// Handles a stored mail. A mail that was handled before is left alone.
pub(crate) fn handle(act: &mut Action<'_, '_>, id: MailId) -> Result<(), DeskError> {
    let stored = store::find(act, id)?.ok_or(DeskError::NotFound)?;
    if stored.state != "stored" {
        return Ok(());
    }
    let mail = match mail::parse(&stored.raw, &Limits::default()) {
        Ok(mail) => mail,
        Err(unreadable) => {
            let reading =
                Reading { kind: "unreadable".into(), reason: unreadable.to_string(), ..Reading::default() };
            return finish(act, id, "unreadable", None, None, &reading);
        }
    };
    let own = own(act)?;
    let kind = mail::classify(&mail, &own);
    let mut reading = Reading {
        from: mail.from.as_ref().map(|from| from.address.to_string()).unwrap_or_default(),
        subject: mail.subject.chars().take(SUBJECT_MAX).collect(),
        kind: word(&kind).into(),
        ..Reading::default()
    };
    let thread = match &kind {
        Kind::Bounce { original_message_id: Some(original), .. } => outbox::find_reference(act, original)?
            .map(|ticket| ticket::get(act, ticket))
            .transpose()?
            .map(|ticket| (ticket, "references")),
        _ => thread(act, &mail, &own)?,
    };
    if let Some((_, by)) = &thread {
        reading.thread = (*by).to_owned();
    }
    let (state, ticket) = match (&kind, thread) {
        (Kind::OwnLoop, _) => outcome(&mut reading, "ignored", None),
        (Kind::Person, Some((ticket, _))) => continued(act, id, &mail, ticket, &mut reading)?,
        (Kind::Person, None) => opened(act, id, &mail, &mut reading)?,
        (_, Some((ticket, _))) => {
            ticket::note_by_machine(act, &ticket, &noted(&kind, &mail), id)?;
            outcome(&mut reading, "noted", Some(ticket.id))
        }
        (_, None) => outcome(&mut reading, "ignored", None),
    };
    finish(act, id, state, ticket, mail.message_id.as_deref(), &reading)
}

fn outcome(reading: &mut Reading, word: &str, ticket: Option<TicketId>) -> (&'static str, Option<TicketId>) {
    reading.outcome = word.to_owned();
    (if word == "ignored" || word == "stranger" { "ignored" } else { "handled" }, ticket)
}

fn own(act: &mut Action<'_, '_>) -> Result<OwnAddresses, DeskError> {
    let address = outbox::address(act)?;
    let message_id_domain = outbox::message_id_domain(&address);
    let addresses = MailAddress::parse(&address).into_iter().collect();
    Ok(OwnAddresses { addresses, message_id_domain, desk: act.shared.name.clone() })
}

fn word(kind: &Kind) -> &'static str {
    match kind {
        Kind::Person => "person",
        Kind::AutoReply { .. } => "auto-reply",
        Kind::Bounce { .. } => "bounce",
        Kind::MailingList => "list",
        Kind::OwnLoop => "loop",
        Kind::ReadReceipt => "receipt",
        Kind::DeliveryDelay => "delay",
    }
}

/// The ticket that a mail belongs to, by token, by a Message-ID that we know, or by number with a matching participant.
fn thread(
    act: &mut Action<'_, '_>,
    mail: &Mail,
    own: &OwnAddresses,
) -> Result<Option<(Ticket, &'static str)>, DeskError> {
    let hints = mail::hints(mail, own);
    if let Some(token) = &hints.token
        && let Some(ticket) = ticket::find_by_token(act, token)?
    {
        return Ok(Some((ticket, "token")));
    }
    for reference in &hints.references {
        if let Some(id) = outbox::find_reference(act, reference)? {
            return Ok(Some((ticket::get(act, id)?, "references")));
        }
    }
    let Some(number) = hints.subject_number.and_then(|number| i64::try_from(number).ok()) else { return Ok(None) };
    let (Some(ticket), Some(sender)) = (ticket::find_by_number_unscoped(act, number)?, sender(act, mail)?) else {
        return Ok(None);
    };
    // A number proves nothing: it counts only from somebody of the same customer.
    Ok((ticket.customer == Some(sender.customer)).then_some((ticket, "number")))
}

fn sender(act: &mut Action<'_, '_>, mail: &Mail) -> Result<Option<Contact>, DeskError> {
    match &mail.from {
        None => Ok(None),
        Some(from) => customer::find_contact_by_email(act, &from.address.key()),
    }
}

fn continued(
    act: &mut Action<'_, '_>,
    id: MailId,
    mail: &Mail,
    ticket: Ticket,
    reading: &mut Reading,
) -> Result<(&'static str, Option<TicketId>), DeskError> {
    let ticket_id = ticket.id;
    let contact = sender(act, mail)?.filter(|contact| ticket.customer == Some(contact.customer));
    let name = match (&contact, &mail.from) {
        (Some(contact), _) => contact.name.clone(),
        (None, Some(from)) => from.label(),
        (None, None) => String::new(),
    };
    ticket::reply_by_mail(act, ticket, contact.map(|contact| contact.id), &name, &body(mail), id)?;
    Ok(outcome(reading, "continued", Some(ticket_id)))
}

fn opened(
    act: &mut Action<'_, '_>,
    id: MailId,
    mail: &Mail,
    reading: &mut Reading,
) -> Result<(&'static str, Option<TicketId>), DeskError> {
    let Some(from) = &mail.from else {
        reading.reason = "no sender".into();
        return Ok(outcome(reading, "ignored", None));
    };
    let Some(contact) = customer::find_contact_by_email(act, &from.address.key())? else {
        let subject: String = mail.subject.chars().take(SUBJECT_MAX).collect();
        let answered = outbox::answer_stranger(act, from.address.as_str(), &subject, mail.message_id.clone())?;
        reading.reason = if answered { "answered".into() } else { "answered before".into() };
        return Ok(outcome(reading, "stranger", None));
    };
    let subject = match mail.subject.trim() {
        "" => "–".to_owned(),
        subject => subject.chars().take(SUBJECT_MAX).collect(),
    };
    let new = NewTicket {
        channel: Channel::Email,
        contact: Some(contact.id),
        subject,
        body: body(mail),
        mail: Some(id),
        on_refusal: OnRefusal::Answer,
        ..NewTicket::default()
    };
    let opened = ticket::open(act, &new)?;
    let word = if opened.answer == Answer::Refused { "refused" } else { "opened" };
    Ok(outcome(reading, word, Some(opened.id)))
}

fn body(mail: &Mail) -> String {
    let text: String = mail.text.trim().chars().take(ticket::BODY_MAX).collect();
    if text.is_empty() { "–".to_owned() } else { text }
}

/// What a note says about a mail that a machine wrote.
fn noted(kind: &Kind, mail: &Mail) -> String {
    let head = match kind {
        Kind::Bounce { recipient: Some(recipient), .. } => format!("Unzustellbar / not delivered: {recipient}"),
        Kind::Bounce { recipient: None, .. } => "Unzustellbar / not delivered".to_owned(),
        Kind::DeliveryDelay => "Zustellung verzögert / delivery delayed".to_owned(),
        Kind::ReadReceipt => "Lesebestätigung / read receipt".to_owned(),
        _ => "Automatische Antwort / automatic reply".to_owned(),
    };
    format!("{head}\n\n{}", body(mail))
}

fn finish(
    act: &mut Action<'_, '_>,
    id: MailId,
    state: &str,
    ticket: Option<TicketId>,
    message_id: Option<&str>,
    reading: &Reading,
) -> Result<(), DeskError> {
    store::update_handled(act, id, state, ticket, message_id, &serde_json::to_string(reading)?)?;
    if let (Some(ticket), Some(message_id)) = (ticket, message_id) {
        outbox::remember(act, message_id, ticket)?;
    }
    act.journal(Subject::Mail, id.0, "handle", &json!({ "state": state, "outcome": reading.outcome }))
}
