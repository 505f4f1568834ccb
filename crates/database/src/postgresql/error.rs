//! PostgreSQL's errors in our words.

use std::error::Error;

use postgres::error::SqlState;

use crate::error::DatabaseError;

/// Another transaction was in the way; running again helps.
pub(crate) fn is_conflict(error: &postgres::Error) -> bool {
    error
        .code()
        .is_some_and(|code| *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED)
}

/// A prepared statement no longer fits the tables.
pub(crate) fn is_outdated(error: &postgres::Error) -> bool {
    error
        .as_db_error()
        .is_some_and(|db| *db.code() == SqlState::FEATURE_NOT_SUPPORTED && db.message().contains("cached plan"))
}

/// The connection is, or is about to be, closed.
pub(crate) fn is_lost(error: &postgres::Error) -> bool {
    match error.code() {
        Some(code) => code.code().starts_with("08") || matches!(code.code(), "57P01" | "57P02" | "57P03" | "57P05"),
        None => error.is_closed() || error.source().is_some_and(<dyn Error>::is::<std::io::Error>),
    }
}

/// Why no connection could be made.
pub(crate) fn unreachable(error: &postgres::Error) -> DatabaseError {
    match error.code() {
        Some(code) if *code == SqlState::TOO_MANY_CONNECTIONS => DatabaseError::Busy,
        _ => DatabaseError::Gone(with_causes(error)),
    }
}

pub(crate) fn translate(error: &postgres::Error) -> DatabaseError {
    let Some(db) = error.as_db_error() else {
        let told = with_causes(error);
        return if is_lost(error) { DatabaseError::Gone(told) } else { DatabaseError::other(told) };
    };
    let constraint = db.constraint().map(str::to_owned);
    match db.code().code() {
        "23505" => DatabaseError::Unique { constraint: constraint.unwrap_or_default() },
        "23503" => DatabaseError::ForeignKey { constraint },
        "23514" => DatabaseError::Check { constraint: constraint.unwrap_or_default() },
        "23502" => DatabaseError::NotNull {
            column: format!("{}.{}", db.table().unwrap_or_default(), db.column().unwrap_or_default()),
        },
        "40001" | "40P01" | "55P03" | "57014" | "53300" => DatabaseError::Busy,
        "53100" => DatabaseError::Full,
        "25006" => DatabaseError::Unsupported(format!("a read may not write: {}", db.message())),
        "XX001" | "XX002" => DatabaseError::Corrupt(db.message().to_owned()),
        // An upgrade of the packages under a running server leaves it without its extensions.
        "58P01" => {
            DatabaseError::Gone(format!("{}; if PostgreSQL was upgraded while it ran, restart it", db.message()))
        }
        _ if is_lost(error) => DatabaseError::Gone(db.message().to_owned()),
        code => DatabaseError::other(format!("{} ({code})", db.message())),
    }
}

/// The driver says "db error" and leaves the rest to the causes.
fn with_causes(error: &postgres::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
