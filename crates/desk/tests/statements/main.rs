//! Every SQL statement of the desk: seen running, understood by both engines, and without a full scan of a table that grows.
//!
//! A month of life and a visit to every list are recorded. A statement in a `store.rs` that was not seen running fails the
//! test, so that none escapes the two checks after it.
#![allow(clippy::unwrap_used, clippy::panic)]

mod drive;
mod erase;
mod laws;
mod outgoing;
mod read;
mod relate;
mod writing;
