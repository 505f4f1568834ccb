//! A customer signs.

use std::collections::BTreeMap;

use engine::plan::agreed::{AgreedFault, check};
use engine::plan::resolve::SelectionError;
use engine::plan::{Catalogue, Selection};
use engine::run::event::{Contract, Facts};
use engine::run::timeline::{Timeline, midnight};
use jiff::civil::Date;

use super::store;
use crate::action::{Action, Subject};
use crate::actor::Role;
use crate::error::DeskError;
use crate::fact::{self, Of};
use crate::id::{CatalogueId, ContractId, CustomerId};

/// A contract to be signed.
#[derive(Debug, Clone)]
pub struct NewContract {
    /// Who signs.
    pub customer: CustomerId,
    /// The catalogue version; none: the newest.
    pub catalogue: Option<CatalogueId>,
    /// Plan id.
    pub plan: String,
    /// Package ids.
    pub packages: Vec<String>,
    /// Option ids; an option bought twice stands twice.
    pub options: Vec<String>,
    /// First day in effect.
    pub start: Date,
    /// First day no longer in effect, if an end is agreed beside what the plan says.
    pub end: Option<Date>,
    /// Agreed length in months, for term discounts.
    pub term_months: Option<u32>,
    /// What is known of it from the start: facts that the plan file asks for, by name.
    pub facts: BTreeMap<String, String>,
    /// What else was agreed: `fee`, `fee.OFFER`, `target.MILESTONE`, in the plan file's notation.
    pub agreed: BTreeMap<String, String>,
}

/// Signs a contract.
///
/// # Errors
/// [`DeskError::Forbidden`] for agents; field errors with what the catalogue knows.
pub fn sign(act: &mut Action<'_, '_>, new: &NewContract) -> Result<ContractId, DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager])?;
    crate::customer::get(act, new.customer)?;
    let catalogue = match new.catalogue {
        Some(id) => id,
        None => crate::catalogue::get_current(act)?.0,
    };
    let volume = act.volume(catalogue)?;
    if new.end.is_some_and(|end| end <= new.start) {
        return Err(DeskError::field("end", "before-start", new.start.to_string()));
    }
    if new.term_months == Some(0) {
        return Err(DeskError::field("term_months", "too-short", "1"));
    }
    let contract = Contract {
        selection: Selection { plan: new.plan.clone(), packages: new.packages.clone(), options: new.options.clone() },
        start: new.start,
        end: new.end,
        term_months: new.term_months,
        facts: Facts { agreed: agreed(volume.catalogue(), &new.agreed)?, named: new.facts.clone(), ..Facts::default() },
    };
    let told = fact::checked(volume.catalogue(), Of::Contract, &new.facts)?;
    let timeline = Timeline::build(&volume, &contract, &[]).map_err(selection_error)?;
    let id = ContractId(act.new_id());
    let number = act.next_number("contract")?;
    let row = store::NewRow {
        id,
        number,
        customer: new.customer,
        catalogue,
        contract: &contract,
        in_force_until: timeline.served_until(volume.catalogue()),
    };
    store::insert(act, &row)?;
    if !told.is_empty() {
        let at = midnight(new.start, &volume.catalogue().provider.zone);
        let body = serde_json::to_string(&told)?;
        let event = act.new_id();
        store::insert_event(act, &store::NewEvent { id: event, contract: id, at, kind: "fact", body: &body })?;
    }
    let body = serde_json::json!({
        "number": number, "plan": new.plan, "packages": new.packages, "options": new.options,
        "start": new.start.to_string(), "facts": told,
    });
    act.journal(Subject::Contract, id.0, "sign", &body)?;
    Ok(id)
}

/// What the catalogue does not allow, at its field.
pub(super) fn selection_error(error: SelectionError) -> DeskError {
    match error {
        SelectionError::Unknown { kind, known, .. } => {
            let field = match kind {
                "option" => "options",
                "package" => "packages",
                _ => "plan",
            };
            DeskError::field(field, "unknown", known)
        }
        SelectionError::NotForThis { when, .. } => DeskError::field("plan", "not-for-this", when),
        SelectionError::NotAvailable { allowed, .. } => DeskError::field("options", "not-available", allowed),
    }
}

/// Agreed values that the engine can read; a mistake here would silently mean no fee or no clock.
fn agreed(catalogue: &Catalogue, facts: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, DeskError> {
    for (name, value) in facts {
        match check(catalogue, name, value) {
            Ok(()) => {}
            Err(AgreedFault::Unknown { allowed, .. }) => return Err(DeskError::field("agreed", "unknown", allowed)),
            Err(AgreedFault::Unreadable(_)) => {
                return Err(DeskError::field("agreed", "unreadable", format!("{name}: {value}")));
            }
        }
    }
    Ok(facts.clone())
}
