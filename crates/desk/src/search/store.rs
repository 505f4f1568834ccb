//! The SQL of search: what is put into the index, what followed, and what hits say.

use database::Row;

use super::document::{Article, Kind, Person, Ticket, Written};
use crate::action::View;
use crate::error::DeskError;
use crate::ticket::of_list;

/// Pieces of a ticket that are looked through for the words to show.
const SHOWN_OF_EACH: i64 = 40;

pub(super) fn tickets(view: &mut View<'_, '_>, ids: &[i64]) -> Result<Vec<Ticket>, DeskError> {
    let sql = "select t.id, t.number, t.subject, t.state, t.severity, t.channel, t.customer_id, t.contact_id, t.product, \
        t.assignee_id, t.plan_name, t.opened_at, t.updated_at, coalesce(u.name, ''), coalesce(c.name, ''), \
        coalesce(c.email, t.sender, ''), t.due_at, t.severity_rank, t.plan_rank, t.waiting_since, t.due_state, t.answer, \
        (select string_agg(g.tag, ',') from ticket_tag g where g.ticket_id = t.id), t.team_id, t.spam_at, \
        t.urgent_at from ticket t left join customer u on u.id = t.customer_id \
        left join contact c on c.id = t.contact_id where t.id in {list} order by t.id";
    let read = |row: &Row| {
        Ok(Ticket {
            id: row.get(0)?,
            number: row.get(1)?,
            subject: row.get(2)?,
            state: row.get(3)?,
            severity: row.get(4)?,
            channel: row.get(5)?,
            customer: row.get(6)?,
            contact: row.get(7)?,
            product: row.get(8)?,
            assignee: row.get(9)?,
            plan: row.get(10)?,
            opened_us: row.get(11)?,
            updated_us: row.get(12)?,
            people: [row.get(13)?, row.get(14)?, row.get(15)?],
            places: [row.get(25)?, row.get(17)?, row.get(18)?, row.get(19)?, row.get(16)?],
            due_state: row.get(20)?,
            answer: row.get(21)?,
            tags: row
                .get::<Option<String>>(22)?
                .map_or_else(Vec::new, |all| all.split(',').map(str::to_owned).collect()),
            team: row.get(23)?,
            spam: row.get::<Option<i64>>(24)?.is_some(),
        })
    };
    of_list(view, sql, ids, &[])?.iter().map(read).collect()
}

