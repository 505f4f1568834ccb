//! How many mails may go out now, where the desk sends only so many a minute.
//!
//! What counts are tries, which are on disk: a process that begins anew goes on where the last one was. Two that send for the same desk at
//! once may hand over some more.

use jiff::{SignedDuration, Timestamp};

use super::store;
use crate::action::View;
use crate::error::DeskError;
use crate::setting;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// Room for mails to go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Room {
    /// How many may go now.
    pub(crate) now: usize,
    /// When there is room for more.
    pub(crate) again: Timestamp,
}

/// The room that there is; none where nothing limits it.
pub(crate) fn room(view: &mut View<'_, '_>) -> Result<Option<Room>, DeskError> {
    let Ok(most) = setting::get(view, setting::MAIL_PER_MINUTE)?.parse::<i64>() else { return Ok(None) };
    let since = view.now.saturating_sub(MINUTE).unwrap_or(view.now);
    let (tried, first) = store::tries_since(view, since, most)?;
    let again = first.unwrap_or(view.now).saturating_add(MINUTE).unwrap_or(view.now);
    Ok(Some(Room { now: usize::try_from(most - tried).unwrap_or(0), again }))
}
