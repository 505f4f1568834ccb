//! Markdown, as staff write it, to HTML that a page may show and a mail may carry.
//!
//! Two walls: the Markdown reader hands on no HTML of its own (tags that were typed are shown as text), and what it made passes
//! a list of the few elements that a message needs. Links say where they lead; pictures are files of the same message.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

/// How deep quotes and lists may lie in each other before they are shown flat.
const DEPTH: usize = 12;
/// How much of a long text is shown before it is folded, in bytes of Markdown.
const SHOWN: usize = 6000;

/// A text as HTML, and the rest of it where it is very long.
pub struct Rendered {
    /// The beginning, or all.
    pub shown: String,
    /// The rest.
    pub rest: Option<String>,
}

/// The HTML of a text. `picture` gives the address of a file of the message by its id.
#[must_use]
pub fn render(text: &str, picture: &dyn Fn(&str) -> Option<String>) -> Rendered {
    let parser = Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES);
    let (mut shown, mut rest): (Vec<Event<'_>>, Vec<Event<'_>>) = (Vec::new(), Vec::new());
    let mut reader = Reader { picture, depth: 0, flat: 0, links: Vec::new(), left_out: Vec::new() };
    let mut open = 0_usize;
    let mut folded = false;
    for (event, range) in parser.into_offset_iter() {
        // A fold lies between two blocks, so that both halves are whole.
        folded |= open == 0 && range.start > SHOWN;
        match &event {
            Event::Start(_) => open += 1,
            Event::End(_) => open = open.saturating_sub(1),
            _ => {}
        }
        reader.read(event, if folded { &mut rest } else { &mut shown });
    }
    let html = |events: Vec<Event<'_>>| {
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, events.into_iter());
        CLEANER.clean(&html).to_string()
    };
    Rendered { shown: html(shown), rest: folded.then(|| html(rest)) }
}

struct Reader<'a> {
    picture: &'a dyn Fn(&str) -> Option<String>,
    depth: usize,
    /// Blocks that were opened beyond the depth and so not at all.
    flat: usize,
    /// Targets of open links, with whether their words are the target itself.
    links: Vec<(String, String)>,
    /// Whether each open picture was left out.
    left_out: Vec<bool>,
}

impl Reader<'_> {
    fn read<'e>(&mut self, event: Event<'e>, out: &mut Vec<Event<'e>>) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => out.push(Event::Text(html)),
            Event::Start(Tag::HtmlBlock) => out.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => out.push(Event::End(TagEnd::Paragraph)),
            // A line is a line: people who write mails mean it so.
            Event::SoftBreak => out.push(Event::HardBreak),
            Event::Start(tag @ (Tag::BlockQuote(_) | Tag::List(_) | Tag::Item)) => {
                if self.depth >= DEPTH {
                    self.flat += 1;
                } else {
                    self.depth += 1;
                    out.push(Event::Start(tag));
                }
            }
            Event::End(tag @ (TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item)) => {
                if self.flat > 0 {
                    self.flat -= 1;
                } else {
                    self.depth = self.depth.saturating_sub(1);
                    out.push(Event::End(tag));
                }
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                self.links.push((dest_url.to_string(), String::new()));
                out.push(Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    title: CowStr::from(""),
                    id: CowStr::from(""),
                }));
            }
            Event::End(TagEnd::Link) => {
                out.push(Event::End(TagEnd::Link));
                let (target, words) = self.links.pop().unwrap_or_default();
                if let Some(place) = place(&target).filter(|place| !words.contains(place.as_str())) {
                    out.push(Event::InlineHtml(CowStr::from(format!(
                        " <span class=\"link-to\">({})</span>",
                        escaped(&place)
                    ))));
                }
            }
            Event::Start(Tag::Image { link_type, dest_url, .. }) => {
                let address = dest_url.strip_prefix("file:").and_then(self.picture);
                self.left_out.push(address.is_none());
                if let Some(address) = address {
                    let (title, id) = (CowStr::from(""), CowStr::from(""));
                    out.push(Event::Start(Tag::Image { link_type, dest_url: CowStr::from(address), title, id }));
                }
            }
            // Without its picture, its words stand there as words.
            Event::End(TagEnd::Image) => {
                if !self.left_out.pop().unwrap_or(true) {
                    out.push(Event::End(TagEnd::Image));
                }
            }
            other => {
                if let (Event::Text(text) | Event::Code(text), Some((_, words))) = (&other, self.links.last_mut()) {
                    words.push_str(text);
                }
                out.push(other);
            }
        }
    }
}

