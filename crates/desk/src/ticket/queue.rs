//! The queue: tickets in the order in which they must be dealt with, each with the reason for its place.
//!
//! First what was missed or is due soon, by due time; then by severity, then the plan's rank (packages before work on demand),
//! then who has waited longest. What is due soon the plan says, by when it warns; a job moves a ticket up at that moment.
//! The stored columns are the order; nothing is sorted in memory, so the first page costs the same with ten tickets and a million.

mod store;

pub(crate) use store::{LISTED, of_list};

use engine::plan::catalogue::Channel;
use engine::run::outcome::Answer;
use jiff::Timestamp;

use super::{AuthorKind, State, Until};
use crate::action::View;
use crate::error::DeskError;
use crate::id::{ContactId, CustomerId, StaffId, TicketId};

/// A shelf of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shelf {
    /// Everything open.
    Next,
    /// Open and mine.
    Mine(StaffId),
    /// Open and with one of somebody's teams.
    Teams(StaffId),
    /// Put aside, the one that comes back first before the others.
    Snoozed,
    /// Open and nobody's.
    Unassigned,
    /// Waiting for customers.
    Waiting,
    /// Resolved, newest first.
    Resolved,
    /// Closed, newest first.
    Closed,
}

/// One row of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueRow {
    /// The ticket.
    pub id: TicketId,
    /// Its number.
    pub number: i64,
    /// Its subject.
    pub subject: String,
    /// The beginning of the newest public message.
    pub last_words: String,
    /// Who wrote it.
    pub last_author: Option<AuthorKind>,
    /// Where it stands.
    pub state: State,
    /// Severity id.
    pub severity: Option<String>,
    /// The verdict as of its arrival, by what is known of it now.
    pub answer: Answer,
    /// Name of the customer, empty where none is known.
    pub customer: String,
    /// Name of the contact.
    pub contact: String,
    /// Name of the plan.
    pub plan: String,
    /// Name of who works on it.
    pub assignee: Option<String>,
    /// Name of the team that it lies with.
    pub team: Option<String>,
    /// Ticked items of its checklist, and all.
    pub items: (i64, i64),
    /// Until when it is put aside.
    pub snoozed: Option<Until>,
    /// When it arrived.
    pub opened_at: Timestamp,
    /// Since when somebody waits.
    pub waiting_since: Timestamp,
    /// When something last happened.
    pub updated_at: Timestamp,
    /// What is due next.
    pub next: Option<Next>,
    /// Its tags, in order; shown to staff only.
    pub tags: Vec<String>,
    /// Product id of what it is about.
    pub product: Option<String>,
    /// How it arrived.
    pub channel: Channel,
    /// The customer's number.
    pub customer_number: Option<i64>,
    key: [i64; 5],
}

/// The clock that is due next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// Milestone id.
    pub milestone: String,
    /// Wording of the target.
    pub target: String,
    /// Clock state word ("running", "warned", "breached").
    pub state: String,
    /// When it started.
    pub started: Timestamp,
    /// When it is due.
    pub due: Timestamp,
    /// Id of the window in which time counts, in the contract's catalogue.
    pub window: String,
    /// The contract's catalogue, to find the window.
    pub catalogue: Option<crate::id::CatalogueId>,
}

impl QueueRow {
    /// Where the next page begins: after this row.
    #[must_use]
    pub fn after(&self) -> String {
        self.key.map(|part| part.to_string()).join("_")
    }
}

/// A page of a shelf, for staff. `after` is [`QueueRow::after`] of the last row seen.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a field error for a broken `after`.
pub fn queue(
    view: &mut View<'_, '_>,
    shelf: Shelf,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<QueueRow>, DeskError> {
    view.actor.require_staff()?;
    store::queue(view, shelf, key(after)?, limit)
}

fn key(after: Option<&str>) -> Result<Option<[i64; 5]>, DeskError> {
    let Some(after) = after else { return Ok(None) };
    let parts: Result<Vec<i64>, _> = after.split('_').map(str::parse).collect();
    match parts.ok().and_then(|parts| <[i64; 5]>::try_from(parts).ok()) {
        Some(key) => Ok(Some(key)),
        None => Err(DeskError::field("after", "unknown", "")),
    }
}

/// How many tickets lie on the shelves of somebody's teams and of what is put aside, each counted up to 1,000.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn counts_aside(view: &mut View<'_, '_>, me: StaffId) -> Result<[i64; 2], DeskError> {
    view.actor.require_staff()?;
    store::counts_aside(view, me)
}

/// How many tickets lie on each shelf, counted up to 1,000: open, mine, unassigned, waiting.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn counts(view: &mut View<'_, '_>, me: StaffId) -> Result<[i64; 4], DeskError> {
    view.actor.require_staff()?;
    store::counts(view, me)
}

/// The row of one ticket, as a list would show it.
///
/// # Errors
/// [`DeskError::NotFound`] for a ticket out of reach.
pub fn row(view: &mut View<'_, '_>, number: i64) -> Result<QueueRow, DeskError> {
    store::of_number(view, number)?.ok_or(DeskError::NotFound)
}

/// The rows of tickets with these ids, in their order, within the actor's scope; at most 64.
///
/// # Errors
/// Whatever the database says.
pub fn rows(view: &mut View<'_, '_>, ids: &[i64]) -> Result<Vec<QueueRow>, DeskError> {
    let mut rows = store::of_ids(view, ids)?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id.0));
    Ok(rows)
}

/// Tickets of a customer, newest first, within the actor's scope. `before` is the id of the last one seen.
///
/// # Errors
/// Whatever the database says.
pub fn of_customer(
    view: &mut View<'_, '_>,
    customer: CustomerId,
    before: Option<TicketId>,
    limit: i64,
) -> Result<Vec<QueueRow>, DeskError> {
    store::of_customer(view, customer, before, limit)
}

/// Tickets that a contact opened, newest first, within the actor's scope.
///
/// # Errors
/// Whatever the database says.
pub fn of_contact(view: &mut View<'_, '_>, contact: ContactId, limit: i64) -> Result<Vec<QueueRow>, DeskError> {
    store::of_contact(view, contact, limit)
}
