//! The checklists' SQL.

use super::{Checklist, Item};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{ChecklistId, ItemId, StaffId, TicketId};
use crate::ticket::store::time;

pub(super) fn items(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<Item>, DeskError> {
    let rows = view.tx.query(
        "select i.id, i.position, i.words, i.ticked_at, s.name from checklist_item i \
         left join staff s on s.id = i.ticked_by where i.ticket_id = $1 order by i.position, i.id",
        &[&ticket],
    )?;
    rows.iter()
        .map(|row| {
            let at = row.get::<Option<i64>>(3)?.map(time).transpose()?;
            let who = row.get::<Option<String>>(4)?.unwrap_or_default();
            Ok(Item { id: row.get(0)?, position: row.get(1)?, words: row.get(2)?, ticked: at.map(|at| (who, at)) })
        })
        .collect()
}

pub(super) fn insert(
    act: &mut Action<'_, '_>,
    id: ItemId,
    ticket: TicketId,
    position: i64,
    words: &str,
) -> Result<(), DeskError> {
    act.tx.execute(
        "insert into checklist_item (id, ticket_id, position, words) values ($1, $2, $3, $4)",
        &[&id, &ticket, &position, &words],
    )?;
    Ok(())
}

/// Ticks an item in somebody's name, or takes the tick away.
pub(super) fn update_ticked(act: &mut Action<'_, '_>, id: ItemId, by: Option<StaffId>) -> Result<(), DeskError> {
    let at = by.map(|_| act.now_us());
    act.tx.execute("update checklist_item set ticked_at = $2, ticked_by = $3 where id = $1", &[&id, &at, &by])?;
    Ok(())
}

pub(super) fn update_words(act: &mut Action<'_, '_>, id: ItemId, words: &str) -> Result<(), DeskError> {
    act.tx.execute("update checklist_item set words = $2 where id = $1", &[&id, &words])?;
    Ok(())
}

pub(super) fn update_position(act: &mut Action<'_, '_>, id: ItemId, position: i64) -> Result<(), DeskError> {
    act.tx.execute("update checklist_item set position = $2 where id = $1", &[&id, &position])?;
    Ok(())
}

pub(super) fn delete(act: &mut Action<'_, '_>, id: ItemId) -> Result<(), DeskError> {
    act.tx.execute("delete from checklist_item where id = $1", &[&id])?;
    Ok(())
}

/// Keeps beside the ticket how far its checklist is, for lists.
pub(super) fn update_progress(act: &mut Action<'_, '_>, ticket: TicketId) -> Result<(), DeskError> {
    act.tx.execute(
        "update ticket set items_all = (select count(*) from checklist_item where ticket_id = $1), \
         items_ticked = (select count(ticked_at) from checklist_item where ticket_id = $1) where id = $1",
        &[&ticket],
    )?;
    Ok(())
}

pub(super) fn checklists(view: &mut View<'_, '_>) -> Result<Vec<Checklist>, DeskError> {
    let rows = view.tx.query("select id, name, items from checklist order by name, id", &[])?;
    rows.iter()
        .map(|row| {
            let items = row.text(2)?.lines().map(str::to_owned).collect();
            Ok(Checklist { id: row.get(0)?, name: row.get(1)?, items })
        })
        .collect()
}

pub(super) fn insert_checklist(
    act: &mut Action<'_, '_>,
    id: ChecklistId,
    name: &str,
    items: &str,
) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "insert into checklist (id, name, items, created_at) values ($1, $2, $3, $4)",
        &[&id, &name, &items, &now],
    )?;
    Ok(())
}

pub(super) fn update_checklist(
    act: &mut Action<'_, '_>,
    id: ChecklistId,
    name: &str,
    items: &str,
) -> Result<(), DeskError> {
    act.tx.execute("update checklist set name = $2, items = $3 where id = $1", &[&id, &name, &items])?;
    Ok(())
}

pub(super) fn delete_checklist(act: &mut Action<'_, '_>, id: ChecklistId) -> Result<(), DeskError> {
    act.tx.execute("delete from checklist where id = $1", &[&id])?;
    Ok(())
}
