//! Signing in.

use jiff::{SignedDuration, Timestamp};

use super::{IDLE, LONGEST, Person, Session, hashed, password, store};
use crate::action::Action;
use crate::actor::Actor;
use crate::desk::Desk;
use crate::error::DeskError;

/// Attempts are forgotten after so long without one.
const MEMORY: SignedDuration = SignedDuration::from_hours(24);
/// The first block; each further attempt doubles it.
const FIRST_BLOCK_S: i64 = 30;
/// The longest block.
const LONGEST_BLOCK_S: i64 = 15 * 60;
/// Attempts in a row before an address is blocked.
const FREE_BY_ADDRESS: i64 = 5;
/// Attempts in a row before an origin is blocked; people behind one address share it.
const FREE_BY_ORIGIN: i64 = 30;

/// What somebody typed, and from where.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    /// The network address of the browser.
    pub origin: String,
}

/// A session that has begun.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The secret for the cookie; it is shown this once.
    pub token: String,
    /// The session.
    pub session: Session,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such address, or not its password: the same answer.
    #[error("address and password do not fit")]
    Wrong,
    /// Too many attempts.
    #[error("too many attempts, blocked until {until}")]
    Blocked {
        /// When the next attempt is looked at.
        until: Timestamp,
    },
    /// Anything else.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

enum Attempt {
    Blocked(Timestamp),
    Open(Option<store::Credential>),
}

/// Signs somebody in: counts the attempt, verifies outside of any transaction, then starts the session.
///
/// # Errors
/// [`SignInError`].
pub async fn sign_in(desk: &Desk, credentials: &Credentials) -> Result<SignedIn, SignInError> {
    let email = mail::address::key(&credentials.email);
    let actor = Actor::Sender { address: email.clone() };
    let keys =
        [(format!("address:{email}"), FREE_BY_ADDRESS), (format!("origin:{}", credentials.origin), FREE_BY_ORIGIN)];
    let counted = keys.clone();
    let attempt = desk
        .act(actor, move |act| {
            for (key, free) in &counted {
                if let Some(until) = count(act, key, *free)? {
                    return Ok(Attempt::Blocked(until));
                }
            }
            Ok(Attempt::Open(store::credential(act, &email)?))
        })
        .await?;
    let credential = match attempt {
        Attempt::Blocked(until) => return Err(SignInError::Blocked { until }),
        Attempt::Open(credential) => credential,
    };
    let hash = credential.as_ref().and_then(|credential| credential.hash.clone());
    if !password::fits(&credentials.password, hash.clone()).await? {
        return Err(SignInError::Wrong);
    }
    let person = credential.map(|credential| credential.person).ok_or(SignInError::Wrong)?;
    let signed_in = desk
        .act(person.actor(), move |act| {
            // The password may have changed while the old one was verified.
            if store::hash_of(act, &person)? != hash {
                return Ok(None);
            }
            store::forgive(act, &keys[0].0, &keys[1].0)?;
            start(act, person).map(Some)
        })
        .await?;
    signed_in.ok_or(SignInError::Wrong)
}

/// Starts a session for somebody who has proved who they are.
///
/// # Errors
/// [`DeskError::NotFound`] when they are no longer there.
pub fn start(act: &mut Action<'_, '_>, person: Person) -> Result<SignedIn, DeskError> {
    super::remove_expired(act)?;
    let (token, csrf) = (act.new_secret(), act.new_secret());
    let now = act.now;
    let expires_at = now.saturating_add(LONGEST).unwrap_or(now);
    store::insert(act, &hashed(&token), &person, &csrf, expires_at)?;
    let idle_since = now.saturating_sub(IDLE).unwrap_or(now);
    let session = store::find(act, &hashed(&token), idle_since)?.ok_or(DeskError::NotFound)?;
    Ok(SignedIn { token, session })
}

/// Counts an attempt before it is looked at. Answers until when it is blocked, if it is.
fn count(act: &mut Action<'_, '_>, key: &str, free: i64) -> Result<Option<Timestamp>, DeskError> {
    let now = act.now;
    let forgotten = now.saturating_sub(MEMORY).unwrap_or(now);
    store::forget(act, forgotten)?;
    let (failures, blocked) = store::attempts(act, key)?.unwrap_or((0, None));
    if let Some(until) = blocked.filter(|&until| until > now) {
        return Ok(Some(until));
    }
    let failures = failures + 1;
    let blocked = (failures >= free).then(|| {
        let doublings = u32::try_from((failures - free).min(10)).unwrap_or(10);
        let pause = (FIRST_BLOCK_S * 2_i64.pow(doublings)).min(LONGEST_BLOCK_S);
        now.saturating_add(SignedDuration::from_secs(pause)).unwrap_or(now)
    });
    store::upsert_attempts(act, key, failures, blocked)?;
    Ok(None)
}
