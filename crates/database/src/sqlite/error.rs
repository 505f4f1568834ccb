//! SQLite's errors in our words.

use rusqlite::ErrorCode;
use rusqlite::ffi;

use crate::error::DatabaseError;

/// A translated error; the name of a unique constraint needs a look at the tables first.
pub(crate) enum StatementError {
    Done(DatabaseError),
    Unique { message: String, primary: bool },
}

pub(crate) fn translate(error: rusqlite::Error) -> StatementError {
    let (code, message) = match &error {
        rusqlite::Error::SqliteFailure(code, message) => (*code, message.clone().unwrap_or_default()),
        rusqlite::Error::SqlInputError { error, msg, sql, .. } => {
            return StatementError::Done(match error.code {
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => DatabaseError::Busy,
                _ => DatabaseError::other(format!("{msg} in: {sql}")),
            });
        }
        other => return StatementError::Done(DatabaseError::other(other)),
    };
    StatementError::Done(match code.code {
        ErrorCode::ConstraintViolation => return constraint(code.extended_code, message),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::OperationInterrupted => DatabaseError::Busy,
        ErrorCode::DiskFull => DatabaseError::Full,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => DatabaseError::Corrupt(message),
        // The small shared file beside the log could not grow.
        ErrorCode::SystemIoFailure if code.extended_code == ffi::SQLITE_IOERR_SHMSIZE => DatabaseError::Full,
        ErrorCode::CannotOpen | ErrorCode::SystemIoFailure => DatabaseError::Gone(message),
        ErrorCode::ReadOnly if code.extended_code == ffi::SQLITE_READONLY_DBMOVED => DatabaseError::Gone(message),
        ErrorCode::ReadOnly => DatabaseError::Unsupported(format!("a read may not write: {message}")),
        _ => DatabaseError::other(&error),
    })
}

fn constraint(extended: i32, message: String) -> StatementError {
    let after = |prefix: &str| message.strip_prefix(prefix).unwrap_or(&message).to_owned();
    StatementError::Done(match extended {
        ffi::SQLITE_CONSTRAINT_UNIQUE => {
            return StatementError::Unique { message, primary: false };
        }
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            return StatementError::Unique { message, primary: true };
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => DatabaseError::ForeignKey { constraint: None },
        ffi::SQLITE_CONSTRAINT_CHECK => DatabaseError::Check { constraint: after("CHECK constraint failed: ") },
        ffi::SQLITE_CONSTRAINT_NOTNULL => DatabaseError::NotNull { column: after("NOT NULL constraint failed: ") },
        _ => DatabaseError::other(message),
    })
}
