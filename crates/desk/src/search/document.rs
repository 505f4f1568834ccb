//! What the index knows of a ticket, a customer, a contact.

use std::collections::BTreeMap;

use search::Document;

use super::store;
use crate::action::View;
use crate::error::DeskError;

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Ticket,
    Customer,
    Contact,
}

impl Kind {
    pub(super) const ALL: [Kind; 3] = [Kind::Ticket, Kind::Customer, Kind::Contact];

    /// The word in journal and index.
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Ticket => "ticket",
            Kind::Customer => "customer",
            Kind::Contact => "contact",
        }
    }

    pub(super) fn find(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A ticket as the index takes it.
pub(super) struct Ticket {
    pub(super) id: i64,
    pub(super) number: i64,
    pub(super) subject: String,
    pub(super) state: String,
    pub(super) severity: Option<String>,
    pub(super) channel: String,
    pub(super) customer: Option<i64>,
    pub(super) contact: Option<i64>,
    pub(super) product: Option<String>,
    pub(super) assignee: Option<i64>,
    pub(super) plan: String,
    pub(super) opened_us: i64,
    pub(super) updated_us: i64,
    /// Customer, contact, address.
    pub(super) people: [String; 3],
}

/// A message or a note.
pub(super) struct Written {
    pub(super) ticket: i64,
    pub(super) note: bool,
    pub(super) body: String,
}

/// A customer, or a contact of one.
pub(super) struct Person {
    pub(super) id: i64,
    /// The customer's number.
    pub(super) number: i64,
    pub(super) name: String,
    pub(super) details: String,
    pub(super) more: String,
    pub(super) created_us: i64,
    pub(super) customer: i64,
}

/// The documents of a kind, as many as are still there.
pub(super) fn documents(view: &mut View<'_, '_>, kind: Kind, ids: &[i64]) -> Result<Vec<Document>, DeskError> {
    match kind {
        Kind::Ticket => tickets(view, ids),
        Kind::Customer => Ok(store::customers(view, ids)?.into_iter().map(|found| person(kind, found)).collect()),
        Kind::Contact => Ok(store::contacts(view, ids)?.into_iter().map(|found| person(kind, found)).collect()),
    }
}

fn tickets(view: &mut View<'_, '_>, ids: &[i64]) -> Result<Vec<Document>, DeskError> {
    let mut written: BTreeMap<i64, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for Written { ticket, note, body } in store::written(view, ids)? {
        let (texts, notes) = written.entry(ticket).or_default();
        if note { notes.push(body) } else { texts.push(body) }
    }
    let found = store::tickets(view, ids)?;
    Ok(found.into_iter().map(|ticket| document(&ticket, written.remove(&ticket.id).unwrap_or_default())).collect())
}

fn document(ticket: &Ticket, (mut text, notes): (Vec<String>, Vec<String>)) -> Document {
    let id = |id: Option<i64>| id.map(|id| id.to_string());
    let plan = ticket.plan.to_lowercase();
    let mut marks = vec![("state", ticket.state.clone()), ("channel", ticket.channel.clone())];
    marks.push(("assignee", id(ticket.assignee).unwrap_or_else(|| "none".to_owned())));
    marks.extend(ticket.severity.iter().map(|severity| ("severity", severity.to_lowercase())));
    marks.extend(ticket.product.iter().map(|product| ("product", product.to_lowercase())));
    marks.extend(id(ticket.customer).map(|id| ("customer", id)));
    marks.extend(id(ticket.contact).map(|id| ("contact", id)));
    marks.extend(plan.split_whitespace().map(|word| ("plan", word.to_owned())));
    marks.push(("plan", plan.clone()));
    text.push(ticket.number.to_string());
    text.extend(ticket.people.iter().cloned());
    Document {
        kind: Kind::Ticket.word(),
        id: ticket.id,
        when: ticket.updated_us,
        since: ticket.opened_us,
        subject: ticket.subject.clone(),
        text,
        notes,
        marks,
    }
}

fn person(kind: Kind, person: Person) -> Document {
    Document {
        kind: kind.word(),
        id: person.id,
        when: person.created_us,
        since: person.created_us,
        subject: person.name,
        text: vec![person.details, person.more, person.number.to_string()],
        notes: Vec::new(),
        marks: vec![("customer", person.customer.to_string())],
    }
}
