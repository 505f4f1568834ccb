//! What can go wrong with a database, told the same way for both engines.
//!
//! Constraint names are the ones written in the migrations, on both engines: `create unique index NAME`,
//! `constraint NAME unique (…)`, `constraint NAME check (…)`, and `TABLE_pkey` for a primary key. So a caller can turn
//! `Unique { constraint }` into an error at a form field without asking which engine runs.

use std::fmt;

/// Why a command failed. The texts are for the log and for operators, not for the people at the desk.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// A row with these unique values exists already.
    #[error("a row with the same unique values exists already ({constraint})")]
    Unique {
        /// The name of the unique index or constraint, `TABLE_pkey` for a primary key.
        constraint: String,
    },
    /// A row refers to one that does not exist, or is still referred to.
    #[error("a row refers to one that does not exist, or is still referred to{}", in_brackets(constraint.as_deref()))]
    ForeignKey {
        /// PostgreSQL tells the name, SQLite does not.
        constraint: Option<String>,
    },
    /// A check constraint refused the row.
    #[error("a check refused the row ({constraint})")]
    Check {
        /// The name of the check constraint.
        constraint: String,
    },
    /// A column that needs a value got none.
    #[error("a value is missing in {column}")]
    NotNull {
        /// `TABLE.COLUMN`.
        column: String,
    },
    /// `query_one` found no row.
    #[error("no such row")]
    NotFound,
    /// Too much at once: the queue is full, every connection is taken, or a lock was not given in time. Try again later.
    #[error("the database is busy")]
    Busy,
    /// No space is left; earlier rows are intact.
    #[error("no space is left for the database")]
    Full,
    /// The connection was lost or the file is gone. A write in flight may or may not have been kept.
    #[error("the database cannot be reached: {0}")]
    Gone(String),
    /// The tables do not fit this version of the program.
    #[error("{0}")]
    Migration(String),
    /// The database is damaged.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// This engine cannot do it, or the text lies outside the subset of SQL that both engines share.
    #[error("{0}")]
    Unsupported(String),
    /// A column does not hold what the caller asked for.
    #[error("column {column} holds {found}, which is no {wanted}")]
    Column {
        /// The column's name or position.
        column: String,
        /// The Rust type that was asked for.
        wanted: &'static str,
        /// What was found.
        found: String,
    },
    /// The closure panicked; its changes were rolled back.
    #[error("a command panicked: {0}")]
    Panicked(String),
    /// Anything else: a mistake in the SQL, mostly.
    #[error("{message}")]
    Other {
        /// What the engine said.
        message: String,
    },
}

impl DatabaseError {
    pub(crate) fn other(message: impl fmt::Display) -> Self {
        DatabaseError::Other { message: message.to_string() }
    }

    /// Whether the name given is that of the violated unique index or constraint.
    #[must_use]
    pub fn is_unique(&self, name: &str) -> bool {
        matches!(self, DatabaseError::Unique { constraint } if constraint == name)
    }
}

fn in_brackets(name: Option<&str>) -> String {
    name.map(|name| format!(" ({name})")).unwrap_or_default()
}
