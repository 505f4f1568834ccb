//! A clock that stands still until it is moved.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// A clock for tests.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    /// A clock that stands at an instant.
    #[must_use]
    pub fn new(at: Timestamp) -> TestClock {
        TestClock(AtomicI64::new(at.as_microsecond()))
    }

    /// Sets it. It may stand still or go forward, never back.
    ///
    /// # Panics
    /// If the instant lies before the one it shows.
    pub fn set(&self, at: Timestamp) {
        let before = self.0.swap(at.as_microsecond(), Ordering::SeqCst);
        assert!(at.as_microsecond() >= before, "a test clock was set back");
    }

    /// Moves it forward.
    ///
    /// # Panics
    /// Beyond the year 9999.
    pub fn pass(&self, duration: SignedDuration) {
        let now = desk::Clock::now(self);
        self.set(now.checked_add(duration).expect("a test does not leave the years of a Timestamp"));
    }
}

impl desk::Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).expect("set from a Timestamp")
    }
}
