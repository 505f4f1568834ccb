//! Going on with a session.

use jiff::SignedDuration;

use super::{IDLE, Session, hashed, store};
use crate::action::View;
use crate::actor::Actor;
use crate::desk::Desk;
use crate::error::DeskError;

/// A request is noted only so often, to write little.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// The session of a token, if it has not ended and its person is still there.
///
/// # Errors
/// Whatever the database says.
pub fn find(view: &mut View<'_, '_>, token: &str) -> Result<Option<Session>, DeskError> {
    let idle_since = view.now.saturating_sub(IDLE).unwrap_or(view.now);
    store::find(view, &hashed(token), idle_since)
}

/// The session of a token, and notes that there was a request.
///
/// # Errors
/// Whatever the database says.
pub async fn resume(desk: &Desk, token: &str) -> Result<Option<Session>, DeskError> {
    let nobody = Actor::Sender { address: String::new() };
    let secret = token.to_owned();
    let Some(session) = desk.read(nobody, move |view| find(view, &secret)).await? else {
        return Ok(None);
    };
    if desk.now().duration_since(session.seen_at) >= NOTED_EVERY {
        let hash = hashed(token);
        desk.act(session.person.actor(), move |act| store::touch(act, &hash)).await?;
    }
    Ok(Some(session))
}
