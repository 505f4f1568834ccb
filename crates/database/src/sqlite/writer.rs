//! The writer: many commands, one commit.
//!
//! The writer takes what is waiting, up to [`GROUP`] commands, runs each in a savepoint of its own, commits once, and
//! answers only then. A command that fails or panics rolls back its own savepoint and nothing else. If the commit itself
//! fails, or SQLite gave up the whole transaction, the commands are run again one at a time, so the one at fault is the
//! only one to suffer. Nothing waits for more commands to come: under load groups form by themselves while the disk
//! works.

use crate::command::{Verdict, Work};
use crate::error::DatabaseError;
use crate::queue::Queue;
use crate::sqlite::connection::Connection;
use crate::tx::{Driver, Tx};

/// How many commands one commit may hold: enough to hide the disk, few enough that the first need not wait long.
const GROUP: usize = 64;

/// What the writer's thread is asked to do.
pub(crate) enum Job {
    Write(Box<dyn Work>),
    Read(Box<dyn Work>),
    Aside(Box<dyn FnOnce(&Connection) + Send>),
}

pub(crate) fn run(connection: &Connection, queue: &Queue<Job>) {
    loop {
        let jobs = queue.take(GROUP);
        if jobs.is_empty() {
            return;
        }
        let mut group = Vec::with_capacity(jobs.len());
        for job in jobs {
            match job {
                Job::Write(work) => group.push(work),
                Job::Read(work) => {
                    write(connection, std::mem::take(&mut group));
                    read_only(connection, work);
                }
                Job::Aside(action) => {
                    write(connection, std::mem::take(&mut group));
                    action(connection);
                }
            }
        }
        write(connection, group);
    }
}

/// Commits a group and answers it.
fn write(connection: &Connection, mut group: Vec<Box<dyn Work>>) {
    group.retain(|work| work.start());
    match commit(connection, &mut group) {
        Ok(()) => {}
        // No transaction, no use in trying: each would wait for the lock as long as this one did.
        Err(Failed::Begin(error)) => {
            for work in &mut group {
                work.refuse(same(&error));
            }
        }
        Err(Failed::Commit(error)) => alone(connection, &mut group, error),
    }
    for work in group {
        work.answer();
    }
}

/// Runs the commands of a group that failed one by one.
fn alone(connection: &Connection, group: &mut [Box<dyn Work>], error: DatabaseError) {
    if let [work] = group {
        work.refuse(error);
        return;
    }
    tracing::debug!(count = group.len(), %error, "a group of commands could not be committed, so each runs alone");
    for work in group {
        if let Err(Failed::Begin(error) | Failed::Commit(error)) = commit(connection, std::slice::from_mut(work)) {
            work.refuse(error);
        }
    }
}

/// Where a transaction failed; nothing of it was kept.
enum Failed {
    Begin(DatabaseError),
    Commit(DatabaseError),
}

/// One transaction for all of them.
fn commit(connection: &Connection, group: &mut [Box<dyn Work>]) -> Result<(), Failed> {
    if group.is_empty() {
        return Ok(());
    }
    connection.control("begin immediate").map_err(Failed::Begin)?;
    let result = run_each(connection, group).and_then(|()| connection.control("commit"));
    if result.is_err() && connection.in_transaction() {
        connection.control("rollback").map_err(Failed::Commit)?;
    }
    result.map_err(Failed::Commit)
}

/// The same error for each command of a group.
fn same(error: &DatabaseError) -> DatabaseError {
    match error {
        DatabaseError::Busy => DatabaseError::Busy,
        DatabaseError::Full => DatabaseError::Full,
        DatabaseError::Gone(reason) => DatabaseError::Gone(reason.clone()),
        DatabaseError::Corrupt(reason) => DatabaseError::Corrupt(reason.clone()),
        other => DatabaseError::other(other),
    }
}

fn run_each(connection: &Connection, group: &mut [Box<dyn Work>]) -> Result<(), DatabaseError> {
    let alone = group.len() == 1;
    for work in group {
        connection.control("savepoint command")?;
        let verdict = work.run(&mut Tx::new(Driver::Sqlite(connection)));
        if !connection.in_transaction() {
            // A full disk, say, makes SQLite roll back everything. Alone, the command's own error says it best.
            return if alone && verdict == Verdict::Undo {
                connection.control("begin immediate")
            } else {
                Err(DatabaseError::other("the database rolled the whole group back"))
            };
        }
        if verdict == Verdict::Undo {
            connection.control("rollback to command")?;
        }
        connection.control("release command")?;
    }
    Ok(())
}

/// One read on a connection that cannot write.
pub(crate) fn read(connection: &Connection, mut work: Box<dyn Work>) {
    if !work.start() {
        return;
    }
    match connection.control("begin") {
        Ok(()) => {
            work.run(&mut Tx::new(Driver::Sqlite(connection)));
            if connection.in_transaction()
                && let Err(error) = connection.control("rollback")
            {
                tracing::warn!(%error, "a read could not be ended");
            }
        }
        Err(error) => work.refuse(error),
    }
    work.answer();
}

/// One read on the writer's connection, which is kept from writing meanwhile.
fn read_only(connection: &Connection, work: Box<dyn Work>) {
    match connection.control("pragma query_only = on") {
        Ok(()) => read(connection, work),
        Err(error) => {
            tracing::warn!(%error, "a read could not be begun");
            return;
        }
    }
    if let Err(error) = connection.control("pragma query_only = off") {
        tracing::error!(%error, "a database in memory stays read-only");
    }
}
