//! A ticket as staff see it: the conversation, the promise, what is covered and what is left.
//!
//! All changes are forms below the ticket's own address: `messages` (`kind` reply or note, `body`,
//! `then` keep, wait, resolve or close, `when` and `at` for later, `file`), `assign` (`staff`), `severity` (`severity`, `reason`), `subject`
//! (`subject`), `facts` (what the plan asks for), `reached` (`what`), `wait`, `resolve`, `close`, `reopen` (each with nothing but the guard), `calls` and `work`.

use askama::Template;
use jiff::Timestamp;

use super::acceptance::Acceptance;
use super::aside::{Aside, Meanwhile, Presence};
use super::message::{Entry, FileLink};
use super::tag::{TagForm, ValueForm};
use super::{Choice, Field, LeftBar, PromiseLine, Severity, Shell, Stage, Verdict, filters};
use crate::text::Text;

/// A ticket as a page.
#[derive(Template)]
#[template(path = "pages/ticket.html")]
pub struct TicketPage {
    /// What surrounds it.
    pub shell: Shell,
    /// The ticket.
    pub ticket: TicketHead,
    /// The clocks, the most urgent first.
    pub clocks: Clocks,
    /// The conversation, oldest first.
    pub entries: Vec<Entry>,
    /// The composer.
    pub composer: Composer,
    /// What stands beside.
    pub side: TicketSide,
    /// Teams, colleagues and other tickets, beside it too.
    pub aside: Aside,
}

/// The head alone; a fragment.
#[derive(Template)]
#[template(path = "partials/ticket_head.html")]
pub struct HeadAlone {
    /// What surrounds it.
    pub shell: Shell,
    /// The ticket.
    pub ticket: TicketHead,
}

/// What the head of the page says.
#[derive(Clone, Debug)]
pub struct TicketHead {
    /// The number.
    pub number: i64,
    /// The ticket's address; forms go below it.
    pub url: String,
    /// The subject.
    pub subject: String,
    /// The field that changes it, named `subject`.
    pub renamed: Field,
    /// Where the ticket is.
    pub stage: Stage,
    /// The severity.
    pub severity: Option<Severity>,
    /// Why the severity was not changed.
    pub severity_wrong: Option<String>,
    /// Severities to choose from.
    pub severities: Vec<Severity>,
    /// Who has it, as staff id and name.
    pub assignee: Option<Choice>,
    /// Why it was not assigned.
    pub assignee_wrong: Option<String>,
    /// Staff to choose from; the value is the staff id.
    pub staff: Vec<Choice>,
    /// When it arrived.
    pub opened: Timestamp,
    /// By which channel, in the reader's language.
    pub channel: String,
    /// The team that it lies with.
    pub team: Option<String>,
    /// Until when it is put aside, in words.
    pub snoozed: Option<String>,
    /// Whether it is marked as spam.
    pub spam: bool,
    /// What somebody else has changed meanwhile.
    pub meanwhile: Option<Meanwhile>,
    /// Who else has it open.
    pub here: Presence,
}

/// The ticket's clocks; also the fragment that live updates fetch from `url`.
#[derive(Clone, Debug, Template)]
#[template(path = "partials/clocks.html")]
pub struct Clocks {
    /// The reader.
    pub t: Text,
    /// Where this fragment comes from.
    pub url: String,
    /// The clocks.
    pub lines: Vec<PromiseLine>,
}

impl askama::filters::HtmlSafe for Clocks {}

impl askama::filters::HtmlSafe for ComposerFiles {}

/// The reply and note form.
#[derive(Clone, Debug)]
pub struct Composer {
    /// To whom a reply goes: name and address.
    pub to: String,
    /// The text, named `body`.
    pub body: Field,
    /// `reply` or `note`.
    pub kind: ComposerKind,
    /// What makes this form one: sent twice, it is carried out once.
    pub form: String,
    /// Id of the newest message that stands above it.
    pub seen: String,
    /// When the text was kept, in words.
    pub kept: Option<String>,
    /// What is kept of the other kind.
    pub other: String,
    /// Files that go with it.
    pub files: Vec<FileLink>,
    /// Canned replies to choose from.
    pub canned: Vec<CannedChoice>,
    /// The one whose actions go with it: its id, and what it does in words.
    pub chosen: Option<(String, String)>,
    /// What happens afterwards: `keep`, `wait`, `resolve` or `close`.
    pub then: &'static str,
    /// What is set below a mail.
    pub signature: String,
}

