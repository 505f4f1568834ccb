//! Tickets: what customers ask, the conversation about it, and where it stands.
//!
//! A ticket is opened with the coverage verdict of that moment, which it keeps. Its clocks are recomputed by the engine from
//! what happened (arrival, messages, calls, pauses, severities, resolutions), never counted up, and stored with the earliest
//! due time beside the ticket so that one index orders the queue. Only requests that the plan takes start clocks.
//! Messages are seen by the customer, notes are not. Nothing here sends mail; replies write deliveries (see `outbox`).

mod assign;
mod change_severity;
mod checklist;
mod clocks;
mod close;
mod fact;
mod hand_over;
mod happened;
mod many;
mod message;
mod note;
mod open;
mod page;
mod participant;
mod price;
mod queue;
mod reach;
mod relation;
mod rename;
mod reply;
mod resolve;
mod restate;
mod snooze;
mod spam;
mod store;
mod tag;
mod told;
mod verdict;
mod wait;

use engine::plan::catalogue::Channel;
use engine::run::outcome::Answer;
use jiff::Timestamp;

use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{ContactId, ContractId, CustomerId, StaffId, TeamId, TicketId};

pub use assign::assign;
pub use change_severity::change_severity;
pub use checklist::{
    Checklist, Direction, Item, add_item, apply_checklist, change_checklist, checklists, create_checklist, items,
    move_item, remove_checklist, remove_item, rename_item, tick, untick,
};
pub use clocks::{Difference, clock_passed, examine};
pub(crate) use clocks::{due_words, is_missed_by, refresh_by_id, refresh_of_contract, severity_name};
pub use close::{close, reopen};
pub use fact::{Since, learn};
pub use hand_over::{hand_over, put_with};
pub(crate) use happened::{named, of_contract};
pub use many::{Altering, Doing, Done, Failed, MANY_MAX, Undone, alter, many, undo};
pub use message::{AuthorKind, Format, LeftOut, MessageKind, Posted, Seal};
pub(crate) use message::{NewMessage, is_form_used, tell_of_mail, written_since};
pub use note::note;
pub(crate) use note::{note_by_machine, write_note};
pub use open::{NewTicket, OnRefusal, Opened, Preview, open, preview};
pub(crate) use open::{open_as_spam, open_quietly};
pub use page::{ClockView, ConditionView, MessageView, Page, page, page_of};
pub use participant::{PARTICIPANTS_MAX, Participant, add_participant, participants, remove_participant};
pub(crate) use participant::{leave, of as participants_of, take_part};
pub(crate) use price::{Charge, charge, decided, request};
pub(crate) use queue::{LISTED, of_list};
pub use queue::{Next, QueueRow, Shelf, counts, counts_aside, of_contact, of_customer, queue, row, rows};
pub use reach::reach;
pub use relation::{LinkKind, LinkView, Other, Relations, link, merge, merged_into, relations, split, unlink, unmerge};
pub(crate) use relation::{goes_on, merged_ids};
pub(crate) use relation::{is_any_with, main, merged_contacts};
pub use rename::rename;
pub use reply::{NewReply, reply, reply_with_files};
pub(crate) use reply::{Written, reply_by_mail, write_reply};
pub use resolve::resolve;
pub use restate::{About, restate};
pub(crate) use snooze::owner_or_followers;
pub use snooze::{Until, snooze, snooze_passed, wake};
pub(crate) use spam::is_spammer;
pub use spam::{Later, mark_spam, unmark_spam};
pub use tag::{TAGS_MAX, known_tags, tag, tag_of, tags};
pub use wait::wait;

/// Where a ticket stands. Who did it and when is in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Staff have something to do.
    Open,
    /// The customer has something to do; pausing clocks pause.
    Waiting,
    /// Resolved; a reply of the customer opens it again.
    Resolved,
    /// Closed; a reply of the customer opens it again, with a trace.
    Closed,
}

