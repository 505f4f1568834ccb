//! Systems: the installations of a customer that a contract covers. A development system belongs to a production system.

mod store;

use jiff::Timestamp;

use crate::action::{Action, Subject, View};
use crate::actor::Role;
use crate::error::DeskError;
use crate::field::{self, NAME_MAX};
use crate::id::{ContractId, CustomerId, SystemId};

pub use engine::run::event::Environment;

/// A system of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// Its id.
    pub id: SystemId,
    /// Whose it is.
    pub customer: CustomerId,
    /// The contract that it is registered under.
    pub contract: Option<ContractId>,
    /// Its name.
    pub name: String,
    /// What it is used for.
    pub environment: Environment,
    /// The production system that a development system belongs to.
    pub production: Option<SystemId>,
    /// Product id of the catalogue.
    pub product: Option<String>,
    /// Version in use.
    pub version: Option<String>,
    /// When it was taken out of use.
    pub removed_at: Option<Timestamp>,
}

/// A system to be registered.
#[derive(Debug, Clone)]
pub struct NewSystem {
    /// Whose it is.
    pub customer: CustomerId,
    /// The contract that is to cover it.
    pub contract: Option<ContractId>,
    /// Its name.
    pub name: String,
    /// What it is used for.
    pub environment: Environment,
    /// The production system that a development system belongs to.
    pub production: Option<SystemId>,
    /// Product id of the catalogue.
    pub product: Option<String>,
    /// Version in use.
    pub version: Option<String>,
}

/// Registers a system.
///
/// # Errors
/// Field errors: a foreign contract, a production system that is none, an unknown product.
pub fn create(act: &mut Action<'_, '_>, new: &NewSystem) -> Result<SystemId, DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager, Role::Agent])?;
    let name = field::text("name", &new.name, NAME_MAX)?;
    crate::customer::get(act, new.customer)?;
    if let Some(contract) = new.contract {
        let terms = crate::contract::terms(act, contract)?;
        if terms.customer != new.customer {
            return Err(DeskError::field("contract", "unknown", ""));
        }
        if let Some(product) = &new.product {
            crate::licence::known_product(&terms.catalogue, product)?;
        }
    }
    match (new.environment, new.production) {
        (Environment::Development, Some(production)) => {
            let found = store::find(act, production)?.filter(|found| {
                found.customer == new.customer
                    && found.environment == Environment::Production
                    && found.removed_at.is_none()
            });
            if found.is_none() {
                return Err(DeskError::field("production", "unknown", ""));
            }
        }
        (Environment::Production, Some(_)) => {
            return Err(DeskError::field("production", "only-for-development", ""));
        }
        (_, None) => {}
    }
    let id = SystemId(act.new_id());
    store::insert(act, id, &name, new)?;
    act.journal(Subject::System, id.0, "create", &serde_json::json!({ "name": name }))?;
    Ok(id)
}

/// Takes a system out of use.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn remove(act: &mut Action<'_, '_>, id: SystemId) -> Result<(), DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager, Role::Agent])?;
    if !store::remove(act, id)? {
        return Err(DeskError::NotFound);
    }
    act.journal(Subject::System, id.0, "remove", &serde_json::json!({}))
}

/// A system, if the actor may see it.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get(view: &mut View<'_, '_>, id: SystemId) -> Result<System, DeskError> {
    store::find(view, id)?.ok_or(DeskError::NotFound)
}

/// The systems of a customer that are in use, production before development.
///
/// # Errors
/// Whatever the database says.
pub fn of_customer(view: &mut View<'_, '_>, customer: CustomerId) -> Result<Vec<System>, DeskError> {
    store::of_customer(view, customer)
}
