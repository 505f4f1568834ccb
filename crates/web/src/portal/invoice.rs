//! The customer's invoices.

use axum::response::Response;
use desk::{Actor, DeskError, billing};
use serde::Deserialize;

use crate::answer;
use crate::asked::{Path, Query};
use crate::refusal::Refusal;
use crate::sheet::{Part, ReadingPage, Sheet};
use crate::show::invoice;
use crate::staff::{Number, invoice_table};
use crate::view::{Area, Pager};
use crate::visit::{ContactVisit, Visit};

/// Invoices of a page.
const SHOWN: i64 = 50;

/// From where on.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    before: Option<i64>,
}

/// The list.
pub(super) async fn list(visit: ContactVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let visit = visit.0;
    let mut found = visit
        .read(move |view| {
            let Actor::Contact { customer, .. } = *view.actor else { return Err(DeskError::NotFound) };
            billing::of_customer(view, customer, asked.before, SHOWN + 1)
        })
        .await?;
    let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let more = found.len() > shown;
    found.truncate(shown);
    let older = found.last().filter(|_| more);
    let pager = Pager {
        newer: asked.before.map(|_| visit.url("/portal/invoices")),
        older: older.map(|last| visit.url(&format!("/portal/invoices?before={}", last.number))),
    };
    let shell = visit.shell(Area::Home);
    let table = invoice_table(&shell.t, &visit.url("/portal/invoices"), &found);
    let title = shell.t.get("nav-invoices").to_string();
    let sheet = Sheet { title, parts: vec![Part::Table(table), Part::Pager(pager)] };
    answer::page(&visit, &ReadingPage { shell, sheet })
}

/// An invoice.
pub(super) async fn page(visit: ContactVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let print = visit.0.url(&format!("/portal/invoices/{number}/print"));
    show(&visit.0, number, Some(print)).await
}

/// An invoice to be printed.
pub(super) async fn print(visit: ContactVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    show(&visit.0, number, None).await
}

async fn show(visit: &Visit, number: i64, print: Option<String>) -> Result<Response, Refusal> {
    let found = visit.read(move |view| billing::get(view, number)).await?;
    let shell = visit.shell(Area::Home);
    let t = &shell.t;
    let mut parts = invoice::parts(t, &found.snapshot, Some(found.listed.issued_at));
    if let Some(url) = print {
        parts.insert(0, Part::Links(vec![(url, t.get("invoice-print").to_string())]));
    }
    let sheet = Sheet { title: invoice::title(t, number), parts };
    answer::page(visit, &ReadingPage { shell, sheet })
}