/// Values of tickets: ticket, key of the field, value. Retired fields are not asked for.
pub(super) fn filled(view: &mut View<'_, '_>, ids: &[i64]) -> Result<Vec<(i64, String, String)>, DeskError> {
    let sql = "select v.ticket_id, f.field_key, v.value from ticket_value v join ticket_field f on f.id = v.field_id \
        where v.ticket_id in {list} and f.retired_at is null order by v.ticket_id, v.field_id";
    let rows = of_list(view, sql, ids, &[])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// Tickets of contracts that are not done: what a contract's change moves the due times of.
pub(super) fn unresolved_of(view: &mut View<'_, '_>, contracts: &[i64]) -> Result<Vec<i64>, DeskError> {
    let sql = "select id from ticket where contract_id in {list} and state in ('open', 'waiting') order by id";
    of_list(view, sql, contracts, &[])?.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// What was written in tickets, oldest first. What is longer than anyone writes is cut.
pub(super) fn written(view: &mut View<'_, '_>, ids: &[i64]) -> Result<Vec<Written>, DeskError> {
    let sql =
        "select ticket_id, kind, substr(body, 1, 100000) from message where ticket_id in {list} order by ticket_id, id";
    of_list(view, sql, ids, &[])?.iter().map(read_written).collect()
}

/// What was written last in tickets, newest first, without notes unless they may be seen.
pub(super) fn shown(view: &mut View<'_, '_>, ids: &[i64], notes: bool) -> Result<Vec<Written>, DeskError> {
    let scope = view.scope().customer();
    let sql = "select ticket_id, kind, body from (select m.ticket_id, m.kind, substr(m.body, 1, 20000) as body, m.id, \
        row_number() over (partition by m.ticket_id order by m.id desc) as place from message m \
        join ticket t on t.id = m.ticket_id where m.ticket_id in {list} \
        and (cast($65 as bigint) is null or t.customer_id = $65) and (m.kind = 'message' or cast($66 as bigint) = 1)) w \
        where place <= $67 order by ticket_id, place";
    let rows = of_list(view, sql, ids, &[&scope, &i64::from(notes), &SHOWN_OF_EACH])?;
    rows.iter().map(read_written).collect()
}

fn read_written(row: &Row) -> Result<Written, DeskError> {
    Ok(Written { ticket: row.get(0)?, note: row.text(1)? == "note", body: row.get(2)? })
}

pub(super) fn customers(view: &mut View<'_, '_>, ids: &[i64]) -> Result<Vec<Person>, DeskError> {
    let sql = "select id, number, name, address, coalesce(vat_id, ''), created_at, id from customer where id in {list}";
    of_list(view, sql, ids, &[])?.iter().map(person).collect()
}

/// Contacts that were not removed, each with the customer's number.
pub(super) fn contacts(view: &mut View<'_, '_>, ids: &[i64]) -> Result<Vec<Person>, DeskError> {
    let sql = "select c.id, u.number, c.name, c.email || ' ' || coalesce(c.phone, ''), u.name, c.created_at, u.id \
        from contact c join customer u on u.id = c.customer_id where c.removed_at is null and c.id in {list}";
    of_list(view, sql, ids, &[])?.iter().map(person).collect()
}

fn person(row: &Row) -> Result<Person, DeskError> {
    Ok(Person {
        id: row.get(0)?,
        number: row.get(1)?,
        name: row.get(2)?,
        details: row.get(3)?,
        more: row.get(4)?,
        created_us: row.get(5)?,
        customer: row.get(6)?,
    })
}

/// Articles, whoever asks.
pub(super) fn articles(view: &mut View<'_, '_>, ids: &[i64]) -> Result<Vec<Article>, DeskError> {
    let sql = "select id, title, body, created_at, updated_at from article where id in {list}";
    let read = |row: &Row| {
        Ok(Article {
            id: row.get(0)?,
            title: row.get(1)?,
            body: row.get(2)?,
            created_us: row.get(3)?,
            updated_us: row.get(4)?,
        })
    };
    of_list(view, sql, ids, &[])?.iter().map(read).collect()
}

/// Ids of a kind below one, the largest first.
pub(super) fn below(view: &mut View<'_, '_>, kind: Kind, before: i64, limit: usize) -> Result<Vec<i64>, DeskError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let sql = match kind {
        Kind::Ticket => "select id from ticket where id < $1 order by id desc limit $2",
        Kind::Customer => "select id from customer where id < $1 order by id desc limit $2",
        Kind::Contact => "select id from contact where id < $1 order by id desc limit $2",
        Kind::Article => "select id from article where id < $1 order by id desc limit $2",
    };
    let rows = view.tx.query(sql, &[&before, &limit])?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// The newest entry of the journal.
pub(super) fn newest(view: &mut View<'_, '_>) -> Result<i64, DeskError> {
    let newest: Option<i64> = view.tx.query_one("select max(id) from journal", &[])?.get(0)?;
    Ok(newest.unwrap_or(0))
}

/// Entries of the journal after one, oldest first: id, kind and id of what they are about.
pub(super) fn after(view: &mut View<'_, '_>, entry: i64, limit: i64) -> Result<Vec<(i64, String, i64)>, DeskError> {
    let sql = "select id, subject_kind, subject_id from journal where id > $1 order by id limit $2";
    let rows = view.tx.query(sql, &[&entry, &limit])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}
