//! What stands beside a ticket: gathered in the page's own read, and put into words.

use std::collections::BTreeSet;

use desk::article;
use desk::id::{ArticleId, StaffId, TicketId};
use desk::notice;
use desk::team::{self, Team};
use desk::ticket::{self, Checklist, Item, LinkView, Page, Relations};
use desk::{DeskError, View};

use super::ticket::Draft;
use crate::show::row::snoozed;
use crate::show::{self, entry};
use crate::text::Text;
use crate::view::aside::{self, Aside, Fold, Link};
use crate::view::message::Event;
use crate::view::{Choice, Control, Field};
use crate::visit::StaffVisit;

/// What a ticket has to do with teams, colleagues and other tickets.
pub(super) struct Around {
    relations: Relations,
    pub(super) teams: Vec<Team>,
    followers: Vec<(StaffId, String)>,
    items: Vec<Item>,
    lists: Vec<Checklist>,
    articles: Vec<(ArticleId, String)>,
}

pub(super) fn around(view: &mut View<'_, '_>, page: &Page) -> Result<Around, DeskError> {
    let id = page.ticket.id;
    Ok(Around {
        relations: ticket::relations(view, id)?,
        teams: team::list(view)?,
        followers: notice::followers(view, id)?,
        items: ticket::items(view, id)?,
        lists: ticket::checklists(view)?,
        articles: article::of_ticket(view, id)?,
    })
}

/// A form that was sent from beside the conversation and not taken.
#[derive(Debug)]
pub(super) struct SentFold {
    /// Which one.
    pub(super) action: &'static str,
    /// What was typed.
    pub(super) values: Vec<(&'static str, String)>,
}

/// What stands beside the conversation of a ticket.
pub(super) fn aside(visit: &StaffVisit, t: &Text, page: &Page, around: &Around, draft: &Draft) -> Aside {
    let number = page.ticket.number;
    let url = visit.0.url(&format!("/tickets/{number}"));
    let sent = draft.typed.fold();
    let item = Field::new("item", t.get("item-new"), Control::Line).optional();
    let item = match sent.filter(|sent| sent.action == "items") {
        None => item,
        Some(sent) => filled(t, draft, sent, vec![item]).0.remove(0),
    };
    Aside {
        team: team_name(page, around),
        snoozed: page.ticket.snoozed.map(|until| snoozed(t, until)),
        spam: page.ticket.spam_at.is_some(),
        following: around.followers.iter().any(|(id, _)| *id == visit.me()),
        followers: around.followers.iter().map(|(_, name)| name.clone()).collect(),
        participants: page
            .participants
            .iter()
            .map(|one| (one.name.clone(), one.email.clone(), format!("{url}/participants/{}/remove", one.id)))
            .collect(),
        items: around.items.iter().map(|item| shown(&url, item)).collect(),
        item: Some(item),
        lists: around.lists.iter().map(|list| Choice::new(list.id.to_string(), &list.name)).collect(),
        links: around.relations.links.iter().map(|one| link(visit, t, &url, one)).collect(),
        merged: around.relations.merged.iter().map(|(_, other)| merged(visit, t, other)).collect(),
        articles: around
            .articles
            .iter()
            .map(|(id, title)| (visit.0.url(&format!("/articles/{id}")), title.clone()))
            .collect(),
        folds: folds(t, page, around, draft),
        history: history(t, page),
        url,
    }
}

impl Around {
    /// The tickets that were merged into this one.
    pub(super) fn merged(&self) -> impl Iterator<Item = TicketId> + '_ {
        self.relations.merged.iter().map(|(id, _)| *id)
    }
}

/// The name of the team that a ticket lies with.
pub(super) fn team_name(page: &Page, around: &Around) -> Option<String> {
    let known = around.teams.iter().find(|team| Some(team.id) == page.ticket.team);
    known.map(|team| team.name.clone())
}

fn shown(url: &str, item: &Item) -> aside::Item {
    aside::Item { url: format!("{url}/items/{}", item.id), words: item.words.clone(), ticked: item.ticked.clone() }
}

fn link(visit: &StaffVisit, t: &Text, url: &str, one: &LinkView) -> Link {
    Link {
        word: entry::link_word(t, one.kind, one.towards),
        number: one.other.number,
        url: visit.0.url(&format!("/tickets/{}", one.other.number)),
        subject: one.other.subject.clone(),
        stage: show::stage(one.other.state),
        away: format!("{url}/links/{}/remove", one.id),
    }
}

fn merged(visit: &StaffVisit, t: &Text, other: &ticket::Other) -> Link {
    let url = visit.0.url(&format!("/tickets/{}", other.number));
    Link {
        word: t.get("link-merged").to_string(),
        number: other.number,
        away: format!("{url}/unmerge"),
        url,
        subject: other.subject.clone(),
        stage: show::stage(other.state),
    }
}

