//! What is searched for: words, phrases, what must not be there, and filters.
//!
//! `druck* "kein Papier" -test state:open` asks for words that begin with druck, for two words side by side, not for test,
//! and leaves `state:open` to the caller, who knows what states are.

use crate::word::words;

/// Words asked for at once; further ones are dropped.
const MOST: usize = 24;

/// What is searched for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub(crate) parts: Vec<Part>,
    pub(crate) marks: Vec<Mark>,
    /// Each with whether it must hold or must not.
    pub(crate) limits: Vec<(Limit, bool)>,
}

/// A word, or words side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Folded; more than one is a phrase.
    pub(crate) words: Vec<String>,
    /// Whether it must be there, or must not.
    pub(crate) wanted: bool,
    /// Whether only the beginning of the word was given.
    pub(crate) begun: bool,
    /// Whether only the very words count, not their inflections.
    pub(crate) exact: bool,
}

/// `name:value` as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// One of the names that the caller knows.
    pub name: String,
    /// What was written behind it, without quotes.
    pub value: String,
    /// False for `-name:value`.
    pub wanted: bool,
}

/// A mark of documents that decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Name of the mark.
    pub name: String,
    /// One of these must be there.
    pub values: Vec<String>,
    /// False: none of them may be there.
    pub wanted: bool,
}

/// A span of numbers that decides: from the first on, before the second. Times are microseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// When the document began.
    Since(i64, i64),
    /// When it last changed.
    When(i64, i64),
    /// One of its places.
    Place(usize, i64, i64),
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Everything, notes too.
    All,
    /// Documents with this mark, and nothing of their notes.
    Only(Mark),
}

impl Query {
    /// Reads what was typed. `names` are the filters that the caller knows; others are words like any.
    #[must_use]
    pub fn parse(text: &str, names: &[&str]) -> (Query, Vec<Filter>) {
        let mut query = Query::default();
        let mut filters = Vec::new();
        for said in said(text, names) {
            match said.name {
                Some(name) if !said.value.is_empty() => {
                    filters.push(Filter { name: name.to_owned(), value: said.value.to_owned(), wanted: said.wanted });
                }
                _ => query.add(said.value, said.wanted, said.quoted),
            }
        }
        (query, filters)
    }

    fn add(&mut self, text: &str, wanted: bool, exact: bool) {
        let mut words: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
        let room = MOST.saturating_sub(self.parts.iter().map(|part| part.words.len()).sum());
        words.truncate(room);
        if !words.is_empty() {
            self.parts.push(Part { words, wanted, begun: !exact && text.ends_with('*'), exact });
        }
    }

    /// Takes the last word as one that is being typed, unless a space or a quote ended it.
    #[must_use]
    pub fn typing(mut self, text: &str) -> Query {
        let ended = text.chars().last().is_none_or(|last| !last.is_alphanumeric());
        if let Some(last) = self.parts.last_mut().filter(|part| part.words.len() == 1 && !ended && !part.exact) {
            last.begun = true;
        }
        self
    }

    /// Only documents with this mark.
    pub fn only(&mut self, mark: Mark) {
        self.marks.push(mark);
    }

    /// Only documents of this time.
    pub fn within(&mut self, limit: Limit) {
        self.limits.push((limit, true));
    }

    /// Only documents of any other time.
    pub fn without(&mut self, limit: Limit) {
        self.limits.push((limit, false));
    }

    /// Whether nothing is asked that a text could answer.
    #[must_use]
    pub fn has_words(&self) -> bool {
        self.parts.iter().any(|part| part.wanted)
    }

    /// Whether nothing at all is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.marks.is_empty() && self.limits.is_empty()
    }
}

/// One thing that was typed: a word, a phrase, a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// As it was typed.
    pub text: &'a str,
    /// The name of a filter.
    pub name: Option<&'a str>,
    /// The word, the phrase, or what was typed behind the filter's colon; without quotes.
    pub value: &'a str,
    /// False behind a minus.
    pub wanted: bool,
    /// Whether it was quoted.
    pub quoted: bool,
}

/// What was typed, one after the other. `names` are the filters that the caller knows.
#[must_use]
pub fn said<'a>(text: &'a str, names: &[&'a str]) -> Vec<Said<'a>> {
    let mut all = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let whole = rest;
        let wanted = !(rest.starts_with('-') && rest.len() > 1);
        if !wanted {
            rest = &rest[1..];
        }
        let is_named = |name: &&&str| rest.strip_prefix(**name).is_some_and(|after| after.starts_with(':'));
        let name = names.iter().find(is_named).copied();
        if let Some(name) = name {
            rest = &rest[name.len() + 1..];
        }
        let (value, quoted, after) = token(rest);
        let text = &whole[..whole.len() - after.len()];
        all.push(Said { text, name, value, wanted, quoted });
        rest = after.trim_start();
    }
    all
}

/// The next token: what it says, whether in quotes, and what follows.
fn token(rest: &str) -> (&str, bool, &str) {
    for (open, close) in [('"', '"'), ('„', '“'), ('“', '”'), ('»', '«'), ('«', '»')] {
        if let Some(inner) = rest.strip_prefix(open) {
            let plain = if open == '"' { inner.find('"') } else { inner.find([close, '"']) };
            return match plain {
                Some(end) => {
                    let after = &inner[end..];
                    (&inner[..end], true, &after[after.chars().next().map_or(0, char::len_utf8)..])
                }
                None => (inner, true, ""),
            };
        }
    }
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    (&rest[..end], false, &rest[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<(String, bool, bool, bool)> {
        let (query, _) = Query::parse(text, &["state"]);
        query.parts.into_iter().map(|part| (part.words.join(" "), part.wanted, part.begun, part.exact)).collect()
    }

    #[test]
    fn what_is_typed_is_read() {
        assert_eq!(
            parts("druck* papier"),
            [("druck".into(), true, true, false), ("papier".into(), true, false, false)]
        );
        assert_eq!(
            parts("-test \"kein Papier\""),
            [("test".into(), false, false, false), ("kein papier".into(), true, false, true)]
        );
        assert_eq!(parts("ERR-4711"), [("err 4711".into(), true, false, false)]);
        assert_eq!(
            parts("„kein Papier“ x"),
            [("kein papier".into(), true, false, true), ("x".into(), true, false, false)]
        );
        assert_eq!(parts("\"nie geschlossen"), [("nie geschlossen".into(), true, false, true)]);
        assert_eq!(parts("- : -\""), []);
    }

    #[test]
    fn filters_are_the_callers() {
        let (query, filters) = Query::parse("state:open -state:\"a b\" foo:bar", &["state"]);
        assert_eq!(
            filters,
            [
                Filter { name: "state".into(), value: "open".into(), wanted: true },
                Filter { name: "state".into(), value: "a b".into(), wanted: false }
            ]
        );
        assert_eq!(query.parts[0].words, ["foo", "bar"]);
    }

    #[test]
    fn the_last_word_may_be_under_way() {
        let begun = |text: &str| Query::parse(text, &[]).0.typing(text).parts.last().is_some_and(|part| part.begun);
        assert!(begun("kein pap") && !begun("kein papier ") && !begun("\"kein pap\""));
    }

    proptest::proptest! {
        #[test]
        fn anything_can_be_typed(text in ".{0,60}") {
            let (query, _) = Query::parse(&text, &["state", "before"]);
            assert!(query.parts.iter().all(|part| !part.words.is_empty()));
        }
    }
}
