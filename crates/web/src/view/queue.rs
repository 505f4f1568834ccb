//! The queue: what must be done next, row by row, each saying why it stands where it stands.

use askama::Template;
use jiff::Timestamp;

use super::{PromiseLine, Severity, Shell, Stage, Standing, Why, filters};
use crate::text::Text;

/// The queue as a page.
#[derive(Template)]
#[template(path = "pages/queue.html")]
pub struct QueuePage {
    /// What surrounds it.
    pub shell: Shell,
    /// The views to choose from.
    pub views: Vec<QueueView>,
    /// Where a search goes.
    pub search_url: String,
    /// The list.
    pub list: QueueList,
}

/// A view of the queue, as a tab.
#[derive(Clone, Debug)]
pub struct QueueView {
    /// Its name in the reader's language.
    pub name: String,
    /// Its address.
    pub url: String,
    /// How many tickets are in it, where that is counted.
    pub count: Option<u32>,
    /// Whether it is this one.
    pub current: bool,
}

/// The rows; also the fragment that live updates fetch from `url`.
#[derive(Clone, Debug, Template)]
#[template(path = "partials/queue_list.html")]
pub struct QueueList {
    /// The reader.
    pub t: Text,
    /// Where this fragment comes from.
    pub url: String,
    /// The rows, the first is the next to do.
    pub rows: Vec<QueueRow>,
    /// Where the list goes on.
    pub pager: super::Pager,
}

impl askama::filters::HtmlSafe for QueueList {}

/// A row of the queue.
#[derive(Clone, Debug)]
pub struct QueueRow {
    /// The ticket's number.
    pub number: i64,
    /// The ticket's address.
    pub url: String,
    /// Where its preview comes from.
    pub preview_url: String,
    /// The subject.
    pub subject: String,
    /// The last words written, one line.
    pub last_words: String,
    /// The customer's name.
    pub customer: String,
    /// The plan's name.
    pub plan: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// The severity.
    pub severity: Option<Severity>,
    /// The clock that decides the row's place; nothing without a target.
    pub line: Option<PromiseLine>,
    /// How it stands.
    pub standing: Standing,
    /// Why it is here, in short: "First response", "Waiting since Monday".
    pub reason: String,
    /// The steps behind its place.
    pub why: Why,
    /// Since when it stands so.
    pub since: Timestamp,
    /// The same in short: "waits 3 days".
    pub waits: String,
    /// Who has it.
    pub assignee: Option<String>,
    /// Whether the last word is the customer's.
    pub customer_wrote_last: bool,
}

impl QueueRow {
    /// Time to the due time in short: "35 Min.", or since when someone waits.
    fn time(&self, t: &Text) -> String {
        let due = self.line.as_ref().and_then(|line| line.due);
        match due {
            Some(due) if self.standing != Standing::Waiting => t.short(due.as_second() - t.now.as_second()),
            _ => t.short(t.now.as_second() - self.since.as_second()),
        }
    }

    /// What is due and since when it stands so, exactly: for hover and for screen readers.
    fn sentence(&self, t: &Text) -> String {
        let first = self.line.as_ref().map_or_else(|| self.reason.clone(), |line| line.sentence(t));
        let since = t.get("queue-since").arg("at", t.moment(self.since)).to_string();
        format!("{first} · {since}")
    }
}

/// The preview beside the list; a fragment.
#[derive(Clone, Debug, Template)]
#[template(path = "partials/queue_preview.html")]
pub struct QueuePreview {
    /// The reader.
    pub t: Text,
    /// The row.
    pub row: QueueRow,
    /// Where the ticket is.
    pub stage: Stage,
    /// The coverage verdict.
    pub verdict: Option<super::Verdict>,
    /// The last entries of the conversation, oldest first.
    pub entries: Vec<super::message::Entry>,
}
