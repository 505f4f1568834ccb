//! A conversation to take along: as a mail in a file, or as a page to be printed.

use axum::http::StatusCode;
use axum::response::Response;
use desk::conversation::{self, Notes};
use desk::ticket;
use serde::Deserialize;

use super::ticket::Number;
use crate::answer;
use crate::asked::{Path, Query};
use crate::refusal::Refusal;
use crate::sheet::ReadingPage;
use crate::show::eml::eml;
use crate::show::print;
use crate::view::Area;
use crate::visit::StaffVisit;

/// What comes along.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    notes: String,
}

impl Asked {
    fn notes(&self) -> Notes {
        if self.notes == "along" { Notes::Along } else { Notes::Stay }
    }
}

/// The conversation; notes only where they are asked for.
pub(super) async fn take(
    visit: StaffVisit,
    Path(number): Path<Number>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let notes = asked.notes();
    let raw = visit.0.read(move |view| conversation::take_along(view, number, notes)).await?;
    Ok(eml(&format!("ticket-{number}"), raw))
}

/// The conversation as a page that prints; notes only where they are asked for.
pub(super) async fn print(
    visit: StaffVisit,
    Path(number): Path<Number>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let page = visit.0.read(move |view| ticket::page(view, number)).await?;
    let shell = visit.0.shell(Area::Queue);
    let (t, url) = (&shell.t, visit.0.url(&format!("/tickets/{number}")));
    let notes = asked.notes();
    let other = match notes {
        Notes::Along => (format!("{url}/print"), t.get("print-without-notes").to_string()),
        Notes::Stay => (format!("{url}/print?notes=along"), t.get("print-with-notes").to_string()),
    };
    let links = vec![(url.clone(), t.get("print-back").to_string()), other];
    let sheet = print::sheet(&shell, &page, &url, notes, links);
    answer::whole(&visit.0, StatusCode::OK, &ReadingPage { sheet, shell })
}
