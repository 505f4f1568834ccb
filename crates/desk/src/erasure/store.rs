//! The SQL of erasing.

use database::Row;

use super::Extent;
use crate::action::{Action, View};
use crate::customer::Contact;
use crate::error::DeskError;
use crate::id::{ContactId, MailId, MessageId, StaffId, TicketId};

/// Texts of a ticket in which people are named and quoted, each with the statement that puts another.
pub(super) const PLAIN: [(&str, &str); 9] = [
    ("select id, author from notice where ticket_id = $1", "update notice set author = $2 where id = $1"),
    ("select id, detail from notice where ticket_id = $1", "update notice set detail = $2 where id = $1"),
    ("select id, body from draft where ticket_id = $1", "update draft set body = $2 where id = $1"),
    ("select id, title from article where ticket_id = $1", "update article set title = $2 where id = $1"),
    ("select id, body from article where ticket_id = $1", "update article set body = $2 where id = $1"),
    ("select id, words from checklist_item where ticket_id = $1", "update checklist_item set words = $2 where id = $1"),
    ("select id, note from usage_record where ticket_id = $1", "update usage_record set note = $2 where id = $1"),
    ("select id, subject from delivery where ticket_id = $1", "update delivery set subject = $2 where id = $1"),
    (
        "select a.id, a.answer from attempt a join delivery d on d.id = a.delivery_id where d.ticket_id = $1",
        "update attempt set answer = $2 where id = $1",
    ),
];

/// The same in JSON.
pub(super) const JSON: [(&str, &str); 6] = [
    ("select id, verdict from ticket where id = $1", "update ticket set verdict = $2 where id = $1"),
    ("select id, shown from acceptance where ticket_id = $1", "update acceptance set shown = $2 where id = $1"),
    ("select id, context from delivery where ticket_id = $1", "update delivery set context = $2 where id = $1"),
    (
        "select id, body from journal where subject_kind = 'ticket' and subject_id = $1",
        "update journal set body = $2 where id = $1",
    ),
    (
        "select j.id, j.body from article a join journal j on j.subject_kind = 'article' and j.subject_id = a.id \
         where a.ticket_id = $1",
        "update journal set body = $2 where id = $1",
    ),
    (
        "select j.id, j.body from delivery d join journal j on j.subject_kind = 'delivery' and j.subject_id = d.id \
         where d.ticket_id = $1",
        "update journal set body = $2 where id = $1",
    ),
];

/// Notes of a contact's calls without a ticket.
pub(super) const OF_CONTACT: [(&str, &str); 1] =
    [("select id, note from usage_record where contact_id = $1", "update usage_record set note = $2 where id = $1")];

/// What the history of a customer and its contracts says, in JSON.
pub(super) const OF_CUSTOMER: [(&str, &str); 2] = [
    (
        "select id, body from journal where subject_kind = 'customer' and subject_id = $1",
        "update journal set body = $2 where id = $1",
    ),
    (
        "select j.id, j.body from contract k join journal j on j.subject_kind = 'contract' and j.subject_id = k.id \
         where k.customer_id = $1",
        "update journal set body = $2 where id = $1",
    ),
];

/// Mails that led to nothing, looked at in one go.
const MAILS: i64 = 500;

pub(super) fn erased_at(view: &mut View<'_, '_>, id: ContactId) -> Result<Option<i64>, DeskError> {
    Ok(view.tx.query_one("select erased_at from contact where id = $1", &[&id])?.get(0)?)
}

pub(super) fn extent(view: &mut View<'_, '_>, contact: &Contact) -> Result<Extent, DeskError> {
    let row = view.tx.query_one(
        "select (select count(*) from ticket where contact_id = $1), \
         (select count(*) from ticket where contact_id = $1 and state <> 'closed'), \
         (select count(*) from ticket t join message m on m.ticket_id = t.id \
          where t.customer_id = $2 and m.author_kind = 'contact' and m.author_id = $1), \
         (select count(*) from ticket t join message m on m.ticket_id = t.id join file f on f.message_id = m.id \
          where t.customer_id = $2 and m.author_kind = 'contact' and m.author_id = $1), \
         (select count(*) from delivery where recipient = $3)",
        &[&contact.id, &contact.customer, &contact.email],
    )?;
    Ok(Extent {
        tickets: row.get(0)?,
        open: row.get(1)?,
        messages: row.get(2)?,
        files: row.get(3)?,
        deliveries: row.get(4)?,
    })
}

