//! Checklists: a ticket's own, item by item, and those that managers and administrators prepare.

use axum::http::StatusCode;
use axum::response::Response;
use desk::id::{ChecklistId, ItemId};
use desk::ticket::{self, Checklist, Direction};
use serde::Deserialize;

use super::article::{Id, form};
use super::aside::SentFold;
use super::change::{Nothing, attempt, done};
use super::frame::frame;
use super::relate::OfTicket;
use super::team::sets_up;
use super::ticket::{Draft, Number, Sent, show as show_ticket};
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Part, Sheet, Table};
use crate::show::Wrong;
use crate::view::{Area, Control, Field};
use crate::visit::StaffVisit;

/// Another item.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Adding {
    item: String,
}

/// Adds an item.
pub(super) async fn add(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Adding>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let item = posted.of(&visit.0)?.item;
    let words = item.clone();
    match attempt(&visit, number, move |act, id| ticket::add_item(act, id, &words).map(|_| ())).await? {
        Ok(()) => Ok(done(&visit, number, None)),
        Err(wrong) => {
            let typed = Sent::Fold(SentFold { action: "items", values: vec![("item", item)] });
            show_ticket(&visit, number, Draft { typed, wrong: Some(wrong), ..Draft::default() }).await
        }
    }
}

/// What is done to an item.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Doing {
    #[serde(rename = "do")]
    what: String,
    words: String,
}

/// Ticks, unticks, renames, moves or removes an item.
pub(super) async fn item(
    visit: StaffVisit,
    Path(of): Path<OfTicket>,
    posted: Posted<Doing>,
) -> Result<Response, Refusal> {
    let (number, item) = of.get(&visit)?;
    let Doing { what, words } = posted.of(&visit.0)?;
    let changed = attempt(&visit, number, move |act, id| {
        let item = ItemId(item);
        match what.as_str() {
            "untick" => ticket::untick(act, id, item),
            "up" => ticket::move_item(act, id, item, Direction::Up),
            "down" => ticket::move_item(act, id, item, Direction::Down),
            "remove" => ticket::remove_item(act, id, item),
            "rename" => ticket::rename_item(act, id, item, &words),
            // A field in which Enter is pressed sends no button.
            "" if !words.is_empty() => ticket::rename_item(act, id, item, &words),
            _ => ticket::tick(act, id, item),
        }
    });
    match changed.await? {
        Ok(()) => Ok(done(&visit, number, None)),
        Err(wrong) => Ok(answer::not_done(&visit.0, &format!("/tickets/{number}"), &wrong.words(&visit.0.text()))),
    }
}

/// Which prepared checklist.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Putting {
    checklist: String,
}

/// Puts a prepared checklist on a ticket.
pub(super) async fn put(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Putting>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let list = posted.of(&visit.0)?.checklist.parse().unwrap_or(0);
    match attempt(&visit, number, move |act, id| ticket::apply_checklist(act, id, ChecklistId(list))).await? {
        Ok(()) => Ok(done(&visit, number, None)),
        Err(wrong) => Ok(answer::not_done(&visit.0, &format!("/tickets/{number}"), &wrong.words(&visit.0.text()))),
    }
}

/// A prepared checklist as it was typed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    name: String,
    items: String,
}

/// The prepared ones, with a form for another one.
pub(super) async fn list(visit: StaffVisit) -> Result<Response, Refusal> {
    sets_up(&visit)?;
    show(&visit, None, None).await
}

/// Prepares one.
pub(super) async fn create(visit: StaffVisit, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let typed = posted.of(&visit.0)?;
    let kept = typed.clone();
    match visit.0.try_act(move |act| ticket::create_checklist(act, &kept.name, &kept.items)).await? {
        Ok(_) => Ok(prepared(&visit)),
        Err(wrong) => show(&visit, None, Some((typed, wrong))).await,
    }
}

