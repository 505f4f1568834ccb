//! The queue's SQL: every list of tickets with what a row shows, in one statement each.

use database::{Row, ToValue};
use engine::plan::catalogue::Channel;

use super::{Next, QueueRow, Shelf, Until};
use crate::action::View;
use crate::error::DeskError;
use crate::id::{ContactId, CustomerId, StaffId, TeamId, TicketId};
use crate::ticket::store::{NEVER_US, answer, time};
use crate::ticket::{AuthorKind, State, snooze};

const QUEUE_COLUMNS: &str = "select t.id, t.number, t.subject, \
    coalesce((select m.author_kind || ':' || substr(m.body, 1, 200) from message m where m.ticket_id = t.id and m.kind = 'message' \
    order by m.id desc limit 1), ':'), \
    t.state, t.severity, t.answer, coalesce(u.name, ''), coalesce(c.name, ''), t.plan_name, s.name, t.opened_at, \
    t.waiting_since, t.updated_at, t.due_at, t.due_milestone, t.due_state, k.started_at, k.target, k.window_id, \
    o.catalogue_id, t.severity_rank, t.plan_rank, \
    (select string_agg(g.tag, ',') from ticket_tag g where g.ticket_id = t.id), t.product, t.channel, u.number, \
    e.name, t.items_ticked, t.items_all, t.snoozed_until, t.urgent_at \
    from ticket t \
    left join customer u on u.id = t.customer_id \
    left join contact c on c.id = t.contact_id \
    left join staff s on s.id = t.assignee_id \
    left join team e on e.id = t.team_id \
    left join contract o on o.id = t.contract_id \
    left join clock k on k.ticket_id = t.id and k.position = 0";

const QUEUE_ORDER: &str = "order by t.urgent_at, t.severity_rank, t.plan_rank, t.waiting_since, t.id";

fn queue_row(row: &Row) -> Result<QueueRow, DeskError> {
    let due_us: i64 = row.get(14)?;
    let next = match (row.get::<Option<String>>(15)?, row.get::<Option<i64>>(17)?) {
        (Some(milestone), Some(started)) if due_us < NEVER_US => Some(Next {
            milestone,
            target: row.get(18)?,
            state: row.get::<Option<String>>(16)?.unwrap_or_default(),
            started: time(started)?,
            due: time(due_us)?,
            window: row.get(19)?,
            catalogue: row.get(20)?,
        }),
        _ => None,
    };
    let id: TicketId = row.get(0)?;
    let waiting_us: i64 = row.get(12)?;
    let mut tags: Vec<String> =
        row.get::<Option<String>>(23)?.map_or_else(Vec::new, |tags| tags.split(',').map(str::to_owned).collect());
    tags.sort();
    let (author, words) = row.text(3)?.split_once(':').unwrap_or_default();
    Ok(QueueRow {
        id,
        number: row.get(1)?,
        subject: row.get(2)?,
        last_words: words.to_owned(),
        last_author: AuthorKind::find(author),
        state: State::find(row.text(4)?).ok_or_else(|| DeskError::broken("ticket state"))?,
        severity: row.get(5)?,
        answer: answer(row.text(6)?).ok_or_else(|| DeskError::broken("ticket answer"))?,
        customer: row.get(7)?,
        contact: row.get(8)?,
        plan: row.get(9)?,
        assignee: row.get(10)?,
        team: row.get(27)?,
        items: (row.get(28)?, row.get(29)?),
        snoozed: row.get::<Option<i64>>(30)?.map(snooze::stored).transpose()?,
        opened_at: time(row.get(11)?)?,
        waiting_since: time(waiting_us)?,
        updated_at: time(row.get(13)?)?,
        next,
        tags,
        product: row.get(24)?,
        channel: Channel::find(row.text(25)?).ok_or_else(|| DeskError::broken("ticket channel"))?,
        customer_number: row.get(26)?,
        key: [row.get(31)?, row.get(21)?, row.get(22)?, waiting_us, id.0],
    })
}

fn queue_rows(view: &mut View<'_, '_>, sql: &str, params: &[&dyn ToValue]) -> Result<Vec<QueueRow>, DeskError> {
    view.tx.query(sql, params)?.iter().map(queue_row).collect()
}

