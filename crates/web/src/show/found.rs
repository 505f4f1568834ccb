//! What a search found.

use desk::search::{COUNTED, Found, Piece, Snippet, examples};

use super::row::{self, Catalogues};
use super::{Wrong, severity, stage};
use crate::refusal::Refusal;
use crate::text::Text;
use crate::view::Pager;
use crate::view::search::{FoundPerson, FoundTicket, Marked, SearchResults};
use crate::visit::Visit;

/// What was asked: words and page.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The words.
    pub(crate) q: String,
    /// The page, from 0.
    pub(crate) page: String,
}

impl Asked {
    /// Whatever is no page is the first.
    fn page(&self) -> usize {
        self.page.parse().unwrap_or(0)
    }

    /// As the desk is asked. Days begin in the reader's zone.
    fn search(&self, t: &Text) -> desk::search::Asked {
        desk::search::Asked { text: self.q.clone(), page: self.page(), zone: t.zone.clone() }
    }
}

/// Where results lead to.
pub(crate) struct Places {
    /// The search page: `/search`.
    pub(crate) search: &'static str,
    /// Tickets: `/tickets`.
    pub(crate) tickets: &'static str,
    /// Whether staff reads, who sees whose tickets they are.
    pub(crate) staff: bool,
}

/// Searches as the visitor may, and shows what was found; of a filter that means nothing, what it could be.
pub(crate) async fn find(visit: &Visit, places: &Places, asked: &Asked) -> Result<SearchResults, Refusal> {
    let t = visit.text();
    let found = desk::search::find(&visit.desk, visit.actor(), asked.search(&t)).await;
    let (found, wrong) = match Wrong::split(visit, found)? {
        Ok(found) => (found, None),
        Err(wrong) => (Found::default(), Some(wrong.words(&t))),
    };
    let rows: Vec<_> = found.tickets.iter().map(|ticket| ticket.row.clone()).collect();
    let catalogues = visit.read(move |view| row::catalogues(view, &rows)).await?;
    Ok(results(visit, places, asked, &found, &catalogues, wrong))
}

fn results(
    visit: &Visit,
    places: &Places,
    asked: &Asked,
    found: &Found,
    catalogues: &Catalogues,
    wrong: Option<String>,
) -> SearchResults {
    let t = visit.text();
    let url = visit.url(places.search);
    let page = |page: usize| {
        let page = if page == 0 { String::new() } else { format!("&page={page}") };
        format!("{url}?q={}{page}", crate::answer::percent(&asked.q))
    };
    let (at, more) = (asked.page(), found.more);
    let tickets = found.tickets.iter().map(|ticket| {
        let row = &ticket.row;
        let own = row.next.as_ref().and_then(|next| catalogues.get(&next.catalogue?)).map(AsRef::as_ref);
        let catalogue = own.or(visit.catalogue.as_deref());
        let stage = stage(row.state);
        FoundTicket {
            number: row.number,
            url: visit.url(&format!("{}/{}", places.tickets, row.number)),
            subject: marked(&ticket.subject),
            words: ticket.snippet.as_ref().map(marked),
            who: if places.staff { who(&row.customer, &row.contact, &row.plan) } else { String::new() },
            severity: catalogue.zip(row.severity.as_deref()).and_then(|(catalogue, id)| severity(&t, catalogue, id)),
            stage_name: (!places.staff).then(|| t.get(stage.customer_key()).to_string()),
            stage,
            changed: row.updated_at,
        }
    });
    let customers = found.customers.iter().map(|customer| FoundPerson {
        url: visit.url(&format!("/customers/{}", customer.number)),
        name: marked(&customer.name),
        details: None,
    });
    let contacts = found.contacts.iter().map(|contact| FoundPerson {
        url: visit.url(&format!("/customers/{}", contact.customer_number)),
        name: marked(&contact.name),
        details: Some(
            std::iter::once((format!("{} · ", contact.customer), false)).chain(marked(&contact.details)).collect(),
        ),
    });
    let articles = found.articles.iter().map(|article| FoundPerson {
        url: visit.url(&format!("/articles/{}", article.id)),
        name: marked(&article.title),
        details: Some(marked(&article.snippet)).filter(|pieces| pieces.iter().any(|(_, hit)| *hit)),
    });
    SearchResults {
        tickets: tickets.collect(),
        people: customers.chain(contacts).collect(),
        articles: articles.collect(),
        pager: Pager { newer: (at > 0).then(|| page(at - 1)), older: more.then(|| page(at + 1)) },
        total: found.total.min(COUNTED),
        uncounted: found.total > COUNTED,
        q: asked.q.trim().to_owned(),
        filters: examples(&visit.actor()),
        wrong,
        url,
        t,
    }
}

fn who(customer: &str, contact: &str, plan: &str) -> String {
    let who = if customer.is_empty() { contact } else { customer };
    [who, plan].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn marked(snippet: &Snippet) -> Marked {
    let cut = |cut: bool| cut.then(|| ("… ".to_owned(), false));
    let piece = |Piece { text, hit }: &Piece| (text.clone(), *hit);
    let after = snippet.cut_after.then(|| (" …".to_owned(), false));
    cut(snippet.cut_before).into_iter().chain(snippet.pieces.iter().map(piece)).chain(after).collect()
}
