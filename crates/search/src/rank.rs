//! What counts how much: where a word was found, and how near it is to the word asked for.
//!
//! A hit is worth the sum over the words asked for of the best way in which each was found. All worths are whole
//! numbers, so that the sum does not depend on the order of adding. Hits that have all words themselves or in another
//! inflection come before all others; only where they fill no page are compounds, beginnings and typing errors asked.

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Occur, PhraseQuery, Query as Tantivy,
    RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Score, Searcher};

use crate::fold::{Stems, uninflected};
use crate::form::backwards;
use crate::query::{Limit, Mark, Part, Query, Reach};
use crate::schema::{Fields, PART, PLACES, Text, mark};

/// More than all words in the best way.
const NEAR: Score = 100_000.0;
/// Words shorter than this are right as they are.
const TYPO: usize = 5;
/// Words with one beginning that are asked for one by one.
const FEW: usize = 64;
/// Places where one word may be cut into two.
const CUTS: usize = 6;

/// How much a way of finding is worth in the subject, in the text, in notes.
#[derive(Clone, Copy)]
struct Worth([Score; 3]);

const PHRASE: Worth = Worth([120.0, 60.0, 45.0]);
const WORD: Worth = Worth([100.0, 40.0, 30.0]);
const STEM: Worth = Worth([60.0, 25.0, 18.0]);
const COMPOUND: Worth = Worth([30.0, 12.0, 9.0]);
/// Wherever its two words are.
const CUT: Score = 8.0;
const MISTYPED: Worth = Worth([10.0, 4.0, 3.0]);

type Boxed = Box<dyn Tantivy>;
/// Ways of finding a word, each with its worth.
type Ways = Vec<(Score, Boxed)>;

/// Hits of one worth.
pub(crate) struct Rung {
    /// What each is worth.
    pub(crate) worth: Score,
    /// Finds them.
    pub(crate) query: Boxed,
}

/// Makes the index's queries.
pub(crate) struct Ranking<'a> {
    pub(crate) fields: &'a Fields,
    pub(crate) stems: &'a Stems,
    pub(crate) searcher: &'a Searcher,
    pub(crate) reach: &'a Reach,
    pub(crate) kind: &'a str,
}

