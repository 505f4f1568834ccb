//! The provider's plans side by side, for anyone. A contact's own plan is marked.

use axum::extract::Query;
use axum::response::Response;
use desk::{Actor, DeskError, View, contract};
use engine::plan::show::{Comparison, comparison};
use serde::Deserialize;

use crate::answer;
use crate::refusal::Refusal;
use crate::sheet::{Cell, Part, ReadingPage, Sheet, Table};
use crate::show;
use crate::text::{Language, Text};
use crate::view::Area;
use crate::visit::{ContactVisit, Visit};

/// In which language, if not the reader's own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    lang: String,
}

/// The comparison.
pub(super) async fn plans(
    visit: Visit,
    contact: Option<ContactVisit>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let mut visit = match (visit.session.is_some(), contact) {
        (false, Some(ContactVisit(visit))) => visit,
        _ => visit,
    };
    if let Some(language) = Language::parse(&asked.lang) {
        visit.language = language;
    }
    let own = visit.read(own_plans).await?;
    let shell = visit.shell(Area::Plans);
    let t = &shell.t;
    let title = t.get("plans-title").to_string();
    let parts = match &visit.catalogue {
        None => vec![Part::Words(t.get("plans-none").to_string())],
        Some(catalogue) => parts(t, &comparison(catalogue, show::plan_language(t)), &own),
    };
    answer::page(&visit, &ReadingPage { sheet: Sheet { title, parts }, shell })
}

/// Plans that the reader's contracts hold.
fn own_plans(view: &mut View<'_, '_>) -> Result<Vec<String>, DeskError> {
    let Actor::Contact { customer, .. } = *view.actor else { return Ok(Vec::new()) };
    let now = view.now;
    let mut plans = Vec::new();
    for id in contract::in_force_for_customer(view, customer, now)? {
        plans.push(contract::overview(view, id)?.selection.plan);
    }
    Ok(plans)
}

fn parts(t: &Text, comparison: &Comparison, own: &[String]) -> Vec<Part> {
    let mut head = vec![String::new()];
    head.extend(comparison.columns.iter().map(|column| {
        if own.contains(&column.id) {
            t.get("plans-own").arg("plan", column.name.as_str()).to_string()
        } else {
            column.name.clone()
        }
    }));
    let mut rows = vec![line(t.get("plans-summary").to_string(), comparison.columns.iter().map(|one| one.summary.clone()))];
    rows.push(line(t.get("plans-fee").to_string(), comparison.columns.iter().map(|one| one.fee.clone())));
    let mut parts = vec![Part::Table(Table {
        name: t.get("plans-title").to_string(),
        head: head.clone(),
        rows,
        empty: String::new(),
    })];
    for group in &comparison.groups {
        parts.push(Part::Heading(group.name.clone()));
        let rows = group.rows.iter().map(|row| {
            let name = if row.detail.is_empty() { row.name.clone() } else { format!("{}\n{}", row.name, row.detail) };
            line(name, row.cells.iter().map(|cell| cell.words(comparison.language)))
        });
        let rows = rows.collect();
        parts.push(Part::Table(Table { name: group.name.clone(), head: head.clone(), rows, empty: String::new() }));
    }
    for section in &comparison.sections {
        parts.push(Part::Heading(section.name.clone()));
        parts.push(Part::Facts(
            section.entries.iter().map(|(name, words)| (name.clone(), Cell::text(words.as_str()))).collect(),
        ));
    }
    parts
}

fn line(name: String, cells: impl Iterator<Item = String>) -> Vec<Cell> {
    std::iter::once(Cell::Text(name)).chain(cells.map(Cell::Text)).collect()
}
