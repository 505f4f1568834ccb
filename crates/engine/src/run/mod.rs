//! The engine as one pure function: a contract and its events in, everything that follows from them out.
//!
//! The desk, the live quote, the portal's balance, the scenario command, the month-end run and the doctor all call [`run`].

pub mod event;
pub mod outcome;
pub mod timeline;

pub use event::{Contract, Event, What};
pub use outcome::Outcome;
