//! What the index knows of a ticket, a customer, a contact, an article.

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
    /// Of staff only: searches of contacts ask for tickets alone.
    Article,
}

impl Kind {
    pub(super) const ALL: [Kind; 4] = [Kind::Ticket, Kind::Customer, Kind::Contact, Kind::Article];

    /// The word in journal and index.
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Ticket => "ticket",
            Kind::Customer => "customer",
            Kind::Contact => "contact",
            Kind::Article => "article",
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
    pub(super) team: Option<i64>,
    pub(super) spam: bool,
    pub(super) plan: String,
    pub(super) opened_us: i64,
    pub(super) updated_us: i64,
    /// Customer, contact, address.
    pub(super) people: [String; 3],
    /// The queue's first key, severity's rank, plan's rank, since when somebody waits, due time.
    pub(super) places: [i64; search::PLACES],
    /// How its next clock stands, if one runs.
    pub(super) due_state: Option<String>,
    pub(super) answer: String,
    pub(super) tags: Vec<String>,
}

/// A message or a note.
pub(super) struct Written {
    pub(super) ticket: i64,
    pub(super) note: bool,
    pub(super) body: String,
}

/// A draft of an article.
pub(super) struct Article {
    pub(super) id: i64,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) created_us: i64,
    pub(super) updated_us: i64,
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
        Kind::Article => Ok(store::articles(view, ids)?.into_iter().map(article).collect()),
    }
}

fn tickets(view: &mut View<'_, '_>, ids: &[i64]) -> Result<Vec<Document>, DeskError> {
    let mut written: BTreeMap<i64, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for Written { ticket, note, body } in store::written(view, ids)? {
        let (texts, notes) = written.entry(ticket).or_default();
        if note { notes.push(body) } else { texts.push(body) }
    }
    let mut filled: BTreeMap<i64, Vec<(String, String)>> = BTreeMap::new();
    for (ticket, key, value) in store::filled(view, ids)? {
        filled.entry(ticket).or_default().push((key, value));
    }
    let found = store::tickets(view, ids)?;
    let document = |ticket: Ticket| {
        let fields = filled.remove(&ticket.id).unwrap_or_default();
        document(&ticket, written.remove(&ticket.id).unwrap_or_default(), &fields)
    };
    Ok(found.into_iter().map(document).collect())
}

/// How the next clock stands, as `due:` asks for it.
fn due(state: Option<&str>) -> &'static str {
    match state {
        None => "none",
        Some("breached") => "breached",
        Some("warned") => "soon",
        Some(_) => "later",
    }
}

/// What a ticket has none of.
pub(super) const NONE: &str = "none";

fn document(
    ticket: &Ticket,
    (mut text, mut notes): (Vec<String>, Vec<String>),
    fields: &[(String, String)],
) -> Document {
    let id = |id: Option<i64>| id.map(|id| id.to_string());
    let plan = ticket.plan.to_lowercase();
    let mut marks = vec![("state", ticket.state.clone()), ("channel", ticket.channel.clone())];
    let or_none = |value: Option<String>| value.unwrap_or_else(|| NONE.to_owned());
    marks.push(("assignee", or_none(id(ticket.assignee))));
    marks.push(("severity", or_none(ticket.severity.as_ref().map(|severity| severity.to_lowercase()))));
    marks.push(("product", or_none(ticket.product.as_ref().map(|product| product.to_lowercase()))));
    marks.push(("customer", or_none(id(ticket.customer))));
    marks.push(("due", due(ticket.due_state.as_deref()).to_owned()));
    marks.push(("answer", ticket.answer.clone()));
    marks.extend(ticket.tags.iter().map(|tag| ("tag", tag.clone())));
    if ticket.tags.is_empty() {
        marks.push(("tag", NONE.to_owned()));
    }
    for (key, value) in fields {
        marks.push(("field", key.clone()));
        marks.push(("field", format!("{key}={}", value.to_lowercase())));
    }
    // Staff only see tags and fields.
    notes.extend(ticket.tags.iter().cloned().chain(fields.iter().map(|(_, value)| value.clone())));
    marks.push(("team", or_none(id(ticket.team))));
    if ticket.spam {
        marks.push(("is", "spam".to_owned()));
    }
    marks.extend(id(ticket.contact).map(|id| ("contact", id)));
    marks.extend(plan.split_whitespace().map(|word| ("plan", word.to_owned())));
    marks.push(("plan", if plan.is_empty() { NONE.to_owned() } else { plan.clone() }));
    marks.push(("plan-name", or_none(Some(ticket.plan.clone()).filter(|name| !name.is_empty()))));
    text.push(ticket.number.to_string());
    text.extend(ticket.people.iter().cloned());
    Document {
        kind: Kind::Ticket.word(),
        id: ticket.id,
        when: ticket.updated_us,
        since: ticket.opened_us,
        places: ticket.places,
        subject: ticket.subject.clone(),
        text,
        notes,
        marks,
    }
}

fn article(article: Article) -> Document {
    Document {
        kind: Kind::Article.word(),
        id: article.id,
        when: article.updated_us,
        since: article.created_us,
        subject: article.title,
        text: vec![article.body],
        notes: Vec::new(),
        marks: Vec::new(),
        places: [0; search::PLACES],
    }
}

fn person(kind: Kind, person: Person) -> Document {
    Document {
        kind: kind.word(),
        id: person.id,
        when: person.created_us,
        since: person.created_us,
        places: [0; search::PLACES],
        subject: person.name,
        text: vec![person.details, person.more, person.number.to_string()],
        notes: Vec::new(),
        marks: vec![("customer", person.customer.to_string())],
    }
}
