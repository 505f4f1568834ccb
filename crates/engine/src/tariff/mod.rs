//! Tariffs: what a call or a piece of work costs, by when it happens and how long it takes.
//!
//! [`rate`] is the only function that prices time. The live quote, the usage record, the backtest and the invoice all
//! call it, so that a price shown before the work is the price on the invoice.
//!
//! Invariants:
//! - The band of a block is the one whose window is open by local wall time when the block starts; lengths are elapsed
//!   real seconds, also in the night of a clock change.
//! - A usage that starts in hours without a row takes the tariff's `otherwise`; one that runs into such hours, or into
//!   a window that belongs to another tariff, keeps its last band.
//! - The dialled line's tariff is kept for the whole call: running past the window changes nothing.
//! - Sums are exact; rounding to minor units happens later, once, on the invoice's line.
//!
//! Deliberately not here: allowances (what is covered is an argument), discounts, taxes, who may call.

mod agreed;
mod band;
mod now;
mod rate;
mod rating;

pub use agreed::agreed_prices;
pub use band::effective;
pub use now::{PriceNow, Progress, next_step, price_now};
pub use rate::{LONGEST_S, RateError, rate};
pub use rating::{BandReason, Part, PartKind, Rating, is_banded, quantity_of, time_net};
