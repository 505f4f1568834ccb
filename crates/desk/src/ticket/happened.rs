//! What happened to tickets, from their rows to the engine's events: the one way in which clocks, meters and invoices learn it.
//!
//! Tickets, contacts and systems are named to the engine by their ids as decimal text, licences by their keys. What was decided
//! about a request when it came stands, whatever would be decided of it now.

use std::collections::BTreeMap;

use engine::plan::catalogue::Channel;
use engine::run::event::{By, Call, Event, Open, What};
use engine::run::outcome::Answer;
use jiff::Timestamp;
use serde_json::Value;

use super::{About, AuthorKind, EventKind, Ticket, store};
use crate::action::View;
use crate::contract::Terms;
use crate::error::DeskError;
use crate::id::{ContactId, LicenceId};
use crate::licence;

/// A request as the engine reads it.
pub(super) struct Request<'a> {
    pub(super) channel: Channel,
    pub(super) severity: Option<String>,
    pub(super) contact: Option<ContactId>,
    pub(super) about: &'a About,
    /// What else it says, by name.
    pub(super) facts: BTreeMap<String, String>,
}

impl Request<'_> {
    /// The request of a ticket whose licence has this key.
    pub(super) fn open(mut self, ticket: &str, licence: Option<String>) -> Open {
        let about = self.about;
        Open {
            ticket: ticket.to_owned(),
            channel: Some(self.channel),
            severity: self.severity,
            contact: self.contact.map(|contact| contact.to_string()),
            product: about.product.clone(),
            system: about.system.map(|id| id.to_string()),
            version: about.version.clone().filter(|version| !version.is_empty()),
            customised: about.customised,
            licence,
            topic: about.topic.clone().filter(|topic| !topic.is_empty()),
            // What the language has a place of its own for.
            request: self.facts.remove("request"),
            role: self.facts.remove("role"),
            facts: self.facts,
            decided: None,
        }
    }
}

/// A thing that happened, and when it became known.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) at: Timestamp,
    pub(super) known: Timestamp,
    pub(super) kind: EventKind,
    pub(super) body: String,
}

/// What the rows of a ticket hold beside its own.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Messages that the customer sees, in order; the first is the request itself.
    pub(super) messages: Vec<(Timestamp, AuthorKind)>,
    /// What happened to it, in order.
    pub(super) happened: Vec<Row>,
}

/// The events of a ticket that has just arrived, or would.
pub(super) fn arrival(ticket: &Ticket, facts: BTreeMap<String, String>, licence: Option<String>) -> Event {
    let request = Request {
        channel: ticket.channel,
        severity: ticket.severity.clone(),
        contact: ticket.contact,
        about: &ticket.about,
        facts,
    };
    let open = Open { decided: Some(ticket.answer), ..request.open(&ticket.id.to_string(), licence) };
    Event { at: ticket.opened_at, known: None, what: What::Open(open) }
}

/// The events of a ticket, with the calls about it.
pub(super) fn of_ticket(view: &mut View<'_, '_>, ticket: &Ticket) -> Result<Vec<Event>, DeskError> {
    let rows = Rows { messages: store::message_times(view, ticket.id)?, happened: store::happened(view, ticket.id)? };
    let licence = key(view, ticket.about.licence)?;
    let mut events = worded(ticket, rows, licence)?;
    for (at, line, duration_s) in store::calls(view, ticket.id)? {
        let call = Call {
            line,
            duration_s,
            ticket: Some(ticket.id.to_string()),
            decided: Some(Answer::Covered),
            ..Call::default()
        };
        events.push(Event { at, known: None, what: What::Call(call) });
    }
    Ok(events)
}

/// The events of all tickets of a contract, without the calls, which are usage.
pub(crate) fn of_contract(view: &mut View<'_, '_>, terms: &Terms) -> Result<Vec<Event>, DeskError> {
    let mut rows = store::rows_of_contract(view, terms.id)?;
    let mut events = Vec::new();
    for ticket in store::of_contract(view, terms.id)? {
        let licence = key(view, ticket.about.licence)?;
        events.extend(worded(&ticket, rows.remove(&ticket.id).unwrap_or_default(), licence)?);
    }
    Ok(events)
}

/// What was known about a ticket when it arrived.
pub(super) fn facts_at_arrival(
    view: &mut View<'_, '_>,
    ticket: &Ticket,
) -> Result<BTreeMap<String, String>, DeskError> {
    let mut known = BTreeMap::new();
    for row in store::happened(view, ticket.id)? {
        if row.kind == EventKind::Fact && row.at <= ticket.opened_at {
            known.extend(named(&row.body)?);
        }
    }
    Ok(known)
}

fn key(view: &mut View<'_, '_>, id: Option<LicenceId>) -> Result<Option<String>, DeskError> {
    match id {
        None => Ok(None),
        Some(id) => Ok(licence::find(view, id)?.map(|licence| licence.key)),
    }
}

/// Facts by name, as a row holds them.
pub(crate) fn named(body: &str) -> Result<BTreeMap<String, String>, DeskError> {
    Ok(serde_json::from_str(body)?)
}

fn worded(ticket: &Ticket, rows: Rows, licence: Option<String>) -> Result<Vec<Event>, DeskError> {
    let name = ticket.id.to_string();
    let mut events = Vec::with_capacity(rows.messages.len() + rows.happened.len());
    let (mut said, mut original) = (BTreeMap::new(), None);
    for Row { at, known, kind, body } in rows.happened {
        let ticket_name = name.clone();
        let what = match kind {
            EventKind::Severity => {
                let body: Value = serde_json::from_str(&body)?;
                let id = |name: &str| body[name].as_str().map(str::to_owned);
                original.get_or_insert(id("before"));
                let Some(severity) = id("severity") else { continue };
                What::Severity { ticket: ticket_name, severity }
            }
            EventKind::Pause => What::Pause { ticket: ticket_name, why: "waiting-customer".to_owned() },
            EventKind::Resume => What::Resume { ticket: ticket_name },
            EventKind::Resolve => What::Resolve { ticket: ticket_name },
            EventKind::Reopen => What::Reopen { ticket: ticket_name },
            EventKind::Reach => {
                let body: Value = serde_json::from_str(&body)?;
                What::Reach { ticket: ticket_name, what: body["what"].as_str().unwrap_or_default().to_owned() }
            }
            // The request said it itself.
            EventKind::Fact if at <= ticket.opened_at && known <= ticket.opened_at => {
                said.extend(named(&body)?);
                continue;
            }
            EventKind::Fact => What::Fact { ticket: Some(ticket_name), facts: named(&body)?.into_iter().collect() },
        };
        events.push(Event { at, known: (known != at).then_some(known), what });
    }
    let mut first = arrival(ticket, said, licence);
    if let (What::Open(open), Some(severity)) = (&mut first.what, original) {
        open.severity = severity;
    }
    events.extend(rows.messages.into_iter().skip(1).map(|(at, author)| {
        let by = match author {
            AuthorKind::Staff => By::Agent,
            AuthorKind::Contact | AuthorKind::Sender => By::Customer,
            AuthorKind::Automatic => By::Automatic,
        };
        Event { at, known: None, what: What::Reply { ticket: name.clone(), by, reaches: Vec::new() } }
    }));
    // At the same instant, what was written comes before what followed from it, as it was recorded.
    events.sort_by_key(|event| (event.at, !matches!(event.what, What::Reply { .. })));
    events.insert(0, first);
    Ok(events)
}
