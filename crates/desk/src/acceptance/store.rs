//! The acceptances' SQL.

use database::{Row, ToValue};
use jiff::Timestamp;

use super::{Acceptance, Decided, Decision, Shown};
use crate::action::{Action, View};
use crate::contract::store::time;
use crate::error::DeskError;
use crate::id::{AcceptanceId, CustomerId, TicketId};

fn acceptance(row: &Row) -> Result<Acceptance, DeskError> {
    let decided = match row.get::<Option<i64>>(7)? {
        None => None,
        Some(at) => {
            let word = row.text(6)?;
            let decision = Decision::find(word).ok_or_else(|| DeskError::broken(format!("decision {word}")))?;
            Some(Decided { decision, at: time(at)?, by: row.get(8)? })
        }
    };
    Ok(Acceptance {
        id: row.get(0)?,
        ticket: row.get(1)?,
        contact: row.get(2)?,
        asked_at: time(row.get(3)?)?,
        expires_at: time(row.get(4)?)?,
        shown: serde_json::from_str::<Shown>(row.text(5)?)?,
        decided,
    })
}

pub(super) fn insert(act: &mut Action<'_, '_>, one: &Acceptance) -> Result<(), DeskError> {
    act.tx.execute(
        "insert into acceptance (id, ticket_id, contact_id, asked_at, expires_at, shown) values ($1, $2, $3, $4, $5, $6)",
        &[
            &one.id,
            &one.ticket,
            &one.contact,
            &one.asked_at.as_microsecond(),
            &one.expires_at.as_microsecond(),
            &serde_json::to_string(&one.shown)?,
        ],
    )?;
    Ok(())
}

pub(super) fn update_token(act: &mut Action<'_, '_>, id: AcceptanceId, hash: &[u8; 32]) -> Result<(), DeskError> {
    act.tx.execute("update acceptance set token_hash = $2 where id = $1", &[&id, &hash.as_slice()])?;
    Ok(())
}

/// Keeps what whoever acts has decided now, and about which price.
pub(super) fn update_decided(
    act: &mut Action<'_, '_>,
    id: AcceptanceId,
    decision: Decision,
    shown: &Shown,
) -> Result<(), DeskError> {
    let now = act.now_us();
    let (kind, by) = act.actor.journal();
    let shown = serde_json::to_string(shown)?;
    let values: [&dyn ToValue; 6] = [&id, &decision.word(), &now, &kind, &by, &shown];
    act.tx.execute(
        "update acceptance set decision = $2, decided_at = $3, decided_by_kind = $4, decided_by_id = $5, shown = $6 \
         where id = $1 and decision is null",
        &values,
    )?;
    Ok(())
}

/// A question that was answered holds again, from one time to another.
pub(super) fn update_asked(
    act: &mut Action<'_, '_>,
    id: AcceptanceId,
    (asked_at, expires_at): (Timestamp, Timestamp),
) -> Result<(), DeskError> {
    act.tx.execute(
        "update acceptance set asked_at = $2, expires_at = $3 where id = $1",
        &[&id, &asked_at.as_microsecond(), &expires_at.as_microsecond()],
    )?;
    Ok(())
}

/// The question about a ticket's price that was asked last.
pub(super) fn find_of_ticket(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Option<Acceptance>, DeskError> {
    Ok(of_ticket(view, ticket)?.into_iter().next())
}

/// The questions about a ticket's price, the last one first.
pub(super) fn of_ticket(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<Acceptance>, DeskError> {
    let rows = view.tx.query(
        "select a.id, a.ticket_id, a.contact_id, a.asked_at, a.expires_at, a.shown, a.decision, a.decided_at, \
         coalesce(c.name, s.name, '') from acceptance a \
         left join contact c on a.decided_by_kind = 'contact' and c.id = a.decided_by_id \
         left join staff s on a.decided_by_kind = 'staff' and s.id = a.decided_by_id where a.ticket_id = $1 \
         order by a.asked_at desc, a.id desc",
        &[&ticket],
    )?;
    rows.iter().map(acceptance).collect()
}

/// The acceptance of a link, with the customer of the contact to whom it was sent and who has not left.
pub(super) fn find_by_token(
    view: &mut View<'_, '_>,
    hash: &[u8; 32],
) -> Result<Option<(Acceptance, CustomerId)>, DeskError> {
    let row = view.tx.query_opt(
        "select a.id, a.ticket_id, a.contact_id, a.asked_at, a.expires_at, a.shown, a.decision, a.decided_at, \
         coalesce(c.name, s.name, ''), h.customer_id from acceptance a \
         join contact h on h.id = a.contact_id and h.removed_at is null \
         left join contact c on a.decided_by_kind = 'contact' and c.id = a.decided_by_id \
         left join staff s on a.decided_by_kind = 'staff' and s.id = a.decided_by_id where a.token_hash = $1",
        &[&hash.as_slice()],
    )?;
    row.map(|row| Ok((acceptance(&row)?, row.get(9)?))).transpose()
}