/// All that happened, as sentences, the latest first.
fn history(t: &Text, page: &Page) -> Vec<Event> {
    let catalogue = page.terms.as_ref().map(|terms| terms.catalogue.as_ref());
    let entries = page.history.iter().rev();
    entries.map(|one| Event { at: one.at, text: entry::sentence(t, one, catalogue) }).collect()
}

/// Fields with what was typed, and what is wrong with them.
fn filled(t: &Text, draft: &Draft, sent: &SentFold, mut fields: Vec<Field>) -> (Vec<Field>, Option<String>) {
    for field in &mut fields {
        if let Some((_, value)) = sent.values.iter().find(|(name, _)| *name == field.name) {
            field.value.clone_from(value);
        }
    }
    let rest = draft.wrong.as_ref().and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    (fields, rest)
}

fn folds(t: &Text, page: &Page, around: &Around, draft: &Draft) -> Vec<Fold> {
    let fold = |action: &'static str, words: [&str; 3], hidden: Vec<(&'static str, String)>, fields: Vec<Field>| {
        let here = draft.typed.fold().filter(|sent| sent.action == action);
        let (fields, rest) = match here {
            None => (fields, None),
            Some(sent) => filled(t, draft, sent, fields),
        };
        let [title, how, submit] = words.map(|key| if key.is_empty() { String::new() } else { t.get(key).to_string() });
        Fold { title, how, action, hidden, fields, submit, open: here.is_some(), rest }
    };
    let mut folds = Vec::new();
    if !around.teams.is_empty() {
        let was = page.ticket.team.map(|id| id.to_string()).unwrap_or_default();
        let words = ["hand-over-title", "", "hand-over-do"];
        folds.push(fold("hand-over", words, vec![("was", was)], hand_over(t, around)));
    }
    if page.ticket.spam_at.is_none() && page.ticket.snoozed.is_none() {
        folds.push(fold("snooze", ["snooze-title", "snooze-how", "snooze-do"], Vec::new(), snooze(t)));
    }
    if page.ticket.customer.is_some() {
        let email = Field::new("email", t.get("participant-email"), Control::Email);
        let words = ["participant-title", "participant-how", "participant-do"];
        folds.push(fold("participants", words, Vec::new(), vec![email]));
    }
    let into = Field::new("into", t.get("merge-into"), Control::Number);
    folds.push(fold("merge", ["merge-title", "merge-how", "merge-do"], Vec::new(), vec![into]));
    folds.push(fold("links", ["link-title", "link-how", "link-do"], Vec::new(), linked(t)));
    if page.ticket.spam_at.is_none() {
        let address = page.contact.as_ref().map(|(_, mail)| mail.clone()).unwrap_or_default();
        let later =
            Field::new("later", t.get("spam-later").arg("address", address).to_string(), Control::Tick).optional();
        folds.push(fold("spam", ["spam-title", "spam-how", "spam-do"], Vec::new(), vec![later]));
    }
    folds
}

fn hand_over(t: &Text, around: &Around) -> Vec<Field> {
    let teams = around.teams.iter().map(|team| Choice::new(team.id.to_string(), &team.name)).collect();
    let nobody = Choice::new("", t.get("hand-over-nobody"));
    let people: BTreeSet<(&String, &StaffId)> =
        around.teams.iter().flat_map(|team| team.members.iter().map(|(id, name)| (name, id))).collect();
    let people = std::iter::once(nobody).chain(people.iter().map(|(name, id)| Choice::new(id.to_string(), *name)));
    vec![
        Field::new("team", t.get("aside-team"), Control::Select(teams)),
        Field::new("assignee", t.get("hand-over-to"), Control::Select(people.collect())).optional(),
        Field::new("note", t.get("hand-over-note"), Control::Area { rows: 3 }),
    ]
}

fn snooze(t: &Text) -> Vec<Field> {
    let until = ["hour", "afternoon", "tomorrow", "monday", "reply", "own"];
    let name = |word: &str| match word {
        "hour" => t.get("snooze-hour"),
        "afternoon" => t.get("snooze-afternoon"),
        "tomorrow" => t.get("snooze-tomorrow"),
        "monday" => t.get("snooze-monday"),
        "reply" => t.get("snooze-reply"),
        _ => t.get("snooze-own"),
    };
    let until = until.iter().map(|word| Choice::new(*word, name(word).to_string())).collect();
    vec![
        Field::new("until", t.get("snooze-until"), Control::Select(until)),
        Field::new("at", t.get("snooze-at"), Control::Moment).optional(),
    ]
}

fn linked(t: &Text) -> Vec<Field> {
    let kinds = [
        ("related", t.get("link-related")),
        ("duplicate", t.get("link-duplicate")),
        ("cause", t.get("link-caused-by")),
        ("causes", t.get("link-causes")),
    ];
    let kinds = kinds.into_iter().map(|(word, name)| Choice::new(word, name.to_string())).collect();
    vec![
        Field::new("kind", t.get("link-kind"), Control::Select(kinds)),
        Field::new("other", t.get("link-other"), Control::Number),
    ]
}
