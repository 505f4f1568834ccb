//! Checklists that administrators and managers set up for others to put on tickets.

use serde_json::json;

use super::{ITEM_MAX, ITEMS_MAX, store};
use crate::action::{Action, Subject, View};
use crate::actor::Role;
use crate::error::DeskError;
use crate::id::ChecklistId;
use crate::ticket::checked_text;

/// Longest name, in characters.
const NAME_MAX: usize = 80;
/// Who may set them up.
const SET_UP_BY: [Role; 2] = [Role::Manager, Role::Administrator];

/// A prepared checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    /// Its id.
    pub id: ChecklistId,
    /// Its name.
    pub name: String,
    /// Its items.
    pub items: Vec<String>,
}

/// The prepared checklists by name.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn checklists(view: &mut View<'_, '_>) -> Result<Vec<Checklist>, DeskError> {
    view.actor.require_staff()?;
    store::checklists(view)
}

pub(super) fn get(view: &mut View<'_, '_>, id: ChecklistId) -> Result<Checklist, DeskError> {
    store::checklists(view)?.into_iter().find(|one| one.id == id).ok_or(DeskError::NotFound)
}

/// Sets a checklist up. `items` holds an item a line.
///
/// # Errors
/// [`DeskError::Forbidden`] for staff who are neither manager nor administrator; field errors for name and items.
pub fn create_checklist(act: &mut Action<'_, '_>, name: &str, items: &str) -> Result<ChecklistId, DeskError> {
    act.actor.require(&SET_UP_BY)?;
    let (name, items) = checked(name, items)?;
    let id = ChecklistId(act.new_id());
    store::insert_checklist(act, id, &name, &items)?;
    act.journal(Subject::Checklist, id.0, "create", &json!({ "name": name }))?;
    Ok(id)
}

/// Gives a checklist another name and other items. What stands on tickets stays.
///
/// # Errors
/// As [`create_checklist`]; [`DeskError::NotFound`] for one that is not there.
pub fn change_checklist(act: &mut Action<'_, '_>, id: ChecklistId, name: &str, items: &str) -> Result<(), DeskError> {
    act.actor.require(&SET_UP_BY)?;
    get(act, id)?;
    let (name, items) = checked(name, items)?;
    store::update_checklist(act, id, &name, &items)?;
    act.journal(Subject::Checklist, id.0, "change", &json!({ "name": name }))
}

/// Removes a checklist. What stands on tickets stays.
///
/// # Errors
/// As [`change_checklist`].
pub fn remove_checklist(act: &mut Action<'_, '_>, id: ChecklistId) -> Result<(), DeskError> {
    act.actor.require(&SET_UP_BY)?;
    let known = get(act, id)?;
    store::delete_checklist(act, id)?;
    act.journal(Subject::Checklist, id.0, "remove", &json!({ "name": known.name }))
}

fn checked(name: &str, items: &str) -> Result<(String, String), DeskError> {
    let name = checked_text("name", name.replace(['\n', '\r'], " ").as_str(), NAME_MAX)?;
    let items = checked_text("items", items, ITEM_MAX * ITEMS_MAX)?;
    let lines: Vec<&str> = items.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > ITEMS_MAX {
        return Err(DeskError::field("items", "too-many", ITEMS_MAX.to_string()));
    }
    if lines.iter().any(|line| line.chars().count() > ITEM_MAX) {
        return Err(DeskError::field("items", "too-long", ITEM_MAX.to_string()));
    }
    Ok((name, lines.join("\n")))
}
