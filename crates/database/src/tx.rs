//! What a closure can do inside its transaction.
//!
//! A statement that fails spoils the transaction on both engines: everything after it is refused, and the closure's
//! changes are rolled back even if it returns `Ok`. PostgreSQL works like this by nature; on SQLite it is enforced, so a
//! mistake shows in every test. Whoever wants to go on after an expected error runs the statement in a
//! [`savepoint`](Tx::savepoint), or writes `on conflict do nothing`.

use crate::error::DatabaseError;
use crate::location::Kind;
use crate::postgresql::session::Session;
use crate::row::Row;
use crate::sqlite::connection::Connection;
use crate::value::{ToValue, ValueRef};

/// A transaction under way.
pub struct Tx<'a> {
    driver: Driver<'a>,
    depth: usize,
    failed: bool,
}

pub(crate) enum Driver<'a> {
    Sqlite(&'a Connection),
    Postgres(&'a mut Session),
}

impl<'a> Tx<'a> {
    pub(crate) fn new(driver: Driver<'a>) -> Self {
        Tx { driver, depth: 0, failed: false }
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.failed
    }

    /// Runs a statement and tells how many rows it changed.
    ///
    /// # Errors
    /// Whatever the engine says; the transaction is then spoilt.
    pub fn execute(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<u64, DatabaseError> {
        self.guarded(params, |driver| match driver {
            Driver::Sqlite(connection) => connection.execute(sql, params),
            Driver::Postgres(session) => session.execute(sql, params),
        })
    }

    /// All rows of the answer.
    ///
    /// # Errors
    /// Whatever the engine says; the transaction is then spoilt.
    pub fn query(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<Vec<Row>, DatabaseError> {
        let mut rows = Vec::new();
        self.rows(sql, params, &mut |row| {
            rows.push(row);
            true
        })?;
        Ok(rows)
    }

    /// The first row of the answer, if there is one.
    ///
    /// # Errors
    /// Whatever the engine says; the transaction is then spoilt.
    pub fn query_opt(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<Option<Row>, DatabaseError> {
        let mut first = None;
        self.rows(sql, params, &mut |row| {
            first.get_or_insert(row);
            true
        })?;
        Ok(first)
    }

    /// The first row of the answer.
    ///
    /// # Errors
    /// [`DatabaseError::NotFound`] without a row, which does not spoil the transaction; else whatever the engine says.
    pub fn query_one(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<Row, DatabaseError> {
        self.query_opt(sql, params)?.ok_or(DatabaseError::NotFound)
    }

    /// Hands each row to the closure as it comes, so an answer of any size needs little memory.
    ///
    /// # Errors
    /// The closure's own error, or whatever the engine says; only the latter spoils the transaction.
    pub fn query_each<E: From<DatabaseError>>(
        &mut self,
        sql: &str,
        params: &[&dyn ToValue],
        mut each: impl FnMut(&Row) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut stopped = None;
        let mut take = |row: Row| match each(&row) {
            Ok(()) => true,
            Err(error) => {
                stopped = Some(error);
                false
            }
        };
        self.rows(sql, params, &mut take)?;
        stopped.map_or(Ok(()), Err)
    }

    /// Runs the closure in a savepoint: if it fails, its changes are undone, and the transaction goes on.
    ///
    /// # Errors
    /// The closure's error.
    pub fn savepoint<T, E: From<DatabaseError>>(
        &mut self,
        closure: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.depth += 1;
        let name = format!("inner_{}", self.depth);
        let opened = self.control(&format!("savepoint {name}"));
        let result = opened.map_err(E::from).and_then(|()| {
            let result = closure(self);
            let result = if self.failed && result.is_ok() { Err(failed_before().into()) } else { result };
            if result.is_err() {
                self.failed = false;
                self.control(&format!("rollback to {name}"))?;
            }
            self.control(&format!("release {name}"))?;
            result
        });
        self.depth -= 1;
        result
    }

    /// Hands over row by row until `take` says no. Rows after the wanted ones are stepped through all the same where the
    /// statement may have more to do (`returning`).
    fn rows(
        &mut self,
        sql: &str,
        params: &[&dyn ToValue],
        take: &mut dyn FnMut(Row) -> bool,
    ) -> Result<(), DatabaseError> {
        self.guarded(params, |driver| match driver {
            Driver::Sqlite(connection) => connection.rows(sql, params, take),
            Driver::Postgres(session) => session.rows(sql, params, take),
        })
    }

    /// Which engine runs.
    pub(crate) fn kind(&self) -> Kind {
        match self.driver {
            Driver::Sqlite(_) => Kind::Sqlite,
            Driver::Postgres(_) => Kind::Postgres,
        }
    }

    /// A transaction around several steps, for who owns the whole connection.
    pub(crate) fn whole<T>(
        &mut self,
        steps: impl FnOnce(&mut Self) -> Result<T, DatabaseError>,
    ) -> Result<T, DatabaseError> {
        self.control(match self.driver {
            Driver::Sqlite(_) => "begin immediate",
            Driver::Postgres(_) => "begin",
        })?;
        let result = steps(self).and_then(|done| self.control("commit").map(|()| done));
        self.failed = false;
        if result.is_err() {
            match &mut self.driver {
                Driver::Sqlite(connection) if connection.in_transaction() => connection.control("rollback")?,
                Driver::Sqlite(_) => {}
                Driver::Postgres(session) => session.control("rollback")?,
            }
        }
        result
    }

    /// One statement of a migration.
    pub(crate) fn define(&mut self, sql: &str) -> Result<(), DatabaseError> {
        self.guarded(&[], |driver| match driver {
            Driver::Sqlite(connection) => connection.define(sql),
            Driver::Postgres(session) => session.control(sql),
        })
    }

    /// From now on, what is deleted is overwritten in SQLite's file, until [`leave_deleted`](Tx::leave_deleted). PostgreSQL overwrites
    /// what is dead when it vacuums, by itself.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub fn overwrite_deleted(&mut self) -> Result<(), DatabaseError> {
        self.secure_delete("on")
    }

    /// From now on, what is deleted stays in the file until something else needs the room, as is quicker.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub fn leave_deleted(&mut self) -> Result<(), DatabaseError> {
        self.secure_delete("off")
    }

    fn secure_delete(&mut self, word: &str) -> Result<(), DatabaseError> {
        self.guarded(&[], |driver| match driver {
            Driver::Sqlite(connection) => connection.set(&format!("pragma secure_delete = {word}")),
            Driver::Postgres(_) => Ok(()),
        })
    }

    fn control(&mut self, sql: &str) -> Result<(), DatabaseError> {
        self.guarded(&[], |driver| match driver {
            Driver::Sqlite(connection) => connection.control(sql),
            Driver::Postgres(session) => session.control(sql),
        })
    }

    fn guarded<T>(
        &mut self,
        params: &[&dyn ToValue],
        action: impl FnOnce(&mut Driver<'a>) -> Result<T, DatabaseError>,
    ) -> Result<T, DatabaseError> {
        if self.failed {
            return Err(failed_before());
        }
        let result = storable(params).and_then(|()| action(&mut self.driver));
        self.failed = result.is_err();
        result
    }
}

pub(crate) fn failed_before() -> DatabaseError {
    DatabaseError::other(
        "an earlier statement of this transaction failed; use a savepoint to go on after an expected error",
    )
}

/// PostgreSQL cannot store a NUL character, so it is refused on both.
fn storable(params: &[&dyn ToValue]) -> Result<(), DatabaseError> {
    for param in params {
        if let ValueRef::Text(text) = param.to_value()
            && text.as_bytes().contains(&0)
        {
            return Err(DatabaseError::Unsupported("text may not hold a NUL character".to_owned()));
        }
    }
    Ok(())
}
