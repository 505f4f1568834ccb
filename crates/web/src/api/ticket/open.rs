//! Opening a ticket for a contact, and what would become of it.

use std::collections::BTreeMap;

use axum::Json;
use axum::response::Response;
use desk::id::{ContactId, LicenceId, SystemId};
use desk::ticket::{self, About, NewTicket, OnRefusal, Preview};
use desk::{DeskError, View, contract, customer, licence, system};
use engine::plan::catalogue::Channel;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::show::Condition;
use crate::api::body::Posted;
use crate::api::caller::Caller;
use crate::api::problem::Problem;
use crate::api::wire::{Id, Time, Words};
use crate::api::write::Made;

/// Longest id, version or topic, in characters.
const WORD_MAX: usize = 200;

/// A request of a contact.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TicketRequest {
    /// Who asks: the id of a contact, or their e-mail address.
    #[schema(example = "ada@customer.example")]
    contact: String,
    /// Number of the contract; without it the contact's contract that takes the request best.
    #[serde(default)]
    contract: Option<i64>,
    /// Subject, at most 250 characters.
    subject: String,
    /// First message, at most 500,000 characters.
    body: String,
    /// How it arrived: `email`, `phone`, `portal`, `chat`, `on-site`. Without it `portal`.
    #[serde(default)]
    channel: Option<String>,
    /// Severity id of the plan; without it the least urgent one.
    #[serde(default)]
    severity: Option<String>,
    /// Product id of the plan.
    #[serde(default)]
    product: Option<String>,
    /// The system it is about.
    #[serde(default)]
    system: Option<Id>,
    /// The licence it is about.
    #[serde(default)]
    licence: Option<Id>,
    /// Version in use.
    #[serde(default)]
    version: Option<String>,
    /// Whether the customer changed the product.
    #[serde(default)]
    customised: bool,
    /// Subject matter, for exclusions of the plan.
    #[serde(default)]
    topic: Option<String>,
    /// What else it says, by name: facts that the plan file declares, and `request`, `role`, `language`, `cause`, `class`, `consent`.
    #[serde(default)]
    facts: BTreeMap<String, String>,
    /// What happens if the plan does not take it.
    #[serde(default)]
    on_refusal: WhenRefused,
}

/// What happens to a request that the plan does not take.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum WhenRefused {
    /// Nothing is opened; the answer is a conflict `refused` with the reason.
    #[default]
    Reject,
    /// It is opened without clocks.
    Keep,
}

/// A ticket that was opened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TicketOpened {
    /// Its id.
    id: Id,
    /// Its number, which stands in addresses.
    number: i64,
    /// `covered`, `best-effort`, `chargeable`, `refused`.
    answer: &'static str,
}

/// What would become of a request.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TicketPreview {
    /// Number of the contract it would come under.
    contract: Option<i64>,
    /// `covered`, `best-effort`, `chargeable`, `refused`.
    answer: &'static str,
    /// Every condition with its answer.
    conditions: Vec<Condition>,
    /// The sentence with the reason of a refusal, or with the price.
    sentence: Words,
    /// When the first response would be due.
    first_response_due_at: Option<Time>,
    /// The wording of its target.
    first_response_target: Option<String>,
}

/// Open a ticket
///
/// The answer is given when the ticket is on disk.
#[utoipa::path(post, path = "/tickets", tag = "tickets", request_body = TicketRequest,
    responses((status = 201, description = "Opened", body = TicketOpened)))]
pub(super) async fn open(caller: Caller, posted: Posted<TicketRequest>) -> Result<Response, Problem> {
    let Posted { body: request, key } = posted;
    let request = std::sync::Arc::new(request);
    caller
        .write(key, move |act| {
            let new = new_ticket(act, &request)?;
            let opened = ticket::open(act, &new)?;
            let body = TicketOpened { id: Id(opened.id.0), number: opened.number, answer: opened.answer.id() };
            Ok(Made::created(format!("tickets/{}", opened.number), body))
        })
        .await
}

/// The verdict before opening
///
/// Writes nothing: the same verdict, price and due time that opening would give now.
#[utoipa::path(post, path = "/tickets/preview", tag = "tickets", request_body = TicketRequest,
    responses((status = 200, description = "The verdict", body = TicketPreview)))]
