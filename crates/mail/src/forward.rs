//! Mail that somebody passes on: whose it was before.
//!
//! Customers write to the people they know, and those pass it on to the desk, as an attached message or with the text below a
//! block of its fields. Who wrote it is then what the mail says and nothing proves: it may be offered to a person, never
//! believed. Deliberately not here: whether the one who passes it on is a colleague, and what becomes of it.

use crate::address::{Address, MailAddress};
use crate::parse::{Limits, Mail, parse};
use crate::quote::{FORWARDED, HEADER_BLOCK_LINES, SENDER, SUBJECT, WHEN, field, is_header_block, is_original_mark};

/// Longest name that is taken over, in characters.
const NAME_MAX: usize = 200;

/// A mail inside another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarded {
    /// Who is said to have written it.
    pub from: Address,
    /// Its subject; that of the outer mail where the inner one is not told.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// Its Message-ID, where it came as a message of its own.
    pub message_id: Option<String>,
}

/// What Apple Mail writes above it.
const APPLE: &[&str] = &[
    "begin forwarded message",
    "anfang der weitergeleiteten nachricht",
    "début du message transféré",
    "inizio messaggio inoltrato",
    "inicio del mensaje reenviado",
    "begin doorgestuurd bericht",
];

/// The mail that this one passes on, if it does.
pub fn forwarded(mail: &Mail) -> Option<Forwarded> {
    attached(mail).or_else(|| below(mail))
}

fn attached(mail: &Mail) -> Option<Forwarded> {
    let inner = mail.attachments.iter().find(|file| file.media_type == "message/rfc822")?;
    let inner = parse(&inner.bytes, &Limits::default()).ok()?;
    let subject = if inner.subject.trim().is_empty() { bare(&mail.subject).0 } else { &inner.subject };
    Some(Forwarded { subject: subject.to_owned(), from: inner.from?, text: inner.text, message_id: inner.message_id })
}

/// A text below a block of fields, as mail programs write it in the language of whoever passes it on.
fn below(mail: &Mail) -> Option<Forwarded> {
    let (subject, says_so) = bare(&mail.subject);
    let lines: Vec<&str> = mail.text.lines().collect();
    let begins = |at: &usize| {
        is_forward_mark(lines[*at]) || (says_so && (is_original_mark(lines[*at]) || is_header_block(&lines[*at..])))
    };
    let start = (0..lines.len()).find(begins)?;
    let block = &lines[start..];
    // Some programs quote what they pass on.
    let is_quoted = block.iter().skip(1).find(|line| !line.trim().is_empty()).is_some_and(|line| line.starts_with('>'));
    let plain = |line: &&'_ str| if is_quoted { unquoted(line) } else { (*line).to_owned() };
    let block: Vec<String> = block.iter().map(plain).collect();
    let is_field = |line: &String| [SENDER, SUBJECT, WHEN].iter().any(|names| field(line, names).is_some());
    let first = block.iter().take(HEADER_BLOCK_LINES).position(is_field)?;
    let end = block[first..].iter().position(|line| line.trim().is_empty()).map_or(block.len(), |at| first + at);
    let fields = &block[first..end];
    let from = sender(fields.iter().find_map(|line| field(line, SENDER))?)?;
    let told = fields.iter().find_map(|line| field(line, SUBJECT)).map(str::trim).filter(|told| !told.is_empty());
    let text = block[end..].join("\n").trim().to_owned();
    Some(Forwarded { from, subject: told.unwrap_or(subject).to_owned(), text, message_id: None })
}

/// The subject without what says that it was passed on, and whether something does.
fn bare(subject: &str) -> (&str, bool) {
    const PREFIXES: [&str; 10] = ["fw", "fwd", "wg", "wtr", "tr", "i", "rv", "enc", "doorst", "inoltra"];
    let subject = subject.trim();
    match subject.split_once(':') {
        Some((prefix, rest)) if PREFIXES.contains(&prefix.trim().to_lowercase().as_str()) => (rest.trim(), true),
        _ => (subject, false),
    }
}

/// "---------- Forwarded message ---------", "Begin forwarded message:" and their kin.
fn is_forward_mark(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    let inner = line.trim_matches(['-', '_', ' ', '\u{a0}', '\u{202f}', ':']);
    let stands_out = line.starts_with("--") || line.ends_with(':');
    stands_out && (FORWARDED.contains(&inner) || APPLE.contains(&inner))
}

fn unquoted(line: &str) -> String {
    let line = line.strip_prefix('>').unwrap_or(line);
    line.strip_prefix(' ').unwrap_or(line).to_owned()
}

/// "Bo Berg <bo@acme.example>", "Bo Berg [mailto:bo@acme.example]", "bo@acme.example".
fn sender(text: &str) -> Option<Address> {
    let ends =
        |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '[' | ']' | '(' | ')' | ',' | ';' | '"' | '\'' | '*');
    let address = text
        .split(ends)
        .map(|word| word.strip_prefix("mailto:").unwrap_or(word))
        .filter(|word| word.contains('@'))
        .find_map(|word| MailAddress::parse(word).ok())?;
    let name = text.split(['<', '[']).next().unwrap_or_default();
    let name: String = name.trim_matches(|c: char| ends(c)).chars().take(NAME_MAX).collect();
    Some(if name.is_empty() || name.contains('@') { Address::bare(address) } else { Address::named(name, address) })
}
