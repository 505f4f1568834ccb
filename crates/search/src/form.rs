//! The forms in which the index keeps a text: its words, their stems, and long words from back to front.
//!
//! Each is a tokenizer, so that forms are made where the index is written, beside whoever reads the documents.

use std::sync::Arc;

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::fold::{Stems, uninflected};
use crate::word::words;

/// Compounds are at least this long.
pub(crate) const COMPOUND: usize = 7;

/// A form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Words as they are written, folded.
    Words,
    /// Their stems.
    Stems,
    /// Long words without inflection, from back to front, to find what compounds end with.
    Tails,
}

impl Form {
    /// The name in the schema.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Form::Words => "words",
            Form::Stems => "stems",
            Form::Tails => "tails",
        }
    }

    /// Makes the forms known to an index.
    pub(crate) fn register(known: &TokenizerManager, stems: &Arc<Stems>) {
        for form in [Form::Words, Form::Stems, Form::Tails] {
            known.register(form.name(), TextAnalyzer::builder(Former { form, stems: Arc::clone(stems) }).build());
        }
    }
}

/// A word from back to front.
pub(crate) fn backwards(word: &str) -> String {
    let mut turned = String::with_capacity(word.len());
    turned.extend(word.chars().rev());
    turned
}

#[derive(Clone)]
struct Former {
    form: Form,
    stems: Arc<Stems>,
}

impl Tokenizer for Former {
    type TokenStream<'a> = Formed;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Formed {
        let mut tokens = Vec::new();
        for (position, word) in words(text).into_iter().enumerate() {
            let mut put = |text: String| tokens.push((position, text));
            match self.form {
                Form::Words => put(word.folded),
                Form::Stems => {
                    let (german, english) = self.stems.of(&word.folded);
                    put(german);
                    english.into_iter().for_each(put);
                }
                Form::Tails if word.folded.chars().count() >= COMPOUND => put(backwards(uninflected(&word.folded))),
                Form::Tails => {}
            }
        }
        Formed { tokens: tokens.into_iter(), token: Token::default() }
    }
}

struct Formed {
    tokens: std::vec::IntoIter<(usize, String)>,
    token: Token,
}

impl TokenStream for Formed {
    fn advance(&mut self) -> bool {
        let Some((position, text)) = self.tokens.next() else { return false };
        self.token = Token { position, text, ..Token::default() };
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