pub(super) fn queue(
    view: &mut View<'_, '_>,
    shelf: Shelf,
    after: Option<[i64; 5]>,
    limit: i64,
) -> Result<Vec<QueueRow>, DeskError> {
    let key = after.unwrap_or([i64::MIN; 5]);
    let page = "(t.urgent_at, t.severity_rank, t.plan_rank, t.waiting_since, t.id) > ($2, $3, $4, $5, $6)";
    let run = |view: &mut View<'_, '_>, condition: &str, first: &dyn ToValue| {
        let sql = format!("{QUEUE_COLUMNS} where {condition} and {page} {QUEUE_ORDER} limit $7");
        queue_rows(view, &sql, &[first, &key[0], &key[1], &key[2], &key[3], &key[4], &limit])
    };
    match shelf {
        Shelf::Next => run(view, "t.state = $1 and t.snoozed_until is null", &"open"),
        Shelf::Waiting => run(view, "t.state = $1 and t.snoozed_until is null", &"waiting"),
        Shelf::Mine(staff) => run(view, "t.assignee_id = $1 and t.state = 'open' and t.snoozed_until is null", &staff),
        Shelf::Teams(staff) => of_teams(view, staff, key, limit),
        Shelf::Snoozed => snoozed(view, after, limit),
        Shelf::Unassigned => run(view, "t.assignee_id is null and t.state = $1 and t.snoozed_until is null", &"open"),
        Shelf::Resolved => recent(view, "resolved", after, limit),
        Shelf::Closed => recent(view, "closed", after, limit),
    }
}

/// Open tickets of somebody's teams. Each team's first ones are taken in its order, and then the first of those.
fn of_teams(view: &mut View<'_, '_>, staff: StaffId, key: [i64; 5], limit: i64) -> Result<Vec<QueueRow>, DeskError> {
    let teams = view.tx.query("select team_id from team_member where staff_id = $1 order by team_id", &[&staff])?;
    let mut rows = Vec::new();
    for team in &teams {
        let team: TeamId = team.get(0)?;
        let sql = format!(
            "{QUEUE_COLUMNS} where t.team_id = $1 and t.state = 'open' and t.snoozed_until is null and \
             (t.urgent_at, t.severity_rank, t.plan_rank, t.waiting_since, t.id) > ($2, $3, $4, $5, $6) {QUEUE_ORDER} limit $7"
        );
        rows.extend(queue_rows(view, &sql, &[&team, &key[0], &key[1], &key[2], &key[3], &key[4], &limit])?);
    }
    rows.sort_by_key(|row| row.key);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(rows)
}

/// Tickets that are put aside. Their key carries the time at which they come back in place of the urgent one.
fn snoozed(view: &mut View<'_, '_>, after: Option<[i64; 5]>, limit: i64) -> Result<Vec<QueueRow>, DeskError> {
    let (at, id) = after.map_or((i64::MIN, i64::MIN), |key| (key[0], key[4]));
    let sql = format!(
        "{QUEUE_COLUMNS} where t.snoozed_until is not null and (t.snoozed_until, t.id) > ($1, $2) \
         order by t.snoozed_until, t.id limit $3"
    );
    let mut rows = queue_rows(view, &sql, &[&at, &id, &limit])?;
    for row in &mut rows {
        row.key[0] = match row.snoozed {
            Some(Until::At(at)) => at.as_microsecond(),
            _ => NEVER_US,
        };
    }
    Ok(rows)
}

/// Resolved and closed tickets: the newest change first. Their key carries the time of the change in place of the urgent one.
fn recent(
    view: &mut View<'_, '_>,
    state: &str,
    after: Option<[i64; 5]>,
    limit: i64,
) -> Result<Vec<QueueRow>, DeskError> {
    let (at, id) = after.map_or((i64::MAX, i64::MAX), |key| (key[0], key[4]));
    let sql = format!(
        "{QUEUE_COLUMNS} where t.state = $1 and t.spam_at is null and t.merged_into_id is null and (t.updated_at, t.id) < ($2, $3) order by t.updated_at desc, t.id desc limit $4"
    );
    let mut rows = queue_rows(view, &sql, &[&state, &at, &id, &limit])?;
    for row in &mut rows {
        row.key[0] = row.updated_at.as_microsecond();
    }
    Ok(rows)
}

