//! The application: one folder per noun of the business, one file per thing that someone can do.
//!
//! [`Desk`] is the handle of one provider's support organisation. Every change is an action (see [`action`]), every read is
//! limited by what its actor may see (see [`actor`]), and SQL stands only in files called `store.rs`.

pub mod action;
pub mod actor;
pub mod catalogue;
pub mod contract;
pub mod desk;
pub mod error;
pub mod id;
pub mod intake;
pub mod job;
pub mod journal;
pub mod outbox;
pub mod setting;
pub mod ticket;

pub use action::{Action, Change, Subject, View};
pub use actor::{Actor, Role, Scope};
pub use desk::{Clock, Desk};
pub use error::{DeskError, FieldError};
