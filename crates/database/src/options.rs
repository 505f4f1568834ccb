//! How a database is run.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// When a command is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// When its changes are on disk and survive a loss of power.
    #[default]
    Full,
    /// When its changes are handed to the operating system. For building demo and test data only.
    Relaxed,
}

/// How a database is run; the defaults suit a server.
#[derive(Debug, Clone)]
pub struct Options {
    /// SQLite: how many threads read at the same time.
    pub readers: usize,
    /// When a command is answered.
    pub durability: Durability,
    /// PostgreSQL: how many connections, each with a thread of its own.
    pub pool: usize,
    /// How many commands may wait; one more is refused as busy at once.
    pub queue: usize,
    /// How long a command may wait for its turn or for a lock before it is refused as busy.
    pub busy: Duration,
    /// SQLite: the file may not grow over this many pages of 4 KiB; then writing fails as on a full disk.
    pub page_limit: Option<u32>,
    /// SQLite: notes every statement that runs.
    pub statements: Option<Statements>,
}

/// The statements that ran, each once: for tests that look at every one of them.
#[derive(Debug, Clone, Default)]
pub struct Statements(Arc<Mutex<BTreeSet<String>>>);

impl Statements {
    /// What ran so far.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter().cloned().collect()
    }

    pub(crate) fn note(&self, sql: &str) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !seen.contains(sql) {
            seen.insert(sql.to_owned());
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Options {
            readers: 4,
            durability: Durability::Full,
            pool: 8,
            queue: 1024,
            busy: Duration::from_secs(5),
            page_limit: None,
            statements: None,
        }
    }
}
