//! The SQLite side: one thread that writes, a few that read.
//!
//! The file runs in WAL mode. All changes go through the one writer, which puts many commands into one commit
//! ([`writer`]); each reader has a connection of its own that cannot write, and one read sees one state of the data.
//! A database in memory has only the writer, which also reads. Another process may write to the same file (a mail
//! server's pipe does): the writer takes the file's lock at its start and waits for it as long as the options say.

pub(crate) mod connection;
mod constraint;
mod error;
mod writer;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak, mpsc};
use std::thread::JoinHandle;

use crate::command::Work;
use crate::error::DatabaseError;
use crate::migrate::{self, Migration};
use crate::options::Options;
use crate::queue::{Queue, refused};
use crate::tx::{Driver, Tx};
use crate::value::ToValue;
use connection::{Access, Connection};
use writer::Job;

/// The threads and queues of one open SQLite database.
pub(crate) struct Sqlite {
    place: Place,
    writes: Arc<Queue<Job>>,
    /// Without one, the writer reads too.
    reads: Option<Arc<Queue<Box<dyn Work>>>>,
    threads: Vec<JoinHandle<()>>,
    options: Options,
}

#[derive(Clone)]
enum Place {
    File(PathBuf),
    Memory,
}

/// Databases in memory by name, so that opening a name again finds the one that is open.
static IN_MEMORY: LazyLock<Mutex<HashMap<String, Weak<Sqlite>>>> = LazyLock::new(Mutex::default);

impl Sqlite {
    pub(crate) fn open_file(path: &Path, options: &Options) -> Result<Arc<Self>, DatabaseError> {
        let writer = Connection::open(path, Access::Write, options)?;
        let mut sqlite = Sqlite::start(Place::File(path.to_owned()), writer, options)?;
        let reads = Arc::new(Queue::new(options.queue));
        for number in 0..options.readers.max(1) {
            let connection = Connection::open(path, Access::Read, options)?;
            let queue = Arc::clone(&reads);
            sqlite.threads.push(spawn(&format!("sqlite-read-{number}"), move || {
                while let Some(work) = queue.take(1).pop() {
                    writer::read(&connection, work);
                }
            })?);
            sqlite.reads = Some(Arc::clone(&reads));
        }
        Ok(Arc::new(sqlite))
    }

    pub(crate) fn open_memory(name: &str, options: &Options) -> Result<Arc<Self>, DatabaseError> {
        let mut open = IN_MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sqlite) = open.get(name).and_then(Weak::upgrade) {
            return Ok(sqlite);
        }
        let connection = Connection::open(Path::new(":memory:"), Access::Write, options)?;
        let sqlite = Arc::new(Sqlite::start(Place::Memory, connection, options)?);
        open.retain(|_, known| known.strong_count() > 0);
        open.insert(name.to_owned(), Arc::downgrade(&sqlite));
        Ok(sqlite)
    }

    fn start(place: Place, connection: Connection, options: &Options) -> Result<Self, DatabaseError> {
        let writes = Arc::new(Queue::new(options.queue));
        let queue = Arc::clone(&writes);
        let thread = spawn("sqlite-write", move || writer::run(&connection, &queue))?;
        Ok(Sqlite { place, writes, reads: None, threads: vec![thread], options: options.clone() })
    }

    pub(crate) fn submit_write(&self, work: Box<dyn Work>) -> Result<(), DatabaseError> {
        self.writes.push(Job::Write(work)).map_err(refused)
    }

    pub(crate) fn submit_read(&self, work: Box<dyn Work>) -> Result<(), DatabaseError> {
        match &self.reads {
            Some(reads) => reads.push(work).map_err(refused),
            None => self.writes.push(Job::Read(work)).map_err(refused),
        }
    }

    pub(crate) fn migrate(&self, migrations: &[Migration]) -> Result<(), DatabaseError> {
        let migrations = migrations.to_vec();
        self.on_writer(move |connection| migrate::run(&mut Tx::new(Driver::Sqlite(connection)), &migrations))
    }

    pub(crate) fn check(&self) -> Result<(), DatabaseError> {
        self.aside(Connection::check)
    }

    pub(crate) fn prepare_check(&self, sql: &str) -> Result<(), DatabaseError> {
        let sql = sql.to_owned();
        self.aside(move |connection| connection.prepare_check(&sql))
    }

    pub(crate) fn explain(&self, sql: &str, params: &[&dyn ToValue]) -> Result<String, DatabaseError> {
        let sql = sql.to_owned();
        let params: Vec<_> = params.iter().map(|param| param.to_value().to_owned()).collect();
        self.aside(move |connection| {
            let params: Vec<&dyn ToValue> = params.iter().map(|param| param as &dyn ToValue).collect();
            connection.explain(&sql, &params)
        })
    }

    pub(crate) fn backup_to(&self, target: &Path) -> Result<(), DatabaseError> {
        let target = target.to_owned();
        self.aside(move |connection| connection.backup_to(&target))
    }

    /// Runs something outside the transactions: on a connection of its own, so that long work holds up nobody, or on the
    /// only one that a database in memory has.
    fn aside<T: Send + 'static>(
        &self,
        action: impl FnOnce(&Connection) -> Result<T, DatabaseError> + Send + 'static,
    ) -> Result<T, DatabaseError> {
        match &self.place {
            Place::File(path) => action(&Connection::open(path, Access::Read, &self.options)?),
            Place::Memory => self.on_writer(action),
        }
    }

    fn on_writer<T: Send + 'static>(
        &self,
        action: impl FnOnce(&Connection) -> Result<T, DatabaseError> + Send + 'static,
    ) -> Result<T, DatabaseError> {
        let (sender, receiver) = mpsc::channel();
        let job = Job::Aside(Box::new(move |connection| {
            // The caller waits below, so someone always receives.
            let _ = sender.send(action(connection));
        }));
        self.writes.push(job).map_err(refused)?;
        receiver.recv().map_err(|_| DatabaseError::Gone("the writer has stopped".to_owned()))?
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.writes.close();
        if let Some(reads) = &self.reads {
            reads.close();
        }
        let own = std::thread::current().id();
        for thread in self.threads.drain(..) {
            // The last handle may be dropped by a command, on one of these threads, which cannot wait for itself.
            if thread.thread().id() != own {
                let _ = thread.join();
            }
        }
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, DatabaseError> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(body)
        .map_err(|error| DatabaseError::other(format!("no thread for the database: {error}")))
}
