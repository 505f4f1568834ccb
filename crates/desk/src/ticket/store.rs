//! The tickets' SQL.

use std::collections::BTreeMap;

use database::ToValue;
use engine::plan::catalogue::Channel;
use engine::run::outcome::Answer;
use jiff::Timestamp;

use super::happened::{Row, Rows};
use super::message::store::author;
use super::{About, EventKind, State, Ticket, snooze};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{ContractId, TicketId};

/// Stands in `due_at` where nothing is due, so that such tickets come last: the end of year 9999.
pub(super) const NEVER_US: i64 = 253_402_300_799_000_000;

const COLUMNS: &str = "id, number, token, subject, state, severity, channel, customer_id, contract_id, contact_id, \
    product, system_id, licence_id, version, customised, topic, answer, verdict, assignee_id, opened_at, updated_at, \
    waiting_since, resolved_at, closed_at, team_id, merged_into_id, snoozed_until, spam_at";

pub(super) fn time(us: i64) -> Result<Timestamp, DeskError> {
    Timestamp::from_microsecond(us).map_err(|error| DeskError::broken(error.to_string()))
}

fn ticket(row: &database::Row) -> Result<Ticket, DeskError> {
    let broken = |what: &str| DeskError::broken(format!("ticket with {what}"));
    Ok(Ticket {
        id: row.get(0)?,
        number: row.get(1)?,
        token: row.get(2)?,
        subject: row.get(3)?,
        state: State::find(row.text(4)?).ok_or_else(|| broken("an unknown state"))?,
        severity: row.get(5)?,
        channel: Channel::find(row.text(6)?).ok_or_else(|| broken("an unknown channel"))?,
        customer: row.get(7)?,
        contract: row.get(8)?,
        contact: row.get(9)?,
        about: About {
            product: row.get(10)?,
            system: row.get(11)?,
            licence: row.get(12)?,
            version: row.get(13)?,
            customised: row.get::<i64>(14)? != 0,
            topic: row.get(15)?,
        },
        answer: answer(row.text(16)?).ok_or_else(|| broken("an unknown answer"))?,
        verdict: row.get(17)?,
        assignee: row.get(18)?,
        opened_at: time(row.get(19)?)?,
        updated_at: time(row.get(20)?)?,
        waiting_since: time(row.get(21)?)?,
        resolved_at: row.get::<Option<i64>>(22)?.map(time).transpose()?,
        closed_at: row.get::<Option<i64>>(23)?.map(time).transpose()?,
        team: row.get(24)?,
        merged_into: row.get(25)?,
        snoozed: row.get::<Option<i64>>(26)?.map(snooze::stored).transpose()?,
        spam_at: row.get::<Option<i64>>(27)?.map(time).transpose()?,
    })
}

pub(super) fn answer(word: &str) -> Option<Answer> {
    [Answer::Covered, Answer::BestEffort, Answer::Chargeable, Answer::Refused]
        .into_iter()
        .find(|answer| answer.id() == word)
}

fn one(view: &mut View<'_, '_>, condition: &str, params: &[&dyn ToValue]) -> Result<Option<Ticket>, DeskError> {
    let sql = format!("select {COLUMNS} from ticket where {condition}");
    view.tx.query_opt(&sql, params)?.map(|row| ticket(&row)).transpose()
}

pub(super) fn find(view: &mut View<'_, '_>, id: TicketId) -> Result<Option<Ticket>, DeskError> {
    let customer = view.scope().customer();
    one(view, "id = $1 and (cast($2 as bigint) is null or customer_id = $2)", &[&id, &customer])
}

pub(super) fn find_by_number(view: &mut View<'_, '_>, number: i64) -> Result<Option<Ticket>, DeskError> {
    let customer = view.scope().customer();
    one(view, "number = $1 and (cast($2 as bigint) is null or customer_id = $2)", &[&number, &customer])
}

/// A ticket whoever asks: for one that was merged into it.
pub(super) fn find_unscoped(view: &mut View<'_, '_>, id: TicketId) -> Result<Option<Ticket>, DeskError> {
    one(view, "id = $1", &[&id])
}