/// One of them.
pub(super) async fn page(visit: StaffVisit, Path(id): Path<Id>) -> Result<Response, Refusal> {
    sets_up(&visit)?;
    show(&visit, Some(ChecklistId(id.get(&visit)?)), None).await
}

/// Changes it.
pub(super) async fn change(visit: StaffVisit, Path(id): Path<Id>, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let id = ChecklistId(id.get(&visit)?);
    let typed = posted.of(&visit.0)?;
    let kept = typed.clone();
    match visit.0.try_act(move |act| ticket::change_checklist(act, id, &kept.name, &kept.items)).await? {
        Ok(()) => Ok(prepared(&visit)),
        Err(wrong) => show(&visit, Some(id), Some((typed, wrong))).await,
    }
}

/// Removes it.
pub(super) async fn remove(
    visit: StaffVisit,
    Path(id): Path<Id>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let id = ChecklistId(id.get(&visit)?);
    posted.of(&visit.0)?;
    match visit.0.try_act(move |act| ticket::remove_checklist(act, id)).await? {
        Ok(()) => Ok(prepared(&visit)),
        Err(wrong) => Ok(answer::not_done(&visit.0, "/settings/checklists", &wrong.words(&visit.0.text()))),
    }
}

fn prepared(visit: &StaffVisit) -> Response {
    answer::done(&visit.0, "/settings/checklists", &visit.0.text().get("done").to_string())
}

async fn show(visit: &StaffVisit, id: Option<ChecklistId>, sent: Option<(Typed, Wrong)>) -> Result<Response, Refusal> {
    let status = if sent.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let me = visit.me();
    let (frame, lists) = visit.0.read(move |view| Ok((frame(view, me)?, ticket::checklists(view)?))).await?;
    let known = match id {
        None => None,
        Some(id) => {
            let known = lists.iter().find(|list| list.id == id);
            Some(known.ok_or_else(|| Refusal::nothing_here().within(&visit.0))?)
        }
    };
    let shell = frame.shell(visit, Area::Settings);
    let t = &shell.t;
    let (typed, wrong) = match sent {
        Some((typed, wrong)) => (typed, Some(wrong)),
        None => {
            let drawn = known.map(|list| Typed { name: list.name.clone(), items: list.items.join("\n") });
            (drawn.unwrap_or_default(), None)
        }
    };
    let mut fields = vec![
        Field::new("name", t.get("checklist-name"), Control::Line).value(typed.name),
        Field::new("items", t.get("checklist-items"), Control::Area { rows: 8 }).value(typed.items),
    ];
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    let mut parts = Vec::new();
    if known.is_none() {
        let row = |list: &Checklist| {
            let link = visit.0.url(&format!("/settings/checklists/{}", list.id));
            vec![Cell::Link(link, list.name.clone()), Cell::text(list.items.join(", "))]
        };
        parts.push(Part::Table(Table {
            name: t.get("checklists-title").to_string(),
            head: [t.get("checklist-name"), t.get("checklist-items")].map(String::from).to_vec(),
            rows: lists.iter().map(row).collect(),
            empty: t.get("checklists-empty").to_string(),
        }));
        parts.push(Part::Heading(t.get("checklist-prepare").to_string()));
    }
    parts.extend(rest.map(Part::Wrong));
    let url =
        visit.0.url(&id.map_or_else(|| "/settings/checklists".to_owned(), |id| format!("/settings/checklists/{id}")));
    parts.push(form(url.clone(), fields, t.get("save").to_string()));
    if known.is_some() {
        parts.push(Part::Heading(t.get("checklist-remove").to_string()));
        parts.push(form(format!("{url}/remove"), Vec::new(), t.get("checklist-remove").to_string()));
    }
    let title = known.map_or_else(|| t.get("checklists-title").to_string(), |list| list.name.clone());
    answer::whole(&visit.0, status, &AgentPage { sheet: Sheet { title, parts }, shell })
}
