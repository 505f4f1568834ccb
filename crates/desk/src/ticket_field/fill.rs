//! Filling in: the values of a ticket's fields, each checked against its kind.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::define::one_line;
use super::{Kind, TicketField, VALUE_MAX, store};
use crate::action::{Action, Subject};
use crate::error::{DeskError, FieldError};
use crate::id::TicketId;
use crate::ticket;

/// Sets values by the keys of their fields; an empty value takes it away. What is not named stays.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a field error on `field.KEY` for each value that is none of its field's, and
/// for fields that the ticket does not have.
pub fn fill(act: &mut Action<'_, '_>, id: TicketId, typed: &BTreeMap<String, String>) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let ticket = ticket::get(act, id)?;
    let fields = store::list(act)?;
    let kept: BTreeMap<i64, String> =
        store::values(act, &[id.0])?.into_iter().map(|filled| (filled.field.0, filled.value)).collect();
    let (mut wrong, mut changes) = (Vec::new(), Vec::new());
    for (key, typed) in typed {
        let field = fields.iter().find(|field| field.key == *key);
        let found = match field {
            Some(field) if field.concerns(ticket.about.product.as_deref()) => {
                let before = kept.get(&field.id.0);
                // What was right when it was filled in stays right.
                if before == Some(typed) { continue } else { checked(field, typed).map(|value| (field, before, value)) }
            }
            _ => Err(("not-of-product", String::new())),
        };
        match found {
            Ok((field, before, value)) if before.map_or("", String::as_str) != value => {
                changes.push((field, before.cloned(), value));
            }
            Ok(_) => {}
            Err((code, detail)) => wrong.push(FieldError { field: format!("field.{key}").into(), code, detail }),
        }
    }
    if !wrong.is_empty() {
        return Err(DeskError::Invalid(wrong));
    }
    if changes.is_empty() {
        return Ok(());
    }
    for (field, _, value) in &changes {
        store::delete_value(act, id, field.id)?;
        if !value.is_empty() {
            store::insert_value(act, id, field.id, value)?;
        }
    }
    ticket::touch(act, ticket)?;
    let told: Vec<Value> = changes
        .iter()
        .map(|(field, from, to)| json!({ "name": field.name, "kind": field.kind.word(), "from": from, "to": to }))
        .collect();
    act.journal(Subject::Ticket, id.0, "field", &json!({ "changes": told }))
}

/// The value in its one way of writing; empty for nothing.
fn checked(field: &TicketField, typed: &str) -> Result<String, (&'static str, String)> {
    let typed = one_line(typed);
    if typed.is_empty() {
        return Ok(typed);
    }
    if typed.chars().count() > VALUE_MAX {
        return Err(("too-long", VALUE_MAX.to_string()));
    }
    match field.kind {
        Kind::Text => Ok(typed),
        Kind::Number => {
            let plain = if typed.contains('.') { typed } else { typed.replace(',', ".") };
            let number: Decimal = plain.parse().map_err(|_| ("no-decimal", String::new()))?;
            Ok(number.normalize().to_string())
        }
        Kind::Choice if field.choices.contains(&typed) => Ok(typed),
        Kind::Choice => Err(("unknown", field.choices.join(", "))),
        Kind::Day => typed.parse::<Date>().map(|day| day.to_string()).map_err(|_| ("no-day", "2026-11-23".to_owned())),
        Kind::YesNo if matches!(typed.as_str(), "yes" | "no") => Ok(typed),
        Kind::YesNo => Err(("unknown", "yes, no".to_owned())),
    }
}
