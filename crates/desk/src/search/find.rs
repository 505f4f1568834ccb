//! Finding: the index says which, the database says what.

use std::sync::Arc;

use search::{Mark, Page, Query, Reach, Snippet};

use super::document::{Article, Kind, Person};
use super::filter::{self, Zone};
use super::{Index, store};
use crate::action::View;
use crate::actor::Actor;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::id::{ArticleId, ContactId, CustomerId};
use crate::ticket::{self, QueueRow};

/// Tickets on a page of results.
const TICKETS: usize = 20;
/// The last page that is shown: nobody reads on so far, they ask for more words.
const LAST_PAGE: usize = 49;
/// Customers, and contacts, beside them.
const PEOPLE: usize = 5;
/// Letters of a snippet.
const LETTERS: usize = 180;
/// Tickets among suggestions.
const SUGGESTED: usize = 6;
/// Longest query, in characters.
pub(super) const QUERY_MAX: usize = 400;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// As it was typed.
    pub text: String,
    /// Which page of tickets, from 0.
    pub page: usize,
    /// Where days of filters begin.
    pub zone: Zone,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Tickets of the page, the best first.
    pub tickets: Vec<FoundTicket>,
    /// How many tickets there are in all; of more than [`super::COUNTED`] there may be more than it says.
    pub total: usize,
    /// Whether a page follows.
    pub more: bool,
    /// Customers, for staff.
    pub customers: Vec<FoundCustomer>,
    /// Contacts, for staff.
    pub contacts: Vec<FoundContact>,
    /// Articles, for staff.
    pub articles: Vec<FoundArticle>,
}

/// An article found.
#[derive(Debug, Clone)]
pub struct FoundArticle {
    /// Its id.
    pub id: ArticleId,
    /// Its title with the words asked for.
    pub title: Snippet,
    /// Where else they are.
    pub snippet: Snippet,
}

/// A ticket found.
#[derive(Debug, Clone)]
pub struct FoundTicket {
    /// As a list shows it.
    pub row: QueueRow,
    /// The subject with the words asked for.
    pub subject: Snippet,
    /// Where else they are; nothing if only the subject has them.
    pub snippet: Option<Snippet>,
}

/// A customer found.
#[derive(Debug, Clone)]
pub struct FoundCustomer {
    /// Its id.
    pub id: CustomerId,
    /// Its number.
    pub number: i64,
    /// Its name with the words asked for.
    pub name: Snippet,
}

/// A contact found.
#[derive(Debug, Clone)]
pub struct FoundContact {
    /// Its id.
    pub id: ContactId,
    /// The number of its customer.
    pub customer_number: i64,
    /// The customer's name.
    pub customer: String,
    /// Its name with the words asked for.
    pub name: Snippet,
    /// Address and telephone with the words asked for.
    pub details: Snippet,
}

/// What is suggested while somebody types.
#[derive(Debug, Clone, Default)]
pub struct Suggested {
    /// Tickets, the one whose number was typed before all others.
    pub tickets: Vec<QueueRow>,
    /// Customers: number and name.
    pub customers: Vec<(i64, String)>,
    /// Contacts: their customer's number, name, and the customer's name.
    pub contacts: Vec<(i64, String, String)>,
}

/// A few tickets, customers and contacts that begin like what is typed, for staff. Filters narrow the tickets as in [`find`].
///
/// # Errors
/// As [`find`], but a filter that means nothing yet is one that is still being typed: it finds nothing.
pub async fn suggest(desk: &Desk, actor: Actor, asked: Asked) -> Result<Suggested, DeskError> {
    let index = desk.index()?;
    desk.read(actor, move |view| suggested(view, &index, &asked)).await
}

/// Finds what the actor may see.
///
/// # Errors
/// [`DeskError::NotFound`] for those who may see nothing; a field error on `q` for a filter that means nothing;
/// [`DeskError::Unavailable`] where the desk has no index.
pub async fn find(desk: &Desk, actor: Actor, asked: Asked) -> Result<Found, DeskError> {
    let index = desk.index()?;
    desk.read(actor, move |view| found(view, &index, &asked)).await
}

fn reach(actor: &Actor) -> Result<Reach, DeskError> {
    match actor {
        Actor::Staff { .. } | Actor::Job | Actor::Operator => Ok(Reach::All),
        Actor::Contact { customer, .. } => {
            let values = vec![customer.to_string()];
            Ok(Reach::Only(Mark { name: "customer".to_owned(), values, wanted: true }))
        }
        Actor::Sender { .. } => Err(DeskError::NotFound),
    }
}

fn found(view: &mut View<'_, '_>, index: &Arc<Index>, asked: &Asked) -> Result<Found, DeskError> {
    let reach = reach(view.actor)?;
    let text: String = asked.text.chars().take(QUERY_MAX).collect();
    let (query, filters) = Query::parse(&text, filter::filters(view.actor));
    let words = query.typing(&text);
    let mut query = words.clone();
    for filter in &filters {
        filter::add(view, index, &mut query, filter, &asked.zone)?;
    }
    if query.is_empty() {
        return Ok(Found::default());
    }
    // Customers do not learn what staff take for spam.
    if reach == Reach::All {
        filter::without_spam(&mut query, &filters);
    }
    if asked.page > LAST_PAGE {
        return Ok(Found::default());
    }
    let page = Page { offset: asked.page * TICKETS, limit: TICKETS };
    let hits = index.search(&query, Kind::Ticket.word(), &reach, page)?;
    let ids: Vec<i64> = hits.hits.iter().map(|hit| hit.id).collect();
    let mut found = Found {
        tickets: tickets(view, &words, &ids, reach == Reach::All)?,
        total: hits.total,
        more: asked.page < LAST_PAGE && hits.total > page.offset + ids.len(),
        ..Found::default()
    };
    if reach == Reach::All && asked.page == 0 && filters.is_empty() {
        let spelled = hits.total >= page.limit;
        let customer = |person: Person| FoundCustomer {
            id: CustomerId(person.id),
            number: person.number,
            name: words.snippet(&person.name, LETTERS),
        };
        found.customers = people(view, index, &words, Kind::Customer, spelled)?.into_iter().map(customer).collect();
        let contact = |person: Person| FoundContact {
            id: ContactId(person.id),
            customer_number: person.number,
            customer: person.more,
            name: words.snippet(&person.name, LETTERS),
            details: words.snippet(&person.details, LETTERS),
        };
        found.contacts = people(view, index, &words, Kind::Contact, spelled)?.into_iter().map(contact).collect();
        found.articles = articles(view, index, &words, spelled)?;
    }
    Ok(found)
}

