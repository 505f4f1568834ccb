//! Usage: metered things that happened (calls, work), what they came to, and why.
//!
//! A usage record is never changed. Its rating is a row of its own, made by the engine over all that happened under the
//! contract; when something that becomes known later changes it, a new rating is written that reverses the one before, and
//! the newest one stands. The live quote and the record come from the same function ([`quote`]).
//!
//! Deliberately not here: how calls and work are entered ([`crate::call`], [`crate::work`]), and invoices ([`crate::billing`]).

mod compute;
mod list;
mod quote;
mod rating;
mod record;
mod rerate;
pub(crate) mod store;

pub use compute::outcome;
pub(crate) use compute::{Computed, compute, events_with};
pub use list::{Listed, get, of_customer, of_ticket};
pub(crate) use quote::quote;
pub use quote::{Left, Quote};
pub use rating::{Burn, Charge, Rating, Steps};
pub(crate) use rating::{numbers_of, rating_of, steps_of};
pub(crate) use record::{NewRecord, find_logged, record};
pub use rerate::rerate;

/// What kind of usage it is. The word is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A phone call.
    Call,
    /// Work.
    Work,
}

impl Kind {
    /// The word in the database and the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Call => "call",
            Kind::Work => "work",
        }
    }

    fn find(word: &str) -> Kind {
        if word == "call" { Kind::Call } else { Kind::Work }
    }
}
