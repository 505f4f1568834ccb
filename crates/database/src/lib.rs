//! One small database API with the same SQL on SQLite and PostgreSQL.
//!
//! A transaction is a closure that runs on one of the database's own threads: on SQLite the single writer, which puts
//! many commands into one commit, or one of a few readers; on PostgreSQL a pool of connections. The closure may run more
//! than once (after a serialization failure, or when a commit must be taken apart), so it has no effects outside.
//! A write is answered only when it is on disk.
//!
//! # The SQL that both engines share
//! Lower case, written by hand, parameters `$1`. Column types are `bigint`, `text` and `bytes`; no booleans, floats or
//! times. Both know `insert … on conflict … do nothing/update`, `returning`, `update … from`, common table expressions,
//! window functions, `filter (where …)`, `string_agg(x, ',' order by x)`, comparing rows `(a, b) > ($1, $2)`, `limit`,
//! and `is not distinct from`. They differ, so do not use: `max(a, b)` or `greatest` (write `case`), `delete … using`,
//! `group_concat`, `avg` (sum and count are exact), a bare number or column as a condition (write `flag = 1`).
//! - A parameter that is only compared with null, or stands alone in a list of results, needs a cast:
//!   `cast($1 as bigint) is null`.
//! - Nulls sort first on one and last on the other: say `nulls first` or `nulls last`.
//! - Text sorts and compares by its bytes, `lower` knows ASCII only, `like` minds case; write `escape '\'` where a pattern
//!   may hold one.
//! - Constraints have names and are reported by them. A row that breaks two rules at once is reported for one of them,
//!   and not always the same one.
//! - Tables are made by migrations only; see [`Migration`].
//!
//! Deliberately not here: a query builder, an object mapper, and anything that knows what the tables mean.

mod command;
mod error;
mod location;
mod migrate;
mod options;
mod postgresql;
mod queue;
mod row;
mod sql;
mod sqlite;
mod tx;
mod value;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

pub use error::DatabaseError;
pub use location::{Kind, Location};
pub use migrate::Migration;
pub use options::{Durability, Options, Statements};
pub use row::{Column, Row};
pub use tx::Tx;
pub use value::{FromValue, ToValue, Value, ValueRef};

use command::{Work, command};
use postgresql::Postgres;
use sqlite::Sqlite;

/// A handle to an open database; cloning it is cheap. The last one closes the database when it is dropped, after the
/// commands that wait have run.
#[derive(Clone)]
pub struct Database {
    engine: Engine,
    options: Arc<Options>,
}

#[derive(Clone)]
enum Engine {
    Sqlite(Arc<Sqlite>),
    Postgres(Arc<Postgres>),
}

impl fmt::Debug for Database {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Database({:?})", self.kind())
    }
}

impl Database {
    /// Opens a database, making the file, or the schema, if it does not exist.
    ///
    /// # Errors
    /// [`DatabaseError::Gone`] if it cannot be reached, [`DatabaseError::Corrupt`] if the file is something else.
    pub fn open(location: &Location, options: &Options) -> Result<Database, DatabaseError> {
        let engine = match location {
            Location::Sqlite(path) => Engine::Sqlite(Sqlite::open_file(path, options)?),
            Location::SqliteMemory(name) => Engine::Sqlite(Sqlite::open_memory(name, options)?),
            Location::Postgres { url, schema } => Engine::Postgres(Postgres::open(url, schema.as_deref(), options)?),
        };
        Ok(Database { engine, options: Arc::new(options.clone()) })
    }

    /// Which engine runs.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match &self.engine {
            Engine::Sqlite(_) => Kind::Sqlite,
            Engine::Postgres(_) => Kind::Postgres,
        }
    }

    /// Brings the tables to the program's version. Migrations are numbered from 1 without gaps.
    ///
    /// # Errors
    /// [`DatabaseError::Migration`] if the database is newer than the program, was migrated by other texts, or if a
    /// migration fails; what had run before it stays.
    pub fn migrate(&self, migrations: &[Migration]) -> Result<(), DatabaseError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.migrate(migrations),
            Engine::Postgres(postgres) => postgres.migrate(migrations),
        }
    }

    /// Runs the closure in a transaction and keeps its changes if it returns `Ok`. Dropping the future gives the command
    /// up if it has not run yet, and undoes it if it has not been committed. Needs tokio's timer.
    ///
    /// # Errors
    /// The closure's error, or [`DatabaseError::Busy`] and the like turned into it.
    pub async fn write<T, E>(
        &self,
        closure: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
    {
        let (work, reply) = command(closure);
        self.submit_write(work)?;
        reply.wait(self.options.busy).await?
    }

    /// Runs the closure in a transaction that sees one state of the data and cannot change it.
    ///
    /// # Errors
    /// The closure's error, or [`DatabaseError::Busy`] and the like turned into it.
    pub async fn read<T, E>(
        &self,
        closure: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
    {
        let (work, reply) = command(closure);
        self.submit_read(work)?;
        reply.wait(self.options.busy).await?
    }

    /// [`write`](Database::write) for threads without a runtime. Not for use inside a closure: the transaction would wait
    /// for itself until it is refused as busy.
    ///
    /// # Errors
    /// As for [`write`](Database::write).
    pub fn write_blocking<T, E>(
        &self,
        closure: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
    {
        let (work, reply) = command(closure);
        self.submit_write(work)?;
        reply.wait_blocking(self.options.busy)?
    }

    /// [`read`](Database::read) for threads without a runtime.
    ///
    /// # Errors
    /// As for [`read`](Database::read).
    pub fn read_blocking<T, E>(
        &self,
        closure: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DatabaseError> + Send + 'static,
    {
        let (work, reply) = command(closure);
        self.submit_read(work)?;
        reply.wait_blocking(self.options.busy)?
    }

    /// Writes a copy of one moment to a new file while others go on working.
    ///
    /// # Errors
    /// [`DatabaseError::Unsupported`] on PostgreSQL, where `pg_dump` does it; else if the file exists or cannot be written.
    pub fn backup_to(&self, path: &Path) -> Result<(), DatabaseError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.backup_to(path),
            Engine::Postgres(_) => Postgres::backup_to(path),
        }
    }

    /// Looks for damage: the whole file on SQLite; on PostgreSQL, whether the server answers.
    ///
    /// # Errors
    /// [`DatabaseError::Corrupt`] with what was found, or whatever keeps it from looking.
    pub fn check(&self) -> Result<(), DatabaseError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.check(),
            Engine::Postgres(postgres) => postgres.check(),
        }
    }

    /// Prepares a statement without running it. Tests prepare every statement on both engines.
    ///
    /// # Errors
    /// What is wrong with the statement.
    pub fn prepare_check(&self, sql: &str) -> Result<(), DatabaseError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.prepare_check(sql),
            Engine::Postgres(postgres) => postgres.prepare_check(sql),
        }
    }

    /// How the engine would run a statement, in its own words: for tests that look for full scans.
    ///
    /// # Errors
    /// What is wrong with the statement.
    pub fn explain(&self, sql: &str, params: &[&dyn ToValue]) -> Result<String, DatabaseError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.explain(sql, params),
            Engine::Postgres(postgres) => postgres.explain(sql, params),
        }
    }

    fn submit_write(&self, work: Box<dyn Work>) -> Result<(), DatabaseError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.submit_write(work),
            Engine::Postgres(postgres) => postgres.submit_write(work),
        }
    }

    fn submit_read(&self, work: Box<dyn Work>) -> Result<(), DatabaseError> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.submit_read(work),
            Engine::Postgres(postgres) => postgres.submit_read(work),
        }
    }
}
