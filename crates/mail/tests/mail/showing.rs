//! HTML that is safe to show.

use mail::{Pictures, SentHtml, as_sent};
use proptest::prelude::*;

/// A mail with one picture of its own (`cid:pic@x`); nothing from elsewhere is loaded.
pub(crate) fn shown(html: &str) -> SentHtml {
    let within = |id: &str| (id == "pic@x").then(|| "data:image/png;base64,AA".to_owned());
    as_sent(html, &Pictures { within: &within, remote: &|_| None })
}

/// The tags of HTML as a browser finds them: name, and attributes with their values.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let name: String = rest.chars().take_while(|one| !one.is_whitespace() && *one != '>').collect();
        rest = &rest[name.len()..];
        let mut attributes = Vec::new();
        while let Some(attribute) = rest.strip_prefix(' ') {
            let (name, behind) = attribute.split_once("=\"").expect("an attribute has a value");
            let (value, next) = behind.split_once('"').expect("a value is quoted");
            attributes.push((name.to_owned(), value.to_owned()));
            rest = next;
        }
        rest = rest.strip_prefix('>').expect("a tag ends");
        found.push((name, attributes));
    }
    found
}

/// Nothing in it runs, loads, asks or leaves its place.
pub(crate) fn innocent(html: &str) {
    const ELEMENTS: &str = " a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del \
        dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp \
        section small span strike strong sub sup table tbody td tfoot th thead tr tt u ul wbr ";
    for (name, attributes) in tags(html) {
        let name = name.trim_start_matches('/');
        assert!(ELEMENTS.contains(&format!(" {name} ")), "<{name}> in {html}");
        for (attribute, value) in attributes {
            let value = value.to_ascii_lowercase();
            match attribute.as_str() {
                "href" => assert!(
                    ["http://", "https://", "mailto:"].iter().any(|scheme| value.starts_with(scheme)),
                    "{value} in {html}"
                ),
                "src" => assert!(value.starts_with("data:image/") && !value.contains("svg"), "{value} in {html}"),
                "style" => {
                    for bad in ["url", "\\", "/*", "@", "expression", "position", "var(", "image"] {
                        assert!(!value.contains(bad), "{value} in {html}");
                    }
                }
                "target" => assert_eq!(value, "_blank"),
                "rel" => assert_eq!(value, "noopener noreferrer nofollow"),
                other => assert!(
                    !other.starts_with("on")
                        && !["srcset", "background", "id", "name", "class", "action", "srcdoc", "ping"]
                            .contains(&other),
                    "{other} in {html}"
                ),
            }
        }
    }
}

