//! Canned replies: texts that staff use again and again, and macros, which also act.
//!
//! A text is there per language and is written like a template with a fixed list of variables; it is checked when it is saved,
//! so that using it cannot fail on its wording. What it does (assign, severity, tags) is carried out with the sending of the reply, in
//! the same transaction; what cannot be done on a ticket is said before, and left out. Shared ones are managers' to change,
//! personal ones their owner's. One that is retired stays for the replies that were planned with it.

mod act;
mod fill;
mod save;
mod store;

use engine::plan::catalogue::Language;
use jiff::Timestamp;

use crate::action::View;
use crate::actor::Role;
use crate::draft::Then;
use crate::error::DeskError;
use crate::id::{CannedId, StaffId, TicketId};
use crate::ticket;

pub use act::Cannot;
pub(crate) use act::carry_out;
pub use fill::VARIABLES;
pub(crate) use fill::{check, signed};
pub use save::{create, edit, retire};

/// To whom a canned reply gives the ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Assign {
    /// It stays where it is.
    #[default]
    Keep,
    /// Whoever sends it.
    Me,
    /// Nobody.
    Nobody,
    /// Somebody.
    Staff(StaffId),
}

impl Assign {
    /// The word in the database and in forms: "", "me", "nobody" or an id.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Assign::Keep => String::new(),
            Assign::Me => "me".to_owned(),
            Assign::Nobody => "nobody".to_owned(),
            Assign::Staff(id) => id.to_string(),
        }
    }

    /// What a word means, if anything.
    #[must_use]
    pub fn find(word: &str) -> Option<Assign> {
        match word {
            "" => Some(Assign::Keep),
            "me" => Some(Assign::Me),
            "nobody" => Some(Assign::Nobody),
            id => id.parse().ok().map(Assign::Staff),
        }
    }
}

/// What a canned reply says and does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewCanned {
    /// Its name, by which it is found.
    pub name: String,
    /// Whether only its owner has it.
    pub personal: bool,
    /// The text in German.
    pub de: String,
    /// The text in English.
    pub en: String,
    /// To whom it gives the ticket.
    pub assign: Assign,
    /// The severity that it sets; empty for none.
    pub severity: String,
    /// Tags that it gives the ticket.
    pub tags_added: Vec<String>,
    /// Tags that it takes away.
    pub tags_removed: Vec<String>,
    /// What happens after the sending.
    pub then: Then,
}

impl NewCanned {
    /// Whether it does something beside its text and what happens afterwards.
    #[must_use]
    pub fn acts(&self) -> bool {
        self.assign != Assign::Keep
            || !self.severity.is_empty()
            || !self.tags_added.is_empty()
            || !self.tags_removed.is_empty()
    }
}

/// A canned reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canned {
    /// Its id.
    pub id: CannedId,
    /// Whose it is; everybody's where it is nobody's.
    pub owner: Option<StaffId>,
    /// What it says and does.
    pub is: NewCanned,
    /// When it was changed.
    pub updated_at: Timestamp,
    /// When it was retired, if it was.
    pub retired_at: Option<Timestamp>,
}

/// A canned reply for a ticket: its text filled in, what it does, and what of that cannot be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The canned reply.
    pub canned: Canned,
    /// The text.
    pub text: String,
    /// What cannot be done on this ticket.
    pub cannot: Vec<Cannot>,
}

/// Those that the actor can use, by name: everybody's and their own.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn list(view: &mut View<'_, '_>) -> Result<Vec<Canned>, DeskError> {
    let me = view.actor.staff()?;
    let mut all = store::list(view, None)?;
    all.extend(store::list(view, Some(me))?);
    all.retain(|canned| canned.retired_at.is_none());
    all.sort_by_key(|canned| (canned.is.name.to_lowercase(), canned.id));
    Ok(all)
}

/// One that the actor can use.
///
/// # Errors
/// [`DeskError::NotFound`] for a colleague's own one, too.
pub fn get(view: &mut View<'_, '_>, id: CannedId) -> Result<Canned, DeskError> {
    let me = view.actor.staff()?;
    let seen = |canned: &Canned| canned.owner.is_none_or(|owner| owner == me);
    store::find(view, id)?.filter(seen).ok_or(DeskError::NotFound)
}

/// Whether the actor may change what is everybody's.
#[must_use]
pub fn may_share(view: &View<'_, '_>) -> bool {
    view.actor.require(&[Role::Manager, Role::Administrator]).is_ok()
}

/// A canned reply with a ticket's names in it, in the language of its contact.
///
/// # Errors
/// [`DeskError::NotFound`] for a ticket or a canned reply out of reach.
pub fn filled(view: &mut View<'_, '_>, ticket: TicketId, id: CannedId) -> Result<Filled, DeskError> {
    let canned = get(view, id)?;
    if canned.retired_at.is_some() {
        return Err(DeskError::NotFound);
    }
    let ticket = ticket::get(view, ticket)?;
    let german = fill::language(view, &ticket)? == Language::De;
    let (first, second) = if german { (&canned.is.de, &canned.is.en) } else { (&canned.is.en, &canned.is.de) };
    // One language is better than none.
    let source = if first.trim().is_empty() { second } else { first };
    let text = fill::fill(view, &ticket, source)?;
    let cannot = act::cannot(view, &ticket, &canned.is)?;
    Ok(Filled { canned, text, cannot })
}
