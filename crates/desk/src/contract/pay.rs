//! A payment arrives where the plan begins with it. What is owed and what was paid of it is the bookkeeping's.

use engine::plan::catalogue::frame::StartsOn;
use engine::run::event::What;
use jiff::Timestamp;

use super::record::record;
use super::terms::Terms;
use crate::action::Action;
use crate::actor::Role;
use crate::error::DeskError;
use crate::id::ContractId;

/// Records that the customer paid, now. Once is enough: the same again changes nothing.
///
/// # Errors
/// [`DeskError::Forbidden`] for agents; a conflict `no-payment` where the plan does not begin with one.
pub fn pay(act: &mut Action<'_, '_>, id: ContractId) -> Result<(), DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager])?;
    let terms = super::terms(act, id)?;
    if !starts_with_payment(&terms) {
        return Err(DeskError::conflict("no-payment", terms.number.to_string()));
    }
    if paid_at(&terms).is_some() {
        return Ok(());
    }
    record(act, &terms, What::Pay)
}

/// Whether the plan that was signed begins with a payment.
pub(super) fn starts_with_payment(terms: &Terms) -> bool {
    let held = terms.volume.resolve(&terms.engine.selection).ok();
    let starts = held.and_then(|held| held.frame.starts);
    starts.is_some_and(|starts| starts.on == StartsOn::Payment)
}

/// When the payment came.
pub(super) fn paid_at(terms: &Terms) -> Option<Timestamp> {
    let payment = terms.events.iter().find(|event| matches!(event.what, What::Pay));
    payment.map(|event| event.at)
}
