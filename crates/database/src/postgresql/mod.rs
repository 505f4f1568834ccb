//! The PostgreSQL side: a pool of connections, each with a thread of its own.
//!
//! Writes are serializable and are run again when the server finds that two could not have happened one after the other;
//! reads see one state of the data. A lost connection is opened anew. A command whose commit was already on its way when
//! the connection broke is answered with "gone", because nobody can know; any other is run again.

mod codec;
mod error;
pub(crate) mod session;
mod tls;
mod worker;

use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use crate::command::Work;
use crate::error::DatabaseError;
use crate::migrate::{self, Migration};
use crate::options::Options;
use crate::queue::{Queue, refused};
use crate::tx::{Driver, Tx};
use crate::value::ToValue;
use session::{Place, Session};
use worker::{Job, Lane, Worker};

/// The threads and the queue of one open PostgreSQL database.
pub(crate) struct Postgres {
    place: Arc<Place>,
    queue: Arc<Queue<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Postgres {
    pub(crate) fn open(url: &str, schema: Option<&str>, options: &Options) -> Result<Arc<Self>, DatabaseError> {
        let place = Arc::new(Place::parse(url, schema, options)?);
        // A wrong URL is told now; the other connections are made when they are needed.
        let mut first = Some(on_a_thread(|| place.connect_and_prepare())?);
        let queue = Arc::new(Queue::new(options.queue));
        let lane = Arc::new(Lane::default());
        let threads = (0..options.pool.max(1))
            .map(|number| {
                let worker = Worker::new(number, Arc::clone(&place), Arc::clone(&lane), first.take());
                let queue = Arc::clone(&queue);
                std::thread::Builder::new()
                    .name(format!("postgres-{number}"))
                    .spawn(move || worker.run(&queue))
                    .map_err(|error| DatabaseError::other(format!("no thread for the database: {error}")))
            })
            .collect::<Result<_, _>>()?;
        Ok(Arc::new(Postgres { place, queue, threads }))
    }

    pub(crate) fn submit_write(&self, work: Box<dyn Work>) -> Result<(), DatabaseError> {
        self.queue.push(Job::Write(work)).map_err(refused)
    }

    pub(crate) fn submit_read(&self, work: Box<dyn Work>) -> Result<(), DatabaseError> {
        self.queue.push(Job::Read(work)).map_err(refused)
    }

    pub(crate) fn migrate(&self, migrations: &[Migration]) -> Result<(), DatabaseError> {
        self.aside(|session| migrate::run(&mut Tx::new(Driver::Postgres(session)), migrations))
    }

    pub(crate) fn check(&self) -> Result<(), DatabaseError> {
        self.aside(|session| session.control("select 1"))
    }

    pub(crate) fn prepare_check(&self, sql: &str) -> Result<(), DatabaseError> {
        self.aside(|session| session.prepare_check(sql))
    }

    pub(crate) fn explain(&self, sql: &str, params: &[&dyn ToValue]) -> Result<String, DatabaseError> {
        let params: Vec<_> = params.iter().map(|param| param.to_value().to_owned()).collect();
        self.aside(move |session| {
            let params: Vec<&dyn ToValue> = params.iter().map(|param| param as &dyn ToValue).collect();
            session.explain(sql, &params)
        })
    }

    pub(crate) fn backup_to(_path: &Path) -> Result<(), DatabaseError> {
        Err(DatabaseError::Unsupported(
            "a PostgreSQL database is backed up with pg_dump (pg_dump --format=custom --schema=SCHEMA --file=FILE URL)"
                .to_owned(),
        ))
    }

    /// Runs something outside the pool, on a connection of its own.
    fn aside<T: Send>(
        &self,
        action: impl FnOnce(&mut Session) -> Result<T, DatabaseError> + Send,
    ) -> Result<T, DatabaseError> {
        on_a_thread(|| action(&mut self.place.connect()?))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.queue.close();
        let own = std::thread::current().id();
        for thread in self.threads.drain(..) {
            // The last handle may be dropped by a command, on one of these threads, which cannot wait for itself.
            if thread.thread().id() != own {
                let _ = thread.join();
            }
        }
    }
}

/// The driver brings a small runtime of its own, which must not be entered from a thread that runs another.
fn on_a_thread<T: Send>(action: impl FnOnce() -> Result<T, DatabaseError> + Send) -> Result<T, DatabaseError> {
    std::thread::scope(|scope| scope.spawn(action).join())
        .unwrap_or_else(|_| Err(DatabaseError::other("a database thread panicked")))
}
