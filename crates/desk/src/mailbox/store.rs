//! The mailboxes' SQL.

use jiff::Timestamp;

use super::Mailbox;
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::MailboxId;

pub(super) fn list(view: &mut View<'_, '_>) -> Result<Vec<Mailbox>, DeskError> {
    let rows =
        view.tx.query("select id, name, address, sender_name, retired_at from mailbox order by name, id", &[])?;
    rows.iter()
        .map(|row| {
            let retired_at = row
                .get::<Option<i64>>(4)?
                .map(Timestamp::from_microsecond)
                .transpose()
                .map_err(|error| DeskError::broken(error.to_string()))?;
            Ok(Mailbox {
                id: row.get(0)?,
                name: row.get(1)?,
                address: row.get(2)?,
                sender_name: row.get(3)?,
                retired_at,
            })
        })
        .collect()
}

/// The name behind an address, and whether it was retired.
pub(super) fn find_by_address(view: &mut View<'_, '_>, address: &str) -> Result<Option<(String, bool)>, DeskError> {
    let row = view.tx.query_opt("select name, retired_at from mailbox where address = $1", &[&address])?;
    row.map(|row| Ok((row.get(0)?, row.get::<Option<i64>>(1)?.is_some()))).transpose()
}

pub(super) fn insert(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    name: &str,
    address: &str,
    sender_name: &str,
) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "insert into mailbox (id, name, address, sender_name, created_at) values ($1, $2, $3, $4, $5)",
        &[&id, &name, &address, &sender_name, &now],
    )?;
    Ok(())
}

pub(super) fn update(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    address: &str,
    sender_name: &str,
) -> Result<(), DeskError> {
    act.tx
        .execute("update mailbox set address = $2, sender_name = $3 where id = $1", &[&id, &address, &sender_name])?;
    Ok(())
}

pub(super) fn update_retired(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    retired_at: Option<Timestamp>,
) -> Result<(), DeskError> {
    let retired_at = retired_at.map(Timestamp::as_microsecond);
    act.tx.execute("update mailbox set retired_at = $2 where id = $1", &[&id, &retired_at])?;
    Ok(())
}
