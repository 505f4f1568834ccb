//! The SQL of tags.

use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::TicketId;

pub(super) fn of_ticket(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<String>, DeskError> {
    let rows = view.tx.query("select tag from ticket_tag where ticket_id = $1", &[&ticket])?;
    let mut tags: Vec<String> = rows.iter().map(|row| Ok(row.get(0)?)).collect::<Result<_, DeskError>>()?;
    // Databases have orders of letters of their own.
    tags.sort();
    Ok(tags)
}

pub(super) fn insert(act: &mut Action<'_, '_>, ticket: TicketId, tag: &str) -> Result<(), DeskError> {
    act.tx.execute("insert into tag (tag) values ($1) on conflict (tag) do nothing", &[&tag])?;
    act.tx.execute("insert into ticket_tag (ticket_id, tag) values ($1, $2)", &[&ticket, &tag])?;
    Ok(())
}

pub(super) fn delete(act: &mut Action<'_, '_>, ticket: TicketId, tag: &str) -> Result<(), DeskError> {
    act.tx.execute("delete from ticket_tag where ticket_id = $1 and tag = $2", &[&ticket, &tag])?;
    Ok(())
}

/// Tags that some ticket has.
pub(super) fn known(view: &mut View<'_, '_>, limit: i64) -> Result<Vec<String>, DeskError> {
    let rows = view.tx.query(
        "select g.tag from tag g where exists (select 1 from ticket_tag k where k.tag = g.tag) order by g.tag limit $1",
        &[&limit],
    )?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}
