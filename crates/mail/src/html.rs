//! HTML from outside: made safe to show, and turned into text to read and search.
//!
//! [`clean_html`] leaves no script, style, form or frame, loads nothing from elsewhere (remote pictures keep their address in `data-src`
//! until someone asks for them) and gives links away to nobody. HTML built to exhaust the reader is shown as text instead.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
mod bound;
mod tag;
mod text;

use bound::is_bounded;
pub(crate) use text::{from_text, to_text};

/// Largest HTML cleaned as HTML, in bytes. Larger is shown as text.
const MAX_CLEAN: usize = 1024 * 1024;
/// Stands before the address of a blocked picture between cleaning and the last replacement.
const BLOCKED: &str = "x-blocked:\u{e000}";
/// The part of it that is taken out of the input first, so that nothing from outside can look like it.
const BLOCKED_MARK: char = '\u{e000}';

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(cleaner);

fn cleaner() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid", "data", "x-blocked"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .rm_tags(["map", "area"])
        .add_clean_content_tags([
            "title", "template", "noscript", "textarea", "select", "option", "iframe", "object", "svg", "math",
        ])
        .attribute_filter(|element, attribute, value| {
            let scheme = value.trim_start().split(':').next().unwrap_or_default().to_ascii_lowercase();
            match (element, attribute) {
                ("img", "src") => match scheme.as_str() {
                    "cid" => Some(value.into()),
                    "data" => is_picture_data(value).then(|| value.into()),
                    "http" | "https" => Some(Cow::Owned(format!("{BLOCKED}{}", value.trim_start()))),
                    _ => None,
                },
                ("a", "href") => matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel").then(|| value.into()),
                (_, "cite") => None,
                _ => Some(value.into()),
            }
        });
    builder
}

/// Pictures within the address itself; not SVG, which is a document with scripts.
fn is_picture_data(value: &str) -> bool {
    let lower = value.trim_start().get(..32).unwrap_or(value).to_ascii_lowercase();
    ["data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"]
        .iter()
        .any(|start| lower.starts_with(start))
}

/// Makes hostile HTML safe to show inside a page. `cid:` pictures keep their address for the caller to replace.
pub fn clean_html(html: &str) -> String {
    if html.len() > MAX_CLEAN || !is_bounded(html) {
        return from_text(&to_text(html));
    }
    let plain: String = html.chars().filter(|one| *one != BLOCKED_MARK && *one != '\0').collect();
    let clean = CLEANER.clean(&plain).to_string();
    // In attributes a quote is escaped, so only pictures match; in text a match would change a word, never the structure.
    clean.replace(&format!(" src=\"{BLOCKED}"), " data-src=\"").replace(BLOCKED_MARK, "")
}
