//! Lists of tickets by a filter, in an order and in groups: what a view of the queue shows.
//!
//! The index says which tickets in which order and counts them; one statement for each 64 of them reads what rows show, under
//! the reader's scope. Lists are for staff.

use std::collections::HashMap;
use std::sync::Arc;

use search::{Group, Key, Listing, Query, Reach};

use super::document::Kind;
use super::filter::{self, DUE, Zone};
use super::{Index, find};
use crate::action::View;
use crate::actor::Actor;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::ticket::{self, LISTED, QueueRow};

/// Groups that are shown.
const GROUPS: usize = 40;
/// The last page of a list that is shown.
const LAST_PAGE: usize = 99;
/// How far tickets are counted.
const COUNTED: usize = 1_000;

/// What a list is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// As the queue: what was missed or is due soon, then by severity, plan, and who has waited longest.
    #[default]
    Next,
    /// By due time, severity, plan, and who has waited longest.
    Due,
    /// The most urgent severity first.
    Severity,
    /// By the rank of plans: packages before work on demand.
    Rank,
    /// Who has waited longest first.
    Waiting,
    /// The newest first.
    Opened,
    /// The last change first.
    Changed,
}

impl Sort {
    /// Every order with its word in addresses.
    pub const ALL: [(Sort, &'static str); 7] = [
        (Sort::Next, "next"),
        (Sort::Due, "due"),
        (Sort::Severity, "severity"),
        (Sort::Rank, "rank"),
        (Sort::Waiting, "waiting"),
        (Sort::Opened, "opened"),
        (Sort::Changed, "changed"),
    ];

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(sort, _)| *sort == self).map_or("", |(_, word)| word)
    }

    /// The order of a word.
    #[must_use]
    pub fn find(word: &str) -> Option<Sort> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(sort, _)| *sort)
    }

    /// Urgent, severity, rank, waiting and due are the places of a document, in this order.
    fn keys(self) -> &'static [Key] {
        match self {
            Sort::Next => &[Key::Place(0), Key::Place(1), Key::Place(2), Key::Place(3)],
            Sort::Due => &[Key::Place(DUE), Key::Place(1), Key::Place(2), Key::Place(3)],
            Sort::Severity => &[Key::Place(1), Key::Place(DUE), Key::Place(2), Key::Place(3)],
            Sort::Rank => &[Key::Place(2), Key::Place(DUE), Key::Place(1), Key::Place(3)],
            Sort::Waiting => &[Key::Place(3)],
            Sort::Opened => &[Key::Began],
            Sort::Changed => &[Key::Changed],
        }
    }
}

/// What a list is grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// Where tickets are.
    State,
    /// How serious.
    Severity,
    /// Under which plan.
    Plan,
    /// Whose.
    Customer,
    /// About what.
    Product,
    /// Who works on them.
    Assignee,
    /// By tag; a ticket with two stands in two groups.
    Tag,
}

impl Grouping {
    /// Every grouping with its word in addresses.
    pub const ALL: [(Grouping, &'static str); 7] = [
        (Grouping::State, "state"),
        (Grouping::Severity, "severity"),
        (Grouping::Plan, "plan"),
        (Grouping::Customer, "customer"),
        (Grouping::Product, "product"),
        (Grouping::Assignee, "assignee"),
        (Grouping::Tag, "tag"),
    ];

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(group, _)| *group == self).map_or("", |(_, word)| word)
    }

    /// The grouping of a word.
    #[must_use]
    pub fn find(word: &str) -> Option<Grouping> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(group, _)| *group)
    }

    /// The mark that documents carry. Plans are asked for by single words too, but are grouped by their names.
    fn mark(self) -> &'static str {
        if self == Grouping::Plan { "plan-name" } else { self.word() }
    }
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct ListAsked {
    /// Filters and words, as in a search. Nothing asks for all tickets.
    pub text: String,
    /// Where days of filters begin.
    pub zone: Zone,
    /// In which order.
    pub sort: Sort,
    /// In which groups; of each the first tickets are shown.
    pub group: Option<Grouping>,
    /// Which page, from 0; grouped lists have one.
    pub page: usize,
    /// Tickets of a page, or of a group.
    pub limit: usize,
    /// What the list waits for.
    pub fresh: Fresh,
}

