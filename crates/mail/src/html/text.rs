//! HTML as text to read, search and quote; text as HTML.

use std::borrow::Cow;

use mail_parser::decoders::html::add_html_token;

use super::tag::Tags;

/// Deepest quote marked with `> `.
const MAX_QUOTE: usize = 10;
/// Longest name of a picture, in bytes.
const MAX_CID: usize = 250;
/// Elements that begin a line of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "body",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "tr",
    "ul",
];

/// HTML as text: blocks on lines of their own, quotes marked with `> `, list items with `- `, no scripts or styles.
pub(crate) fn to_text(html: &str) -> String {
    let mut writer = Writer::default();
    let mut tags = Tags::new(html);
    let mut end_of_last = 0;
    while let Some(tag) = tags.next() {
        writer.text(&html[end_of_last..tag.start]);
        end_of_last = tag.end;
        let name = tag.name.as_str();
        if !tag.closing && matches!(name, "script" | "style" | "title" | "template" | "noscript") {
            end_of_last = tags.skip_to_end_of(name);
            continue;
        }
        if name == "img" {
            writer.picture(&html[tag.start..tag.end]);
            continue;
        }
        writer.tag(name, tag.closing);
    }
    writer.text(&html[end_of_last..]);
    crate::decode::body(writer.finish().trim_matches('\n'))
}

#[derive(Default)]
struct Writer {
    out: String,
    quote: usize,
    preformatted: usize,
    /// Line breaks to be written before the next text.
    breaks: usize,
    blank: bool,
}

impl Writer {
    fn tag(&mut self, name: &str, closing: bool) {
        match (name, closing) {
            ("br", _) => {
                self.breaks += 1;
                self.blank = false;
            }
            ("td" | "th", false) => self.blank = true,
            ("li", false) => {
                self.line(1);
                self.word("- ");
            }
            ("hr", _) => {
                self.line(1);
                self.word("________");
                self.line(1);
            }
            ("blockquote", _) => {
                self.line(1);
                self.flush_breaks();
                self.quote = if closing { self.quote.saturating_sub(1) } else { (self.quote + 1).min(MAX_QUOTE) };
                self.restart_line();
            }
            ("pre", false) => {
                self.line(1);
                self.preformatted += 1;
            }
            ("pre", true) => {
                self.line(1);
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            ("p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) => self.line(2),
            _ if BLOCKS.contains(&name) => self.line(1),
            _ => {}
        }
    }

    /// A picture that came along, as mail programs name it in plain text: `[cid:…]`.
    fn picture(&mut self, tag: &str) {
        let ends = |one: char| one.is_whitespace() || matches!(one, '"' | '\'' | '>' | '<' | '[' | ']');
        let id = tag.split_once("cid:").and_then(|(_, rest)| rest.split(ends).next()).unwrap_or_default();
        if !id.is_empty() && id.len() <= MAX_CID {
            self.word(&format!("[cid:{id}]"));
        }
    }

    fn line(&mut self, breaks: usize) {
        self.blank = false;
        // A line with nothing but its quote marks is a new line already.
        let begun = usize::from(self.line_start().is_some());
        if !self.out.is_empty() {
            self.breaks = self.breaks.max(breaks - begun.min(breaks));
        }
    }

    fn flush_breaks(&mut self) {
        for _ in 0..std::mem::take(&mut self.breaks).min(3) {
            let kept = self.out.trim_end_matches(' ').len();
            self.out.truncate(kept);
            self.out.push('\n');
            self.prefix();
        }
    }

    fn prefix(&mut self) {
        for _ in 0..self.quote {
            self.out.push_str("> ");
        }
    }

    /// Where the last line starts, if it has nothing but quote marks.
    fn line_start(&self) -> Option<usize> {
        let mut start = self.out.len();
        // Quote marks are bounded; a long line is not searched.
        for byte in self.out.bytes().rev().take(2 * MAX_QUOTE) {
            match byte {
                b'>' | b' ' => start -= 1,
                b'\n' => return Some(start),
                _ => return None,
            }
        }
        (start == 0).then_some(0)
    }

    /// A quote began or ended at the start of a line: its mark changes.
    fn restart_line(&mut self) {
        if let Some(start) = self.line_start() {
            self.out.truncate(start);
            self.prefix();
        }
    }

    fn word(&mut self, word: &str) {
        self.flush_breaks();
        if self.out.is_empty() || self.out.ends_with('\n') {
            self.restart_line();
        }
        let at_start = self.out.is_empty() || self.out.ends_with(['\n', ' ']);
        if self.blank && !at_start {
            self.out.push(' ');
        }
        self.blank = false;
        self.out.push_str(word);
    }

    fn text(&mut self, raw: &str) {
        if raw.is_empty() {
            return;
        }
        let text = unescape(raw);
        if self.preformatted > 0 {
            for (number, line) in text.split('\n').enumerate() {
                if number > 0 {
                    self.breaks += 1;
                }
                if !line.is_empty() {
                    self.word(line);
                }
            }
            return;
        }
        if text.starts_with(is_blank) {
            self.blank = true;
        }
        for word in text.split(is_blank).filter(|word| !word.is_empty()) {
            self.word(word);
            self.blank = true;
        }
        self.blank = text.ends_with(is_blank);
    }

    fn finish(self) -> String {
        self.out
    }
}

/// Blanks that HTML folds. The no-break space is folded with them: mail programs write it for every second blank.
fn is_blank(one: char) -> bool {
    one.is_ascii_whitespace() || one == '\u{a0}'
}

fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(40).position(|byte| byte == b';');
        match end {
            Some(end) if rest.as_bytes()[1..end].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#') => {
                add_html_token(&mut out, &rest.as_bytes()[..=end], false);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Plain text as HTML with its line breaks.
pub(crate) fn from_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str("<p>");
    for character in text.trim().chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("<br>\n"),
            other => out.push(other),
        }
    }
    out.push_str("</p>\n");
    out
}
