//! Defining fields, changing what may change of them, retiring them.

use serde_json::json;

use super::{DEFINERS, FIELDS_MAX, Kind, TicketField, store};
use crate::action::{Action, Subject};
use crate::error::DeskError;
use crate::field::{optional_text, text};
use crate::id::FieldId;
use crate::{catalogue, licence};

/// Longest name and longest choice, in characters.
const NAME_MAX: usize = 60;
/// Longest key, in characters.
const KEY_MAX: usize = 30;
/// Most choices of a list.
const CHOICES_MAX: usize = 60;

/// A field to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTicketField {
    /// Its key; empty to make one of the name.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What can be filled in.
    pub kind: Kind,
    /// What can be chosen, where one of a list is.
    pub choices: Vec<String>,
    /// The product whose tickets have it; empty for all tickets.
    pub product: String,
}

/// Adds a field.
///
/// # Errors
/// [`DeskError::Forbidden`] for staff who are neither manager nor administrator; field errors on `name`, `key`, `choices` and
/// `product`; a conflict when there are too many.
pub fn define(act: &mut Action<'_, '_>, new: &NewTicketField) -> Result<FieldId, DeskError> {
    act.actor.require(&DEFINERS)?;
    let name = text("name", &one_line(&new.name), NAME_MAX)?;
    let key = key(if new.key.trim().is_empty() { &name } else { &new.key })?;
    let choices = choices(new.kind, &new.choices)?;
    let product = optional_text("product", &new.product, NAME_MAX)?;
    if let Some(product) = &product {
        licence::known_product(&catalogue::get_current(act)?.1, product)?;
    }
    let known = store::list(act)?;
    if known.iter().any(|field| field.key == key) {
        return Err(DeskError::field("key", "taken", key));
    }
    if known.iter().filter(|field| field.retired_at.is_none()).count() >= FIELDS_MAX {
        return Err(DeskError::conflict("too-many", FIELDS_MAX.to_string()));
    }
    let id = FieldId(act.new_id());
    let field = TicketField { id, key, name, kind: new.kind, choices, product, retired_at: None };
    store::insert(act, &field)?;
    act.journal(Subject::Setting, id.0, "field-define", &json!({ "key": field.key, "name": field.name }))?;
    Ok(id)
}

/// Gives a field another name and other choices. Values that are no longer among the choices stay where they are.
///
/// # Errors
/// As [`define`]; [`DeskError::NotFound`].
pub fn change(act: &mut Action<'_, '_>, id: FieldId, name: &str, wanted: &[String]) -> Result<(), DeskError> {
    act.actor.require(&DEFINERS)?;
    let mut field = get(act, id)?;
    field.name = text("name", &one_line(name), NAME_MAX)?;
    field.choices = choices(field.kind, wanted)?;
    store::update(act, &field)?;
    act.journal(Subject::Setting, id.0, "field-change", &json!({ "key": field.key, "name": field.name }))
}

/// Retires a field. The same again changes nothing.
///
/// # Errors
/// As [`change`].
pub fn retire(act: &mut Action<'_, '_>, id: FieldId) -> Result<(), DeskError> {
    act.actor.require(&DEFINERS)?;
    let mut field = get(act, id)?;
    if field.retired_at.is_some() {
        return Ok(());
    }
    field.retired_at = Some(act.now);
    store::update(act, &field)?;
    act.journal(Subject::Setting, id.0, "field-retire", &json!({ "key": field.key, "name": field.name }))
}

/// Takes a retired field up again. The same again changes nothing.
///
/// # Errors
/// As [`change`]; a conflict when there are too many.
pub fn restore(act: &mut Action<'_, '_>, id: FieldId) -> Result<(), DeskError> {
    act.actor.require(&DEFINERS)?;
    let mut field = get(act, id)?;
    if field.retired_at.is_none() {
        return Ok(());
    }
    if store::list(act)?.iter().filter(|field| field.retired_at.is_none()).count() >= FIELDS_MAX {
        return Err(DeskError::conflict("too-many", FIELDS_MAX.to_string()));
    }
    field.retired_at = None;
    store::update(act, &field)?;
    act.journal(Subject::Setting, id.0, "field-restore", &json!({ "key": field.key, "name": field.name }))
}

fn get(act: &mut Action<'_, '_>, id: FieldId) -> Result<TicketField, DeskError> {
    store::list(act)?.into_iter().find(|field| field.id == id).ok_or(DeskError::NotFound)
}

pub(super) fn one_line(typed: &str) -> String {
    let seen: String = typed.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A key in small letters, digits and hyphens.
fn key(typed: &str) -> Result<String, DeskError> {
    let plain = typed.to_lowercase().replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss");
    let parts = plain.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let key = parts.collect::<Vec<_>>().join("-");
    if key.is_empty() {
        return Err(DeskError::field("key", "missing", ""));
    }
    if key.chars().count() > KEY_MAX {
        return Err(DeskError::field("key", "too-long", KEY_MAX.to_string()));
    }
    Ok(key)
}

fn choices(kind: Kind, wanted: &[String]) -> Result<Vec<String>, DeskError> {
    if kind != Kind::Choice {
        return Ok(Vec::new());
    }
    let mut choices: Vec<String> = Vec::new();
    for one in wanted.iter().map(|one| one_line(one)).filter(|one| !one.is_empty()) {
        let one = text("choices", &one, NAME_MAX)?;
        if !choices.contains(&one) {
            choices.push(one);
        }
    }
    match choices.len() {
        0 => Err(DeskError::field("choices", "missing", "")),
        many if many > CHOICES_MAX => Err(DeskError::field("choices", "too-many", CHOICES_MAX.to_string())),
        _ => Ok(choices),
    }
}
