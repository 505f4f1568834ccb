//! The contract holds something else from now on.

use engine::plan::Selection;
use engine::run::event::{Change, What};

use super::record::record;
use super::sign::selection_error;
use crate::action::Action;
use crate::actor::Role;
use crate::error::DeskError;
use crate::id::ContractId;

/// Changes plan, packages or options from now on; what is left out stays as it was.
///
/// # Errors
/// Field errors with what the catalogue knows; a conflict where the contract is not in effect.
pub fn change(act: &mut Action<'_, '_>, id: ContractId, change: &Change) -> Result<(), DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager])?;
    if *change == Change::default() {
        return Err(DeskError::field("plan", "missing", ""));
    }
    let terms = super::terms(act, id)?;
    // Checked on its own first, so that a mistake is told at its field and not as a rule of the plan.
    let held = super::overview::held(&terms, act.now)?;
    let wanted = Selection {
        plan: change.plan.clone().unwrap_or(held.plan),
        packages: change.packages.clone().unwrap_or(held.packages),
        options: change.options.clone().unwrap_or(held.options),
    };
    terms.volume.resolve(&wanted).map_err(selection_error)?;
    record(act, &terms, What::Change(change.clone()))
}
