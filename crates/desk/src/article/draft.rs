//! Making a draft from a ticket: what staff answered, and nothing that says who asked.

use serde_json::json;

use super::store;
use crate::action::{Action, Subject, View};
use crate::error::DeskError;
use crate::id::{ArticleId, TicketId};
use crate::ticket::{self, AuthorKind, BODY_MAX, MessageKind, Page};

/// Stands where a name or an address stood.
const LEFT_OUT: &str = "…";
/// Names of people shorter than this could be any word.
const NAME_MIN: usize = 3;

const GREETINGS: [&str; 12] = [
    "hallo",
    "guten tag",
    "guten morgen",
    "guten abend",
    "sehr geehrte",
    "liebe",
    "moin",
    "hello",
    "hi",
    "dear",
    "good morning",
    "good afternoon",
];
const FAREWELLS: [&str; 14] = [
    "mit freundlichen grüßen",
    "freundliche grüße",
    "viele grüße",
    "beste grüße",
    "herzliche grüße",
    "liebe grüße",
    "schöne grüße",
    "mfg",
    "best regards",
    "kind regards",
    "regards",
    "sincerely",
    "many thanks",
    "best wishes",
];

/// Makes a draft: the ticket's subject as its title, the answers of staff as its text.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a conflict `no-answer` where staff have answered nothing yet.
pub fn draft_from(act: &mut Action<'_, '_>, ticket: TicketId) -> Result<ArticleId, DeskError> {
    act.actor.require_staff()?;
    let ticket = ticket::get(act, ticket)?;
    let (id, number) = (ticket.id, ticket.number);
    let page = ticket::page_of(act, ticket)?;
    let names = names(act, &page)?;
    let answers = page
        .messages
        .iter()
        .filter(|message| message.kind == MessageKind::Message && message.author_kind == AuthorKind::Staff);
    let answers: Vec<String> =
        answers.map(|message| without_people(&message.body, &names)).filter(|text| !text.is_empty()).collect();
    if answers.is_empty() {
        return Err(DeskError::conflict("no-answer", number.to_string()));
    }
    let title = without_names(&page.ticket.subject, &names);
    let body: String = answers.join("\n\n").chars().take(BODY_MAX).collect();
    let article = ArticleId(act.new_id());
    store::insert(act, article, id, &title, &body)?;
    act.journal(Subject::Article, article.0, "draft", &json!({ "title": title }))?;
    act.journal(Subject::Ticket, id.0, "article", &json!({ "article": article.to_string(), "title": title }))?;
    Ok(article)
}

/// The names of everybody who has to do with a ticket, whole and in their parts, the longest first.
fn names(view: &mut View<'_, '_>, page: &Page) -> Result<Vec<String>, DeskError> {
    let mut whole: Vec<String> = page.messages.iter().map(|message| message.author.clone()).collect();
    whole.extend(page.contact.as_ref().map(|(name, _)| name.clone()));
    whole.extend(crate::staff::list(view)?.into_iter().map(|staff| staff.name));
    let mut names: Vec<String> = whole.iter().flat_map(|name| name.split_whitespace().map(str::to_owned)).collect();
    names.extend(whole);
    names.extend(page.customer.as_ref().map(|(_, name)| name.clone()));
    names.retain(|name| name.chars().count() >= NAME_MIN);
    names.sort_by_key(|name| (std::cmp::Reverse(name.len()), name.clone()));
    names.dedup();
    Ok(names)
}

/// A text without its greeting, what it quotes, what follows its farewell, and names and addresses.
fn without_people(body: &str, names: &[String]) -> String {
    let begins = |line: &str, words: &[&str]| {
        let line = line.trim().to_lowercase();
        words.iter().any(|word| line.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
    };
    let mut kept: Vec<&str> = Vec::new();
    for line in body.lines() {
        if line.starts_with('>') || (kept.is_empty() && (line.trim().is_empty() || begins(line, &GREETINGS))) {
            continue;
        }
        if begins(line, &FAREWELLS) && line.chars().count() < 60 {
            break;
        }
        kept.push(line);
    }
    without_names(kept.join("\n").trim(), names)
}

fn without_names(text: &str, names: &[String]) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        for (index, word) in line.split(' ').enumerate() {
            if index > 0 {
                out.push(' ');
            }
            out.push_str(if is_address(word) { LEFT_OUT } else { word });
        }
    }
    names.iter().fold(out, |text, name| without_name(&text, name))
}

/// A mail address, or a telephone number without spaces.
fn is_address(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let mail = word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    mail || (word.starts_with(['+', '0']) && digits >= 7)
}

/// Takes a name out where it is a word of its own.
fn without_name(text: &str, name: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let inside = before.ends_with(char::is_alphanumeric) || after.starts_with(char::is_alphanumeric);
        out.push_str(before);
        out.push_str(if inside { name } else { LEFT_OUT });
        rest = after;
    }
    out.push_str(rest);
    out
}
