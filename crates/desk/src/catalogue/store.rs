//! The catalogues' SQL.

use crate::action::View;
use crate::error::DeskError;
use crate::id::CatalogueId;

pub(super) fn find_by_hash(view: &mut View<'_, '_>, hash: &[u8; 32]) -> Result<Option<CatalogueId>, DeskError> {
    let row = view.tx.query_opt("select id from catalogue where source_hash = $1", &[&hash.as_slice()])?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

pub(super) fn newest(view: &mut View<'_, '_>) -> Result<Option<CatalogueId>, DeskError> {
    let row = view.tx.query_opt("select id from catalogue order by version desc limit 1", &[])?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

pub(super) fn newest_version(view: &mut View<'_, '_>) -> Result<i64, DeskError> {
    let row = view.tx.query_opt("select version from catalogue order by version desc limit 1", &[])?;
    row.map_or(Ok(0), |row| Ok(row.get(0)?))
}

pub(super) fn source(view: &mut View<'_, '_>, id: CatalogueId) -> Result<Option<(String, String)>, DeskError> {
    let row = view.tx.query_opt("select file_name, source from catalogue where id = $1", &[&id])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

pub(super) fn insert(
    view: &mut View<'_, '_>,
    id: CatalogueId,
    version: i64,
    file_name: &str,
    source: &str,
    hash: &[u8; 32],
) -> Result<(), DeskError> {
    let now = view.now_us();
    view.tx.execute(
        "insert into catalogue (id, version, file_name, source, source_hash, adopted_at) \
         values ($1, $2, $3, $4, $5, $6)",
        &[&id, &version, &file_name, &source, &hash.as_slice(), &now],
    )?;
    Ok(())
}