/// The tickets that they asked, wrote to or took part in, and those that name one of theirs: merged with it or linked to it.
pub(super) fn tickets(view: &mut View<'_, '_>, contact: &Contact) -> Result<Vec<TicketId>, DeskError> {
    let rows = view.tx.query(
        "select id from ticket where contact_id = $1 union select ticket_id from participant where contact_id = $1 \
         union select t.id from ticket t join message m on m.ticket_id = t.id \
         where t.customer_id = $2 and m.author_kind = 'contact' and m.author_id = $1 \
         union select merged_into_id from ticket where contact_id = $1 and merged_into_id is not null \
         union select l.to_id from ticket t join ticket_link l on l.from_id = t.id where t.contact_id = $1 \
         union select l.from_id from ticket t join ticket_link l on l.to_id = t.id where t.contact_id = $1",
        &[&contact.id, &contact.customer],
    )?;
    let mut tickets: Vec<TicketId> = rows.iter().map(|row| Ok(row.get(0)?)).collect::<Result<_, DeskError>>()?;
    tickets.sort_unstable_by_key(|ticket| ticket.0);
    Ok(tickets)
}

pub(super) fn asked(view: &mut View<'_, '_>, ticket: TicketId, contact: ContactId) -> Result<bool, DeskError> {
    let sql = "select 1 from ticket where id = $1 and contact_id = $2";
    Ok(view.tx.query_opt(sql, &[&ticket, &contact])?.is_some())
}

