//! One SQLite connection: its settings, its statements, its parameters.
//!
//! Settings bring SQLite near to PostgreSQL: foreign keys are kept, `like` minds case, and a double-quoted word is a name
//! and never a text.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef as Cell};
use rusqlite::{CachedStatement, OpenFlags, Statement};

use crate::error::DatabaseError;
use crate::options::{Durability, Options, Statements};
use crate::row::Row;
use crate::sql;
use crate::sqlite::constraint::Constraints;
use crate::sqlite::error::{StatementError, translate};
use crate::value::{ToValue, ValueRef};

/// How many prepared statements a connection keeps: more than the application has.
const STATEMENTS: usize = 512;

/// How long to wait before trying again to open a file that another process is just making.
const PAUSE: Duration = Duration::from_millis(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// One SQLite connection.
pub(crate) struct Connection {
    inner: rusqlite::Connection,
    /// Names of unique constraints, read when first needed; forgotten after a migration.
    constraints: RefCell<Option<Arc<Constraints>>>,
    /// Names of columns by statement.
    columns: RefCell<HashMap<String, Arc<[String]>>>,
    statements: Option<Statements>,
}

impl Connection {
    pub(crate) fn open(path: &Path, access: Access, options: &Options) -> Result<Self, DatabaseError> {
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX
            | match access {
                Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
                Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            };
        let inner = rusqlite::Connection::open_with_flags(path, flags)
            .map_err(|error| DatabaseError::Gone(format!("{} cannot be opened: {error}", path.display())))?;
        inner.set_prepared_statement_cache_capacity(STATEMENTS);
        let connection = Connection {
            inner,
            constraints: RefCell::new(None),
            columns: RefCell::default(),
            statements: options.statements.clone(),
        };
        let until = Instant::now() + options.busy;
        loop {
            match connection.set_up(access, options).map_err(|error| connection.translated(error)) {
                // Turning a new file to WAL needs it alone, and SQLite does not wait for that by itself.
                Err(DatabaseError::Busy) if Instant::now() < until => std::thread::sleep(PAUSE),
                Err(error) => return Err(error),
                Ok(()) => return Ok(connection),
            }
        }
    }

    fn set_up(&self, access: Access, options: &Options) -> Result<(), rusqlite::Error> {
        self.inner.busy_timeout(options.busy)?;
        self.inner.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        self.inner.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        // A plan must not depend on the values bound: it is the same for every customer, and is made once.
        self.inner.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        self.inner.execute_batch(
            "pragma foreign_keys = on; pragma case_sensitive_like = on; pragma temp_store = memory;
             pragma cache_size = -8192;",
        )?;
        if access == Access::Read {
            return Ok(());
        }
        self.inner.execute_batch("pragma page_size = 4096; pragma journal_mode = wal;")?;
        // A checkpoint every 4,000 pages (16 MiB) costs writers less than SQLite's own 1,000; afterwards the log is cut.
        self.inner.execute_batch("pragma wal_autocheckpoint = 4000; pragma journal_size_limit = 67108864;")?;
        self.inner.execute_batch(match options.durability {
            Durability::Full => "pragma synchronous = full",
            Durability::Relaxed => "pragma synchronous = off",
        })?;
        if let Some(pages) = options.page_limit {
            self.inner.execute_batch(&format!("pragma max_page_count = {pages}"))?;
        }
        Ok(())
    }

    /// Sets something that answers with what it is now.
    pub(crate) fn set(&self, sql: &str) -> Result<(), DatabaseError> {
        self.inner.execute_batch(sql).map_err(|error| self.translated(error))
    }

    /// A statement without parameters or rows that steers a transaction.
    pub(crate) fn control(&self, sql: &str) -> Result<(), DatabaseError> {
        let run = || {
            let mut statement = self.inner.prepare_cached(sql)?;
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
            Ok(())
        };
        run().map_err(|error| self.translated(error))
    }

    /// One statement of a migration.
    pub(crate) fn define(&self, sql: &str) -> Result<(), DatabaseError> {
        let result = self.inner.execute_batch(sql).map_err(|error| self.translated(error));
        self.constraints.replace(None);
        self.columns.take();
        result
    }

    pub(crate) fn in_transaction(&self) -> bool {
        !self.inner.is_autocommit()
    }

    pub(crate) fn execute(&self, sql: &str, params: &[&dyn ToValue]) -> Result<u64, DatabaseError> {
        let mut statement = self.prepared(sql, params)?;
        if statement.readonly() {
            // PostgreSQL counts the rows of a query here, so SQLite does too.
            let mut rows = statement.raw_query();
            let mut count = 0;
            while rows.next().map_err(|error| self.translated(error))?.is_some() {
                count += 1;
            }
            return Ok(count);
        }
        let mut rows = statement.raw_query();
        while rows.next().map_err(|error| self.translated(error))?.is_some() {}
        drop(rows);
        Ok(self.inner.changes())
    }

    pub(crate) fn rows(
        &self,
        sql: &str,
        params: &[&dyn ToValue],
        take: &mut dyn FnMut(Row) -> bool,
    ) -> Result<(), DatabaseError> {
        let mut statement = self.prepared(sql, params)?;
        let mut columns: Arc<[String]> = Arc::default();
        let mut rows = statement.raw_query();
        while let Some(found) = rows.next().map_err(|error| self.translated(error))? {
            if columns.is_empty() {
                columns = self.columns(sql, found.as_ref());
            }
            let mut row = Row::new(Arc::clone(&columns));
            for (position, name) in columns.iter().enumerate() {
                let cell = found.get_ref(position).map_err(|error| self.translated(error))?;
                row.push(lent(name, cell)?);
            }
            if !take(row) {
                break;
            }
        }
        Ok(())
    }

    pub(crate) fn prepare_check(&self, sql: &str) -> Result<(), DatabaseError> {
        if sql::statements(sql).len() != 1 {
            return Err(DatabaseError::Unsupported("one statement at a time".to_owned()));
        }
        let statement = self.inner.prepare(sql).map_err(|error| self.translated(error))?;
        (1..=statement.parameter_count()).try_for_each(|index| number(&statement, index).map(|_| ()))
    }

    pub(crate) fn explain(&self, sql: &str, params: &[&dyn ToValue]) -> Result<String, DatabaseError> {
        let mut plan = String::new();
        self.rows(&format!("explain query plan {sql}"), params, &mut |row| {
            if let Ok(line) = row.text("detail") {
                plan.push_str(line);
                plan.push('\n');
            }
            true
        })?;
        Ok(plan)
    }

    pub(crate) fn check(&self) -> Result<(), DatabaseError> {
        let mut faults = Vec::new();
        self.rows("pragma integrity_check", &[], &mut |row| {
            faults.extend(row.text(0usize).ok().filter(|line| *line != "ok").map(str::to_owned));
            true
        })?;
        self.rows("pragma foreign_key_check", &[], &mut |row| {
            faults.push(format!("a row of {} refers to a missing one", row.text(0usize).unwrap_or("a table")));
            true
        })?;
        if faults.is_empty() { Ok(()) } else { Err(DatabaseError::Corrupt(faults.join("; "))) }
    }

    /// A copy of one moment while others go on writing. The file appears under its name only when it is complete.
    pub(crate) fn backup_to(&self, target: &Path) -> Result<(), DatabaseError> {
        let failed = |error: &dyn std::fmt::Display| {
            DatabaseError::other(format!("the backup {} cannot be written: {error}", target.display()))
        };
        if target.exists() {
            return Err(failed(&"the file exists already"));
        }
        let mut part = target.as_os_str().to_owned();
        part.push(".part");
        let part = Path::new(&part);
        // What an interrupted backup left behind.
        if part.exists() {
            std::fs::remove_file(part).map_err(|error| failed(&error))?;
        }
        let mut copy = rusqlite::Connection::open(part).map_err(|error| failed(&error))?;
        let backup = rusqlite::backup::Backup::new(&self.inner, &mut copy).map_err(|error| failed(&error))?;
        // All pages in one step read one state of the data; in WAL mode this holds up no writer.
        backup.step(-1).map_err(|error| failed(&error))?;
        drop(backup);
        copy.close().map_err(|(_, error)| failed(&error))?;
        std::fs::File::open(part).and_then(|file| file.sync_all()).map_err(|error| failed(&error))?;
        std::fs::rename(part, target).map_err(|error| failed(&error))
    }

    /// The names of a statement's columns, made once: making them costs more than many a statement.
    fn columns(&self, sql: &str, statement: &Statement<'_>) -> Arc<[String]> {
        let mut known = self.columns.borrow_mut();
        // Another process may have added a column to a table that is read as a whole.
        if let Some(columns) = known.get(sql).filter(|columns| columns.len() == statement.column_count()) {
            return Arc::clone(columns);
        }
        let columns: Arc<[String]> = statement.column_names().map(str::to_owned).collect();
        if known.len() >= STATEMENTS {
            known.clear();
        }
        known.insert(sql.to_owned(), Arc::clone(&columns));
        columns
    }

    fn prepared(&self, sql: &str, params: &[&dyn ToValue]) -> Result<CachedStatement<'_>, DatabaseError> {
        if let Some(statements) = &self.statements {
            statements.note(sql);
        }
        let mut statement = self.inner.prepare_cached(sql).map_err(|error| self.translated(error))?;
        let mut highest = 0;
        for index in 1..=statement.parameter_count() {
            let number = number(&statement, index)?;
            highest = highest.max(number);
            if let Some(param) = params.get(number - 1) {
                statement.raw_bind_parameter(index, Param(param.to_value())).map_err(|error| self.translated(error))?;
            }
        }
        if highest != params.len() {
            return Err(DatabaseError::other(format!(
                "the statement has {highest} parameters but got {}: {sql}",
                params.len()
            )));
        }
        Ok(statement)
    }

    fn translated(&self, error: rusqlite::Error) -> DatabaseError {
        match translate(error) {
            StatementError::Done(error) => error,
            StatementError::Unique { message, primary } => {
                let known = self.constraints.borrow().clone();
                let constraints = known.unwrap_or_else(|| {
                    let read = Arc::new(Constraints::read(&self.inner));
                    self.constraints.replace(Some(Arc::clone(&read)));
                    read
                });
                DatabaseError::Unique { constraint: constraints.name(&message, primary) }
            }
        }
    }
}

