//! The pure rules of Mainstay: calendars, clocks, plans, tariffs, ledgers, invoices and the coverage verdict.
//!
//! Same input, same output, forever. Nothing here reads a clock, a file or the network, and nothing computes
//! with floating point numbers: time, ids and texts are arguments.
#![deny(clippy::float_arithmetic)]

pub mod backtest;
pub mod coverage;
pub mod explain;
pub mod invoice;
pub mod ledger;
pub mod money;
pub mod plan;
mod price;
pub mod remedy;
pub mod run;
pub mod scenario;
pub mod sla;
pub mod tariff;
pub mod time;