/// The subject of a ticket, and those that it had before, each also as mails have it.
pub(super) fn subjects(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<String>, DeskError> {
    let row = view.tx.query_one("select number, subject from ticket where id = $1", &[&ticket])?;
    let (number, mut subjects): (i64, Vec<String>) = (row.get(0)?, vec![row.get(1)?]);
    let rows = view.tx.query(
        "select body from journal where subject_kind = 'ticket' and subject_id = $1 and action = 'rename'",
        &[&ticket],
    )?;
    for row in rows {
        let body: serde_json::Value = serde_json::from_str(row.text(0)?)?;
        subjects.extend(["from", "to"].iter().filter_map(|side| body[side].as_str().map(str::to_owned)));
    }
    let in_mails: Vec<String> = subjects.iter().map(|subject| format!("[#{number}] {subject}")).collect();
    subjects.extend(in_mails);
    Ok(subjects)
}

pub(super) fn update_subject(act: &mut Action<'_, '_>, ticket: TicketId, subject: &str) -> Result<(), DeskError> {
    act.tx.execute("update ticket set subject = $2, sender = null where id = $1", &[&ticket, &subject])?;
    Ok(())
}

/// Takes what stands in fields of text, and answers it.
pub(super) fn take_texts(act: &mut Action<'_, '_>, ticket: TicketId) -> Result<Vec<String>, DeskError> {
    let rows = act.tx.query(
        "delete from ticket_value where ticket_id = $1 and field_id in (select id from ticket_field where kind = 'text') \
         returning value",
        &[&ticket],
    )?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

pub(super) fn values(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<(i64, String)>, DeskError> {
    texts(view, "select field_id, value from ticket_value where ticket_id = $1", ticket.0)
}

pub(super) fn update_value(
    act: &mut Action<'_, '_>,
    ticket: TicketId,
    field: i64,
    value: &str,
) -> Result<(), DeskError> {
    let sql = "update ticket_value set value = $3 where ticket_id = $1 and field_id = $2";
    act.tx.execute(sql, &[&ticket, &field, &value])?;
    Ok(())
}

/// Ids with texts, by one of the statements above.
pub(super) fn texts(view: &mut View<'_, '_>, sql: &str, about: i64) -> Result<Vec<(i64, String)>, DeskError> {
    let rows = view.tx.query(sql, &[&about])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

pub(super) fn update_text(act: &mut Action<'_, '_>, sql: &str, id: i64, text: &str) -> Result<(), DeskError> {
    act.tx.execute(sql, &[&id, &text])?;
    Ok(())
}

/// A message.
pub(super) struct Message {
    pub(super) id: MessageId,
    pub(super) contact: Option<ContactId>,
    pub(super) author: String,
    pub(super) body: String,
    pub(super) mail: Option<MailId>,
}

pub(super) fn messages(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<Message>, DeskError> {
    let message = |row: &Row| {
        let author: Option<i64> = row.get(2)?;
        Ok(Message {
            id: row.get(0)?,
            contact: author.filter(|_| row.text(1).is_ok_and(|kind| kind == "contact")).map(ContactId),
            author: row.get(3)?,
            body: row.get(4)?,
            mail: row.get::<Option<i64>>(5)?.map(MailId),
        })
    };
    let rows = view.tx.query(
        "select id, author_kind, author_id, author_name, body, mail_id from message where ticket_id = $1 order by id",
        &[&ticket],
    )?;
    rows.iter().map(message).collect()
}

pub(super) fn take_message(act: &mut Action<'_, '_>, id: MessageId, body: &str, author: &str) -> Result<(), DeskError> {
    act.tx.execute(
        "update message set body = $2, author_name = $3, format = 'plain', left_out = '', seal = null where id = $1",
        &[&id, &body, &author],
    )?;
    Ok(())
}

pub(super) fn update_body(act: &mut Action<'_, '_>, id: MessageId, body: &str) -> Result<(), DeskError> {
    act.tx.execute("update message set body = $2 where id = $1", &[&id, &body])?;
    Ok(())
}

pub(super) fn update_author(act: &mut Action<'_, '_>, id: MessageId, name: &str) -> Result<(), DeskError> {
    act.tx.execute("update message set author_name = $2 where id = $1", &[&id, &name])?;
    Ok(())
}

pub(super) fn take_files(act: &mut Action<'_, '_>, message: MessageId) -> Result<(), DeskError> {
    let sql = "delete from file_part where file_id in (select id from file where message_id = $1)";
    act.tx.execute(sql, &[&message])?;
    act.tx.execute("delete from file where message_id = $1", &[&message])?;
    Ok(())
}

/// Mails of a ticket, with what was read of them.
pub(super) fn mails(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<(MailId, String)>, DeskError> {
    let rows = view.tx.query("select id, reading from mail where ticket_id = $1 order by id", &[&ticket])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Some of the mails that led to nothing, from one on.
pub(super) fn ignored_mails(view: &mut View<'_, '_>, after: i64) -> Result<Vec<(MailId, String)>, DeskError> {
    let rows = view.tx.query(
        "select id, reading from mail where state = 'ignored' and id > $1 order by id limit $2",
        &[&after, &MAILS],
    )?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Takes a mail, and the files that it brought. What tells that it was here stays.
pub(super) fn take_mail(act: &mut Action<'_, '_>, id: MailId, reading: &str) -> Result<(), DeskError> {
    act.tx
        .execute("delete from mail_reference where message_id = (select message_id from mail where id = $1)", &[&id])?;
    act.tx.execute("delete from file where mail_id = $1", &[&id])?;
    act.tx.execute("delete from mail_piece where mail_id = $1", &[&id])?;
    let nothing: &[u8] = b"";
    act.tx.execute(
        "update mail set raw = $2, reading = $3, message_id = null, waits_since = null where id = $1",
        &[&id, &nothing, &reading],
    )?;
    Ok(())
}

/// The copies of what was sent about a ticket; what waits is put together anew.
pub(super) fn forget_copies(act: &mut Action<'_, '_>, ticket: TicketId) -> Result<(), DeskError> {
    let nothing: &[u8] = b"";
    act.tx.execute(
        "update delivery set last_answer = null, raw = $2 where ticket_id = $1 and sent_at is not null",
        &[&ticket, &nothing],
    )?;
    let sql = "update delivery set last_answer = null, raw = null where ticket_id = $1 and sent_at is null";
    act.tx.execute(sql, &[&ticket])?;
    Ok(())
}

/// What was or is to be sent to an address.
pub(super) fn deliveries(view: &mut View<'_, '_>, address: &str) -> Result<Vec<i64>, DeskError> {
    let rows = view.tx.query("select id from delivery where recipient = $1 order by id", &[&address])?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

pub(super) fn take_delivery(act: &mut Action<'_, '_>, id: i64) -> Result<(), DeskError> {
    let (now, nothing): (i64, &[u8]) = (act.now_us(), b"");
    act.tx.execute(
        "update delivery set recipient = '', subject = '', context = '{\"language\":\"en\",\"name\":\"\",\"sentence\":\"\"}', \
         raw = $2, last_answer = null, failed_at = case when sent_at is null then coalesce(failed_at, $3) else failed_at end \
         where id = $1",
        &[&id, &nothing, &now],
    )?;
    act.tx.execute("update attempt set answer = '' where delivery_id = $1", &[&id])?;
    act.tx.execute("update journal set body = '{}' where subject_kind = 'delivery' and subject_id = $1", &[&id])?;
    Ok(())
}

/// What stands in lists of addresses and requests.
pub(super) fn take_lists(act: &mut Action<'_, '_>, contact: &Contact) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "update call_back set phone = '', subject = '', done_at = coalesce(done_at, $2) where contact_id = $1",
        &[&contact.id, &now],
    )?;
    act.tx.execute(
        "update journal set body = '{}' where subject_kind = 'call-back' \
         and subject_id in (select id from call_back where contact_id = $1)",
        &[&contact.id],
    )?;
    act.tx.execute("delete from blocked_address where address = $1", &[&contact.email])?;
    act.tx.execute("delete from spam_sender where address = $1", &[&contact.email])?;
    Ok(())
}

/// What staff may still take back.
pub(super) fn undo(view: &mut View<'_, '_>) -> Result<Vec<(i64, String)>, DeskError> {
    texts(view, "select id, steps from undo where at > $1", 0)
}

pub(super) fn delete_undo(act: &mut Action<'_, '_>, id: i64) -> Result<(), DeskError> {
    act.tx.execute("delete from undo where id = $1", &[&id])?;
    Ok(())
}

/// Answers that are kept for programs that ask the same again.
pub(super) fn repeated(view: &mut View<'_, '_>) -> Result<Vec<(StaffId, String, String)>, DeskError> {
    let sql = "select staff_id, idempotency_key, body from idempotency where created_at > $1";
    let rows = view.tx.query(sql, &[&0_i64])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

pub(super) fn delete_repeated(act: &mut Action<'_, '_>, staff: StaffId, key: &str) -> Result<(), DeskError> {
    act.tx.execute("delete from idempotency where staff_id = $1 and idempotency_key = $2", &[&staff, &key])?;
    Ok(())
}

/// The contact is nobody in particular from now on.
pub(super) fn remove_contact(act: &mut Action<'_, '_>, id: ContactId, stands_for: &str) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "update contact set email = '', name = $2, phone = null, password_hash = null, erased_at = $3, \
         removed_at = coalesce(removed_at, $3) where id = $1",
        &[&id, &stands_for, &now],
    )?;
    act.tx.execute(
        "update contract_contact set removed_at = $2 where contact_id = $1 and removed_at is null",
        &[&id, &now],
    )?;
    act.tx.execute("update acceptance set token_hash = null where contact_id = $1", &[&id])?;
    act.tx.execute("update journal set body = '{}' where subject_kind = 'contact' and subject_id = $1", &[&id])?;
    Ok(())
}
