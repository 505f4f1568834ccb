//! A process that is killed while it writes: every answered row is there.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use database::{Database, DatabaseError, Location, Options};

use super::{TABLES, sqlite};

const FILE: &str = "MAINSTAY_KILLED_FILE";

/// Not a test by itself: the test below runs it in a process of its own, and kills that.
#[test]
fn writer_that_is_killed() {
    let Some(path) = std::env::var_os(FILE) else {
        return;
    };
    let database = Database::open(&Location::Sqlite(path.into()), &Options::default()).unwrap();
    database.migrate(&[TABLES]).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..8i64 {
            let database = database.clone();
            scope.spawn(move || {
                for number in 0.. {
                    let id = thread * 1_000_000 + number;
                    database
                        .write_blocking(move |tx| {
                            tx.execute("insert into customer (id, name) values ($1, $2)", &[&id, &id.to_string()])?;
                            tx.execute("insert into ticket (id, customer, number) values ($1, $1, $1)", &[&id])
                        })
                        .map_err(|error: DatabaseError| error.to_string())
                        .unwrap();
                    let mut out = std::io::stdout().lock();
                    if writeln!(out, "\nkept {id}").and_then(|()| out.flush()).is_err() {
                        return;
                    }
                }
            });
        }
    });
}

#[test]
fn every_answered_row_survives_a_kill() {
    let place = sqlite();
    let Location::Sqlite(path) = &place.location else { panic!("a file") };
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["killed::writer_that_is_killed", "--exact", "--nocapture"])
        .env(FILE, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut kept = Vec::new();
    for line in lines {
        // The last line may be cut in the middle.
        let Ok(line) = line else { break };
        kept.extend(line.strip_prefix("kept ").and_then(|id| id.parse::<i64>().ok()));
        if kept.len() == 2_000 {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(kept.len() >= 2_000, "{}", kept.len());
    // What was read last may be a number whose end is missing.
    kept.pop();

    let database = place.open();
    database.check().unwrap();
    for id in kept {
        let found = database.read_blocking(move |tx| {
            tx.query_opt("select c.id from customer c join ticket t on t.customer = c.id where c.id = $1", &[&id])
        });
        assert!(found.unwrap().is_some(), "{id} was answered but is not there");
    }
    let halves = database.read_blocking(|tx| {
        tx.query("select id from customer where not exists (select 1 from ticket where ticket.id = customer.id)", &[])
    });
    assert!(halves.unwrap().is_empty(), "no transaction is there by half");
}
