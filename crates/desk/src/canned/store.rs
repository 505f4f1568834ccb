//! The canned replies' SQL.

use jiff::Timestamp;

use super::{Assign, Canned, NewCanned};
use crate::action::{Action, View};
use crate::draft::Then;
use crate::error::DeskError;
use crate::id::{CannedId, StaffId};

fn time(us: i64) -> Result<Timestamp, DeskError> {
    Timestamp::from_microsecond(us).map_err(|error| DeskError::broken(error.to_string()))
}

/// Tags are kept in one text: none has a comma.
fn tags(kept: &str) -> Vec<String> {
    kept.split(',').filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

fn canned(row: &database::Row) -> Result<Canned, DeskError> {
    let owner: Option<StaffId> = row.get(1)?;
    Ok(Canned {
        id: row.get(0)?,
        owner,
        is: NewCanned {
            personal: owner.is_some(),
            name: row.get(2)?,
            de: row.get(3)?,
            en: row.get(4)?,
            assign: Assign::find(row.text(5)?).unwrap_or_default(),
            severity: row.get(6)?,
            then: Then::of(row.text(7)?),
            tags_added: tags(row.text(10)?),
            tags_removed: tags(row.text(11)?),
        },
        updated_at: time(row.get(8)?)?,
        retired_at: row.get::<Option<i64>>(9)?.map(time).transpose()?,
    })
}

pub(super) fn insert(act: &mut Action<'_, '_>, new: &Canned) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "insert into canned_reply (id, owner_id, name, text_de, text_en, assign_to, severity, next_step, updated_at, \
         tags_added, tags_removed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            &new.id,
            &new.owner,
            &new.is.name,
            &new.is.de,
            &new.is.en,
            &new.is.assign.word(),
            &new.is.severity,
            &new.is.then.word(),
            &now,
            &new.is.tags_added.join(","),
            &new.is.tags_removed.join(","),
        ],
    )?;
    Ok(())
}

pub(super) fn update(act: &mut Action<'_, '_>, new: &Canned) -> Result<(), DeskError> {
    act.tx.execute(
        "update canned_reply set name = $2, text_de = $3, text_en = $4, assign_to = $5, severity = $6, next_step = $7, \
         updated_at = $8, retired_at = $9, tags_added = $10, tags_removed = $11 where id = $1",
        &[
            &new.id,
            &new.is.name,
            &new.is.de,
            &new.is.en,
            &new.is.assign.word(),
            &new.is.severity,
            &new.is.then.word(),
            &new.updated_at.as_microsecond(),
            &new.retired_at.map(Timestamp::as_microsecond),
            &new.is.tags_added.join(","),
            &new.is.tags_removed.join(","),
        ],
    )?;
    Ok(())
}

pub(super) fn find(view: &mut View<'_, '_>, id: CannedId) -> Result<Option<Canned>, DeskError> {
    let row = view.tx.query_opt(
        "select id, owner_id, name, text_de, text_en, assign_to, severity, next_step, updated_at, retired_at, \
         tags_added, tags_removed from canned_reply where id = $1",
        &[&id],
    )?;
    row.map(|row| canned(&row)).transpose()
}

/// Somebody's own, or everybody's.
pub(super) fn list(view: &mut View<'_, '_>, owner: Option<StaffId>) -> Result<Vec<Canned>, DeskError> {
    let rows = match owner {
        Some(owner) => view.tx.query(
            "select id, owner_id, name, text_de, text_en, assign_to, severity, next_step, updated_at, retired_at, \
             tags_added, tags_removed from canned_reply where owner_id = $1 order by name, id",
            &[&owner],
        )?,
        None => view.tx.query(
            "select id, owner_id, name, text_de, text_en, assign_to, severity, next_step, updated_at, retired_at, \
             tags_added, tags_removed from canned_reply where owner_id is null order by name, id",
            &[],
        )?,
    };
    rows.iter().map(canned).collect()
}
