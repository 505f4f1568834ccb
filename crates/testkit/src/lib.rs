//! What tests share: actors who act, a clock that can be moved, real servers. A dev-dependency only.
#![allow(clippy::panic)]

pub mod certificate;
pub mod clock;
mod conversation;
pub mod desk;
pub mod dkim;
pub mod dovecot;
mod keeper;
mod key;
pub mod life;
pub mod mail_provider;
pub mod plans;
pub mod postfix;
pub mod postgres;

pub use crate::clock::TestClock;
pub use crate::desk::{TestCustomer, TestDesk};
pub use crate::key::TestKey;
