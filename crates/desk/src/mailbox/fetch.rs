//! How a mailbox fetches its mail from a mail server by IMAP: where from, as whom, what becomes of a mail there once it is stored
//! here, and how far it is.
//!
//! It signs in with a password or by consent ([`super::consent`]). The password is sealed and never shown again. It belongs to the server that it was entered for: with another host or another user
//! it has to be entered anew, so that nobody can have it sent elsewhere. What a fetcher tells of itself counts only while the
//! settings are those that it began with (their revision).

use std::net::IpAddr;

use jiff::Timestamp;
use mail::Security;
use serde_json::json;

use super::consent::{Consent, SameAccount};
use super::{SET_UP_BY, client, consent, get, store};
use crate::action::{Action, Subject, View};
use crate::error::{DeskError, FieldError};
use crate::id::MailboxId;
use crate::secret::Sealed;

/// What the password is sealed for.
pub const PURPOSE: &str = "password of a mailbox";
/// Longest text of a setting, in characters.
const SETTING_MAX: usize = 250;
/// Longest answer of a server that is kept, in characters.
const DETAIL_MAX: usize = 500;

/// What becomes of a mail at the mail server once it is stored here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Afterwards {
    /// It is marked as seen and stays.
    Seen,
    /// It is moved to a folder.
    Move(String),
}

/// Where mail is fetched from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Host of the mail server, as in its certificate.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Encryption of the connection; none only within this machine.
    pub security: Security,
    /// Who signs in.
    pub user: String,
    /// The folder that mail comes to.
    pub folder: String,
    /// What becomes of it there.
    pub afterwards: Afterwards,
}

/// How far a folder has been fetched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Position {
    /// The folder's validity: with another one the numbers mean other mails.
    pub uid_validity: Option<u32>,
    /// The last number taken.
    pub last_uid: u32,
}

/// Why fetching did not work the last time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchFault {
    /// The server cannot be reached, or left in the middle.
    Connection,
    /// The connection cannot be encrypted, or the certificate is not the host's.
    Encryption,
    /// User and password, or user and token, were not taken.
    SignIn,
    /// There is no such folder.
    Folder,
    /// A mail could not be marked or moved.
    Afterwards,
    /// The password, or what stands for it, cannot be opened: its key is lost.
    Key,
    /// The provider has not given its consent, or has taken it back.
    Consent,
    /// The provider gives no access token, for now or as we are known to it.
    MailProvider,
    /// Something else that the server said.
    Answer,
}

const FAULTS: [(FetchFault, &str); 9] = [
    (FetchFault::Connection, "connection"),
    (FetchFault::Encryption, "encryption"),
    (FetchFault::SignIn, "sign-in"),
    (FetchFault::Folder, "folder"),
    (FetchFault::Afterwards, "afterwards"),
    (FetchFault::Key, "key"),
    (FetchFault::Consent, "consent"),
    (FetchFault::MailProvider, "provider"),
    (FetchFault::Answer, "answer"),
];

impl FetchFault {
    pub(super) fn word(self) -> &'static str {
        FAULTS.iter().find(|(fault, _)| *fault == self).map_or("answer", |(_, word)| word)
    }

    pub(super) fn from_word(word: &str) -> FetchFault {
        FAULTS.iter().find(|(_, known)| *known == word).map_or(FetchFault::Answer, |(fault, _)| *fault)
    }
}

/// The last time that fetching did not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub fault: FetchFault,
    /// What the server or the system said.
    pub detail: String,
}

/// With what a mailbox signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// With a password.
    Password(Sealed),
    /// With what the provider gives out by consent.
    Consent(Consent),
}

impl SignIn {
    fn password(&self) -> Option<&Sealed> {
        match self {
            SignIn::Password(password) => Some(password),
            SignIn::Consent(_) => None,
        }
    }

    fn consent(&self) -> Option<&Consent> {
        match self {
            SignIn::Password(_) => None,
            SignIn::Consent(consent) => Some(consent),
        }
    }
}

/// How a mailbox fetches, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetching {
    /// The mailbox.
    pub mailbox: MailboxId,
    /// Counts the changes that people make of what follows.
    pub revision: i64,
    /// Where from.
    pub origin: Origin,
    /// With what it signs in.
    pub sign_in: SignIn,
    /// How far it is.
    pub position: Position,
    /// When it last worked.
    pub succeeded_at: Option<Timestamp>,
    /// The last time that it did not, if it has not worked since.
    pub failed: Option<Failed>,
}

