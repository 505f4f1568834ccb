//! A command: a closure on its way from a caller to a database thread, and its answer on the way back.
//!
//! Until a thread starts it, a command can be given up, by a caller who went away or ran out of patience; it is then
//! skipped. Once started it runs to its end; if its caller has gone meanwhile, its changes are rolled back.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::error::DatabaseError;
use crate::tx::Tx;

const WAITING: u8 = 0;
const STARTED: u8 = 1;
const GIVEN_UP: u8 = 2;

/// Decides between starting and giving up: whichever comes first wins.
struct Turn(AtomicU8);

impl Turn {
    fn start(&self) -> bool {
        self.settle(STARTED)
    }

    fn give_up(&self) -> bool {
        self.settle(GIVEN_UP)
    }

    fn settle(&self, next: u8) -> bool {
        self.0.compare_exchange(WAITING, next, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

/// What becomes of a command's changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Keep,
    Undo,
}

/// A command without its types, as the queues hold it.
pub(crate) trait Work: Send {
    /// Whether to run it at all; asked once, before the first run.
    fn start(&self) -> bool;
    /// Runs the closure and keeps its result. May be called again after a rollback.
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict;
    /// Replaces the result.
    fn refuse(&mut self, error: DatabaseError);
    /// Sends the result to the caller.
    fn answer(self: Box<Self>);
}

struct Command<T, E, F> {
    closure: F,
    result: Option<Result<T, E>>,
    turn: Arc<Turn>,
    sender: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Work for Command<T, E, F>
where
    T: Send,
    E: From<DatabaseError> + Send,
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + Sync,
{
    fn start(&self) -> bool {
        self.turn.start()
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        // A panic leaves only the transaction half done, and that is rolled back.
        let result = catch_unwind(AssertUnwindSafe(|| (self.closure)(tx)))
            .unwrap_or_else(|panic| Err(DatabaseError::Panicked(message_of(&*panic)).into()));
        let result = match (result, tx.has_failed()) {
            (Ok(_), true) => Err(crate::tx::failed_before().into()),
            (result, _) => result,
        };
        let verdict = if result.is_ok() && !self.sender.is_closed() { Verdict::Keep } else { Verdict::Undo };
        self.result = Some(result);
        verdict
    }

    fn refuse(&mut self, error: DatabaseError) {
        self.result = Some(Err(error.into()));
    }

    fn answer(self: Box<Self>) {
        if let Some(result) = self.result {
            // A caller who has gone does not mind.
            let _ = self.sender.send(result);
        }
    }
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without a message".to_owned())
}

/// The caller's end. Dropping it gives the command up.
pub(crate) struct Reply<R> {
    receiver: oneshot::Receiver<R>,
    turn: Arc<Turn>,
}

pub(crate) fn command<T, E, F>(closure: F) -> (Box<dyn Work>, Reply<Result<T, E>>)
where
    T: Send + 'static,
    E: From<DatabaseError> + Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + Sync + 'static,
{
    let (sender, receiver) = oneshot::channel();
    let turn = Arc::new(Turn(AtomicU8::new(WAITING)));
    let work = Command { closure, result: None, turn: Arc::clone(&turn), sender };
    (Box::new(work), Reply { receiver, turn })
}

impl<R> Reply<R> {
    pub(crate) async fn wait(mut self, patience: Duration) -> Result<R, DatabaseError> {
        match tokio::time::timeout(patience, &mut self.receiver).await {
            Ok(answer) => answer.map_err(|_| closed()),
            Err(_) if self.turn.give_up() => Err(DatabaseError::Busy),
            Err(_) => (&mut self.receiver).await.map_err(|_| closed()),
        }
    }

    pub(crate) fn wait_blocking(mut self, patience: Duration) -> Result<R, DatabaseError> {
        let until = Instant::now() + patience;
        let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
        let mut context = Context::from_waker(&waker);
        let mut started = false;
        loop {
            if let Poll::Ready(answer) = pin!(&mut self.receiver).poll(&mut context) {
                return answer.map_err(|_| closed());
            }
            if started {
                std::thread::park();
                continue;
            }
            match until.checked_duration_since(Instant::now()) {
                Some(rest) if !rest.is_zero() => std::thread::park_timeout(rest),
                _ if self.turn.give_up() => return Err(DatabaseError::Busy),
                _ => started = true,
            }
        }
    }
}

impl<R> Drop for Reply<R> {
    fn drop(&mut self) {
        self.turn.give_up();
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn closed() -> DatabaseError {
    DatabaseError::Gone("it was closed before the command ran".to_owned())
}