impl Ranking<'_> {
    /// Documents that have the words themselves or their inflections.
    pub(crate) fn near(&self, query: &Query) -> Boxed {
        self.all(query, false)
    }

    /// The same and, after them, documents with compounds, beginnings and words with one letter wrong.
    pub(crate) fn far(&self, query: &Query) -> Boxed {
        let near = constant(self.near(query), NEAR);
        Box::new(BooleanQuery::new(vec![(Occur::Must, self.all(query, true)), (Occur::Should, near)]))
    }

    /// Whether there is more to find than what is near.
    pub(crate) fn widens(query: &Query) -> bool {
        query.parts.iter().any(|part| part.wanted && !part.exact)
    }

    /// For a query of one word: what is [`Ranking::near`], worth by worth, the best first. Whoever wants a page of hits need
    /// not look at all documents that have a common word, only at those of the worths that fill the page.
    pub(crate) fn ladder(&self, query: &Query) -> Option<Vec<Rung>> {
        let mut wanted = query.parts.iter().filter(|part| part.wanted);
        let (Some(part), None) = (wanted.next(), wanted.next()) else { return None };
        let [word] = part.words.as_slice() else { return None };
        let mut ways = if part.exact { self.word(word) } else { self.ways(word, part.begun, false) };
        ways.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let mut better: Vec<Boxed> = Vec::new();
        let mut rungs = Vec::new();
        for same in ways.chunk_by(|(one, _), (other, _)| one == other) {
            let these: Vec<Boxed> = same.iter().map(|(_, way)| way.box_clone()).collect();
            let mut clauses = self.within(query);
            clauses
                .push((Occur::Must, Box::new(BooleanQuery::union(these.iter().map(|way| way.box_clone()).collect()))));
            clauses.extend(better.iter().map(|way| (Occur::MustNot, way.box_clone())));
            better.extend(these);
            rungs.push(Rung { worth: same[0].0, query: Box::new(BooleanQuery::new(clauses)) });
        }
        Some(rungs)
    }

    fn all(&self, query: &Query, far: bool) -> Boxed {
        let mut clauses = self.within(query);
        for part in query.parts.iter().filter(|part| part.wanted) {
            clauses.push((Occur::Must, self.part(part, far)));
        }
        if !query.has_words() {
            clauses.push((Occur::Must, constant(Box::new(AllQuery), 0.0)));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    /// What decides and is worth nothing: kind, reach, marks, limits, and words that must not be there.
    fn within(&self, query: &Query) -> Vec<(Occur, Boxed)> {
        let mut clauses: Vec<(Occur, Boxed)> = Vec::new();
        for part in query.parts.iter().filter(|part| !part.wanted) {
            clauses.push((Occur::MustNot, self.part(part, false)));
        }
        clauses.push((Occur::Must, self.marked("kind", &[self.kind])));
        if let Reach::Only(mark) = self.reach {
            clauses.push((Occur::Must, self.mark(mark)));
        }
        for mark in &query.marks {
            clauses.push((if mark.wanted { Occur::Must } else { Occur::MustNot }, self.mark(mark)));
        }
        for (limit, wanted) in &query.limits {
            clauses.push((if *wanted { Occur::Must } else { Occur::MustNot }, self.limit(*limit)));
        }
        clauses
    }

    fn mark(&self, mark: &Mark) -> Boxed {
        let values: Vec<&str> = mark.values.iter().map(String::as_str).collect();
        self.marked(&mark.name, &values)
    }

    fn marked(&self, name: &str, values: &[&str]) -> Boxed {
        let one = |value: &&str| term(self.fields.marks, &mark(name, value));
        let any: Boxed = match values {
            [value] => one(value),
            values => Box::new(BooleanQuery::union(values.iter().map(one).collect())),
        };
        constant(any, 0.0)
    }

    fn limit(&self, limit: Limit) -> Boxed {
        use std::ops::Bound::{Excluded, Included};
        let (field, from, to) = match limit {
            Limit::Since(from, to) => (self.fields.since, from, to),
            Limit::When(from, to) => (self.fields.when, from, to),
            Limit::Place(at, from, to) => (self.fields.places[at.min(PLACES - 1)], from, to),
        };
        let bound = |at| Term::from_field_i64(field, at);
        constant(Box::new(RangeQuery::new(Included(bound(from)), Excluded(bound(to)))), 0.0)
    }

    /// The texts that this reader's words are looked up in, with the place of their worth.
    fn texts(&self) -> impl Iterator<Item = (Text, usize)> {
        let notes = (*self.reach == Reach::All).then_some((self.fields.notes, 2));
        [(self.fields.subject, 0), (self.fields.text, 1)].into_iter().chain(notes)
    }

    fn part(&self, part: &Part, far: bool) -> Boxed {
        let ways = match part.words.as_slice() {
            [word] if part.exact => self.word(word),
            [word] => self.ways(word, part.begun, far),
            words => self.phrase(words),
        };
        Box::new(best(ways))
    }

    fn phrase(&self, words: &[String]) -> Ways {
        let phrase = |(text, at): (Text, usize)| {
            let terms = words.iter().map(|word| Term::from_field_text(text.words, word)).collect();
            (PHRASE.0[at], Box::new(PhraseQuery::new(terms)) as Boxed)
        };
        self.texts().map(phrase).collect()
    }

    fn word(&self, word: &str) -> Ways {
        self.texts().map(|(text, at)| (WORD.0[at], term(text.words, word))).collect()
    }

    fn ways(&self, word: &str, begun: bool, far: bool) -> Ways {
        let mut ways = self.word(word);
        ways.extend(self.inflected(word));
        let letters = word.chars().count();
        // A word that is being typed is near wherever a word goes on from it.
        if begun && letters >= 2 {
            ways.extend(self.texts().filter_map(|(text, at)| Some((STEM.0[at], self.begins(text.words, word)?))));
        }
        if far {
            ways.extend(self.compounds(word, letters));
            ways.extend(self.cuts(word, letters));
            if letters >= TYPO && !word.chars().any(|letter| letter.is_ascii_digit()) {
                let near =
                    |field| -> Boxed { Box::new(FuzzyTermQuery::new(Term::from_field_text(field, word), 1, true)) };
                ways.extend(self.texts().map(|(text, at)| (MISTYPED.0[at], near(text.words))));
            }
        }
        ways
    }

    fn inflected(&self, word: &str) -> Ways {
        let (german, english) = self.stems.of(word);
        let stems: Vec<String> = std::iter::once(german).chain(english).collect();
        self.texts().flat_map(|(text, at)| stems.iter().map(move |stem| (STEM.0[at], term(text.stems, stem)))).collect()
    }

    /// Compounds that begin or end with the word.
    fn compounds(&self, word: &str, letters: usize) -> Ways {
        if letters < PART {
            return Vec::new();
        }
        let word = uninflected(word);
        let tail = backwards(word);
        self.texts()
            .flat_map(|(text, at)| {
                let ways = [self.begins(text.words, word), self.begins(text.tails, &tail)];
                ways.into_iter().flatten().map(move |way| (COMPOUND.0[at], way))
            })
            .collect()
    }

    /// Documents with words that begin so; nothing where no word does. Few words are asked for one by one: asking for a
    /// beginning costs memory by the number of all documents, even where nothing begins with it.
    fn begins(&self, field: Field, text: &str) -> Option<Boxed> {
        match self.beginning(field, text) {
            Ok(words) if words.is_empty() => None,
            Ok(words) if words.len() <= FEW => {
                Some(Box::new(BooleanQuery::union(words.iter().map(|word| term(field, word)).collect())))
            }
            // Very many, or an index that does not read, which the search itself will say.
            _ => Some(Box::new(FuzzyTermQuery::new_prefix(Term::from_field_text(field, text), 0, true))),
        }
    }

    /// The words of a field that begin so, up to one more than [`FEW`].
    fn beginning(&self, field: Field, text: &str) -> tantivy::Result<BTreeSet<String>> {
        let mut words = BTreeSet::new();
        for reader in self.searcher.segment_readers() {
            let inverted = reader.inverted_index(field)?;
            let mut known = inverted.terms().range().ge(text).into_stream()?;
            while words.len() <= FEW && known.advance() && known.key().starts_with(text.as_bytes()) {
                words.insert(String::from_utf8_lossy(known.key()).into_owned());
            }
        }
        Ok(words)
    }

    /// The two words that a compound is made of, where both occur.
    fn cuts(&self, word: &str, letters: usize) -> Ways {
        let between = letters.saturating_sub(2 * PART - 1);
        let places = word.char_indices().map(|(at, _)| at).skip(PART).take(between);
        places.filter_map(|at| self.cut(word.split_at(at))).take(CUTS).collect()
    }

    fn cut(&self, (head, tail): (&str, &str)) -> Option<(Score, Boxed)> {
        // "Rechnungsnummer", "Kundendaten": what joins the two belongs to neither.
        let heads = [Some(head), head.strip_suffix("es"), head.strip_suffix('s'), head.strip_suffix('n')];
        let head = heads.into_iter().flatten().filter(|head| head.len() >= PART).find(|head| self.occurs(head))?;
        if !self.occurs(tail) {
            return None;
        }
        let one = |word: &str| -> Boxed { Box::new(best(self.inflected(word))) };
        let both = BooleanQuery::new(vec![(Occur::Must, one(head)), (Occur::Must, one(tail))]);
        Some((CUT, Box::new(both)))
    }

    fn occurs(&self, word: &str) -> bool {
        let stem = self.stems.of(word).0;
        self.texts().any(|(text, _)| {
            self.searcher.doc_freq(&Term::from_field_text(text.stems, &stem)).is_ok_and(|documents| documents > 0)
        })
    }
}

fn term(field: Field, text: &str) -> Boxed {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

/// The best of several ways.
fn best(ways: Ways) -> DisjunctionMaxQuery {
    DisjunctionMaxQuery::new(ways.into_iter().map(|(worth, way)| constant(way, worth)).collect())
}

fn constant(query: Boxed, worth: Score) -> Boxed {
    Box::new(ConstScoreQuery::new(query, worth))
}
