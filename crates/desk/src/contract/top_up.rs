//! More of an allowance is bought.

use engine::run::event::What;
use rust_decimal::Decimal;

use super::record::record;
use crate::action::Action;
use crate::actor::Role;
use crate::error::DeskError;
use crate::id::ContractId;

/// What is bought on top.
#[derive(Debug, Clone)]
pub struct NewTopUp {
    /// Allowance id.
    pub allowance: String,
    /// Seconds or tickets.
    pub quantity: i64,
    /// Net price, if it is billed.
    pub price: Option<Decimal>,
}

/// Adds to an allowance.
///
/// # Errors
/// Field errors: an unknown allowance, a quantity or price below zero.
pub fn top_up(act: &mut Action<'_, '_>, id: ContractId, new: &NewTopUp) -> Result<(), DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager])?;
    let terms = super::terms(act, id)?;
    if !terms.catalogue.allowances.iter().any(|allowance| allowance.id == new.allowance) {
        let known: Vec<&str> = terms.catalogue.allowances.iter().map(|allowance| allowance.id.as_str()).collect();
        return Err(DeskError::field("allowance", "unknown", known.join(", ")));
    }
    if new.quantity <= 0 {
        return Err(DeskError::field("quantity", "too-small", "1"));
    }
    if new.price.is_some_and(|price| price.is_sign_negative()) {
        return Err(DeskError::field("price", "too-small", "0"));
    }
    let what = What::TopUp { allowance: new.allowance.clone(), quantity: new.quantity, price: new.price };
    record(act, &terms, what)
}
