//! Pages that are put together from pieces which other pages have too: words, facts, tables, bars, forms.
//!
//! A page whose reader looks at it all day has a view of its own in [`crate::view`]; this is for all the others.

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::Timestamp;

use crate::text::Text;
use crate::view::filters;
use crate::view::message::Entry;
use crate::view::queue::QueueTabs;
use crate::view::ticket::Clocks;
use crate::view::{Control, Field, LeftBar, Money, Pager, Shell, Stage, Ticker, Verdict, Why};

/// A heading and what stands below it.
pub(crate) struct Sheet {
    /// The heading.
    pub(crate) title: String,
    /// What stands below.
    pub(crate) parts: Vec<Part>,
}

/// A piece of a page.
pub(crate) enum Part {
    /// A paragraph.
    Words(String),
    /// A paragraph of less weight.
    Soft(String),
    /// A heading.
    Heading(String),
    /// A coverage verdict at full length.
    Verdict(Verdict),
    /// What is wrong with the whole of a form.
    Wrong(String),
    /// Allowances.
    Bars(Vec<LeftBar>),
    /// Steps to a value.
    Why(Why),
    /// The price of a running call.
    Ticker(Box<Ticker>),
    /// Names with values.
    Facts(Vec<(String, Cell)>),
    /// Links that look like buttons: address and label.
    Links(Vec<(String, String)>),
    /// A link that opens a form beside the page: address and label.
    Opens(String, String),
    /// A frame that can do nothing but show letters and pictures: address and name.
    Frame(String, String),
    /// Tabs, of which the page is one.
    Tabs(QueueTabs),
    /// A table.
    Table(Table),
    /// A table of mails, whose rows are two lines on a phone: subject and time, then from whom and what became of it.
    Lines(Table),
    /// Buttons beside the page's own, which send a form each: address and word.
    Quiet(Vec<(String, String)>),
    /// Newer and older.
    Pager(Pager),
    /// The clocks of a ticket.
    Clocks(Clocks),
    /// A button that prints.
    Print(String),
    /// A conversation.
    Conversation(Conversation),
    /// Parts that are fetched again when something happens.
    Live(Live),
    /// A search.
    Search(Search),
    /// What opens: the line that is always there, and what it opens to.
    Fold(String, Vec<Part>),
    /// A field of the form around it.
    Field(Field),
    /// A form.
    Form(Form),
    /// A form that is nothing but buttons.
    Choose(Choose),
}

/// A conversation and where its entries come from.
pub(crate) struct Conversation {
    /// Where its entries come from when something was said; nowhere on paper.
    pub(crate) url: Option<String>,
    /// The entries.
    pub(crate) entries: Vec<Entry>,
}

/// Parts that are fetched again when an event comes.
pub(crate) struct Live {
    /// Where they come from.
    pub(crate) url: String,
    /// The event.
    pub(crate) event: &'static str,
    /// The parts.
    pub(crate) parts: Vec<Part>,
}

/// A search by the parameter `q` of the same page.
pub(crate) struct Search {
    /// What is searched.
    pub(crate) label: String,
    /// What was searched for.
    pub(crate) value: String,
}

/// A table.
pub(crate) struct Table {
    /// What it lists, for those who cannot see it.
    pub(crate) name: String,
    /// Its columns.
    pub(crate) head: Vec<String>,
    /// Its rows.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// What is said when there are none.
    pub(crate) empty: String,
}

/// A value in a table or beside a name.
pub(crate) enum Cell {
    /// Words; lines are kept.
    Text(String),
    /// A number or an amount, lined up.
    Number(String),
    /// A link: address and words.
    Link(String, String),
    /// A time.
    Time(Timestamp),
    /// An amount.
    Money(Money),
    /// Where a ticket is.
    Stage(Stage),
    /// A button that sends a form of its own: address and word.
    Button(String, String),
    /// Several of them.
    Several(Vec<Cell>),
}

/// A form.
pub(crate) struct Form {
    /// Where it goes.
    pub(crate) action: String,
    /// What it carries unseen.
    pub(crate) hidden: Vec<(&'static str, String)>,
    /// Its fields.
    pub(crate) fields: Vec<Field>,
    /// Where to ask, while it is filled in, what it would come to.
    pub(crate) quote_url: Option<String>,
    /// What it would come to as it stands.
    pub(crate) quote: Vec<Part>,
    /// The word on its button.
    pub(crate) submit: String,
}

/// A choice between buttons, the first of which is the one to expect.
pub(crate) struct Choose {
    /// Where it goes.
    pub(crate) action: String,
    /// What it carries unseen.
    pub(crate) hidden: Vec<(&'static str, String)>,
    /// The name of the choice.
    pub(crate) name: &'static str,
    /// What can be chosen: value and label.
    pub(crate) buttons: Vec<(&'static str, String)>,
}

impl Sheet {
    /// A page that says why there is none.
    pub(crate) fn refusal(t: &Text, status: u16, detail: Option<String>) -> Sheet {
        let (title, how) = match status {
            404 => (t.get("refusal-nothing"), t.get("refusal-nothing-how")),
            400 => (t.get("refusal-broken-off"), t.get("refusal-broken-off-how")),
            403 => (t.get("refusal-forbidden"), t.get("refusal-forbidden-how")),
            405 => (t.get("refusal-method"), t.get("refusal-method-how")),
            409 => (t.get("refusal-conflict"), t.get("refusal-conflict-how")),
            413 => (t.get("refusal-large"), t.get("refusal-large-how")),
            422 => (t.get("refusal-invalid"), t.get("refusal-invalid-how")),
            503 => (t.get("refusal-busy"), t.get("refusal-busy-how")),
            _ => (t.get("refusal-internal"), t.get("refusal-internal-how")),
        };
        let words = detail.into_iter().filter(|detail| !detail.is_empty()).chain([how.to_string()]);
        Sheet { title: title.to_string(), parts: words.map(Part::Words).collect() }
    }

    fn draw<'a>(&'a self, shell: &'a Shell) -> Pieces<'a> {
        Pieces { shell, parts: &self.parts }
    }
}

impl Part {
    /// The piece, as it stands on a page of this shell.
    pub(crate) fn draw<'a>(&'a self, shell: &'a Shell) -> DrawnPart<'a> {
        DrawnPart { shell, t: &shell.t, part: self }
    }
}

impl Form {
    /// Whether it sends files.
    fn has_files(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.control, Control::Files))
    }
}

impl Table {
    /// The name of a column, which stands beside each of its values where a row is no line.
    fn column(&self, column: &usize) -> &str {
        self.head.get(*column).map_or("", String::as_str)
    }

