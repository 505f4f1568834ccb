//! The SQL of fields.

use jiff::Timestamp;

use super::{Filled, Kind, TicketField};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{FieldId, TicketId};
use crate::ticket::of_list;

pub(super) fn list(view: &mut View<'_, '_>) -> Result<Vec<TicketField>, DeskError> {
    let rows = view
        .tx
        .query("select id, field_key, name, kind, choices, product, retired_at from ticket_field order by id", &[])?;
    rows.iter()
        .map(|row| {
            Ok(TicketField {
                id: row.get(0)?,
                key: row.get(1)?,
                name: row.get(2)?,
                kind: Kind::find(row.text(3)?).ok_or_else(|| DeskError::broken("kind of a ticket's field"))?,
                choices: serde_json::from_str(row.text(4)?)?,
                product: row.get(5)?,
                retired_at: row.get::<Option<i64>>(6)?.map(time).transpose()?,
            })
        })
        .collect()
}

fn time(us: i64) -> Result<Timestamp, DeskError> {
    Timestamp::from_microsecond(us).map_err(|error| DeskError::broken(error.to_string()))
}

pub(super) fn insert(act: &mut Action<'_, '_>, field: &TicketField) -> Result<(), DeskError> {
    let choices = serde_json::to_string(&field.choices)?;
    act.tx.execute(
        "insert into ticket_field (id, field_key, name, kind, choices, product) values ($1, $2, $3, $4, $5, $6)",
        &[&field.id, &field.key, &field.name, &field.kind.word(), &choices, &field.product],
    )?;
    Ok(())
}

pub(super) fn update(act: &mut Action<'_, '_>, field: &TicketField) -> Result<(), DeskError> {
    let choices = serde_json::to_string(&field.choices)?;
    let retired_us = field.retired_at.map(Timestamp::as_microsecond);
    act.tx.execute(
        "update ticket_field set name = $2, choices = $3, retired_at = $4 where id = $1",
        &[&field.id, &field.name, &choices, &retired_us],
    )?;
    Ok(())
}

pub(super) fn values(view: &mut View<'_, '_>, tickets: &[i64]) -> Result<Vec<Filled>, DeskError> {
    let sql =
        "select ticket_id, field_id, value from ticket_value where ticket_id in {list} order by ticket_id, field_id";
    let rows = of_list(view, sql, tickets, &[])?;
    rows.iter().map(|row| Ok(Filled { ticket: row.get(0)?, field: row.get(1)?, value: row.get(2)? })).collect()
}

pub(super) fn delete_value(act: &mut Action<'_, '_>, ticket: TicketId, field: FieldId) -> Result<(), DeskError> {
    act.tx.execute("delete from ticket_value where ticket_id = $1 and field_id = $2", &[&ticket, &field])?;
    Ok(())
}

pub(super) fn insert_value(
    act: &mut Action<'_, '_>,
    ticket: TicketId,
    field: FieldId,
    value: &str,
) -> Result<(), DeskError> {
    act.tx.execute(
        "insert into ticket_value (ticket_id, field_id, value) values ($1, $2, $3)",
        &[&ticket, &field, &value],
    )?;
    Ok(())
}
