//! Releases: which versions of a product were published when. A verdict asks for the newest; a licence's year says which
//! stay downloadable.

mod store;

use jiff::civil::Date;

use crate::action::{Action, Subject, View};
use crate::actor::Role;
use crate::error::DeskError;
use crate::field::{self, NAME_MAX};

/// Longest list of changes, in characters.
const CHANGES_MAX: usize = 20_000;

/// A published version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Product id of the catalogue.
    pub product: String,
    /// Its version.
    pub version: String,
    /// When it was published.
    pub published_on: Date,
    /// What changed.
    pub changes: String,
}

/// Publishes a version.
///
/// # Errors
/// Field errors: an unknown product, a version published before.
pub fn publish(act: &mut Action<'_, '_>, new: &Release) -> Result<(), DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager])?;
    let version = field::text("version", &new.version, NAME_MAX)?;
    let changes = field::optional_text("changes", &new.changes, CHANGES_MAX)?.unwrap_or_default();
    crate::licence::known_product(&crate::catalogue::get_current(act)?.1, &new.product)?;
    let new = Release { version, changes, ..new.clone() };
    if store::is_known(act, &new)? {
        return Err(DeskError::field("version", "taken", new.version));
    }
    let id = act.new_id();
    store::insert(act, id, &new)?;
    let body = serde_json::json!({ "product": new.product, "version": new.version });
    act.journal(Subject::Release, id, "publish", &body)
}

/// The releases of a product, newest first. They are no secret.
///
/// # Errors
/// Whatever the database says.
pub fn of_product(view: &mut View<'_, '_>, product: &str) -> Result<Vec<Release>, DeskError> {
    store::of_product(view, product)
}
