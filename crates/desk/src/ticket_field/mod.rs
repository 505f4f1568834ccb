//! Fields that a provider adds to its tickets: a name, a kind, for one product or for all.
//!
//! Managers and administrators define them; key, kind and product stay as they are, so that a value means for ever what it
//! meant. A field that is no longer wanted is retired: it is not asked for any more, what was filled in stays.
//! Values are kept as text in one way of writing for each kind. Customers see neither fields nor values.

mod define;
mod fill;
mod store;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::action::View;
use crate::actor::Role;
use crate::error::DeskError;
use crate::id::{FieldId, TicketId};

pub use define::{NewTicketField, change, define, restore, retire};
pub use fill::fill;

/// Who defines fields.
const DEFINERS: [Role; 2] = [Role::Manager, Role::Administrator];
/// Most fields that are not retired.
pub const FIELDS_MAX: usize = 60;
/// Longest value, in characters.
pub const VALUE_MAX: usize = 500;

/// What can be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One line of text.
    Text,
    /// A decimal number.
    Number,
    /// One of a list.
    Choice,
    /// A day.
    Day,
    /// Yes or no.
    YesNo,
}

impl Kind {
    /// Every kind with its word in the database.
    pub const ALL: [(Kind, &'static str); 5] = [
        (Kind::Text, "text"),
        (Kind::Number, "number"),
        (Kind::Choice, "choice"),
        (Kind::Day, "day"),
        (Kind::YesNo, "yes-no"),
    ];

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// The kind of a word.
    #[must_use]
    pub fn find(word: &str) -> Option<Kind> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketField {
    /// Its id.
    pub id: FieldId,
    /// What filters and programs call it: `order-number`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// What can be filled in.
    pub kind: Kind,
    /// What can be chosen, where one of a list is.
    pub choices: Vec<String>,
    /// The product whose tickets have it; nothing for all tickets.
    pub product: Option<String>,
    /// Since when it is not asked for any more.
    pub retired_at: Option<Timestamp>,
}

impl TicketField {
    /// Whether a ticket about this product has the field.
    #[must_use]
    pub fn concerns(&self, product: Option<&str>) -> bool {
        self.retired_at.is_none() && self.product.as_deref().is_none_or(|own| Some(own) == product)
    }
}

/// A value that was filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// Of which ticket.
    pub ticket: TicketId,
    /// Which field.
    pub field: FieldId,
    /// What was filled in.
    pub value: String,
}

/// All fields by name, retired ones last.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn list(view: &mut View<'_, '_>) -> Result<Vec<TicketField>, DeskError> {
    view.actor.require_staff()?;
    let mut fields = store::list(view)?;
    fields.sort_by(|one, other| {
        (one.retired_at.is_some(), &one.name, one.id).cmp(&(other.retired_at.is_some(), &other.name, other.id))
    });
    Ok(fields)
}

/// The values of tickets, at most 64 of them.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn values(view: &mut View<'_, '_>, tickets: &[i64]) -> Result<Vec<Filled>, DeskError> {
    view.actor.require_staff()?;
    store::values(view, tickets)
}
