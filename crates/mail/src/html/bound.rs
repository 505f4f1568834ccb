//! Whether HTML can be parsed cheaply, told by a rough look at its tags.
//!
//! A standards-conforming HTML parser must do quadratic work on some inputs: misnested formatting, content that is not allowed in a table
//! (moved before it, one piece at a time), thousands of attributes. Mail programs write none of these; who does gets shown as text.

use super::tag::{Tag, Tags};

/// Deepest nesting of elements cleaned as HTML.
const MAX_NESTING: usize = 400;
/// Most elements that the parser may have to make for misnested formatting (`<b><i>…<p><p>…` makes each again in each paragraph).
const MAX_REPEATED: usize = 2_000_000;
/// Most pieces that the parser may have to move out of tables.
const MAX_MOVED: usize = 2_000;
/// Most attributes of one element.
const MAX_ATTRIBUTES: usize = 1_000;
/// Most work on character references, counted as the square of their number between two tags: each copies the text so far.
const MAX_REFERENCES: usize = 100_000_000;

/// Elements whose end tag is usually left out: they do not count as nesting.
const LOOSE: &[&str] = &[
    "area", "base", "basefont", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option",
    "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];
/// Elements that the HTML parser opens again after misnesting.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements that a table may have outside its cells.
const TABLE_PARTS: &[&str] =
    &["", "caption", "col", "colgroup", "script", "style", "table", "tbody", "td", "tfoot", "th", "thead", "tr"];
/// Elements whose content is no HTML.
const RAW: &[&str] = &["iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"];

/// Counts of what is open and what it costs.
#[derive(Default)]
struct Cost {
    nesting: usize,
    formatting: usize,
    repeated: usize,
    tables: usize,
    in_cell: bool,
    /// The open element whose content is no HTML: a cell in there is none. (In pictures it may be HTML after all, so it is counted.)
    raw: Option<String>,
    moved: usize,
    references: usize,
}

/// Whether parsing stays cheap.
pub(super) fn is_bounded(html: &str) -> bool {
    let mut cost = Cost::default();
    let mut end_of_last = 0;
    for tag in Tags::new(html) {
        cost.text(&html[end_of_last..tag.start]);
        cost.tag(&tag);
        if cost.is_too_high() || attributes(&html[tag.start..tag.end]) > MAX_ATTRIBUTES {
            return false;
        }
        end_of_last = tag.end;
    }
    cost.text(&html[end_of_last..]);
    !cost.is_too_high()
}

impl Cost {
    fn text(&mut self, text: &str) {
        let references = text.bytes().filter(|byte| *byte == b'&').count();
        self.references = self.references.saturating_add(references.saturating_mul(references));
        if self.tables > 0 && !self.in_cell && !text.trim().is_empty() {
            self.moved += 1;
        }
    }

    fn tag(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        let (is_loose, is_formatting) = (LOOSE.contains(&name), FORMATTING.contains(&name));
        if self.tables > 0 && !self.in_cell && !TABLE_PARTS.contains(&name) {
            self.moved += 1;
        }
        if tag.closing && self.raw.as_deref() == Some(name) {
            self.raw = None;
        } else if !tag.closing && self.raw.is_none() && RAW.contains(&name) {
            self.raw = Some(name.to_owned());
        }
        match (name, tag.closing) {
            ("table", false) => {
                self.tables += 1;
                self.in_cell = false;
            }
            // Behind an inner table its own cell goes on.
            ("table", true) => {
                self.tables = self.tables.saturating_sub(1);
                self.in_cell = self.tables > 0 && self.raw.is_none();
            }
            ("td" | "th" | "caption", closing) => self.in_cell = !closing && self.raw.is_none(),
            ("tr" | "tbody" | "thead" | "tfoot", _) => self.in_cell = false,
            _ => {}
        }
        if tag.closing {
            self.nesting = self.nesting.saturating_sub(usize::from(!is_loose));
            self.formatting = self.formatting.saturating_sub(usize::from(is_formatting));
        } else if !name.is_empty() {
            self.nesting += usize::from(!is_loose);
            self.formatting += usize::from(is_formatting);
            self.repeated += self.formatting;
        }
    }

    fn is_too_high(&self) -> bool {
        self.nesting > MAX_NESTING
            || self.repeated > MAX_REPEATED
            || self.moved > MAX_MOVED
            || self.references > MAX_REFERENCES
    }
}

/// At least the number of attributes of a tag: what separates them, outside quotes.
fn attributes(tag: &str) -> usize {
    let mut quote = None;
    let mut count = 0;
    for byte in tag.bytes() {
        match (quote, byte) {
            (None, b'"' | b'\'') => {
                quote = Some(byte);
                // A quote that ends one attribute may begin the next without a blank.
                count += 1;
            }
            (Some(open), byte) if open == byte => quote = None,
            (None, b'/') => count += 1,
            (None, byte) if byte.is_ascii_whitespace() => count += 1,
            _ => {}
        }
    }
    count
}
