//! What was found: tickets with the words asked for, customers and contacts.

use askama::Template;

use super::{Severity, Shell, Stage, filters};
use crate::text::Text;

/// The search of staff, as a page.
#[derive(Template)]
#[template(path = "pages/search.html")]
pub struct SearchPage {
    /// What surrounds it.
    pub shell: Shell,
    /// What is found.
    pub results: SearchResults,
}

/// The search of contacts, as a page.
#[derive(Template)]
#[template(path = "pages/search_portal.html")]
pub struct PortalSearchPage {
    /// What surrounds it.
    pub shell: Shell,
    /// What is found.
    pub results: SearchResults,
}

/// What is found; also the fragment that is fetched while somebody types.
#[derive(Clone, Debug, Template)]
#[template(path = "partials/search_results.html")]
pub struct SearchResults {
    /// The reader.
    pub t: Text,
    /// What was typed.
    pub q: String,
    /// Where the search page is: `/shop-levels/search`.
    pub url: String,
    /// What is wrong with a filter.
    pub wrong: Option<String>,
    /// How many tickets there are in all; so many are counted where `uncounted`.
    pub total: usize,
    /// Whether there are more than are counted.
    pub uncounted: bool,
    /// Tickets of this page.
    pub tickets: Vec<FoundTicket>,
    /// Customers and contacts.
    pub people: Vec<FoundPerson>,
    /// Articles.
    pub articles: Vec<FoundPerson>,
    /// Where the list goes on.
    pub pager: super::Pager,
    /// The filters that this reader has, each as it is typed.
    pub filters: Vec<&'static str>,
}

impl askama::filters::HtmlSafe for SearchResults {}

/// A text in pieces, some of which were asked for.
pub type Marked = Vec<(String, bool)>;

/// A ticket found.
#[derive(Clone, Debug)]
pub struct FoundTicket {
    /// Its number.
    pub number: i64,
    /// Its address.
    pub url: String,
    /// Its subject.
    pub subject: Marked,
    /// Where else the words are.
    pub words: Option<Marked>,
    /// Customer and plan; nothing for contacts, who know.
    pub who: String,
    /// How urgent.
    pub severity: Option<Severity>,
    /// Where it is.
    pub stage: Stage,
    /// The stage's name as contacts read it, where a contact reads.
    pub stage_name: Option<String>,
    /// When it last changed.
    pub changed: jiff::Timestamp,
}

/// A customer or a contact found.
#[derive(Clone, Debug)]
pub struct FoundPerson {
    /// The customer's page.
    pub url: String,
    /// Its name.
    pub name: Marked,
    /// Of a contact: the customer, address and telephone.
    pub details: Option<Marked>,
}
