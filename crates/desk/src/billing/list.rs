//! Issued invoices as people read them.

use jiff::Timestamp;

use super::month::Month;
use super::snapshot::Snapshot;
use super::store;
use crate::action::View;
use crate::actor::Role;
use crate::error::DeskError;
use crate::id::{ContractId, CustomerId, InvoiceId};

/// Longest page.
const PAGE_MAX: i64 = 200;

/// An invoice in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: InvoiceId,
    /// Its number.
    pub number: i64,
    /// The contract.
    pub contract: ContractId,
    /// Number of the contract.
    pub contract_number: i64,
    /// The customer.
    pub customer: CustomerId,
    /// Number and name of the customer, as they are now.
    pub customer_name: (i64, String),
    /// First day ("2026-11-01").
    pub from: String,
    /// Last day.
    pub to: String,
    /// Currency code.
    pub currency: String,
    /// Net.
    pub net_minor: i64,
    /// Tax.
    pub tax_minor: i64,
    /// Gross.
    pub gross_minor: i64,
    /// When it was issued.
    pub issued_at: Timestamp,
}

/// An invoice with all that it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// What the list shows.
    pub listed: Listed,
    /// Everything else: lines, their usage, their steps.
    pub snapshot: Snapshot,
}

/// Issued invoices, the latest number first, of one month or of all, before a number already seen.
///
/// # Errors
/// [`DeskError::Forbidden`] for agents, [`DeskError::NotFound`] for contacts: they ask for their customer's.
pub fn list(
    view: &mut View<'_, '_>,
    month: Option<Month>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Listed>, DeskError> {
    view.actor.require(&[Role::Administrator, Role::Manager])?;
    store::list(view, None, month, before.unwrap_or(i64::MAX), limit.clamp(1, PAGE_MAX))
}

/// Issued invoices of a customer, the latest first, before a number already seen.
///
/// # Errors
/// Whatever the database says.
pub fn of_customer(
    view: &mut View<'_, '_>,
    customer: CustomerId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Listed>, DeskError> {
    store::list(view, Some(customer), None, before.unwrap_or(i64::MAX), limit.clamp(1, PAGE_MAX))
}

/// The invoice of a number, if the actor may see it.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get(view: &mut View<'_, '_>, number: i64) -> Result<Invoice, DeskError> {
    store::find(view, number)?.ok_or(DeskError::NotFound)
}
