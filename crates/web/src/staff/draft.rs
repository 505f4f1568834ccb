//! What somebody has begun to write and what waits to go out, over all tickets.

use axum::response::Response;
use desk::draft::{self, Listed};
use desk::ticket::MessageKind;

use super::frame::frame;
use super::queue;
use crate::answer;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Part, Sheet, Table};
use crate::text::Text;
use crate::view::Area;
use crate::visit::{StaffVisit, Visit};

/// Characters of a text that a row shows.
const SHOWN: usize = 120;

/// The list, last changed first.
pub(super) async fn list(visit: StaffVisit) -> Result<Response, Refusal> {
    let me = visit.me();
    let (frame, drafts) = visit.0.read(move |view| Ok((frame(view, me)?, draft::list(view)?))).await?;
    let tabs = queue::around_drafts(&visit, &frame).await?;
    let shell = frame.shell(&visit, Area::Queue);
    let t = &shell.t;
    let head = [
        t.get("drafts-ticket"),
        t.get("drafts-text"),
        t.get("drafts-state"),
        t.get("drafts-changed"),
        t.get("drafts-act"),
    ];
    let title = t.get("drafts-title").to_string();
    let table = Table {
        name: title.clone(),
        head: head.map(String::from).to_vec(),
        rows: drafts.iter().map(|one| row(&visit.0, t, one)).collect(),
        empty: t.get("drafts-none").to_string(),
    };
    let sheet = Sheet { title, parts: vec![Part::Tabs(tabs), Part::Table(table)] };
    answer::page(&visit.0, &AgentPage { sheet, shell })
}

fn row(visit: &Visit, t: &Text, one: &Listed) -> Vec<Cell> {
    let (number, subject) = &one.ticket;
    let draft = &one.draft;
    let url = visit.url(&format!("/tickets/{number}"));
    let state = match (draft.held, draft.due_at) {
        (Some(draft::Held::Answered), _) => t.get("waiting-held-answered").to_string(),
        (Some(draft::Held::Author), _) => t.get("waiting-held-author").to_string(),
        (Some(draft::Held::Erased), _) => t.get("waiting-held-erased").to_string(),
        (None, Some(due)) => t.get("drafts-goes-out").arg("at", t.moment(due)).to_string(),
        (None, None) if draft.kind == MessageKind::Note => t.get("composer-note").to_string(),
        (None, None) => t.get("composer-reply").to_string(),
    };
    let mut text: String = draft.body.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = text.char_indices().nth(SHOWN) {
        text.truncate(end);
        text.push('…');
    }
    let act = match draft.due_at {
        None => Cell::Button(format!("{url}/drafts/{}/discard", draft.id), t.get("drafts-discard").to_string()),
        Some(_) => Cell::Button(format!("{url}/drafts/{}/undo", draft.id), t.get("waiting-undo").to_string()),
    };
    vec![
        Cell::Link(format!("{url}#compose"), format!("#{number} {subject}")),
        Cell::Text(text),
        Cell::Text(state),
        Cell::Time(draft.updated_at),
        act,
    ]
}
