//! One connection of the pool and the thread that owns it.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::command::{Verdict, Work};
use crate::error::DatabaseError;
use crate::postgresql::session::{Place, Session, Trouble};
use crate::queue::Queue;
use crate::tx::{Driver, Tx};

/// After so many conflicts a command runs while no other command of this process writes, so a row that all want to change
/// (the counter of ticket numbers) does not keep anyone waiting for ever.
const CONFLICTS_IN_COMPANY: u32 = 3;
/// How often a command is run again after a conflict before it is refused as busy. Alone in this process, it can only
/// have met other servers.
const CONFLICTS: u32 = 16;
/// How often a command is run again on a new connection.
const RECONNECTS: u32 = 2;

const WRITE: &str = "begin isolation level serializable";
const READ: &str = "begin isolation level repeatable read read only";

/// What the pool is asked to do.
pub(crate) enum Job {
    Write(Box<dyn Work>),
    Read(Box<dyn Work>),
}

pub(crate) struct Worker {
    number: usize,
    place: Arc<Place>,
    lane: Arc<Lane>,
    session: Option<Session>,
}

/// Held by each write, together with others or alone.
pub(crate) type Lane = RwLock<()>;

/// How one try ended.
enum Try {
    Done,
    Failed(DatabaseError),
    /// Nothing was kept and the command can be run again.
    Conflict,
    /// The connection broke before the commit was sent, so nothing was kept.
    Lost(DatabaseError),
}

impl Worker {
    pub(crate) fn new(number: usize, place: Arc<Place>, lane: Arc<Lane>, session: Option<Session>) -> Self {
        Worker { number, place, lane, session }
    }

    pub(crate) fn run(mut self, queue: &Queue<Job>) {
        while let Some(job) = queue.take(1).pop() {
            match job {
                Job::Write(work) => self.settle(work, WRITE),
                Job::Read(work) => self.settle(work, READ),
            }
        }
    }

    fn settle(&mut self, mut work: Box<dyn Work>, begin: &str) {
        if !work.start() {
            return;
        }
        let (mut conflicts, mut reconnects) = (0, 0);
        loop {
            match self.attempt_in_lane(work.as_mut(), begin, conflicts) {
                Try::Done => break,
                Try::Failed(error) => {
                    work.refuse(error);
                    break;
                }
                Try::Conflict if conflicts < CONFLICTS => {
                    conflicts += 1;
                    std::thread::sleep(self.pause(conflicts));
                }
                Try::Conflict => {
                    tracing::warn!("a command met other commands' changes {CONFLICTS} times and was given up");
                    work.refuse(DatabaseError::Busy);
                    break;
                }
                Try::Lost(error) if reconnects < RECONNECTS => {
                    tracing::warn!(%error, "connecting to the database again");
                    reconnects += 1;
                }
                Try::Lost(error) => {
                    work.refuse(error);
                    break;
                }
            }
        }
        work.answer();
    }

    /// Longer after each conflict, and different for each worker, so that the same ones do not meet again.
    fn pause(&self, conflicts: u32) -> Duration {
        let spread = 1 + (self.number % 8) as u64;
        Duration::from_micros((250 << conflicts.min(7)) * spread / 4)
    }

    fn attempt_in_lane(&mut self, work: &mut dyn Work, begin: &str, conflicts: u32) -> Try {
        let lane = Arc::clone(&self.lane);
        // Nothing is guarded but the order of turns, so a poisoned lock is as good as any.
        let writes = begin == WRITE;
        let in_company = conflicts < CONFLICTS_IN_COMPANY;
        let _together = (writes && in_company).then(|| lane.read().unwrap_or_else(PoisonError::into_inner));
        let _alone = (writes && !in_company).then(|| lane.write().unwrap_or_else(PoisonError::into_inner));
        self.attempt(work, begin)
    }

    fn attempt(&mut self, work: &mut dyn Work, begin: &str) -> Try {
        let mut session = match self.session.take() {
            Some(session) => session,
            None => match self.place.connect() {
                Ok(session) => session,
                Err(error) => return Try::Failed(error),
            },
        };
        let outcome = transaction(&mut session, work, begin);
        if !session.is_lost() {
            self.session = Some(session);
        }
        outcome
    }
}

fn transaction(session: &mut Session, work: &mut dyn Work, begin: &str) -> Try {
    if let Err(error) = session.control(begin) {
        return if session.is_lost() { Try::Lost(error) } else { Try::Failed(error) };
    }
    let verdict = work.run(&mut Tx::new(Driver::Postgres(session)));
    match session.take_trouble() {
        Some(Trouble::Lost) => return Try::Lost(lost()),
        Some(Trouble::Conflict) => {
            // If this fails the connection is lost, which the next try finds out.
            let _ = session.control("rollback");
            return Try::Conflict;
        }
        None => {}
    }
    if verdict == Verdict::Undo {
        let _ = session.control("rollback");
        return Try::Done;
    }
    match session.control("commit") {
        Ok(()) => Try::Done,
        Err(error) => match session.take_trouble() {
            Some(Trouble::Conflict) => Try::Conflict,
            Some(Trouble::Lost) => {
                Try::Failed(DatabaseError::Gone(format!("the connection broke during the commit: {error}")))
            }
            None => Try::Failed(error),
        },
    }
}

fn lost() -> DatabaseError {
    DatabaseError::Gone("the connection broke".to_owned())
}
