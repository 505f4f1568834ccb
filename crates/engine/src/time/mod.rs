//! Time as a support promise counts it: hours of a week, holidays, coverage windows, covered time.
//!
//! A promise of "4 h" almost never means four hours of the wall clock. It means four hours of the *coverage
//! window*: [`Hours`] (when the desk is there, in OpenStreetMap `opening_hours` notation) without [`Holidays`] (of
//! the provider's region), read in one time zone. [`Coverage`] is the three compiled together; it answers when
//! covered time is used up ([`Coverage::add`]) and how much of it has passed ([`Coverage::between`]).
//!
//! Invariants:
//! - Windows are local wall time, durations are elapsed real seconds. In spring a wall time that does not exist is
//!   the end of the gap; in autumn the repeated hour counts twice if the window is open in it.
//! - Time used up exactly at closing is due at closing, not at the next opening.
//! - The closing instant is closed, the opening instant is open.
//! - Everything is exact to the microsecond, in the years 1 to 9999; what leads beyond is an error.
//! - What the notation can say and this module cannot compute exactly (sunrise, fallback rules, open ends) is an
//!   error that points at the text, never a guess.
//!
//! Deliberately not here: how people write durations ("8 h", "2 business days" belong to the plan language), clocks
//! that pause (they are made of these windows elsewhere), school holidays (nobody sells support by them).

mod business_days;
mod compiled;
mod coverage;
mod day;
mod easter;
mod holiday_table;
mod holidays;
mod hours;
mod hours_line;
mod never;
mod notation;
mod pieces;
mod rule;
mod rule_text;
mod table;
pub mod wall;
pub mod written;
mod zone;

pub use business_days::{
    business_day_end, business_days_add, calendar_days_add, calendar_months_add, calendar_weeks_add, next_day,
    open_from, opening_after,
};
pub use coverage::{Coverage, CoveredPiece};
pub use holidays::{HolidayName, Holidays, UnknownRegion};
pub use hours::{Hours, HoursError};
pub use hours_line::{HoursReader, answer_line};
pub use zone::zone;

/// Why a time cannot be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The window does not open again, or not for long enough.
    #[error("the window does not open again before the time is used up")]
    NeverOpen,
    /// The answer, or a time given, lies outside the years 1 to 9999.
    #[error("the time lies outside the years 1 to 9999")]
    OutOfRange,
    /// A duration below zero cannot be added.
    #[error("a negative duration cannot be added")]
    Negative,
}
