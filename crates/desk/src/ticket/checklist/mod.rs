//! Checklists: what is to be done on a ticket, item by item, and who ticked what when.
//!
//! A checklist that administrators set up is a list of items to put on tickets; once there, they are the ticket's own.
//! Customers see none of it.

mod prepared;
mod store;

use jiff::Timestamp;
use serde_json::json;

use super::{checked_text, get};
use crate::action::{Action, Subject, View};
use crate::error::DeskError;
use crate::id::{ChecklistId, ItemId, TicketId};

pub use prepared::{Checklist, change_checklist, checklists, create_checklist, remove_checklist};

/// Longest item, in characters.
pub const ITEM_MAX: usize = 250;
/// Most items on a ticket.
pub const ITEMS_MAX: usize = 100;

/// An item of a ticket's checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// What is to be done.
    pub words: String,
    /// Who ticked it, and when.
    pub ticked: Option<(String, Timestamp)>,
    position: i64,
}

/// Where an item goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Before the one above it.
    Up,
    /// After the one below it.
    Down,
}

/// The checklist of a ticket, in its order.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn items(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<Item>, DeskError> {
    view.actor.require_staff()?;
    store::items(view, ticket)
}

/// Adds an item at the end.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a field error `item` for a text that is empty or too long, and for one item
/// too many.
pub fn add_item(act: &mut Action<'_, '_>, ticket: TicketId, words: &str) -> Result<ItemId, DeskError> {
    act.actor.require_staff()?;
    get(act, ticket)?;
    let words = item(words)?;
    let known = room(act, ticket, 1)?;
    let id = append(act, ticket, &words, known.last().map_or(0, |last| last.position) + 1)?;
    store::update_progress(act, ticket)?;
    act.journal(Subject::Ticket, ticket.0, "item-add", &json!({ "item": words }))?;
    Ok(id)
}

/// Puts the items of a prepared checklist at the end of a ticket's.
///
/// # Errors
/// As [`add_item`]; [`DeskError::NotFound`] for a checklist that is not there.
pub fn apply_checklist(act: &mut Action<'_, '_>, ticket: TicketId, checklist: ChecklistId) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    get(act, ticket)?;
    let checklist = prepared::get(act, checklist)?;
    let known = room(act, ticket, checklist.items.len())?;
    let last = known.last().map_or(0, |last| last.position);
    for (position, words) in (last + 1..).zip(&checklist.items) {
        append(act, ticket, words, position)?;
    }
    store::update_progress(act, ticket)?;
    act.journal(Subject::Ticket, ticket.0, "checklist", &json!({ "name": checklist.name }))
}

/// Ticks an item. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff and for an item that is gone.
pub fn tick(act: &mut Action<'_, '_>, ticket: TicketId, id: ItemId) -> Result<(), DeskError> {
    let me = act.actor.staff()?;
    let item = known(act, ticket, id)?;
    if item.ticked.is_some() {
        return Ok(());
    }
    store::update_ticked(act, id, Some(me))?;
    store::update_progress(act, ticket)?;
    act.journal(Subject::Ticket, ticket.0, "item-tick", &json!({ "item": item.words }))
}

/// Takes a tick away. The same again changes nothing.
///
/// # Errors
/// As [`tick`].
pub fn untick(act: &mut Action<'_, '_>, ticket: TicketId, id: ItemId) -> Result<(), DeskError> {
    act.actor.staff()?;
    let item = known(act, ticket, id)?;
    if item.ticked.is_none() {
        return Ok(());
    }
    store::update_ticked(act, id, None)?;
    store::update_progress(act, ticket)?;
    act.journal(Subject::Ticket, ticket.0, "item-untick", &json!({ "item": item.words }))
}

/// Gives an item other words. The same again changes nothing.
///
/// # Errors
/// As [`add_item`] and [`tick`].
pub fn rename_item(act: &mut Action<'_, '_>, ticket: TicketId, id: ItemId, words: &str) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let before = known(act, ticket, id)?;
    let words = item(words)?;
    if before.words == words {
        return Ok(());
    }
    store::update_words(act, id, &words)?;
    act.journal(Subject::Ticket, ticket.0, "item-rename", &json!({ "from": before.words, "to": words }))
}

/// Removes an item. One that is gone already is left alone.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn remove_item(act: &mut Action<'_, '_>, ticket: TicketId, id: ItemId) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let Some(item) = store::items(act, ticket)?.into_iter().find(|item| item.id == id) else { return Ok(()) };
    store::delete(act, id)?;
    store::update_progress(act, ticket)?;
    act.journal(Subject::Ticket, ticket.0, "item-remove", &json!({ "item": item.words }))
}

/// Moves an item by one place. The first cannot go up, the last not down: nothing changes then.
///
/// # Errors
/// As [`tick`].
pub fn move_item(
    act: &mut Action<'_, '_>,
    ticket: TicketId,
    id: ItemId,
    direction: Direction,
) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let all = store::items(act, ticket)?;
    let place = all.iter().position(|item| item.id == id).ok_or(DeskError::NotFound)?;
    let other = match direction {
        Direction::Up => place.checked_sub(1),
        Direction::Down => Some(place + 1),
    };
    let Some(other) = other.and_then(|other| all.get(other)) else { return Ok(()) };
    store::update_position(act, id, other.position)?;
    store::update_position(act, other.id, all[place].position)?;
    act.journal(Subject::Ticket, ticket.0, "item-move", &json!({ "item": all[place].words }))
}

fn item(words: &str) -> Result<String, DeskError> {
    checked_text("item", words.replace(['\n', '\r'], " ").as_str(), ITEM_MAX)
}

fn known(view: &mut View<'_, '_>, ticket: TicketId, id: ItemId) -> Result<Item, DeskError> {
    store::items(view, ticket)?.into_iter().find(|item| item.id == id).ok_or(DeskError::NotFound)
}

/// The items there are, if there is room for some more.
fn room(view: &mut View<'_, '_>, ticket: TicketId, more: usize) -> Result<Vec<Item>, DeskError> {
    let known = store::items(view, ticket)?;
    if known.len() + more > ITEMS_MAX {
        return Err(DeskError::field("item", "too-many", ITEMS_MAX.to_string()));
    }
    Ok(known)
}

fn append(act: &mut Action<'_, '_>, ticket: TicketId, words: &str, position: i64) -> Result<ItemId, DeskError> {
    let id = ItemId(act.new_id());
    store::insert(act, id, ticket, position, words)?;
    Ok(id)
}
