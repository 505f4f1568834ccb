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
use crate::tx::Tx;

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

const TABLE: &str =
    "create table if not exists migration (number bigint primary key, name text not null, checksum text not null)";

impl Migration {
    fn checksum(&self) -> String {
        Sha256::digest(self.sql).iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a string cannot fail");
            text
        })
    }
}

/// Runs what has not run yet. Servers that start together take turns.
pub(crate) fn run(tx: &mut Tx<'_>, migrations: &[Migration]) -> Result<(), DatabaseError> {
    in_order(migrations)?;
    let kind = tx.kind();
    tx.whole(|tx| {
        lock(tx)?;
        tx.define(&sql::for_engine(TABLE, kind))
    })?;
    for migration in migrations {
        tx.whole(|tx| {
            lock(tx)?;
            if is_done(tx, migrations, migration)? {
                return Ok(());
            }
            for statement in sql::statements(migration.sql) {
                tx.define(&sql::for_engine(&statement, kind)).map_err(|error| failed(migration, &error))?;
            }
            record(tx, migration)
        })?;
    }
    Ok(())
}

/// SQLite's transaction holds the file's lock from its start; PostgreSQL needs one. The number is ours, any would do.
fn lock(tx: &mut Tx<'_>) -> Result<(), DatabaseError> {
    match tx.kind() {
        Kind::Sqlite => Ok(()),
        Kind::Postgres => {
            tx.execute("select pg_advisory_xact_lock(1835100526, hashtext(current_schema()))", &[]).map(|_| ())
        }
    }
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
fn is_done(tx: &mut Tx<'_>, migrations: &[Migration], migration: &Migration) -> Result<bool, DatabaseError> {
    let last = migrations.last().map_or(0, |last| last.number);
    if let Some(newer) =
        tx.query_opt("select number, name from migration where number > $1 order by number desc limit 1", &[&last])?
    {
        return Err(DatabaseError::Migration(format!(
            "this database is newer than the program: it has migration {} ({}), the program knows {last}. \
             Start a newer version of the program, or restore a backup made by this one",
            newer.get::<i64>("number")?,
            newer.text("name")?
        )));
    }
    let Some(row) = tx.query_opt("select name, checksum from migration where number = $1", &[&migration.number])?
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
    DatabaseError::Migration(format!("migration {} ({}) failed: {error}", migration.number, migration.name))
}
