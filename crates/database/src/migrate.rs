//! Migrations: the tables grow forward only, from one text for both engines.
//!
//! Each migration runs once, in a transaction of its own, and is recorded in the table `migration` with a checksum of its
//! text. A database that knows more migrations than the program, or other ones, is refused: an older program must not
//! write into newer tables, and a migration that ran is never edited.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::error::DatabaseError;
use crate::location::Kind;
use crate::sql;
use crate::sqlite::connection::Connection;
use crate::tx::{Driver, Tx};

/// One step of the tables' history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// Its place in the order, from 1 without gaps.
    pub number: u32,
    /// What it is about, in a word or two.
    pub name: &'static str,
    /// Its statements, with the types `bigint`, `text` and `bytes`.
    pub sql: &'static str,
}

const TABLE: &str = "create table if not exists migration (number bigint primary key, name text not null, checksum text not null)";

impl Migration {
    fn checksum(&self) -> String {
        Sha256::digest(self.sql)
            .iter()
            .fold(String::new(), |mut text, byte| {
                write!(text, "{byte:02x}").expect("writing to a string cannot fail");
                text
            })
    }
}

pub(crate) fn on_sqlite(
    connection: &Connection,
    migrations: &[Migration],
) -> Result<(), DatabaseError> {
    in_order(migrations)?;
    let transaction = |step: &dyn Fn() -> Result<(), DatabaseError>| {
        connection.control("begin immediate")?;
        let result = step().and_then(|()| connection.control("commit"));
        if result.is_err() && connection.in_transaction() {
            connection.control("rollback")?;
        }
        result
    };
    transaction(&|| connection.batch(&sql::for_engine(TABLE, Kind::Sqlite)))?;
    for migration in migrations {
        transaction(&|| {
            let mut tx = Tx::new(Driver::Sqlite(connection));
            if is_done(&mut tx, migrations, migration)? {
                return Ok(());
            }
            for statement in sql::statements(migration.sql) {
                connection
                    .batch(&sql::for_engine(&statement, Kind::Sqlite))
                    .map_err(|error| failed(migration, &error))?;
            }
            record(&mut tx, migration)
        })?;
    }
    Ok(())
}

fn in_order(migrations: &[Migration]) -> Result<(), DatabaseError> {
    for (expected, migration) in (1u32..).zip(migrations) {
        if migration.number != expected {
            return Err(DatabaseError::Migration(format!(
                "migration {} ({}) stands where number {expected} belongs",
                migration.number, migration.name
            )));
        }
    }
    Ok(())
}

/// Whether this migration ran before; an error if the database has another history than the program.
fn is_done(
    tx: &mut Tx<'_>,
    migrations: &[Migration],
    migration: &Migration,
) -> Result<bool, DatabaseError> {
    let last = migrations.last().map_or(0, |last| last.number);
    if let Some(newer) = tx.query_opt(
        "select number, name from migration where number > $1 order by number desc limit 1",
        &[&last],
    )? {
        return Err(DatabaseError::Migration(format!(
            "this database is newer than the program: it has migration {} ({}), the program knows {last}. \
             Start a newer version of the program, or restore a backup made by this one",
            newer.get::<i64>("number")?,
            newer.text("name")?
        )));
    }
    let Some(row) = tx.query_opt(
        "select name, checksum from migration where number = $1",
        &[&migration.number],
    )?
    else {
        return Ok(false);
    };
    if row.text("checksum")? != migration.checksum() {
        return Err(DatabaseError::Migration(format!(
            "migration {} is not the one that this database ran: here it is called {}, there {}, and the texts differ. \
             A migration that ran is never edited; write a new one",
            migration.number,
            migration.name,
            row.text("name")?
        )));
    }
    Ok(true)
}

fn record(tx: &mut Tx<'_>, migration: &Migration) -> Result<(), DatabaseError> {
    tx.execute(
        "insert into migration (number, name, checksum) values ($1, $2, $3)",
        &[&migration.number, &migration.name, &migration.checksum()],
    )?;
    tracing::info!(number = migration.number, name = migration.name, "migrated");
    Ok(())
}

fn failed(migration: &Migration, error: &DatabaseError) -> DatabaseError {
    DatabaseError::Migration(format!(
        "migration {} ({}) failed: {error}",
        migration.number, migration.name
    ))
}
