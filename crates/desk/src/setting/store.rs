//! The settings' SQL.

use crate::action::View;
use crate::error::DeskError;

pub(super) fn find(view: &mut View<'_, '_>, name: &str) -> Result<Option<String>, DeskError> {
    let row = view.tx.query_opt("select value from setting where name = $1", &[&name])?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

pub(super) fn upsert(view: &mut View<'_, '_>, name: &str, value: &str) -> Result<(), DeskError> {
    view.tx.execute(
        "insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value",
        &[&name, &value],
    )?;
    Ok(())
}
