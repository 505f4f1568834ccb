//! The full-text index of a desk: a derived copy of its database, made again at any time.
//!
//! One index for both database engines, so that both find the same in the same order. What is found first is decided by
//! where and how a word was found, then by time, and never by how often words occur elsewhere: two indexes with the same
//! documents answer alike, whatever happened to them before.
//!
//! Words are found in German and English inflections, with or without umlauts and accents, as parts of German compounds,
//! and with one letter wrong. The index keeps no text: what a hit says is read from the database, which knows who may.
//!
//! Deliberately not here: what a ticket is, who may see it, and how the index follows the database.

mod error;
mod fold;
mod form;
mod highlight;
mod index;
mod list;
mod query;
mod rank;
mod recent;
mod schema;
mod word;

pub use error::SearchError;
pub use highlight::{Piece, Snippet};
pub use index::{COUNTED, Document, Hit, Hits, Index, Page, Writer};
pub use list::{Group, KEYS, Key, Listing};
pub use query::{Filter, Limit, Mark, Query, Reach, Said, said};
pub use schema::PLACES;
