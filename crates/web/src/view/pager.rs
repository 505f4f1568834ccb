//! Pages of a long list, by key: newer and older, no page numbers.

use askama::Template;
use askama::filters::HtmlSafe;

use super::filters;
use crate::text::Text;

/// Where the list goes on.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    /// The address of the page before.
    pub newer: Option<String>,
    /// The address of the page after.
    pub older: Option<String>,
}

impl Pager {
    /// Two links, or nothing when the list has one page.
    pub fn draw<'a>(&'a self, t: &'a Text) -> impl HtmlSafe + 'a {
        Drawn { t, pager: self }
    }
}

#[derive(Template)]
#[template(path = "partials/pager.html")]
struct Drawn<'a> {
    t: &'a Text,
    pager: &'a Pager,
}

impl HtmlSafe for Drawn<'_> {}
