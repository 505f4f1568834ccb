//! The provider's plans side by side, for anyone. A contact's own plan is marked.

use axum::response::Response;
use desk::{Actor, DeskError, View, contract};
use engine::plan::show::{self as plan, comparison};

use super::choice;
use crate::answer;
use crate::asked::Query;
use crate::refusal::Refusal;
use crate::show;
use crate::text::Language;
use crate::view::Area;
use crate::view::plans::{Column, Comparison, Group, PlanChoice, PlansPage, Row, Tone, Words};
use crate::visit::{ContactVisit, Visit, refused};

/// The comparison.
pub(super) async fn plans(
    visit: Visit,
    contact: Option<ContactVisit>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let mut visit = match (visit.session.is_some(), contact) {
        (false, Some(ContactVisit(visit))) => visit,
        _ => visit,
    };
    let lang = asked.iter().find(|(name, _)| name == "lang").map(|(_, tag)| tag.clone());
    if let Some(tag) = lang.as_deref().filter(|tag| !tag.is_empty()) {
        let known = || DeskError::field("lang", "unknown", Language::ALL.map(Language::tag).join(", "));
        visit.language = Language::parse(tag).ok_or_else(|| refused(&visit, known()))?;
    }
    let own = visit.read(own_plans).await?;
    let shell = visit.shell(Area::Plans);
    let language = show::plan_language(&shell.t);
    let found = visit.catalogue.as_ref().map(|catalogue| view_of(comparison(catalogue, language), &own));
    let chosen = match &visit.catalogue {
        Some(catalogue) => choice::choice(&shell.t, catalogue, &asked, &own).map_err(|error| refused(&visit, error))?,
        None => None,
    };
    let choice = chosen.map(|choice| PlanChoice { lang, ..choice });
    answer::page(&visit, &PlansPage { comparison: found, choice, shell })
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

fn view_of(comparison: plan::Comparison, own: &[String]) -> Comparison {
    let language = comparison.language;
    let columns = comparison.columns.into_iter().map(|column| Column {
        own: own.contains(&column.id),
        name: column.name,
        fee: column.fee,
        summary: column.summary,
    });
    let groups = comparison.groups.into_iter().map(|group| Group {
        name: group.name,
        rows: group.rows.into_iter().map(|row| row_of(row, language)).collect(),
    });
    let sections = comparison.sections.into_iter().map(|section| (section.name, section.entries));
    Comparison { columns: columns.collect(), groups: groups.collect(), sections: sections.collect() }
}

fn row_of(row: plan::Row, language: engine::plan::catalogue::Language) -> Row {
    let cells = row.cells.iter().map(|cell| Words {
        words: cell.words(language),
        tone: match cell {
            plan::Cell::Included | plan::Cell::Noted(_) => Tone::Included,
            plan::Cell::NotIncluded | plan::Cell::NotStated => Tone::Absent,
            plan::Cell::Text(_) => Tone::Plain,
        },
    });
    Row { cells: cells.collect(), name: row.name, detail: row.detail, differs: row.differs }
}
