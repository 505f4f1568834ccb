//! The systems' SQL.

use database::Row;

use super::{Environment, NewSystem, System};
use crate::action::View;
use crate::contract::store::time;
use crate::error::DeskError;
use crate::id::{CustomerId, SystemId};

const PRODUCTION: &str = "production";
const DEVELOPMENT: &str = "development";

fn read(row: &Row) -> Result<System, DeskError> {
    Ok(System {
        id: row.get(0)?,
        customer: row.get(1)?,
        contract: row.get(2)?,
        name: row.get(3)?,
        environment: if row.text(4)? == DEVELOPMENT { Environment::Development } else { Environment::Production },
        production: row.get(5)?,
        product: row.get(6)?,
        version: row.get(7)?,
        removed_at: row.get::<Option<i64>>(8)?.map(time).transpose()?,
    })
}

pub(super) fn find(view: &mut View<'_, '_>, id: SystemId) -> Result<Option<System>, DeskError> {
    let scope = view.scope().customer();
    let row = view.tx.query_opt(
        "select id, customer_id, contract_id, name, environment, production_id, product, version, removed_at \
         from system where id = $1 and (cast($2 as bigint) is null or customer_id = cast($2 as bigint))",
        &[&id, &scope],
    )?;
    row.as_ref().map(read).transpose()
}

pub(super) fn of_customer(view: &mut View<'_, '_>, customer: CustomerId) -> Result<Vec<System>, DeskError> {
    let scope = view.scope().customer();
    let rows = view.tx.query(
        "select id, customer_id, contract_id, name, environment, production_id, product, version, removed_at \
         from system where customer_id = $1 and removed_at is null \
         and (cast($2 as bigint) is null or customer_id = cast($2 as bigint)) order by environment desc, id limit 1000",
        &[&customer, &scope],
    )?;
    rows.iter().map(read).collect()
}

pub(super) fn insert(view: &mut View<'_, '_>, id: SystemId, name: &str, new: &NewSystem) -> Result<(), DeskError> {
    let now = view.now_us();
    let environment = match new.environment {
        Environment::Production => PRODUCTION,
        Environment::Development => DEVELOPMENT,
    };
    view.tx.execute(
        "insert into system (id, customer_id, contract_id, name, environment, production_id, product, version, \
         created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[&id, &new.customer, &new.contract, &name, &environment, &new.production, &new.product, &new.version, &now],
    )?;
    Ok(())
}

pub(super) fn remove(view: &mut View<'_, '_>, id: SystemId) -> Result<bool, DeskError> {
    let now = view.now_us();
    let sql = "update system set removed_at = $2 where id = $1 and removed_at is null";
    Ok(view.tx.execute(sql, &[&id, &now])? > 0)
}
