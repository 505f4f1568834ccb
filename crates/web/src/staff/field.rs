//! The fields that managers and administrators add to their desk's tickets.

use axum::http::StatusCode;
use axum::response::Response;
use desk::id::FieldId;
use desk::ticket_field::{self, Kind, NewTicketField, TicketField};
use desk::{Action, DeskError, Role};
use serde::Deserialize;

use super::frame::frame;
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Form, Part, Sheet, Table};
use crate::show::{Wrong, plan_language};
use crate::text::Text;
use crate::view::{Area, Choice, Control, Field};
use crate::visit::{StaffVisit, refused};

const PAGE: &str = "/settings/fields";

/// What was typed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    name: String,
    key: String,
    kind: String,
    choices: String,
    product: String,
}

/// Which field.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    id: String,
}

impl Which {
    fn get(&self, visit: &StaffVisit) -> Result<FieldId, Refusal> {
        self.id.parse().map_err(|_| Refusal::nothing_here().within(&visit.0))
    }
}

fn lines(typed: &str) -> Vec<String> {
    typed.lines().map(str::to_owned).collect()
}

/// All of them, and the form for another one.
pub(super) async fn page(visit: StaffVisit) -> Result<Response, Refusal> {
    list(&visit, &Typed { kind: Kind::Text.word().to_owned(), ..Typed::default() }, None).await
}

/// Adds one.
pub(super) async fn define(visit: StaffVisit, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let typed = posted.of(&visit.0)?;
    let kept = typed.clone();
    let defined = visit
        .0
        .try_act(move |act| {
            let kind = Kind::find(&kept.kind).ok_or_else(|| DeskError::field("kind", "unknown", ""))?;
            let (key, name, product) = (kept.key.clone(), kept.name.clone(), kept.product.clone());
            ticket_field::define(act, &NewTicketField { key, name, kind, choices: lines(&kept.choices), product })
        })
        .await?;
    match defined {
        Ok(_) => Ok(answer::done(&visit.0, PAGE, &visit.0.text().get("done").to_string())),
        Err(wrong) => list(&visit, &typed, Some(wrong)).await,
    }
}

/// One of them, to be changed.
pub(super) async fn one(visit: StaffVisit, Path(which): Path<Which>) -> Result<Response, Refusal> {
    let id = which.get(&visit)?;
    show(&visit, id, None, None).await
}

/// Changes one.
pub(super) async fn change(
    visit: StaffVisit,
    Path(which): Path<Which>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let id = which.get(&visit)?;
    let typed = posted.of(&visit.0)?;
    let kept = typed.clone();
    let changed = visit.0.try_act(move |act| ticket_field::change(act, id, &kept.name, &lines(&kept.choices))).await?;
    match changed {
        Ok(()) => Ok(answer::done(&visit.0, PAGE, &visit.0.text().get("done").to_string())),
        Err(wrong) => show(&visit, id, Some(&typed), Some(wrong)).await,
    }
}

/// Retires one.
pub(super) async fn retire(
    visit: StaffVisit,
    Path(which): Path<Which>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    let id = which.get(&visit)?;
    turn(&visit, move |act| ticket_field::retire(act, id)).await
}

/// Takes one up again.
pub(super) async fn restore(
    visit: StaffVisit,
    Path(which): Path<Which>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    let id = which.get(&visit)?;
    turn(&visit, move |act| ticket_field::restore(act, id)).await
}

async fn turn<F>(visit: &StaffVisit, turn: F) -> Result<Response, Refusal>
where
    F: Fn(&mut Action<'_, '_>) -> Result<(), DeskError> + Send + Sync + 'static,
{
    let t = visit.0.text();
    Ok(match visit.0.try_act(turn).await? {
        Ok(()) => answer::done(&visit.0, PAGE, &t.get("done").to_string()),
        Err(wrong) => answer::not_done(&visit.0, PAGE, &wrong.words(&t)),
    })
}

/// Only who may define fields sees their pages.
fn may(visit: &StaffVisit) -> Result<(), Refusal> {
    visit.0.actor().require(&[Role::Administrator, Role::Manager]).map_err(|error| refused(&visit.0, error))
}