/// A canned reply in the composer's menu.
#[derive(Clone, Debug)]
pub struct CannedChoice {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What a canned reply says and does on a ticket; a fragment.
#[derive(Clone, Debug, Template)]
#[template(path = "partials/canned_preview.html")]
pub struct CannedPreview {
    /// The reader.
    pub t: Text,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its text, filled in.
    pub text: String,
    /// What it does, each in words.
    pub does: Vec<String>,
    /// What of that cannot be done, each in words.
    pub cannot: Vec<String>,
    /// Whether it does something beside what the composer itself offers.
    pub acts: bool,
    /// What happens afterwards.
    pub then: &'static str,
}

/// The files of a composer; also the fragment that answers adding and removing one.
#[derive(Clone, Debug, Template)]
#[template(path = "partials/composer_files.html")]
pub struct ComposerFiles {
    /// The reader.
    pub t: Text,
    /// The ticket's address.
    pub url: String,
    /// The files.
    pub files: Vec<FileLink>,
    /// Why one was not taken.
    pub wrong: Option<String>,
}

/// When a draft was kept; a fragment.
#[derive(Clone, Debug, Template)]
#[template(source = "{{ words }}", ext = "html")]
pub struct DraftKept {
    /// The words.
    pub words: String,
}

/// Which side of the composer is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComposerKind {
    /// The customer sees it.
    Reply,
    /// Only staff see it.
    Note,
}

/// What stands beside the conversation.
#[derive(Clone, Debug)]
pub struct TicketSide {
    /// The coverage verdict.
    pub verdict: Verdict,
    /// Whether its price is accepted, where that was asked.
    pub acceptance: Option<Acceptance>,
    /// Its tags.
    pub tags: TagForm,
    /// The values of its fields.
    pub values: ValueForm,
    /// What is left of the customer's allowances.
    pub bars: Vec<LeftBar>,
    /// The customer's name.
    pub customer: String,
    /// The customer's address.
    pub customer_url: String,
    /// The plan's name, with options.
    pub plan: String,
    /// Who asked: the contact.
    pub contact: Contact,
    /// The system and its version.
    pub system: Option<String>,
    /// What the request is about, to be corrected.
    pub facts: Facts,
    /// What can be said to have been reached.
    pub reachable: Vec<Choice>,
    /// Other tickets of the customer that are open.
    pub others: Vec<OtherTicket>,
    /// Time spent so far.
    pub spent_s: i64,
}

/// The form of what a request is about.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Whether it is open, because something in it is wrong.
    pub open: bool,
    /// The fields; none where the plan asks for nothing.
    pub fields: Vec<Field>,
    /// What is wrong with the whole of it.
    pub rest: Option<String>,
    /// What the fields were drawn with, as one value.
    pub was: String,
}

/// A contact as a ticket shows them.
#[derive(Clone, Debug)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// The mail address.
    pub mail: String,
    /// The telephone number.
    pub phone: Option<String>,
    /// Their standing in the contract: "authorised, 2 of 3".
    pub standing: String,
}

/// Another ticket of the same customer.
#[derive(Clone, Debug)]
pub struct OtherTicket {
    /// The number.
    pub number: i64,
    /// The address.
    pub url: String,
    /// The subject.
    pub subject: String,
    /// Where it is.
    pub stage: Stage,
}

impl TicketHead {
    /// The staff id of who has it, as forms carry it.
    fn was_assigned(&self) -> &str {
        self.assignee.as_ref().map_or("", |assignee| assignee.value.as_str())
    }

    /// The severity, as forms carry it.
    fn was_severity(&self) -> &str {
        self.severity.as_ref().map_or("", |severity| severity.id.as_str())
    }

    fn is_assignee(&self, choice: &Choice) -> bool {
        self.assignee.as_ref().is_some_and(|assignee| assignee.value == choice.value)
    }

    fn is_severity(&self, severity: &Severity) -> bool {
        self.severity.as_ref() == Some(severity)
    }
}

impl Composer {
    fn files(&self, t: &Text, url: &str) -> ComposerFiles {
        ComposerFiles { t: t.clone(), url: url.to_owned(), files: self.files.clone(), wrong: None }
    }

    fn is_note(&self) -> bool {
        self.kind == ComposerKind::Note
    }
}

/// Entries to be added to the conversation; a fragment.
#[derive(Clone, Debug, Template)]
#[template(source = "{% for entry in entries %}{{ entry.draw(t) }}{% endfor %}", ext = "html")]
pub struct Entries {
    /// The reader.
    pub t: Text,
    /// The entries.
    pub entries: Vec<Entry>,
}
