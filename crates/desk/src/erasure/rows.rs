//! What becomes of each row.

use std::collections::HashSet;

use super::store;
use super::words::{LEFT_OUT, Lines, Words};
use crate::action::Action;
use crate::customer::Contact;
use crate::error::DeskError;
use crate::id::{MailId, TicketId};
use crate::intake::{self, Reading};
use crate::job::{self, Kind};

/// Takes the subjects of tickets that they asked, and what stands in fields of text there. Answers all of it: other tickets name a
/// subject where one was merged with them or split off.
pub(super) fn written(
    act: &mut Action<'_, '_>,
    contact: &Contact,
    tickets: &[TicketId],
    words: &Words,
) -> Result<Vec<String>, DeskError> {
    let mut written = Vec::new();
    for ticket in tickets {
        if store::asked(act, *ticket, contact.id)? {
            written.extend(store::subjects(act, *ticket)?);
            written.extend(store::take_texts(act, *ticket)?);
            store::update_subject(act, *ticket, words.stands_for())?;
        }
    }
    Ok(written)
}

/// A ticket that they have to do with.
pub(super) fn ticket(
    act: &mut Action<'_, '_>,
    contact: &Contact,
    ticket: TicketId,
    words: &Words,
) -> Result<(), DeskError> {
    let mails = mails(act, contact, ticket)?;
    messages(act, contact, ticket, (&mails, words))?;
    for (id, value) in store::values(act, ticket)? {
        if let Some(value) = words.without(&value) {
            store::update_value(act, ticket, id, &value)?;
        }
    }
    store::forget_copies(act, ticket)?;
    Ok(())
}

/// Takes the mails of a ticket that they wrote, and what machines wrote about them.
fn mails(act: &mut Action<'_, '_>, contact: &Contact, ticket: TicketId) -> Result<HashSet<MailId>, DeskError> {
    let mut taken = HashSet::new();
    for (id, reading) in store::mails(act, ticket)? {
        let reading: Reading = serde_json::from_str(&reading)?;
        let theirs = is_theirs(contact, &reading);
        if theirs || (reading.kind != "person" && names(contact, &intake::raw_unscoped(act, id)?)) {
            take_mail(act, id, reading)?;
        }
        if theirs {
            taken.insert(id);
        }
    }
    Ok(taken)
}

fn is_theirs(contact: &Contact, reading: &Reading) -> bool {
    reading.from.eq_ignore_ascii_case(&contact.email)
}

/// Whether raw bytes have somebody's address.
fn names(contact: &Contact, raw: &[u8]) -> bool {
    String::from_utf8_lossy(raw).to_lowercase().contains(&contact.email)
}

fn take_mail(act: &mut Action<'_, '_>, id: MailId, reading: Reading) -> Result<(), DeskError> {
    let left = Reading {
        kind: reading.kind,
        proof: reading.proof,
        thread: reading.thread,
        outcome: reading.outcome,
        ..Reading::default()
    };
    store::take_mail(act, id, &serde_json::to_string(&left)?)
}

/// Takes their messages, and what others quoted of them.
fn messages(
    act: &mut Action<'_, '_>,
    contact: &Contact,
    ticket: TicketId,
    (mails, words): (&HashSet<MailId>, &Words),
) -> Result<(), DeskError> {
    let all = store::messages(act, ticket)?;
    let is_own =
        |one: &store::Message| one.contact == Some(contact.id) || one.mail.is_some_and(|mail| mails.contains(&mail));
    let mut lines = Lines::default();
    for own in all.iter().filter(|one| is_own(one)) {
        lines.learn(&own.body);
        store::take_message(act, own.id, LEFT_OUT, words.stands_for())?;
        store::take_files(act, own.id)?;
    }
    for other in all.iter().filter(|one| !is_own(one)) {
        if let Some(body) = clean(&lines, words, &other.body) {
            store::update_body(act, other.id, &body)?;
        }
        if let Some(name) = words.without(&other.author) {
            store::update_author(act, other.id, &name)?;
        }
    }
    for (texts, update) in store::PLAIN {
        for (id, text) in store::texts(act, texts, ticket.0)? {
            if let Some(text) = clean(&lines, words, &text) {
                store::update_text(act, update, id, &text)?;
            }
        }
    }
    json(act, &store::JSON, ticket.0, words)
}

fn clean(lines: &Lines, words: &Words, text: &str) -> Option<String> {
    let unquoted = lines.without(text);
    let clean = words.without(unquoted.as_deref().unwrap_or(text));
    clean.or(unquoted)
}

fn json(
    act: &mut Action<'_, '_>,
    columns: &[(&'static str, &'static str)],
    about: i64,
    words: &Words,
) -> Result<(), DeskError> {
    for (texts, update) in columns {
        for (id, text) in store::texts(act, texts, about)? {
            if let Some(text) = words.without_in_json(&text) {
                store::update_text(act, update, id, &text)?;
            }
        }
    }
    Ok(())
}

/// What there is of them beside tickets.
pub(super) fn elsewhere(act: &mut Action<'_, '_>, contact: &Contact, words: &Words) -> Result<(), DeskError> {
    for delivery in store::deliveries(act, &contact.email)? {
        job::cancel(act, Kind::Deliver, delivery)?;
        store::take_delivery(act, delivery)?;
    }
    let mut after = 0;
    loop {
        let some = store::ignored_mails(act, after)?;
        let Some((MailId(last), _)) = some.last() else { break };
        after = *last;
        for (id, reading) in some {
            let reading: Reading = serde_json::from_str(&reading)?;
            if is_theirs(contact, &reading) {
                take_mail(act, id, reading)?;
            }
        }
    }
    for (texts, update) in store::OF_CONTACT {
        for (id, text) in store::texts(act, texts, contact.id.0)? {
            if let Some(text) = words.without(&text) {
                store::update_text(act, update, id, &text)?;
            }
        }
    }
    json(act, &store::OF_CUSTOMER, contact.customer.0, words)?;
    store::take_lists(act, contact)?;
    for (id, steps) in store::undo(act)? {
        if words.without(&steps).is_some() {
            store::delete_undo(act, id)?;
        }
    }
    for (staff, key, body) in store::repeated(act)? {
        if words.without(&body).is_some() {
            store::delete_repeated(act, staff, &key)?;
        }
    }
    Ok(())
}
