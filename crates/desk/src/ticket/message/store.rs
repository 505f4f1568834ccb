//! The messages' SQL.

use jiff::Timestamp;

use super::{AuthorKind, Format, MessageKind, NewMessage, Seal};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{MailId, MessageId, TicketId};
use crate::ticket::store::time;

pub(in crate::ticket) fn insert(
    act: &mut Action<'_, '_>,
    ticket: TicketId,
    message: &NewMessage,
) -> Result<MessageId, DeskError> {
    let now = act.now;
    insert_as_of(act, ticket, message, now)
}

/// A message that was written at another time than now.
pub(in crate::ticket) fn insert_as_of(
    act: &mut Action<'_, '_>,
    ticket: TicketId,
    message: &NewMessage,
    at: Timestamp,
) -> Result<MessageId, DeskError> {
    let id = MessageId(act.new_id());
    let kind = match message.kind {
        MessageKind::Message => "message",
        MessageKind::Note => "note",
    };
    act.tx.execute(
        "insert into message (id, ticket_id, kind, author_kind, author_id, author_name, body, mail_id, at, format, form) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            &id,
            &ticket,
            &kind,
            &message.author_kind.word(),
            &message.author,
            &message.author_name,
            &message.body,
            &message.mail,
            &at.as_microsecond(),
            &message.format.word(),
            &message.form,
        ],
    )?;
    Ok(id)
}

pub(super) fn update_told(
    act: &mut Action<'_, '_>,
    id: MessageId,
    left_out: &str,
    seal: Option<&str>,
) -> Result<(), DeskError> {
    act.tx.execute("update message set left_out = $2, seal = $3 where id = $1", &[&id, &left_out, &seal])?;
    Ok(())
}

pub(in crate::ticket) struct StoredMessage {
    pub(in crate::ticket) id: MessageId,
    pub(in crate::ticket) kind: MessageKind,
    pub(in crate::ticket) author_kind: AuthorKind,
    pub(in crate::ticket) author: Option<i64>,
    pub(in crate::ticket) author_name: String,
    pub(in crate::ticket) body: String,
    pub(in crate::ticket) format: Format,
    pub(in crate::ticket) at: Timestamp,
    pub(in crate::ticket) left_out: String,
    pub(in crate::ticket) mail: Option<MailId>,
    pub(in crate::ticket) seal: Option<Seal>,
}

/// Messages of a ticket, oldest first; notes only for staff. Newest 500 of a conversation.
pub(in crate::ticket) fn list(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<StoredMessage>, DeskError> {
    let notes = i64::from(view.actor.require_staff().is_ok());
    let rows = view.tx.query(
        "select id, kind, author_kind, author_name, body, at, author_id, format, left_out, mail_id, seal from message \
         where ticket_id = $1 and (kind = 'message' or cast($2 as bigint) = 1) order by id desc limit 500",
        &[&ticket, &notes],
    )?;
    rows.iter()
        .rev()
        .map(|row| {
            Ok(StoredMessage {
                id: row.get(0)?,
                kind: if row.text(1)? == "note" { MessageKind::Note } else { MessageKind::Message },
                author_kind: AuthorKind::find(row.text(2)?).ok_or_else(|| DeskError::broken("message author"))?,
                author_name: row.get(3)?,
                body: row.get(4)?,
                at: time(row.get(5)?)?,
                author: row.get(6)?,
                format: Format::of(row.text(7)?),
                left_out: row.get(8)?,
                mail: row.get(9)?,
                seal: row.get::<Option<String>>(10)?.map(|seal| serde_json::from_str(&seal)).transpose()?,
            })
        })
        .collect()
}

pub(super) fn is_form_used(view: &mut View<'_, '_>, form: &str) -> Result<bool, DeskError> {
    Ok(view.tx.query_opt("select id from message where form = $1", &[&form])?.is_some())
}

pub(super) fn written_since(
    view: &mut View<'_, '_>,
    ticket: TicketId,
    seen: MessageId,
) -> Result<Vec<(AuthorKind, Option<i64>)>, DeskError> {
    let rows = view.tx.query(
        "select author_kind, author_id from message \
         where ticket_id = $1 and id > $2 and kind = 'message' order by id limit 100",
        &[&ticket, &seen],
    )?;
    rows.iter()
        .map(|row| {
            let kind = AuthorKind::find(row.text(0)?).ok_or_else(|| DeskError::broken("message author"))?;
            Ok((kind, row.get(1)?))
        })
        .collect()
}

/// Who wrote public messages, when: what stops and starts response clocks.
pub(in crate::ticket) fn times(
    view: &mut View<'_, '_>,
    ticket: TicketId,
) -> Result<Vec<(Timestamp, AuthorKind)>, DeskError> {
    let rows = view.tx.query(
        "select at, author_kind from message where ticket_id = $1 and kind = 'message' order by id",
        &[&ticket],
    )?;
    rows.iter().map(|row| author(row, 0)).collect()
}

pub(in crate::ticket) fn author(row: &database::Row, first: usize) -> Result<(Timestamp, AuthorKind), DeskError> {
    let author = AuthorKind::find(row.text(first + 1)?).ok_or_else(|| DeskError::broken("message author"))?;
    Ok((time(row.get(first)?)?, author))
}
