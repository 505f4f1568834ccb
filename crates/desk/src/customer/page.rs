//! A customer's page: all that staff want to see at a glance.

use super::{Contact, Customer, store};
use crate::action::View;
use crate::contract::{self, Overview};
use crate::error::DeskError;
use crate::id::CustomerId;
use crate::licence::{self, Licence};
use crate::system::{self, System};

/// Most of those who left that a page names; the others come up as these are erased.
pub const FORMER_MAX: i64 = 200;

/// How much there is of what has lists of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Tickets that are not closed.
    pub open_tickets: i64,
    /// All tickets.
    pub tickets: i64,
    /// Calls.
    pub calls: i64,
    /// Invoices issued.
    pub invoices: i64,
}

/// A customer at a glance.
#[derive(Debug, Clone)]
pub struct Page {
    /// The customer.
    pub customer: Customer,
    /// Contacts who have not left.
    pub contacts: Vec<Contact>,
    /// Contracts, with what they entitle to and what is left of it; the newest first.
    pub contracts: Vec<Overview>,
    /// Systems in use.
    pub systems: Vec<System>,
    /// Licences.
    pub licences: Vec<Licence>,
    /// How much else there is.
    pub counts: Counts,
}

/// Contacts who left and are not erased, the last one first; at most [`FORMER_MAX`].
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn former_contacts(view: &mut View<'_, '_>, id: CustomerId) -> Result<Vec<Contact>, DeskError> {
    view.actor.require_staff()?;
    store::former(view, id, FORMER_MAX)
}

/// Gathers a customer's page.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn page(view: &mut View<'_, '_>, id: CustomerId) -> Result<Page, DeskError> {
    let customer = super::get(view, id)?;
    let mut contracts = Vec::new();
    for contract in contract::of_customer(view, id)? {
        contracts.push(contract::overview(view, contract)?);
    }
    Ok(Page {
        contacts: super::contacts(view, id)?,
        contracts,
        systems: system::of_customer(view, id)?,
        licences: licence::of_customer(view, id)?,
        counts: store::counts(view, id)?,
        customer,
    })
}
