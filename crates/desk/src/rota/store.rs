//! The on-call list's SQL.

use database::Row;
use serde::{Deserialize, Serialize};

use super::{CallBack, NewCallBack, Shown, ShownRow};
use crate::action::View;
use crate::contract::store::time;
use crate::error::DeskError;
use crate::id::{CallBackId, StaffId, UsageId};

const SELECT: &str = "select b.id, b.contract_id, c.number, k.number, k.name, b.contact_id, p.name, b.line, b.phone, \
     b.subject, b.requested_at, b.accepted_price, b.accepted_at, b.taken_by, s.name, b.taken_at, b.done_at, b.usage_id \
     from call_back b join contract c on c.id = b.contract_id join customer k on k.id = c.customer_id \
     join contact p on p.id = b.contact_id left join staff s on s.id = b.taken_by \
     where (cast($1 as bigint) is null or c.customer_id = cast($1 as bigint))";

/// The accepted price as its column holds it.
#[derive(Serialize, Deserialize)]
struct Kept {
    text: String,
    until_us: Option<i64>,
    rows: Vec<ShownRow>,
}

fn read(row: &Row) -> Result<CallBack, DeskError> {
    let taken = match (row.get::<Option<StaffId>>(13)?, row.get::<Option<i64>>(15)?) {
        (Some(by), Some(at)) => Some((by, row.get(14)?, time(at)?)),
        _ => None,
    };
    let kept: Kept = serde_json::from_str(row.text(11)?)?;
    Ok(CallBack {
        id: row.get(0)?,
        contract: row.get(1)?,
        contract_number: row.get(2)?,
        customer: (row.get(3)?, row.get(4)?),
        contact: row.get(5)?,
        contact_name: row.get(6)?,
        line: row.get(7)?,
        phone: row.get(8)?,
        subject: row.get(9)?,
        requested_at: time(row.get(10)?)?,
        accepted: Shown { text: kept.text, until: kept.until_us.map(time).transpose()?, rows: kept.rows },
        accepted_at: time(row.get(12)?)?,
        taken,
        done_at: row.get::<Option<i64>>(16)?.map(time).transpose()?,
        usage: row.get(17)?,
    })
}

pub(super) fn list_open(view: &mut View<'_, '_>) -> Result<Vec<CallBack>, DeskError> {
    let scope = view.scope().customer();
    let sql = format!("{SELECT} and b.done_at is null order by b.requested_at, b.id limit 500");
    view.tx.query(&sql, &[&scope])?.iter().map(read).collect()
}

pub(super) fn find(view: &mut View<'_, '_>, id: CallBackId) -> Result<Option<CallBack>, DeskError> {
    let scope = view.scope().customer();
    let sql = format!("{SELECT} and b.id = $2");
    view.tx.query_opt(&sql, &[&scope, &id])?.as_ref().map(read).transpose()
}

pub(super) fn insert(
    view: &mut View<'_, '_>,
    id: CallBackId,
    new: &NewCallBack,
    phone: &str,
    subject: &str,
    shown: &Shown,
) -> Result<(), DeskError> {
    let now = view.now_us();
    let until_us = shown.until.map(jiff::Timestamp::as_microsecond);
    let kept = Kept { text: shown.text.clone(), until_us, rows: shown.rows.clone() };
    let shown = serde_json::to_string(&kept)?;
    view.tx.execute(
        "insert into call_back (id, contract_id, contact_id, line, phone, subject, requested_at, accepted_price, \
         accepted_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $7)",
        &[&id, &new.contract, &new.contact, &new.line, &phone, &subject, &now, &shown],
    )?;
    Ok(())
}

pub(super) fn take(view: &mut View<'_, '_>, id: CallBackId, by: StaffId) -> Result<(), DeskError> {
    let now = view.now_us();
    let sql = "update call_back set taken_by = $2, taken_at = $3 where id = $1";
    view.tx.execute(sql, &[&id, &by, &now])?;
    Ok(())
}

pub(super) fn done(view: &mut View<'_, '_>, id: CallBackId, usage: Option<UsageId>) -> Result<(), DeskError> {
    let now = view.now_us();
    view.tx.execute("update call_back set done_at = $2, usage_id = $3 where id = $1", &[&id, &now, &usage])?;
    Ok(())
}