/// The number of the parameter at a place in SQLite's own numbering: `$2` is a name to SQLite, and its own number follows
/// the first use.
fn number(statement: &Statement<'_>, index: usize) -> Result<usize, DatabaseError> {
    statement
        .parameter_name(index)
        .and_then(|name| name.strip_prefix('$'))
        .and_then(|number| number.parse().ok())
        .filter(|number| *number > 0)
        .ok_or_else(|| DatabaseError::Unsupported("parameters are written $1, $2 and so on".to_owned()))
}

struct Param<'a>(ValueRef<'a>);

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>, rusqlite::Error> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            ValueRef::Null => Cell::Null,
            ValueRef::Int(number) => Cell::Integer(number),
            ValueRef::Text(text) => Cell::Text(text.as_bytes()),
            ValueRef::Bytes(bytes) => Cell::Blob(bytes),
        }))
    }
}

fn lent<'a>(column: &str, cell: Cell<'a>) -> Result<ValueRef<'a>, DatabaseError> {
    Ok(match cell {
        Cell::Null => ValueRef::Null,
        Cell::Integer(number) => ValueRef::Int(number),
        Cell::Text(text) => ValueRef::Text(
            std::str::from_utf8(text)
                .map_err(|_| DatabaseError::Corrupt(format!("column {column} holds text that is not UTF-8")))?,
        ),
        Cell::Blob(bytes) => ValueRef::Bytes(bytes),
        Cell::Real(number) => {
            return Err(DatabaseError::Unsupported(format!(
                "column {column} holds {number}; there are no floating point numbers in this database"
            )));
        }
    })
}