pub(super) fn find_by_number_unscoped(view: &mut View<'_, '_>, number: i64) -> Result<Option<Ticket>, DeskError> {
    one(view, "number = $1", &[&number])
}

pub(super) fn find_by_token(view: &mut View<'_, '_>, token: &str) -> Result<Option<Ticket>, DeskError> {
    one(view, "token = $1", &[&token])
}

/// The ranks that order the queue and the plan's name that it shows.
pub(super) struct Place {
    pub(super) severity_rank: i64,
    pub(super) plan_rank: i64,
    pub(super) plan_name: String,
}

pub(super) fn insert(
    act: &mut Action<'_, '_>,
    ticket: &Ticket,
    sender: Option<&str>,
    place: &Place,
) -> Result<(), DeskError> {
    act.tx.execute(
        "insert into ticket (id, number, token, subject, state, severity, channel, customer_id, contract_id, \
         contact_id, sender, product, system_id, licence_id, version, customised, topic, answer, verdict, assignee_id, \
         opened_at, updated_at, waiting_since, resolved_at, closed_at, due_at, severity_rank, plan_rank, plan_name) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
         $23, $24, $25, $26, $27, $28, $29)",
        &[
            &ticket.id,
            &ticket.number,
            &ticket.token,
            &ticket.subject,
            &ticket.state.word(),
            &ticket.severity,
            &ticket.channel.id(),
            &ticket.customer,
            &ticket.contract,
            &ticket.contact,
            &sender,
            &ticket.about.product,
            &ticket.about.system,
            &ticket.about.licence,
            &ticket.about.version,
            &i64::from(ticket.about.customised),
            &ticket.about.topic,
            &ticket.answer.id(),
            &ticket.verdict,
            &ticket.assignee,
            &ticket.opened_at.as_microsecond(),
            &ticket.updated_at.as_microsecond(),
            &ticket.waiting_since.as_microsecond(),
            &ticket.resolved_at.map(Timestamp::as_microsecond),
            &ticket.closed_at.map(Timestamp::as_microsecond),
            &NEVER_US,
            &place.severity_rank,
            &place.plan_rank,
            &place.plan_name,
        ],
    )?;
    Ok(())
}

/// Writes what may change of a ticket.
pub(super) fn update(act: &mut Action<'_, '_>, ticket: &Ticket) -> Result<(), DeskError> {
    act.tx.execute(
        "update ticket set subject = $2, state = $3, severity = $4, assignee_id = $5, updated_at = $6, \
         waiting_since = $7, resolved_at = $8, closed_at = $9 where id = $1",
        &[
            &ticket.id,
            &ticket.subject,
            &ticket.state.word(),
            &ticket.severity,
            &ticket.assignee,
            &ticket.updated_at.as_microsecond(),
            &ticket.waiting_since.as_microsecond(),
            &ticket.resolved_at.map(Timestamp::as_microsecond),
            &ticket.closed_at.map(Timestamp::as_microsecond),
        ],
    )?;
    Ok(())
}

/// The verdict and what it is about, which else stay as they were at the opening.
pub(super) fn update_about(act: &mut Action<'_, '_>, ticket: &Ticket) -> Result<(), DeskError> {
    let about = &ticket.about;
    act.tx.execute(
        "update ticket set product = $2, system_id = $3, licence_id = $4, version = $5, customised = $6, topic = $7, \
         answer = $8, verdict = $9 where id = $1",
        &[
            &ticket.id,
            &about.product,
            &about.system,
            &about.licence,
            &about.version,
            &i64::from(about.customised),
            &about.topic,
            &ticket.answer.id(),
            &ticket.verdict,
        ],
    )?;
    Ok(())
}

pub(super) fn update_severity_rank(act: &mut Action<'_, '_>, id: TicketId, rank: i64) -> Result<(), DeskError> {
    act.tx.execute("update ticket set severity_rank = $2 where id = $1", &[&id, &rank])?;
    Ok(())
}

