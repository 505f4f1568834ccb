//! Calls: what one costs at this minute, what it would come to, and the record of it.
//!
//! The price shown, the price recorded and the price billed come from the same computation. A call at a tariff that asks for
//! it carries the caller's acceptance: what was shown, and when it was accepted.

mod log;
mod price;
mod ticker;

use jiff::Timestamp;

use crate::action::View;
use crate::error::DeskError;
use crate::id::{ContactId, ContractId, CustomerId, TicketId, UsageId};
use crate::usage::{self, Kind, Listed};

pub(crate) use log::reason;
pub use log::{log, quote};
pub(crate) use price::price_at;
pub use price::{AcceptedPrice, Price, PriceRow, price_now};
pub use ticker::{Ticker, ticker};

/// A call from the agent's answer to hang-up.
#[derive(Debug, Clone)]
pub struct NewCall {
    /// Under which contract.
    pub contract: ContractId,
    /// Who called; none: not known.
    pub contact: Option<ContactId>,
    /// Line id.
    pub line: String,
    /// When it was answered.
    pub started_at: Timestamp,
    /// Seconds from answer to hang-up.
    pub duration_s: i64,
    /// The ticket it belongs to.
    pub ticket: Option<TicketId>,
    /// What was said, for staff.
    pub note: String,
    /// The price as the caller accepted it.
    pub accepted: Option<AcceptedPrice>,
    /// Key of whoever logs it: the same again changes nothing.
    pub unique_key: Option<String>,
}

/// The calls of a customer, the latest first, before one already seen.
///
/// # Errors
/// Whatever the database says.
pub fn of_customer(
    view: &mut View<'_, '_>,
    customer: CustomerId,
    before: Option<UsageId>,
    limit: i64,
) -> Result<Vec<Listed>, DeskError> {
    usage::of_customer(view, customer, Some(Kind::Call), before, limit)
}
