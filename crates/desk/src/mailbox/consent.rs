//! Signing in by consent (OAuth 2): the owner of an account lets us read its mail, at the provider and without telling us a password.
//!
//! A question to the provider is under way for a short time, one for each mailbox: its answer counts once, from the session
//! that asked, and a change of the settings forgets it. What the provider then gives us to keep (the refresh token) is sealed like a
//! password, and belongs to the client, the provider and the mailbox's account that it was given for: with another of them consent
//! has to be given anew. Where the provider takes its consent back, nobody asks it any more until somebody connects again.
//! Deliberately not here: asking the provider, and access tokens, which are never stored.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::client::Client;
use super::fetch::{FetchFault, Fetching, SignIn, known, one_line};
use super::{SET_UP_BY, store};
use crate::action::{Action, Subject};
use crate::error::DeskError;
use crate::id::MailboxId;
use crate::secret::Sealed;
use crate::session;

/// What the refresh token is sealed for.
pub const REFRESH_PURPOSE: &str = "refresh token of a mailbox";
/// What the verifier of a question is sealed for.
pub const VERIFIER_PURPOSE: &str = "verifier of a mailbox";
/// How long a question to the provider is under way at most.
const ASKED_FOR: SignedDuration = SignedDuration::from_mins(10);

/// How a mailbox signs in by consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// As whom we are known to the provider.
    pub client: Client,
    /// The consent, while there is one.
    pub given: Option<Given>,
}

/// A consent that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// When.
    pub at: Timestamp,
    /// What new access tokens are asked for with.
    pub refresh_token: Sealed,
}

/// A question that was answered: what is needed to hear what the answer means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The mailbox.
    pub mailbox: MailboxId,
    /// The settings that it was asked for.
    pub revision: i64,
    /// As whom.
    pub client: Client,
    /// The verifier of the question.
    pub verifier: Sealed,
}

/// The settings of a mailbox that signs in by consent.
fn by_consent(act: &mut Action<'_, '_>, id: MailboxId) -> Result<(Fetching, Consent), DeskError> {
    let fetching = known(act, id)?.ok_or(DeskError::NotFound)?;
    match fetching.sign_in.clone() {
        SignIn::Consent(consent) => Ok((fetching, consent)),
        SignIn::Password(_) => Err(DeskError::NotFound),
    }
}

/// Both at once: who has the one without the other has nothing.
fn hashed(state: &str, session: &str) -> [u8; 32] {
    session::hashed(&format!("{state} {session}"))
}

/// A question to the provider begins, in place of one that is under way: answers are known by `state`, from the session of this token.
///
/// # Errors
/// [`DeskError::NotFound`] for a mailbox that does not sign in by consent; [`DeskError::Forbidden`] for staff who are neither
/// manager nor administrator.
pub fn ask_consent(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    state: &str,
    session: &str,
    verifier: &Sealed,
) -> Result<Client, DeskError> {
    act.actor.require(&SET_UP_BY)?;
    let (_, consent) = by_consent(act, id)?;
    let until = act.now.saturating_add(ASKED_FOR).unwrap_or(act.now);
    store::update_asked(act, id, &hashed(state, session), verifier, until)?;
    Ok(consent.client)
}

/// An answer came, to whichever question is under way for this state and session. It is under way no more.
///
/// # Errors
/// [`DeskError::NotFound`] where there is none; [`DeskError::Forbidden`] for staff who are neither manager nor administrator.
pub fn consent_answered(act: &mut Action<'_, '_>, state: &str, session: &str) -> Result<Answered, DeskError> {
    act.actor.require(&SET_UP_BY)?;
    let asked = store::find_asked(act, &hashed(state, session))?;
    let (id, verifier) = asked.ok_or(DeskError::NotFound)?;
    store::update_not_asked(act, id)?;
    let (fetching, consent) = by_consent(act, id)?;
    Ok(Answered { mailbox: id, revision: fetching.revision, client: consent.client, verifier })
}

/// The consent was given: the mailbox is connected.
///
/// # Errors
/// [`DeskError::NotFound`] if the settings have changed since it was asked for; [`DeskError::Forbidden`] for staff who are neither
/// manager nor administrator.
pub fn consent_given(act: &mut Action<'_, '_>, answered: &Answered, refresh_token: &Sealed) -> Result<(), DeskError> {
    act.actor.require(&SET_UP_BY)?;
    let id = answered.mailbox;
    let (fetching, consent) = by_consent(act, id)?;
    if fetching.revision != answered.revision {
        return Err(DeskError::NotFound);
    }
    store::update_consent(act, id, Some(refresh_token))?;
    store::update_revision(act, id)?;
    let entry = json!({ "user": fetching.origin.user, "provider": consent.client.provider.word() });
    act.journal(Subject::Mailbox, id.0, "connect", &entry)
}

/// The consent was not given, or what came of it is of no use; the provider said why. One that was given before stays.
///
/// # Errors
/// [`DeskError::Forbidden`] for staff who are neither manager nor administrator.
pub fn consent_refused(
    act: &mut Action<'_, '_>,
    answered: &Answered,
    fault: FetchFault,
    detail: &str,
) -> Result<(), DeskError> {
    act.actor.require(&SET_UP_BY)?;
    store::update_fetch_failed(act, answered.mailbox, answered.revision, fault, &one_line(detail))
}

/// Forgets the consent, and a question that is under way.
///
/// # Errors
/// [`DeskError::NotFound`]; [`DeskError::Forbidden`] for staff who are neither manager nor administrator.
pub fn disconnect(act: &mut Action<'_, '_>, id: MailboxId) -> Result<(), DeskError> {
    act.actor.require(&SET_UP_BY)?;
    by_consent(act, id)?;
    store::update_consent(act, id, None)?;
    store::update_revision(act, id)?;
    act.journal(Subject::Mailbox, id.0, "disconnect", &json!({}))
}

/// The provider has given another refresh token in place of the one that was used.
///
/// # Errors
/// Whatever the database says.
pub fn consent_renewed(
    act: &mut Action<'_, '_>,
    id: MailboxId,
    revision: i64,
    refresh_token: &Sealed,
) -> Result<(), DeskError> {
    act.actor.require(&[])?;
    store::update_refresh_token(act, id, revision, refresh_token)
}

/// The provider has taken the consent back: it is forgotten, and the mailbox says that it must be connected again.
///
/// # Errors
/// Whatever the database says.
pub fn consent_ended(act: &mut Action<'_, '_>, id: MailboxId, revision: i64, detail: &str) -> Result<(), DeskError> {
    act.actor.require(&[])?;
    match known(act, id)? {
        Some(fetching) if fetching.revision == revision => {
            store::update_consent(act, id, None)?;
            store::update_fetch_failed(act, id, revision, FetchFault::Consent, &one_line(detail))
        }
        _ => Ok(()),
    }
}

/// What stays of a consent when the settings are entered again: all of it for the same client at the same provider, nothing otherwise.
pub(super) fn kept(known: Option<&Consent>, client: &Client, same_account: SameAccount) -> Option<Given> {
    let known = known.filter(|known| known.client.id == client.id && known.client.provider == client.provider)?;
    match same_account {
        SameAccount::Yes => known.given.clone(),
        SameAccount::No => None,
    }
}

/// Whether the mail server and the user are those that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SameAccount {
    /// They are.
    Yes,
    /// They are not: what was given for the one is not for the other.
    No,
}
