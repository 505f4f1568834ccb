//! PostgreSQL's pool: exhausted, lost, in conflict.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use database::{Database, DatabaseError, Location, Options, Tx};

use super::postgres;

#[test]
fn an_exhausted_pool_is_busy() {
    let place = postgres();
    let options = Options { pool: 1, busy: Duration::from_millis(200), ..Options::default() };
    let database = place.open_with(&options);
    let (go, wait) = mpsc::channel::<()>();
    let (held, holding) = mpsc::channel::<()>();
    let wait = Mutex::new((wait, held));
    let blocked = database.clone();
    let blocker = std::thread::spawn(move || {
        blocked.write_blocking(move |tx| {
            let wait = wait.lock().unwrap();
            wait.1.send(()).unwrap();
            wait.0.recv().unwrap();
            tx.execute("insert into customer (id, name) values (1, 'a')", &[])
        })
    });
    holding.recv().unwrap();
    let refused = database.read_blocking(|tx| tx.query("select 1", &[]));
    assert!(matches!(refused, Err(DatabaseError::Busy)), "{refused:?}");
    go.send(()).unwrap();
    blocker.join().unwrap().unwrap();
    database.read_blocking(|tx| tx.query("select 1", &[])).unwrap();
}

fn own_process(tx: &mut Tx<'_>) -> Result<i64, DatabaseError> {
    tx.query_one("select pg_backend_pid()", &[])?.get(0)
}

fn end_process(database: &Database, process: i64) {
    database.read_blocking(move |tx| tx.query("select pg_terminate_backend(cast($1 as int))", &[&process])).unwrap();
}

#[test]
fn after_a_lost_connection_the_next_command_works() {
    let place = postgres();
    let options = Options { pool: 1, ..Options::default() };
    let (database, other) = (place.open_with(&options), place.open_with(&options));
    let process = database.write_blocking(own_process).unwrap();
    end_process(&other, process);
    database.write_blocking(|tx| tx.execute("insert into customer (id, name) values (1, 'a')", &[])).unwrap();
    assert_ne!(database.write_blocking(own_process).unwrap(), process);
}

#[test]
fn a_command_that_loses_its_connection_before_the_commit_runs_again() {
    let place = postgres();
    let options = Options { pool: 1, ..Options::default() };
    let (database, other) = (place.open_with(&options), place.open_with(&options));
    let tries = std::sync::Arc::new(AtomicU32::new(0));
    let counted = std::sync::Arc::clone(&tries);
    database
        .write_blocking(move |tx| {
            tx.execute("insert into customer (id, name) values (1, 'a')", &[])?;
            if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                end_process(&other, own_process(tx)?);
            }
            tx.execute("insert into customer (id, name) values (2, 'b')", &[])
        })
        .unwrap();
    assert_eq!(tries.load(Ordering::SeqCst), 2);
    let rows = database.read_blocking(|tx| tx.query("select id from customer order by id", &[])).unwrap();
    assert_eq!(rows.len(), 2);
}

#[test]
fn conflicting_writes_run_again_until_each_has_counted() {
    let place = postgres();
    let database = place.open();
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..25 {
                    database
                        .write_blocking(|tx| {
                            let row = tx.query_one("select value from counter where name = $1", &[&"it's; one"])?;
                            let next = row.get::<i64>(0)? + 1;
                            tx.execute("update counter set value = $2 where name = $1", &[&"it's; one", &next])
                        })
                        .unwrap();
                }
            });
        }
    });
    let row = database.read_blocking(|tx| tx.query_one("select value from counter", &[])).unwrap();
    assert_eq!(row.get::<i64>(0).unwrap(), 400);
}

#[test]
fn a_server_that_is_not_there_is_gone_and_no_password_is_told() {
    let location = Location::parse("postgres://ada:s3cret@127.0.0.1:1/desk?connect_timeout=2").unwrap();
    let Err(error) = Database::open(&location, &Options::default()) else { panic!("nobody listens there") };
    assert!(matches!(error, DatabaseError::Gone(_)), "{error:?}");
    assert!(!format!("{error:?} {error}").contains("s3cret"));
}

#[test]
fn a_backup_is_left_to_the_servers_own_tool() {
    let database = postgres().open();
    let error = database.backup_to(std::path::Path::new("/nowhere")).unwrap_err();
    assert!(error.to_string().contains("pg_dump"));
}

/// The driver brings a runtime of its own; opening and asking must work inside another.
#[tokio::test]
async fn everything_can_be_called_inside_a_runtime() {
    let place = postgres();
    let database = place.open();
    database.check().unwrap();
    let row = database.read(|tx| tx.query_one("select 1", &[])).await.unwrap();
    assert_eq!(row.get::<i64>(0).unwrap(), 1);
}
