//! Notices of the reader: what others did on tickets that they should hear of.

use axum::response::Response;
use desk::id::NoticeId;
use desk::notice::{self, Kind, Notice};
use serde::Deserialize;

use super::change::Nothing;
use super::frame::frame;
use crate::answer;
use crate::asked::Query;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::show;
use crate::text::Text;
use crate::view::notice::{Count, NoticeList, NoticePage, NoticeRow};
use crate::view::{Area, Pager};
use crate::visit::StaffVisit;

/// Rows of a page.
const ROWS: i64 = 50;

/// Where the page begins.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    before: Option<i64>,
}

/// The page.
pub(super) async fn page(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let me = visit.me();
    let frame = visit.0.read(move |view| frame(view, me)).await?;
    let page = NoticePage { list: listed(&visit, asked.before).await?, shell: frame.shell(&visit, Area::Notices) };
    answer::page(&visit.0, &page)
}

/// The notices alone, for live updates.
pub(super) async fn list(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    answer::fragment(&listed(&visit, asked.before).await?)
}

async fn listed(visit: &StaffVisit, before: Option<i64>) -> Result<NoticeList, Refusal> {
    let mut found = visit.0.read(move |view| notice::list(view, before.map(NoticeId), ROWS + 1)).await?;
    let shown = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let older = (found.len() > shown).then(|| found[shown - 1].id);
    found.truncate(shown);
    let from = before.map_or_else(String::new, |before| format!("?before={before}"));
    let t = visit.0.text();
    Ok(NoticeList {
        url: visit.0.url(&format!("/notices/list{from}")),
        seen_url: visit.0.url("/notices/seen"),
        csrf: visit.0.csrf.clone(),
        rows: found.iter().map(|one| row(visit, &t, one)).collect(),
        pager: Pager {
            newer: before.map(|_| visit.0.url("/notices")),
            older: older.map(|id| visit.0.url(&format!("/notices?before={id}"))),
        },
        t,
    })
}

/// Marks all as seen.
pub(super) async fn see_all(visit: StaffVisit, posted: Posted<Nothing>) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    match visit.0.try_act(notice::see_all).await? {
        Ok(()) => Ok(answer::go(&visit.0, "/notices")),
        Err(wrong) => Ok(answer::not_done(&visit.0, "/notices", &wrong.words(&visit.0.text()))),
    }
}

/// How many are not seen, for live updates.
pub(super) async fn count(visit: StaffVisit) -> Result<Response, Refusal> {
    let me = visit.me();
    let unseen = visit.0.read(move |view| notice::unseen(view, me)).await?;
    answer::fragment(&Count { unseen: u32::try_from(unseen).unwrap_or(0), t: visit.0.text() })
}

fn row(visit: &StaffVisit, t: &Text, one: &Notice) -> NoticeRow {
    NoticeRow {
        words: words(t, one),
        number: one.number,
        url: visit.0.url(&format!("/tickets/{}", one.number)),
        subject: one.subject.clone(),
        at: one.at,
        unseen: one.seen_at.is_none(),
    }
}

/// What a notice says.
fn words(t: &Text, one: &Notice) -> String {
    let name = if one.author.is_empty() { t.get("author-machine").to_string() } else { one.author.clone() };
    let words = match one.kind {
        Kind::Assigned => t.get("notice-assigned"),
        Kind::HandedOver => t.get("notice-handed-over").arg("team", one.detail.as_str()),
        Kind::Mentioned => t.get("notice-mentioned"),
        Kind::Replied => t.get("notice-replied"),
        Kind::Noted => t.get("notice-noted"),
        Kind::Back => t.get("notice-back"),
        Kind::Moved => return show::entry::moved(t, &one.detail, name),
    };
    words.arg("name", name).to_string()
}
