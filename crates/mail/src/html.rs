//! HTML from outside: made safe to show, and turned into text to read and search.
//!
//! [`as_sent`] leaves no script, style sheet, form or frame and nothing that loads anything: pictures are where the caller puts them,
//! and those that lie elsewhere are named, not fetched. HTML built to exhaust the reader is shown as text instead.

mod bound;
mod clean;
mod place;
mod style;
mod tag;
mod text;

use bound::is_bounded;
use clean::clean;
pub(crate) use text::{from_text, to_text};

/// Largest HTML shown as HTML, in bytes. Larger is shown as text.
const MAX_CLEAN: usize = 1024 * 1024;

/// From where the pictures of a mail are shown. Each answers an address for a page, or none: then their words stand there.
pub struct Pictures<'a> {
    /// A picture that came with the mail, by its Content-ID.
    pub within: &'a dyn Fn(&str) -> Option<String>,
    /// A picture that lies elsewhere, by its address.
    pub remote: &'a dyn Fn(&str) -> Option<String>,
}

/// The HTML of a mail, safe to be shown in a frame of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SentHtml {
    /// What stands in the body of a page.
    pub html: String,
    /// Addresses of pictures that lie elsewhere (http, https), each once, in order.
    pub remote: Vec<String>,
}

/// Makes hostile HTML safe to show in a frame of its own. Links say where they lead.
#[must_use]
pub fn as_sent(html: &str, pictures: &Pictures<'_>) -> SentHtml {
    if html.len() > MAX_CLEAN || !is_bounded(html) {
        return SentHtml { html: from_text(&to_text(html)), remote: Vec::new() };
    }
    place::place(&clean(html), pictures)
}

/// The same of a text.
#[must_use]
pub fn text_as_sent(text: &str) -> SentHtml {
    SentHtml { html: from_text(text), remote: Vec::new() }
}
