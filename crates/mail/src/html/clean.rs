//! The wall: which elements, attributes and addresses of a hostile HTML remain.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, Url, UrlRelative};

use super::style;

/// What mails are laid out with. No element that loads, runs, asks or takes input.
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "wbr",
];
/// Elements that go with what they hold: it is no text of the mail.
const GONE: &[&str] = &[
    "script", "style", "title", "template", "noscript", "textarea", "select", "option", "iframe", "frameset",
    "noframes", "noembed", "object", "applet", "audio", "video", "canvas", "svg", "math", "xmp",
];
/// Attributes that any element may have.
const ANYWHERE: &[&str] = &["align", "bgcolor", "dir", "height", "lang", "style", "title", "valign", "width"];
/// Attributes of some elements.
const OF_SOME: &[(&str, &[&str])] = &[
    ("a", &["href"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("font", &["color", "face", "size"]),
    ("hr", &["color", "noshade", "size"]),
    ("img", &["alt", "border", "hspace", "src", "vspace"]),
    ("li", &["type", "value"]),
    ("ol", &["start", "type"]),
    ("table", &["border", "cellpadding", "cellspacing"]),
    ("td", &["colspan", "nowrap", "rowspan"]),
    ("th", &["colspan", "nowrap", "rowspan"]),
    ("ul", &["type"]),
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let of_some = OF_SOME.iter().map(|(tag, names)| (*tag, names.iter().copied().collect::<HashSet<&str>>()));
    let mut builder = Builder::default();
    builder
        .tags(TAGS.iter().copied().collect())
        .clean_content_tags(GONE.iter().copied().collect())
        .generic_attributes(ANYWHERE.iter().copied().collect())
        .tag_attributes(of_some.collect::<HashMap<_, _>>())
        .url_schemes(["http", "https", "mailto", "cid", "data"].into())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("a", "href") => address(value, &["http", "https", "mailto"]).map(Cow::Owned),
            ("img", "src") => picture(value).map(Cow::Owned),
            (_, "href" | "src") => None,
            (_, "style") => style::harmless(value).map(Cow::Owned),
            _ => Some(Cow::Borrowed(value)),
        });
    builder
});

/// Without what may not stand in a page.
pub(super) fn clean(html: &str) -> String {
    CLEANER.clean(&html.replace('\0', "")).to_string()
}

/// An address as browsers read it, so that what is asked is what will be opened.
fn address(value: &str, schemes: &[&str]) -> Option<String> {
    let url = Url::parse(value.trim()).ok()?;
    schemes.contains(&url.scheme()).then(|| url.to_string())
}

fn picture(value: &str) -> Option<String> {
    let value = value.trim();
    if value.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("cid:")) {
        return Some(format!("cid:{}", &value[4..]));
    }
    if is_picture_data(value) { Some(value.to_owned()) } else { address(value, &["http", "https"]) }
}

/// Pictures within the address itself; not SVG, which is a document.
fn is_picture_data(value: &str) -> bool {
    let starts =
        ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,", "data:image/webp;base64,"];
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"+/=".contains(&byte);
    starts.iter().any(|start| value.strip_prefix(start).is_some_and(|bytes| bytes.bytes().all(plain)))
}
