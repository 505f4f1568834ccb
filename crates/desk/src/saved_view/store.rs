//! The SQL of views.

use database::Row;

use super::{Column, SavedView, Shown};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{StaffId, ViewId};
use crate::search::{Grouping, Sort};

/// The views of a member of staff, or everybody's, in their order.
pub(super) fn list(view: &mut View<'_, '_>, staff: Option<StaffId>) -> Result<Vec<SavedView>, DeskError> {
    let rows = match staff {
        Some(staff) => view.tx.query(
            "select id, staff_id, name, filter, columns, sort, grouping_word, position from saved_view \
             where staff_id = $1 order by position, id",
            &[&staff],
        )?,
        None => view.tx.query(
            "select id, staff_id, name, filter, columns, sort, grouping_word, position from saved_view \
             where staff_id is null order by position, id",
            &[],
        )?,
    };
    rows.iter().map(saved).collect()
}

fn saved(row: &Row) -> Result<SavedView, DeskError> {
    Ok(SavedView {
        id: row.get(0)?,
        staff: row.get(1)?,
        name: row.get(2)?,
        shown: Shown {
            filter: row.get(3)?,
            columns: Column::list(row.text(4)?),
            sort: Sort::find(row.text(5)?).unwrap_or_default(),
            group: Grouping::find(row.text(6)?),
        },
        position: row.get(7)?,
    })
}

fn group(shown: &Shown) -> &'static str {
    shown.group.map_or("", Grouping::word)
}

pub(super) fn insert(act: &mut Action<'_, '_>, new: &SavedView) -> Result<(), DeskError> {
    act.tx.execute(
        "insert into saved_view (id, staff_id, name, filter, columns, sort, grouping_word, position) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &new.id,
            &new.staff,
            &new.name,
            &new.shown.filter,
            &Column::words(&new.shown.columns),
            &new.shown.sort.word(),
            &group(&new.shown),
            &new.position,
        ],
    )?;
    Ok(())
}

pub(super) fn update(act: &mut Action<'_, '_>, view: &SavedView) -> Result<(), DeskError> {
    act.tx.execute(
        "update saved_view set name = $2, filter = $3, columns = $4, sort = $5, grouping_word = $6, position = $7 \
         where id = $1",
        &[
            &view.id,
            &view.name,
            &view.shown.filter,
            &Column::words(&view.shown.columns),
            &view.shown.sort.word(),
            &group(&view.shown),
            &view.position,
        ],
    )?;
    Ok(())
}

pub(super) fn delete(act: &mut Action<'_, '_>, id: ViewId) -> Result<(), DeskError> {
    act.tx.execute("delete from saved_view where id = $1", &[&id])?;
    Ok(())
}
