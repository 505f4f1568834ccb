//! What becomes known or is bought under a contract beside its plan: facts, packs, things that are charged by the piece.

use std::collections::BTreeMap;

use engine::run::event::{Piece, What};
use rust_decimal::Decimal;

use super::record::record;
use crate::action::Action;
use crate::actor::Role;
use crate::error::DeskError;
use crate::fact::{self, Of};
use crate::id::{ContractId, TicketId};
use crate::ticket;

/// Most pieces or packs at a time.
const MOST: u32 = 100_000;

/// Tells facts of a contract that hold from now on (how many users it has, its region).
///
/// # Errors
/// [`DeskError::Forbidden`] for agents; field errors for names that the plan file does not ask for and values it does not know.
pub fn tell(act: &mut Action<'_, '_>, id: ContractId, facts: &BTreeMap<String, String>) -> Result<(), DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager])?;
    let terms = super::terms(act, id)?;
    let told = fact::checked(&terms.catalogue, Of::Contract, facts)?;
    if told.is_empty() {
        return Ok(());
    }
    record(act, &terms, What::Fact { ticket: None, facts: told.into_iter().collect() })
}

/// Buys packs of an allowance, at the price of the plan file or the net price of one that was agreed at the sale.
///
/// # Errors
/// [`DeskError::Forbidden`] for agents; field errors for an unknown pack and a wrong number; a conflict with the sentence of the
/// plan that does not sell it.
pub fn buy(
    act: &mut Action<'_, '_>,
    id: ContractId,
    pack: &str,
    count: u32,
    price: Option<Decimal>,
) -> Result<(), DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager])?;
    let terms = super::terms(act, id)?;
    let known = || terms.catalogue.packs.iter().map(|pack| pack.id.as_str()).collect::<Vec<_>>();
    if !known().contains(&pack) {
        return Err(DeskError::field("pack", "unknown", known().join(", ")));
    }
    if !(1..=MOST).contains(&count) {
        return Err(DeskError::field("count", "out-of-range", format!("1-{MOST}")));
    }
    if price.is_some_and(|price| price.is_sign_negative()) {
        return Err(DeskError::field("price", "too-small", "0"));
    }
    record(act, &terms, What::Buy { pack: pack.to_owned(), count, price })
}

/// Charges something by the piece, now.
///
/// # Errors
/// [`DeskError::NotFound`] for a ticket of another contract; field errors for an unknown item and a wrong quantity.
pub fn charge(
    act: &mut Action<'_, '_>,
    id: ContractId,
    item: &str,
    quantity: Decimal,
    about: Option<TicketId>,
) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let terms = super::terms(act, id)?;
    let known = || terms.catalogue.items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>();
    if !known().contains(&item) {
        return Err(DeskError::field("item", "unknown", known().join(", ")));
    }
    if quantity <= Decimal::ZERO || quantity > Decimal::from(MOST) {
        return Err(DeskError::field("quantity", "out-of-range", format!("0-{MOST}")));
    }
    if let Some(about) = about
        && ticket::get(act, about)?.contract != Some(id)
    {
        return Err(DeskError::NotFound);
    }
    let ticket = about.map(|ticket| ticket.to_string());
    record(act, &terms, What::Item(Piece { item: item.to_owned(), quantity, ticket, facts: BTreeMap::new() }))
}
