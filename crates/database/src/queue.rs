//! The bounded queue between callers and the database's threads.
//!
//! A full queue refuses at once instead of letting callers pile up. Taking never waits for more to come: whatever is
//! there is taken, so a single caller is answered as fast as the disk allows.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::error::DatabaseError;

pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    filled: Condvar,
    capacity: usize,
}

struct State<T> {
    waiting: VecDeque<T>,
    closed: bool,
}

pub(crate) enum Refused {
    Full,
    Closed,
}

impl<T> Queue<T> {
    pub(crate) fn new(capacity: usize) -> Self {
        Queue {
            state: Mutex::new(State { waiting: VecDeque::new(), closed: false }),
            filled: Condvar::new(),
            capacity: capacity.max(1),
        }
    }

    pub(crate) fn push(&self, item: T) -> Result<(), Refused> {
        let mut state = self.lock();
        if state.closed {
            return Err(Refused::Closed);
        }
        if state.waiting.len() >= self.capacity {
            return Err(Refused::Full);
        }
        state.waiting.push_back(item);
        drop(state);
        self.filled.notify_one();
        Ok(())
    }

    /// Waits until something is there and takes up to `most` of it, oldest first; nothing once closed and empty.
    pub(crate) fn take(&self, most: usize) -> Vec<T> {
        let mut state = self.lock();
        while state.waiting.is_empty() && !state.closed {
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let count = state.waiting.len().min(most);
        state.waiting.drain(..count).collect()
    }

    /// Nothing more goes in; what is in is still taken.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // Nothing inside can panic half-way, so a poisoned lock still guards a sound queue.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a caller is told whose command did not get into a queue.
pub(crate) fn refused(refused: Refused) -> DatabaseError {
    match refused {
        Refused::Full => DatabaseError::Busy,
        Refused::Closed => DatabaseError::Gone("it is closed".to_owned()),
    }
}
