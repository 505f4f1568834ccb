//! The intake's SQL.

use database::Row;
use jiff::Timestamp;

use super::{Answered, MailRow, Reading};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{MailId, MessageId, TicketId};

pub(super) fn find_by_hash(
    view: &mut View<'_, '_>,
    mailbox: &str,
    hash: &[u8; 32],
) -> Result<Option<MailId>, DeskError> {
    let row = view
        .tx
        .query_opt("select id from mail where mailbox = $1 and content_hash = $2", &[&mailbox, &hash.as_slice()])?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

/// Most bytes of a mail in its row, which is written whole when the mail was handled: so that it fits a page.
const FIRST: usize = 3 * 1024;
/// Bytes of each piece of what is beyond that.
const PIECE: usize = 512 * 1024;

pub(super) fn insert(
    act: &mut Action<'_, '_>,
    id: MailId,
    (mailbox, answered): (&str, Answered),
    hash: &[u8; 32],
    raw: &[u8],
) -> Result<(), DeskError> {
    let quiet = i64::from(answered == Answered::No);
    let now = act.now_us();
    let (raw, rest) = raw.split_at(raw.len().min(FIRST));
    act.tx.execute(
        "insert into mail (id, mailbox, content_hash, raw, received_at, state, reading, quiet) \
         values ($1, $2, $3, $4, $5, 'stored', '{}', $6)",
        &[&id, &mailbox, &hash.as_slice(), &raw, &now, &quiet],
    )?;
    for (position, piece) in (0_i64..).zip(rest.chunks(PIECE)) {
        act.tx.execute(
            "insert into mail_piece (mail_id, position, content) values ($1, $2, $3)",
            &[&id, &position, &piece],
        )?;
    }
    Ok(())
}

/// The whole of a mail, from what stands in its row.
pub(crate) fn whole(view: &mut View<'_, '_>, id: MailId, first: Vec<u8>) -> Result<Vec<u8>, DeskError> {
    if first.len() < FIRST {
        return Ok(first);
    }
    let count: i64 = view.tx.query_one("select count(*) from mail_piece where mail_id = $1", &[&id])?.get(0)?;
    let mut raw = first;
    raw.reserve_exact(usize::try_from(count).unwrap_or(0).saturating_mul(PIECE));
    for position in 0..count {
        let sql = "select content from mail_piece where mail_id = $1 and position = $2";
        let row = view.tx.query_one(sql, &[&id, &position])?;
        raw.extend_from_slice(row.bytes(0)?);
    }
    Ok(raw)
}

pub(super) struct Stored {
    pub(super) mailbox: String,
    pub(super) raw: Vec<u8>,
    pub(super) state: String,
    pub(super) ticket: Option<TicketId>,
    pub(super) answered: Answered,
}

pub(super) fn find(view: &mut View<'_, '_>, id: MailId) -> Result<Option<Stored>, DeskError> {
    // What is large comes last: a row is kept in one piece, which what follows would have to make larger.
    let row = view.tx.query_opt("select mailbox, state, ticket_id, quiet, raw from mail where id = $1", &[&id])?;
    let Some(row) = row else { return Ok(None) };
    let (mailbox, state, ticket) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let answered = if row.get::<i64>(3)? == 1 { Answered::No } else { Answered::Yes };
    let raw = whole(view, id, row.into_bytes(4)?)?;
    Ok(Some(Stored { mailbox, raw, state, ticket, answered }))
}

/// Mails of a ticket that have a Message-ID, oldest first.
pub(super) fn find_twins(
    view: &mut View<'_, '_>,
    ticket: TicketId,
    message_id: &str,
    limit: i64,
) -> Result<Vec<MailId>, DeskError> {
    let rows = view.tx.query(
        "select id from mail where ticket_id = $1 and message_id = $2 order by id limit $3",
        &[&ticket, &message_id, &limit],
    )?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// The mail that a message of a ticket came by; of a note only for those who see notes.
pub(super) fn find_of_message(
    view: &mut View<'_, '_>,
    ticket: TicketId,
    message: MessageId,
) -> Result<Option<Vec<u8>>, DeskError> {
    let notes = i64::from(view.actor.require_staff().is_ok());
    let row = view.tx.query_opt(
        "select l.id, l.raw from message m join mail l on l.id = m.mail_id \
         where m.id = $1 and m.ticket_id = $2 and (m.kind = 'message' or cast($3 as bigint) = 1)",
        &[&message, &ticket, &notes],
    )?;
    row.map(|row| whole(view, row.get(0)?, row.into_bytes(1)?)).transpose()
}

pub(super) fn update_handled(
    act: &mut Action<'_, '_>,
    id: MailId,
    state: &str,
    ticket: Option<TicketId>,
    message_id: Option<&str>,
    reading: &str,
    waits: bool,
) -> Result<(), DeskError> {
    let now = act.now_us();
    let waits_since = waits.then_some(now);
    act.tx.execute(
        "update mail set state = $2, ticket_id = $3, message_id = $4, reading = $5, handled_at = $6, waits_since = $7 \
         where id = $1",
        &[&id, &state, &ticket, &message_id, &reading, &now, &waits_since],
    )?;
    Ok(())
}

pub(super) fn list(view: &mut View<'_, '_>, before: Option<MailId>, limit: i64) -> Result<Vec<MailRow>, DeskError> {
    let before = before.map_or(i64::MAX, |id| id.0);
    let rows = view.tx.query(
        "select m.id, m.received_at, m.state, m.reading, m.ticket_id, t.number from mail m \
         left join ticket t on t.id = m.ticket_id where m.id < $1 order by m.id desc limit $2",
        &[&before, &limit],
    )?;
    rows.iter().map(mail_row).collect()
}

/// Those that wait for a look: few, so they have an index of their own.
pub(super) fn list_waiting(
    view: &mut View<'_, '_>,
    before: Option<MailId>,
    limit: i64,
) -> Result<Vec<MailRow>, DeskError> {
    let before = before.map_or(i64::MAX, |id| id.0);
    let rows = view.tx.query(
        "select m.id, m.received_at, m.state, m.reading, m.ticket_id, t.number from mail m \
         left join ticket t on t.id = m.ticket_id where m.waits_since is not null and m.id < $1 \
         order by m.id desc limit $2",
        &[&before, &limit],
    )?;
    rows.iter().map(mail_row).collect()
}

pub(super) fn count_waiting(view: &mut View<'_, '_>) -> Result<i64, DeskError> {
    let sql = "select count(*) from mail where waits_since is not null and id > $1";
    Ok(view.tx.query_one(sql, &[&0_i64])?.get(0)?)
}

/// A mail as lists show it, the name of its mailbox, and whether it waits for a look.
pub(super) fn find_row(view: &mut View<'_, '_>, id: MailId) -> Result<Option<(MailRow, String, bool)>, DeskError> {
    let row = view.tx.query_opt(
        "select m.id, m.received_at, m.state, m.reading, m.ticket_id, t.number, m.mailbox, m.waits_since from mail m \
         left join ticket t on t.id = m.ticket_id where m.id = $1",
        &[&id],
    )?;
    row.map(|row| Ok((mail_row(&row)?, row.get(6)?, row.get::<Option<i64>>(7)?.is_some()))).transpose()
}

/// Lets a mail be handled again.
pub(super) fn update_stored(act: &mut Action<'_, '_>, id: MailId) -> Result<(), DeskError> {
    let sql = "update mail set state = 'stored', handled_at = null, waits_since = null where id = $1";
    act.tx.execute(sql, &[&id])?;
    Ok(())
}

/// Somebody has looked.
pub(super) fn update_looked(act: &mut Action<'_, '_>, id: MailId) -> Result<(), DeskError> {
    act.tx.execute("update mail set waits_since = null where id = $1", &[&id])?;
    Ok(())
}

fn mail_row(row: &Row) -> Result<MailRow, DeskError> {
    Ok(MailRow {
        id: row.get(0)?,
        received_at: Timestamp::from_microsecond(row.get(1)?).map_err(|error| DeskError::broken(error.to_string()))?,
        state: row.get(2)?,
        reading: serde_json::from_str::<Reading>(row.text(3)?).unwrap_or_default(),
        ticket: row.get(4)?,
        ticket_number: row.get(5)?,
    })
}
