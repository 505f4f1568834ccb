//! Search: tickets, customers and contacts by the words in them, as far as who asks may see them.
//!
//! The index answers which documents match; what they say is read from the database afterwards, under the same limits as
//! everywhere. What a contact may not see does not match either: notes lie in fields that their searches do not ask.
//! The index is a copy that follows the journal ([`follow`]); it may be thrown away at any time.

mod document;
mod filter;
mod find;
mod follow;
mod list;
mod reading;
mod store;

pub use filter::{Said, Zone, examples, quoted, said};
pub use find::{Asked, Found, FoundArticle, FoundContact, FoundCustomer, FoundTicket, Suggested, find, suggest};
pub use follow::{Follower, follow, rebuild};
pub use list::{Fresh, Grouping, ListAsked, Listed, ListedGroup, Sort, counts, list};
pub(crate) use reading::Reading;
pub use search::{COUNTED, Index, Piece, SearchError, Snippet};

use crate::error::DeskError;

impl From<SearchError> for DeskError {
    fn from(error: SearchError) -> Self {
        DeskError::Unavailable(error.to_string())
    }
}
