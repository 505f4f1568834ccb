//! SQLite's writer: many commands in one commit, each on its own if it fails.

use database::{Database, DatabaseError, Durability, Location, Options};
use tokio::task::{JoinHandle, yield_now};

use super::{memory, sqlite};

type Answer = JoinHandle<Result<u64, DatabaseError>>;

/// Holds the writer until told to go on, so that what is sent meanwhile becomes one group.
async fn hold(database: &Database) -> (std::sync::mpsc::Sender<()>, Answer) {
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let (held, holding) = tokio::sync::oneshot::channel::<()>();
    let (wait, held) = (std::sync::Mutex::new(wait), std::sync::Mutex::new(Some(held)));
    let database = database.clone();
    let answer = tokio::spawn(async move {
        database
            .write(move |_| {
                if let Some(held) = held.lock().unwrap().take() {
                    held.send(()).unwrap();
                    wait.lock().unwrap().recv().unwrap();
                }
                Ok(0)
            })
            .await
    });
    holding.await.unwrap();
    (go, answer)
}

async fn send(
    database: &Database,
    closure: impl Fn(&mut database::Tx<'_>) -> Result<u64, DatabaseError> + Send + Sync + 'static,
) -> Answer {
    let database = database.clone();
    let answer = tokio::spawn(async move { database.write(closure).await });
    // On a runtime of one thread this lets the task put its command into the queue.
    yield_now().await;
    answer
}

async fn ids(database: &Database) -> Vec<i64> {
    let rows = database.read(|tx| tx.query("select id from customer order by id", &[])).await;
    rows.unwrap_or_else(|error: DatabaseError| panic!("{error}")).iter().map(|row| row.get(0).unwrap()).collect()
}

#[tokio::test]
async fn of_twenty_commands_exactly_the_five_that_fail_are_undone() {
    for place in [sqlite(), memory()] {
        let database = place.open();
        let (go, held) = hold(&database).await;
        let mut answers = Vec::new();
        for number in 0..20i64 {
            let answer = send(&database, move |tx| {
                let name = format!("customer {number}");
                tx.execute("insert into customer (id, name) values ($1, $2)", &[&number, &name])?;
                assert!(number != 13, "the thirteenth");
                if number % 5 == 2 {
                    // The same number again: the row above has to go with it.
                    tx.execute("insert into customer (id, name) values ($1, 'again')", &[&number])?;
                }
                Ok(1)
            });
            answers.push(answer.await);
        }
        go.send(()).unwrap();
        held.await.unwrap().unwrap();
        for (number, answer) in (0i64..).zip(answers) {
            match (number, answer.await.unwrap()) {
                (13, result) => assert!(matches!(result, Err(DatabaseError::Panicked(_))), "{result:?}"),
                (2 | 7 | 12 | 17, result) => {
                    assert!(result.unwrap_err().is_unique("customer_pkey"))
                }
                (_, result) => assert_eq!(result.unwrap(), 1),
            }
        }
        let expected: Vec<i64> = (0..20).filter(|number| number % 5 != 2 && *number != 13).collect();
        assert_eq!(ids(&database).await, expected);
    }
}

/// A foreign key that is only checked at the commit fails the whole commit: then each runs alone.
#[tokio::test]
async fn a_commit_that_fails_hurts_only_the_command_at_fault() {
    let place = sqlite();
    let database = place.open();
    let (go, held) = hold(&database).await;
    let mut answers = Vec::new();
    for number in 1..=6i64 {
        let answer = send(&database, move |tx| {
            let name = format!("customer {number}");
            tx.execute("insert into customer (id, name) values ($1, $2)", &[&number, &name])?;
            let customer = if number == 4 { 999 } else { number };
            tx.execute("insert into ticket (id, customer, number) values ($1, $2, $1)", &[&number, &customer])
        });
        answers.push(answer.await);
    }
    go.send(()).unwrap();
    held.await.unwrap().unwrap();
    for (number, answer) in (1..).zip(answers) {
        match (number, answer.await.unwrap()) {
            (4, result) => assert!(matches!(result, Err(DatabaseError::ForeignKey { .. })), "{result:?}"),
            (_, result) => assert_eq!(result.unwrap(), 1),
        }
    }
    assert_eq!(ids(&database).await, [1, 2, 3, 5, 6]);
}

#[tokio::test]
async fn a_full_queue_refuses_at_once() {
    let place = sqlite();
    let database = place.open_with(&Options { queue: 3, ..Options::default() });
    let (go, held) = hold(&database).await;
    let mut answers = Vec::new();
    for number in 0..5i64 {
        let name = format!("customer {number}");
        let answer =
            send(&database, move |tx| tx.execute("insert into customer (id, name) values ($1, $2)", &[&number, &name]));
        answers.push(answer.await);
    }
    for answer in answers.drain(3..) {
        assert!(matches!(answer.await.unwrap(), Err(DatabaseError::Busy)));
    }
    go.send(()).unwrap();
    held.await.unwrap().unwrap();
    for answer in answers {
        answer.await.unwrap().unwrap();
    }
    assert_eq!(ids(&database).await, [0, 1, 2]);
}

#[tokio::test]
async fn a_full_disk_is_told_and_earlier_rows_are_intact() {
    let place = sqlite();
    let options = Options { page_limit: Some(64), ..Options::default() };
    let database = place.open_with(&options);
    let insert = |number: i64, size: usize| {
        send(&database, move |tx| {
            let name = format!("customer {number}");
            tx.execute(
                "insert into customer (id, name, picture) values ($1, $2, $3)",
                &[&number, &name, &vec![7u8; size]],
            )
        })
    };
    let mut kept = Vec::new();
    loop {
        let number = kept.len() as i64;
        match insert(number, 8000).await.await.unwrap() {
            Ok(_) => kept.push(number),
            Err(error) => {
                assert!(matches!(error, DatabaseError::Full), "{error:?}");
                break;
            }
        }
    }
    assert!(kept.len() > 10, "{}", kept.len());
    // In a group, those that fit are kept, and the one that does not is told so.
    let (go, held) = hold(&database).await;
    let remove = send(&database, |tx| tx.execute("delete from customer where id in (0, 1)", &[])).await;
    let (small, large, last) = (insert(1000, 10).await, insert(1001, 900_000).await, insert(1002, 10).await);
    go.send(()).unwrap();
    held.await.unwrap().unwrap();
    assert_eq!(remove.await.unwrap().unwrap(), 2);
    assert_eq!(small.await.unwrap().unwrap(), 1);
    assert!(matches!(large.await.unwrap(), Err(DatabaseError::Full)));
    assert_eq!(last.await.unwrap().unwrap(), 1);
    kept.drain(..2);
    kept.extend([1000, 1002]);
    assert_eq!(ids(&database).await, kept);
    database.check().unwrap();
}

#[test]
fn another_process_that_holds_the_file_makes_it_busy() {
    let place = sqlite();
    let options = Options { busy: std::time::Duration::from_millis(200), ..Options::default() };
    let (first, second) = (place.open_with(&options), place.open_with(&options));
    first
        .write_blocking(move |tx| {
            let other = second.write_blocking(|tx| tx.execute("insert into customer (id, name) values (1, 'a')", &[]));
            assert!(matches!(other, Err(DatabaseError::Busy)), "{other:?}");
            tx.execute("insert into customer (id, name) values (2, 'b')", &[])
        })
        .unwrap();
}

#[test]
fn a_backup_is_a_database_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    for (place, name) in [(sqlite(), "file"), (memory(), "memory")] {
        let database = place.open();
        database.write_blocking(|tx| tx.execute("insert into customer (id, name) values (1, 'a')", &[])).unwrap();
        let target = folder.path().join(name);
        database.backup_to(&target).unwrap();
        assert!(database.backup_to(&target).is_err(), "it is not overwritten");
        let copy = Database::open(&Location::Sqlite(target), &Options::default()).unwrap();
        copy.check().unwrap();
        let count = copy.read_blocking(|tx| tx.query_one("select count(*) from customer", &[])).unwrap();
        assert_eq!(count.get::<i64>(0).unwrap(), 1);
    }
}

#[test]
fn a_name_in_memory_is_shared_while_it_is_open() {
    let place = memory();
    let first = place.open();
    first.write_blocking(|tx| tx.execute("insert into customer (id, name) values (1, 'a')", &[])).unwrap();
    let count = |database: &Database| {
        let row = database.read_blocking(|tx| tx.query_one("select count(*) from customer", &[])).unwrap();
        row.get::<i64>(0).unwrap()
    };
    assert_eq!(count(&place.open()), 1);
    drop(first);
    assert_eq!(count(&place.open()), 0);
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Sehr geehrte Damen und Herren, ".repeat(200)).unwrap();
    let before = std::fs::read(&path).unwrap();
    let options = Options { durability: Durability::Relaxed, ..Options::default() };
    assert!(matches!(Database::open(&Location::Sqlite(path.clone()), &options), Err(DatabaseError::Corrupt(_))));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let nowhere = Location::Sqlite(folder.path().join("no/such/folder/desk.sqlite"));
    assert!(matches!(Database::open(&nowhere, &options), Err(DatabaseError::Gone(_))));
}