async fn list(visit: &StaffVisit, typed: &Typed, wrong: Option<Wrong>) -> Result<Response, Refusal> {
    may(visit)?;
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let me = visit.me();
    let (frame, known) = visit.0.read(move |view| Ok((frame(view, me)?, ticket_field::list(view)?))).await?;
    let shell = frame.shell(visit, Area::Settings);
    let t = &shell.t;
    let rows = known.iter().map(|field| row(visit, t, field)).collect();
    let head =
        ["field-name", "field-key", "field-kind", "field-product", "field-state"].map(|key| t.get(key).to_string());
    let mut fields = form(visit, t, typed);
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    let mut parts = vec![
        Part::Words(t.get("fields-how").to_string()),
        Part::Table(Table {
            name: t.get("fields-title").to_string(),
            head: head.to_vec(),
            rows,
            empty: t.get("fields-none").to_string(),
        }),
        Part::Heading(t.get("field-new").to_string()),
    ];
    parts.extend(rest.map(Part::Wrong));
    parts.push(Part::Form(Form {
        action: visit.0.url(PAGE),
        hidden: Vec::new(),
        fields,
        quote_url: None,
        quote: Vec::new(),
        submit: t.get("field-define").to_string(),
    }));
    let sheet = Sheet { title: t.get("fields-title").to_string(), parts };
    answer::whole(&visit.0, status, &AgentPage { sheet, shell })
}

fn row(visit: &StaffVisit, t: &Text, field: &TicketField) -> Vec<Cell> {
    let url = visit.0.url(&format!("{PAGE}/{}", field.id));
    let product = field.product.as_deref().map_or_else(|| t.get("field-product-all").to_string(), str::to_owned);
    let (path, word) = match field.retired_at {
        None => ("retire", t.get("field-retire")),
        Some(_) => ("restore", t.get("field-restore")),
    };
    vec![
        Cell::Link(url.clone(), field.name.clone()),
        Cell::text(&field.key),
        Cell::text(kind_name(t, field.kind)),
        Cell::text(product),
        Cell::Button(format!("{url}/{path}"), word.to_string()),
    ]
}

fn kind_name(t: &Text, kind: Kind) -> String {
    let name = match kind {
        Kind::Text => t.get("field-kind-text"),
        Kind::Number => t.get("field-kind-number"),
        Kind::Choice => t.get("field-kind-choice"),
        Kind::Day => t.get("field-kind-day"),
        Kind::YesNo => t.get("field-kind-yes-no"),
    };
    name.to_string()
}

fn form(visit: &StaffVisit, t: &Text, typed: &Typed) -> Vec<Field> {
    let kinds = Kind::ALL.map(|(kind, word)| Choice::new(word, kind_name(t, kind))).to_vec();
    let mut products = vec![Choice::new("", t.get("field-product-all").to_string())];
    let known = visit.0.catalogue.iter().flat_map(|catalogue| &catalogue.products);
    products.extend(known.map(|product| Choice::new(&product.id, product.name.get(plan_language(t)))));
    vec![
        Field::new("name", t.get("field-name"), Control::Line).value(&typed.name),
        Field::new("kind", t.get("field-kind"), Control::Select(kinds)).value(&typed.kind),
        choices(t, &typed.choices),
        Field::new("product", t.get("field-product"), Control::Select(products)).value(&typed.product).optional(),
        Field::new("key", t.get("field-key"), Control::Line)
            .value(&typed.key)
            .hint(t.get("field-key-how").to_string())
            .optional(),
    ]
}

fn choices(t: &Text, value: &str) -> Field {
    Field::new("choices", t.get("field-choices"), Control::Area { rows: 4 })
        .value(value)
        .hint(t.get("field-choices-how").to_string())
        .optional()
}

async fn show(
    visit: &StaffVisit,
    id: FieldId,
    typed: Option<&Typed>,
    wrong: Option<Wrong>,
) -> Result<Response, Refusal> {
    may(visit)?;
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let me = visit.me();
    let (frame, field) = visit
        .0
        .read(move |view| {
            let field = ticket_field::list(view)?.into_iter().find(|field| field.id == id);
            Ok((frame(view, me)?, field.ok_or(DeskError::NotFound)?))
        })
        .await?;
    let shell = frame.shell(visit, Area::Settings);
    let t = &shell.t;
    let name = typed.map_or(field.name.as_str(), |typed| typed.name.as_str());
    let mut fields = vec![Field::new("name", t.get("field-name"), Control::Line).value(name)];
    if field.kind == Kind::Choice {
        fields.push(choices(t, &typed.map_or_else(|| field.choices.join("\n"), |typed| typed.choices.clone())));
    }
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    let fact = |key: &str, value: String| (t.get(key).to_string(), Cell::Text(value));
    let mut parts = vec![Part::Facts(vec![
        fact("field-key", field.key.clone()),
        fact("field-kind", kind_name(t, field.kind)),
        fact("field-product", field.product.clone().unwrap_or_else(|| t.get("field-product-all").to_string())),
    ])];
    parts.extend(rest.map(Part::Wrong));
    parts.push(Part::Form(Form {
        action: visit.0.url(&format!("{PAGE}/{id}")),
        hidden: Vec::new(),
        fields,
        quote_url: None,
        quote: Vec::new(),
        submit: t.get("save").to_string(),
    }));
    let sheet = Sheet { title: field.name.clone(), parts };
    answer::whole(&visit.0, status, &AgentPage { sheet, shell })
}
