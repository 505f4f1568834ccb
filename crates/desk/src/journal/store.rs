//! The journal's SQL.

use jiff::Timestamp;

use super::Entry;
use crate::action::{Subject, View};
use crate::error::DeskError;

pub(super) fn insert(
    view: &mut View<'_, '_>,
    entry: i64,
    subject: Subject,
    id: i64,
    action: &str,
    body: &str,
) -> Result<(), DeskError> {
    let (actor_kind, actor_id) = view.actor.journal();
    let at = view.now_us();
    view.tx.execute(
        "insert into journal (id, at, actor_kind, actor_id, subject_kind, subject_id, action, body) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[&entry, &at, &actor_kind, &actor_id, &subject.word(), &id, &action, &body],
    )?;
    Ok(())
}

pub(super) fn about(view: &mut View<'_, '_>, subject: Subject, id: i64) -> Result<Vec<Entry>, DeskError> {
    let rows = view.tx.query(
        "select j.id, j.at, j.actor_kind, j.actor_id, coalesce(s.name, c.name, ''), j.action, j.body \
         from journal j \
         left join staff s on j.actor_kind = 'staff' and s.id = j.actor_id \
         left join contact c on j.actor_kind = 'contact' and c.id = j.actor_id \
         where j.subject_kind = $1 and j.subject_id = $2 order by j.id limit 2000",
        &[&subject.word(), &id],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Entry {
                id: row.get(0)?,
                at: Timestamp::from_microsecond(row.get(1)?).map_err(|error| DeskError::broken(error.to_string()))?,
                actor_kind: row.get(2)?,
                actor_id: row.get(3)?,
                actor_name: row.get(4)?,
                action: row.get(5)?,
                body: serde_json::from_str(row.text(6)?)?,
            })
        })
        .collect()
}
