//! The coverage verdict: may this person ask this, here, now, and at what price; every condition with its answer.
//!
//! The conditions are asked in the order of [`ConditionKind`], only those that apply to the request. The answer follows
//! from them: a failed condition of contract, contact, channel, product, system, licence, version, exclusion or
//! acceptance refuses; otherwise nothing left of the allowance makes it chargeable; otherwise a closed window or a
//! customised product leaves best effort; otherwise it is covered. A rule of coverage says itself which of them follows.
//!
//! What is not kept cannot fail: where a contract registers no systems or licences, no condition asks for them.
//!
//! The same function serves the preview before a request exists, the mail intake and the run over past events; it
//! writes nothing. What a request would come to is asked of rating itself (`invoice`).
//!
//! Deliberately not here: clocks (`sla`) and amounts (`tariff`).
//!
//! [`ConditionKind`]: crate::run::outcome::ConditionKind

mod access;
mod contact;
mod price;
mod scope;
mod sentence;
mod verdict;
mod way;

pub use access::may_not_accept;
pub(crate) use access::{environment, releases_behind};
pub use contact::contacts_allowed;
pub use sentence::sentence;
pub(crate) use verdict::complete;
pub use verdict::{Request, Standing, verdict};
