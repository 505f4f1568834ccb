//! HTML from outside: made safe to show, and turned into text to read and search.
//!
//! [`clean_html`] leaves no script, style, form or frame, loads nothing from elsewhere (remote pictures keep their address in `data-src`
//! until someone asks for them) and gives links away to nobody. HTML built to exhaust the reader is shown as text instead.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use mail_parser::decoders::html::add_html_token;

/// Largest HTML cleaned as HTML, in bytes. Larger is shown as text.
const MAX_CLEAN: usize = 4 * 1024 * 1024;
/// Deepest nesting of elements cleaned as HTML.
const MAX_NESTING: usize = 400;
/// Most elements that the parser may have to make for misnested formatting (`<b><i>…<p><p>…` makes each again in each paragraph).
const MAX_REPEATED: usize = 2_000_000;
/// Deepest quote marked with `> `.
const MAX_QUOTE: usize = 10;
/// Marks a blocked picture between cleaning and the last replacement; taken out of the input first.
const BLOCKED: char = '\u{e000}';

/// Elements whose end tag is usually left out: they do not count as nesting.
const LOOSE: &[&str] = &[
    "area", "base", "basefont", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li",
    "link", "meta", "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr",
    "track", "wbr",
];
/// Elements that the HTML parser opens again after misnesting.
const FORMATTING: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];
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

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(cleaner);

fn cleaner() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .url_schemes(HashSet::from([
            "http", "https", "mailto", "tel", "cid", "data",
        ]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .rm_tags(["map", "area"])
        .add_clean_content_tags([
            "title", "template", "noscript", "textarea", "select", "option", "iframe", "object",
            "svg", "math",
        ])
        .attribute_filter(|element, attribute, value| {
            let scheme = value
                .trim_start()
                .split(':')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            match (element, attribute) {
                ("img", "src") => match scheme.as_str() {
                    "cid" => Some(value.into()),
                    "data" => is_picture_data(value).then(|| value.into()),
                    "http" | "https" => {
                        Some(Cow::Owned(format!("{BLOCKED}{}", value.trim_start())))
                    }
                    _ => None,
                },
                ("a", "href") => (scheme != "data" && scheme != "cid").then(|| value.into()),
                (_, "cite") => None,
                _ => Some(value.into()),
            }
        });
    builder
}

/// Pictures within the address itself; not SVG, which is a document with scripts.
fn is_picture_data(value: &str) -> bool {
    let lower = value
        .trim_start()
        .get(..32)
        .unwrap_or(value)
        .to_ascii_lowercase();
    [
        "data:image/png",
        "data:image/jpeg",
        "data:image/gif",
        "data:image/webp",
    ]
    .iter()
    .any(|start| lower.starts_with(start))
}

/// Makes hostile HTML safe to show inside a page. `cid:` pictures keep their address for the caller to replace.
pub fn clean_html(html: &str) -> String {
    if html.len() > MAX_CLEAN || !is_bounded(html) {
        return from_text(&to_text(html));
    }
    let plain: String = html
        .chars()
        .filter(|one| *one != BLOCKED && *one != '\0')
        .collect();
    let clean = CLEANER.clean(&plain).to_string();
    // Within text or another attribute the quote would be followed by no such mark or be escaped, so only the pictures match.
    clean
        .replace(&format!(" src=\"{BLOCKED}"), " data-src=\"")
        .replace(BLOCKED, "")
}

/// Whether parsing stays cheap: a rough count of open elements, and of formatting elements times the elements opened within them.
fn is_bounded(html: &str) -> bool {
    let (mut nesting, mut formatting, mut repeated) = (0usize, 0usize, 0usize);
    for tag in Tags::new(html) {
        let name = tag.name.as_str();
        let is_formatting = FORMATTING.contains(&name);
        if tag.closing {
            nesting = nesting.saturating_sub(usize::from(!LOOSE.contains(&name)));
            formatting = formatting.saturating_sub(usize::from(is_formatting));
            continue;
        }
        nesting += usize::from(!LOOSE.contains(&name));
        formatting += usize::from(is_formatting);
        repeated += formatting;
        if nesting > MAX_NESTING || repeated > MAX_REPEATED {
            return false;
        }
    }
    true
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
                self.quote = if closing {
                    self.quote.saturating_sub(1)
                } else {
                    (self.quote + 1).min(MAX_QUOTE)
                };
                if self.out.ends_with("> ") {
                    self.restart_line();
                }
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

    fn line(&mut self, breaks: usize) {
        self.blank = false;
        if !self.out.is_empty() {
            self.breaks = self.breaks.max(breaks);
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

    /// A quote began or ended at the start of a line: its mark changes.
    fn restart_line(&mut self) {
        let start = self.out.rfind('\n').map_or(0, |at| at + 1);
        if self.out[start..]
            .chars()
            .all(|one| matches!(one, '>' | ' '))
        {
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
            Some(end)
                if rest.as_bytes()[1..end]
                    .iter()
                    .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#') =>
            {
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

/// The tags of a text, found in one pass. Comments and declarations come with an empty name.
struct Tags<'x> {
    html: &'x str,
    at: usize,
    /// Behind the last `>`: from here on no `<` begins a tag.
    last: usize,
}

struct Tag {
    name: String,
    closing: bool,
    start: usize,
    end: usize,
}

impl<'x> Tags<'x> {
    fn new(html: &'x str) -> Tags<'x> {
        Tags {
            html,
            at: 0,
            last: html.rfind('>').map_or(0, |at| at + 1),
        }
    }

    /// Moves behind the closing tag of an element whose content is no text.
    fn skip_to_end_of(&mut self, name: &str) -> usize {
        loop {
            match self.next() {
                Some(tag) if tag.closing && tag.name == name => return tag.end,
                Some(_) => {}
                None => {
                    self.at = self.html.len();
                    return self.at;
                }
            }
        }
    }

    /// The end of the tag that starts at `start`: the next `>` outside quotes, or any where a quote is not closed soon.
    fn end(&self, start: usize) -> usize {
        let bytes = &self.html.as_bytes()[start..self.last];
        let mut quote = None;
        for (at, byte) in bytes.iter().enumerate().take(4096) {
            match (quote, byte) {
                (None, b'>') => return start + at + 1,
                (None, b'"' | b'\'') => quote = Some(*byte),
                (Some(open), byte) if open == *byte => quote = None,
                _ => {}
            }
        }
        bytes
            .iter()
            .position(|byte| *byte == b'>')
            .map_or(self.last, |at| start + at + 1)
    }
}

impl Iterator for Tags<'_> {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        while self.at < self.last {
            let start = self.at + self.html[self.at..self.last].find('<')?;
            let rest = &self.html[start + 1..self.last];
            if let Some(comment) = rest.strip_prefix("!--") {
                let end = comment
                    .find("-->")
                    .map_or(self.html.len(), |at| start + 4 + at + 3);
                self.at = end;
                return Some(Tag {
                    name: String::new(),
                    closing: false,
                    start,
                    end,
                });
            }
            let (closing, rest) = match rest.strip_prefix('/') {
                Some(rest) => (true, rest),
                None => (false, rest),
            };
            if !rest.starts_with(|one: char| one.is_ascii_alphabetic() || one == '!' || one == '?')
            {
                self.at = start + 1;
                continue;
            }
            let name: String = rest
                .bytes()
                .take(20)
                .take_while(|byte| byte.is_ascii_alphanumeric())
                .map(|byte| byte.to_ascii_lowercase() as char)
                .collect();
            let end = self.end(start);
            self.at = end;
            return Some(Tag {
                name,
                closing,
                start,
                end,
            });
        }
        None
    }
}
