//! Tokens by which programs act in the name of a member of staff. Only a hash is kept; the secret is shown once.

use jiff::Timestamp;

use super::{Staff, store};
use crate::action::{Action, Subject, View};
use crate::actor::{Actor, Role};
use crate::error::DeskError;
use crate::field::{self, NAME_MAX};
use crate::id::StaffId;
use crate::session::hashed;

/// A token that was made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Its id.
    pub id: i64,
    /// What the program sends; it is shown this once.
    pub secret: String,
}

/// A token as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: i64,
    /// What it is for.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was taken back, if it was.
    pub revoked_at: Option<Timestamp>,
}

/// Makes a token for a member of staff.
///
/// # Errors
/// [`DeskError::Forbidden`] for anyone but administrators and the person.
pub fn create_token(act: &mut Action<'_, '_>, staff: StaffId, name: &str) -> Result<NewToken, DeskError> {
    owner_or_administrator(act, staff)?;
    let name = field::text("name", name, NAME_MAX)?;
    if super::get(act, staff)?.deactivated_at.is_some() {
        return Err(DeskError::NotFound);
    }
    let id = act.new_id();
    let secret = format!("mst_{}", act.new_secret());
    store::insert_token(act, id, staff, &name, &hashed(&secret))?;
    act.journal(Subject::Staff, staff.0, "create-token", &serde_json::json!({ "name": name }))?;
    Ok(NewToken { id, secret })
}

/// Takes a token back.
///
/// # Errors
/// [`DeskError::NotFound`] when there is none, [`DeskError::Forbidden`] for anyone but administrators and the person.
pub fn revoke_token(act: &mut Action<'_, '_>, staff: StaffId, id: i64) -> Result<(), DeskError> {
    owner_or_administrator(act, staff)?;
    if !store::revoke_token(act, staff, id)? {
        return Err(DeskError::NotFound);
    }
    act.journal(Subject::Staff, staff.0, "revoke-token", &serde_json::json!({ "token": id.to_string() }))
}

/// The tokens of a member of staff, newest first.
///
/// # Errors
/// [`DeskError::Forbidden`] for anyone but administrators and the person.
pub fn tokens(view: &mut View<'_, '_>, staff: StaffId) -> Result<Vec<ApiToken>, DeskError> {
    owner_or_administrator(view, staff)?;
    store::tokens(view, staff)
}

/// Whose token a secret is, if it is one that counts. Asked before anybody acts, so it asks for no actor.
///
/// # Errors
/// Whatever the database says.
pub fn find_by_token(view: &mut View<'_, '_>, secret: &str) -> Result<Option<Staff>, DeskError> {
    store::find_by_token(view, &hashed(secret))
}

fn owner_or_administrator(view: &View<'_, '_>, staff: StaffId) -> Result<(), DeskError> {
    if matches!(view.actor, Actor::Staff { id, .. } if *id == staff) {
        return Ok(());
    }
    view.actor.require(&[Role::Administrator])
}
