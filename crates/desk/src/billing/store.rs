//! The invoices' SQL. There is no statement here that changes or deletes one.

use database::{Row, ToValue};

use super::list::{Invoice, Listed};
use super::month::Month;
use super::snapshot::{Line, Snapshot};
use crate::action::View;
use crate::actor::Actor;
use crate::contract::Terms;
use crate::contract::store::time;
use crate::error::DeskError;
use crate::id::{ContractId, CustomerId, InvoiceId, UsageId};

/// Contracts that had begun by the end of a month, by number. Those that ended stay: corrections may still come.
pub(super) fn contracts_of_month(view: &mut View<'_, '_>, month: Month) -> Result<Vec<ContractId>, DeskError> {
    let rows = view
        .tx
        .query("select id from contract where starts_on <= $1 order by number", &[&month.period().to.to_string()])?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

pub(super) fn find_number(
    view: &mut View<'_, '_>,
    contract: ContractId,
    month: Month,
) -> Result<Option<i64>, DeskError> {
    let row = view.tx.query_opt(
        "select number from invoice where contract_id = $1 and period_from = $2",
        &[&contract, &month.period().from.to_string()],
    )?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

pub(super) fn insert(
    view: &mut View<'_, '_>,
    id: InvoiceId,
    number: i64,
    terms: &Terms,
    snapshot: &Snapshot,
) -> Result<(), DeskError> {
    let now = view.now_us();
    let by = match view.actor {
        Actor::Staff { id, .. } => Some(*id),
        _ => None,
    };
    view.tx.execute(
        "insert into invoice (id, number, contract_id, customer_id, period_from, period_to, currency, net_minor, \
         tax_minor, gross_minor, snapshot, issued_at, issued_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &[
            &id,
            &number,
            &terms.id,
            &terms.customer,
            &snapshot.from,
            &snapshot.to,
            &snapshot.currency,
            &snapshot.net_minor,
            &snapshot.tax_minor,
            &snapshot.gross_minor,
            &serde_json::to_string(snapshot)?,
            &now,
            &by,
        ],
    )?;
    Ok(())
}

pub(super) fn insert_line(
    view: &mut View<'_, '_>,
    id: i64,
    invoice: InvoiceId,
    position: i64,
    line: &Line,
) -> Result<(), DeskError> {
    // The whole line is in the snapshot; the row is what usage refers to.
    let body =
        serde_json::json!({ "kind": line.kind, "text": line.text, "quantity": line.quantity, "unit": line.unit });
    view.tx.execute(
        "insert into invoice_line (id, invoice_id, position, net_minor, body) values ($1, $2, $3, $4, $5)",
        &[&id, &invoice, &position, &line.net_minor, &body.to_string()],
    )?;
    Ok(())
}

pub(super) fn insert_billed(
    view: &mut View<'_, '_>,
    usage: UsageId,
    line: i64,
    position: i64,
) -> Result<(), DeskError> {
    view.tx.execute(
        "insert into billed_usage (usage_id, line_id, position) values ($1, $2, $3)",
        &[&usage, &line, &position],
    )?;
    Ok(())
}

fn listed(row: &Row) -> Result<Listed, DeskError> {
    Ok(Listed {
        id: row.get(0)?,
        number: row.get(1)?,
        contract: row.get(2)?,
        contract_number: row.get(3)?,
        customer: row.get(4)?,
        customer_name: (row.get(5)?, row.get(6)?),
        from: row.get(7)?,
        to: row.get(8)?,
        currency: row.get(9)?,
        net_minor: row.get(10)?,
        tax_minor: row.get(11)?,
        gross_minor: row.get(12)?,
        issued_at: time(row.get(13)?)?,
    })
}

const LISTED: &str = "select i.id, i.number, i.contract_id, c.number, i.customer_id, k.number, k.name, i.period_from, \
     i.period_to, i.currency, i.net_minor, i.tax_minor, i.gross_minor, i.issued_at";
const JOINED: &str = "from invoice i join contract c on c.id = i.contract_id join customer k on k.id = i.customer_id \
     where (cast($1 as bigint) is null or i.customer_id = cast($1 as bigint))";

pub(super) fn list(
    view: &mut View<'_, '_>,
    customer: Option<CustomerId>,
    month: Option<Month>,
    before: i64,
    limit: i64,
) -> Result<Vec<Listed>, DeskError> {
    let scope = view.scope().customer();
    let from = month.map(|month| month.period().from.to_string());
    let mut params: Vec<&dyn ToValue> = vec![&scope, &before, &limit];
    // Each filter has an index of its own, which a condition on a parameter that may be null would not use.
    let filter = match (&customer, &from) {
        (Some(customer), _) => {
            params.push(customer);
            "and i.customer_id = $4"
        }
        (None, Some(from)) => {
            params.push(from);
            "and i.period_from = $4"
        }
        (None, None) => "",
    };
    let sql = format!("{LISTED} {JOINED} {filter} and i.number < $2 order by i.number desc limit $3");
    view.tx.query(&sql, &params)?.iter().map(listed).collect()
}

pub(super) fn find(view: &mut View<'_, '_>, number: i64) -> Result<Option<Invoice>, DeskError> {
    let scope = view.scope().customer();
    let sql = format!("{LISTED}, i.snapshot {JOINED} and i.number = $2");
    let row = view.tx.query_opt(&sql, &[&scope, &number])?;
    row.map(|row| Ok(Invoice { listed: listed(&row)?, snapshot: serde_json::from_str(row.text(14)?)? })).transpose()
}

/// A contract's issued invoices for the doctor: number, snapshot, sum of the line rows.
pub(crate) fn issued_of(view: &mut View<'_, '_>, contract: ContractId) -> Result<Vec<(i64, Snapshot, i64)>, DeskError> {
    let rows = view.tx.query(
        "select i.number, i.snapshot, (select coalesce(cast(sum(l.net_minor) as bigint), 0) from invoice_line l \
         where l.invoice_id = i.id) from invoice i where i.contract_id = $1 order by i.period_from",
        &[&contract],
    )?;
    rows.iter().map(|row| Ok((row.get(0)?, serde_json::from_str(row.text(1)?)?, row.get(2)?))).collect()
}

/// How many invoices there are, and the highest number: equal where none is missing.
pub(crate) fn numbers(view: &mut View<'_, '_>) -> Result<(i64, i64), DeskError> {
    let row = view.tx.query_one("select count(*), coalesce(max(number), 0) from invoice", &[])?;
    Ok((row.get(0)?, row.get(1)?))
}
