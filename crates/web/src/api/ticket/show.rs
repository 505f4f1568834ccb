//! A ticket with everything about it: conversation, verdict, clocks with every step, history.

use axum::Json;
use desk::ticket::{self, AuthorKind, ClockView, ConditionView, MessageKind, MessageView};
use desk::{DeskError, View, contract};
use engine::plan::catalogue::{Catalogue, Commitment};
use engine::sla::SegmentKind;
use serde::Serialize;
use utoipa::ToSchema;

use super::TicketState;
use crate::api::caller::{Caller, Numbered};
use crate::api::problem::Problem;
use crate::api::usage::{self, UsageRecord};
use crate::api::wire::{Id, Page, Time, WordedSteps, Words};

/// A ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TicketPage {
    #[serde(flatten)]
    ticket: TicketState,
    /// How it arrived.
    channel: &'static str,
    /// Whose it is.
    customer: Option<NumberedName>,
    /// Number of the contract.
    contract: Option<i64>,
    /// Who asked.
    contact: Option<TicketContact>,
    /// Name of who works on it.
    assignee_name: Option<String>,
    /// Product id of the plan.
    product: Option<String>,
    /// The system it is about.
    system: Option<Id>,
    /// The licence it is about.
    licence: Option<Id>,
    /// Version in use.
    version: Option<String>,
    /// Whether the customer changed the product.
    customised: bool,
    /// Subject matter.
    topic: Option<String>,
    /// Since when somebody waits for staff.
    waiting_since: Time,
    /// Messages and notes, oldest first.
    conversation: Vec<Message>,
    /// The conditions of the verdict, as worded when it was opened.
    verdict: Vec<Condition>,
    /// Its clocks.
    clocks: Vec<TicketClock>,
    /// What happened to it, oldest first.
    history: Vec<HistoryEntry>,
    /// Its tags, in order.
    tags: Vec<String>,
    /// Number of the ticket that it was merged into, in the end.
    merged_into: Option<i64>,
    /// For when the clocks were computed.
    computed_at: Time,
}

/// Somebody or something with a number and a name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NumberedName {
    pub(crate) number: i64,
    pub(crate) name: String,
}

/// Who asked.
#[derive(Debug, Serialize, ToSchema)]
struct TicketContact {
    id: Id,
    name: String,
    email: String,
}

/// A message or a note.
#[derive(Debug, Serialize, ToSchema)]
struct Message {
    id: Id,
    /// `message` (the customer sees it) or `note` (only staff do).
    kind: &'static str,
    /// `contact`, `sender`, `staff`, `automatic`.
    author_kind: &'static str,
    /// Name of the author.
    author: String,
    body: String,
    at: Time,
}

/// A condition of a verdict.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Condition {
    /// `contract`, `contact`, `channel`, `product`, …
    pub(crate) condition: String,
    pub(crate) holds: bool,
    /// Why.
    pub(crate) why: Words,
}

/// A clock.
#[derive(Debug, Serialize, ToSchema)]
struct TicketClock {
    /// `first-response`, `next-response`, `update`, `workaround`, `resolution`.
    milestone: String,
    /// Wording of the target.
    target: String,
    /// `guaranteed`, `target`, `best-effort`.
    commitment: &'static str,
    /// `running`, `warned`, `paused`, `met`, `breached`, `ended`.
    state: &'static str,
    started_at: Time,
    /// When people are warned.
    warn_at: Option<Time>,
    /// Null while it is paused without an end in sight.
    due_at: Option<Time>,
    /// When it was met or ended.
    ended_at: Option<Time>,
    /// Covered seconds that counted.
    elapsed_s: i64,
    /// Id of the window in which time counts.
    window: Option<String>,
    /// Its time line.
    segments: Vec<ClockSegment>,
    /// How the due time came about.
    steps: WordedSteps,
}

/// A stretch of a clock's time line.
#[derive(Debug, Serialize, ToSchema)]
struct ClockSegment {
    from: Time,
    to: Time,
    /// `open` (time counts), `closed`, `paused`.
    kind: &'static str,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
struct HistoryEntry {
    id: Id,
    at: Time,
    /// `staff`, `contact`, `job`, `operator`, `sender`.
    actor_kind: String,
    /// Name of who did it, empty for machines.
    actor: String,
    /// `open`, `reply`, `severity`, …
    action: String,
    /// What belongs to it.
    #[schema(value_type = Object)]
    details: serde_json::Value,
}

/// Get a ticket
#[utoipa::path(get, path = "/tickets/{number}", tag = "tickets", params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "The ticket", body = TicketPage)))]
pub(super) async fn show(caller: Caller, Numbered(number): Numbered) -> Result<Json<TicketPage>, Problem> {
    Ok(Json(caller.read(move |view| page(view, number)).await?))
}

/// Calls and work on a ticket
#[utoipa::path(get, path = "/tickets/{number}/usage", tag = "tickets",
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "At most 200 calls and pieces of work, earliest first", body = Page<UsageRecord>)))]
pub(super) async fn usage(caller: Caller, Numbered(number): Numbered) -> Result<Json<Page<UsageRecord>>, Problem> {
    let page = caller.read(move |view| {
        let ticket = ticket::get_by_number(view, number)?;
        let listed = desk::usage::of_ticket(view, ticket.id)?;
        Ok(Page { items: usage::records(view, listed)?, next: None })
    });
    Ok(Json(page.await?))
}

