//! The JSON API as programs use it: every request goes through the whole router of the web.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests say what they expect")]

mod contract;
mod document;
mod invoice;
mod key;
mod people;
mod program;
mod promise;
mod refusal;
mod relate;
mod sign;
mod ticket;
mod usage;
