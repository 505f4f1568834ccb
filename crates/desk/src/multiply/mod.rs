//! Many tickets out of few, for measuring: a desk with the tickets of a few days becomes one with those of years.
//!
//! Each copy lies one span earlier than the one before: ids, numbers and times are moved, all else is as it was, with its
//! messages, events, clocks and history. Copies can be closed, since old tickets are. Usage is not copied, so no invoice
//! changes. The search index hears nothing of copies: it is made again afterwards.

mod store;

use crate::action::Action;
use crate::error::DeskError;

/// One copy of the first tickets of a desk.
#[derive(Debug, Clone, Copy)]
pub struct Copy {
    /// Tickets with numbers up to this one are copied.
    pub last_number: i64,
    /// Which copy it is, from 1: numbers grow by so many times `last_number`.
    pub number: i64,
    /// Milliseconds by which each copy is earlier than the one before.
    pub span_ms: i64,
    /// Whether the copies are closed.
    pub closed: bool,
}

/// Makes one copy, and answers how many tickets it has.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but an operator; whatever the database says, as when the copy is there already.
pub fn multiply(act: &mut Action<'_, '_>, copy: Copy) -> Result<u64, DeskError> {
    if *act.actor != crate::actor::Actor::Operator {
        return Err(DeskError::NotFound);
    }
    store::copy(act, copy)
}
