//! Everything that a ticket's page shows, from one snapshot.

use std::collections::BTreeMap;

use engine::plan::catalogue::{Catalogue, Language, SharedCatalogue};
use engine::run::outcome::{Clock, ClockState};
use engine::sla::{Segment, promise_line};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    AuthorKind, Format, LeftOut, MessageKind, Participant, Seal, Ticket, clocks, get_by_number, happened, message,
    participant, relation, store,
};
use crate::acceptance::{self, Acceptance};
use crate::action::{Subject, View};
use crate::contract::{self, Terms};
use crate::error::DeskError;
use crate::file::{self, File};
use crate::id::{MailId, MessageId, TicketId};
use crate::journal::{self, Entry};
use crate::{customer, staff};

/// A condition of the verdict as it was worded when the ticket was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionView {
    /// Id of the condition ("contact").
    pub condition: String,
    /// Whether it holds.
    pub holds: bool,
    /// Why, in German.
    pub de: String,
    /// Why, in English.
    pub en: String,
}

/// A message or note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageView {
    /// Its id.
    pub id: MessageId,
    /// Message or note.
    pub kind: MessageKind,
    /// Who wrote.
    pub author_kind: AuthorKind,
    /// Whose id it is among their kind.
    pub author_id: Option<i64>,
    /// Their name.
    pub author: String,
    /// The text.
    pub body: String,
    /// How it is to be read.
    pub format: Format,
    /// Files that belong to it.
    pub files: Vec<File>,
    /// What of its mail is not in it.
    pub left_out: Vec<LeftOut>,
    /// How its mail was sealed.
    pub seal: Option<Seal>,
    /// The mail it came by.
    pub mail: Option<MailId>,
    /// When.
    pub at: Timestamp,
    /// Number of the ticket that it was written to, where that one was merged into this.
    pub origin: Option<i64>,
}

impl MessageView {
    /// What was written now, and what of an earlier conversation stands below it with the signature.
    pub fn folded(&self) -> (&str, &str) {
        let folded = mail::fold_quotes(&self.body);
        (folded.visible, folded.quoted)
    }
}

/// A clock with what its time line and its "why?" show.
#[derive(Debug, Clone)]
pub struct ClockView {
    /// The clock, computed for now.
    pub clock: Clock,
    /// Open, closed and paused stretches from its start to its end or due time.
    pub segments: Vec<Segment>,
    /// First and last instant of the time line.
    pub span: (Timestamp, Timestamp),
    /// The steps in German and English.
    pub steps: (Vec<String>, Vec<String>),
}

/// What a ticket's page shows.
pub struct Page {
    /// The ticket.
    pub ticket: Ticket,
    /// Number and name of the customer.
    pub customer: Option<(i64, String)>,
    /// Name and address of the contact.
    pub contact: Option<(String, String)>,
    /// Who else gets what is answered.
    pub participants: Vec<Participant>,
    /// Name of who works on it.
    pub assignee: Option<String>,
    /// The conversation, oldest first; notes only for staff.
    pub messages: Vec<MessageView>,
    /// What was known of the request when it came, by name.
    pub facts: BTreeMap<String, String>,
    /// The verdict's conditions as worded at the opening.
    pub conditions: Vec<ConditionView>,
    /// Its clocks.
    pub clocks: Vec<ClockView>,
    /// Whether its price is accepted, where it was asked.
    pub acceptance: Option<Acceptance>,
    /// The contract it runs under, with its catalogue.
    pub terms: Option<Terms>,
    /// History, for staff; empty for others.
    pub history: Vec<Entry>,
    /// The time this page was computed for.
    pub now: Timestamp,
}

/// The page of a ticket's number.
///
/// # Errors
/// [`DeskError::NotFound`] for a ticket out of reach.
pub fn page(view: &mut View<'_, '_>, number: i64) -> Result<Page, DeskError> {
    let ticket = get_by_number(view, number)?;
    page_of(view, ticket)
}

