//! The mailboxes' SQL.

use database::Row;
use jiff::Timestamp;
use mail::Security;

use super::{
    Afterwards, Client, Consent, Failed, FetchFault, Fetching, Given, MailProvider, Mailbox, NewMailbox, Origin,
    Position, SignIn,
};
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
        "select f.mailbox_id, f.revision, f.host, f.port, f.security, f.user_name, f.password, f.folder, f.move_to, \
         f.uid_validity, f.last_uid, f.succeeded_at, f.failed_at, f.failure, f.failure_detail, c.provider, c.tenant, \
         c.authorize_url, c.token_url, c.scopes, c.client_id, c.client_secret, c.refresh_token, c.given_at \
         from fetching f left join fetching_consent c on c.mailbox_id = f.mailbox_id order by f.mailbox_id",
        &[],
    )?;
    rows.iter().map(fetching_row).collect()
}

pub(super) fn insert_fetching(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    origin: &Origin,
    sign_in: &SignIn,
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
            &password_bytes(sign_in),
            &origin.folder,
            &move_to(&origin.afterwards),
        ],
    )?;
    put_consent(act, id, sign_in)
}

pub(super) fn update_fetching(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    origin: &Origin,
    sign_in: &SignIn,
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
            &password_bytes(sign_in),
            &origin.folder,
            &move_to(&origin.afterwards),
            &position.uid_validity,
            &position.last_uid,
        ],
    )?;
    put_consent(act, id, sign_in)
}

/// Puts how a mailbox signs in by consent, if it does, in place of what was there. No question is under way then.
fn put_consent(act: &mut Action<'_, '_>, id: MailboxId, sign_in: &SignIn) -> Result<(), DeskError> {
    delete_consent(act, id)?;
    let SignIn::Consent(Consent { client, given }) = sign_in else { return Ok(()) };
    let (tenant, authorize, token, scopes) = match &client.provider {
        MailProvider::Microsoft { tenant } => (tenant.as_str(), "", "", ""),
        MailProvider::Google => ("", "", "", ""),
        MailProvider::Other { authorize, token, scopes } => ("", authorize.as_str(), token.as_str(), scopes.as_str()),
    };
    act.tx.execute(
        "insert into fetching_consent (mailbox_id, provider, tenant, authorize_url, token_url, scopes, client_id, \
         client_secret, refresh_token, given_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            &id,
            &client.provider.word(),
            &tenant,
            &authorize,
            &token,
            &scopes,
            &client.id,
            &client.secret.as_ref().map(Sealed::bytes),
            &given.as_ref().map(|given| given.refresh_token.bytes()),
            &given.as_ref().map(|given| given.at.as_microsecond()),
        ],
    )?;
    Ok(())
}

fn delete_consent(act: &mut Action<'_, '_>, id: MailboxId) -> Result<(), DeskError> {
    act.tx.execute("delete from fetching_consent where mailbox_id = $1", &[&id])?;
    Ok(())
}

/// A question to the provider is under way, in place of any other.
pub(super) fn update_asked(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    hash: &[u8; 32],
    verifier: &Sealed,
    until: Timestamp,
) -> Result<(), DeskError> {
    act.tx.execute(
        "update fetching_consent set asked_hash = $2, asked_verifier = $3, asked_until = $4 where mailbox_id = $1",
        &[&id, &hash.as_slice(), &verifier.bytes(), &until.as_microsecond()],
    )?;
    Ok(())
}

/// The mailbox of a question that is under way, and the question's verifier.
pub(super) fn find_asked(view: &mut View<'_, '_>, hash: &[u8; 32]) -> Result<Option<(MailboxId, Sealed)>, DeskError> {
    let now = view.now_us();
    let row = view.tx.query_opt(
        "select mailbox_id, asked_verifier from fetching_consent where asked_hash = $1 and asked_until > $2",
        &[&hash.as_slice(), &now],
    )?;
    row.map(|row| Ok((row.get(0)?, Sealed::from_stored(row.get(1)?)))).transpose()
}

/// No question is under way.
pub(super) fn update_not_asked(act: &mut Action<'_, '_>, id: MailboxId) -> Result<(), DeskError> {
    act.tx.execute(
        "update fetching_consent set asked_hash = null, asked_verifier = null, asked_until = null \
         where mailbox_id = $1",
        &[&id],
    )?;
    Ok(())
}

/// Keeps a consent, or forgets it.
pub(super) fn update_consent(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    refresh_token: Option<&Sealed>,
) -> Result<(), DeskError> {
    let given_at = refresh_token.map(|_| act.now_us());
    act.tx.execute(
        "update fetching_consent set refresh_token = $2, given_at = $3, asked_hash = null, asked_verifier = null, \
         asked_until = null where mailbox_id = $1",
        &[&id, &refresh_token.map(Sealed::bytes), &given_at],
    )?;
    Ok(())
}

/// The same consent goes on with another token.
pub(super) fn update_refresh_token(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    revision: i64,
    refresh_token: &Sealed,
) -> Result<(), DeskError> {
    act.tx.execute(
        "update fetching_consent set refresh_token = $3 where mailbox_id in \
         (select mailbox_id from fetching where mailbox_id = $1 and revision = $2)",
        &[&id, &revision, &refresh_token.bytes()],
    )?;
    Ok(())
}

/// People have changed with what it signs in: what did not work before is no more said.
pub(super) fn update_revision(act: &mut Action<'_, '_>, id: MailboxId) -> Result<(), DeskError> {
    act.tx.execute(
        "update fetching set revision = revision + 1, failed_at = null, failure = null, failure_detail = '' \
         where mailbox_id = $1",
        &[&id],
    )?;
    Ok(())
}

pub(super) fn delete_fetching(act: &mut Action<'_, '_>, id: MailboxId) -> Result<(), DeskError> {
    delete_consent(act, id)?;
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
        sign_in: match consent(row)? {
            Some(consent) => SignIn::Consent(consent),
            None => SignIn::Password(Sealed::from_stored(row.get(6)?)),
        },
        position: Position { uid_validity: row.get(9)?, last_uid: row.get(10)? },
        succeeded_at: time(row, 11)?,
        failed,
    })
}

fn consent(row: &Row) -> Result<Option<Consent>, DeskError> {
    let Some(word) = row.get::<Option<String>>(15)? else { return Ok(None) };
    let provider = match word.as_str() {
        "microsoft" => MailProvider::Microsoft { tenant: row.get(16)? },
        "google" => MailProvider::Google,
        _ => MailProvider::Other { authorize: row.get(17)?, token: row.get(18)?, scopes: row.get(19)? },
    };
    let secret = row.get::<Option<Vec<u8>>>(21)?.map(Sealed::from_stored);
    let given = match (row.get::<Option<Vec<u8>>>(22)?, time(row, 23)?) {
        (Some(token), Some(at)) => Some(Given { at, refresh_token: Sealed::from_stored(token) }),
        _ => None,
    };
    Ok(Some(Consent { client: Client { provider, id: row.get(20)?, secret }, given }))
}

/// Empty where there is none.
fn password_bytes(sign_in: &SignIn) -> &[u8] {
    match sign_in {
        SignIn::Password(password) => password.bytes(),
        SignIn::Consent(_) => &[],
    }
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
