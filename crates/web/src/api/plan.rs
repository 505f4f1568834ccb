//! The provider's plans side by side, in the reader's language.

use axum::Json;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use desk::catalogue;
use engine::plan::catalogue::Language;
use engine::plan::show::{Cell, Comparison, comparison};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Asked;
use super::caller::Caller;
use super::customer::language;
use super::problem::Problem;
use crate::site::Site;
use crate::text;

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::default().routes(routes!(compare))
}

/// In which language.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct LanguageQuery {
    /// `de` or `en`; without it the header `Accept-Language` decides, then the language of the token's owner.
    lang: Option<String>,
}

/// The plans side by side.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlanComparison {
    /// `de` or `en`: the language of every text here.
    language: &'static str,
    provider: String,
    /// Version of the catalogue.
    version: String,
    /// The plans, in the order of the plan file.
    plans: Vec<PlanColumn>,
    groups: Vec<PromiseGroup>,
    /// What holds for all plans.
    sections: Vec<PlanSection>,
}

/// A plan.
#[derive(Debug, Serialize, ToSchema)]
struct PlanColumn {
    id: String,
    name: String,
    summary: String,
    /// What it costs, in words.
    fee: String,
}

/// Promises that belong together.
#[derive(Debug, Serialize, ToSchema)]
struct PromiseGroup {
    name: String,
    rows: Vec<PromiseRow>,
}

/// A promise and what each plan says of it.
#[derive(Debug, Serialize, ToSchema)]
struct PromiseRow {
    name: String,
    detail: String,
    /// One for each plan, in their order.
    cells: Vec<PromiseCell>,
    /// Whether the plans say different things.
    differs: bool,
}

/// What a plan says of a promise.
#[derive(Debug, Serialize, ToSchema)]
struct PromiseCell {
    /// `included`, `not-included`, `not-stated`, `text`.
    says: &'static str,
    /// More about it.
    text: Option<String>,
}

/// A list of things with their explanations.
#[derive(Debug, Serialize, ToSchema)]
struct PlanSection {
    name: String,
    entries: Vec<PlanEntry>,
}

/// A thing with its explanation.
#[derive(Debug, Serialize, ToSchema)]
struct PlanEntry {
    name: String,
    text: String,
}

/// Compare the plans
#[utoipa::path(get, path = "/plans", tag = "plans", params(LanguageQuery),
    responses((status = 200, description = "The plans side by side", body = PlanComparison)))]
async fn compare(
    caller: Caller,
    headers: HeaderMap,
    Asked(query): Asked<LanguageQuery>,
) -> Result<Json<PlanComparison>, Problem> {
    let spoken = caller.staff.language;
    let language = match query.lang.as_deref() {
        Some("de") => Language::De,
        Some("en") => Language::En,
        Some(_) => {
            return Err(Problem::field("lang", "unknown", "is not known here; known are: de, en"));
        }
        None => accepted(&headers).unwrap_or(spoken),
    };
    let catalogue = caller.read(|view| catalogue::get_current(view).map(|(_, catalogue)| catalogue)).await?;
    Ok(Json(PlanComparison::from(comparison(&catalogue, language))))
}

fn accepted(headers: &HeaderMap) -> Option<Language> {
    let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    text::Language::accepted(header).map(|language| match language {
        text::Language::De => Language::De,
        text::Language::En => Language::En,
    })
}

impl From<Comparison> for PlanComparison {
    fn from(comparison: Comparison) -> PlanComparison {
        let plans = comparison.columns.into_iter().map(|column| PlanColumn {
            id: column.id,
            name: column.name,
            summary: column.summary,
            fee: column.fee,
        });
        let row = |row: engine::plan::show::Row| PromiseRow {
            name: row.name,
            detail: row.detail,
            cells: row.cells.into_iter().map(PromiseCell::from).collect(),
            differs: row.differs,
        };
        let groups = comparison
            .groups
            .into_iter()
            .map(|group| PromiseGroup { name: group.name, rows: group.rows.into_iter().map(row).collect() });
        let sections = comparison.sections.into_iter().map(|section| PlanSection {
            name: section.name,
            entries: section.entries.into_iter().map(|(name, text)| PlanEntry { name, text }).collect(),
        });
        PlanComparison {
            language: language(comparison.language),
            provider: comparison.provider,
            version: comparison.version,
            plans: plans.collect(),
            groups: groups.collect(),
            sections: sections.collect(),
        }
    }
}

impl From<Cell> for PromiseCell {
    fn from(cell: Cell) -> PromiseCell {
        let (says, text) = match cell {
            Cell::Included => ("included", None),
            Cell::Noted(text) => ("included", Some(text)),
            Cell::NotIncluded => ("not-included", None),
            Cell::NotStated => ("not-stated", None),
            Cell::Text(text) => ("text", Some(text)),
        };
        PromiseCell { says, text }
    }
}
