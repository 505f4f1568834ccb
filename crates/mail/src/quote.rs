//! Splitting what someone wrote now from what they quoted or sign with, so that a ticket shows the new and folds the old.
//!
//! Nothing is ever dropped: both halves together are the text, byte for byte. When in doubt nothing is folded, because a folded sentence
//! is a sentence nobody reads. Answers between quoted lines keep their quotes.

/// A text in two halves: `visible` followed by `quoted` is the whole text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folded<'a> {
    /// What was written now.
    pub visible: &'a str,
    /// Quoted conversation and signature; empty if there is none, or if there would be nothing else.
    pub quoted: &'a str,
}

/// Lines that may make up one wrapped attribution ("Am … / schrieb …:").
const ATTRIBUTION_LINES: usize = 4;
/// Longest attribution, in bytes.
const ATTRIBUTION_BYTES: usize = 600;
/// What a header block calls the time.
pub(crate) const WHEN: &[&str] = &[
    "gesendet",
    "gesendet am",
    "sent",
    "datum",
    "date",
    "envoyé",
    "inviato",
    "data",
    "enviado",
    "enviado el",
    "fecha",
    "verzonden",
];
/// What stands above a message that is passed on.
pub(crate) const FORWARDED: &[&str] = &[
    "forwarded message",
    "weitergeleitete nachricht",
    "message transféré",
    "messaggio inoltrato",
    "mensaje reenviado",
    "doorgestuurd bericht",
];
/// What a header block calls the author.
pub(crate) const SENDER: &[&str] = &["von", "from", "de", "da", "van"];
/// What it calls the subject.
pub(crate) const SUBJECT: &[&str] = &["betreff", "subject", "objet", "oggetto", "asunto", "onderwerp"];
/// Lines that are searched for the fields of a header block.
pub(crate) const HEADER_BLOCK_LINES: usize = 9;

/// Splits a text at the first place from which on everything is quoted or signature.
pub fn fold_quotes(text: &str) -> Folded<'_> {
    let lines = Lines::new(text);
    let cut = (0..lines.len()).find(|at| lines.quotes_from(*at)).map(|at| lines.starts[at]);
    match cut {
        Some(cut) if !text[..cut].trim().is_empty() => Folded { visible: &text[..cut], quoted: &text[cut..] },
        _ => Folded { visible: text, quoted: "" },
    }
}

/// A text by lines, with what can be said about everything below each line.
struct Lines<'a> {
    lines: Vec<&'a str>,
    starts: Vec<usize>,
    /// From this line on there are only quoted and blank lines, and signatures below them.
    quoted_from: Vec<bool>,
    /// Whether a quoted line stands at or below this line.
    has_quote_from: Vec<bool>,
    /// Whether an answer stands below a quoted line at or below this line.
    answered_from: Vec<bool>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Lines<'a> {
        let mut starts = Vec::new();
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            starts.push(start);
            lines.push(line.trim_end_matches(['\n', '\r']));
            start += line.len();
        }
        let count = lines.len();
        // What stands below the last signature mark is signature, unless a quote follows it.
        let signature = (0..count)
            .rev()
            .take_while(|at| !is_quoted(lines[*at]))
            .filter(|at| is_signature_mark(lines[*at]))
            .last()
            .unwrap_or(count);
        let mut quoted_from = vec![true; count + 1];
        let mut has_quote_from = vec![false; count + 1];
        let mut answered_from = vec![false; count + 1];
        let mut has_text = false;
        for at in (0..count).rev() {
            let (quoted, blank) = (is_quoted(lines[at]), lines[at].trim().is_empty());
            let plain = !quoted && !blank && at < signature;
            answered_from[at] = answered_from[at + 1] || (quoted && has_text);
            has_text |= plain;
            has_quote_from[at] = has_quote_from[at + 1] || quoted;
            quoted_from[at] = quoted_from[at + 1] && !plain;
        }
        Lines { lines, starts, quoted_from, has_quote_from, answered_from }
    }

    fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether the text may be cut before this line.
    fn quotes_from(&self, at: usize) -> bool {
        let line = self.lines[at];
        if is_quoted(line) {
            return self.quoted_from[at];
        }
        if self.answered_from[at] {
            return false;
        }
        if is_signature_mark(line) || is_original_mark(line) || is_header_block(&self.lines[at..]) {
            return true;
        }
        match self.attribution(at) {
            Some(Attribution { end, sure }) => {
                let quote_follows = self.has_quote_from[end] && self.quoted_from[end];
                quote_follows || (sure && !self.has_quote_from[end])
            }
            None => false,
        }
    }

    /// "Am 12.11.2026 um 10:00 schrieb Bo Berg:", also wrapped; "Bo Berg schrieb am 12.11.2026:"; the same in English.
    fn attribution(&self, at: usize) -> Option<Attribution> {
        let first = self.lines[at].trim_start();
        let begins = ["Am ", "On ", "Le ", "El ", "Il ", "Op "].iter().any(|word| first.starts_with(word));
        let turned = [" schrieb am ", " wrote on ", " schrieb:", " wrote:", " writes:"].iter().any(|word| first.contains(word))
            // A long name and address leave no room for the rest.
            || first.ends_with(" schrieb");
        if !begins && !turned {
            return None;
        }
        let mut joined = String::new();
        for (number, line) in self.lines[at..].iter().take(ATTRIBUTION_LINES).enumerate() {
            if is_quoted(line) || line.trim().is_empty() || joined.len() + line.len() > ATTRIBUTION_BYTES {
                return None;
            }
            joined.push(' ');
            joined.push_str(line.trim());
            if joined.ends_with(':') {
                let says = ["schrieb", "wrote", "writes", "a écrit", "escribió", "ha scritto", "schreef"]
                    .iter()
                    .any(|word| joined.contains(word));
                let dated = joined.bytes().any(|byte| byte.is_ascii_digit());
                let addressed = joined.contains('@') || has_clock(&joined);
                return (says && (dated || addressed))
                    .then_some(Attribution { end: at + number + 1, sure: dated && addressed });
            }
        }
        None
    }
}

