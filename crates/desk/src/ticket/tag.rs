//! Tags: words by which a desk sorts its tickets, in lower case, as many as it likes and the same everywhere.
//!
//! A tag is there as soon as a ticket has it; it is suggested as long as one has. Customers do not see tags.

mod store;

use std::collections::BTreeSet;

use serde_json::json;

use super::get;
use super::store::update;
use crate::action::{Action, Subject, View};
use crate::error::DeskError;
use crate::id::TicketId;

/// Most tags of a ticket.
pub const TAGS_MAX: usize = 30;
/// Longest tag, in characters.
const TAG_MAX: usize = 40;
/// Tags that are suggested at most.
const SUGGESTED: i64 = 300;

/// A tag as it is kept: lower case, single spaces, without commas and without signs that nobody sees.
///
/// # Errors
/// A field error on `tags` for one that is too long. Nothing for nothing.
pub fn tag_of(typed: &str) -> Result<Option<String>, DeskError> {
    let seen: String = typed.chars().map(|sign| if is_unseen(sign) || sign == ',' { ' ' } else { sign }).collect();
    let tag = seen.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if tag.chars().count() > TAG_MAX {
        return Err(DeskError::field("tags", "too-long", TAG_MAX.to_string()));
    }
    // `tag:none` asks for tickets without tags.
    if tag == "none" {
        return Err(DeskError::field("tags", "taken", ""));
    }
    Ok((!tag.is_empty()).then_some(tag))
}

/// Control signs, and those that turn the direction of what follows them.
fn is_unseen(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn all_of(typed: &[String]) -> Result<BTreeSet<String>, DeskError> {
    typed.iter().filter_map(|one| tag_of(one).transpose()).collect()
}

/// Gives a ticket tags and takes others away. Those that it has or has not already change nothing. Answers what was added and
/// what was taken away.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; field errors on `tags` for one that is too long and for too many.
pub fn tag(
    act: &mut Action<'_, '_>,
    id: TicketId,
    add: &[String],
    remove: &[String],
) -> Result<(Vec<String>, Vec<String>), DeskError> {
    act.actor.require_staff()?;
    let mut ticket = get(act, id)?;
    let before: BTreeSet<String> = store::of_ticket(act, id)?.into_iter().collect();
    let (add, remove) = (all_of(add)?, all_of(remove)?);
    let added: Vec<String> = add.difference(&before).cloned().collect();
    let removed: Vec<String> = remove.intersection(&before).filter(|tag| !add.contains(*tag)).cloned().collect();
    if added.is_empty() && removed.is_empty() {
        return Ok((added, removed));
    }
    if before.len() + added.len() - removed.len() > TAGS_MAX {
        return Err(DeskError::field("tags", "too-many", TAGS_MAX.to_string()));
    }
    for tag in &added {
        store::insert(act, id, tag)?;
    }
    for tag in &removed {
        store::delete(act, id, tag)?;
    }
    ticket.updated_at = act.now;
    update(act, &ticket)?;
    act.journal(Subject::Ticket, id.0, "tag", &json!({ "added": added, "removed": removed }))?;
    Ok((added, removed))
}

/// The tags of a ticket, for staff.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn tags(view: &mut View<'_, '_>, id: TicketId) -> Result<Vec<String>, DeskError> {
    view.actor.require_staff()?;
    store::of_ticket(view, id)
}

/// The tags that tickets have, to choose from.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn known_tags(view: &mut View<'_, '_>) -> Result<Vec<String>, DeskError> {
    view.actor.require_staff()?;
    store::known(view, SUGGESTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_written_one_way() {
        for (typed, kept) in [
            ("  Dringend ", Some("dringend")),
            ("Zwei\t  Worte", Some("zwei worte")),
            ("ÄRGER", Some("ärger")),
            ("a,b", Some("a b")),
            ("\u{202e}links\u{0}", Some("links")),
            ("🙂", Some("🙂")),
            (" , \n", None),
        ] {
            assert_eq!(tag_of(typed).unwrap().as_deref(), kept, "{typed:?}");
        }
        assert!(tag_of(&"🙂".repeat(40)).is_ok() && tag_of(&"x".repeat(41)).is_err());
    }
}
