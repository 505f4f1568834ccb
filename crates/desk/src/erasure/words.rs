//! The words that say who somebody is, and what others quoted of them.

use std::collections::HashSet;

use aho_corasick::{AhoCorasick, MatchKind};
use serde_json::Value;

use crate::customer::Contact;
use crate::error::DeskError;

/// Shorter names could be any word.
const NAME_MIN: usize = 3;
/// Shorter lines could be anybody's.
const LINE_MIN: usize = 12;
/// Shorter subjects, and those of one word, are taken out only where nothing else stands: others use these words too.
const SUBJECT_MIN: usize = 8;
/// Stands where something was quoted.
pub(super) const LEFT_OUT: &str = "…";
/// What a machine reads, and nobody's words.
const TERMS: [&str; 8] = ["condition", "severity", "channel", "state", "kind", "language", "milestone", "message"];

/// What is looked for, and what stands in its place.
#[derive(Debug, Clone)]
pub(super) struct Words {
    finder: AhoCorasick,
    needles: Vec<String>,
    whole: HashSet<String>,
    stands_for: String,
}

impl Words {
    pub(super) fn new(contact: &Contact, stands_for: &str) -> Result<Words, DeskError> {
        let known = [Some(contact.email.clone()), Some(contact.name.clone()), contact.phone.clone()];
        let needles = known.into_iter().flatten().filter(|word| word.chars().count() >= NAME_MIN).collect();
        Words::of(needles, HashSet::new(), stands_for)
    }

    fn of(needles: Vec<String>, whole: HashSet<String>, stands_for: &str) -> Result<Words, DeskError> {
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(&needles)
            .map_err(|error| DeskError::broken(format!("words to erase: {error}")))?;
        Ok(Words { finder, needles, whole, stands_for: stands_for.to_owned() })
    }

    /// The same with what they had written into a ticket: its subjects, and fields of text.
    pub(super) fn and(&self, written: &[String]) -> Result<Words, DeskError> {
        let written = || written.iter().filter(|text| !text.trim().is_empty());
        let long = written().filter(|text| text.chars().count() >= SUBJECT_MIN && text.contains(' '));
        let needles = self.needles.iter().chain(long).cloned().collect();
        Words::of(needles, written().cloned().collect(), &self.stands_for)
    }

    /// What stands for the person.
    pub(super) fn stands_for(&self) -> &str {
        &self.stands_for
    }

    /// A text without them; nothing if they are not in it.
    pub(super) fn without(&self, text: &str) -> Option<String> {
        if self.whole.contains(text) {
            return Some(self.stands_for.clone());
        }
        if !self.finder.is_match(text) {
            return None;
        }
        Some(self.finder.replace_all(text, &vec![self.stands_for.as_str(); self.needles.len()]))
    }

    /// JSON without them. Its keys, and what a machine reads, stay.
    pub(super) fn without_in_json(&self, text: &str) -> Option<String> {
        let mut value: Value = serde_json::from_str(text).ok()?;
        self.walk(&mut value).then(|| value.to_string())
    }

    fn walk(&self, value: &mut Value) -> bool {
        match value {
            Value::String(text) => match self.without(text) {
                None => false,
                Some(other) => {
                    *text = other;
                    true
                }
            },
            Value::Array(all) => all.iter_mut().fold(false, |changed, one| self.walk(one) | changed),
            Value::Object(all) => {
                let told = all.iter_mut().filter(|(key, _)| !TERMS.contains(&key.as_str()));
                told.fold(false, |changed, (_, one)| self.walk(one) | changed)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }
}

/// Lines that somebody wrote, by which quotes of them are found.
#[derive(Debug, Default)]
pub(super) struct Lines(HashSet<String>);

impl Lines {
    /// Remembers the lines of a text.
    pub(super) fn learn(&mut self, text: &str) {
        self.0.extend(text.lines().map(bare).filter(|line| line.chars().count() >= LINE_MIN).map(str::to_owned));
    }

    /// A text without these lines; nothing if none is in it.
    pub(super) fn without(&self, text: &str) -> Option<String> {
        if self.0.is_empty() || !text.lines().any(|line| self.0.contains(bare(line))) {
            return None;
        }
        let line = |line: &str| if self.0.contains(bare(line)) { LEFT_OUT.to_owned() } else { line.to_owned() };
        Some(text.lines().map(line).collect::<Vec<_>>().join("\n"))
    }
}

/// A line without what marks it as quoted.
fn bare(line: &str) -> &str {
    line.trim_start_matches(|c: char| c == '>' || c.is_whitespace()).trim_end()
}
