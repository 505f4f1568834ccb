//! Usage as people read it: what happened, what it came to, why.

use jiff::Timestamp;

use super::rating::Rating;
use super::{Kind, store};
use crate::action::View;
use crate::error::DeskError;
use crate::id::{ContractId, CustomerId, TicketId, UsageId};

/// Longest page.
const PAGE_MAX: i64 = 200;

/// A usage record with the rating that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: UsageId,
    /// Call or work.
    pub kind: Kind,
    /// Under which contract.
    pub contract: ContractId,
    /// Number of that contract.
    pub contract_number: i64,
    /// The line called.
    pub line: Option<String>,
    /// What kind of work.
    pub work_kind: Option<String>,
    /// When it began.
    pub at: Timestamp,
    /// When it became known.
    pub known_at: Timestamp,
    /// Seconds measured.
    pub measured_s: i64,
    /// Who called.
    pub contact: Option<String>,
    /// Who of the staff.
    pub staff: Option<String>,
    /// Number and subject of the ticket.
    pub ticket: Option<(i64, String)>,
    /// What was noted. Only staff read it.
    pub note: String,
    /// The price as it was accepted.
    pub accepted_price: Option<String>,
    /// What it came to; none: it is not metered.
    pub rating: Option<Rating>,
}

/// A usage that the actor may see.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get(view: &mut View<'_, '_>, id: UsageId) -> Result<Listed, DeskError> {
    store::list(view, store::Of::Usage(id), 1)?.pop().ok_or(DeskError::NotFound)
}

/// Calls and work of a customer, the latest first, before a usage already seen.
///
/// # Errors
/// Whatever the database says.
pub fn of_customer(
    view: &mut View<'_, '_>,
    customer: CustomerId,
    kind: Option<Kind>,
    before: Option<UsageId>,
    limit: i64,
) -> Result<Vec<Listed>, DeskError> {
    store::list(view, store::Of::Customer(customer, kind, before), limit.clamp(1, PAGE_MAX))
}

/// Calls and work on a ticket, the earliest first.
///
/// # Errors
/// Whatever the database says.
pub fn of_ticket(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<Listed>, DeskError> {
    let mut found = store::list(view, store::Of::Ticket(ticket), PAGE_MAX)?;
    found.reverse();
    Ok(found)
}
