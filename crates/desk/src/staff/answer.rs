//! Answers already given to the writes of programs, by the key that the program chose. Looked up and saved within the action
//! that the write is, so that the same key does its work once, whatever was lost on the way.

use jiff::SignedDuration;

use super::store;
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::StaffId;

/// Answers are kept so long.
const KEPT: SignedDuration = SignedDuration::from_hours(48);

/// Which write it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerKey {
    /// In whose name.
    pub staff: StaffId,
    /// The key that the program chose.
    pub key: String,
    /// Hash of method, path and body: the same key with another request is a mistake.
    pub request: [u8; 32],
}

/// An answer already given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Status of HTTP.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// The answer to an earlier write with this key.
///
/// # Errors
/// A field error on `idempotency-key` when the key was used for another request.
pub fn answered(view: &mut View<'_, '_>, key: &AnswerKey) -> Result<Option<Answer>, DeskError> {
    let Some((request, answer)) = store::answer(view, key)? else { return Ok(None) };
    if request != key.request {
        return Err(DeskError::field("idempotency-key", "used-for-another-request", key.key.clone()));
    }
    Ok(Some(answer))
}

/// Keeps the answer of a write.
///
/// # Errors
/// A conflict when the key was used meanwhile.
pub fn save_answer(act: &mut Action<'_, '_>, key: &AnswerKey, answer: &Answer) -> Result<(), DeskError> {
    let before = act.now.saturating_sub(KEPT).unwrap_or(act.now);
    store::delete_answers(act, before)?;
    store::insert_answer(act, key, answer)
}
