//! A contract, or one plan of it, ends.

use engine::run::event::What;
use jiff::civil::Date;

use super::record::record;
use crate::action::Action;
use crate::actor::Role;
use crate::error::DeskError;
use crate::id::ContractId;

/// What is cancelled and when.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    /// The plan; none: the whole contract.
    pub plan: Option<String>,
    /// First day no longer in effect; none: tomorrow.
    pub end: Option<Date>,
}

/// Cancels. What the plan forbids (a level that another one needs) is a conflict that says why.
///
/// # Errors
/// A conflict `plan-refuses`.
pub fn cancel(act: &mut Action<'_, '_>, id: ContractId, cancel: &Cancel) -> Result<(), DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager])?;
    let terms = super::terms(act, id)?;
    record(act, &terms, What::Cancel { plan: cancel.plan.clone(), end: cancel.end })
}
