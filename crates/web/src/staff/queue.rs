//! The queue: what must be done next.

use axum::response::Response;
use desk::id::StaffId;
use desk::ticket::{self, Shelf};
use serde::Deserialize;

use super::frame::{Frame, frame};
use crate::answer;
use crate::asked::Query;
use crate::refusal::Refusal;
use crate::show::row::{Catalogues, Rows, catalogues};
use crate::view::queue::{QueueList, QueuePage, QueueView};
use crate::view::{Area, Pager};
use crate::visit::StaffVisit;

/// Rows of a page.
const ROWS: i64 = 50;

/// What is asked for.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    view: String,
    after: Option<String>,
}

impl Asked {
    fn shelf(&self, me: StaffId) -> Shelf {
        match self.view.as_str() {
            "mine" => Shelf::Mine(me),
            "unassigned" => Shelf::Unassigned,
            "waiting" => Shelf::Waiting,
            "resolved" => Shelf::Resolved,
            "closed" => Shelf::Closed,
            _ => Shelf::Next,
        }
    }

    fn query(&self, after: Option<&str>) -> String {
        let parts = [("view", self.view.as_str()), ("after", after.unwrap_or_default())];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", answer::percent(value)))
            .collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }
}

struct Found {
    frame: Frame,
    rows: Vec<ticket::QueueRow>,
    catalogues: Catalogues,
}

async fn find(visit: &StaffVisit, asked: &Asked) -> Result<Found, Refusal> {
    let (me, asked) = (visit.me(), asked.clone());
    visit
        .0
        .read(move |view| {
            let rows = ticket::queue(view, asked.shelf(me), asked.after.as_deref(), ROWS + 1)?;
            Ok(Found { catalogues: catalogues(view, &rows)?, frame: frame(view, me)?, rows })
        })
        .await
}

fn listed(visit: &StaffVisit, asked: &Asked, found: &Found) -> QueueList {
    let t = visit.0.text();
    let shown = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let rows = Rows {
        t: &t,
        tickets: visit.0.url("/tickets"),
        catalogues: &found.catalogues,
        current: visit.0.catalogue.as_deref(),
    };
    let older = (found.rows.len() > shown).then(|| found.rows[shown - 1].after());
    QueueList {
        url: visit.0.url(&format!("/queue/list{}", asked.query(asked.after.as_deref()))),
        rows: found.rows.iter().take(shown).map(|row| rows.show(row)).collect(),
        pager: Pager {
            newer: asked.after.as_ref().map(|_| visit.0.url(&format!("/queue{}", asked.query(None)))),
            older: older.map(|after| visit.0.url(&format!("/queue{}", asked.query(Some(&after))))),
        },
        t,
    }
}

/// The page.
pub(super) async fn page(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let found = find(&visit, &asked).await?;
    let mut shell = found.frame.shell(&visit, Area::Queue);
    shell.live_url = Some(visit.0.url("/events?on=queue"));
    let page = QueuePage {
        views: views(&visit, &asked, found.frame.tickets),
        search_url: visit.0.url("/search"),
        list: listed(&visit, &asked, &found),
        shell,
    };
    answer::page(&visit.0, &page)
}

/// The list alone, for live updates.
pub(super) async fn list(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let found = find(&visit, &asked).await?;
    answer::fragment(&listed(&visit, &asked, &found))
}

fn views(visit: &StaffVisit, asked: &Asked, counts: [i64; 4]) -> Vec<QueueView> {
    let t = visit.0.text();
    let views = [
        ("", t.get("view-next"), Some(counts[0])),
        ("mine", t.get("view-mine"), Some(counts[1])),
        ("unassigned", t.get("view-unassigned"), Some(counts[2])),
        ("waiting", t.get("view-waiting"), Some(counts[3])),
        ("resolved", t.get("view-resolved"), None),
        ("closed", t.get("view-closed"), None),
    ];
    let known = views.iter().any(|(id, ..)| *id == asked.view);
    let current = if known { asked.view.as_str() } else { "" };
    views
        .into_iter()
        .map(|(id, name, count)| QueueView {
            name: name.to_string(),
            url: visit.0.url(&if id.is_empty() { "/queue".to_owned() } else { format!("/queue?view={id}") }),
            count: count.and_then(|count| u32::try_from(count).ok()),
            current: id == current,
        })
        .collect()
}
