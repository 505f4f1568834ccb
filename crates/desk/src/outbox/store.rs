//! The outbox's SQL.

use database::{Row, ToValue};
use jiff::Timestamp;

use super::{Blocked, Context, Delivery, NewDelivery, Outcome, Template, Tried};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{DeliveryId, MessageId, StaffId, TicketId};

fn time(us: i64) -> Result<Timestamp, DeskError> {
    Timestamp::from_microsecond(us).map_err(|error| DeskError::broken(error.to_string()))
}

pub(super) fn insert(
    act: &mut Action<'_, '_>,
    id: DeliveryId,
    delivery: &NewDelivery<'_>,
    message_id: &str,
) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "insert into delivery (id, ticket_id, message_id, template, sender, recipient, subject, rfc_message_id, \
         context, created_at, attempts) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)",
        &[
            &id,
            &delivery.ticket,
            &delivery.message,
            &delivery.template.word(),
            &delivery.sender,
            &delivery.recipient,
            &delivery.subject,
            &message_id,
            &serde_json::to_string(&delivery.context)?,
            &now,
        ],
    )?;
    Ok(())
}

pub(super) fn insert_reference(act: &mut Action<'_, '_>, message_id: &str, ticket: TicketId) -> Result<(), DeskError> {
    act.tx.execute(
        "insert into mail_reference (message_id, ticket_id) values ($1, $2) on conflict (message_id) do nothing",
        &[&message_id, &ticket],
    )?;
    Ok(())
}