    /// Whether a column is lined up as numbers.
    fn is_number(&self, column: &usize) -> bool {
        self.rows.first().and_then(|row| row.get(*column)).is_some_and(Cell::is_number)
    }
}

impl Cell {
    /// Words.
    pub(crate) fn text(words: impl Into<String>) -> Cell {
        Cell::Text(words.into())
    }

    fn is_number(&self) -> bool {
        matches!(self, Cell::Number(_) | Cell::Money(_))
    }

    fn draw<'a>(&'a self, shell: &'a Shell) -> DrawnCell<'a> {
        DrawnCell { shell, t: &shell.t, cell: self }
    }
}

/// Pieces without a page around them: a fragment.
#[derive(Template)]
#[template(source = "{% for part in parts %}{{ part.draw(shell) }}{% endfor %}", ext = "html")]
pub(crate) struct Pieces<'a> {
    /// Language and guard.
    pub(crate) shell: &'a Shell,
    /// The pieces.
    pub(crate) parts: &'a [Part],
}

impl HtmlSafe for Pieces<'_> {}

/// A drawn piece.
#[derive(Template)]
#[template(path = "partials/sheet_part.html")]
pub(crate) struct DrawnPart<'a> {
    shell: &'a Shell,
    t: &'a Text,
    part: &'a Part,
}

impl HtmlSafe for DrawnPart<'_> {}

#[derive(Template)]
#[template(
    source = r#"{% match cell %}
{% when Cell::Text with (words) %}<span class="words">{{ words }}</span>
{% when Cell::Number with (words) %}<span class="num">{{ words }}</span>
{% when Cell::Link with (href, words) %}<a href="{{ href }}">{{ words }}</a>
{% when Cell::Time with (at) %}{{ t.time(*at) }}
{% when Cell::Money with (money) %}<span class="num">{{ money.say(t) }}</span>
{% when Cell::Stage with (stage) %}{{ stage.draw(t) }}
{% when Cell::Button with (action, words) %}<form method="post" action="{{ action }}"><input type="hidden" name="csrf" value="{{ shell.csrf }}"><button class="button">{{ words }}</button></form>
{% when Cell::Several with (cells) %}{% for cell in cells %}{{ cell.draw(shell) }} {% endfor %}
{% endmatch %}"#,
    ext = "html"
)]
struct DrawnCell<'a> {
    shell: &'a Shell,
    t: &'a Text,
    cell: &'a Cell,
}

impl HtmlSafe for DrawnCell<'_> {}

/// A page of staff.
#[derive(Template)]
#[template(
    source = r#"{% extends "partials/agent.html" %}{% block title %}{{ sheet.title }}{% endblock %}{% block content %}<h1>{{ sheet.title }}</h1>{{ sheet.draw(shell) }}{% endblock %}"#,
    ext = "html"
)]
pub(crate) struct AgentPage {
    /// What surrounds it.
    pub(crate) shell: Shell,
    /// The page.
    pub(crate) sheet: Sheet,
}

/// A page of the portal or for everyone.
#[derive(Template)]
#[template(
    source = r#"{% extends "partials/portal.html" %}{% block title %}{{ sheet.title }}{% endblock %}{% block content %}<h1>{{ sheet.title }}</h1>{{ sheet.draw(shell) }}{% endblock %}"#,
    ext = "html"
)]
pub(crate) struct ReadingPage {
    /// What surrounds it.
    pub(crate) shell: Shell,
    /// The page.
    pub(crate) sheet: Sheet,
}

/// A text that could not be taken because its writer is not signed in any more.
pub(crate) struct Kept {
    /// Where it is sent again.
    pub(crate) action: String,
    /// Where to sign in.
    pub(crate) sign_in: String,
    /// What else was sent, by name.
    pub(crate) fields: Vec<(&'static str, String)>,
    /// The text.
    pub(crate) body: String,
    /// Whether files were sent, which do not come back.
    pub(crate) files: bool,
}

/// The page that gives such a text back.
#[derive(Template)]
#[template(path = "pages/kept.html")]
pub(crate) struct KeptPage {
    /// What surrounds it.
    pub(crate) shell: Shell,
    /// The text.
    pub(crate) kept: Kept,
}

impl fmt::Debug for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sheet").field("title", &self.title).finish_non_exhaustive()
    }
}
