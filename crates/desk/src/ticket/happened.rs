//! What happened to tickets, from their rows to the engine's events: the one way in which clocks, meters and invoices learn it.
//!
//! Tickets, contacts and systems are named to the engine by their ids as decimal text, licences by their keys. What was decided
//! about a request when it came stands, whatever would be decided of it now.

use std::collections::BTreeMap;

use engine::plan::catalogue::Channel;
use engine::run::event::{By, Call, Event, Open, What};
use engine::run::outcome::Answer;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{About, AuthorKind, EventKind, Ticket, message, store};
use crate::action::View;
use crate::contract::Terms;
use crate::error::DeskError;
use crate::id::{ContactId, LicenceId, SystemId};
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
            restated: Vec::new(),
        }
    }
}

/// What a request was taken to be until it was restated, as its row keeps it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Before {
    product: Option<String>,
    system: Option<i64>,
    /// Its key, by which the engine knows it.
    licence: Option<String>,
    version: Option<String>,
    customised: bool,
    topic: Option<String>,
    answer: String,
}

impl Before {
    /// A ticket as it stands, which is about to be restated.
    pub(super) fn of(view: &mut View<'_, '_>, ticket: &Ticket) -> Result<Before, DeskError> {
        let about = ticket.about.clone();
        Ok(Before {
            product: about.product,
            system: about.system.map(|id| id.0),
            licence: key(view, about.licence)?,
            version: about.version,
            customised: about.customised,
            topic: about.topic,
            answer: ticket.answer.id().to_owned(),
        })
    }

    /// The ticket as it was then, with the key of its licence.
    fn ticket(self, now: &Ticket) -> Result<(Ticket, Option<String>), DeskError> {
        let about = About {
            product: self.product,
            system: self.system.map(SystemId),
            licence: None,
            version: self.version,
            customised: self.customised,
            topic: self.topic,
        };
        let answer = store::answer(&self.answer).ok_or_else(|| DeskError::broken("ticket with an unknown answer"))?;
        Ok((Ticket { about, answer, ..now.clone() }, self.licence))
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
    let rows = Rows { messages: message::store::times(view, ticket.id)?, happened: store::happened(view, ticket.id)? };
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

/// The arrival of a ticket as it was taken at first, with what it was found to be since.
fn stated(
    ticket: &Ticket,
    before: Vec<(Timestamp, Before)>,
    (said, licence): (BTreeMap<String, String>, Option<String>),
    severity: Option<Option<String>>,
) -> Result<Event, DeskError> {
    let opened = |ticket: &Ticket, licence| {
        let mut event = arrival(ticket, said.clone(), licence);
        if let (What::Open(open), Some(severity)) = (&mut event.what, &severity) {
            open.severity.clone_from(severity);
        }
        event
    };
    // Each row says what held until its time; what holds since is said by the next one, at last by the ticket.
    let (mut found, mut since) = (Vec::with_capacity(before.len() + 1), None);
    for (until, before) in before {
        let (then, licence) = before.ticket(ticket)?;
        found.push((since, opened(&then, licence)));
        since = Some(until);
    }
    found.push((since, opened(ticket, licence)));
    let mut found = found.into_iter();
    let (_, mut first) = found.next().ok_or_else(|| DeskError::broken("ticket without an arrival"))?;
    if let What::Open(open) = &mut first.what {
        open.restated = found
            .filter_map(|(since, event)| match event.what {
                What::Open(open) => since.map(|since| (since, open)),
                _ => None,
            })
            .collect();
    }
    Ok(first)
}

fn worded(ticket: &Ticket, rows: Rows, licence: Option<String>) -> Result<Vec<Event>, DeskError> {
    let name = ticket.id.to_string();
    let mut events = Vec::with_capacity(rows.messages.len() + rows.happened.len());
    let (mut said, mut original, mut before) = (BTreeMap::new(), None, Vec::new());
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
            EventKind::Restate => {
                before.push((known, serde_json::from_str::<Before>(&body)?));
                continue;
            }
            EventKind::Fact => What::Fact { ticket: Some(ticket_name), facts: named(&body)?.into_iter().collect() },
        };
        events.push(Event { at, known: (known != at).then_some(known), what });
    }
    let first = stated(ticket, before, (said, licence), original)?;
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
