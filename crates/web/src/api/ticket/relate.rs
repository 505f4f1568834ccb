//! What is done with a ticket beside answering it: teams, tags, merging, putting aside, spam. Each answers with where the ticket
//! then stands; the same again changes nothing.

use axum::response::Response;
use desk::DeskError;
use desk::id::{StaffId, TeamId};
use desk::ticket::{self, Later, Until};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::change::{Nothing, change};
use super::{TicketState, state};
use crate::api::body::Posted;
use crate::api::caller::{Caller, Numbered};
use crate::api::problem::Problem;
use crate::api::wire::{Id, Time};
use crate::api::write::Made;

/// With which team it lies.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TeamChange {
    /// Id of a team; null: with none.
    #[serde(deserialize_with = "Option::deserialize")]
    team: Option<Id>,
}

/// A ticket goes to a team, with a note.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandOver {
    /// Id of the team.
    team: Id,
    /// Id of one of its members; without it, it is nobody's yet.
    #[serde(default)]
    assignee: Option<Id>,
    /// What is known and what is to do; only staff read it.
    note: String,
}

/// Tags to be added and taken away.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Tagging {
    /// Added; at most 30 are on a ticket.
    #[serde(default)]
    add: Vec<String>,
    /// Taken away.
    #[serde(default)]
    remove: Vec<String>,
}

/// The tags of a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TicketTags {
    /// In lower case, in order.
    tags: Vec<String>,
    /// Where the ticket stands.
    ticket: TicketState,
}

/// Into which ticket.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Merging {
    /// Its number.
    into: i64,
}

/// Until when.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Snoozing {
    /// At most a year from now; null: until the customer writes.
    #[serde(deserialize_with = "Option::deserialize")]
    until: Option<Time>,
}

/// What becomes of later mails.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Spamming {
    /// Whether later mails of the sender are spam too. Without it they are handled like any other.
    #[serde(default)]
    later_mails: bool,
}

/// Put it with a team
#[utoipa::path(post, path = "/tickets/{number}/team", tag = "tickets", request_body = TeamChange,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn team(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<TeamChange>,
) -> Result<Response, Problem> {
    let to = posted.body.team.map(|Id(id)| TeamId(id));
    change(caller, posted.key, number, move |act, id| ticket::put_with(act, id, to)).await
}

/// Hand it over to a team
///
/// The team hears of it, or only the member who gets it.
#[utoipa::path(post, path = "/tickets/{number}/hand-over", tag = "tickets", request_body = HandOver,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn hand_over(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<HandOver>,
) -> Result<Response, Problem> {
    let HandOver { team: Id(team), assignee, note } = posted.body;
    let assignee = assignee.map(|Id(id)| StaffId(id));
    change(caller, posted.key, number, move |act, id| ticket::hand_over(act, id, TeamId(team), assignee, &note)).await
}

/// Add tags and take tags away
#[utoipa::path(post, path = "/tickets/{number}/tags", tag = "tickets", request_body = Tagging,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Its tags, and where the ticket stands", body = TicketTags)))]
pub(super) async fn tags(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Tagging>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    caller
        .write(key, move |act| {
            let id = ticket::get_by_number(act, number)?.id;
            ticket::tag(act, id, &body.add, &body.remove)?;
            Ok(Made::done(TicketTags { tags: ticket::tags(act, id)?, ticket: state(act, number)? }))
        })
        .await
}

/// Merge it into another
///
/// It is closed; what is written to it from then on goes to the other.
#[utoipa::path(post, path = "/tickets/{number}/merge", tag = "tickets", request_body = Merging,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands that was merged", body = TicketState)))]
pub(super) async fn merge(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Merging>,
) -> Result<Response, Problem> {
    let into = posted.body.into;
    change(caller, posted.key, number, move |act, id| {
        let into = match ticket::get_by_number(act, into) {
            Err(DeskError::NotFound) => return Err(DeskError::field("into", "unknown", "")),
            found => found?.id,
        };
        ticket::merge(act, id, into)
    })
    .await
}

/// Take it out again of the one it was merged into
///
/// What was written to the other meanwhile stays there.
#[utoipa::path(post, path = "/tickets/{number}/unmerge", tag = "tickets", request_body = Nothing,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn unmerge(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    change(caller, posted.key, number, ticket::unmerge).await
}

/// Put it aside
///
/// Its promises run on; it comes back by itself before one of them is due.
#[utoipa::path(post, path = "/tickets/{number}/snooze", tag = "tickets", request_body = Snoozing,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn snooze(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Snoozing>,
) -> Result<Response, Problem> {
    let until = posted.body.until.map_or(Until::Reply, |Time(at)| Until::At(at));
    change(caller, posted.key, number, move |act, id| ticket::snooze(act, id, until)).await
}

/// Bring it back
#[utoipa::path(post, path = "/tickets/{number}/wake", tag = "tickets", request_body = Nothing,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn wake(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    change(caller, posted.key, number, ticket::wake).await
}

/// Mark it as spam
#[utoipa::path(post, path = "/tickets/{number}/spam", tag = "tickets", request_body = Spamming,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn spam(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Spamming>,
) -> Result<Response, Problem> {
    let later = if posted.body.later_mails { Later::Spam } else { Later::Asks };
    change(caller, posted.key, number, move |act, id| ticket::mark_spam(act, id, later)).await
}

/// Say that it is no spam
///
/// It is open again, and later mails of its sender are handled like any other.
#[utoipa::path(post, path = "/tickets/{number}/no-spam", tag = "tickets", request_body = Nothing,
    params(("number" = i64, Path, description = "Number of the ticket")),
    responses((status = 200, description = "Where the ticket stands", body = TicketState)))]
pub(super) async fn no_spam(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    change(caller, posted.key, number, ticket::unmark_spam).await
}
