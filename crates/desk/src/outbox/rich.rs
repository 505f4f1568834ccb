//! The rich form of a mail: the same words as its plain form, with the writing of staff as what its Markdown means.
//!
//! Both forms come from one template, so that neither says what the other does not.

use std::cell::RefCell;

use crate::file::{File, is_picture};
use crate::markdown;

/// Stands for the message where the template puts it. No template and no text has it: it is for private use, and taken out of
/// what people wrote.
pub(super) const BODY: &str = "\u{e000}";

/// A message as HTML, with the files that it shows as pictures.
pub(super) struct Body {
    html: String,
    /// Pictures within the text, by their place among the files.
    pub(super) shown: Vec<usize>,
}

/// What a picture within a mail is called there.
pub(super) fn content_id(file: &File, domain: &str) -> String {
    format!("{}@{domain}", file.id)
}

/// Markdown with its pictures, as far as they go with the mail.
pub(super) fn from_markdown(text: &str, files: &[File], domain: &str) -> Body {
    let shown = RefCell::new(Vec::new());
    let picture = |id: &str| {
        let at = files.iter().position(|file| is_picture(&file.media_type) && file.id.to_string() == id)?;
        shown.borrow_mut().push(at);
        Some(format!("cid:{}", content_id(&files[at], domain)))
    };
    let made = markdown::render(text, &picture);
    let html = made.shown + made.rest.as_deref().unwrap_or_default();
    let mut shown = shown.into_inner();
    shown.sort_unstable();
    shown.dedup();
    Body { html, shown }
}

/// A text that means what it says, nothing more.
pub(super) fn from_plain(text: &str) -> Body {
    Body { html: paragraphs(text, ""), shown: Vec::new() }
}

/// The whole mail: `text` is the template's, with [`BODY`] where the message belongs.
pub(super) fn page(text: &str, body: &Body, language: &str) -> String {
    const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:44em}\
        blockquote{border-left:3px solid #bbb;margin:0 0 1em;padding-left:1em}\
        pre{background:#f3f3f3;color:#222;padding:.6em;overflow:auto}\
        img{max-width:100%;height:auto}\
        table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.2em .6em;text-align:left}\
        hr{border:0;border-top:1px solid #bbb;margin:1.5em 0}";
    let words = paragraphs(text, &body.html);
    format!(
        "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head>\n<body>\n{words}</body></html>\n"
    )
}

/// Blank lines part paragraphs; a line of two dashes is the rule above a signature; addresses of pages are links.
fn paragraphs(text: &str, body: &str) -> String {
    let mut html = String::with_capacity(text.len() + body.len() + 64);
    let text = text.replace('\r', "");
    let mut lines: Vec<&str> = Vec::new();
    for line in text.split('\n').chain([""]) {
        let rule = line.trim_end() == "--";
        if !(line.trim().is_empty() || rule || line == BODY) {
            lines.push(line);
            continue;
        }
        if !lines.is_empty() {
            let words: Vec<String> = lines.drain(..).map(linked).collect();
            html.push_str(&format!("<p>{}</p>\n", words.join("<br>\n")));
        }
        if rule {
            html.push_str("<hr>\n");
        } else if line == BODY {
            html.push_str(body);
        }
    }
    html
}

fn linked(line: &str) -> String {
    let word = |word: &str| {
        let escaped = escaped(word);
        let is_page = word.starts_with("https://") || word.starts_with("http://");
        if is_page { format!("<a href=\"{escaped}\">{escaped}</a>") } else { escaped }
    };
    line.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn escaped(text: &str) -> String {
    let plain: String = text.chars().filter(|letter| !BODY.contains(*letter)).collect();
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_say_the_same() {
        let body = from_markdown("**Nein** <b>\n\n> Zitat", &[], "id.shop.example");
        let page =
            page("\u{e000}\n\nZu groß: a&b.zip\n\n-- \nAda\nAnfrage 7: https://shop.example/7?a=1&b=2", &body, "de");
        for part in [
            "<html lang=\"de\">",
            "<p><strong>Nein</strong> &lt;b&gt;</p>\n<blockquote>\n<p>Zitat</p>\n</blockquote>\n<p>Zu groß: a&amp;b.zip</p>\n<hr>\n\
             <p>Ada<br>\nAnfrage 7: <a href=\"https://shop.example/7?a=1&amp;b=2\">",
        ] {
            assert!(page.contains(part), "{part}\n{page}");
        }
    }

    #[test]
    fn nobodys_words_stand_for_the_message() {
        let hostile = "Hallo \u{e000}<script>alert(1)</script>\nhttps://x.example/\"onclick=\"y()";
        let page = page(hostile, &from_plain("geheim"), "en");
        assert!(!page.contains("geheim") && !page.contains("<script") && !page.contains("\"onclick"), "{page}");
    }
}
