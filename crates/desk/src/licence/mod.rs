//! Licences: what a customer bought a right to use, from whom, and whether it still holds. Some contracts are bound to one.

mod store;

use engine::plan::Catalogue;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::action::{Action, Subject, View};
use crate::actor::Role;
use crate::error::DeskError;
use crate::field::{self, NAME_MAX};
use crate::id::{ContractId, CustomerId, LicenceId};

/// Where a licence was bought. Only the first two are official.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// From the provider.
    Provider,
    /// From an official partner.
    Partner,
    /// Elsewhere, or nobody knows.
    Unknown,
}

impl Channel {
    /// Every channel with its word in the database and the API.
    pub const ALL: [(Channel, &'static str); 3] =
        [(Channel::Provider, "provider"), (Channel::Partner, "partner"), (Channel::Unknown, "unknown")];

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(channel, _)| *channel == self).map_or("", |(_, word)| word)
    }

    /// The channel of a word.
    #[must_use]
    pub fn find(word: &str) -> Option<Channel> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(channel, _)| *channel)
    }
}

/// A licence of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licence {
    /// Its id.
    pub id: LicenceId,
    /// Whose it is.
    pub customer: CustomerId,
    /// The contract that it belongs to.
    pub contract: Option<ContractId>,
    /// Its key.
    pub key: String,
    /// Product id of the catalogue.
    pub product: String,
    /// Where it was bought.
    pub source: Channel,
    /// When it was bought.
    pub purchased_on: Date,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<Timestamp>,
}

/// A licence to be registered.
#[derive(Debug, Clone)]
pub struct NewLicence {
    /// Whose it is.
    pub customer: CustomerId,
    /// The contract that it belongs to.
    pub contract: Option<ContractId>,
    /// Its key.
    pub key: String,
    /// Product id of the catalogue.
    pub product: String,
    /// Where it was bought.
    pub source: Channel,
    /// When it was bought.
    pub purchased_on: Date,
}

/// Registers a licence.
///
/// # Errors
/// Field errors: a key that is taken, an unknown product, a foreign contract.
pub fn create(act: &mut Action<'_, '_>, new: &NewLicence) -> Result<LicenceId, DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager])?;
    let key = field::text("key", &new.key, NAME_MAX)?;
    crate::customer::get(act, new.customer)?;
    let catalogue = match new.contract {
        Some(contract) => {
            let terms = crate::contract::terms(act, contract)?;
            if terms.customer != new.customer {
                return Err(DeskError::field("contract", "unknown", ""));
            }
            terms.catalogue
        }
        None => crate::catalogue::get_current(act)?.1,
    };
    known_product(&catalogue, &new.product)?;
    if store::find_by_key(act, &key)?.is_some() {
        return Err(DeskError::field("key", "taken", key));
    }
    let id = LicenceId(act.new_id());
    store::insert(act, id, &key, new)?;
    act.journal(Subject::Licence, id.0, "create", &serde_json::json!({ "key": key, "product": new.product }))?;
    Ok(id)
}

/// Withdraws a licence: from now on it is not valid.
///
/// # Errors
/// [`DeskError::NotFound`] when there is none that is valid.
pub fn withdraw(act: &mut Action<'_, '_>, id: LicenceId) -> Result<(), DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager])?;
    if !store::withdraw(act, id)? {
        return Err(DeskError::NotFound);
    }
    act.journal(Subject::Licence, id.0, "withdraw", &serde_json::json!({}))
}

/// A licence, if the actor may see it.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get(view: &mut View<'_, '_>, id: LicenceId) -> Result<Licence, DeskError> {
    store::find(view, id)?.ok_or(DeskError::NotFound)
}

/// A licence, if there is one that the actor may see.
pub(crate) fn find(view: &mut View<'_, '_>, id: LicenceId) -> Result<Option<Licence>, DeskError> {
    store::find(view, id)
}

/// The licence of a key, if the actor may see it.
///
/// # Errors
/// Whatever the database says.
pub fn find_by_key(view: &mut View<'_, '_>, key: &str) -> Result<Option<Licence>, DeskError> {
    store::find_by_key(view, key.trim())
}

/// The licences of a customer, newest first.
///
/// # Errors
/// Whatever the database says.
pub fn of_customer(view: &mut View<'_, '_>, customer: CustomerId) -> Result<Vec<Licence>, DeskError> {
    store::of_customer(view, customer)
}

/// A field error with the known products, unless the product is one of them.
pub(crate) fn known_product(catalogue: &Catalogue, product: &str) -> Result<(), DeskError> {
    if catalogue.find_product(product).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = catalogue.products.iter().map(|product| product.id.as_str()).collect();
    Err(DeskError::field("product", "unknown", known.join(", ")))
}
