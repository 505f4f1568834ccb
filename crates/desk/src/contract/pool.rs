//! Months are thrown together by agreement.

use engine::run::event::What;
use jiff::civil::Date;

use super::record::record;
use crate::action::Action;
use crate::actor::{Actor, Role};
use crate::error::DeskError;
use crate::id::ContractId;

/// The role in a plan file that the desk's managers hold.
const MANAGER: &str = "support-manager";

/// Agrees that the grants of consecutive months (their first days) are used as one; `allowance` none: all that may be pooled.
///
/// # Errors
/// [`DeskError::Forbidden`] for agents; a conflict `plan-refuses` with the rule of the plan.
pub fn agree_pool(
    act: &mut Action<'_, '_>,
    id: ContractId,
    allowance: Option<&str>,
    months: &[Date],
) -> Result<(), DeskError> {
    act.actor.require(&[Role::Manager, Role::Administrator])?;
    // The plan says who agrees; administrators keep the books and do not.
    let by = match act.actor {
        Actor::Staff { role: Role::Administrator, .. } => Role::Administrator.word(),
        _ => MANAGER,
    };
    let terms = super::terms(act, id)?;
    let periods = months.iter().map(|day| day.first_of_month()).collect();
    record(act, &terms, What::Pool { allowance: allowance.map(str::to_owned), periods, by: by.to_owned() })
}
