//! What makes two spellings the same word: case, umlauts, accents, ß, and inflection.
//!
//! Both sides of a search are folded alike, so what folding confuses ("Maße", "Masse") is found together and nothing is
//! missed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use frostem::{Algorithm, Stemmer};

/// A word without case and marks: "Größe", "GROESSE" and "Grosse" are one.
pub(crate) fn fold(word: &str) -> String {
    let mut folding = Folding { folded: String::with_capacity(word.len()), before: ' ', last: ' ' };
    for letter in word.chars() {
        if letter.is_ascii() {
            folding.push(letter.to_ascii_lowercase());
            continue;
        }
        for letter in letter.to_lowercase() {
            match letter {
                // Marks that stand after their letter, as some systems write file names.
                '\u{300}'..='\u{36f}' => {}
                letter => match plain_letters(letter) {
                    Some(letters) => letters.chars().for_each(|letter| folding.push(letter)),
                    None => folding.push(letter),
                },
            }
        }
    }
    folding.folded
}

/// A word on its way, with the last two letters that came.
struct Folding {
    folded: String,
    before: char,
    last: char,
}

impl Folding {
    /// `ae`, `oe` and `ue` written for an umlaut lose their e. Not after another vowel ("neue") or a q ("quer").
    fn push(&mut self, letter: char) {
        let umlaut = letter == 'e'
            && matches!(self.last, 'a' | 'o' | 'u')
            && !matches!(self.before, 'a' | 'e' | 'i' | 'o' | 'u' | 'q');
        if !umlaut {
            self.folded.push(letter);
        }
        (self.before, self.last) = (self.last, letter);
    }
}

/// Letters of Latin scripts without their marks.
fn plain_letters(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ä' | 'á' | 'à' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ĝ' | 'ģ' => "g",
        'í' | 'ì' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ł' | 'ľ' | 'ļ' | 'ĺ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ö' | 'ó' | 'ò' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ř' | 'ŕ' => "r",
        'ś' | 'š' | 'ş' | 'ș' | 'ŝ' => "s",
        'ß' | 'ẞ' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'þ' => "th",
        'ü' | 'ú' | 'ù' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ž' | 'ż' => "z",
        _ => return None,
    })
}

/// Stems of one word: the German one and, where it differs, the English one.
type Both = (String, Option<String>);

/// Finds the stems of folded words.
pub(crate) struct Stems {
    german: Stemmer,
    english: Stemmer,
    /// Stems of words that came before: texts say the same words again and again.
    known: Mutex<HashMap<String, Both>>,
}

/// Words that are kept with their stems.
const KEPT: usize = 50_000;

impl Stems {
    pub(crate) fn new() -> Self {
        Self {
            german: Stemmer::new(Algorithm::German),
            english: Stemmer::new(Algorithm::English),
            known: Mutex::default(),
        }
    }

    /// The stem in German and, where it differs, in English. Numbers and codes are their own.
    pub(crate) fn of(&self, folded: &str) -> Both {
        if !folded.chars().all(char::is_alphabetic) {
            return (folded.to_owned(), None);
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(both) = known.get(folded) {
            return both.clone();
        }
        let both = self.find(folded);
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(folded.to_owned(), both.clone());
        both
    }

    fn find(&self, folded: &str) -> Both {
        let german = self.german.stem(folded).into_owned();
        let english = self.english.stem(folded).into_owned();
        let differs = english != german;
        (german, differs.then_some(english))
    }
}

/// A folded word without the ending of a German case or number. Stemmers take whole syllables off long words and leave them on
/// short ones ("Monatsrechnung", "Rechnung"), so what compounds end with is compared by this.
pub(crate) fn uninflected(folded: &str) -> &str {
    const LEAST: usize = 4;
    let endings = ["ern", "ens", "en", "er", "es", "em", "e", "s", "n"];
    let without = |ending: &&str| folded.strip_suffix(*ending).filter(|rest| rest.chars().count() >= LEAST);
    endings.iter().find_map(without).unwrap_or(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_of_cases_are_taken_off() {
        for (one, other) in
            [("rechnung", "rechnungen"), ("treiber", "treibern"), ("nummer", "nummern"), ("lizenz", "lizenzen")]
        {
            assert_eq!(uninflected(one), uninflected(other));
        }
        assert_eq!(uninflected("haus"), "haus");
    }

    #[test]
    fn spellings_of_a_word_are_one() {
        for (one, other) in [
            ("Größe", "GROESSE"),
            ("Müller", "Mueller"),
            ("Straße", "STRASSE"),
            ("Café", "cafe\u{301}"),
            ("Ärger", "A\u{308}rger"),
            ("naïve", "naive"),
        ] {
            assert_eq!(fold(one), fold(other));
        }
        assert_eq!(fold("neue"), "neue");
        assert_eq!(fold("queue"), "queue");
    }

    #[test]
    fn inflections_share_a_stem() {
        let stems = Stems::new();
        for (one, other) in [
            ("Rechnung", "Rechnungen"),
            ("Drucker", "Druckers"),
            ("Häuser", "Haus"),
            ("Fehler", "Fehlern"),
            ("invoices", "invoice"),
            ("printing", "printed"),
        ] {
            let (one, other) = (stems.of(&fold(one)), stems.of(&fold(other)));
            let all = |(first, second): &(String, Option<String>)| {
                std::iter::once(first.clone()).chain(second.clone()).collect::<Vec<_>>()
            };
            assert!(all(&one).iter().any(|stem| all(&other).contains(stem)), "{one:?} {other:?}");
        }
    }
}
