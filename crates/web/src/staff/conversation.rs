//! A conversation to take along, as a mail in a file.

use axum::response::Response;
use desk::conversation::{self, Notes};
use serde::Deserialize;

use super::ticket::Number;
use crate::asked::{Path, Query};
use crate::refusal::Refusal;
use crate::show::eml::eml;
use crate::visit::StaffVisit;

/// What comes along.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    notes: String,
}

/// The conversation; notes only where they are asked for.
pub(super) async fn take(
    visit: StaffVisit,
    Path(number): Path<Number>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let notes = if asked.notes == "along" { Notes::Along } else { Notes::Stay };
    let raw = visit.0.read(move |view| conversation::take_along(view, number, notes)).await?;
    Ok(eml(&format!("ticket-{number}"), raw))
}