/// A line that says who wrote what follows.
struct Attribution {
    /// The line after it.
    end: usize,
    /// It has a date, and a time or an address: nothing a person would write above a text of their own.
    sure: bool,
}

/// Whether a text begins with the fields that Outlook puts above a quoted message: From first, then at least two of the others;
/// after a time, both of the rest.
pub(crate) fn is_header_block(lines: &[&str]) -> bool {
    let mut start = 0;
    // Outlook draws a line above it.
    if lines.first().is_some_and(|line| is_rule(line)) {
        start += 1;
        while lines.get(start).is_some_and(|line| line.trim().is_empty()) && start < 3 {
            start += 1;
        }
    }
    // GMX and web.de tell the time first.
    let dated_first = lines.get(start).is_some_and(|line| field(line, WHEN).is_some());
    start += usize::from(dated_first);
    if lines.get(start).is_none_or(|line| field(line, SENDER).is_none()) {
        return false;
    }
    let others = || lines[start + 1..].iter().take(HEADER_BLOCK_LINES);
    let when = others().any(|line| field(line, WHEN).is_some());
    let whom = others().any(|line| field(line, &["an", "to", "à", "a", "para", "aan"]).is_some());
    let what = others().any(|line| field(line, SUBJECT).is_some());
    if dated_first {
        return whom && what;
    }
    usize::from(when) + usize::from(whom) + usize::from(what) >= 2
}

fn is_quoted(line: &str) -> bool {
    line.trim_start_matches(' ').starts_with('>')
}

fn is_signature_mark(line: &str) -> bool {
    line == "-- "
}

/// "-----Original Message-----" and its kin.
pub(crate) fn is_original_mark(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    let inner = line.trim_matches(['-', ' ', '_']);
    line.starts_with("--")
        && line.ends_with("--")
        && (FORWARDED.contains(&inner)
            || matches!(
                inner,
                "original message"
                    | "ursprüngliche nachricht"
                    | "original-nachricht"
                    | "originalnachricht"
                    | "ursprüngliche mail"
                    | "original appointment"
                    | "ursprünglicher termin"
                    | "message d'origine"
                    | "message d\u{2019}origine"
                    | "message original"
                    | "mail original"
                    | "messaggio originale"
                    | "mensaje original"
                    | "oorspronkelijk bericht"
            ))
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 8 && (line.bytes().all(|byte| byte == b'_') || line.bytes().all(|byte| byte == b'-'))
}

/// What stands behind `Name: …`, also bold as `*Name:* …`, for one of the names.
pub(crate) fn field<'a>(line: &'a str, names: &[&str]) -> Option<&'a str> {
    let line = line.trim_start_matches(['*', ' ']);
    let (name, value) = line.split_once(':')?;
    // French puts a space before the colon.
    let name = name.trim_end_matches(['*', ' ', '\u{a0}', '\u{202f}']).to_lowercase();
    names.contains(&name.as_str()).then(|| value.trim_start_matches(['*', ' ']))
}

/// Digits, a colon, two digits.
fn has_clock(text: &str) -> bool {
    text.as_bytes().windows(4).any(|window| {
        window[0].is_ascii_digit() && window[1] == b':' && window[2].is_ascii_digit() && window[3].is_ascii_digit()
    })
}