fn suggested(view: &mut View<'_, '_>, index: &Arc<Index>, asked: &Asked) -> Result<Suggested, DeskError> {
    view.actor.require_staff()?;
    let text: String = asked.text.chars().take(QUERY_MAX).collect();
    let (query, filters) = Query::parse(&text, filter::filters(view.actor));
    let words = query.typing(&text);
    let mut query = words.clone();
    for filter in &filters {
        match filter::add(view, index, &mut query, filter, &asked.zone) {
            Err(DeskError::Invalid(_)) => return Ok(Suggested::default()),
            other => other?,
        }
    }
    if query.is_empty() {
        return Ok(Suggested::default());
    }
    let hits = index.search(&query, Kind::Ticket.word(), &Reach::All, Page { offset: 0, limit: SUGGESTED })?;
    let ids: Vec<i64> = hits.hits.iter().map(|hit| hit.id).collect();
    let mut tickets = ticket::rows(view, &ids)?;
    if let Some(numbered) = numbered(view, &text)? {
        tickets.retain(|row| row.number != numbered.number);
        tickets.insert(0, numbered);
        tickets.truncate(SUGGESTED);
    }
    if !filters.is_empty() {
        return Ok(Suggested { tickets, ..Suggested::default() });
    }
    let spelled = hits.total >= SUGGESTED;
    let customers = people(view, index, &words, Kind::Customer, spelled)?;
    let contacts = people(view, index, &words, Kind::Contact, spelled)?;
    Ok(Suggested {
        tickets,
        customers: customers.into_iter().map(|person| (person.number, person.name)).collect(),
        contacts: contacts.into_iter().map(|person| (person.number, person.name, person.more)).collect(),
    })
}

/// The ticket of a number that was typed, with or without `#`.
fn numbered(view: &mut View<'_, '_>, text: &str) -> Result<Option<QueueRow>, DeskError> {
    let text = text.trim();
    let Ok(number) = text.strip_prefix('#').unwrap_or(text).parse() else { return Ok(None) };
    match ticket::row(view, number) {
        Ok(row) => Ok(Some(row)),
        Err(DeskError::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The tickets of hits in their order. What was erased since is left out.
fn tickets(view: &mut View<'_, '_>, words: &Query, ids: &[i64], notes: bool) -> Result<Vec<FoundTicket>, DeskError> {
    let rows = ticket::rows(view, ids)?;
    let written = if words.has_words() { store::shown(view, ids, notes)? } else { Vec::new() };
    let shown = |row: QueueRow| {
        let subject = words.snippet(&row.subject, LETTERS);
        let pieces = written.iter().filter(|written| written.ticket == row.id.0);
        let mut best: Option<Snippet> = None;
        for piece in pieces {
            let snippet = words.snippet(&piece.body, LETTERS);
            if snippet.found > best.as_ref().map_or(0, |best| best.found) {
                best = Some(snippet);
            }
        }
        FoundTicket { row, subject, snippet: best }
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// The first of a kind beside tickets. Words that many tickets have are spelled as they were meant, and are not looked for
/// with typing errors.
fn others(index: &Index, words: &Query, kind: Kind, spelled: bool) -> Result<Vec<i64>, DeskError> {
    if !words.has_words() {
        return Ok(Vec::new());
    }
    let page = Page { offset: 0, limit: PEOPLE };
    let hits = if spelled {
        index.search_near(words, kind.word(), &Reach::All, page)?
    } else {
        index.search(words, kind.word(), &Reach::All, page)?
    };
    Ok(hits.hits.iter().map(|hit| hit.id).collect())
}

fn articles(
    view: &mut View<'_, '_>,
    index: &Index,
    words: &Query,
    spelled: bool,
) -> Result<Vec<FoundArticle>, DeskError> {
    let ids = others(index, words, Kind::Article, spelled)?;
    let mut found = store::articles(view, &ids)?;
    found.sort_by_key(|article| ids.iter().position(|id| *id == article.id));
    let shown = |article: Article| FoundArticle {
        id: ArticleId(article.id),
        title: words.snippet(&article.title, LETTERS),
        snippet: words.snippet(&article.body, LETTERS),
    };
    Ok(found.into_iter().map(shown).collect())
}

fn people(
    view: &mut View<'_, '_>,
    index: &Index,
    words: &Query,
    kind: Kind,
    spelled: bool,
) -> Result<Vec<Person>, DeskError> {
    let ids = others(index, words, kind, spelled)?;
    let mut found = match kind {
        Kind::Customer => store::customers(view, &ids)?,
        _ => store::contacts(view, &ids)?,
    };
    found.sort_by_key(|person| ids.iter().position(|id| *id == person.id));
    Ok(found)
}
