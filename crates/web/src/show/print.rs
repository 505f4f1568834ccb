//! A conversation on paper: what was said, unfolded, and nothing to press.
//!
//! Browsers make a PDF of it; the page prints as it reads. The title names the file.

use desk::conversation::Notes;
use desk::ticket::Page;

use super::entry::{self, Place};
use super::severity;
use crate::sheet::{Cell, Conversation, Part, Sheet};
use crate::view::Shell;
use crate::view::message::Entry;

/// The page of a ticket below `url`, with `links` that stand on the screen only.
pub(crate) fn sheet(shell: &Shell, page: &Page, url: &str, notes: Notes, links: Vec<(String, String)>) -> Sheet {
    let t = &shell.t;
    let all = entry::all(t, page, &[], Place { url, seen: None, splits: None });
    let entries = all.into_iter().filter_map(|one| match one {
        Entry::Message(mut message) => {
            message.is_unfolded = true;
            message.sent_url = None;
            Some(Entry::Message(message))
        }
        Entry::Note(mut note) if notes == Notes::Along => {
            note.sent_url = None;
            Some(Entry::Note(note))
        }
        _ => None,
    });
    let entries = entries.collect();
    let parts = vec![
        Part::Links(links),
        Part::Print(t.get("print-do").to_string()),
        Part::Facts(facts(shell, page)),
        Part::Conversation(Conversation { url: None, entries }),
    ];
    Sheet { title: format!("#{} {}", page.ticket.number, page.ticket.subject), parts }
}

fn facts(shell: &Shell, page: &Page) -> Vec<(String, Cell)> {
    let t = &shell.t;
    let mut facts = Vec::new();
    let mut fact = |key: &str, value: Option<String>| {
        facts.extend(value.map(|value| (t.get(key).to_string(), Cell::text(value))));
    };
    let known = page.terms.as_ref().zip(page.ticket.severity.as_deref());
    let named = |(name, email): &(String, String)| format!("{name} <{email}>");
    fact("print-provider", Some(shell.desk.name.clone()));
    fact("print-customer", page.customer.as_ref().map(|(number, name)| format!("{name} ({number})")));
    fact("print-contact", page.contact.as_ref().map(named));
    let others: Vec<String> =
        page.participants.iter().map(|one| named(&(one.name.clone(), one.email.clone()))).collect();
    fact("portal-participants", Some(others.join(", ")).filter(|others| !others.is_empty()));
    let severity = known.and_then(|(terms, id)| severity(t, &terms.catalogue, id));
    fact("ticket-severity", severity.map(|severity| severity.name));
    fact("tickets-state", Some(t.get(super::stage(page.ticket.state).customer_key()).to_string()));
    facts.push((t.get("tickets-opened").to_string(), Cell::Time(page.ticket.opened_at)));
    facts.push((t.get("print-as-of").to_string(), Cell::Time(page.now)));
    facts
}
