//! Signing keys: by which other mail servers recognise a mail as the provider's (DKIM).
//!
//! A key belongs to a domain that the desk writes from. It is made here, its secret half is sealed and never shown; its public half
//! goes into the domain's DNS, under a name that no other key has. Only then is it used: of the keys of a domain one at most
//! signs, so that the next can be published while the last one still does. What was signed keeps its signature.
//! Deliberately not here: how a signature is computed (`mail`), and whether the record is there: a signature without one counts for others
//! as none.

mod store;

use jiff::Timestamp;
use mail::address::MailAddress;
use mail::{SignError, Signer};
use serde_json::json;

use crate::action::{Action, Subject, View};
use crate::actor::Role;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::id::SigningKeyId;
use crate::mailbox;
use crate::secret::{Sealed, Secret};

/// What the secret half is sealed for.
const PURPOSE: &str = "key that signs mails";
/// Most keys of a domain.
const KEYS_MAX: usize = 4;
const SET_UP_BY: [Role; 2] = [Role::Manager, Role::Administrator];

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// Its id.
    pub id: SigningKeyId,
    /// The domain that it signs for.
    pub domain: String,
    /// Its name in the domain's DNS.
    pub selector: String,
    /// The half that everybody may know.
    pub public: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it signs.
    pub signs_since: Option<Timestamp>,
}

impl SigningKey {
    /// Where its record stands in the DNS.
    #[must_use]
    pub fn record_name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }

    /// What stands there, as a TXT record.
    #[must_use]
    pub fn record(&self) -> String {
        mail::dns_record(&self.public)
    }
}

/// A key as it was made, its secret half sealed.
#[derive(Debug, Clone)]
pub struct NewKey {
    public: String,
    private: Sealed,
}

/// What signs for a domain.
#[derive(Debug, Clone)]
pub(crate) struct InUse {
    domain: String,
    selector: String,
    private: Sealed,
}

/// Makes a key. Takes a second or so of computing.
///
/// # Errors
/// [`DeskError::Unavailable`] where the machine cannot make one, or not seal it.
pub fn make(desk: &Desk) -> Result<NewKey, DeskError> {
    let pair = mail::KeyPair::generate().map_err(|error| DeskError::Unavailable(error.to_string()))?;
    Ok(NewKey { public: pair.public, private: desk.seal(PURPOSE, &Secret::new(pair.private))? })
}

/// The domains that the desk writes from, each with its keys, the oldest first.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn list(view: &mut View<'_, '_>) -> Result<Vec<(String, Vec<SigningKey>)>, DeskError> {
    view.actor.require_staff()?;
    let keys = store::list(view)?;
    // In the DNS and in a signature a domain stands in ASCII.
    let mut domains: Vec<String> = mailbox::addresses(view)?.iter().map(|address| address.ascii_domain()).collect();
    domains.extend(keys.iter().map(|key| key.domain.clone()));
    domains.sort();
    domains.dedup();
    let of = |domain: &String| keys.iter().filter(|key| key.domain == *domain).cloned().collect();
    Ok(domains.iter().map(|domain| (domain.clone(), of(domain))).collect())
}

/// Keeps a key for a domain. It does not sign yet.
///
/// # Errors
/// [`DeskError::Forbidden`] for staff who are neither manager nor administrator; [`DeskError::NotFound`] for a domain that the desk does
/// not write from; a conflict `too-many-keys`.
pub fn add(act: &mut Action<'_, '_>, domain: &str, key: &NewKey) -> Result<SigningKeyId, DeskError> {
    act.actor.require(&SET_UP_BY)?;
    let known = list(act)?.into_iter().find(|(known, _)| known == domain);
    let (_, keys) = known.ok_or(DeskError::NotFound)?;
    if keys.len() >= KEYS_MAX {
        return Err(DeskError::conflict("too-many-keys", KEYS_MAX.to_string()));
    }
    let id = SigningKeyId(act.new_id());
    let selector: String = format!("ms{}", act.new_token().to_lowercase()).chars().take(10).collect();
    store::insert(act, id, domain, &selector, key)?;
    act.journal(Subject::Setting, 0, "signing-key", &json!({ "domain": domain, "selector": selector }))?;
    Ok(id)
}

/// Lets a key sign what its domain sends from now on, and no other.
///
/// # Errors
/// [`DeskError::Forbidden`], [`DeskError::NotFound`].
pub fn start(act: &mut Action<'_, '_>, id: SigningKeyId) -> Result<(), DeskError> {
    let key = find(act, id)?;
    if key.signs_since.is_some() {
        return Ok(());
    }
    store::update_idle(act, &key.domain)?;
    store::update_signing(act, id)?;
    act.journal(Subject::Setting, 0, "signing-starts", &json!({ "domain": key.domain, "selector": key.selector }))
}

/// Throws a key away. What was signed with it can be checked as long as its record stands in the DNS.
///
/// # Errors
/// [`DeskError::Forbidden`], [`DeskError::NotFound`].
pub fn remove(act: &mut Action<'_, '_>, id: SigningKeyId) -> Result<(), DeskError> {
    let key = find(act, id)?;
    store::delete(act, id)?;
    act.journal(Subject::Setting, 0, "signing-key-gone", &json!({ "domain": key.domain, "selector": key.selector }))
}

fn find(act: &mut Action<'_, '_>, id: SigningKeyId) -> Result<SigningKey, DeskError> {
    act.actor.require(&SET_UP_BY)?;
    store::list(act)?.into_iter().find(|key| key.id == id).ok_or(DeskError::NotFound)
}

/// What signs a mail from this address, if anything does.
pub(crate) fn in_use(view: &mut View<'_, '_>, sender: &str) -> Result<Option<InUse>, DeskError> {
    match MailAddress::parse(sender) {
        Err(_) => Ok(None),
        Ok(address) => store::find_in_use(view, &address.ascii_domain()),
    }
}

/// The mail with its signature. Computes and reads the key's file: not for within an action.
///
/// # Errors
/// [`DeskError::Unavailable`] where the secret half cannot be opened: a mail is not sent unsigned where its domain signs.
pub(crate) fn sign(desk: &Desk, key: &InUse, raw: &[u8]) -> Result<Vec<u8>, DeskError> {
    let wrong = |error: SignError| DeskError::Unavailable(format!("{}: {error}", key.domain));
    let private = desk.unseal(PURPOSE, &key.private).map_err(|closed| {
        DeskError::Unavailable(format!("the key that signs for {} cannot be opened: {closed}", key.domain))
    })?;
    Signer::new(&key.domain, &key.selector, private.reveal()).and_then(|signer| signer.sign(raw)).map_err(wrong)
}