/// Where a link leads, as people read it: the host of a page, the address of a mail.
fn place(target: &str) -> Option<String> {
    if let Some(mail) = target.strip_prefix("mailto:") {
        return Some(mail.split('?').next().unwrap_or_default().to_owned());
    }
    let rest = target.strip_prefix("https://").or_else(|| target.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    // What stands before an @ is no part of the host, however much it looks like one.
    Some(host.rsplit('@').next().unwrap_or_default().to_owned())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The few elements that a message needs.
static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags: HashSet<&str> = [
        "p",
        "br",
        "strong",
        "em",
        "del",
        "code",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "a",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "img",
        "span",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ]
    .into();
    let attributes: HashMap<&str, HashSet<&str>> =
        [("a", ["href"].into()), ("img", ["src", "alt"].into()), ("ol", ["start"].into())].into();
    let mut builder = Builder::default();
    builder
        .tags(tags)
        .tag_attributes(attributes)
        .generic_attributes(HashSet::new())
        .allowed_classes([("span", ["link-to"].into())].into())
        .url_schemes(["http", "https", "mailto", "tel", "cid"].into())
        .link_rel(Some("noopener nofollow"))
        .set_tag_attribute_value("img", "loading", "lazy");
    builder
});

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        render(text, &|id| (id == "7").then(|| "/shop/tickets/1/files/7".to_owned())).shown
    }

    fn check(text: &str, expect: &str) {
        assert_eq!(html(text).trim(), expect, "{text}");
    }

    #[test]
    fn markdown_becomes_the_few_elements_of_a_message() {
        check("**fett** und *leicht*", "<p><strong>fett</strong> und <em>leicht</em></p>");
        check("eins\nzwei", "<p>eins<br>\nzwei</p>");
        check("> Zitat", "<blockquote>\n<p>Zitat</p>\n</blockquote>");
        check("```\na < b\n```", "<pre><code>a &lt; b\n</code></pre>");
        check("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>");
        check("![Bild](file:7)", "<p><img src=\"/shop/tickets/1/files/7\" alt=\"Bild\" loading=\"lazy\"></p>");
    }

    #[test]
    fn links_say_where_they_lead_and_nothing_is_executed() {
        check(
            "[hier](https://evil.example/x)",
            "<p><a href=\"https://evil.example/x\" rel=\"noopener nofollow\">hier</a> <span class=\"link-to\">(evil.example)</span></p>",
        );
        check(
            "<https://shop.example/a>",
            "<p><a href=\"https://shop.example/a\" rel=\"noopener nofollow\">https://shop.example/a</a></p>",
        );
        assert!(html("[bank.example](https://bank.example@evil.example/)").contains("(evil.example)"));
        for hostile in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](data:text/html,<script>)",
            "![x](https://evil.example/pixel.png)",
            "![x](file:8)",
            "![x](javascript:alert(1))",
            "<a href=\"javascript:x()\" style=\"position:fixed\">x</a>",
            "```\n</code></pre><script>x()</script>\n```",
            "[a]: javascript:x()\n[a]",
        ] {
            let made = html(hostile);
            for bad in ["<script", "<img", "<a href=\"javascript", "<a href=\"data", "<a style"] {
                assert!(!made.contains(bad), "{hostile} became {made}");
            }
        }
    }

    #[test]
    fn what_is_deep_or_long_breaks_nothing() {
        let deep = html(&">".repeat(5000));
        assert!(deep.matches("<blockquote>").count() <= DEPTH, "{}", deep.len());
        assert!(html(&"[".repeat(20_000)).len() < 100_000);
        let long = render(&"Eine Zeile\n\n".repeat(10_000), &|_| None);
        let rest = long.rest.unwrap();
        assert!(long.shown.len() < 20_000 && rest.matches("<p>").count() > 9000);
        assert!(render("kurz", &|_| None).rest.is_none());
    }
}
