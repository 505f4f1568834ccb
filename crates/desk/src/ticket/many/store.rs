//! The SQL of what can be taken back.

use jiff::SignedDuration;

use super::Step;
use crate::action::{Action, Subject, View};
use crate::error::DeskError;
use crate::id::{TicketId, UndoId};

/// Entries that are looked at for what was done since.
const LOOKED_AT: i64 = 500;

/// Keeps steps, and forgets those that nobody can take back any more.
pub(super) fn keep(act: &mut Action<'_, '_>, steps: &[Step], within: SignedDuration) -> Result<UndoId, DeskError> {
    let staff = act.actor.staff()?;
    let (id, now) = (UndoId(act.new_id()), act.now_us());
    let late_us = now - i64::try_from(within.as_micros()).unwrap_or(i64::MAX);
    act.tx.execute("delete from undo where at < $1", &[&late_us])?;
    act.tx.execute(
        "insert into undo (id, staff_id, at, steps) values ($1, $2, $3, $4)",
        &[&id, &staff, &now, &serde_json::to_string(steps)?],
    )?;
    Ok(id)
}

/// Takes steps, so that they are taken back once.
pub(super) fn take(act: &mut Action<'_, '_>, id: UndoId, within: SignedDuration) -> Result<Vec<Step>, DeskError> {
    let (staff, now) = (act.actor.staff()?, act.now_us());
    let found =
        act.tx.query_opt("select at, steps, done_at from undo where id = $1 and staff_id = $2", &[&id, &staff])?;
    let row = found.ok_or(DeskError::NotFound)?;
    if row.get::<Option<i64>>(2)?.is_some() {
        return Err(DeskError::conflict("undone", ""));
    }
    let age = SignedDuration::from_micros(now - row.get::<i64>(0)?);
    if age > within {
        return Err(DeskError::conflict("too-late", ""));
    }
    act.tx.execute("update undo set done_at = $2 where id = $1", &[&id, &now])?;
    Ok(serde_json::from_str(row.text(1)?)?)
}

/// The newest entry about a ticket.
pub(super) fn newest(view: &mut View<'_, '_>, ticket: TicketId) -> Result<i64, DeskError> {
    let row = view.tx.query_one(
        "select max(id) from journal where subject_kind = $1 and subject_id = $2",
        &[&Subject::Ticket.word(), &ticket],
    )?;
    Ok(row.get::<Option<i64>>(0)?.unwrap_or(0))
}

/// What was done to a ticket since an entry.
pub(super) fn done_since(view: &mut View<'_, '_>, ticket: TicketId, entry: i64) -> Result<Vec<String>, DeskError> {
    let rows = view.tx.query(
        "select action from journal where subject_kind = $1 and subject_id = $2 and id > $3 order by id limit $4",
        &[&Subject::Ticket.word(), &ticket, &entry, &LOOKED_AT],
    )?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}
