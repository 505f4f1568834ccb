//! The mailboxes' SQL.

use database::Row;
use jiff::Timestamp;
use mail::Security;

use super::{Afterwards, Failed, FetchFault, Fetching, Mailbox, NewMailbox, Origin, Position};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::MailboxId;
use crate::secret::Sealed;

pub(super) fn list(view: &mut View<'_, '_>) -> Result<Vec<Mailbox>, DeskError> {
    let rows = view
        .tx
        .query("select id, name, address, sender_name, checked_by, retired_at from mailbox order by name, id", &[])?;
    rows.iter()
        .map(|row| {
            let retired_at = time(row, 5)?;
            Ok(Mailbox {
                id: row.get(0)?,
                name: row.get(1)?,
                address: row.get(2)?,
                sender_name: row.get(3)?,
                checked_by: row.get(4)?,
                retired_at,
            })
        })
        .collect()
}

/// The server whose checks count at a mailbox.
pub(super) fn find_checked_by(view: &mut View<'_, '_>, name: &str) -> Result<Option<String>, DeskError> {
    let row = view.tx.query_opt("select checked_by from mailbox where name = $1", &[&name])?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

/// The address of a mailbox that takes mail.
pub(super) fn find_address(view: &mut View<'_, '_>, name: &str) -> Result<Option<String>, DeskError> {
    let row = view.tx.query_opt("select address from mailbox where name = $1 and retired_at is null", &[&name])?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

/// The name beside an address.
pub(super) fn find_sender_name(view: &mut View<'_, '_>, address: &str) -> Result<Option<String>, DeskError> {
    let row = view.tx.query_opt("select sender_name from mailbox where address = $1", &[&address])?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

/// The name behind an address, and whether it was retired.
pub(super) fn find_by_address(view: &mut View<'_, '_>, address: &str) -> Result<Option<(String, bool)>, DeskError> {
    let row = view.tx.query_opt("select name, retired_at from mailbox where address = $1", &[&address])?;
    row.map(|row| Ok((row.get(0)?, row.get::<Option<i64>>(1)?.is_some()))).transpose()
}

pub(super) fn insert(act: &mut Action<'_, '_>, id: MailboxId, name: &str, new: &NewMailbox) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "insert into mailbox (id, name, address, sender_name, checked_by, created_at) values ($1, $2, $3, $4, $5, $6)",
        &[&id, &name, &new.address, &new.sender_name, &new.checked_by, &now],
    )?;
    Ok(())
}

pub(super) fn update(act: &mut Action<'_, '_>, id: MailboxId, new: &NewMailbox) -> Result<(), DeskError> {
    act.tx.execute(
        "update mailbox set address = $2, sender_name = $3, checked_by = $4 where id = $1",
        &[&id, &new.address, &new.sender_name, &new.checked_by],
    )?;
    Ok(())
}

pub(super) fn update_retired(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    retired_at: Option<Timestamp>,
) -> Result<(), DeskError> {
    let retired_at = retired_at.map(Timestamp::as_microsecond);
    act.tx.execute("update mailbox set retired_at = $2 where id = $1", &[&id, &retired_at])?;
    Ok(())
}

pub(super) fn list_fetching(view: &mut View<'_, '_>) -> Result<Vec<Fetching>, DeskError> {
    let rows = view.tx.query(
        "select mailbox_id, revision, host, port, security, user_name, password, folder, move_to, uid_validity, \
         last_uid, succeeded_at, failed_at, failure, failure_detail from fetching order by mailbox_id",
        &[],
    )?;
    rows.iter().map(fetching_row).collect()
}

pub(super) fn insert_fetching(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    origin: &Origin,
    password: &Sealed,
) -> Result<(), DeskError> {
    let security = security_word(origin.security);
    act.tx.execute(
        "insert into fetching (mailbox_id, revision, host, port, security, user_name, password, folder, move_to, \
         last_uid, failure_detail) values ($1, 1, $2, $3, $4, $5, $6, $7, $8, 0, '')",
        &[
            &id,
            &origin.host,
            &origin.port,
            &security,
            &origin.user,
            &password.bytes(),
            &origin.folder,
            &move_to(&origin.afterwards),
        ],
    )?;
    Ok(())
}

pub(super) fn update_fetching(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    origin: &Origin,
    password: &Sealed,
    position: Position,
) -> Result<(), DeskError> {
    let security = security_word(origin.security);
    act.tx.execute(
        "update fetching set revision = revision + 1, host = $2, port = $3, security = $4, user_name = $5, \
         password = $6, folder = $7, move_to = $8, uid_validity = $9, last_uid = $10, failed_at = null, \
         failure = null, failure_detail = '' where mailbox_id = $1",
        &[
            &id,
            &origin.host,
            &origin.port,
            &security,
            &origin.user,
            &password.bytes(),
            &origin.folder,
            &move_to(&origin.afterwards),
            &position.uid_validity,
            &position.last_uid,
        ],
    )?;
    Ok(())
}

pub(super) fn delete_fetching(act: &mut Action<'_, '_>, id: MailboxId) -> Result<(), DeskError> {
    act.tx.execute("delete from fetching where mailbox_id = $1", &[&id])?;
    Ok(())
}

pub(super) fn update_fetched(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    revision: i64,
    position: Position,
) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "update fetching set uid_validity = $3, last_uid = $4, succeeded_at = $5, failed_at = null, failure = null, \
         failure_detail = '' where mailbox_id = $1 and revision = $2",
        &[&id, &revision, &position.uid_validity, &position.last_uid, &now],
    )?;
    Ok(())
}

pub(super) fn update_fetch_failed(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    revision: i64,
    fault: FetchFault,
    detail: &str,
) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "update fetching set failed_at = $3, failure = $4, failure_detail = $5 where mailbox_id = $1 and revision = $2",
        &[&id, &revision, &now, &fault.word(), &detail],
    )?;
    Ok(())
}

fn fetching_row(row: &Row) -> Result<Fetching, DeskError> {
    let failed = match (time(row, 12)?, row.get::<Option<String>>(13)?) {
        (Some(at), Some(word)) => Some(Failed { at, fault: FetchFault::from_word(&word), detail: row.get(14)? }),
        _ => None,
    };
    let afterwards = row.get::<Option<String>>(8)?.map_or(Afterwards::Seen, Afterwards::Move);
    Ok(Fetching {
        mailbox: row.get(0)?,
        revision: row.get(1)?,
        origin: Origin {
            host: row.get(2)?,
            port: row.get(3)?,
            security: security(row.text(4)?),
            user: row.get(5)?,
            folder: row.get(7)?,
            afterwards,
        },
        password: Sealed::from_stored(row.get(6)?),
        position: Position { uid_validity: row.get(9)?, last_uid: row.get(10)? },
        succeeded_at: time(row, 11)?,
        failed,
    })
}

fn time(row: &Row, column: usize) -> Result<Option<Timestamp>, DeskError> {
    let stored = row.get::<Option<i64>>(column)?.map(Timestamp::from_microsecond).transpose();
    stored.map_err(|error| DeskError::broken(error.to_string()))
}

fn security_word(security: Security) -> &'static str {
    match security {
        Security::Tls => "tls",
        Security::StartTls => "starttls",
        Security::None => "none",
    }
}

fn security(word: &str) -> Security {
    match word {
        "none" => Security::None,
        "starttls" => Security::StartTls,
        _ => Security::Tls,
    }
}

fn move_to(afterwards: &Afterwards) -> Option<&str> {
    match afterwards {
        Afterwards::Seen => None,
        Afterwards::Move(folder) => Some(folder),
    }
}
