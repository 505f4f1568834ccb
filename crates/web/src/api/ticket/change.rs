//! What is done to a ticket. Each answers with where the ticket then stands; the same again changes nothing.

use axum::response::Response;
use desk::id::{StaffId, TicketId};
use desk::ticket::{self, NewReply, Since};
use desk::{Action, DeskError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{TicketState, state};
use crate::api::body::{Key, Posted};
use crate::api::caller::{Caller, Numbered};
use crate::api::problem::Problem;
use crate::api::wire::Id;
use crate::api::write::Made;

/// A message or a note.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWords {
    /// The text, at most 500,000 characters.
    body: String,
}

/// A message or note that was added.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WordsAdded {
    /// Its id.
    id: Id,
    /// Where the ticket stands.
    ticket: TicketState,
}

/// Who is to work on it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Assignment {
    /// Id of a member of staff; null: nobody.
    #[serde(deserialize_with = "Option::deserialize")]
    assignee: Option<Id>,
}

/// Another severity.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SeverityChange {
    /// Severity id of the plan.
    severity: String,
}

/// Another subject.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SubjectChange {
    /// At most 250 characters.
    subject: String,
}

/// Nothing more than the address says.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// What became known about a ticket.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewFact {
    /// A fact that the plan file declares, or `cause`, `class`, `request`, `role`, `language`, `consent`.
    name: String,
    /// What it is, as the plan file names it (`own-defect`).
    value: String,
    /// Whether it was so from the ticket's arrival on, and nobody knew. Without it, it holds from now on.
    #[serde(default)]
    since_arrival: bool,
}

/// What has been reached on a ticket.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reached {
    /// A milestone (`workaround`), or another word of the plan file (`on-site`).
    what: String,
}

/// Does it, and answers with where the ticket then stands.
pub(super) async fn change<F>(caller: Caller, key: Option<Key>, number: i64, change: F) -> Result<Response, Problem>
where
    F: Fn(&mut Action<'_, '_>, TicketId) -> Result<(), DeskError> + Clone + Send + Sync + 'static,
{
    caller
        .write(key, move |act| {
            let id = ticket::get_by_number(act, number)?.id;
            change(act, id)?;
            Ok(Made::done(state(act, number)?))
        })
        .await
}

/// Reply to the customer
#[utoipa::path(post, path = "/tickets/{number}/messages", tag = "tickets", request_body = NewWords,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 201, description = "The message is part of the ticket and will be mailed", body = WordsAdded)))]
pub(super) async fn reply(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<NewWords>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    caller
        .write(key, move |act| {
            let id = ticket::get_by_number(act, number)?.id;
            let posted = ticket::reply(act, id, &NewReply { body: body.body.clone(), mail: None })?;
            let added = WordsAdded { id: Id(posted.message.0), ticket: state(act, number)? };
            Ok(Made::created(format!("../{number}"), added))
        })
        .await
}

/// Write a note for staff
#[utoipa::path(post, path = "/tickets/{number}/notes", tag = "tickets", request_body = NewWords,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 201, description = "The note is part of the ticket", body = WordsAdded)))]
pub(super) async fn note(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<NewWords>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    caller
        .write(key, move |act| {
            let id = ticket::get_by_number(act, number)?.id;
            let posted = ticket::note(act, id, &body.body)?;
            let added = WordsAdded { id: Id(posted.message.0), ticket: state(act, number)? };
            Ok(Made::created(format!("../{number}"), added))
        })
        .await
}

/// Give it to somebody
#[utoipa::path(post, path = "/tickets/{number}/assign", tag = "tickets", request_body = Assignment,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn assign(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Assignment>,
) -> Result<Response, Problem> {
    let to = posted.body.assignee.map(|Id(id)| StaffId(id));
    change(caller, posted.key, number, move |act, id| ticket::assign(act, id, to)).await
}

/// Change the severity
#[utoipa::path(post, path = "/tickets/{number}/severity", tag = "tickets", request_body = SeverityChange,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn severity(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<SeverityChange>,
) -> Result<Response, Problem> {
    let severity = posted.body.severity;
    if severity.is_empty() {
        return Err(Problem::field("severity", "missing", "is missing"));
    }
    change(caller, posted.key, number, move |act, id| ticket::change_severity(act, id, &severity)).await
}

/// Change the subject
#[utoipa::path(post, path = "/tickets/{number}/subject", tag = "tickets", request_body = SubjectChange,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn subject(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<SubjectChange>,
) -> Result<Response, Problem> {
    let subject = posted.body.subject;
    change(caller, posted.key, number, move |act, id| ticket::rename(act, id, &subject)).await
}

/// Wait for the customer
#[utoipa::path(post, path = "/tickets/{number}/wait", tag = "tickets", request_body = Nothing,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn wait(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    change(caller, posted.key, number, ticket::wait).await
}

/// Resolve it
#[utoipa::path(post, path = "/tickets/{number}/resolve", tag = "tickets", request_body = Nothing,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn resolve(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    change(caller, posted.key, number, ticket::resolve).await
}

/// Close it
#[utoipa::path(post, path = "/tickets/{number}/close", tag = "tickets", request_body = Nothing,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn close(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    change(caller, posted.key, number, ticket::close).await
}

/// Open it again
#[utoipa::path(post, path = "/tickets/{number}/reopen", tag = "tickets", request_body = Nothing,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn reopen(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    change(caller, posted.key, number, ticket::reopen).await
}

/// Keep what became known
///
/// What it changes of prices is rated again by reversal.
#[utoipa::path(post, path = "/tickets/{number}/facts", tag = "tickets", request_body = NewFact,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn fact(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<NewFact>,
) -> Result<Response, Problem> {
    let fact = posted.body;
    let since = if fact.since_arrival { Since::Arrival } else { Since::Now };
    change(caller, posted.key, number, move |act, id| ticket::learn(act, id, &fact.name, &fact.value, since)).await
}

/// Say that something has been reached
///
/// A milestone that no message shows (`workaround`), or another word that the plan file waits for (`on-site`).
#[utoipa::path(post, path = "/tickets/{number}/reached", tag = "tickets", request_body = Reached,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn reached(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Reached>,
) -> Result<Response, Problem> {
    let reached = posted.body;
    change(caller, posted.key, number, move |act, id| ticket::reach(act, id, &reached.what)).await
}
