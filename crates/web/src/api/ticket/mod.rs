//! Tickets: the lists, a ticket with everything about it, the verdict before opening, opening, and all that is done to one.

mod change;
mod list;
mod open;
mod relate;
mod show;

use desk::ticket::{State, Ticket, Until};
use desk::{DeskError, View};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::wire::{Id, Time};
use crate::site::Site;

pub(super) use change::Nothing;
pub(super) use list::{TicketRow, of_customer};
pub(super) use open::{contact_of, unknown};
pub(super) use show::{Condition, NumberedName};

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::default()
        .routes(routes!(list::list, open::open))
        .routes(routes!(open::preview))
        .routes(routes!(show::show))
        .routes(routes!(show::usage))
        .routes(routes!(change::reply))
        .routes(routes!(change::note))
        .routes(routes!(change::assign))
        .routes(routes!(change::severity))
        .routes(routes!(change::subject))
        .routes(routes!(change::wait))
        .routes(routes!(change::resolve))
        .routes(routes!(change::close))
        .routes(routes!(change::reopen))
        .routes(routes!(change::fact))
        .routes(routes!(change::reached))
        .routes(routes!(relate::team))
        .routes(routes!(relate::hand_over))
        .routes(routes!(relate::tags))
        .routes(routes!(relate::merge))
        .routes(routes!(relate::unmerge))
        .routes(routes!(relate::snooze))
        .routes(routes!(relate::wake))
        .routes(routes!(relate::spam))
        .routes(routes!(relate::no_spam))
}

/// Where a ticket stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TicketState {
    /// Its id.
    id: Id,
    /// Its number, which stands in addresses.
    number: i64,
    /// Its subject.
    subject: String,
    /// `open`, `waiting`, `resolved`, `closed`.
    state: &'static str,
    /// Severity id of the plan.
    severity: Option<String>,
    /// `covered`, `best-effort`, `chargeable`, `refused`: the verdict as of its arrival, by what is known of it now.
    answer: &'static str,
    /// Who works on it: the id of a member of staff.
    assignee: Option<Id>,
    /// With which team it lies.
    team: Option<Id>,
    /// Whether it was merged into another one, which its conversation goes on in.
    merged: bool,
    /// Whether it is put aside.
    snoozed: bool,
    /// Until when; null where it is not put aside, or until the customer writes.
    snoozed_until: Option<Time>,
    /// Whether it is marked as spam.
    spam: bool,
    /// When it arrived.
    opened_at: Time,
    /// When something last happened.
    updated_at: Time,
    /// When it was resolved.
    resolved_at: Option<Time>,
    /// When it was closed.
    closed_at: Option<Time>,
}

impl From<&Ticket> for TicketState {
    fn from(ticket: &Ticket) -> TicketState {
        TicketState {
            id: Id(ticket.id.0),
            number: ticket.number,
            subject: ticket.subject.clone(),
            state: State::word(ticket.state),
            severity: ticket.severity.clone(),
            answer: ticket.answer.id(),
            assignee: ticket.assignee.map(|id| Id(id.0)),
            team: ticket.team.map(|id| Id(id.0)),
            merged: ticket.merged_into.is_some(),
            snoozed: ticket.snoozed.is_some(),
            snoozed_until: match ticket.snoozed {
                Some(Until::At(at)) => Some(Time(at)),
                Some(Until::Reply) | None => None,
            },
            spam: ticket.spam_at.is_some(),
            opened_at: Time(ticket.opened_at),
            updated_at: Time(ticket.updated_at),
            resolved_at: ticket.resolved_at.map(Time),
            closed_at: ticket.closed_at.map(Time),
        }
    }
}

/// The ticket as it stands within this read or change.
fn state(view: &mut View<'_, '_>, number: i64) -> Result<TicketState, DeskError> {
    Ok(TicketState::from(&desk::ticket::get_by_number(view, number)?))
}
