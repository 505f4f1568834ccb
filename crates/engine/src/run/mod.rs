//! The engine as one pure function: a contract and its events in, everything that follows from them out.
//!
//! The desk, the live quote, the portal's balance, the scenario command, the month-end run and the doctor all call [`run`].

pub mod book;
pub mod event;
pub mod outcome;
mod phases;
mod pools;
pub mod timeline;

pub use book::{Book, Volume};
pub use event::{Contract, Event, What};
pub use outcome::Outcome;
pub use timeline::Timeline;
