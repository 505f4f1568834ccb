//! The releases' SQL.

use super::Release;
use crate::action::View;
use crate::contract::store::day;
use crate::error::DeskError;

pub(super) fn is_known(view: &mut View<'_, '_>, release: &Release) -> Result<bool, DeskError> {
    let sql = "select id from release where product = $1 and version = $2";
    Ok(view.tx.query_opt(sql, &[&release.product, &release.version])?.is_some())
}

pub(super) fn insert(view: &mut View<'_, '_>, id: i64, new: &Release) -> Result<(), DeskError> {
    let now = view.now_us();
    view.tx.execute(
        "insert into release (id, product, version, published_on, changes, created_at) values ($1, $2, $3, $4, $5, $6)",
        &[&id, &new.product, &new.version, &new.published_on.to_string(), &new.changes, &now],
    )?;
    Ok(())
}

pub(super) fn of_product(view: &mut View<'_, '_>, product: &str) -> Result<Vec<Release>, DeskError> {
    let rows = view.tx.query(
        "select product, version, published_on, changes from release where product = $1 \
         order by published_on desc, id desc limit 500",
        &[&product],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Release {
                product: row.get(0)?,
                version: row.get(1)?,
                published_on: day(row, 2)?.ok_or_else(|| DeskError::broken("release without a day"))?,
                changes: row.get(3)?,
            })
        })
        .collect()
}
