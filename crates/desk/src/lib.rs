//! The application: one folder per noun of the business, one file per thing that someone can do.
//!
//! [`Desk`] is the handle of one provider's support organisation. Every change is an action (see [`action`]), every read is
//! limited by what its actor may see (see [`actor`]), and SQL stands only in files called `store.rs`.

pub mod acceptance;
pub mod action;
pub mod actor;
pub mod article;
pub mod billing;
pub mod call;
pub mod canned;
pub mod catalogue;
pub mod contract;
pub mod conversation;
pub mod customer;
pub mod desk;
pub mod doctor;
pub mod draft;
pub mod erasure;
pub mod error;
mod fact;
mod field;
pub mod file;
pub mod id;
pub mod intake;
pub mod job;
pub mod journal;
pub mod licence;
pub mod mailbox;
pub mod markdown;
pub mod multiply;
pub mod notice;
pub mod outbox;
pub mod release;
pub mod rota;
pub mod saved_view;
pub mod search;
pub mod secret;
pub mod session;
pub mod setting;
pub mod signature;
pub mod signing;
pub mod staff;
pub mod system;
pub mod team;
mod template;
pub mod ticket;
pub mod ticket_field;
pub mod usage;
pub mod work;

pub use action::{Action, Change, Subject, View};
pub use actor::{Actor, Role, Scope};
pub use desk::{Clock, Desk};
pub use error::{DeskError, FieldError};
