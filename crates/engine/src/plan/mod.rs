//! The plan language: a provider's catalogue as a readable file, parsed, checked, compared and resolved to entitlements.
//!
//! [`catalogue`] holds what a file means once it is read; [`resolve`] answers what a contract that bought some of it may do.

pub mod agreed;
pub mod catalogue;
pub mod compare;
pub mod errors;
pub mod format;
pub mod grammar;
pub mod read;
pub mod resolve;
pub mod schema;
pub mod show;

pub use catalogue::Catalogue;
pub use errors::{PlanError, PlanErrors, PlanWarnings};
pub use format::format;
pub use read::{read, read_warned};
pub use resolve::{Entitlements, Selection};