pub(super) fn update_due(
    act: &mut Action<'_, '_>,
    id: TicketId,
    due: Option<(Timestamp, &str, &str)>,
) -> Result<(), DeskError> {
    let at = due.map_or(NEVER_US, |(at, _, _)| at.as_microsecond());
    let urgent = if due.is_some_and(|(_, _, state)| matches!(state, "warned" | "breached")) { at } else { NEVER_US };
    act.tx.execute(
        "update ticket set due_at = $2, due_milestone = $3, due_state = $4, urgent_at = $5 where id = $1",
        &[&id, &at, &due.map(|(_, milestone, _)| milestone), &due.map(|(_, _, state)| state), &urgent],
    )?;
    Ok(())
}

/// Calls about a ticket: when each began, its line and its length.
pub(super) fn calls(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<(Timestamp, String, i64)>, DeskError> {
    let rows = view.tx.query(
        "select at, line, measured_s from usage_record where ticket_id = $1 and kind = 'call' order by at, id",
        &[&ticket],
    )?;
    rows.iter()
        .map(|row| Ok((time(row.get(0)?)?, row.get::<Option<String>>(1)?.unwrap_or_default(), row.get(2)?)))
        .collect()
}

/// Keeps that something happened to a ticket at an instant, known from now on.
pub(super) fn insert_event(
    act: &mut Action<'_, '_>,
    ticket: TicketId,
    at: Timestamp,
    kind: EventKind,
    body: &str,
) -> Result<(), DeskError> {
    let id = act.new_id();
    let now = act.now_us();
    act.tx.execute(
        "insert into ticket_event (id, ticket_id, at, known_at, kind, body) values ($1, $2, $3, $4, $5, $6)",
        &[&id, &ticket, &at.as_microsecond(), &now, &kind.word(), &body],
    )?;
    Ok(())
}

/// What happened to a ticket, in order.
pub(super) fn happened(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<Row>, DeskError> {
    let rows = view.tx.query(
        "select ticket_id, at, known_at, kind, body from ticket_event where ticket_id = $1 order by at, id",
        &[&ticket],
    )?;
    rows.iter().map(row).collect()
}

fn row(row: &database::Row) -> Result<Row, DeskError> {
    Ok(Row {
        at: time(row.get(1)?)?,
        known: time(row.get(2)?)?,
        kind: EventKind::find(row.text(3)?).ok_or_else(|| DeskError::broken("ticket event"))?,
        body: row.get(4)?,
    })
}

/// All tickets of a contract, in the order they arrived.
pub(super) fn of_contract(view: &mut View<'_, '_>, contract: ContractId) -> Result<Vec<Ticket>, DeskError> {
    let sql = format!("select {COLUMNS} from ticket where contract_id = $1 order by id");
    view.tx.query(&sql, &[&contract])?.iter().map(ticket).collect()
}

/// What was written and what happened, for all tickets of a contract.
pub(super) fn rows_of_contract(
    view: &mut View<'_, '_>,
    contract: ContractId,
) -> Result<BTreeMap<TicketId, Rows>, DeskError> {
    let mut found: BTreeMap<TicketId, Rows> = BTreeMap::new();
    let written = view.tx.query(
        "select m.ticket_id, m.at, m.author_kind from ticket t join message m on m.ticket_id = t.id \
         where t.contract_id = $1 and m.kind = 'message' order by m.id",
        &[&contract],
    )?;
    for row in &written {
        found.entry(row.get(0)?).or_default().messages.push(author(row, 1)?);
    }
    let happened = view.tx.query(
        "select e.ticket_id, e.at, e.known_at, e.kind, e.body from ticket t join ticket_event e on e.ticket_id = t.id \
         where t.contract_id = $1 order by e.at, e.id",
        &[&contract],
    )?;
    for one in &happened {
        found.entry(one.get(0)?).or_default().happened.push(row(one)?);
    }
    Ok(found)
}

pub(super) fn all_ids_after(view: &mut View<'_, '_>, after: i64, limit: i64) -> Result<Vec<TicketId>, DeskError> {
    let rows = view.tx.query("select id from ticket where id > $1 order by id limit $2", &[&after, &limit])?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// Open and waiting tickets of a contract.
pub(super) fn unresolved_of_contract(
    view: &mut View<'_, '_>,
    contract: ContractId,
) -> Result<Vec<TicketId>, DeskError> {
    let rows = view.tx.query(
        "select id from ticket where contract_id = $1 and state in ('open', 'waiting') order by id",
        &[&contract],
    )?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}