#[test]
fn nothing_runs_loads_or_asks() {
    for (html, expect) in [
        ("<p>Hi <b>there</b></p>", "<p>Hi <b>there</b></p>"),
        ("<script>alert(1)</script>x", "x"),
        ("<style>p{background:url(http://e.example)}</style>x", "x"),
        (
            "<p style=\"background:url(http://e.example);color:red\" class=x id=y onclick=z()>x</p>",
            "<p style=\"color:red\">x</p>",
        ),
        ("<p style=\"position:fixed\">x</p>", "<p>x</p>"),
        ("<form action=http://e.example><input name=p><button>go</button></form>", "go"),
        ("<iframe src=http://e.example>in</iframe>x", "x"),
        ("<iframe srcdoc=\"<script>x()</script>\"></iframe>x", "x"),
        ("<object data=http://e.example></object><embed src=http://e.example>x", "x"),
        ("<svg onload=alert(1)><image href=http://e.example /></svg>x", "x"),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>x", "<img>x"),
        ("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">", ""),
        ("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>x", "<img>\"&gt;x"),
        (
            "<link rel=stylesheet href=http://e.example><meta http-equiv=refresh content=0><base href=http://e.example>x",
            "x",
        ),
        ("<video src=http://e.example poster=http://e.example></video><audio src=http://e.example></audio>x", "x"),
        (
            "<table background=http://e.example width=600><tr><td bgcolor=\"#fff\">x</td></tr></table>",
            "<table width=\"600\"><tbody><tr><td bgcolor=\"#fff\">x</td></tr></tbody></table>",
        ),
        ("<img src=https://e.example/p.png alt=A>", "<img alt=\"A\">"),
        ("<img src=//e.example/p.png srcset=\"https://e.example/2x 2x\">", "<img>"),
        ("<img src=cid:pic@x alt='\"A'>", "<img src=\"data:image/png;base64,AA\" alt=\"&quot;A\">"),
        ("<img src=CID:other@x>", "<img>"),
        ("<img src=\"data:image/png;base64,iVBORw==\">", "<img src=\"data:image/png;base64,iVBORw==\">"),
        ("<img src=\"data:image/svg+xml,<svg>\">", "<img>"),
        ("<img src=javascript:alert(1) onerror=alert(1)>", "<img>"),
        ("<blockquote cite=http://e.example>x</blockquote>", "<blockquote>x</blockquote>"),
        ("<font color=red face=Arial>x</font>", "<font color=\"red\" face=\"Arial\">x</font>"),
        ("<!-- c --><title>t</title>x", "x"),
        ("<!--[if mso]><img src=https://e.example/m.png><![endif]-->x", "x"),
        ("<b>open", "<b>open</b>"),
        (" href=\"https://e.example\" &lt;img src=\"x\"&gt;", " href=\"https://e.example\" &lt;img src=\"x\"&gt;"),
    ] {
        let sent = shown(html);
        innocent(&sent.html);
        assert_eq!(sent.html, expect, "{html}");
    }
}

#[test]
fn links_lead_to_pages_and_addresses_alone_and_say_where() {
    // The order of attributes means nothing.
    let link = |html: &str| {
        let sent = shown(html);
        innocent(&sent.html);
        let (_, attributes) = tags(&sent.html).into_iter().next().expect("a link");
        let value = |name: &str| attributes.iter().find(|(one, _)| one == name).map(|(_, value)| value.clone());
        assert_eq!(value("target").as_deref(), Some("_blank"), "{html}");
        assert_eq!(value("title"), value("href"), "{html}");
        let words = sent.html.split_once('>').expect("words").1.replace("</a>", "");
        (value("href").unwrap_or_default(), words)
    };
    for (html, to, words) in [
        ("<a href=https://e.example title=\"https://bank.example\">x</a>", "https://e.example/", "x"),
        ("<a href=\" HTTPS://E.example/a?b=1&amp;c=2\">x</a>", "https://e.example/a?b=1&amp;c=2", "x"),
        ("<a href=mailto:a@e.example>a@e.example</a>", "mailto:a@e.example", "a@e.example"),
        ("<a href=https://e.example/x>www.e.example</a>", "https://e.example/x", "www.e.example"),
        (
            "<a href=https://e.example/>https://bank.example/</a>",
            "https://e.example/",
            "https://bank.example/ (e.example)",
        ),
        (
            "<a href=https://bank.example@e.example/>bank.example</a>",
            "https://bank.example@e.example/",
            "bank.example (e.example)",
        ),
        (
            "<a href=\"https:\\\\e.example\">go to <b>bank.example</b>.</a>",
            "https://e.example/",
            "go to <b>bank.example</b>. (e.example)",
        ),
        ("<a href=https://e.example.>z.B. 3.5</a>", "https://e.example./", "z.B. 3.5"),
        ("<a href=javascript:alert(1)>x</a>", "", "x"),
        ("<a href=\"java\nscript:alert(1)\">x</a>", "", "x"),
        ("<a href=data:text/html,x>x</a>", "", "x"),
        ("<a href=file:///etc/passwd>x</a>", "", "x"),
        ("<a href=tel:1>x</a>", "", "x"),
        ("<a href=/x>x</a>", "", "x"),
        ("<a href=//e.example>x</a>", "", "x"),
    ] {
        assert_eq!(link(html), (to.to_owned(), words.to_owned()), "{html}");
    }
}

#[test]
fn pictures_from_elsewhere_are_named_and_stand_where_they_are_told() {
    let html = "<img src=https://e.example/a?x=1&amp;y=2><img src=\" HTTP://e.example/b\"><img src=https://e.example/a?x=1&amp;y=2>\
                <img src=ftp://e.example/c><img src=cid:pic@x>";
    let addresses = ["https://e.example/a?x=1&y=2", "http://e.example/b"];
    assert_eq!(shown(html).remote, addresses);
    let remote = |address: &str| (address == addresses[1]).then(|| "data:image/gif;base64,BB".to_owned());
    let loaded = as_sent(html, &Pictures { within: &|_| None, remote: &remote });
    assert_eq!(loaded.remote, addresses);
    assert_eq!(loaded.html, "<img><img src=\"data:image/gif;base64,BB\"><img><img><img>");
}

#[test]
fn html_built_to_exhaust_is_shown_as_text() {
    let deep = format!("{}deep{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    assert_eq!(shown(&deep).html, "<p>deep</p>\n");
    let mut again = String::new();
    for number in 0..300 {
        again.push_str(&format!("<b id={number}>"));
    }
    again.push_str(&"<p>x".repeat(200_000));
    assert!(shown(&again).html.starts_with("<p>x<br>"));
    let large = format!("<p>{}</p>", "wort &amp; ".repeat(150_000));
    assert!(shown(&large).html.starts_with("<p>wort &amp; wort"));
    for costly in [
        "<table>a</table>".repeat(50_000),
        format!("<table>{}", "a<tr>".repeat(50_000)),
        format!("<table>{}", "<p>a".repeat(50_000)),
        format!("<table><textarea><td></textarea>{}", "a<br>".repeat(50_000)),
        format!("<p {}>a", "x=1 ".repeat(100_000)),
        format!("<p {}>a", "x=''".repeat(100_000)),
        "&".repeat(1_000_000),
        "a&amp;".repeat(150_000),
    ] {
        assert!(shown(&costly).html.starts_with("<p>"), "{}", &costly[..80]);
    }
    let newsletter =
        "<table width=600><tbody><tr><td><table><tr><td>A &amp; B</td></tr></table> more</td></tr></tbody></table>"
            .repeat(2_000);
    assert!(shown(&newsletter).html.starts_with("<table"));
    let unclosed = "<a \"".repeat(300_000);
    assert!(!shown(&unclosed).html.contains("<a \""));
}

/// Pieces of which hostile HTML is made.
fn piece() -> impl Strategy<Value = String> {
    let words = [
        "<",
        ">",
        "\"",
        "'",
        "/",
        "=",
        " ",
        "&lt;",
        "&quot;",
        "&#60;",
        "&#x3c;",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "\0",
        "\u{e000}",
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<svg>",
        "</svg>",
        "<math>",
        "<mtext>",
        "<annotation-xml>",
        "<foreignObject>",
        "<title>",
        "</title>",
        "<noscript>",
        "</noscript>",
        "<textarea>",
        "<template>",
        "<xmp>",
        "<plaintext>",
        "<select>",
        "<option>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<form>",
        "<input>",
        "<iframe>",
        "<base href=//e.example>",
        "<meta http-equiv=refresh>",
        "<link rel=stylesheet href=x>",
        "<img ",
        "<a ",
        "<p ",
        "src=",
        "href=",
        "style=",
        "onerror=",
        "onload=x() ",
        "srcset=",
        "background=",
        "javascript:alert(1)",
        "https://e.example/",
        "data:image/png;base64,AA",
        "data:text/html,<script>",
        "cid:pic@x",
        "url(",
        ")",
        "color:",
        "position:fixed;",
        "expression(",
        "\\75rl(",
        "x",
        "b.example",
        "</a>",
        "</p>",
        "<b>",
    ];
    prop_oneof![8 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}

proptest! {
    #[test]
    fn no_forbidden_thing_survives(pieces in proptest::collection::vec(piece(), 0..40)) {
        let sent = shown(&pieces.concat());
        innocent(&sent.html);
        prop_assert!(sent.remote.iter().all(|address| address.starts_with("http")));
    }
}
