//! The few ways in which the desk says no. A person's text is made in `web` from these; the log's text is `Display`.

use std::borrow::Cow;

use database::DatabaseError;

/// Why an action or a read did not happen.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// Not there, or not for this actor: the same answer.
    #[error("not found")]
    NotFound,
    /// Seen, but this member of staff may not do it.
    #[error("not allowed for this role")]
    Forbidden,
    /// Fields are wrong; each is named.
    #[error("invalid: {}", list(.0))]
    Invalid(Vec<FieldError>),
    /// The state it was meant for has changed, or a rule of the plan forbids it. The code names a text, the detail completes it.
    #[error("conflict: {code} {detail}")]
    Conflict {
        /// Key of the text for people ("ticket-closed").
        code: &'static str,
        /// What completes it.
        detail: String,
    },
    /// Too much at once; try again.
    #[error("busy")]
    Busy,
    /// The disk is full or the database cannot be reached. Nothing was changed; it may work later.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Something is broken: a mistake in the program, a stored value that cannot be.
    #[error("internal: {0}")]
    Internal(String),
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field as form and API have it.
    pub field: Cow<'static, str>,
    /// Key of the text for people ("missing", "unknown", "too-long").
    pub code: &'static str,
    /// What completes the text: what is allowed.
    pub detail: String,
}

fn list(fields: &[FieldError]) -> String {
    fields.iter().map(|field| format!("{} {} {}", field.field, field.code, field.detail)).collect::<Vec<_>>().join("; ")
}

impl DeskError {
    /// One wrong field.
    #[must_use]
    pub fn field(field: impl Into<Cow<'static, str>>, code: &'static str, detail: impl Into<String>) -> DeskError {
        DeskError::Invalid(vec![FieldError { field: field.into(), code, detail: detail.into() }])
    }

    /// A rule of the state forbids it.
    #[must_use]
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> DeskError {
        DeskError::Conflict { code, detail: detail.into() }
    }

    /// A stored value that cannot be: names it for the log.
    #[must_use]
    pub fn broken(what: impl Into<String>) -> DeskError {
        DeskError::Internal(what.into())
    }
}

impl From<DatabaseError> for DeskError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Busy => DeskError::Busy,
            DatabaseError::Full | DatabaseError::Gone(_) => DeskError::Unavailable(error.to_string()),
            DatabaseError::Unique { constraint } => DeskError::Conflict { code: "already-there", detail: constraint },
            other => DeskError::Internal(other.to_string()),
        }
    }
}

impl From<serde_json::Error> for DeskError {
    fn from(error: serde_json::Error) -> Self {
        DeskError::Internal(format!("stored JSON: {error}"))
    }
}