pub(super) fn find_reference(view: &mut View<'_, '_>, message_id: &str) -> Result<Option<TicketId>, DeskError> {
    let row = view.tx.query_opt("select ticket_id from mail_reference where message_id = $1", &[&message_id])?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

pub(super) fn was_answered_since(
    view: &mut View<'_, '_>,
    recipient: &str,
    since: Timestamp,
) -> Result<bool, DeskError> {
    let row = view.tx.query_opt(
        "select 1 from delivery where recipient = $1 and created_at > $2 and template = 'refusal' limit 1",
        &[&recipient, &since.as_microsecond()],
    )?;
    Ok(row.is_some())
}

/// How many receipts an address was written since then.
pub(super) fn receipts_since(view: &mut View<'_, '_>, recipient: &str, since: Timestamp) -> Result<i64, DeskError> {
    let row = view.tx.query_one(
        "select count(*) from delivery where recipient = $1 and created_at > $2 and template = 'receipt'",
        &[&recipient, &since.as_microsecond()],
    )?;
    Ok(row.get(0)?)
}

/// What the last mail about a ticket's verdict says of it.
pub(super) fn last_said(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Option<String>, DeskError> {
    let row = view.tx.query_opt(
        "select context from delivery where ticket_id = $1 and message_id is null order by id desc limit 1",
        &[&ticket],
    )?;
    row.map(|row| Ok(serde_json::from_str::<Context>(row.text(0)?)?.sentence)).transpose()
}

pub(super) struct Stored {
    pub(super) ticket: Option<TicketId>,
    pub(super) message: Option<MessageId>,
    pub(super) template: String,
    pub(super) sender: String,
    pub(super) recipient: String,
    pub(super) subject: String,
    pub(super) message_id: String,
    pub(super) context: Context,
    pub(super) raw: Option<Vec<u8>>,
    pub(super) created_at: Timestamp,
    pub(super) sent: bool,
    pub(super) given_up: bool,
}

pub(super) fn find(view: &mut View<'_, '_>, id: DeliveryId) -> Result<Option<Stored>, DeskError> {
    let row = view.tx.query_opt(
        "select ticket_id, message_id, template, sender, recipient, subject, rfc_message_id, context, raw, created_at, \
         sent_at, failed_at from delivery where id = $1",
        &[&id],
    )?;
    row.map(|row| {
        Ok(Stored {
            ticket: row.get(0)?,
            message: row.get(1)?,
            template: row.get(2)?,
            sender: row.get(3)?,
            recipient: row.get(4)?,
            subject: row.get(5)?,
            message_id: row.get(6)?,
            context: serde_json::from_str(row.text(7)?)?,
            raw: row.get(8)?,
            created_at: time(row.get(9)?)?,
            sent: row.get::<Option<i64>>(10)?.is_some(),
            given_up: row.get::<Option<i64>>(11)?.is_some(),
        })
    })
    .transpose()
}

/// The Message-ID of the last mail that a person wrote on a ticket, with the first 64 KiB of its bytes, in which its header is;
/// machines' mails are notes.
pub(super) fn last_incoming(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Option<(String, Vec<u8>)>, DeskError> {
    let row = view.tx.query_opt(
        "select l.message_id, substr(l.raw, 1, 65536) from message m join mail l on l.id = m.mail_id \
         where m.ticket_id = $1 and m.kind = 'message' and l.message_id is not null order by m.id desc limit 1",
        &[&ticket],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// The mailbox of the last mail that a person wrote on a ticket.
pub(super) fn last_mailbox(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Option<String>, DeskError> {
    let row = view.tx.query_opt(
        "select l.mailbox from message m join mail l on l.id = m.mail_id \
         where m.ticket_id = $1 and m.kind = 'message' order by m.id desc limit 1",
        &[&ticket],
    )?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

/// What a message says, and whether it is Markdown.
pub(super) fn message_body(view: &mut View<'_, '_>, message: MessageId) -> Result<Option<(String, bool)>, DeskError> {
    let row = view.tx.query_opt("select body, format from message where id = $1", &[&message])?;
    row.map(|row| Ok((row.get(0)?, row.text(1)? == "markdown"))).transpose()
}

/// Who of the staff wrote a message.
pub(super) fn message_author(view: &mut View<'_, '_>, message: MessageId) -> Result<Option<StaffId>, DeskError> {
    let row =
        view.tx.query_opt("select author_id from message where id = $1 and author_kind = 'staff'", &[&message])?;
    Ok(row.map(|row| row.get(0)).transpose()?.flatten())
}

/// Counts a try. What was composed first is what every try sends.
pub(super) fn count_attempt(act: &mut Action<'_, '_>, id: DeliveryId, raw: &[u8]) -> Result<(), DeskError> {
    act.tx
        .execute("update delivery set attempts = attempts + 1, raw = coalesce(raw, $2) where id = $1", &[&id, &raw])?;
    Ok(())
}

pub(super) fn uncount_attempt(act: &mut Action<'_, '_>, id: DeliveryId) -> Result<(), DeskError> {
    act.tx.execute("update delivery set attempts = attempts - 1 where id = $1", &[&id])?;
    Ok(())
}

pub(super) fn update_sent(act: &mut Action<'_, '_>, id: DeliveryId, answer: &str) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "update delivery set sent_at = $2, failed_at = null, last_answer = $3 where id = $1",
        &[&id, &now, &answer],
    )?;
    Ok(())
}

pub(super) fn update_failed(
    act: &mut Action<'_, '_>,
    id: DeliveryId,
    at: Timestamp,
    answer: &str,
) -> Result<(), DeskError> {
    act.tx.execute(
        "update delivery set failed_at = $2, last_answer = $3 where id = $1",
        &[&id, &at.as_microsecond(), &answer],
    )?;
    Ok(())
}

/// As if it had not been tried, whatever became of it.
pub(super) fn update_again(act: &mut Action<'_, '_>, id: DeliveryId) -> Result<(), DeskError> {
    act.tx.execute("update delivery set sent_at = null, failed_at = null, last_answer = null where id = $1", &[&id])?;
    Ok(())
}

/// What a server said, of a delivery that is tried again.
pub(super) fn update_answer(act: &mut Action<'_, '_>, id: DeliveryId, answer: &str) -> Result<(), DeskError> {
    act.tx.execute("update delivery set last_answer = $2 where id = $1", &[&id, &answer])?;
    Ok(())
}

/// Another recipient: what was composed is composed again.
pub(super) fn update_recipient(act: &mut Action<'_, '_>, id: DeliveryId, recipient: &str) -> Result<(), DeskError> {
    act.tx.execute("update delivery set recipient = $2, raw = null where id = $1", &[&id, &recipient])?;
    Ok(())
}

pub(super) fn find_by_message_id(view: &mut View<'_, '_>, message_id: &str) -> Result<Option<DeliveryId>, DeskError> {
    let row = view.tx.query_opt("select id from delivery where rfc_message_id = $1", &[&message_id])?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

pub(super) fn insert_attempt(
    act: &mut Action<'_, '_>,
    delivery: DeliveryId,
    outcome: Outcome,
    answer: &str,
) -> Result<(), DeskError> {
    let (id, now) = (act.new_id(), act.now_us());
    act.tx.execute(
        "insert into attempt (id, delivery_id, at, outcome, answer) values ($1, $2, $3, $4, $5)",
        &[&id, &delivery, &now, &outcome.word(), &answer],
    )?;
    Ok(())
}

/// The last tries after a time, of which no more than `most` are looked at: how many there are, and when the first of them was.
pub(super) fn tries_since(
    view: &mut View<'_, '_>,
    since: Timestamp,
    most: i64,
) -> Result<(i64, Option<Timestamp>), DeskError> {
    let row = view.tx.query_one(
        "select count(*), min(at) from (select at from attempt where at > $1 order by at desc limit $2) last",
        &[&since.as_microsecond(), &most],
    )?;
    Ok((row.get(0)?, row.get::<Option<i64>>(1)?.map(time).transpose()?))
}

pub(super) fn attempts(view: &mut View<'_, '_>, delivery: DeliveryId) -> Result<Vec<Tried>, DeskError> {
    let rows = view
        .tx
        .query("select at, outcome, answer from attempt where delivery_id = $1 order by id limit 200", &[&delivery])?;
    let read = |row: &Row| {
        let outcome = Outcome::find(row.text(1)?).ok_or_else(|| DeskError::broken("outcome of a try"))?;
        Ok(Tried { at: time(row.get(0)?)?, outcome, answer: row.get(2)? })
    };
    rows.iter().map(read).collect()
}

pub(super) fn find_blocked(view: &mut View<'_, '_>, address: &str) -> Result<Option<Blocked>, DeskError> {
    let row =
        view.tx.query_opt("select address, blocked_at, answer from blocked_address where address = $1", &[&address])?;
    row.map(|row| Ok(Blocked { address: row.get(0)?, since: time(row.get(1)?)?, answer: row.get(2)? })).transpose()
}

/// Whether it was not blocked before.
pub(super) fn insert_blocked(
    act: &mut Action<'_, '_>,
    address: &str,
    delivery: DeliveryId,
    answer: &str,
) -> Result<bool, DeskError> {
    let now = act.now_us();
    let made = act.tx.execute(
        "insert into blocked_address (address, delivery_id, answer, blocked_at) values ($1, $2, $3, $4) \
         on conflict (address) do nothing",
        &[&address, &delivery, &answer, &now],
    )?;
    Ok(made > 0)
}

/// Whether it was blocked.
pub(super) fn delete_blocked(act: &mut Action<'_, '_>, address: &str) -> Result<bool, DeskError> {
    Ok(act.tx.execute("delete from blocked_address where address = $1", &[&address])? > 0)
}

/// What a mail says in the provider's own words.
pub(super) fn find_wording(
    view: &mut View<'_, '_>,
    template: Template,
    language: &str,
) -> Result<Option<String>, DeskError> {
    let row = view.tx.query_opt(
        "select words from mail_wording where template = $1 and language = $2",
        &[&template.word(), &language],
    )?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

pub(super) fn upsert_wording(
    act: &mut Action<'_, '_>,
    template: Template,
    language: &str,
    words: &str,
) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "insert into mail_wording (template, language, words, updated_at) values ($1, $2, $3, $4) \
         on conflict (template, language) do update set words = excluded.words, updated_at = excluded.updated_at",
        &[&template.word(), &language, &words, &now],
    )?;
    Ok(())
}

pub(super) fn delete_wording(act: &mut Action<'_, '_>, template: Template, language: &str) -> Result<(), DeskError> {
    act.tx.execute("delete from mail_wording where template = $1 and language = $2", &[&template.word(), &language])?;
    Ok(())
}

const LISTED: &str = "select d.id, d.recipient, d.subject, d.template, d.created_at, d.sent_at, d.failed_at, d.attempts, \
    d.last_answer, t.number from delivery d left join ticket t on t.id = d.ticket_id";

fn delivery(row: &Row) -> Result<Delivery, DeskError> {
    Ok(Delivery {
        id: row.get(0)?,
        recipient: row.get(1)?,
        subject: row.get(2)?,
        template: row.get(3)?,
        created_at: time(row.get(4)?)?,
        sent_at: row.get::<Option<i64>>(5)?.map(time).transpose()?,
        failed_at: row.get::<Option<i64>>(6)?.map(time).transpose()?,
        attempts: row.get(7)?,
        last_answer: row.get(8)?,
        ticket_number: row.get(9)?,
    })
}

fn deliveries(view: &mut View<'_, '_>, which: &str, params: &[&dyn ToValue]) -> Result<Vec<Delivery>, DeskError> {
    view.tx.query(&format!("{LISTED} {which}"), params)?.iter().map(delivery).collect()
}

pub(super) fn of_ticket(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<Delivery>, DeskError> {
    deliveries(view, "where d.ticket_id = $1 order by d.id limit 500", &[&ticket])
}

pub(super) fn get(view: &mut View<'_, '_>, id: DeliveryId) -> Result<Option<Delivery>, DeskError> {
    Ok(deliveries(view, "where d.id = $1", &[&id])?.pop())
}

pub(super) fn waiting(view: &mut View<'_, '_>, before: i64, limit: i64) -> Result<Vec<Delivery>, DeskError> {
    deliveries(
        view,
        "where d.sent_at is null and d.failed_at is null and d.id < $1 order by d.id desc limit $2",
        &[&before, &limit],
    )
}

pub(super) fn failed(view: &mut View<'_, '_>, at: i64, id: i64, limit: i64) -> Result<Vec<Delivery>, DeskError> {
    deliveries(
        view,
        "where d.failed_at is not null and (d.failed_at, d.id) < ($1, $2) order by d.failed_at desc, d.id desc limit $3",
        &[&at, &id, &limit],
    )
}

pub(super) fn sent(view: &mut View<'_, '_>, at: i64, id: i64, limit: i64) -> Result<Vec<Delivery>, DeskError> {
    deliveries(
        view,
        "where d.failed_at is null and (d.sent_at, d.id) < ($1, $2) order by d.sent_at desc, d.id desc limit $3",
        &[&at, &id, &limit],
    )
}

pub(super) fn counts(view: &mut View<'_, '_>) -> Result<[i64; 2], DeskError> {
    let row = view.tx.query_one(
        "select (select count(*) from (select 1 from delivery where sent_at is null and failed_at is null limit 1000) a), \
         (select count(*) from (select 1 from delivery where failed_at is not null limit 1000) b)",
        &[],
    )?;
    Ok([row.get(0)?, row.get(1)?])
}