/// How a mailbox should fetch, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewFetching {
    /// Host.
    pub host: String,
    /// Port; empty for the usual one.
    pub port: String,
    /// "tls", "starttls" or "none".
    pub security: String,
    /// Who signs in.
    pub user: String,
    /// "password", or "microsoft", "google", "other": by consent of this provider.
    pub sign_in: String,
    /// The password; none to keep the one that is known.
    pub password: Option<Sealed>,
    /// The name that the provider has given us.
    pub client_id: String,
    /// The secret that it has given us; none to keep the one that is known.
    pub client_secret: Option<Sealed>,
    /// Of Microsoft: the organisation; empty for any.
    pub tenant: String,
    /// Of another provider: where people give their consent.
    pub authorize_url: String,
    /// Of another provider: where tokens are given out.
    pub token_url: String,
    /// Of another provider: what is asked for.
    pub scopes: String,
    /// The folder; empty for the inbox.
    pub folder: String,
    /// "seen" or "move".
    pub afterwards: String,
    /// The folder to move to.
    pub move_to: String,
}

/// How mailboxes fetch: those that do.
///
/// # Errors
/// [`DeskError::Forbidden`] for staff who are neither manager nor administrator, [`DeskError::NotFound`] for contacts.
pub fn fetching(view: &mut View<'_, '_>) -> Result<Vec<Fetching>, DeskError> {
    view.actor.require(&SET_UP_BY)?;
    store::list_fetching(view)
}

/// Lets a mailbox fetch, or changes how.
///
/// # Errors
/// Field errors, all of them; [`DeskError::NotFound`]; [`DeskError::Forbidden`] for staff who are neither manager nor administrator.
pub fn fetch(act: &mut Action<'_, '_>, id: MailboxId, new: &NewFetching) -> Result<(), DeskError> {
    act.actor.require(&SET_UP_BY)?;
    get(act, id)?;
    let known = known(act, id)?;
    let (mut wrong, origin) = checked(new);
    let same_account = match &known {
        Some(known) if known.origin.host == origin.host && known.origin.user == origin.user => SameAccount::Yes,
        _ => SameAccount::No,
    };
    let sign_in = match new.sign_in.as_str() {
        "password" | "" => password(new, known.as_ref(), same_account, &mut wrong),
        "microsoft" | "google" | "other" => {
            let before = known.as_ref().and_then(|known| known.sign_in.consent());
            let client = client::checked(new, before.map(|before| &before.client), &mut wrong);
            let given = consent::kept(before, &client, same_account);
            Some(SignIn::Consent(Consent { client, given }))
        }
        _ => {
            let detail = "password, microsoft, google, other".to_owned();
            wrong.push(FieldError { field: "sign-in".into(), code: "unknown", detail });
            None
        }
    };
    let Some(sign_in) = sign_in.filter(|_| wrong.is_empty()) else { return Err(DeskError::Invalid(wrong)) };
    match &known {
        None => store::insert_fetching(act, id, &origin, &sign_in)?,
        Some(known) => {
            let same = same_account == SameAccount::Yes
                && known.origin.port == origin.port
                && known.origin.folder == origin.folder;
            let position = if same { known.position } else { Position::default() };
            store::update_fetching(act, id, &origin, &sign_in, position)?;
        }
    }
    let entry = json!({ "host": origin.host, "user": origin.user, "folder": origin.folder });
    act.journal(Subject::Mailbox, id.0, "fetch", &entry)
}

/// Lets a mailbox fetch no more; what it knows of the server is forgotten, the password or the consent too.
///
/// # Errors
/// [`DeskError::NotFound`]; [`DeskError::Forbidden`] for staff who are neither manager nor administrator.
pub fn fetch_no_more(act: &mut Action<'_, '_>, id: MailboxId) -> Result<(), DeskError> {
    act.actor.require(&SET_UP_BY)?;
    get(act, id)?;
    if known(act, id)?.is_none() {
        return Ok(());
    }
    store::delete_fetching(act, id)?;
    act.journal(Subject::Mailbox, id.0, "fetch-no-more", &json!({}))
}

