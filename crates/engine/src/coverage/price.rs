//! Is something left of the allowance, what does it cost, and was the price accepted?

use super::verdict::{Conditions, Request};
use crate::explain::{Step, VerdictStep};
use crate::invoice::{Quote, Says};
use crate::ledger::Left;
use crate::plan::catalogue::Catalogue;
use crate::run::outcome::ConditionKind;

/// The conditions that follow from what a request would come to.
pub(super) fn ask(catalogue: &Catalogue, request: Request<'_>, quote: &Quote, conditions: &mut Conditions) {
    const ALLOWANCE: ConditionKind = ConditionKind::Allowance;
    let band = quote.tariff;
    match &quote.says {
        Says::Nothing => {}
        Says::Covered { allowance, left: Left::Unlimited } => {
            conditions.holds(ALLOWANCE, VerdictStep::AllowanceUnlimited { allowance: *allowance });
        }
        Says::Covered { allowance, left: Left::Quantity(left) } => {
            conditions.holds(ALLOWANCE, VerdictStep::AllowanceLeft { allowance: *allowance, left: *left });
        }
        Says::Ahead { allowance } => {
            conditions.holds(ALLOWANCE, VerdictStep::AllowanceAhead { allowance: *allowance });
        }
        Says::NotCharged(why) => conditions.tell(ALLOWANCE, true, why.clone()),
        Says::FreeNow => {
            if let Some((tariff, band)) = band {
                conditions.holds(ALLOWANCE, VerdictStep::FreeNow { tariff, band });
            }
        }
        Says::Gone { allowance } => conditions.fails(ALLOWANCE, VerdictStep::AllowanceGone { allowance: *allowance }),
        Says::Stops { allowance } => conditions.fails(ALLOWANCE, VerdictStep::AllowanceStops { allowance: *allowance }),
        Says::Bought { pack } => conditions.fails(ALLOWANCE, VerdictStep::PackBought { pack: *pack }),
        Says::Costs { used_up, beside } => {
            if let Some((tariff, band)) = band {
                let (used_up, beside) = (*used_up, beside.clone());
                conditions.fails(ALLOWANCE, VerdictStep::Priced { used_up, tariff, band, beside });
            }
        }
    }
    let acceptance = band.is_some_and(|(tariff, _)| catalogue.tariffs[tariff].acceptance);
    if let (Request::Call(call), true) = (request, acceptance) {
        let why = match call.accepted {
            Some(false) => VerdictStep::Declined,
            asked => VerdictStep::Accepted { asked: asked.is_some() },
        };
        conditions.tell(ConditionKind::Acceptance, call.accepted != Some(false), Step::Verdict(why));
    }
}
