//! The tabs above the queue: shelves, one's drafts, and views, with how many there are of each.

use desk::saved_view::{self, SavedView};

use super::counts;
use crate::refusal::Refusal;
use crate::staff::frame::Frame;
use crate::view::queue::{QueueTabs, QueueView};
use crate::visit::StaffVisit;

/// Where one's drafts are.
const DRAFTS: &str = "drafts";

/// The tabs, of which one is the page's own.
pub(super) fn tabs(
    visit: &StaffVisit,
    frame: &Frame,
    (views, counts): (&[SavedView], &[Option<usize>]),
    current: Option<&str>,
    oob: bool,
) -> QueueTabs {
    let t = visit.0.text();
    let counted = frame.tickets.map(Some);
    let aside = frame.aside.map(Some);
    let shelves = [
        ("", t.get("view-next"), counted[0]),
        ("mine", t.get("view-mine"), counted[1]),
        ("teams", t.get("view-teams"), aside[0]),
        ("unassigned", t.get("view-unassigned"), counted[2]),
        ("waiting", t.get("view-waiting"), counted[3]),
        ("snoozed", t.get("view-snoozed"), aside[1]),
        (DRAFTS, t.get("drafts-title"), Some(frame.drafts)),
        ("resolved", t.get("view-resolved"), None),
        ("closed", t.get("view-closed"), None),
    ];
    let shelf = |(id, name, count): (&str, crate::text::Phrase<'_>, Option<i64>)| QueueView {
        id: if id.is_empty() { "next".to_owned() } else { id.to_owned() },
        name: name.to_string(),
        url: match id {
            "" => visit.0.url("/queue"),
            DRAFTS => visit.0.url("/drafts"),
            id => visit.0.url(&format!("/queue?view={id}")),
        },
        count: count.and_then(|count| u32::try_from(count).ok()),
        current: current == Some(id),
    };
    let saved = views.iter().zip(counts).map(|(view, count)| QueueView {
        id: view.id.to_string(),
        name: view.name.clone(),
        url: visit.0.url(&format!("/queue?view={}", view.id)),
        count: count.and_then(|count| u32::try_from(count).ok()),
        current: current == Some(view.id.to_string().as_str()),
    });
    QueueTabs { views: shelves.into_iter().map(shelf).chain(saved).collect(), oob, t: t.clone() }
}

/// The same above one's drafts.
pub(in crate::staff) async fn around_drafts(visit: &StaffVisit, frame: &Frame) -> Result<QueueTabs, Refusal> {
    let views = visit.0.read(saved_view::list).await?;
    let counts = counts(visit, &views).await?;
    Ok(tabs(visit, frame, (&views, &counts), Some(DRAFTS), false))
}
