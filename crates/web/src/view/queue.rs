//! The queue: what must be done next, row by row, each saying why it stands where it stands.

use askama::Template;
use jiff::Timestamp;

use super::queue_more::{Board, FilterBar, ManyBar};
use super::{PromiseLine, Severity, Shell, Stage, Standing, Why, filters};
use crate::text::Text;

/// The queue as a page.
#[derive(Template)]
#[template(path = "pages/queue.html")]
pub struct QueuePage {
    /// What surrounds it.
    pub shell: Shell,
    /// The views to choose from.
    pub tabs: QueueTabs,
    /// Where a search goes.
    pub search_url: String,
    /// The filter.
    pub bar: FilterBar,
    /// The list.
    pub list: QueueList,
    /// What acts on many.
    pub many: ManyBar,
    /// The board, where it is shown instead of the list.
    pub board: Option<Board>,
}

/// Shelves and views, as tabs.
#[derive(Clone, Debug, Template)]
#[template(path = "partials/queue_views.html")]
pub struct QueueTabs {
    /// The reader.
    pub t: Text,
    /// The views.
    pub views: Vec<QueueView>,
    /// Whether they come with a fragment and take the place of those on the page.
    pub oob: bool,
}

impl askama::filters::HtmlSafe for QueueTabs {}

/// A fragment with another one behind it.
#[derive(Template)]
#[template(source = "{{ first }}{{ then }}", ext = "html")]
pub struct Both<T: Template + askama::filters::HtmlSafe> {
    /// The fragment.
    pub first: T,
    /// What comes with it.
    pub then: QueueTabs,
}

/// A view of the queue, as a tab.
#[derive(Clone, Debug)]
pub struct QueueView {
    /// What it is called in the page: a word or a number.
    pub id: String,
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
    /// The rows in their groups, the first is the next to do.
    pub groups: Vec<QueueGroup>,
    /// The names of the columns; none for rows as the queue has them.
    pub columns: Vec<String>,
    /// Whether a filter chose them.
    pub filtered: bool,
    /// Where the list goes on.
    pub pager: super::Pager,
}

impl askama::filters::HtmlSafe for QueueList {}

/// Rows with something in common.
#[derive(Clone, Debug)]
pub struct QueueGroup {
    /// What they have in common; nothing where nothing is grouped.
    pub name: Option<String>,
    /// All of them.
    pub url: String,
    /// How many there are.
    pub total: usize,
    /// The first of them.
    pub rows: Vec<QueueRow>,
}

/// What stands in a column of a list.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Words.
    Text(String),
    /// The ticket's number, which leads to it.
    Number,
    /// Its subject, which leads to it.
    Subject,
    /// How serious.
    Severity,
    /// When what is due.
    Due,
    /// Its tags.
    Tags,
    /// A time.
    Time(Timestamp),
    /// Where it is.
    Stage(Stage),
}

#[derive(Template)]
#[template(
    source = r##"{% match cell %}
{% when Cell::Text with (words) %}<span dir="auto" title="{{ words }}">{{ words }}</span>
{% when Cell::Number %}<a class="num" href="{{ row.url }}">#{{ row.number }}</a>
{% when Cell::Subject %}<a class="row-subject" href="{{ row.url }}" title="{{ row.sentence(t) }}" dir="auto" hx-get="{{ row.preview_url }}" hx-target="#preview" hx-swap="innerHTML" hx-trigger="preview">{{ row.subject }}</a>
{% when Cell::Severity %}{% if let Some(severity) = row.severity %}{{ severity.draw() }}{% endif %}
{% when Cell::Due %}<span class="row-time standing-{{ row.standing.name() }}"><span class="standing-shape" aria-hidden="true"></span><span class="num">{{ row.time(t) }}</span><span class="sr">{{ t.get(row.standing.key()) }}</span></span>
{% when Cell::Tags %}{% for tag in row.tags %}<span class="tag" dir="auto">{{ tag }}</span>{% endfor %}
{% when Cell::Time with (at) %}{{ t.time(*at) }}
{% when Cell::Stage with (stage) %}{{ stage.draw(t) }}
{% endmatch %}"##,
    ext = "html"
)]
struct DrawnCell<'a> {
    t: &'a Text,
    row: &'a QueueRow,
    cell: &'a Cell,
}

impl askama::filters::HtmlSafe for DrawnCell<'_> {}

impl Cell {
    fn draw<'a>(&'a self, t: &'a Text, row: &'a QueueRow) -> impl askama::filters::HtmlSafe + 'a {
        DrawnCell { t, row, cell: self }
    }
}

#[derive(Template)]
#[template(
    source = r#"<label class="pick"><input type="checkbox" name="t{{ row.number }}" value="1" form="many" data-pick><span class="sr">{{ t.get("many-pick").arg("number", row.number.to_string()) }}</span></label>"#,
    ext = "html"
)]
struct Pick<'a> {
    t: &'a Text,
    row: &'a QueueRow,
}

impl askama::filters::HtmlSafe for Pick<'_> {}

impl QueueList {
    fn rows_total(&self) -> usize {
        self.groups.iter().map(|group| group.rows.len()).sum()
    }
}

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
    /// What stands in the columns of a list that has its own.
    pub cells: Vec<Cell>,
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
    /// The team that it lies with.
    pub team: Option<String>,
    /// Ticked items of its checklist, and all: "3/5".
    pub progress: Option<String>,
    /// Until when it is put aside.
    pub snoozed: Option<String>,
    /// Whether the last word is the customer's.
    pub customer_wrote_last: bool,
}

impl QueueRow {
    /// Time to the due time in short: "35 Min.", or since when someone waits.
    pub(super) fn time(&self, t: &Text) -> String {
        let due = self.line.as_ref().and_then(|line| line.due);
        match due {
            Some(due) if self.standing != Standing::Waiting => t.short(due.as_second() - t.now.as_second()),
            _ => t.short(t.now.as_second() - self.since.as_second()),
        }
    }

    /// The box that picks it.
    fn pick<'a>(&'a self, t: &'a Text) -> impl askama::filters::HtmlSafe + 'a {
        Pick { t, row: self }
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
