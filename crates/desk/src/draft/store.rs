//! The drafts' SQL.

use jiff::Timestamp;

use super::{Draft, Held, Listed, Then};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{DraftId, MessageId, StaffId, TicketId};
use crate::ticket::MessageKind;

fn time(us: i64) -> Result<Timestamp, DeskError> {
    Timestamp::from_microsecond(us).map_err(|error| DeskError::broken(error.to_string()))
}

fn word(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Message => "reply",
        MessageKind::Note => "note",
    }
}

fn draft(row: &database::Row) -> Result<Draft, DeskError> {
    Ok(Draft {
        id: row.get(0)?,
        ticket: row.get(1)?,
        staff: row.get(2)?,
        kind: if row.text(3)? == "note" { MessageKind::Note } else { MessageKind::Message },
        body: row.get(4)?,
        then: Then::of(row.text(5)?),
        canned: row.get(6)?,
        form: row.get(7)?,
        seen: Some(row.get::<MessageId>(8)?).filter(|id| id.0 != 0),
        due_at: row.get::<Option<i64>>(9)?.map(time).transpose()?,
        planned: row.get::<i64>(10)? != 0,
        held: row.get::<Option<String>>(11)?.and_then(|word| Held::find(&word)),
        updated_at: time(row.get(12)?)?,
    })
}

pub(super) fn insert(act: &mut Action<'_, '_>, draft: &Draft) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "insert into draft (id, ticket_id, staff_id, kind, body, next_step, canned_id, form, seen_id, due_at, planned, \
         held, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &[
            &draft.id,
            &draft.ticket,
            &draft.staff,
            &word(draft.kind),
            &draft.body,
            &draft.then.word(),
            &draft.canned,
            &draft.form,
            &draft.seen.unwrap_or(MessageId(0)),
            &draft.due_at.map(Timestamp::as_microsecond),
            &i64::from(draft.planned),
            &draft.held.map(Held::word),
            &now,
        ],
    )?;
    Ok(())
}

/// Writes a draft as it is now, changed now.
pub(super) fn update(act: &mut Action<'_, '_>, draft: &Draft) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "update draft set staff_id = $2, body = $3, next_step = $4, canned_id = $5, form = $6, seen_id = $7, \
         due_at = $8, planned = $9, held = $10, updated_at = $11, kind = $12 where id = $1",
        &[
            &draft.id,
            &draft.staff,
            &draft.body,
            &draft.then.word(),
            &draft.canned,
            &draft.form,
            &draft.seen.unwrap_or(MessageId(0)),
            &draft.due_at.map(Timestamp::as_microsecond),
            &i64::from(draft.planned),
            &draft.held.map(Held::word),
            &now,
            &word(draft.kind),
        ],
    )?;
    Ok(())
}

pub(super) fn update_ticket(act: &mut Action<'_, '_>, id: DraftId, ticket: TicketId) -> Result<(), DeskError> {
    act.tx.execute("update draft set ticket_id = $2 where id = $1", &[&id, &ticket])?;
    Ok(())
}

pub(super) fn delete(act: &mut Action<'_, '_>, id: DraftId) -> Result<(), DeskError> {
    act.tx.execute("delete from draft where id = $1", &[&id])?;
    Ok(())
}

pub(super) fn find(view: &mut View<'_, '_>, id: DraftId) -> Result<Option<Draft>, DeskError> {
    let row = view.tx.query_opt(
        "select id, ticket_id, staff_id, kind, body, next_step, canned_id, form, seen_id, due_at, planned, held, \
         updated_at from draft where id = $1",
        &[&id],
    )?;
    row.map(|row| draft(&row)).transpose()
}

/// What somebody is writing: not what waits to be sent.
pub(super) fn find_one(
    view: &mut View<'_, '_>,
    staff: StaffId,
    ticket: TicketId,
    kind: MessageKind,
) -> Result<Option<Draft>, DeskError> {
    let row = view.tx.query_opt(
        "select id, ticket_id, staff_id, kind, body, next_step, canned_id, form, seen_id, due_at, planned, held, \
         updated_at from draft where staff_id = $1 and ticket_id = $2 and kind = $3 and due_at is null",
        &[&staff, &ticket, &word(kind)],
    )?;
    row.map(|row| draft(&row)).transpose()
}

pub(super) fn is_form_used(view: &mut View<'_, '_>, form: &str) -> Result<bool, DeskError> {
    Ok(view.tx.query_opt("select id from draft where form = $1", &[&form])?.is_some())
}

pub(super) fn of_ticket(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<(Draft, String)>, DeskError> {
    let rows = view.tx.query(
        "select d.id, d.ticket_id, d.staff_id, d.kind, d.body, d.next_step, d.canned_id, d.form, d.seen_id, d.due_at, \
         d.planned, d.held, d.updated_at, s.name from draft d join staff s on s.id = d.staff_id \
         where d.ticket_id = $1 order by d.id limit 200",
        &[&ticket],
    )?;
    rows.iter().map(|row| Ok((draft(row)?, row.get(13)?))).collect()
}

pub(super) fn list(view: &mut View<'_, '_>, staff: StaffId) -> Result<Vec<Listed>, DeskError> {
    let rows = view.tx.query(
        "select d.id, d.ticket_id, d.staff_id, d.kind, d.body, d.next_step, d.canned_id, d.form, d.seen_id, d.due_at, \
         d.planned, d.held, d.updated_at, s.name, t.number, t.subject from draft d join staff s on s.id = d.staff_id \
         join ticket t on t.id = d.ticket_id where d.staff_id = $1 or d.held is not null \
         order by d.updated_at desc, d.id desc limit 200",
        &[&staff],
    )?;
    rows.iter()
        .map(|row| Ok(Listed { draft: draft(row)?, author: row.get(13)?, ticket: (row.get(14)?, row.get(15)?) }))
        .collect()
}

pub(super) fn count(view: &mut View<'_, '_>, staff: StaffId) -> Result<i64, DeskError> {
    let row = view.tx.query_one("select count(*) from draft where staff_id = $1", &[&staff])?;
    Ok(row.get(0)?)
}