/// Fetching worked, up to a mail of the folder.
///
/// # Errors
/// Whatever the database says.
pub fn fetched(act: &mut Action<'_, '_>, id: MailboxId, revision: i64, position: Position) -> Result<(), DeskError> {
    act.actor.require(&[])?;
    store::update_fetched(act, id, revision, position)
}

/// Fetching did not work.
///
/// # Errors
/// Whatever the database says.
pub fn fetch_failed(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    revision: i64,
    fault: FetchFault,
    detail: &str,
) -> Result<(), DeskError> {
    act.actor.require(&[])?;
    store::update_fetch_failed(act, id, revision, fault, &one_line(detail))
}

/// What was said, as it is kept.
pub(super) fn one_line(detail: &str) -> String {
    let line: String = detail.chars().map(|c| if c.is_control() { ' ' } else { c }).take(DETAIL_MAX).collect();
    line.trim().to_owned()
}

/// The password that was typed, or the one that is known for this account.
fn password(
    new: &NewFetching,
    known: Option<&Fetching>,
    same_account: SameAccount,
    wrong: &mut Vec<FieldError>,
) -> Option<SignIn> {
    let before = known.and_then(|known| known.sign_in.password());
    let kept = before.filter(|_| same_account == SameAccount::Yes);
    let password = new.password.as_ref().or(kept);
    if password.is_none() {
        let code = if before.is_some() { "password-again" } else { "missing" };
        wrong.push(FieldError { field: "password".into(), code, detail: String::new() });
    }
    password.cloned().map(SignIn::Password)
}

pub(super) fn known(view: &mut View<'_, '_>, id: MailboxId) -> Result<Option<Fetching>, DeskError> {
    Ok(store::list_fetching(view)?.into_iter().find(|fetching| fetching.mailbox == id))
}

/// What was typed as far as it can be read, and what is wrong with it.
fn checked(new: &NewFetching) -> (Vec<FieldError>, Origin) {
    let mut wrong = Vec::new();
    let mut says = |field: &'static str, code: &'static str, detail: &str| {
        wrong.push(FieldError { field: field.into(), code, detail: detail.to_owned() });
    };
    let mut texts = [&new.host, &new.user, &new.folder, &new.move_to].map(|text| text.trim().to_owned());
    for (text, field) in texts.iter_mut().zip(["host", "user", "folder", "move-to"]) {
        if text.chars().count() > SETTING_MAX {
            says(field, "too-long", &SETTING_MAX.to_string());
        } else if text.chars().any(char::is_control) {
            says(field, "control", "");
        }
    }
    let [host, user, folder, move_to] = texts;
    let host = host.to_ascii_lowercase();
    if host.is_empty() {
        says("host", "missing", "");
    } else if !is_host(&host) {
        says("host", "no-host", "");
    }
    if user.is_empty() {
        says("user", "missing", "");
    }
    let security = match new.security.as_str() {
        "starttls" => Security::StartTls,
        "none" if is_here(&host) => Security::None,
        "none" => {
            says("security", "only-here", "");
            Security::None
        }
        "tls" | "" => Security::Tls,
        _ => {
            says("security", "unknown", "tls, starttls, none");
            Security::Tls
        }
    };
    let port = match (new.port.trim(), security) {
        ("", Security::Tls) => 993,
        ("", _) => 143,
        (text, _) => text.parse::<u16>().ok().filter(|port| *port > 0).unwrap_or_else(|| {
            says("port", "out-of-range", "1–65535");
            0
        }),
    };
    let folder = if folder.is_empty() { "INBOX".to_owned() } else { folder };
    let afterwards = match new.afterwards.as_str() {
        "move" => {
            if move_to.is_empty() {
                says("move-to", "missing", "");
            } else if move_to == folder {
                says("move-to", "same-folder", "");
            }
            Afterwards::Move(move_to)
        }
        "seen" | "" => Afterwards::Seen,
        _ => {
            says("afterwards", "unknown", "seen, move");
            Afterwards::Seen
        }
    };
    (wrong, Origin { host, port, security, user, folder, afterwards })
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    host.parse::<IpAddr>().is_ok() || host.trim_end_matches('.').split('.').all(label)
}

/// Whether a host is this machine, whatever a name server says.
pub(super) fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
