//! What stands beside a ticket's conversation for staff: its team, its checklist, other tickets, who follows, its history.
//!
//! Each change is a form below the ticket's own address.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::Timestamp;

use super::message::Event;
use super::{Choice, Field, Shell, Stage, filters};
use crate::text::Text;

/// What a ticket has to do with teams, colleagues and other tickets.
#[derive(Clone, Debug, Default)]
pub struct Aside {
    /// The ticket's address; forms go below it.
    pub url: String,
    /// The team that it lies with.
    pub team: Option<String>,
    /// Until when it is put aside, in words.
    pub snoozed: Option<String>,
    /// Whether it is marked as spam.
    pub spam: bool,
    /// Whether the reader follows it.
    pub following: bool,
    /// Who follows it.
    pub followers: Vec<String>,
    /// Contacts who get what is answered beside the one who asked: name, address, and where a form takes them out.
    pub participants: Vec<(String, String, String)>,
    /// Its checklist.
    pub items: Vec<Item>,
    /// The field for another item, named `item`.
    pub item: Option<Field>,
    /// Prepared checklists.
    pub lists: Vec<Choice>,
    /// Other tickets that it has to do with.
    pub links: Vec<Link>,
    /// Tickets that were merged into it.
    pub merged: Vec<Link>,
    /// Drafts of articles made from it: address and title.
    pub articles: Vec<(String, String)>,
    /// Forms that open.
    pub folds: Vec<Fold>,
    /// All that happened, the latest first.
    pub history: Vec<Event>,
}

/// An item of a checklist.
#[derive(Clone, Debug)]
pub struct Item {
    /// Where its forms go.
    pub url: String,
    /// The field of its words.
    pub words: String,
    /// Who ticked it, when.
    pub ticked: Option<(String, Timestamp)>,
}

/// Another ticket.
#[derive(Clone, Debug)]
pub struct Link {
    /// What it has to do with this one: "caused by".
    pub word: String,
    /// The number.
    pub number: i64,
    /// The address.
    pub url: String,
    /// The subject.
    pub subject: String,
    /// Where it is.
    pub stage: Stage,
    /// Where a form takes the link away.
    pub away: String,
}

/// A form that opens.
#[derive(Clone, Debug)]
pub struct Fold {
    /// The line that is always there.
    pub title: String,
    /// A word about what it does.
    pub how: String,
    /// Where it goes, below the ticket.
    pub action: &'static str,
    /// What it carries unseen.
    pub hidden: Vec<(&'static str, String)>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The word on its button.
    pub submit: String,
    /// Whether it is open, because something in it is wrong.
    pub open: bool,
    /// What is wrong with the whole of it.
    pub rest: Option<String>,
}

/// What somebody else has changed meanwhile, and how to change it anyway.
#[derive(Clone, Debug)]
pub struct Meanwhile {
    /// What they did, and when.
    pub words: String,
    /// Where the form goes.
    pub action: String,
    /// What it sends.
    pub fields: Vec<(String, String)>,
}

/// Who else has the ticket open; also the fragment that live updates fetch from `url`.
#[derive(Clone, Debug, Default)]
pub struct Presence {
    /// The ticket's address.
    pub url: String,
    /// Their names, each with whether they type.
    pub others: Vec<(String, bool)>,
}

impl Aside {
    /// The sections beside the conversation.
    pub fn draw<'a>(&'a self, shell: &'a Shell) -> impl HtmlSafe + 'a {
        Drawn { shell, t: &shell.t, aside: self }
    }

    fn ticked(&self) -> usize {
        self.items.iter().filter(|item| item.ticked.is_some()).count()
    }
}

impl Presence {
    /// The names, as they stand in the head.
    pub fn draw<'a>(&'a self, t: &'a Text) -> impl HtmlSafe + 'a {
        Here { t, presence: self }
    }

    fn names(&self) -> String {
        self.others.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn typing(&self) -> String {
        let typing = self.others.iter().filter(|(_, typing)| *typing);
        typing.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

#[derive(Template)]
#[template(path = "partials/aside.html")]
struct Drawn<'a> {
    shell: &'a Shell,
    t: &'a Text,
    aside: &'a Aside,
}

impl HtmlSafe for Drawn<'_> {}

/// Who is here; a fragment.
#[derive(Template)]
#[template(path = "partials/presence.html")]
pub struct Here<'a> {
    /// The reader.
    pub t: &'a Text,
    /// Who.
    pub presence: &'a Presence,
}

impl HtmlSafe for Here<'_> {}
