//! Texts that people wrote, as pages show them: plain ones as they stand, Markdown as what it means, long ones folded.

use desk::file::{File, is_picture};
use desk::markdown;

use crate::text::{Language, Text};
use crate::view::message::{FileLink, Piece, Run, Words};

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

/// A text with the pictures of its mail where the text names them.
pub(crate) fn pictured(words: Words, files: &[File], url: &str) -> Words {
    let place = |run: Run| match run {
        Run::Plain(text) => match pieces(&text, files, url) {
            Some(pieces) => Run::Pictured(pieces),
            None => Run::Plain(text),
        },
        other => other,
    };
    Words { shown: place(words.shown), rest: words.rest.map(place) }
}

/// Links to the files that stand beside a text: not the pictures within it. One that stands in the HTML of the mail alone (a
/// logo below each mail, mostly) is no picture to look at here.
pub(crate) fn beside(t: &Text, files: &[File], text: &str, url: &str) -> Vec<FileLink> {
    let marks: Vec<_> = marks(text, files).into_iter().map(|(_, file)| file.id).collect();
    let beside = files.iter().filter(|file| !marks.contains(&file.id));
    let one = |file: &File| {
        let link = link(t, file, url);
        FileLink { is_picture: link.is_picture && file.content_id.is_none(), ..link }
    };
    beside.map(one).collect()
}

/// Most pictures within a text.
const PLACED: usize = 50;
/// Longest mark of one, in bytes.
const MARK: usize = 300;

/// Where a text names a picture of its mail: `[cid:…]` as most mail programs write, or `[image: name]`.
fn marks<'a>(text: &str, files: &'a [File]) -> Vec<(std::ops::Range<usize>, &'a File)> {
    let mut found = Vec::new();
    if !files.iter().any(|file| file.content_id.is_some()) {
        return found;
    }
    for (start, _) in text.match_indices('[') {
        let Some(length) = text[start + 1..].bytes().take(MARK).position(|byte| byte == b']') else { continue };
        let mark = &text[start + 1..start + 1 + length];
        let known = |file: &&File| match (&file.content_id, mark.strip_prefix("cid:"), mark.strip_prefix("image: ")) {
            (Some(id), Some(named), _) => id == named,
            (Some(_), None, Some(named)) => file.name == named,
            _ => false,
        };
        let picture = files.iter().filter(|file| is_picture(&file.media_type)).find(known);
        if let Some(file) = picture.filter(|_| found.len() < PLACED) {
            found.push((start..start + mark.len() + 2, file));
        }
    }
    found
}

fn pieces(text: &str, files: &[File], url: &str) -> Option<Vec<Piece>> {
    let marks = marks(text, files);
    let mut at = 0;
    let mut pieces = Vec::new();
    for (range, file) in &marks {
        pieces.push(Piece::Text(text[at..range.start].to_owned()));
        pieces.push(Piece::Picture { url: format!("{url}/files/{}", file.id), name: file.name.clone() });
        at = range.end;
    }
    pieces.push(Piece::Text(text[at..].to_owned()));
    (!marks.is_empty()).then_some(pieces)
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
                Run::Pictured(_) => String::new(),
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