pub(super) async fn preview(caller: Caller, posted: Posted<TicketRequest>) -> Result<Json<TicketPreview>, Problem> {
    let request = posted.body;
    let preview = caller.read(move |view| {
        let new = new_ticket(view, &request)?;
        let preview = ticket::preview(view, &new)?;
        worded(view, preview)
    });
    Ok(Json(preview.await?))
}

fn worded(view: &mut View<'_, '_>, preview: Preview) -> Result<TicketPreview, DeskError> {
    let contract = preview.contract.map(|id| contract::terms(view, id).map(|terms| terms.number)).transpose()?;
    let (due, target) = preview.due.unzip();
    Ok(TicketPreview {
        contract,
        answer: preview.answer.id(),
        conditions: preview.conditions.into_iter().map(Condition::from).collect(),
        sentence: preview.sentence.into(),
        first_response_due_at: due.map(Time),
        first_response_target: target,
    })
}

/// The request with its names found. Whatever does not belong to the contact's customer is not known.
fn new_ticket(view: &mut View<'_, '_>, request: &TicketRequest) -> Result<NewTicket, DeskError> {
    let contact = contact_of(view, "contact", &request.contact)?;
    let channel = match request.channel.as_deref() {
        None => Channel::Portal,
        Some(word) => Channel::find(word).ok_or_else(|| {
            let known: Vec<&str> = Channel::ALL.iter().map(|(_, word)| *word).collect();
            DeskError::field("channel", "unknown", known.join(", "))
        })?,
    };
    let contract = match request.contract {
        None => None,
        Some(number) => Some(contract::get_by_number(view, number).map_err(|error| unknown("contract", error))?),
    };
    let owner = |found: Result<_, DeskError>, field| match found {
        Ok(owner) if owner == contact.customer => Ok(()),
        Ok(_) => Err(DeskError::field(field, "unknown", "")),
        Err(error) => Err(unknown(field, error)),
    };
    if let Some(Id(id)) = request.system {
        owner(system::get(view, SystemId(id)).map(|system| system.customer), "system")?;
    }
    if let Some(Id(id)) = request.licence {
        owner(licence::get(view, LicenceId(id)).map(|licence| licence.customer), "licence")?;
    }
    Ok(NewTicket {
        channel,
        contact: Some(contact.id),
        contract,
        subject: request.subject.clone(),
        body: request.body.clone(),
        severity: word("severity", request.severity.as_deref())?,
        facts: request.facts.clone(),
        about: About {
            product: word("product", request.product.as_deref())?,
            system: request.system.map(|Id(id)| SystemId(id)),
            licence: request.licence.map(|Id(id)| LicenceId(id)),
            version: word("version", request.version.as_deref())?,
            customised: request.customised,
            topic: word("topic", request.topic.as_deref())?,
        },
        accepted: false,
        mail: None,
        on_refusal: match request.on_refusal {
            WhenRefused::Reject => OnRefusal::Reject,
            WhenRefused::Keep => OnRefusal::Keep,
        },
    })
}

/// A contact by id or by address.
pub(crate) fn contact_of(
    view: &mut View<'_, '_>,
    field: &'static str,
    text: &str,
) -> Result<customer::Contact, DeskError> {
    let found = match text.parse::<i64>() {
        Ok(id) => customer::get_contact(view, ContactId(id)),
        Err(_) => customer::get_contact_by_email(view, text),
    };
    found.map_err(|error| unknown(field, error))
}

/// What is not there was named by a field.
pub(crate) fn unknown(field: &'static str, error: DeskError) -> DeskError {
    match error {
        DeskError::NotFound => DeskError::field(field, "unknown", ""),
        error => error,
    }
}

fn word(field: &'static str, text: Option<&str>) -> Result<Option<String>, DeskError> {
    match text {
        Some(text) if text.chars().count() > WORD_MAX => Err(DeskError::field(field, "too-long", WORD_MAX.to_string())),
        text => Ok(text.filter(|text| !text.is_empty()).map(str::to_owned)),
    }
}
