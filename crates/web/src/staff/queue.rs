//! The queue: what must be done next, and every other list of tickets: shelves, views, filters, and the board.

mod act;
mod asked;
mod board;
mod form;
mod saved;
mod tab;

use axum::response::Response;
use desk::search::ListedGroup;
use desk::ticket::{self, QueueRow};
use desk::ticket_field::{self, TicketField};
use desk::{DeskError, View, saved_view, search, staff};

pub(super) use act::{bring, do_many, undo};
pub(super) use saved::{change, remove, save, shift};
pub(super) use tab::around_drafts;

use self::asked::{Asked, What};
use super::frame::{Frame, frame};
use crate::answer;
use crate::asked::Query;
use crate::refusal::Refusal;
use crate::show::Wrong;
use crate::show::column::{self, Values};
use crate::show::row::{Catalogues, Rows, catalogues};
use crate::text::Text;
use crate::view::queue::{QueueGroup, QueueList, QueuePage, QueueTabs};
use crate::view::queue_more::ManyBar;
use crate::view::{Area, Choice, Pager};
use crate::visit::{StaffVisit, refused};

/// Rows of a page.
const ROWS: usize = 50;
/// Rows of a group.
const GROUPED: usize = 5;

/// Everything that the page is made of.
struct Found {
    what: What,
    frame: Frame,
    views: Vec<saved_view::SavedView>,
    counts: Vec<Option<usize>>,
    fields: Vec<TicketField>,
    staff: Vec<staff::Staff>,
    tags: Vec<String>,
    groups: Vec<ListedGroup>,
    /// Whether a page follows, and of a shelf behind which row.
    more: Option<String>,
    catalogues: Catalogues,
    values: Values,
    wrong: Option<Wrong>,
}

/// What stands around any list of the queue.
type Around = (Frame, Vec<saved_view::SavedView>, Vec<TicketField>, Vec<staff::Staff>, Vec<String>, What);

async fn around(visit: &StaffVisit, asked: &Asked) -> Result<Around, Refusal> {
    let (me, asked) = (visit.me(), asked.clone());
    visit
        .0
        .read(move |view| {
            let views = saved_view::list(view)?;
            let what = asked.what(me, &views)?;
            Ok((
                frame(view, me)?,
                views,
                ticket_field::list(view)?,
                staff::list(view)?,
                ticket::known_tags(view)?,
                what,
            ))
        })
        .await
}

/// How many tickets each view has; nothing where the desk has no index.
async fn counts(visit: &StaffVisit, views: &[saved_view::SavedView]) -> Result<Vec<Option<usize>>, Refusal> {
    if views.is_empty() {
        return Ok(Vec::new());
    }
    let texts = views.iter().map(|view| view.shown.filter.clone()).collect();
    match search::counts(&visit.0.desk, visit.0.actor(), texts, visit.0.zone.clone()).await {
        Ok(counts) => Ok(counts),
        Err(DeskError::Unavailable(_)) => Ok(vec![None; views.len()]),
        Err(error) => Err(refused(&visit.0, error)),
    }
}

async fn find(visit: &StaffVisit, asked: &Asked, fresh: search::Fresh) -> Result<Found, Refusal> {
    let (frame, views, fields, staff, tags, what) = around(visit, asked).await?;
    let (groups, more, wrong) = match &what {
        // The board asks for its columns itself.
        _ if asked.is_board() => (Vec::new(), None, None),
        What::Shelf { shelf, .. } => {
            let (shelf, after) = (*shelf, asked.after.clone());
            let limit = i64::try_from(ROWS).unwrap_or(i64::MAX);
            let mut rows = visit.0.read(move |view| ticket::queue(view, shelf, after.as_deref(), limit + 1)).await?;
            let more = (rows.len() > ROWS).then(|| rows[ROWS - 1].after());
            rows.truncate(ROWS);
            (vec![ListedGroup { value: String::new(), total: rows.len(), rows }], more, None)
        }
        What::Filter { shown, .. } => {
            let wanted = search::ListAsked {
                text: shown.filter.clone(),
                zone: visit.0.zone.clone(),
                sort: shown.sort,
                group: shown.group,
                page: asked.page(),
                limit: if shown.group.is_some() { GROUPED } else { ROWS },
                fresh,
            };
            let listed = search::list(&visit.0.desk, visit.0.actor(), wanted).await;
            let (listed, wrong) = match Wrong::split(&visit.0, listed)? {
                Ok(listed) => (listed, None),
                Err(wrong) => (search::Listed::default(), Some(wrong)),
            };
            let more = listed.more.then(|| (asked.page() + 1).to_string());
            (listed.groups, more, wrong)
        }
    };
    let counts = counts(visit, &views).await?;
    let all: Vec<QueueRow> = groups.iter().flat_map(|group: &ListedGroup| group.rows.iter().cloned()).collect();
    let keys = what.shown().is_some_and(|shown| column::asks_for_fields(&shown.columns));
    let (catalogues, values) = visit.0.read(move |view| more_of(view, &all, keys)).await?;
    Ok(Found { what, frame, views, counts, fields, staff, tags, groups, more, catalogues, values, wrong })
}

