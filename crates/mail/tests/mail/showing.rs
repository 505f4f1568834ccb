//! HTML that is safe to show.

use mail::clean_html;

#[test]
fn nothing_runs_loads_or_asks() {
    for (html, expect) in [
        ("<p>Hi <b>there</b></p>", "<p>Hi <b>there</b></p>"),
        ("<script>alert(1)</script>x", "x"),
        ("<style>p{background:url(http://e.example)}</style>x", "x"),
        ("<p style=\"background:url(http://e.example)\" class=x id=y onclick=z()>x</p>", "<p>x</p>"),
        ("<form action=http://e.example><input name=p><button>go</button></form>", "go"),
        ("<iframe src=http://e.example>in</iframe>x", "x"),
        ("<object data=http://e.example></object><embed src=http://e.example>x", "x"),
        ("<svg onload=alert(1)><image href=http://e.example /></svg>x", "x"),
        (
            "<link rel=stylesheet href=http://e.example><meta http-equiv=refresh content=0><base href=http://e.example>x",
            "x",
        ),
        ("<video src=http://e.example></video><audio src=http://e.example></audio>x", "x"),
        (
            "<table background=http://e.example><tr><td>x</td></tr></table>",
            "<table><tbody><tr><td>x</td></tr></tbody></table>",
        ),
        ("<img src=https://e.example/p.png alt=A>", "<img data-src=\"https://e.example/p.png\" alt=\"A\">"),
        ("<img src=\" HTTP://e.example/p.png\">", "<img data-src=\"HTTP://e.example/p.png\">"),
        ("<img src=//e.example/p.png srcset=\"https://e.example/2x 2x\">", "<img>"),
        ("<img src=cid:pic@x>", "<img src=\"cid:pic@x\">"),
        ("<img src=\"data:image/png;base64,iVBORw==\">", "<img src=\"data:image/png;base64,iVBORw==\">"),
        ("<img src=\"data:image/svg+xml,<svg>\">", "<img>"),
        ("<img src=javascript:alert(1)>", "<img>"),
        ("<a href=javascript:alert(1)>x</a>", "<a target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a>"),
        ("<a href=data:text/html,x>x</a>", "<a target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a>"),
        ("<a href=/x>x</a>", "<a target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a>"),
        (
            "<a href=https://e.example>x</a>",
            "<a href=\"https://e.example\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a>",
        ),
        ("<blockquote cite=http://e.example>x</blockquote>", "<blockquote>x</blockquote>"),
        (" src=\"\u{e000}https://e.example\"", " src=\"https://e.example\""),
        ("<!-- c --><title>t</title>x", "x"),
        ("<b>open", "<b>open</b>"),
    ] {
        // The order of the two attributes that are set on links means nothing.
        let clean = clean_html(html).replace(
            "rel=\"noopener noreferrer nofollow\" target=\"_blank\"",
            "target=\"_blank\" rel=\"noopener noreferrer nofollow\"",
        );
        assert_eq!(clean, expect, "{html}");
    }
}

#[test]
fn html_built_to_exhaust_is_shown_as_text() {
    let deep = format!("{}deep{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    assert_eq!(clean_html(&deep), "<p>deep</p>\n");
    let mut again = String::new();
    for number in 0..300 {
        again.push_str(&format!("<b id={number}>"));
    }
    again.push_str(&"<p>x".repeat(200_000));
    assert!(clean_html(&again).starts_with("<p>x<br>"));
    let large = format!("<p>{}</p>", "wort &amp; ".repeat(150_000));
    assert!(clean_html(&large).starts_with("<p>wort &amp; wort"));
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
        assert!(clean_html(&costly).starts_with("<p>"), "{}", &costly[..80]);
    }
    let newsletter =
        "<table width=600><tbody><tr><td><table><tr><td>A &amp; B</td></tr></table> more</td></tr></tbody></table>"
            .repeat(2_000);
    assert!(clean_html(&newsletter).starts_with("<table"));
    let unclosed = "<a \"".repeat(300_000);
    assert!(!clean_html(&unclosed).contains("<a \""));
}
