//! The files' SQL.

use jiff::Timestamp;

use super::{File, Owner};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{DraftId, FileId, MailId, MessageId, StaffId, TicketId};
use crate::intake;

fn time(us: i64) -> Result<Timestamp, DeskError> {
    Timestamp::from_microsecond(us).map_err(|error| DeskError::broken(error.to_string()))
}

#[expect(clippy::too_many_arguments, reason = "the columns of a row")]
pub(super) fn insert(
    act: &mut Action<'_, '_>,
    id: FileId,
    ticket: TicketId,
    owner: Owner,
    name: &str,
    media_type: &str,
    size: i64,
    hash: &[u8],
) -> Result<(), DeskError> {
    let now = act.now_us();
    let (message, draft) = match owner {
        Owner::Message(message) => (Some(message), None),
        Owner::Draft(draft) => (None, Some(draft)),
    };
    act.tx.execute(
        "insert into file (id, ticket_id, message_id, draft_id, name, media_type, size, sha256, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[&id, &ticket, &message, &draft, &name, &media_type, &size, &hash, &now],
    )?;
    Ok(())
}

/// A file of a mail, and where in it.
pub(super) struct Placed<'a> {
    pub(super) ticket: TicketId,
    pub(super) message: MessageId,
    pub(super) mail: MailId,
    pub(super) part: i64,
    pub(super) hash: &'a [u8],
}

pub(super) fn insert_received(act: &mut Action<'_, '_>, file: &File, place: &Placed<'_>) -> Result<(), DeskError> {
    act.tx.execute(
        "insert into file (id, ticket_id, message_id, name, media_type, size, sha256, created_at, mail_id, mail_part, \
         content_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            &file.id,
            &place.ticket,
            &place.message,
            &file.name,
            &file.media_type,
            &file.size,
            &place.hash,
            &file.created_at.as_microsecond(),
            &place.mail,
            &place.part,
            &file.content_id,
        ],
    )?;
    Ok(())
}