/// The catalogues of rows and, where columns ask for them, the values of their fields.
fn more_of(view: &mut View<'_, '_>, rows: &[QueueRow], fields: bool) -> Result<(Catalogues, Values), DeskError> {
    let mut values = Values::default();
    if fields {
        let ids: Vec<i64> = rows.iter().map(|row| row.id.0).collect();
        for some in ids.chunks(64) {
            values.extend(ticket_field::values(view, some)?);
        }
    }
    Ok((catalogues(view, rows)?, values))
}

fn listed(visit: &StaffVisit, asked: &Asked, found: &Found) -> QueueList {
    let t = visit.0.text();
    let shown = Rows {
        t: &t,
        tickets: visit.0.url("/tickets"),
        catalogues: &found.catalogues,
        current: visit.0.catalogue.as_deref(),
    };
    let columns = found.what.shown().map(|shown| column::leading(&shown.columns)).unwrap_or_default();
    let group = |group: &ListedGroup| {
        let name = found.what.shown().and_then(|of| of.group).map(|by| column::group_name(&t, by, group, &shown));
        let url = found.what.shown().and_then(|of| of.group).map(|by| {
            let filter = column::group_filter(by, &group.value, group.rows.first());
            visit.0.url(&found.what.narrowed(&filter))
        });
        let row = |row: &QueueRow| {
            let mut shown = shown.show(row);
            shown.cells = column::cells(&t, row, &shown, &columns, &found.fields, &found.values);
            shown
        };
        QueueGroup {
            name,
            url: url.unwrap_or_default(),
            total: group.total,
            rows: group.rows.iter().map(row).collect(),
        }
    };
    let here = |on: Option<&str>| visit.0.url(&format!("/queue{}", asked.query(on)));
    let is_later = asked.after.is_some() || asked.page() > 0;
    QueueList {
        url: visit.0.url(&format!("/queue/list{}", asked.query(asked.on()))),
        groups: found.groups.iter().map(group).collect(),
        columns: columns.iter().map(|one| column::name(&t, one, &found.fields)).collect(),
        filtered: found.what.shown().is_some(),
        pager: Pager {
            newer: is_later.then(|| here(asked.before().as_deref())),
            older: found.more.as_deref().map(|more| here(Some(more))),
        },
        t,
    }
}

fn tabs(visit: &StaffVisit, found: &Found, oob: bool) -> QueueTabs {
    let current = found.what.current();
    tab::tabs(visit, &found.frame, (&found.views, &found.counts), current.as_deref(), oob)
}

fn many(visit: &StaffVisit, t: &Text, asked: &Asked, found: &Found) -> ManyBar {
    let here = found.staff.iter().filter(|person| person.deactivated_at.is_none());
    ManyBar {
        url: visit.0.url("/queue/act"),
        back: visit.0.url(&format!("/queue{}", asked.query(asked.on()))),
        staff: here.map(|person| Choice::new(person.id.to_string(), &person.name)).collect(),
        severities: visit.0.catalogue.as_deref().map(|known| crate::show::severities(t, known)).unwrap_or_default(),
        tags: found.tags.clone(),
    }
}

/// The page.
pub(super) async fn page(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    if let Some(link) = asked.written() {
        return Ok(answer::go(&visit.0, &format!("/queue{link}")));
    }
    show(&visit, &asked, saved::Sent::default()).await
}

/// The page with what was typed into the form that saves a view.
async fn show(visit: &StaffVisit, asked: &Asked, sent: saved::Sent) -> Result<Response, Refusal> {
    let is_board = asked.is_board();
    let found = find(visit, asked, search::Fresh::Own).await?;
    let board = if is_board { Some(board::board(visit, asked, &found, search::Fresh::Own).await?) } else { None };
    let mut shell = found.frame.shell(visit, Area::Queue);
    shell.live_url = Some(visit.0.url("/events?on=queue"));
    let t = shell.t.clone();
    let status = sent.status();
    let page = QueuePage {
        tabs: tabs(visit, &found, false),
        search_url: visit.0.url("/search"),
        bar: form::bar(visit, &t, asked, &found, &sent),
        many: many(visit, &t, asked, &found),
        list: listed(visit, asked, &found),
        board,
        shell,
    };
    answer::whole(&visit.0, status, &page)
}

/// The list or the board alone, with the views and their counts, for live updates.
pub(super) async fn list(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let found = find(&visit, &asked, search::Fresh::All).await?;
    let tabs = tabs(&visit, &found, true);
    if asked.is_board() {
        let board = board::board(&visit, &asked, &found, search::Fresh::All).await?;
        return answer::fragment(&crate::view::queue::Both { first: board, then: tabs });
    }
    answer::fragment(&crate::view::queue::Both { first: listed(&visit, &asked, &found), then: tabs })
}
