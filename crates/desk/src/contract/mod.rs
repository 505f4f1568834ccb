//! Contracts: what a customer bought, under which version of the catalogue, and everything that happened to it since.
//!
//! A contract keeps its catalogue version for ever. What it may do now is never stored: it follows from what was signed and
//! from the contract's events, by the engine ([`terms`] loads what the engine needs). The only derived column is
//! `in_force_until`, for finding contracts by day; every action that may move it computes it again.
//! Authorised contacts are named in an order, and a name taken off the list stays in the table with the time when it was: the
//! engine knows the list of each instant.
//!
//! Deliberately not here: what was used ([`crate::usage`]) and what it costs in a month ([`crate::billing`]).

mod activate;
mod cancel;
mod change;
mod claim;
mod contact;
mod event;
mod holding;
mod outage;
mod overview;
mod pay;
mod pool;
mod promise;
mod record;
mod sign;
pub(crate) mod store;
mod tell;
mod terms;
mod top_up;

use crate::action::View;
use crate::error::DeskError;
use crate::id::{ContractId, CustomerId};

pub use activate::activate;
pub use cancel::{Cancel, cancel};
pub use change::change;
pub use claim::{ClaimOf, NewClaim, claim};
pub use contact::{Limit, NamedContact, limit, name_contact, named_contacts, remove_contact};
pub use holding::{Holding, holdings};
pub use outage::{NewOutage, Outage, Reported, report_outage, report_outage_for_all, take_back_outage};
pub(crate) use overview::left_words;
pub use overview::{LineNow, Overview, WindowNow, overview};
pub use pay::pay;
pub use pool::agree_pool;
pub use promise::{Owed, Promises, promises};
pub use sign::{NewContract, sign};
pub use tell::{buy, charge, tell};
pub use terms::{Terms, in_force_for_contact, in_force_for_customer, terms, usage_events};
pub use top_up::{NewTopUp, top_up};

/// The contract of a number, if the actor may see it.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get_by_number(view: &mut View<'_, '_>, number: i64) -> Result<ContractId, DeskError> {
    store::find_by_number(view, number)?.ok_or(DeskError::NotFound)
}

/// All contracts of a customer, the newest first.
///
/// # Errors
/// Whatever the database says.
pub fn of_customer(view: &mut View<'_, '_>, customer: CustomerId) -> Result<Vec<ContractId>, DeskError> {
    let mut ids: Vec<ContractId> = store::spans_of_customer(view, customer)?.iter().map(|span| span.contract).collect();
    ids.reverse();
    Ok(ids)
}

/// A page of all contracts that the actor may see, in the order in which they were signed.
///
/// # Errors
/// Whatever the database says.
pub fn list(view: &mut View<'_, '_>, after: Option<ContractId>, limit: i64) -> Result<Vec<ContractId>, DeskError> {
    store::page(view, after, limit.clamp(1, 1000))
}
