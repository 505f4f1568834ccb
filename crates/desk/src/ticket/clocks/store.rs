//! The clocks' SQL.

use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::TicketId;

/// A clock as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ticket) struct StoredClock {
    pub(in crate::ticket) milestone: String,
    pub(in crate::ticket) target: String,
    pub(in crate::ticket) commitment: String,
    pub(in crate::ticket) window_id: String,
    pub(in crate::ticket) started_us: i64,
    pub(in crate::ticket) warn_us: Option<i64>,
    pub(in crate::ticket) due_us: Option<i64>,
    pub(in crate::ticket) state: String,
    pub(in crate::ticket) met_us: Option<i64>,
    pub(in crate::ticket) elapsed_s: i64,
}

pub(in crate::ticket) fn clocks(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<StoredClock>, DeskError> {
    let rows = view.tx.query(
        "select milestone, target, commitment, window_id, started_at, warn_at, due_at, state, met_at, elapsed_s \
         from clock where ticket_id = $1 order by position",
        &[&ticket],
    )?;
    rows.iter()
        .map(|row| {
            Ok(StoredClock {
                milestone: row.get(0)?,
                target: row.get(1)?,
                commitment: row.get(2)?,
                window_id: row.get(3)?,
                started_us: row.get(4)?,
                warn_us: row.get(5)?,
                due_us: row.get(6)?,
                state: row.get(7)?,
                met_us: row.get(8)?,
                elapsed_s: row.get(9)?,
            })
        })
        .collect()
}

pub(in crate::ticket) fn delete_clocks(act: &mut Action<'_, '_>, ticket: TicketId) -> Result<(), DeskError> {
    act.tx.execute("delete from clock where ticket_id = $1", &[&ticket])?;
    Ok(())
}

pub(in crate::ticket) fn insert_clock(
    act: &mut Action<'_, '_>,
    ticket: TicketId,
    position: i64,
    clock: &StoredClock,
) -> Result<(), DeskError> {
    act.tx.execute(
        "insert into clock (ticket_id, position, milestone, target, commitment, window_id, started_at, warn_at, \
         due_at, state, met_at, elapsed_s) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &[
            &ticket,
            &position,
            &clock.milestone,
            &clock.target,
            &clock.commitment,
            &clock.window_id,
            &clock.started_us,
            &clock.warn_us,
            &clock.due_us,
            &clock.state,
            &clock.met_us,
            &clock.elapsed_s,
        ],
    )?;
    Ok(())
}
