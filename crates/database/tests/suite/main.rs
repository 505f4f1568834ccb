//! What the database promises, asked of both engines. The PostgreSQL server is a real one, started by `testkit`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "this crate is tests from end to end; functions beside the tests are part of them"
)]

mod forget;
mod group;
mod killed;
mod migration;
mod pool;
mod same;

use std::sync::atomic::{AtomicU32, Ordering};

use database::{Database, Location, Migration, Options};

/// The tables that most tests use.
pub(crate) const TABLES: Migration = Migration {
    number: 1,
    name: "tables",
    sql: "
        -- customers; each has a name of its own
        create table customer (
            id bigint primary key,
            name text not null,
            mark text, /* 'free' text */
            picture bytes,
            constraint customer_name_once unique (name),
            constraint customer_name_given check (name <> '')
        );
        create table ticket (
            id bigint primary key,
            customer bigint not null references customer (id) deferrable initially deferred,
            number bigint not null,
            text text
        );
        create unique index ticket_number_once on ticket (number);
        create table counter (name text primary key, value bigint not null);
        insert into counter (name, value) values ('it''s; one', 0);
    ",
};

/// A database that goes away with the test.
pub(crate) struct Place {
    pub(crate) location: Location,
    _folder: Option<tempfile::TempDir>,
}

pub(crate) fn sqlite() -> Place {
    let folder = tempfile::tempdir().expect("a folder for the test");
    Place { location: Location::Sqlite(folder.path().join("desk.sqlite")), _folder: Some(folder) }
}

pub(crate) fn memory() -> Place {
    Place { location: Location::SqliteMemory(unique()), _folder: None }
}

pub(crate) fn postgres() -> Place {
    let url = testkit::postgres::server().to_owned();
    Place { location: Location::Postgres { url, schema: Some(unique()) }, _folder: None }
}

fn unique() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    testkit::postgres::schema(&format!("database_{}", NEXT.fetch_add(1, Ordering::Relaxed)))
}

impl Place {
    pub(crate) fn open(&self) -> Database {
        self.open_with(&Options::default())
    }

    pub(crate) fn open_with(&self, options: &Options) -> Database {
        let database = Database::open(&self.location, options).expect("the database opens");
        database.migrate(&[TABLES]).expect("the tables are made");
        database
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Location::Postgres { url, schema: Some(schema) } = &self.location {
            let plain = Location::Postgres { url: url.clone(), schema: None };
            let sql = format!("drop schema if exists {schema} cascade");
            // A server of one's own is thrown away anyway; one that stays should not fill up.
            if let Ok(database) = Database::open(&plain, &Options { pool: 1, ..Options::default() }) {
                let _ = database.write_blocking(move |tx| tx.execute(&sql, &[]));
            }
        }
    }
}

/// Asks the same of every engine.
pub(crate) fn on_each(check: impl Fn(&Database)) {
    for place in [sqlite(), memory(), postgres()] {
        println!("on {:?}", place.location);
        check(&place.open());
    }
}
