//! The last pass over HTML that has passed the wall: pictures get their place, links say where they lead.
//!
//! What comes here was written by the cleaner and so has one shape: `<` only begins a tag, attributes stand in double quotes. What
//! has another shape all the same is written as text.

use std::fmt::Write as _;

use ammonia::Url;

use super::{Pictures, SentHtml};

pub(super) fn place(clean: &str, pictures: &Pictures<'_>) -> SentHtml {
    let mut writer = Writer { pictures, sent: SentHtml::default(), link: None };
    let mut rest = clean;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        writer.text(text);
        let Some(end) = end(tag) else {
            writer.text(&escaped(tag));
            return writer.sent;
        };
        writer.tag(&tag[..end]);
        rest = &tag[end..];
    }
    writer.text(rest);
    writer.sent
}

/// Behind the `>` that ends a tag.
fn end(tag: &str) -> Option<usize> {
    let mut quoted = false;
    let at = tag.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    at.map(|at| at + 1)
}

/// A link that is open: where it leads, and its words so far.
struct Link {
    target: String,
    words: String,
}

struct Writer<'a> {
    pictures: &'a Pictures<'a>,
    sent: SentHtml,
    link: Option<Link>,
}

impl Writer<'_> {
    fn text(&mut self, text: &str) {
        if let Some(link) = &mut self.link {
            link.words.push_str(text);
        }
        self.sent.html.push_str(text);
    }

    fn tag(&mut self, tag: &str) {
        let name: &str =
            tag[1..].split(|one: char| !one.is_ascii_alphanumeric() && one != '/').next().unwrap_or_default();
        match name {
            "img" => self.picture(tag),
            "a" => self.open_link(tag),
            "/a" => self.close_link(tag),
            _ => self.sent.html.push_str(tag),
        }
    }

    fn picture(&mut self, tag: &str) {
        self.sent.html.push_str("<img");
        for (name, value) in attributes(tag) {
            let value = if name == "src" { self.source(&value) } else { Some(value) };
            if let Some(value) = value {
                self.attribute(name, &value);
            }
        }
        self.sent.html.push('>');
    }

    fn source(&mut self, address: &str) -> Option<String> {
        if let Some(id) = address.strip_prefix("cid:") {
            return (self.pictures.within)(id);
        }
        if address.starts_with("data:") {
            return Some(address.to_owned());
        }
        if !self.sent.remote.iter().any(|known| known == address) {
            self.sent.remote.push(address.to_owned());
        }
        (self.pictures.remote)(address)
    }

    fn open_link(&mut self, tag: &str) {
        self.sent.html.push_str("<a");
        let mut to = None;
        for (name, value) in attributes(tag) {
            if name == "href" {
                to = Some(value.clone());
            }
            if name != "title" {
                self.attribute(name, &value);
            }
        }
        if let Some(to) = &to {
            self.attribute("title", to);
        }
        self.sent.html.push('>');
        self.link = to.as_deref().and_then(target).map(|target| Link { target, words: String::new() });
    }

    fn close_link(&mut self, tag: &str) {
        self.sent.html.push_str(tag);
        if let Some(link) = self.link.take().filter(Link::pretends) {
            // Writing to a String cannot fail.
            let _ = write!(self.sent.html, " ({})", escaped(&link.target));
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        // Writing to a String cannot fail.
        let _ = write!(self.sent.html, " {name}=\"{}\"", escaped(value));
    }
}

impl Link {
    /// Whether its words look like an address other than the one that it leads to.
    fn pretends(&self) -> bool {
        let words = plain(&self.words);
        let trimmed = words.split_whitespace().map(|word| word.trim_matches(|one: char| !one.is_alphanumeric()));
        trimmed.filter_map(named).any(|named| bare(&named) != bare(&self.target))
    }
}

fn bare(place: &str) -> String {
    let place = place.to_ascii_lowercase();
    place.strip_prefix("www.").map(str::to_owned).unwrap_or(place)
}

/// The place that a word names, if it looks like an address: a host, or a mail address.
fn named(word: &str) -> Option<String> {
    if word.contains("://") || word.starts_with("mailto:") {
        return target(word);
    }
    let host = word.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let (start, ending) = host.rsplit_once('.')?;
    let is_host = start.ends_with(char::is_alphanumeric) && ending.chars().count() >= 2;
    let is_name = ending.chars().all(char::is_alphabetic);
    (is_host && is_name).then(|| host.to_owned())
}

/// Where a link leads, as people read it: the host of a page, the address of a mail.
fn target(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    match url.scheme() {
        "mailto" => Some(url.path().to_owned()),
        _ => url.host_str().map(str::to_owned),
    }
}

/// The attributes of a tag, their values as they are meant.
fn attributes(tag: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut rest = tag;
    while let Some((before, behind)) = rest.split_once("=\"") {
        let Some((value, next)) = behind.split_once('"') else { break };
        let name = before.rsplit(|one: char| one.is_ascii_whitespace()).next().unwrap_or_default();
        found.push((name, plain(value)));
        rest = next;
    }
    found
}

fn plain(escaped: &str) -> String {
    let text = escaped.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&nbsp;", "\u{a0}").replace("&amp;", "&")
}

fn escaped(plain: &str) -> String {
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
