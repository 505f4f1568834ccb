//! The software is activated, which may come with a credit.

use engine::run::event::What;

use super::record::record;
use crate::action::Action;
use crate::error::DeskError;
use crate::id::ContractId;

/// Notes the activation.
///
/// # Errors
/// A conflict `plan-refuses` when it was activated before.
pub fn activate(act: &mut Action<'_, '_>, id: ContractId) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let terms = super::terms(act, id)?;
    record(act, &terms, What::Activate)
}