/// The page of a ticket that the actor was found to see.
///
/// # Errors
/// Whatever the database says.
pub fn page_of(view: &mut View<'_, '_>, ticket: Ticket) -> Result<Page, DeskError> {
    let terms = ticket.contract.map(|id| contract::terms(view, id)).transpose()?;
    let clocks = match &terms {
        None => Vec::new(),
        Some(terms) => clocks::current(view, &ticket, terms)?
            .into_iter()
            .map(|clock| clock_view(clock, &terms.catalogue, view.now))
            .collect(),
    };
    let customer = match ticket.customer {
        None => None,
        Some(id) => customer::find(view, id)?.map(|customer| (customer.number, customer.name)),
    };
    let contact = match ticket.contact {
        None => None,
        Some(id) => customer::find_contact(view, id)?.map(|contact| (contact.name, contact.email)),
    };
    let assignee = ticket.assignee.map(|id| staff::name(view, id)).transpose()?;
    let participants = participant::of(view, &ticket)?;
    let messages = conversation(view, &ticket)?;
    let history = match view.actor.require_staff() {
        Ok(()) => journal::about(view, Subject::Ticket, ticket.id.0)?,
        Err(_) => Vec::new(),
    };
    let conditions = serde_json::from_str(&ticket.verdict)?;
    let now = view.now;
    let facts = happened::facts_at_arrival(view, &ticket)?;
    let acceptance = acceptance::of_ticket(view, &ticket)?;
    Ok(Page {
        ticket,
        facts,
        customer,
        contact,
        participants,
        assignee,
        messages,
        conditions,
        clocks,
        acceptance,
        terms,
        history,
        now,
    })
}

/// The messages of a ticket and of those that were merged into it, in order of time.
fn conversation(view: &mut View<'_, '_>, ticket: &Ticket) -> Result<Vec<MessageView>, DeskError> {
    let mut messages = messages(view, ticket.id, None)?;
    for merged in relation::merged_ids(view, ticket.id)? {
        let Some(merged) = store::find_unscoped(view, merged)? else { continue };
        messages.extend(self::messages(view, merged.id, Some(merged.number))?);
    }
    messages.sort_by_key(|message| (message.at, message.id));
    Ok(messages)
}

fn messages(view: &mut View<'_, '_>, ticket: TicketId, origin: Option<i64>) -> Result<Vec<MessageView>, DeskError> {
    let files = file::of_ticket(view, ticket)?;
    let view_of = |message: message::store::StoredMessage| MessageView {
        id: message.id,
        kind: message.kind,
        author_kind: message.author_kind,
        author_id: message.author,
        author: message.author_name,
        body: message.body,
        format: message.format,
        left_out: LeftOut::all_of(&message.left_out),
        seal: message.seal,
        mail: message.mail,
        files: files.iter().filter(|file| file.message == Some(message.id)).cloned().collect(),
        at: message.at,
        origin,
    };
    Ok(message::store::list(view, ticket)?.into_iter().map(view_of).collect())
}

fn clock_view(clock: Clock, catalogue: &SharedCatalogue, now: Timestamp) -> ClockView {
    let span = span(&clock, now);
    let coverage = &catalogue.windows[clock.window].coverage;
    let segments = promise_line(&clock, coverage, span.0, span.1);
    let steps = (steps(&clock, catalogue, Language::De), steps(&clock, catalogue, Language::En));
    ClockView { clock, segments, span, steps }
}

fn steps(clock: &Clock, catalogue: &Catalogue, language: Language) -> Vec<String> {
    clock.why.iter().map(|step| step.text(catalogue, language)).collect()
}

/// From the start to the due time, or further to where it was met, or to now while it runs late.
fn span(clock: &Clock, now: Timestamp) -> (Timestamp, Timestamp) {
    let late = match clock.state {
        ClockState::Breached => clock.at.unwrap_or(now),
        ClockState::Met | ClockState::Ended => clock.at.unwrap_or(clock.started),
        ClockState::Running | ClockState::Warned | ClockState::Paused => now,
    };
    (clock.started, clock.due.unwrap_or(late).max(late))
}
