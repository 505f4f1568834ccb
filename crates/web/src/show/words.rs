//! Texts that people wrote, as pages show them: plain ones as they stand, Markdown as what it means, long ones folded.

use desk::file::{File, is_picture};
use desk::markdown;

use crate::text::{Language, Text};
use crate::view::message::{FileLink, Run, Words};

/// More lines or characters than these, and a plain text is folded.
const LINES: usize = 60;
const CHARS: usize = 6000;

/// A plain text. A long one is cut at the end of a line, or within one that is endless.
pub(crate) fn plain(text: &str) -> Words {
    let line = text.match_indices('\n').nth(LINES - 1).map(|(at, _)| at);
    let most = text.char_indices().nth(CHARS).map(|(at, _)| at);
    let Some(at) = line.into_iter().chain(most).min() else { return Words::plain(text) };
    let at = text[..at].rfind('\n').filter(|cut| cut * 2 > at).unwrap_or(at);
    let rest = text[at..].trim_start_matches(['\r', '\n']);
    if rest.trim().is_empty() {
        return Words::plain(text);
    }
    Words { shown: Run::Plain(text[..at].to_owned()), rest: Some(Run::Plain(rest.to_owned())) }
}

/// A text in Markdown, with the pictures among its files. `url` is the ticket's address.
pub(crate) fn rich(text: &str, files: &[File], url: &str) -> Words {
    let picture = |id: &str| {
        let known = files.iter().find(|file| is_picture(&file.media_type) && file.id.to_string() == id);
        known.map(|file| format!("{url}/files/{}", file.id))
    };
    let made = markdown::render(text, &picture);
    Words { shown: Run::Html(made.shown), rest: made.rest.map(Run::Html) }
}

/// Links to files.
pub(crate) fn files(t: &Text, files: &[File], url: &str) -> Vec<FileLink> {
    files.iter().map(|file| link(t, file, url)).collect()
}

fn link(t: &Text, file: &File, url: &str) -> FileLink {
    FileLink {
        id: file.id.to_string(),
        url: format!("{url}/files/{}", file.id),
        name: file.name.clone(),
        size: size(t, file.size),
        is_picture: is_picture(&file.media_type),
    }
}

/// "1.2 MB".
fn size(t: &Text, bytes: i64) -> String {
    let tenths = |unit: i64| (bytes * 10 + unit / 2) / unit;
    let (count, unit) = match bytes {
        0..1024 => return format!("{bytes} B"),
        1024..1_048_576 => (tenths(1024), "kB"),
        _ => (tenths(1_048_576), "MB"),
    };
    let point = if t.language == Language::De { ',' } else { '.' };
    format!("{}{point}{} {unit}", count / 10, count % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_folded_without_losing_a_line() {
        let whole = |words: &Words| {
            let text = |run: &Run| match run {
                Run::Plain(text) | Run::Html(text) => text.clone(),
            };
            (text(&words.shown), words.rest.as_ref().map(text))
        };
        assert_eq!(whole(&plain("kurz")), ("kurz".to_owned(), None));
        let many: Vec<String> = (0..10_000).map(|line| format!("Zeile {line}")).collect();
        let (shown, rest) = whole(&plain(&many.join("\n")));
        let again = format!("{shown}\n{}", rest.unwrap());
        assert_eq!(again, many.join("\n"));
        assert!(shown.lines().count() <= LINES);
        let endless = "\u{1f600}".repeat(20_000);
        let (shown, rest) = whole(&plain(&endless));
        assert_eq!(shown.chars().count() + rest.unwrap().chars().count(), 20_000);
    }
}
