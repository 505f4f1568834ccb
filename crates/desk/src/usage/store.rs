//! The usage's SQL.

use database::{Row, ToValue};

use super::rating::Rating;
use super::record::NewRecord;
use super::{Kind, Listed};
use crate::action::View;
use crate::contract::store::time;
use crate::error::DeskError;
use crate::id::{ContractId, CustomerId, TicketId, UsageId};

/// A rating as its row holds it.
pub(super) struct StoredRating {
    pub(super) tariff: String,
    pub(super) counted_s: i64,
    pub(super) charged: String,
    pub(super) burned: String,
    pub(super) amount_minor: i64,
    pub(super) steps: String,
}

pub(super) fn find_by_key(view: &mut View<'_, '_>, key: &str) -> Result<Option<(UsageId, ContractId)>, DeskError> {
    let row = view.tx.query_opt("select id, contract_id from usage_record where unique_key = $1", &[&key])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

pub(super) fn insert(view: &mut View<'_, '_>, id: UsageId, new: &NewRecord<'_>) -> Result<(), DeskError> {
    let now = view.now_us();
    let accepted_at = new.accepted_at.map(jiff::Timestamp::as_microsecond);
    view.tx.execute(
        "insert into usage_record (id, contract_id, ticket_id, contact_id, staff_id, kind, line, work_kind, at, \
         known_at, measured_s, accepted_at, accepted_price, note, unique_key, facts) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        &[
            &id,
            &new.contract,
            &new.ticket,
            &new.contact,
            &new.staff,
            &new.kind.word(),
            &new.line,
            &new.work_kind,
            &new.at.as_microsecond(),
            &now,
            &new.measured_s,
            &accepted_at,
            &new.accepted_price,
            &new.note,
            &new.unique_key,
            &new.facts,
        ],
    )?;
    Ok(())
}

fn rating(row: &Row, from: usize) -> Result<Rating, DeskError> {
    Rating::read(&StoredRating {
        tariff: row.get(from)?,
        counted_s: row.get(from + 1)?,
        charged: row.get(from + 2)?,
        burned: row.get(from + 3)?,
        amount_minor: row.get(from + 4)?,
        steps: row.get(from + 5)?,
    })
}

/// The rating of a usage that stands.
pub(crate) struct Standing {
    pub(crate) usage: UsageId,
    /// Its row, which the next rating reverses.
    pub(crate) row: i64,
    pub(crate) rating: Rating,
}

/// The rating that stands for each usage of a contract, in numbers only: the words stay where they are.
pub(crate) fn newest_ratings(view: &mut View<'_, '_>, contract: ContractId) -> Result<Vec<Standing>, DeskError> {
    let rows = view.tx.query(
        "select r.usage_id, r.id, r.tariff, r.counted_s, r.charged, r.burned, r.amount_minor, '{\"de\":[],\"en\":[]}' \
         from usage_record u join rated_usage r on r.usage_id = u.id \
         where u.contract_id = $1 and not exists (select 1 from rated_usage n where n.reverses_id = r.id) \
         order by r.id",
        &[&contract],
    )?;
    rows.iter().map(|row| Ok(Standing { usage: row.get(0)?, row: row.get(1)?, rating: rating(row, 2)? })).collect()
}

pub(super) fn insert_rating(
    view: &mut View<'_, '_>,
    id: i64,
    usage: UsageId,
    reverses: Option<i64>,
    rating: &Rating,
) -> Result<(), DeskError> {
    let now = view.now_us();
    let stored = rating.stored()?;
    view.tx.execute(
        "insert into rated_usage (id, usage_id, reverses_id, tariff, counted_s, charged, burned, amount_minor, steps, \
         rated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            &id,
            &usage,
            &reverses,
            &stored.tariff,
            &stored.counted_s,
            &stored.charged,
            &stored.burned,
            &stored.amount_minor,
            &stored.steps,
            &now,
        ],
    )?;
    Ok(())
}

/// Which usages to list.
pub(super) enum Of {
    Usage(UsageId),
    Ticket(TicketId),
    Customer(CustomerId, Option<Kind>, Option<UsageId>),
}

const LISTED: &str = "select u.id, u.kind, u.contract_id, c.number, u.line, u.work_kind, u.at, u.known_at, \
     u.measured_s, p.name, s.name, t.number, t.subject, u.note, u.accepted_price, \
     r.tariff, r.counted_s, r.charged, r.burned, r.amount_minor, r.steps \
     from usage_record u join contract c on c.id = u.contract_id \
     left join contact p on p.id = u.contact_id left join staff s on s.id = u.staff_id \
     left join ticket t on t.id = u.ticket_id \
     left join rated_usage r on r.usage_id = u.id \
     and not exists (select 1 from rated_usage n where n.reverses_id = r.id) \
     where (cast($1 as bigint) is null or c.customer_id = cast($1 as bigint))";

pub(super) fn list(view: &mut View<'_, '_>, of: Of, limit: i64) -> Result<Vec<Listed>, DeskError> {
    let scope = view.scope().customer();
    let staff = view.actor.require_staff().is_ok();
    let mut sql = LISTED.to_owned();
    let (id, kind, before): (i64, Option<&str>, i64) = match of {
        Of::Usage(id) => {
            sql.push_str(" and u.id = $2");
            (id.0, None, i64::MAX)
        }
        Of::Ticket(id) => {
            sql.push_str(" and u.ticket_id = $2");
            (id.0, None, i64::MAX)
        }
        Of::Customer(id, kind, before) => {
            sql.push_str(" and c.customer_id = $2");
            (id.0, kind.map(Kind::word), before.map_or(i64::MAX, |id| id.0))
        }
    };
    sql.push_str(
        " and (cast($3 as text) is null or u.kind = cast($3 as text)) and u.id < $4 order by u.id desc limit $5",
    );
    let params: [&dyn ToValue; 5] = [&scope, &id, &kind, &before, &limit];
    let rows = view.tx.query(&sql, &params)?;
    rows.iter().map(|row| listed(row, staff)).collect()
}

fn listed(row: &Row, staff: bool) -> Result<Listed, DeskError> {
    let ticket = match row.get::<Option<i64>>(11)? {
        Some(number) => Some((number, row.get(12)?)),
        None => None,
    };
    Ok(Listed {
        id: row.get(0)?,
        kind: Kind::find(row.text(1)?),
        contract: row.get(2)?,
        contract_number: row.get(3)?,
        line: row.get(4)?,
        work_kind: row.get(5)?,
        at: time(row.get(6)?)?,
        known_at: time(row.get(7)?)?,
        measured_s: row.get(8)?,
        contact: row.get(9)?,
        staff: row.get(10)?,
        ticket,
        note: if staff { row.get(13)? } else { String::new() },
        accepted_price: row.get(14)?,
        rating: row.get::<Option<String>>(15)?.map(|_| rating(row, 15)).transpose()?,
    })
}
