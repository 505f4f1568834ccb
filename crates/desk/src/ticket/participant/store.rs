//! The SQL of participants.

use super::Participant;
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{ContactId, CustomerId, TicketId};

/// Who takes part; only contacts of the ticket's customer who have not left.
pub(super) fn list(
    view: &mut View<'_, '_>,
    ticket: TicketId,
    customer: Option<CustomerId>,
) -> Result<Vec<Participant>, DeskError> {
    let rows = view.tx.query(
        "select c.id, c.name, c.email from participant p join contact c on c.id = p.contact_id \
         where p.ticket_id = $1 and p.removed_at is null and c.removed_at is null and c.customer_id = $2 \
         order by p.added_at, c.id",
        &[&ticket, &customer],
    )?;
    rows.iter().map(|row| Ok(Participant { id: row.get(0)?, name: row.get(1)?, email: row.get(2)? })).collect()
}

/// Who takes part or was taken out.
pub(super) fn ever(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<ContactId>, DeskError> {
    let rows = view.tx.query("select contact_id from participant where ticket_id = $1", &[&ticket])?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

pub(super) fn put(act: &mut Action<'_, '_>, ticket: TicketId, contact: ContactId) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "insert into participant (ticket_id, contact_id, added_at) values ($1, $2, $3) \
         on conflict (ticket_id, contact_id) do update set removed_at = null, added_at = excluded.added_at",
        &[&ticket, &contact, &now],
    )?;
    Ok(())
}

pub(super) fn remove(act: &mut Action<'_, '_>, ticket: TicketId, contact: ContactId) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "update participant set removed_at = $3 where ticket_id = $1 and contact_id = $2",
        &[&ticket, &contact, &now],
    )?;
    Ok(())
}

pub(super) fn delete_of(act: &mut Action<'_, '_>, contact: ContactId) -> Result<(), DeskError> {
    act.tx.execute("delete from participant where contact_id = $1", &[&contact])?;
    Ok(())
}