/// Files of a message that came with a mail, by their ids.
pub(super) fn received_ids(view: &mut View<'_, '_>, message: MessageId) -> Result<Vec<FileId>, DeskError> {
    let rows =
        view.tx.query("select id from file where message_id = $1 and mail_id is not null order by id", &[&message])?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// The same file, of another message.
pub(super) fn copy_received(
    act: &mut Action<'_, '_>,
    from: FileId,
    id: FileId,
    ticket: TicketId,
    message: MessageId,
) -> Result<(), DeskError> {
    act.tx.execute(
        "insert into file (id, ticket_id, message_id, name, media_type, size, sha256, created_at, mail_id, mail_part, \
         content_id) select $2, $3, $4, name, media_type, size, sha256, created_at, mail_id, mail_part, content_id \
         from file where id = $1",
        &[&from, &id, &ticket, &message],
    )?;
    Ok(())
}

/// The mail that a file came with, which of its files it is, and the digest of its content.
pub(super) struct Received {
    pub(super) raw: Vec<u8>,
    pub(super) part: i64,
    pub(super) hash: Vec<u8>,
}

pub(super) fn find_received(view: &mut View<'_, '_>, id: FileId) -> Result<Option<Received>, DeskError> {
    let row = view.tx.query_opt(
        "select m.id, f.mail_part, f.sha256, m.raw from file f join mail m on m.id = f.mail_id where f.id = $1",
        &[&id],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (mail, part, hash) = (row.get(0)?, row.get(1)?, row.get(2)?);
    Ok(Some(Received { raw: intake::whole(view, mail, row.into_bytes(3)?)?, part, hash }))
}

pub(super) fn insert_part(
    act: &mut Action<'_, '_>,
    file: FileId,
    position: i64,
    content: &[u8],
) -> Result<(), DeskError> {
    act.tx.execute(
        "insert into file_part (file_id, position, content) values ($1, $2, $3)",
        &[&file, &position, &content],
    )?;
    Ok(())
}

fn file(row: &database::Row) -> Result<File, DeskError> {
    Ok(File {
        id: row.get(0)?,
        message: row.get(1)?,
        name: row.get(2)?,
        media_type: row.get(3)?,
        size: row.get(4)?,
        created_at: time(row.get(5)?)?,
        content_id: row.get(6)?,
    })
}

pub(super) fn of_draft(view: &mut View<'_, '_>, draft: DraftId) -> Result<Vec<File>, DeskError> {
    let rows = view.tx.query(
        "select id, message_id, name, media_type, size, created_at, content_id from file where draft_id = $1 order by id",
        &[&draft],
    )?;
    rows.iter().map(file).collect()
}

pub(super) fn of_message(view: &mut View<'_, '_>, message: MessageId) -> Result<Vec<File>, DeskError> {
    let rows = view.tx.query(
        "select id, message_id, name, media_type, size, created_at, content_id from file where message_id = $1 order by id",
        &[&message],
    )?;
    rows.iter().map(file).collect()
}

pub(super) fn of_ticket(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<File>, DeskError> {
    let rows = view.tx.query(
        "select id, message_id, name, media_type, size, created_at, content_id from file \
         where ticket_id = $1 and message_id is not null order by id",
        &[&ticket],
    )?;
    rows.iter().map(file).collect()
}

/// To what a file belongs.
pub(super) enum Of {
    Message { note: bool },
    Draft { staff: Option<StaffId> },
}

pub(super) struct Found {
    pub(super) file: File,
    pub(super) of: Of,
}

pub(super) fn find(view: &mut View<'_, '_>, ticket: TicketId, id: FileId) -> Result<Option<Found>, DeskError> {
    let row = view.tx.query_opt(
        "select f.id, f.message_id, f.name, f.media_type, f.size, f.created_at, f.content_id, m.kind, d.staff_id \
         from file f \
         left join message m on m.id = f.message_id left join draft d on d.id = f.draft_id \
         where f.id = $1 and f.ticket_id = $2",
        &[&id, &ticket],
    )?;
    row.map(|row| {
        let of = match row.get::<Option<String>>(7)? {
            Some(kind) => Of::Message { note: kind != "message" },
            None => Of::Draft { staff: row.get(8)? },
        };
        Ok(Found { file: file(&row)?, of })
    })
    .transpose()
}

pub(super) fn content(view: &mut View<'_, '_>, id: FileId) -> Result<Vec<u8>, DeskError> {
    let rows = view.tx.query("select content from file_part where file_id = $1 order by position", &[&id])?;
    let mut bytes = Vec::new();
    for row in &rows {
        bytes.extend(row.get::<Vec<u8>>(0)?);
    }
    Ok(bytes)
}

pub(super) fn send(act: &mut Action<'_, '_>, draft: DraftId, message: MessageId) -> Result<(), DeskError> {
    // The message may stand in another ticket by now: the one that the draft's was merged into.
    act.tx.execute(
        "update file set message_id = $2, draft_id = null, ticket_id = (select ticket_id from message where id = $2) \
         where draft_id = $1",
        &[&draft, &message],
    )?;
    Ok(())
}

pub(super) fn pass_on(act: &mut Action<'_, '_>, from: DraftId, to: DraftId) -> Result<(), DeskError> {
    act.tx.execute("update file set draft_id = $2 where draft_id = $1", &[&from, &to])?;
    Ok(())
}

pub(super) fn move_to(act: &mut Action<'_, '_>, draft: DraftId, ticket: TicketId) -> Result<(), DeskError> {
    act.tx.execute("update file set ticket_id = $2 where draft_id = $1", &[&draft, &ticket])?;
    Ok(())
}

pub(super) fn delete(act: &mut Action<'_, '_>, id: FileId) -> Result<(), DeskError> {
    act.tx.execute("delete from file_part where file_id = $1", &[&id])?;
    act.tx.execute("delete from file where id = $1", &[&id])?;
    Ok(())
}
