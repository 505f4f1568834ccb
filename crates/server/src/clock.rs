//! The machine's clock, and one that the demo moves through its history.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// The machine's clock.
#[derive(Debug)]
pub struct MachineClock;

impl desk::Clock for MachineClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still until it is set.
#[derive(Debug)]
pub struct SetClock(AtomicI64);

impl SetClock {
    /// A clock that stands at an instant.
    pub fn new(at: Timestamp) -> SetClock {
        SetClock(AtomicI64::new(at.as_microsecond()))
    }

    /// Sets it.
    pub fn set(&self, at: Timestamp) {
        self.0.store(at.as_microsecond(), Ordering::SeqCst);
    }
}

impl desk::Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}
