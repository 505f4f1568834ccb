//! What is deleted and to be overwritten is not in SQLite's file any more.

use database::{Database, Location, Options};

use crate::TABLES;

/// Whether a word stands in the file after a row with it was deleted.
fn stays(overwritten: bool) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.sqlite");
    let database = Database::open(&Location::Sqlite(file.clone()), &Options::default()).unwrap();
    database.migrate(&[TABLES]).unwrap();
    let write = |work: fn(&mut database::Tx<'_>) -> Result<(), database::DatabaseError>| {
        database.write_blocking(work).unwrap();
    };
    write(|tx| {
        let long = "Quittengelee ".repeat(2_000);
        tx.execute("insert into customer (id, name, mark) values (1, 'a', $1)", &[&long]).map(|_| ())
    });
    if overwritten {
        write(|tx| {
            tx.overwrite_deleted()?;
            tx.execute("update customer set mark = '' where id = 1", &[])?;
            tx.leave_deleted()
        });
    } else {
        write(|tx| tx.execute("update customer set mark = '' where id = 1", &[]).map(|_| ()));
    }
    drop(database);
    // What was written last stands in the log; afterwards it stands in the file alone.
    rusqlite::Connection::open(&file).unwrap().execute_batch("pragma wal_checkpoint(truncate)").unwrap();
    let bytes = std::fs::read(&file).unwrap();
    bytes.windows(12).any(|some| some == b"Quittengelee")
}

#[test]
fn what_is_to_be_overwritten_is_not_in_the_file() {
    assert!(stays(false), "without asking it stays: otherwise this test shows nothing");
    assert!(!stays(true));
}
