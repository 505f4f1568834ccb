//! Contracts: what a customer bought, under which version of the catalogue, and everything that happened to it since.
//!
//! A contract keeps its catalogue version for ever. What it may do now is never stored: it follows from what was signed and
//! from the contract's events, by the engine ([`terms`] loads what the engine needs). The only derived column is
//! `in_force_until`, for finding contracts by day; every action that may move it computes it again.
//! Authorised contacts are named in an order, and a name taken off the list stays in the table with the time when it was.
//!
//! Deliberately not here: what was used ([`crate::usage`]) and what it costs in a month ([`crate::billing`]).

mod event;
pub(crate) mod store;
mod terms;

pub use terms::{Terms, in_force_for_contact, in_force_for_customer, terms, timeline, usage_events};
