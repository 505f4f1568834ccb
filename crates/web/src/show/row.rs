//! Rows of tickets.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use desk::DeskError;
use desk::View;
use desk::id::CatalogueId;
use desk::ticket::{self, AuthorKind, State, Until};
use engine::plan::Catalogue;
use engine::plan::catalogue::SharedCatalogue;
use engine::run::outcome::Answer;
use jiff::Timestamp;

use super::{clock, severity, stage};
use crate::text::Text;
use crate::view::queue::QueueRow;
use crate::view::{Stage, Standing, Why};

/// The catalogues that rows refer to.
pub(crate) type Catalogues = HashMap<CatalogueId, SharedCatalogue>;

/// Loads the catalogues that rows refer to; each is read once and kept.
pub(crate) fn catalogues(view: &mut View<'_, '_>, rows: &[ticket::QueueRow]) -> Result<Catalogues, DeskError> {
    let mut found = HashMap::new();
    for id in rows.iter().filter_map(|row| row.next.as_ref()?.catalogue) {
        if let Entry::Vacant(missing) = found.entry(id) {
            missing.insert(view.catalogue(id)?);
        }
    }
    Ok(found)
}

/// What rows need to be shown.
pub(crate) struct Rows<'a> {
    /// The reader.
    pub(crate) t: &'a Text,
    /// Where tickets are: `/shop-levels/tickets`.
    pub(crate) tickets: String,
    /// The catalogues that rows refer to.
    pub(crate) catalogues: &'a Catalogues,
    /// The desk's own, for rows that refer to none.
    pub(crate) current: Option<&'a Catalogue>,
}

impl Rows<'_> {
    /// A row.
    pub(crate) fn show(&self, row: &ticket::QueueRow) -> QueueRow {
        let t = self.t;
        let own = self.own(row);
        let catalogue = self.catalogue(row);
        let line = match (&row.next, own) {
            (Some(next), Some(catalogue)) => clock::next(t, next, catalogue),
            _ => None,
        };
        let standing = match (row.state, &line) {
            (State::Open, Some(line)) => line.standing,
            (State::Resolved | State::Closed, _) => Standing::Kept,
            _ => Standing::Waiting,
        };
        let url = format!("{}/{}", self.tickets, row.number);
        QueueRow {
            number: row.number,
            preview_url: format!("{url}/preview"),
            url,
            subject: row.subject.clone(),
            last_words: one_line(&row.last_words),
            customer: if row.customer.is_empty() { row.contact.clone() } else { row.customer.clone() },
            plan: row.plan.clone(),
            tags: row.tags.clone(),
            cells: Vec::new(),
            severity: catalogue.zip(row.severity.as_deref()).and_then(|(catalogue, id)| severity(t, catalogue, id)),
            line,
            standing,
            reason: reason(t, row, catalogue, standing),
            why: why(t, row, catalogue),
            since: since(row),
            assignee: row.assignee.clone(),
            team: row.team.clone(),
            progress: (row.items.1 > 0).then(|| format!("{}/{}", row.items.0, row.items.1)),
            snoozed: row.snoozed.map(|until| snoozed(t, until)),
            waits: waits(t, row),
            customer_wrote_last: matches!(row.last_author, Some(AuthorKind::Contact | AuthorKind::Sender)),
        }
    }

    /// The catalogue of its contract, as far as its clock names it.
    fn own(&self, row: &ticket::QueueRow) -> Option<&Catalogue> {
        row.next.as_ref().and_then(|next| self.catalogues.get(&next.catalogue?)).map(AsRef::as_ref)
    }

    /// The catalogue that names its severity.
    pub(crate) fn catalogue(&self, row: &ticket::QueueRow) -> Option<&Catalogue> {
        self.own(row).or(self.current)
    }

    /// Where its ticket is.
    pub(crate) fn stage(row: &ticket::QueueRow) -> Stage {
        stage(row.state)
    }
}

/// Until when a ticket is put aside, in words.
pub(crate) fn snoozed(t: &Text, until: Until) -> String {
    match until {
        Until::At(at) => t.get("snoozed-until").arg("at", t.moment(at)).to_string(),
        Until::Reply => t.get("snoozed-reply").to_string(),
    }
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn milestone(t: &Text, id: &str, catalogue: Option<&Catalogue>) -> Option<String> {
    let catalogue = catalogue?;
    Some(clock::milestone(t, catalogue.find_milestone(id)?, catalogue))
}

/// Why it is where it is: what is due, and whether that is late or nearly so; else that nothing is due.
fn reason(t: &Text, row: &ticket::QueueRow, catalogue: Option<&Catalogue>, standing: Standing) -> String {
    match (row.state, &row.next) {
        (State::Waiting, _) => t.get("stage-waiting").to_string(),
        (State::Resolved, _) => t.get("stage-resolved").to_string(),
        (State::Closed, _) => t.get("stage-closed").to_string(),
        (State::Open, Some(next)) => {
            let what = milestone(t, &next.milestone, catalogue).unwrap_or_else(|| next.milestone.clone());
            match standing {
                Standing::Breached | Standing::Soon => format!("{what}, {}", t.get(standing.key())),
                _ => what,
            }
        }
        (State::Open, None) if row.answer == Answer::Refused => t.get("verdict-refused").to_string(),
        (State::Open, None) => t.get("row-nothing-due").to_string(),
    }
}

/// Since when it stands as it does: since somebody waits for staff, or since it was put where it is.
fn since(row: &ticket::QueueRow) -> Timestamp {
    if row.state == State::Open { row.waiting_since } else { row.updated_at }
}

fn waits(t: &Text, row: &ticket::QueueRow) -> String {
    let at = since(row);
    match row.state {
        State::Open => t.get("queue-waits").arg("duration", t.short(t.now.as_second() - at.as_second())).to_string(),
        _ => t.get("queue-since").arg("at", t.day(at)).to_string(),
    }
}

/// The queue's order, step by step, with this row's values.
fn why(t: &Text, row: &ticket::QueueRow, catalogue: Option<&Catalogue>) -> Why {
    let due = row.next.as_ref().map_or_else(|| t.get("row-nothing-due").to_string(), |next| t.moment(next.due));
    let severity = catalogue.zip(row.severity.as_deref()).and_then(|(catalogue, id)| severity(t, catalogue, id));
    Why::of([
        (t.get("row-by-due").to_string(), due),
        (t.get("row-by-severity").to_string(), severity.map(|severity| severity.name).unwrap_or_default()),
        (t.get("row-by-plan").to_string(), row.plan.clone()),
        (t.get("row-by-waiting").to_string(), t.moment(row.waiting_since)),
    ])
}
