//! The mailboxes' SQL.

use jiff::Timestamp;

use super::{Mailbox, NewMailbox};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::MailboxId;

pub(super) fn list(view: &mut View<'_, '_>) -> Result<Vec<Mailbox>, DeskError> {
    let rows = view
        .tx
        .query("select id, name, address, sender_name, checked_by, retired_at from mailbox order by name, id", &[])?;
    rows.iter()
        .map(|row| {
            let retired_at = row
                .get::<Option<i64>>(5)?
                .map(Timestamp::from_microsecond)
                .transpose()
                .map_err(|error| DeskError::broken(error.to_string()))?;
            Ok(Mailbox {
                id: row.get(0)?,
                name: row.get(1)?,
                address: row.get(2)?,
                sender_name: row.get(3)?,
                checked_by: row.get(4)?,
                retired_at,
            })
        })
        .collect()
}

/// The server whose checks count at a mailbox.
pub(super) fn find_checked_by(view: &mut View<'_, '_>, name: &str) -> Result<Option<String>, DeskError> {
    let row = view.tx.query_opt("select checked_by from mailbox where name = $1", &[&name])?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

/// The name behind an address, and whether it was retired.
pub(super) fn find_by_address(view: &mut View<'_, '_>, address: &str) -> Result<Option<(String, bool)>, DeskError> {
    let row = view.tx.query_opt("select name, retired_at from mailbox where address = $1", &[&address])?;
    row.map(|row| Ok((row.get(0)?, row.get::<Option<i64>>(1)?.is_some()))).transpose()
}

pub(super) fn insert(act: &mut Action<'_, '_>, id: MailboxId, name: &str, new: &NewMailbox) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "insert into mailbox (id, name, address, sender_name, checked_by, created_at) values ($1, $2, $3, $4, $5, $6)",
        &[&id, &name, &new.address, &new.sender_name, &new.checked_by, &now],
    )?;
    Ok(())
}

pub(super) fn update(act: &mut Action<'_, '_>, id: MailboxId, new: &NewMailbox) -> Result<(), DeskError> {
    act.tx.execute(
        "update mailbox set address = $2, sender_name = $3, checked_by = $4 where id = $1",
        &[&id, &new.address, &new.sender_name, &new.checked_by],
    )?;
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
