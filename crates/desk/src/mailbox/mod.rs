//! Mailboxes: addresses of the desk at which it is written to.
//!
//! Each has a name that never changes, because stored mail carries it: the same mail in another mailbox is another mail. The
//! desk's own address (the setting `mail.address`) needs no mailbox; what comes to it lies in the mailbox [`OWN`]. A mailbox
//! that was retired takes nothing any more, and its address stays one of ours: what carries it is recognised as before.

mod client;
mod consent;
mod fetch;
mod store;

use jiff::Timestamp;
use mail::MailAddress;
use serde_json::json;

use crate::action::{Action, Subject, View};
use crate::actor::Role;
use crate::error::DeskError;
use crate::id::MailboxId;
use crate::{field, outbox, setting, ticket};

pub use mail::Security;

pub use client::{CLIENT_PURPOSE, Client, MailProvider};
pub use consent::{
    Answered, Consent, Given, REFRESH_PURPOSE, VERIFIER_PURPOSE, ask_consent, consent_answered, consent_ended,
    consent_given, consent_refused, consent_renewed, disconnect,
};
pub use fetch::{
    Afterwards, Failed, FetchFault, Fetching, NewFetching, Origin, PURPOSE, Position, SignIn, fetch, fetch_failed,
    fetch_no_more, fetched, fetching,
};

/// Name of the mailbox of the desk's own address, and of what the mail server's pipe hands over.
pub const OWN: &str = "pipe";
/// Longest name, in characters.
pub const NAME_MAX: usize = 40;
/// Longest name beside the address, in characters.
pub const SENDER_NAME_MAX: usize = 80;
/// Longest address, in characters.
const ADDRESS_MAX: usize = 320;
/// Who may set mailboxes up.
const SET_UP_BY: [Role; 2] = [Role::Manager, Role::Administrator];

/// A mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Its id.
    pub id: MailboxId,
    /// The word that its mails carry.
    pub name: String,
    /// Its address, in lower case.
    pub address: String,
    /// Name beside the address; empty for the desk's.
    pub sender_name: String,
    /// The mail server whose record of sender checks counts; empty: senders are believed.
    pub checked_by: String,
    /// When it was retired.
    pub retired_at: Option<Timestamp>,
}

/// A mailbox as it should be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewMailbox {
    /// The word that its mails carry: a-z, 0-9 and `-`. Given once.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Name beside the address; empty for the desk's.
    pub sender_name: String,
    /// The mail server whose record of sender checks counts; empty: senders are believed.
    pub checked_by: String,
}

/// The mailboxes by name, with those that were retired.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn list(view: &mut View<'_, '_>) -> Result<Vec<Mailbox>, DeskError> {
    view.actor.require_staff()?;
    store::list(view)
}

/// A mailbox.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get(view: &mut View<'_, '_>, id: MailboxId) -> Result<Mailbox, DeskError> {
    list(view)?.into_iter().find(|mailbox| mailbox.id == id).ok_or(DeskError::NotFound)
}

/// Sets a mailbox up.
///
/// # Errors
/// Field errors for a name or an address that is missing, malformed or taken; [`DeskError::Forbidden`] for staff who are
/// neither manager nor administrator.
pub fn create(act: &mut Action<'_, '_>, new: &NewMailbox) -> Result<MailboxId, DeskError> {
    act.actor.require(&SET_UP_BY)?;
    let name = name(act, &new.name)?;
    let new = checked(act, None, new)?;
    let id = MailboxId(act.new_id());
    store::insert(act, id, &name, &new)?;
    act.journal(Subject::Mailbox, id.0, "create", &json!({ "name": name, "address": new.address }))?;
    Ok(id)
}

/// Gives a mailbox another address, another name beside it, or another server whose checks count.
///
/// # Errors
/// As [`create`]; [`DeskError::NotFound`].
pub fn change(act: &mut Action<'_, '_>, id: MailboxId, new: &NewMailbox) -> Result<(), DeskError> {
    act.actor.require(&SET_UP_BY)?;
    let before = get(act, id)?;
    let new = checked(act, Some(id), new)?;
    store::update(act, id, &new)?;
    let changed = json!({ "address": new.address, "from": before.address, "checked-by": new.checked_by });
    act.journal(Subject::Mailbox, id.0, "change", &changed)
}

