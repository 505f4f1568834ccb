//! Whether a price is accepted, as it stands beside a ticket's verdict; also the fragment that live updates fetch from `url`.

use askama::Template;
use jiff::Timestamp;

use super::filters;
use crate::text::Text;

/// Whether a price is accepted.
#[derive(Clone, Debug, Template)]
#[template(path = "partials/acceptance.html")]
pub struct Acceptance {
    /// The reader.
    pub t: Text,
    /// Where this fragment comes from.
    pub url: String,
    /// Where it stands.
    pub mark: Mark,
    /// The same in words.
    pub words: String,
    /// Who decided, in words, and when.
    pub decided: Option<(String, Timestamp)>,
    /// The price.
    pub price: String,
}

/// Where the question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing is decided.
    Waits,
    /// It is accepted.
    Accepted,
    /// It is declined.
    Declined,
}

impl askama::filters::HtmlSafe for Acceptance {}
