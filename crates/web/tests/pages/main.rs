//! People use the pages: sign in, work tickets, ask, call, pay.
#![allow(clippy::panic, clippy::unwrap_used)]

mod accept;
#[path = "../browser/mod.rs"]
mod browser;
mod conflict;
mod consent;
mod erasing;
mod mail;
mod mailbox;
mod month;
mod outbox;
mod plans;
mod portal;
mod promises;
mod queue;
mod relations;
mod search;
mod session;
mod sheets;
mod sorting;
mod ticket;
mod trace;
mod writing;
