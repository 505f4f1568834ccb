//! The SQL of senders of spam.

use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::TicketId;

pub(super) fn insert_sender(act: &mut Action<'_, '_>, address: &str) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "insert into spam_sender (address, at) values ($1, $2) on conflict (address) do nothing",
        &[&address, &now],
    )?;
    Ok(())
}

pub(super) fn delete_sender(act: &mut Action<'_, '_>, address: &str) -> Result<(), DeskError> {
    act.tx.execute("delete from spam_sender where address = $1", &[&address])?;
    Ok(())
}

pub(super) fn has_sender(view: &mut View<'_, '_>, address: &str) -> Result<bool, DeskError> {
    Ok(view.tx.query_opt("select at from spam_sender where address = $1", &[&address])?.is_some())
}

/// The address of a sender who is no contact.
pub(super) fn sender(view: &mut View<'_, '_>, id: TicketId) -> Result<Option<String>, DeskError> {
    Ok(view.tx.query_one("select sender from ticket where id = $1", &[&id])?.get(0)?)
}