/// What a list waits for, at most 300 ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fresh {
    /// The reader's own last change.
    Own,
    /// Whatever this process has changed: for lists that are fetched because something did.
    All,
}

/// What a list shows.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// The groups in the order of their first tickets; one without grouping.
    pub groups: Vec<ListedGroup>,
    /// How many tickets there are. A ticket with two tags counts twice in groups by tag.
    pub total: usize,
    /// Whether a page follows.
    pub more: bool,
}

/// A group of a list.
#[derive(Debug, Clone)]
pub struct ListedGroup {
    /// What its tickets have in common, as the filter of that name takes it: an id of a customer or a member of staff, `none`
    /// for tickets that have none. Empty without grouping.
    pub value: String,
    /// How many there are.
    pub total: usize,
    /// The first of them.
    pub rows: Vec<QueueRow>,
}

/// Lists tickets, for staff. What the reader changed a moment ago is in it.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a field error on `q` for a filter that means nothing;
/// [`DeskError::Unavailable`] where the desk has no index.
pub async fn list(desk: &Desk, actor: Actor, asked: ListAsked) -> Result<Listed, DeskError> {
    let index = desk.index()?;
    match asked.fresh {
        Fresh::Own => desk.reading().own(&actor).await,
        Fresh::All => desk.reading().all().await,
    }
    desk.read(actor, move |view| listed(view, &index, &asked)).await
}

/// How many tickets each filter has, counted up to 1,000; nothing for one that means nothing.
///
/// # Errors
/// As [`list`].
pub async fn counts(
    desk: &Desk,
    actor: Actor,
    texts: Vec<String>,
    zone: Zone,
) -> Result<Vec<Option<usize>>, DeskError> {
    let index = desk.index()?;
    desk.read(actor, move |view| {
        view.actor.require_staff()?;
        texts.iter().map(|text| count(view, &index, text, &zone)).collect()
    })
    .await
}

fn count(view: &mut View<'_, '_>, index: &Index, text: &str, zone: &Zone) -> Result<Option<usize>, DeskError> {
    match query(view, index, text, zone) {
        Ok(query) => Ok(Some(index.count(&query, Kind::Ticket.word(), &Reach::All, COUNTED)?)),
        Err(DeskError::Invalid(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn query(view: &mut View<'_, '_>, index: &Index, text: &str, zone: &Zone) -> Result<Query, DeskError> {
    let text: String = text.chars().take(find::QUERY_MAX).collect();
    let (mut query, filters) = Query::parse(&text, filter::filters(view.actor));
    for filter in &filters {
        filter::add(view, index, &mut query, filter, zone)?;
    }
    filter::without_spam(&mut query, &filters);
    Ok(query)
}

fn listed(view: &mut View<'_, '_>, index: &Arc<Index>, asked: &ListAsked) -> Result<Listed, DeskError> {
    view.actor.require_staff()?;
    let query = query(view, index, &asked.text, &asked.zone)?;
    if asked.page > LAST_PAGE {
        return Ok(Listed::default());
    }
    let wanted = Listing {
        order: asked.sort.keys(),
        by: asked.group.map(Grouping::mark),
        offset: asked.page * asked.limit,
        limit: asked.limit,
    };
    let mut groups = index.list(&query, Kind::Ticket.word(), &Reach::All, wanted)?;
    let total = groups.iter().map(|group| group.total).sum();
    groups.truncate(GROUPS);
    let rows = rows(view, &groups)?;
    let group = |group: Group| ListedGroup {
        rows: group.ids.iter().filter_map(|id| rows.get(id).cloned()).collect(),
        value: group.value,
        total: group.total,
    };
    let more = asked.group.is_none() && asked.page < LAST_PAGE && total > wanted.offset + asked.limit;
    Ok(Listed { groups: groups.into_iter().map(group).collect(), total, more })
}

/// The rows of all groups. What was erased since is left out.
fn rows(view: &mut View<'_, '_>, groups: &[Group]) -> Result<HashMap<i64, QueueRow>, DeskError> {
    let mut ids: Vec<i64> = groups.iter().flat_map(|group| group.ids.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut rows = HashMap::with_capacity(ids.len());
    for some in ids.chunks(LISTED) {
        rows.extend(ticket::rows(view, some)?.into_iter().map(|row| (row.id.0, row)));
    }
    Ok(rows)
}