/// Retires a mailbox, or takes that back: it takes mail again.
///
/// # Errors
/// [`DeskError::NotFound`]; [`DeskError::Forbidden`] for staff who are neither manager nor administrator.
pub fn retire(act: &mut Action<'_, '_>, id: MailboxId, retired: Option<Timestamp>) -> Result<(), DeskError> {
    act.actor.require(&SET_UP_BY)?;
    get(act, id)?;
    store::update_retired(act, id, retired)?;
    act.journal(Subject::Mailbox, id.0, if retired.is_some() { "retire" } else { "restore" }, &json!({}))
}

/// The name of the mailbox that takes what is sent to an address, with a token (`support+TOKEN@…`) or without.
///
/// # Errors
/// Whatever the database says.
pub fn find_recipient(view: &mut View<'_, '_>, address: &MailAddress) -> Result<Option<String>, DeskError> {
    let mut keys = vec![address.key()];
    if let Some((local, _)) = address.local().split_once('+') {
        keys.push(format!("{local}@{}", address.domain()).to_lowercase());
    }
    let own = mail::address::key(&outbox::address(view)?);
    for key in keys {
        if let Some((name, retired)) = store::find_by_address(view, &key)? {
            return Ok((!retired).then_some(name));
        }
        if key == own {
            return Ok(Some(OWN.to_owned()));
        }
    }
    Ok(None)
}

/// The address from which mail to a mailbox is answered: its own, or the desk's where it was retired.
pub(crate) fn writes_as(view: &mut View<'_, '_>, name: &str) -> Result<String, DeskError> {
    match store::find_address(view, name)? {
        Some(address) => Ok(address),
        None => outbox::address(view),
    }
}

/// The name beside a mailbox's address, if it has one of its own.
pub(crate) fn sender_name(view: &mut View<'_, '_>, address: &str) -> Result<Option<String>, DeskError> {
    Ok(store::find_sender_name(view, &mail::address::key(address))?.filter(|name| !name.is_empty()))
}

/// The mail server whose record of sender checks counts at a mailbox; none where senders are believed.
pub(crate) fn checked_by(view: &mut View<'_, '_>, name: &str) -> Result<Option<String>, DeskError> {
    let server = match name {
        OWN => setting::get(view, setting::MAIL_CHECKED_BY)?,
        name => store::find_checked_by(view, name)?.unwrap_or_default(),
    };
    Ok(Some(server).filter(|server| !server.is_empty()))
}

/// Every address that is ours, the desk's own first.
pub(crate) fn addresses(view: &mut View<'_, '_>) -> Result<Vec<MailAddress>, DeskError> {
    let own = outbox::address(view)?;
    let boxes = store::list(view)?.into_iter().map(|mailbox| mailbox.address);
    Ok(std::iter::once(own).chain(boxes).filter_map(|text| MailAddress::parse(&text).ok()).collect())
}

fn name(view: &mut View<'_, '_>, text: &str) -> Result<String, DeskError> {
    let name = ticket::checked_text("name", text, NAME_MAX)?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.chars().all(fits) {
        return Err(DeskError::field("name", "no-mailbox-name", ""));
    }
    if name == OWN || store::list(view)?.iter().any(|mailbox| mailbox.name == name) {
        return Err(DeskError::field("name", "taken", ""));
    }
    Ok(name)
}

/// All but the name, as it is stored.
fn checked(view: &mut View<'_, '_>, own: Option<MailboxId>, new: &NewMailbox) -> Result<NewMailbox, DeskError> {
    let key = field::email("address", &ticket::checked_text("address", &new.address, ADDRESS_MAX)?)?;
    // A plus is where our tokens begin.
    if key.contains('+') {
        return Err(DeskError::field("address", "no-plus", ""));
    }
    if store::list(view)?.iter().any(|mailbox| Some(mailbox.id) != own && mailbox.address == key) {
        return Err(DeskError::field("address", "taken", ""));
    }
    let sender_name = match new.sender_name.replace(['\n', '\r'], " ").trim() {
        "" => String::new(),
        text => ticket::checked_text("sender-name", text, SENDER_NAME_MAX)?,
    };
    let checked_by = field::server_name("checked-by", &new.checked_by)?;
    Ok(NewMailbox { name: new.name.clone(), address: key, sender_name, checked_by })
}
