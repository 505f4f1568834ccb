//! Where in a text the words asked for are, for people to see.

use strsim::osa_distance;

use crate::fold::{Stems, uninflected};
use crate::form::COMPOUND;
use crate::query::Query;
use crate::schema::PART;
use crate::word::{Word, words};

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// As it stands there.
    pub text: String,
    /// Whether it is a word asked for.
    pub hit: bool,
}

/// A part of a text around words asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snippet {
    /// Its pieces in order.
    pub pieces: Vec<Piece>,
    /// Whether the text begins before it.
    pub cut_before: bool,
    /// Whether the text goes on after it.
    pub cut_after: bool,
    /// How many different words asked for are in it.
    pub found: usize,
}

/// Words of a text that are looked at: what comes later is not shown anyway.
const LOOKED_AT: usize = 20_000;

impl Query {
    /// The part of a text of about `letters` letters with most of the words asked for; without any, its beginning.
    #[must_use]
    pub fn snippet(&self, text: &str, letters: usize) -> Snippet {
        let stems = Stems::new();
        let asked: Vec<Asked> = self
            .parts
            .iter()
            .filter(|part| part.wanted)
            .flat_map(|part| part.words.iter().map(|word| Asked::new(word, part.begun, part.exact, &stems)))
            .collect();
        let hits: Vec<(Word, usize)> = words(text)
            .into_iter()
            .take(LOOKED_AT)
            .filter_map(|word| asked.iter().position(|asked| asked.is(&word.folded, &stems)).map(|of| (word, of)))
            .collect();
        let (start, end, found) = best(text, &hits, letters);
        let mut snippet = Snippet { cut_before: start > 0, cut_after: end < text.len(), found, pieces: Vec::new() };
        let mut at = start;
        for (word, _) in hits.iter().filter(|(word, _)| start <= word.start && word.end <= end) {
            snippet.push(&text[at..word.start], false);
            snippet.push(&text[word.start..word.end], true);
            at = word.end;
        }
        snippet.push(&text[at..end], false);
        snippet
    }
}

impl Snippet {
    fn push(&mut self, text: &str, hit: bool) {
        if !text.is_empty() {
            self.pieces.push(Piece { text: text.to_owned(), hit });
        }
    }
}

/// The stretch with most different words asked for, beginning a little before the first of them.
fn best(text: &str, hits: &[(Word, usize)], letters: usize) -> (usize, usize, usize) {
    let mut best = (0, cut_after(text, 0, letters), 0);
    for (first, (word, _)) in hits.iter().enumerate() {
        let start = if word.start <= letters / 4 { 0 } else { word_start(text, word.start, letters / 4) };
        let end = cut_after(text, start, letters);
        let mut of: Vec<usize> =
            hits[first..].iter().take_while(|(word, _)| word.end <= end).map(|(_, of)| *of).collect();
        of.sort_unstable();
        of.dedup();
        if of.len() > best.2 {
            best = (start, end, of.len());
        }
    }
    best
}

/// The start of a word about `letters` before a place.
fn word_start(text: &str, at: usize, letters: usize) -> usize {
    let from = text[..at].char_indices().rev().take(letters).last().map_or(at, |(from, _)| from);
    text[from..at]
        .char_indices()
        .find(|(_, letter)| letter.is_whitespace())
        .map_or(from, |(space, letter)| (from + space + letter.len_utf8()).min(at))
}

/// The end of the last whole word within `letters` of a place.
fn cut_after(text: &str, start: usize, letters: usize) -> usize {
    let Some((end, _)) = text[start..].char_indices().nth(letters) else { return text.len() };
    let end = start + end;
    text[start..end].rfind(char::is_whitespace).filter(|space| *space > 0).map_or(end, |space| start + space)
}

/// A word asked for, in the forms in which a text may have it.
struct Asked<'a> {
    word: &'a str,
    stems: (String, Option<String>),
    begun: bool,
    exact: bool,
    letters: usize,
}

impl<'a> Asked<'a> {
    fn new(word: &'a str, begun: bool, exact: bool, stems: &Stems) -> Self {
        Self { word, stems: stems.of(word), begun, exact, letters: word.chars().count() }
    }

    fn is(&self, folded: &str, stems: &Stems) -> bool {
        if folded == self.word {
            return true;
        }
        if self.exact {
            return false;
        }
        let (german, english) = stems.of(folded);
        let same = |stem: &str| stem == self.stems.0 || Some(stem) == self.stems.1.as_deref();
        if same(&german) || english.as_deref().is_some_and(same) || (self.begun && folded.starts_with(self.word)) {
            return true;
        }
        if self.letters < PART {
            return false;
        }
        let letters = folded.chars().count();
        let compound = letters >= COMPOUND && uninflected(folded).ends_with(uninflected(self.word));
        let part = letters >= PART
            && self.letters >= COMPOUND
            && (self.word.starts_with(&german) || uninflected(self.word).ends_with(uninflected(folded)));
        let typo = self.letters > PART && letters.abs_diff(self.letters) <= 1 && osa_distance(folded, self.word) <= 1;
        folded.starts_with(uninflected(self.word)) || compound || part || typo
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str, text: &str, letters: usize) -> String {
        let snippet = Query::parse(query, &[]).0.snippet(text, letters);
        let marked = snippet.pieces.iter().map(|piece| match piece.hit {
            true => format!("[{}]", piece.text),
            false => piece.text.clone(),
        });
        let (before, after) = (if snippet.cut_before { "…" } else { "" }, if snippet.cut_after { "…" } else { "" });
        format!("{before}{}{after}", marked.collect::<String>())
    }

    #[test]
    fn words_asked_for_are_marked() {
        assert_eq!(shown("rechnung", "Die Rechnungen fehlen.", 80), "Die [Rechnungen] fehlen.");
        assert_eq!(shown("rechnung", "Ihre Monatsrechnung", 80), "Ihre [Monatsrechnung]");
        assert_eq!(shown("grösse", "falsche Groesse", 80), "falsche [Groesse]");
        assert_eq!(shown("ducker", "Der Drucker steht", 80), "Der [Drucker] steht");
        assert_eq!(shown("nichts", "Ganz anderer Text", 80), "Ganz anderer Text");
    }

    #[test]
    fn the_part_with_most_words_is_shown() {
        let text =
            format!("{} Drucker {} Drucker druckt kein Papier {}", "a ".repeat(50), "b ".repeat(50), "c ".repeat(50));
        let shown = shown("drucker papier", &text, 60);
        assert!(
            shown.contains("[Drucker] [druckt] kein [Papier]") || shown.contains("[Drucker] druckt kein [Papier]"),
            "{shown}"
        );
        assert!(shown.starts_with('…') && shown.ends_with('…'));
    }

    proptest::proptest! {
        #[test]
        fn a_snippet_is_a_part_of_the_text(text in "(\\PC|\\s){0,120}", query in ".{0,20}", letters in 1_usize..60) {
            let snippet = Query::parse(&query, &[]).0.snippet(&text, letters);
            let whole: String = snippet.pieces.iter().map(|piece| piece.text.as_str()).collect();
            assert!(text.contains(&whole) && whole.chars().count() <= letters.max(1));
        }
    }
}
