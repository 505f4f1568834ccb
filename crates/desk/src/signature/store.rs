//! The signatures' SQL.

use crate::action::{Action, View};
use crate::error::DeskError;

pub(super) fn find(
    view: &mut View<'_, '_>,
    kind: &str,
    owner: i64,
    language: &str,
) -> Result<Option<String>, DeskError> {
    let row = view.tx.query_opt(
        "select words from signature where owner_kind = $1 and owner_id = $2 and language = $3",
        &[&kind, &owner, &language],
    )?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

pub(super) fn upsert(
    act: &mut Action<'_, '_>,
    kind: &str,
    owner: i64,
    language: &str,
    words: &str,
) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "insert into signature (owner_kind, owner_id, language, words, updated_at) values ($1, $2, $3, $4, $5) \
         on conflict (owner_kind, owner_id, language) do update set words = excluded.words, updated_at = excluded.updated_at",
        &[&kind, &owner, &language, &words, &now],
    )?;
    Ok(())
}

pub(super) fn delete(act: &mut Action<'_, '_>, kind: &str, owner: i64) -> Result<(), DeskError> {
    act.tx.execute("delete from signature where owner_kind = $1 and owner_id = $2", &[&kind, &owner])?;
    Ok(())
}