pub(super) fn counts(view: &mut View<'_, '_>, me: StaffId) -> Result<[i64; 4], DeskError> {
    let row = view.tx.query_one(
        "select (select count(*) from (select 1 from ticket where state = 'open' and snoozed_until is null limit 1000) a), \
         (select count(*) from (select 1 from ticket where assignee_id = $1 and state = 'open' \
         and snoozed_until is null limit 1000) b), \
         (select count(*) from (select 1 from ticket where assignee_id is null and state = 'open' \
         and snoozed_until is null limit 1000) c), \
         (select count(*) from (select 1 from ticket where state = 'waiting' and snoozed_until is null limit 1000) d)",
        &[&me],
    )?;
    Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
}

pub(super) fn counts_aside(view: &mut View<'_, '_>, me: StaffId) -> Result<[i64; 2], DeskError> {
    // SQLite joins in the order of a `cross join`: somebody is in few teams, and many tickets are open.
    let row = view.tx.query_one(
        "select (select count(*) from (select 1 from team_member m cross join ticket t \
         where m.staff_id = $1 and t.team_id = m.team_id and t.state = 'open' and t.snoozed_until is null limit 1000) a), \
         (select count(*) from (select 1 from ticket where snoozed_until is not null limit 1000) b)",
        &[&me],
    )?;
    Ok([row.get(0)?, row.get(1)?])
}

pub(super) fn of_number(view: &mut View<'_, '_>, number: i64) -> Result<Option<QueueRow>, DeskError> {
    let scope = view.scope().customer();
    let sql = format!("{QUEUE_COLUMNS} where t.number = $1 and (cast($2 as bigint) is null or t.customer_id = $2)");
    Ok(queue_rows(view, &sql, &[&number, &scope])?.pop())
}

/// Ids that a list of parameters has room for. A list of one length is one statement, planned once.
pub(crate) const LISTED: usize = 64;

const LIST: &str = "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
    $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, \
    $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64)";

/// Runs a statement with a list of ids in place of `{list}`; further parameters begin with $65.
pub(crate) fn of_list(
    view: &mut View<'_, '_>,
    sql: &str,
    ids: &[i64],
    more: &[&dyn ToValue],
) -> Result<Vec<Row>, DeskError> {
    // No id is negative, so what fills the list up finds nothing.
    let mut list = [-1_i64; LISTED];
    for (place, id) in list.iter_mut().zip(ids) {
        *place = *id;
    }
    let params: Vec<&dyn ToValue> = list.iter().map(|id| id as &dyn ToValue).chain(more.iter().copied()).collect();
    Ok(view.tx.query(&sql.replace("{list}", LIST), &params)?)
}

pub(super) fn of_ids(view: &mut View<'_, '_>, ids: &[i64]) -> Result<Vec<QueueRow>, DeskError> {
    let scope = view.scope().customer();
    let of_these = " where t.id in {list} and (cast($65 as bigint) is null or t.customer_id = $65)";
    let sql = [QUEUE_COLUMNS, of_these].concat();
    of_list(view, &sql, ids, &[&scope])?.iter().map(queue_row).collect()
}

pub(super) fn of_customer(
    view: &mut View<'_, '_>,
    customer: CustomerId,
    before: Option<TicketId>,
    limit: i64,
) -> Result<Vec<QueueRow>, DeskError> {
    let scope = view.scope().customer();
    let before = before.map_or(i64::MAX, |id| id.0);
    let sql = format!(
        "{QUEUE_COLUMNS} where t.customer_id = $1 and (cast($2 as bigint) is null or t.customer_id = $2) \
         and t.id < $3 and t.merged_into_id is null and (t.spam_at is null or cast($2 as bigint) is not null) \
         order by t.id desc limit $4"
    );
    queue_rows(view, &sql, &[&customer, &scope, &before, &limit])
}

pub(super) fn of_contact(view: &mut View<'_, '_>, contact: ContactId, limit: i64) -> Result<Vec<QueueRow>, DeskError> {
    let scope = view.scope().customer();
    let sql = format!(
        "{QUEUE_COLUMNS} where t.contact_id = $1 and (cast($2 as bigint) is null or t.customer_id = $2) \
         and t.merged_into_id is null and (t.spam_at is null or cast($2 as bigint) is not null) \
         order by t.id desc limit $3"
    );
    queue_rows(view, &sql, &[&contact, &scope, &limit])
}
