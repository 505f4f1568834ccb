//! The journal: who did what to what, when. Written inside every action, never changed, and the source of a ticket's history.

mod store;

use jiff::Timestamp;
use serde_json::Value;

use crate::action::{Action, Subject, View};
use crate::error::DeskError;

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its id; entries lie in the order of ids.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who: "staff", "contact", "job", "operator", "sender".
    pub actor_kind: String,
    /// Their id, if they have one.
    pub actor_id: Option<i64>,
    /// The name of the actor as people know it, empty for machines.
    pub actor_name: String,
    /// What was done ("open", "reply", "severity").
    pub action: String,
    /// What is needed to word it.
    pub body: Value,
}

/// Writes an entry; actions call it through [`Action::journal`].
pub(crate) fn write(
    act: &mut Action<'_, '_>,
    subject: Subject,
    id: i64,
    action: &'static str,
    body: &Value,
) -> Result<i64, DeskError> {
    let entry = act.new_id();
    store::insert(act, entry, subject, id, action, &body.to_string())?;
    Ok(entry)
}

/// The entries about one thing, oldest first.
///
/// # Errors
/// Whatever the database says.
pub fn about(view: &mut View<'_, '_>, subject: Subject, id: i64) -> Result<Vec<Entry>, DeskError> {
    view.actor.require_staff()?;
    store::about(view, subject, id)
}
