//! The signing keys' SQL.

use database::Row;
use jiff::Timestamp;

use super::{InUse, NewKey, SigningKey};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::SigningKeyId;
use crate::secret::Sealed;

fn time(us: i64) -> Result<Timestamp, DeskError> {
    Timestamp::from_microsecond(us).map_err(|error| DeskError::broken(error.to_string()))
}

pub(super) fn list(view: &mut View<'_, '_>) -> Result<Vec<SigningKey>, DeskError> {
    let rows = view.tx.query(
        "select id, domain, selector, public, created_at, signs_since from signing_key order by domain, id",
        &[],
    )?;
    let read = |row: &Row| {
        Ok(SigningKey {
            id: row.get(0)?,
            domain: row.get(1)?,
            selector: row.get(2)?,
            public: row.get(3)?,
            created_at: time(row.get(4)?)?,
            signs_since: row.get::<Option<i64>>(5)?.map(time).transpose()?,
        })
    };
    rows.iter().map(read).collect()
}

pub(super) fn insert(
    act: &mut Action<'_, '_>,
    id: SigningKeyId,
    domain: &str,
    selector: &str,
    key: &NewKey,
) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "insert into signing_key (id, domain, selector, public, private, created_at) values ($1, $2, $3, $4, $5, $6)",
        &[&id, &domain, &selector, &key.public, &key.private.bytes(), &now],
    )?;
    Ok(())
}

pub(super) fn update_idle(act: &mut Action<'_, '_>, domain: &str) -> Result<(), DeskError> {
    act.tx.execute("update signing_key set signs_since = null where domain = $1", &[&domain])?;
    Ok(())
}

pub(super) fn update_signing(act: &mut Action<'_, '_>, id: SigningKeyId) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute("update signing_key set signs_since = $2 where id = $1", &[&id, &now])?;
    Ok(())
}

pub(super) fn delete(act: &mut Action<'_, '_>, id: SigningKeyId) -> Result<(), DeskError> {
    act.tx.execute("delete from signing_key where id = $1", &[&id])?;
    Ok(())
}

pub(super) fn find_in_use(view: &mut View<'_, '_>, domain: &str) -> Result<Option<InUse>, DeskError> {
    let row = view.tx.query_opt(
        "select domain, selector, private from signing_key where domain = $1 and signs_since is not null",
        &[&domain],
    )?;
    row.map(|row| Ok(InUse { domain: row.get(0)?, selector: row.get(1)?, private: Sealed::from_stored(row.get(2)?) }))
        .transpose()
}
