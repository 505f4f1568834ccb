//! The licences' SQL.

use database::Row;

use super::{Channel, Licence, NewLicence};
use crate::action::View;
use crate::contract::store::{day, time};
use crate::error::DeskError;
use crate::id::{CustomerId, LicenceId};

fn read(row: &Row) -> Result<Licence, DeskError> {
    Ok(Licence {
        id: row.get(0)?,
        customer: row.get(1)?,
        contract: row.get(2)?,
        key: row.get(3)?,
        product: row.get(4)?,
        source: Channel::find(row.text(5)?).unwrap_or(Channel::Unknown),
        purchased_on: day(row, 6)?.ok_or_else(|| DeskError::broken("licence without a day"))?,
        withdrawn_at: row.get::<Option<i64>>(7)?.map(time).transpose()?,
    })
}

pub(super) fn find(view: &mut View<'_, '_>, id: LicenceId) -> Result<Option<Licence>, DeskError> {
    let scope = view.scope().customer();
    let row = view.tx.query_opt(
        "select id, customer_id, contract_id, licence_key, product, source, purchased_on, withdrawn_at \
         from licence where id = $1 and (cast($2 as bigint) is null or customer_id = cast($2 as bigint))",
        &[&id, &scope],
    )?;
    row.as_ref().map(read).transpose()
}

pub(super) fn find_by_key(view: &mut View<'_, '_>, key: &str) -> Result<Option<Licence>, DeskError> {
    let scope = view.scope().customer();
    let row = view.tx.query_opt(
        "select id, customer_id, contract_id, licence_key, product, source, purchased_on, withdrawn_at \
         from licence where licence_key = $1 and (cast($2 as bigint) is null or customer_id = cast($2 as bigint))",
        &[&key, &scope],
    )?;
    row.as_ref().map(read).transpose()
}

pub(super) fn of_customer(view: &mut View<'_, '_>, customer: CustomerId) -> Result<Vec<Licence>, DeskError> {
    let scope = view.scope().customer();
    let rows = view.tx.query(
        "select id, customer_id, contract_id, licence_key, product, source, purchased_on, withdrawn_at \
         from licence where customer_id = $1 \
         and (cast($2 as bigint) is null or customer_id = cast($2 as bigint)) order by id desc limit 1000",
        &[&customer, &scope],
    )?;
    rows.iter().map(read).collect()
}

pub(super) fn insert(view: &mut View<'_, '_>, id: LicenceId, key: &str, new: &NewLicence) -> Result<(), DeskError> {
    let now = view.now_us();
    view.tx.execute(
        "insert into licence (id, customer_id, contract_id, licence_key, product, source, purchased_on, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &id,
            &new.customer,
            &new.contract,
            &key,
            &new.product,
            &new.source.word(),
            &new.purchased_on.to_string(),
            &now,
        ],
    )?;
    Ok(())
}

pub(super) fn withdraw(view: &mut View<'_, '_>, id: LicenceId) -> Result<bool, DeskError> {
    let now = view.now_us();
    let sql = "update licence set withdrawn_at = $2 where id = $1 and withdrawn_at is null";
    Ok(view.tx.execute(sql, &[&id, &now])? > 0)
}
