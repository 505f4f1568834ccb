//! Lists of tickets: the shelves of the queue, and the tickets of a customer.

use axum::Json;
use desk::ticket::{self, QueueRow, Shelf};
use desk::{DeskError, View, customer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::body::Asked;
use crate::api::caller::Caller;
use crate::api::problem::Problem;
use crate::api::wire::{self, Id, Page, Time};
use desk::id::{StaffId, TicketId};

/// Which tickets, from where, how many.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TicketQuery {
    /// `next` (all open ones, in the order in which they must be dealt with), `mine`, `unassigned`, `waiting`, `resolved`,
    /// `closed`. Without it `next`.
    view: Option<String>,
    /// Number of a customer: all tickets of it instead, newest first.
    customer: Option<i64>,
    /// `next` of the page before.
    after: Option<String>,
    /// Rows of the page, 1 to 200; without it 50.
    limit: Option<u16>,
}

/// A ticket in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TicketRow {
    id: Id,
    number: i64,
    subject: String,
    /// The beginning of the newest public message.
    last_words: String,
    /// `open`, `waiting`, `resolved`, `closed`.
    state: &'static str,
    severity: Option<String>,
    /// The verdict as of its arrival, by what is known of it now.
    answer: &'static str,
    /// Name of the customer, empty where none is known.
    customer: String,
    /// Name of the contact.
    contact: String,
    /// Name of the plan.
    plan: String,
    /// Name of who works on it.
    assignee: Option<String>,
    /// Name of the team that it lies with.
    team: Option<String>,
    opened_at: Time,
    /// Since when somebody waits for staff.
    waiting_since: Time,
    updated_at: Time,
    /// The clock that is due next.
    due: Option<NextDue>,
}

/// The clock that is due next.
#[derive(Debug, Serialize, ToSchema)]
struct NextDue {
    /// `first-response`, `next-response`, `update`, `workaround`, `resolution`.
    milestone: String,
    /// Wording of the target.
    target: String,
    /// `running`, `warned`, `breached`.
    state: String,
    started_at: Time,
    due_at: Time,
}

impl From<QueueRow> for TicketRow {
    fn from(row: QueueRow) -> TicketRow {
        TicketRow {
            id: Id(row.id.0),
            number: row.number,
            subject: row.subject,
            last_words: row.last_words,
            state: row.state.word(),
            severity: row.severity,
            answer: row.answer.id(),
            customer: row.customer,
            contact: row.contact,
            plan: row.plan,
            assignee: row.assignee,
            team: row.team,
            opened_at: Time(row.opened_at),
            waiting_since: Time(row.waiting_since),
            updated_at: Time(row.updated_at),
            due: row.next.map(|next| NextDue {
                milestone: next.milestone,
                target: next.target,
                state: next.state,
                started_at: Time(next.started),
                due_at: Time(next.due),
            }),
        }
    }
}

/// List tickets
#[utoipa::path(get, path = "/tickets", tag = "tickets", params(TicketQuery),
    responses((status = 200, description = "A page of tickets", body = Page<TicketRow>)))]
pub(super) async fn list(caller: Caller, Asked(query): Asked<TicketQuery>) -> Result<Json<Page<TicketRow>>, Problem> {
    let me = caller.staff.id;
    Ok(Json(caller.read(move |view| page(view, me, &query)).await?))
}

fn page(view: &mut View<'_, '_>, me: StaffId, query: &TicketQuery) -> Result<Page<TicketRow>, DeskError> {
    let limit = wire::limit(query.limit)?;
    if let Some(number) = query.customer {
        if query.view.is_some() {
            return Err(DeskError::field("view", "not-with-customer", "cannot be asked for together with customer"));
        }
        let customer = customer::get_by_number(view, number)?;
        return of_customer(view, customer.id, query.after.as_deref(), limit);
    }
    let rows = ticket::queue(view, shelf(query.view.as_deref(), me)?, query.after.as_deref(), limit)?;
    let next = wire::next(&rows, limit, QueueRow::after);
    Ok(Page { items: rows.into_iter().map(TicketRow::from).collect(), next })
}

/// A page of a customer's tickets, newest first.
pub(crate) fn of_customer(
    view: &mut View<'_, '_>,
    customer: desk::id::CustomerId,
    after: Option<&str>,
    limit: i64,
) -> Result<Page<TicketRow>, DeskError> {
    let before = wire::place(after)?.map(TicketId);
    let rows = ticket::of_customer(view, customer, before, limit)?;
    let next = wire::next(&rows, limit, |row| row.id.to_string());
    Ok(Page { items: rows.into_iter().map(TicketRow::from).collect(), next })
}

fn shelf(word: Option<&str>, me: StaffId) -> Result<Shelf, DeskError> {
    Ok(match word.unwrap_or("next") {
        "next" => Shelf::Next,
        "mine" => Shelf::Mine(me),
        "unassigned" => Shelf::Unassigned,
        "waiting" => Shelf::Waiting,
        "resolved" => Shelf::Resolved,
        "closed" => Shelf::Closed,
        _ => {
            return Err(DeskError::field("view", "unknown", "next, mine, unassigned, waiting, resolved, closed"));
        }
    })
}
