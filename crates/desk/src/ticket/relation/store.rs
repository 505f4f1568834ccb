//! The SQL of how tickets stand to each other, and of what puts a ticket aside.

use jiff::Timestamp;

use super::{LinkKind, LinkView, Other};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{LinkId, MessageId, TeamId, TicketId};
use crate::ticket::store::time;
use crate::ticket::{AuthorKind, MessageKind, State};

fn other(row: &database::Row, first: usize) -> Result<Other, DeskError> {
    Ok(Other {
        number: row.get(first)?,
        subject: row.get(first + 1)?,
        state: State::find(row.text(first + 2)?).ok_or_else(|| DeskError::broken("ticket state"))?,
    })
}

fn kind(row: &database::Row, column: usize) -> Result<LinkKind, DeskError> {
    LinkKind::find(row.text(column)?).ok_or_else(|| DeskError::broken("link of an unknown kind"))
}

pub(super) fn links(view: &mut View<'_, '_>, id: TicketId) -> Result<Vec<LinkView>, DeskError> {
    let rows = view.tx.query(
        "select l.id, l.kind, l.towards, o.number, o.subject, o.state from (\
         select id, kind, 1 as towards, to_id as other_id from ticket_link where from_id = $1 union all \
         select id, kind, 0 as towards, from_id as other_id from ticket_link where to_id = $1) l \
         join ticket o on o.id = l.other_id order by l.id",
        &[&id],
    )?;
    rows.iter()
        .map(|row| {
            let towards = row.get::<i64>(2)? == 1;
            Ok(LinkView { id: row.get(0)?, kind: kind(row, 1)?, towards, other: other(row, 3)? })
        })
        .collect()
}

/// Writes a link unless it is there. Tells whether it was written.
pub(super) fn insert_link(
    act: &mut Action<'_, '_>,
    from: TicketId,
    to: TicketId,
    kind: LinkKind,
) -> Result<bool, DeskError> {
    let id = LinkId(act.new_id());
    let now = act.now_us();
    let written = act.tx.execute(
        "insert into ticket_link (id, from_id, to_id, kind, at) values ($1, $2, $3, $4, $5) \
         on conflict (from_id, to_id, kind) do nothing",
        &[&id, &from, &to, &kind.word(), &now],
    )?;
    Ok(written > 0)
}

pub(super) fn find_link(
    view: &mut View<'_, '_>,
    id: LinkId,
) -> Result<Option<(TicketId, TicketId, LinkKind)>, DeskError> {
    let row = view.tx.query_opt("select from_id, to_id, kind from ticket_link where id = $1", &[&id])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?, kind(&row, 2)?))).transpose()
}

pub(super) fn delete_link(act: &mut Action<'_, '_>, id: LinkId) -> Result<(), DeskError> {
    act.tx.execute("delete from ticket_link where id = $1", &[&id])?;
    Ok(())
}

pub(super) fn update_merged(
    act: &mut Action<'_, '_>,
    id: TicketId,
    into: Option<(TicketId, State)>,
) -> Result<(), DeskError> {
    act.tx.execute(
        "update ticket set merged_into_id = $2, merged_was = $3 where id = $1",
        &[&id, &into.map(|(into, _)| into), &into.map(|(_, was)| was.word())],
    )?;
    Ok(())
}

/// The state that a merged ticket had.
pub(super) fn merged_was(view: &mut View<'_, '_>, id: TicketId) -> Result<State, DeskError> {
    let row = view.tx.query_one("select coalesce(merged_was, '') from ticket where id = $1", &[&id])?;
    State::find(row.text(0)?).ok_or_else(|| DeskError::broken("merged from an unknown state"))
}

/// Tickets that were merged into one, oldest first.
pub(super) fn merged(view: &mut View<'_, '_>, id: TicketId) -> Result<Vec<(TicketId, Other)>, DeskError> {
    let rows = view.tx.query(
        "select id, number, subject, state from ticket where merged_into_id = $1 order by id limit 200",
        &[&id],
    )?;
    rows.iter().map(|row| Ok((row.get(0)?, other(row, 1)?))).collect()
}

pub(super) fn merged_ids(view: &mut View<'_, '_>, id: TicketId) -> Result<Vec<TicketId>, DeskError> {
    let rows = view.tx.query(
        "with recursive part (id) as (select id from ticket where merged_into_id = $1 union \
         select d.id from part join ticket d on d.merged_into_id = part.id) select id from part limit 200",
        &[&id],
    )?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

pub(super) fn is_any_with(view: &mut View<'_, '_>, team: TeamId) -> Result<bool, DeskError> {
    let found = view
        .tx
        .query_opt("select id from ticket where team_id = $1 and state in ('open', 'waiting') limit 1", &[&team])?;
    Ok(found.is_some())
}

/// A message, with the ticket that it was written to.
pub(super) struct Found {
    pub(super) ticket: TicketId,
    pub(super) kind: MessageKind,
    pub(super) author_kind: AuthorKind,
    pub(super) author: Option<i64>,
    pub(super) body: String,
    pub(super) at: Timestamp,
}

pub(super) fn find_message(view: &mut View<'_, '_>, id: MessageId) -> Result<Option<Found>, DeskError> {
    let row = view
        .tx
        .query_opt("select ticket_id, kind, author_kind, author_id, body, at from message where id = $1", &[&id])?;
    row.map(|row| {
        Ok(Found {
            ticket: row.get(0)?,
            kind: if row.text(1)? == "note" { MessageKind::Note } else { MessageKind::Message },
            author_kind: AuthorKind::find(row.text(2)?).ok_or_else(|| DeskError::broken("message author"))?,
            author: row.get(3)?,
            body: row.get(4)?,
            at: time(row.get(5)?)?,
        })
    })
    .transpose()
}

pub(in crate::ticket) fn update_team(
    act: &mut Action<'_, '_>,
    id: TicketId,
    team: Option<TeamId>,
) -> Result<(), DeskError> {
    act.tx.execute("update ticket set team_id = $2 where id = $1", &[&id, &team])?;
    Ok(())
}

pub(in crate::ticket) fn update_snoozed(
    act: &mut Action<'_, '_>,
    id: TicketId,
    until_us: Option<i64>,
) -> Result<(), DeskError> {
    act.tx.execute("update ticket set snoozed_until = $2 where id = $1", &[&id, &until_us])?;
    Ok(())
}

pub(in crate::ticket) fn update_spam(
    act: &mut Action<'_, '_>,
    id: TicketId,
    at_us: Option<i64>,
) -> Result<(), DeskError> {
    act.tx.execute("update ticket set spam_at = $2 where id = $1", &[&id, &at_us])?;
    Ok(())
}
