//! How many transactions a second: "ticket, message, two events, counter" by 32 callers at once, one caller alone, and
//! lists of 50 rows. `cargo run --release -p database --example throughput -- [LOCATION [COUNTERS]]`; with one counter all
//! want the same row. Without a location a SQLite file in the current folder's file system, which matters, because every
//! answer waits for the disk.

#![allow(clippy::print_stdout, reason = "a program that prints its figures")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use database::{Database, DatabaseError, Location, Migration, Options};

const TABLES: Migration = Migration {
    number: 1,
    name: "throughput",
    sql: "
        create table ticket (id bigint primary key, subject text not null, state text not null, due bigint not null);
        create index ticket_by_due on ticket (state, due, id);
        create table message (id bigint primary key, ticket bigint not null references ticket (id), body text not null);
        create index message_by_ticket on message (ticket, id);
        create table event (id bigint primary key, ticket bigint not null, what text not null, at bigint not null);
        create index event_by_ticket on event (ticket, id);
        create table counter (slot bigint primary key, value bigint not null);
    ",
};
const SECONDS: u64 = 5;
const CALLERS: usize = 32;

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let folder = tempfile::tempdir_in(".")?;
    let location = match std::env::args().nth(1) {
        Some(text) => Location::parse(&text)?,
        None => Location::Sqlite(folder.path().join("throughput.sqlite")),
    };
    let slots: i64 = std::env::args().nth(2).map_or(Ok(1024), |text| text.parse())?;
    SLOTS.store(slots, Ordering::Relaxed);
    let database = Database::open(&location, &Options::default())?;
    database.migrate(&[TABLES])?;
    database
        .write(move |tx| {
            for slot in 0..slots {
                tx.execute("insert into counter (slot, value) values ($1, 0) on conflict (slot) do nothing", &[&slot])?;
            }
            let last = tx.query_one("select coalesce(max(id), 0) from event", &[])?;
            last.get::<i64>(0)
        })
        .await
        .map(|last: i64| NEXT.store(last + 1, Ordering::Relaxed))
        .map_err(|error: DatabaseError| error)?;

    println!("on {location}");
    for callers in [1, CALLERS] {
        report("opened tickets", callers, run(&database, callers, open_ticket).await);
    }
    for callers in [1, CALLERS] {
        report("lists of 50", callers, run(&database, callers, list).await);
    }
    Ok(())
}

static NEXT: AtomicI64 = AtomicI64::new(1);
static SLOTS: AtomicI64 = AtomicI64::new(1);

async fn open_ticket(database: Database) -> Result<(), DatabaseError> {
    let id = NEXT.fetch_add(2, Ordering::Relaxed);
    database
        .write(move |tx| {
            let due = id % 1_000_000;
            tx.execute(
                "insert into ticket (id, subject, state, due) values ($1, $2, 'open', $3)",
                &[&id, &"The export of invoices stops after the first page", &due],
            )?;
            tx.execute(
                "insert into message (id, ticket, body) values ($1, $1, $2)",
                &[&id, &"Since this morning only the first page is exported. We need all of them by Friday."],
            )?;
            tx.execute("insert into event (id, ticket, what, at) values ($1, $1, 'opened', $2)", &[&id, &due])?;
            tx.execute(
                "insert into event (id, ticket, what, at) values ($1, $2, 'routed', $3)",
                &[&(id + 1), &id, &due],
            )?;
            tx.execute(
                "update counter set value = value + 1 where slot = $1",
                &[&(id % SLOTS.load(Ordering::Relaxed))],
            )?;
            Ok(())
        })
        .await
}

async fn list(database: Database) -> Result<(), DatabaseError> {
    let from = NEXT.fetch_add(7919, Ordering::Relaxed) % 1_000_000;
    database
        .read(move |tx| {
            let rows = tx.query(
                "select id, subject, state, due from ticket where state = $1 and due >= $2 order by due, id limit 50",
                &[&"open", &from],
            )?;
            let mut length = 0;
            for row in &rows {
                length += row.text(1)?.len();
            }
            Ok::<_, DatabaseError>(length)
        })
        .await
        .map(|_| ())
}

struct Figures {
    done: u64,
    failed: u64,
    seconds: f64,
    latencies: Vec<Duration>,
}

async fn run<F>(database: &Database, callers: usize, command: fn(Database) -> F) -> Figures
where
    F: Future<Output = Result<(), DatabaseError>> + Send + 'static,
{
    let failed = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let tasks: Vec<_> = (0..callers)
        .map(|_| {
            let (database, failed) = (database.clone(), Arc::clone(&failed));
            tokio::spawn(async move {
                let mut latencies = Vec::new();
                while start.elapsed() < Duration::from_secs(SECONDS) {
                    let begun = Instant::now();
                    match command(database.clone()).await {
                        Ok(()) => latencies.push(begun.elapsed()),
                        Err(_) => {
                            failed.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
                latencies
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.unwrap_or_default());
    }
    latencies.sort_unstable();
    Figures {
        done: latencies.len() as u64,
        failed: failed.load(Ordering::Relaxed),
        seconds: start.elapsed().as_secs_f64(),
        latencies,
    }
}

fn report(what: &str, callers: usize, figures: Figures) {
    let at = |share: f64| {
        let place = (figures.latencies.len() as f64 * share) as usize;
        figures.latencies.get(place).copied().unwrap_or_default()
    };
    println!(
        "{what:>15}, {callers:>2} callers: {:>7.0} a second, p50 {:?}, p99 {:?}, {} failed",
        figures.done as f64 / figures.seconds,
        at(0.5),
        at(0.99),
        figures.failed
    );
}
