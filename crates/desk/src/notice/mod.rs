//! Notices: what a member of staff should hear of on tickets, and who follows which.
//!
//! Followers hear of replies of customers, of notes and of where a ticket goes; who is mentioned, assigned or handed a ticket
//! hears of that. Nobody hears of what they did themselves, and of what happens at once everybody hears once.
//! Notices are for staff: contacts neither have nor see any.

mod follow;
mod mention;
mod store;

use jiff::Timestamp;

use crate::action::{Action, Subject, View};
use crate::actor::Actor;
use crate::error::DeskError;
use crate::id::{NoticeId, StaffId, TicketId};
use crate::{customer, staff, ticket};

pub use follow::{follow, followers, unfollow};
pub(crate) use follow::{follow_as, inherit};
pub(crate) use mention::mentioned;
pub(crate) use store::followers as followers_of;

/// What a notice tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// They were given a ticket.
    Assigned,
    /// A ticket was handed over to their team.
    HandedOver,
    /// They were mentioned in a note.
    Mentioned,
    /// The customer has replied.
    Replied,
    /// A colleague wrote a note.
    Noted,
    /// The ticket waits, is resolved, closed, open again, merged.
    Moved,
    /// A ticket that was put aside is back.
    Back,
}

impl Kind {
    const ALL: [(Kind, &'static str); 7] = [
        (Kind::Assigned, "assigned"),
        (Kind::HandedOver, "handed-over"),
        (Kind::Mentioned, "mentioned"),
        (Kind::Replied, "replied"),
        (Kind::Noted, "noted"),
        (Kind::Moved, "moved"),
        (Kind::Back, "back"),
    ];

    /// The stored word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    fn find(word: &str) -> Option<Kind> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// Number of the ticket.
    pub number: i64,
    /// Its subject.
    pub subject: String,
    /// What it tells.
    pub kind: Kind,
    /// Who did it, empty for machines.
    pub author: String,
    /// What completes the words: the action by which the ticket moved, the name of a team.
    pub detail: String,
    /// When.
    pub at: Timestamp,
    /// When it was seen.
    pub seen_at: Option<Timestamp>,
}

/// Notices of the acting member of staff, newest first. `before` is the id of the last one seen.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn list(view: &mut View<'_, '_>, before: Option<NoticeId>, limit: i64) -> Result<Vec<Notice>, DeskError> {
    let me = view.actor.staff()?;
    store::list(view, me, before, limit)
}

/// How many notices somebody has not seen, counted up to 100.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn unseen(view: &mut View<'_, '_>, me: StaffId) -> Result<i64, DeskError> {
    view.actor.require_staff()?;
    store::unseen(view, me)
}

/// Marks all notices of the acting member of staff as seen.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn see_all(act: &mut Action<'_, '_>) -> Result<(), DeskError> {
    let me = act.actor.staff()?;
    store::see_all(act, me)?;
    act.tells(Subject::Notice, me.0);
    Ok(())
}

/// Marks the notices of a ticket as seen, because its page was opened.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn see(act: &mut Action<'_, '_>, ticket: TicketId) -> Result<(), DeskError> {
    let me = act.actor.staff()?;
    if store::see(act, me, ticket)? > 0 {
        act.tells(Subject::Notice, me.0);
    }
    Ok(())
}

/// Whether the acting member of staff has notices of a ticket that they have not seen.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn any_unseen_of(view: &mut View<'_, '_>, ticket: TicketId) -> Result<bool, DeskError> {
    let me = view.actor.staff()?;
    store::any_unseen_of(view, me, ticket)
}

/// Tells people, but not who acts, and nobody twice of what happens at once.
pub(crate) fn tell(
    act: &mut Action<'_, '_>,
    ticket: TicketId,
    to: &[StaffId],
    kind: Kind,
    detail: &str,
) -> Result<(), DeskError> {
    let me = act.actor.staff().ok();
    let author = author(act)?;
    for staff in to.iter().filter(|staff| Some(**staff) != me) {
        let id = NoticeId(act.new_id());
        if store::insert(act, id, *staff, ticket, (kind, &author, detail))? > 0 {
            act.tells(Subject::Notice, staff.0);
        }
    }
    Ok(())
}

/// The name of who acts, empty for machines.
fn author(view: &mut View<'_, '_>) -> Result<String, DeskError> {
    match *view.actor {
        Actor::Staff { id, .. } => staff::name(view, id),
        Actor::Contact { id, .. } => {
            Ok(customer::find_contact(view, id)?.map(|contact| contact.name).unwrap_or_default())
        }
        Actor::Job | Actor::Operator | Actor::Sender { .. } => Ok(String::new()),
    }
}

/// Tells the followers of a ticket what an entry of its journal says.
pub(crate) fn of_entry(act: &mut Action<'_, '_>, id: TicketId, action: &str) -> Result<(), DeskError> {
    let kind = match action {
        // What staff reply is no news to staff who follow.
        "reply" if act.actor.staff().is_err() => Kind::Replied,
        "note" => Kind::Noted,
        "wait" | "resolve" | "close" | "reopen" | "merge" | "unmerge" | "breach" | "spam" | "accept-price"
        | "decline-price" => Kind::Moved,
        "snooze-end" => {
            let to = ticket::owner_or_followers(act, id)?;
            return tell(act, id, &to, Kind::Back, "");
        }
        _ => return Ok(()),
    };
    let followers = store::followers(act, id)?;
    if followers.is_empty() {
        return Ok(());
    }
    tell(act, id, &followers, kind, action)
}
