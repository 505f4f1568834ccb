//! Styles of a mail: colours, letters and boxes remain; nothing that loads, covers, moves or hides behind an escape.

/// What a style may say.
const PROPERTIES: &[&str] = &[
    "background",
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-style",
    "border-top-width",
    "border-width",
    "box-sizing",
    "clear",
    "color",
    "direction",
    "display",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "list-style",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "overflow-wrap",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "table-layout",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "vertical-align",
    "white-space",
    "width",
    "word-break",
    "word-spacing",
    "word-wrap",
];
/// Functions that a value may call: colours.
const FUNCTIONS: &[&str] = &["rgb", "rgba", "hsl", "hsla"];
/// Longest value, in bytes.
const VALUE_MAX: usize = 500;

/// What remains of a `style` attribute.
pub(super) fn harmless(style: &str) -> Option<String> {
    let kept: Vec<String> = style.split(';').filter_map(declaration).collect();
    (!kept.is_empty()).then(|| kept.join(";"))
}

fn declaration(text: &str) -> Option<String> {
    let (name, value) = text.split_once(':')?;
    let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
    (PROPERTIES.contains(&name.as_str()) && is_harmless(value)).then(|| format!("{name}:{value}"))
}

/// Only characters of names, numbers, colours and quoted fonts: no escape, no comment, no address. A declaration torn apart at
/// a semicolon within quotes has an odd number of them.
fn is_harmless(value: &str) -> bool {
    let plain = |one: char| one.is_alphanumeric() || " #.,%-'\"!()/+".contains(one);
    let paired = |quote: char| value.matches(quote).count().is_multiple_of(2);
    !value.is_empty()
        && value.len() <= VALUE_MAX
        && value.chars().all(plain)
        && paired('"')
        && paired('\'')
        && calls_only_colours(value)
        && !has_negative(value)
}

fn calls_only_colours(value: &str) -> bool {
    value.match_indices('(').all(|(at, _)| {
        let before = &value[..at];
        let name = before.rsplit(|one: char| !one.is_alphanumeric() && one != '-').next().unwrap_or_default();
        FUNCTIONS.iter().any(|known| name.eq_ignore_ascii_case(known))
    })
}

/// A length below zero moves a thing out of its place.
fn has_negative(value: &str) -> bool {
    value.match_indices('-').any(|(at, _)| {
        let in_a_word = value[..at].ends_with(|one: char| one.is_alphanumeric() || one == '-');
        !in_a_word && value[at + 1..].starts_with(|one: char| one.is_ascii_digit() || one == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn only_colours_letters_and_boxes_remain() {
        let check = |style: &str, expect: &str| assert_eq!(harmless(style).unwrap_or_default(), expect, "{style}");
        check("color: red; FONT-SIZE : 12px", "color:red;font-size:12px");
        check("font: 12px/1.5 \"Segoe UI\", 'Arial', sans-serif", "font:12px/1.5 \"Segoe UI\", 'Arial', sans-serif");
        check("background: #fff; color: rgba(0,0,0,.5) !important", "background:#fff;color:rgba(0,0,0,.5) !important");
        for loads in [
            "background:url(https://evil.example/x)",
            "background:URL('https://evil.example/x')",
            "background:u\\72l(https://evil.example/x)",
            "background:image-set(\"https://evil.example/x\" 1x)",
            "list-style:url(//evil.example/x)",
            "background-image:url(x)",
            "width:expression(alert(1))",
            "color:var(--x)",
            "behavior:url(x.htc)",
            "-moz-binding:url(x)",
            "@import 'https://evil.example/x'",
            "content:\"x\"",
            "color:red}body{background:url(x)",
            "color:/**/red",
            "font-family:\"x",
        ] {
            check(loads, "");
        }
        for leaves in
            ["position:fixed", "margin:-9999px", "margin:1px -.5em", "text-indent:-99em", "z-index:9", "top:0"]
        {
            check(leaves, "");
        }
        check("transform:scale(9);opacity:0;color:red", "color:red");
        check("font-family:\"a;color:blue\"", "");
        check("margin:0 auto;padding:1px 2px", "margin:0 auto;padding:1px 2px");
        check("", "");
    }
}
