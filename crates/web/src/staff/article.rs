//! Drafts of articles: the list, and the page on which one is written.

use axum::http::StatusCode;
use axum::response::Response;
use desk::article;
use desk::id::ArticleId;
use jiff::Timestamp;
use serde::Deserialize;

use super::change::Nothing;
use super::frame::frame;
use crate::answer;
use crate::asked::{Path, Query};
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Form, Part, Sheet, Table};
use crate::show::Wrong;
use crate::view::{Area, Control, Field, Pager};
use crate::visit::StaffVisit;

/// Rows of a page.
const ROWS: i64 = 50;

/// Where the page begins: time and id of the last one seen.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    before: String,
}

/// Something set up, in a path.
#[derive(Debug, Deserialize)]
pub(super) struct Id {
    id: String,
}

impl Id {
    /// The id.
    pub(super) fn get(&self, visit: &StaffVisit) -> Result<i64, Refusal> {
        self.id.parse().map_err(|_| Refusal::nothing_here().within(&visit.0))
    }
}

/// The list.
pub(super) async fn list(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let before = asked.before.split_once('_').and_then(|(at, id)| {
        let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
        Some((at, ArticleId(id.parse().ok()?)))
    });
    let me = visit.me();
    let read = visit.0.read(move |view| Ok((frame(view, me)?, article::list(view, before, ROWS + 1)?)));
    let (frame, mut found) = read.await?;
    let shown = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let older = (found.len() > shown).then(|| &found[shown - 1]);
    let older = older.map(|last| format!("/articles?before={}_{}", last.updated_at.as_microsecond(), last.id));
    found.truncate(shown);
    let shell = frame.shell(&visit, Area::Elsewhere);
    let t = &shell.t;
    let row = |one: &article::Article| {
        let from =
            one.ticket.map(|number| Cell::Link(visit.0.url(&format!("/tickets/{number}")), format!("#{number}")));
        vec![
            Cell::Link(visit.0.url(&format!("/articles/{}", one.id)), one.title.clone()),
            from.unwrap_or_else(|| Cell::text("")),
            Cell::Time(one.updated_at),
        ]
    };
    let table = Table {
        name: t.get("articles-title").to_string(),
        head: [t.get("article-title"), t.get("article-from"), t.get("article-updated")].map(String::from).to_vec(),
        rows: found.iter().map(row).collect(),
        empty: t.get("articles-empty").to_string(),
    };
    let pager = Pager { newer: before.map(|_| visit.0.url("/articles")), older: older.map(|path| visit.0.url(&path)) };
    let sheet =
        Sheet { title: t.get("articles-title").to_string(), parts: vec![Part::Table(table), Part::Pager(pager)] };
    answer::page(&visit.0, &AgentPage { sheet, shell })
}

/// What was written.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    title: String,
    body: String,
}

/// A draft.
pub(super) async fn page(visit: StaffVisit, Path(id): Path<Id>) -> Result<Response, Refusal> {
    show(&visit, ArticleId(id.get(&visit)?), None).await
}

/// Writes it anew.
pub(super) async fn write(visit: StaffVisit, Path(id): Path<Id>, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let id = ArticleId(id.get(&visit)?);
    let typed = posted.of(&visit.0)?;
    let kept = typed.clone();
    match visit.0.try_act(move |act| article::write(act, id, &kept.title, &kept.body)).await? {
        Ok(()) => Ok(answer::done(&visit.0, &format!("/articles/{id}"), &visit.0.text().get("done").to_string())),
        Err(wrong) => show(&visit, id, Some((typed, wrong))).await,
    }
}

/// Throws it away.
pub(super) async fn discard(
    visit: StaffVisit,
    Path(id): Path<Id>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let id = ArticleId(id.get(&visit)?);
    posted.of(&visit.0)?;
    match visit.0.try_act(move |act| article::discard(act, id)).await? {
        Ok(()) => Ok(answer::done(&visit.0, "/articles", &visit.0.text().get("done").to_string())),
        Err(wrong) => Ok(answer::not_done(&visit.0, "/articles", &wrong.words(&visit.0.text()))),
    }
}

async fn show(visit: &StaffVisit, id: ArticleId, sent: Option<(Typed, Wrong)>) -> Result<Response, Refusal> {
    let status = if sent.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let me = visit.me();
    let (frame, found) = visit.0.read(move |view| Ok((frame(view, me)?, article::get(view, id)?))).await?;
    let shell = frame.shell(visit, Area::Elsewhere);
    let t = &shell.t;
    let (typed, wrong) = match sent {
        Some((typed, wrong)) => (typed, Some(wrong)),
        None => (Typed { title: found.title.clone(), body: found.body.clone() }, None),
    };
    let mut fields = vec![
        Field::new("title", t.get("article-title"), Control::Line).value(typed.title),
        Field::new("body", t.get("article-body"), Control::Area { rows: 20 })
            .hint(t.get("article-body-how").to_string())
            .value(typed.body),
    ];
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    let url = visit.0.url(&format!("/articles/{id}"));
    let mut parts = vec![Part::Soft(t.get("article-draft").to_string())];
    if let Some(number) = found.ticket {
        parts.push(Part::Links(vec![(visit.0.url(&format!("/tickets/{number}")), format!("#{number}"))]));
    }
    parts.extend(rest.map(Part::Wrong));
    parts.push(form(url.clone(), fields, t.get("save").to_string()));
    parts.push(Part::Heading(t.get("article-discard").to_string()));
    parts.push(form(format!("{url}/discard"), Vec::new(), t.get("article-discard").to_string()));
    let sheet = Sheet { title: found.title, parts };
    answer::whole(&visit.0, status, &AgentPage { sheet, shell })
}

/// A form without a quote.
pub(super) fn form(action: String, fields: Vec<Field>, submit: String) -> Part {
    Part::Form(Form { action, hidden: Vec::new(), fields, quote_url: None, quote: Vec::new(), submit })
}
