//! The SQL of notices and of following.

use jiff::Timestamp;

use super::{Kind, Notice};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{NoticeId, StaffId, TicketId};

fn time(us: i64) -> Result<Timestamp, DeskError> {
    Timestamp::from_microsecond(us).map_err(|error| DeskError::broken(error.to_string()))
}

/// Writes a notice unless they hear of this ticket at this instant already. Tells how many were written.
pub(super) fn insert(
    act: &mut Action<'_, '_>,
    id: NoticeId,
    staff: StaffId,
    ticket: TicketId,
    (kind, author, detail): (Kind, &str, &str),
) -> Result<u64, DeskError> {
    let now = act.now_us();
    let known = act.tx.query_opt(
        "select id from notice where staff_id = $1 and ticket_id = $2 and at = $3 and seen_at is null",
        &[&staff, &ticket, &now],
    )?;
    if known.is_some() {
        return Ok(0);
    }
    Ok(act.tx.execute(
        "insert into notice (id, staff_id, ticket_id, kind, author, detail, at) values ($1, $2, $3, $4, $5, $6, $7)",
        &[&id, &staff, &ticket, &kind.word(), &author, &detail, &now],
    )?)
}

pub(super) fn list(
    view: &mut View<'_, '_>,
    me: StaffId,
    before: Option<NoticeId>,
    limit: i64,
) -> Result<Vec<Notice>, DeskError> {
    let before = before.map_or(i64::MAX, |id| id.0);
    let rows = view.tx.query(
        "select n.id, t.number, t.subject, n.kind, n.author, n.detail, n.at, n.seen_at from notice n \
         join ticket t on t.id = n.ticket_id where n.staff_id = $1 and n.id < $2 order by n.id desc limit $3",
        &[&me, &before, &limit],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Notice {
                id: row.get(0)?,
                number: row.get(1)?,
                subject: row.get(2)?,
                kind: Kind::find(row.text(3)?).ok_or_else(|| DeskError::broken("notice of an unknown kind"))?,
                author: row.get(4)?,
                detail: row.get(5)?,
                at: time(row.get(6)?)?,
                seen_at: row.get::<Option<i64>>(7)?.map(time).transpose()?,
            })
        })
        .collect()
}

pub(super) fn unseen(view: &mut View<'_, '_>, me: StaffId) -> Result<i64, DeskError> {
    let row = view.tx.query_one(
        "select count(*) from (select 1 from notice where staff_id = $1 and seen_at is null limit 100) n",
        &[&me],
    )?;
    Ok(row.get(0)?)
}

pub(super) fn any_unseen_of(view: &mut View<'_, '_>, me: StaffId, ticket: TicketId) -> Result<bool, DeskError> {
    let found = view.tx.query_opt(
        "select id from notice where staff_id = $1 and ticket_id = $2 and seen_at is null limit 1",
        &[&me, &ticket],
    )?;
    Ok(found.is_some())
}

pub(super) fn see_all(act: &mut Action<'_, '_>, me: StaffId) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute("update notice set seen_at = $2 where staff_id = $1 and seen_at is null", &[&me, &now])?;
    Ok(())
}

pub(super) fn see(act: &mut Action<'_, '_>, me: StaffId, ticket: TicketId) -> Result<u64, DeskError> {
    let now = act.now_us();
    Ok(act.tx.execute(
        "update notice set seen_at = $3 where staff_id = $1 and ticket_id = $2 and seen_at is null",
        &[&me, &ticket, &now],
    )?)
}

pub(super) fn insert_follower(act: &mut Action<'_, '_>, ticket: TicketId, staff: StaffId) -> Result<u64, DeskError> {
    let now = act.now_us();
    Ok(act.tx.execute(
        "insert into follower (ticket_id, staff_id, since) values ($1, $2, $3) on conflict (ticket_id, staff_id) do nothing",
        &[&ticket, &staff, &now],
    )?)
}

pub(super) fn delete_follower(act: &mut Action<'_, '_>, ticket: TicketId, staff: StaffId) -> Result<u64, DeskError> {
    Ok(act.tx.execute("delete from follower where ticket_id = $1 and staff_id = $2", &[&ticket, &staff])?)
}

pub(crate) fn followers(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<StaffId>, DeskError> {
    let rows = view.tx.query("select staff_id from follower where ticket_id = $1 order by staff_id", &[&ticket])?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

pub(super) fn followers_by_name(
    view: &mut View<'_, '_>,
    ticket: TicketId,
) -> Result<Vec<(StaffId, String)>, DeskError> {
    let rows = view.tx.query(
        "select s.id, s.name from follower f join staff s on s.id = f.staff_id where f.ticket_id = $1 \
         order by s.name, s.id",
        &[&ticket],
    )?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
