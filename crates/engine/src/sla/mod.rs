//! Clocks: what was promised for a ticket, how much of it has passed, when it is due, and whether it was kept.
//!
//! A clock counts covered time: from the start of its milestone, inside the target's window, without the stretches in
//! which it was paused. It is breached when more covered time has passed than was promised, never because a wall clock
//! passed a due time; so a target that is used up exactly at closing is still kept until the window opens again.
//! - First response runs from arrival and never pauses. Resolution and workaround pause while the customer is waited
//!   for, and run on from the original arrival after a reopening.
//! - A plan file may define milestones of its own, gate the start of a clock, cut a day off, move its end, and say who
//!   hears of it when it runs on.
//! - Next response and update come round again: each round is a clock of its own.
//! - A changed severity or plan gives the ticket other targets. The new ones count from the original start (or from the
//!   change, where the provider chose that); a breach that had already happened stays on record.
//!
//! Deliberately not here: who asked and whether they may (`coverage`), and when jobs look at a due time (the desk).

mod class;
mod clocks;
mod course;
mod escalation;
mod history;
mod measure;
mod promise;
mod regime;
mod round;
mod start;
mod why;

pub(crate) use class::{classifies, severity};
pub use clocks::{bare_clocks, clocks};
pub use history::{Moment, SINCE, TicketHistory};
pub use measure::due;
pub use promise::{Segment, SegmentKind, promise_line};
