//! Catalogues: the plan file as the desk has adopted it, every version kept.
//!
//! A contract refers to the version it was bought under; adopting a new file changes nobody's contract.

mod store;

use std::sync::Arc;

use engine::plan::catalogue::SharedCatalogue;
use engine::run::book::Volume;
use sha2::{Digest as _, Sha256};

use crate::action::{Action, Subject, View};
use crate::actor::Role;
use crate::error::DeskError;
use crate::id::CatalogueId;

/// Adopts a plan file as the newest version. The same text again changes nothing.
///
/// # Errors
/// A field error on `source` with every mistake of the file, each with line and column.
pub fn adopt(act: &mut Action<'_, '_>, file_name: &str, source: &str) -> Result<CatalogueId, DeskError> {
    act.actor.require(&[Role::Administrator, Role::Manager])?;
    let read = engine::plan::read(file_name, source)
        .map_err(|errors| DeskError::field("source", "plan-file", errors.to_string()))?;
    let hash: [u8; 32] = Sha256::digest(source.as_bytes()).into();
    if let Some(known) = store::find_by_hash(act, &hash)? {
        return Ok(known);
    }
    let id = CatalogueId(act.new_id());
    let version = store::newest_version(act)? + 1;
    store::insert(act, id, version, file_name, source, &hash)?;
    act.journal(Subject::Catalogue, id.0, "adopt", &serde_json::json!({ "version": version, "file": file_name }))?;
    act.shared.keep_catalogue(id, Arc::new(Volume::new(stem(file_name), Arc::new(read))));
    Ok(id)
}

/// The newest version, if any was adopted.
///
/// # Errors
/// Whatever the database says.
pub fn current(view: &mut View<'_, '_>) -> Result<Option<(CatalogueId, SharedCatalogue)>, DeskError> {
    let Some(id) = store::newest(view)? else { return Ok(None) };
    Ok(Some((id, view.catalogue(id)?)))
}

/// The newest version, which every desk that is in use has.
///
/// # Errors
/// [`DeskError::NotFound`] on a desk without a catalogue.
pub fn get_current(view: &mut View<'_, '_>) -> Result<(CatalogueId, SharedCatalogue), DeskError> {
    current(view)?.ok_or(DeskError::NotFound)
}

/// A version, read once and kept.
pub(crate) fn load(view: &mut View<'_, '_>, id: CatalogueId) -> Result<Arc<Volume>, DeskError> {
    if let Some(kept) = view.shared.kept_catalogue(id) {
        return Ok(kept);
    }
    let (file_name, source) = store::source(view, id)?.ok_or(DeskError::NotFound)?;
    let read = engine::plan::read(&file_name, &source)
        .map_err(|errors| DeskError::broken(format!("catalogue {id} no longer reads: {errors}")))?;
    let shared = Arc::new(Volume::new(stem(&file_name), Arc::new(read)));
    view.shared.keep_catalogue(id, Arc::clone(&shared));
    Ok(shared)
}

/// The name of a plan file without its ending.
fn stem(file_name: &str) -> &str {
    file_name.strip_suffix(".toml").unwrap_or(file_name)
}