impl State {
    /// Every state with its word in the database and the API.
    pub const ALL: [(State, &'static str); 4] =
        [(State::Open, "open"), (State::Waiting, "waiting"), (State::Resolved, "resolved"), (State::Closed, "closed")];

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// The state of a word.
    #[must_use]
    pub fn find(word: &str) -> Option<State> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }
}

/// A ticket as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// Its number, for people.
    pub number: i64,
    /// The token in its mail address.
    pub token: String,
    /// Its subject.
    pub subject: String,
    /// Where it stands.
    pub state: State,
    /// Severity id of the plan file.
    pub severity: Option<String>,
    /// How it arrived.
    pub channel: Channel,
    /// Whose it is.
    pub customer: Option<CustomerId>,
    /// Under which contract.
    pub contract: Option<ContractId>,
    /// Who asked.
    pub contact: Option<ContactId>,
    /// What it is about, as far as it is known.
    pub about: About,
    /// The verdict as of its arrival, by what is known of it now.
    pub answer: Answer,
    /// Its conditions, worded, as JSON.
    pub verdict: String,
    /// Who works on it.
    pub assignee: Option<StaffId>,
    /// When it arrived.
    pub opened_at: Timestamp,
    /// When something last happened.
    pub updated_at: Timestamp,
    /// Since when somebody waits for staff.
    pub waiting_since: Timestamp,
    /// When it was resolved.
    pub resolved_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// The team that it lies with.
    pub team: Option<TeamId>,
    /// The ticket that it was merged into.
    pub merged_into: Option<TicketId>,
    /// Until when it is put aside.
    pub snoozed: Option<Until>,
    /// When it was found to be spam.
    pub spam_at: Option<Timestamp>,
}

/// What happens to a ticket that its clocks or prices depend on. The word is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum EventKind {
    Severity,
    Pause,
    Resume,
    Resolve,
    Reopen,
    Fact,
    Reach,
    /// The body is what the request was taken to be until then.
    Restate,
}

impl EventKind {
    const ALL: [(EventKind, &'static str); 8] = [
        (EventKind::Severity, "severity"),
        (EventKind::Pause, "pause"),
        (EventKind::Resume, "resume"),
        (EventKind::Resolve, "resolve"),
        (EventKind::Reopen, "reopen"),
        (EventKind::Fact, "fact"),
        (EventKind::Reach, "reach"),
        (EventKind::Restate, "restate"),
    ];

    pub(crate) fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    pub(crate) fn find(word: &str) -> Option<EventKind> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

/// The ticket of a number, if this actor may see it.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get_by_number(view: &mut View<'_, '_>, number: i64) -> Result<Ticket, DeskError> {
    store::find_by_number(view, number)?.ok_or(DeskError::NotFound)
}

/// A ticket, if this actor may see it.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get(view: &mut View<'_, '_>, id: TicketId) -> Result<Ticket, DeskError> {
    store::find(view, id)?.ok_or(DeskError::NotFound)
}

/// Notes that something about a ticket has changed now.
pub(crate) fn touch(act: &mut Action<'_, '_>, mut ticket: Ticket) -> Result<(), DeskError> {
    ticket.updated_at = act.now;
    store::update(act, &ticket)
}

/// The ticket of a mail token, whoever asks: the token is the proof. For mail intake.
pub(crate) fn find_by_token(view: &mut View<'_, '_>, token: &str) -> Result<Option<Ticket>, DeskError> {
    store::find_by_token(view, token)
}

/// The ticket of a number, whoever asks. For mail intake, which then asks for a participant.
pub(crate) fn find_by_number_unscoped(view: &mut View<'_, '_>, number: i64) -> Result<Option<Ticket>, DeskError> {
    store::find_by_number_unscoped(view, number)
}

/// Checks a text that people typed: present, and no longer than allowed.
pub(crate) fn checked_text(field: &'static str, text: &str, max: usize) -> Result<String, DeskError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(DeskError::field(field, "missing", ""));
    }
    if text.chars().count() > max {
        return Err(DeskError::field(field, "too-long", max.to_string()));
    }
    Ok(text.replace('\0', ""))
}

/// Longest subject, in characters.
pub const SUBJECT_MAX: usize = 250;
/// Longest message, in characters.
pub const BODY_MAX: usize = 500_000;