fn page(view: &mut View<'_, '_>, number: i64) -> Result<TicketPage, DeskError> {
    let page = ticket::page(view, number)?;
    let ticket = page.ticket;
    let contract = match (&page.terms, ticket.contract) {
        (Some(terms), _) => Some(terms.number),
        (None, Some(id)) => Some(contract::terms(view, id)?.number),
        (None, None) => None,
    };
    let catalogue = page.terms.as_ref().map(|terms| &*terms.catalogue);
    let contact = ticket.contact.zip(page.contact);
    let about = &ticket.about;
    Ok(TicketPage {
        channel: ticket.channel.id(),
        customer: page.customer.map(|(number, name)| NumberedName { number, name }),
        contract,
        contact: contact.map(|(id, (name, email))| TicketContact { id: Id(id.0), name, email }),
        assignee_name: page.assignee,
        product: about.product.clone(),
        system: about.system.map(|id| Id(id.0)),
        licence: about.licence.map(|id| Id(id.0)),
        version: about.version.clone(),
        customised: about.customised,
        topic: about.topic.clone(),
        waiting_since: Time(ticket.waiting_since),
        conversation: page.messages.into_iter().map(Message::from).collect(),
        verdict: page.conditions.into_iter().map(Condition::from).collect(),
        clocks: page.clocks.into_iter().map(|clock| TicketClock::new(clock, catalogue)).collect(),
        history: page.history.into_iter().map(HistoryEntry::from).collect(),
        tags: ticket::tags(view, ticket.id)?,
        merged_into: ticket::merged_into(view, &ticket)?,
        computed_at: Time(page.now),
        ticket: TicketState::from(&ticket),
    })
}

impl From<MessageView> for Message {
    fn from(message: MessageView) -> Message {
        Message {
            id: Id(message.id.0),
            kind: match message.kind {
                MessageKind::Message => "message",
                MessageKind::Note => "note",
            },
            author_kind: match message.author_kind {
                AuthorKind::Contact => "contact",
                AuthorKind::Sender => "sender",
                AuthorKind::Staff => "staff",
                AuthorKind::Automatic => "automatic",
            },
            author: message.author,
            body: message.body,
            at: Time(message.at),
        }
    }
}

impl From<ConditionView> for Condition {
    fn from(condition: ConditionView) -> Condition {
        let why = Words { de: condition.de, en: condition.en };
        Condition { condition: condition.condition, holds: condition.holds, why }
    }
}

impl From<desk::journal::Entry> for HistoryEntry {
    fn from(entry: desk::journal::Entry) -> HistoryEntry {
        HistoryEntry {
            id: Id(entry.id),
            at: Time(entry.at),
            actor_kind: entry.actor_kind,
            actor: entry.actor_name,
            action: entry.action,
            details: entry.body,
        }
    }
}

impl TicketClock {
    fn new(view: ClockView, catalogue: Option<&Catalogue>) -> TicketClock {
        let clock = view.clock;
        let segments = view.segments.iter().map(|segment| ClockSegment {
            from: Time(segment.from),
            to: Time(segment.to),
            kind: match segment.kind {
                SegmentKind::Open => "open",
                SegmentKind::Closed => "closed",
                SegmentKind::Paused => "paused",
            },
        });
        TicketClock {
            milestone: catalogue.map(|catalogue| clock.milestone.id(catalogue).to_owned()).unwrap_or_default(),
            target: clock.target,
            commitment: match clock.commitment {
                Commitment::Guaranteed => "guaranteed",
                Commitment::Target => "target",
                Commitment::BestEffort => "best-effort",
            },
            state: clock.state.id(),
            started_at: Time(clock.started),
            warn_at: clock.warn.map(Time),
            due_at: clock.due.map(Time),
            ended_at: clock.at.map(Time),
            elapsed_s: clock.elapsed_s,
            window: catalogue.map(|catalogue| catalogue.windows[clock.window].id.clone()),
            segments: segments.collect(),
            steps: view.steps.into(),
        }
    }
}
