//! The list of customers, by name.

use super::store;
use crate::action::View;
use crate::error::DeskError;
use crate::id::CustomerId;

/// Longest page.
const PAGE_MAX: i64 = 200;

/// A customer as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: CustomerId,
    /// Its number.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// Contracts it has signed.
    pub contracts: i64,
    /// Contacts it has.
    pub contacts: i64,
}

/// A place in the list: the page goes on after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name of the last one seen.
    pub name: String,
    /// Its id.
    pub id: CustomerId,
}

/// Customers whose name begins with `prefix` (upper and lower case alike), by name, after a place.
///
/// # Errors
/// Whatever the database says.
pub fn list(
    view: &mut View<'_, '_>,
    prefix: &str,
    after: Option<&Place>,
    limit: i64,
) -> Result<Vec<Listed>, DeskError> {
    let prefix = prefix.trim().to_lowercase();
    let (name, id) = after.map_or((String::new(), -1), |place| (place.name.to_lowercase(), place.id.0));
    store::list(view, &prefix, &name, id, limit.clamp(1, PAGE_MAX))
}
