//! The fields of the index, and what a document puts into them.

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use crate::form::Form;
use crate::index::Document;

/// Counts up whenever fields or folding change: an index of another version is made again.
pub(crate) const VERSION: u32 = 3;
/// Numbers by which lists are ordered.
pub const PLACES: usize = 5;
/// A part of a compound has at least so many letters.
pub(crate) const PART: usize = 4;

/// One text in its forms.
#[derive(Clone, Copy)]
pub(crate) struct Text {
    /// Words as they are written, folded.
    pub(crate) words: Field,
    /// Their stems.
    pub(crate) stems: Field,
    /// Long words without inflection, from back to front, to find what compounds end with.
    pub(crate) tails: Field,
}

/// The fields.
#[derive(Clone)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    /// "ticket:4711", by which a document is replaced.
    pub(crate) key: Field,
    /// The document's id in the database.
    pub(crate) id: Field,
    /// When it last changed, microseconds since 1970.
    pub(crate) when: Field,
    /// When it began.
    pub(crate) since: Field,
    /// Numbers by which lists are ordered.
    pub(crate) places: [Field; PLACES],
    /// "state:open", "customer:17", "kind:ticket".
    pub(crate) marks: Field,
    pub(crate) subject: Text,
    pub(crate) text: Text,
    /// What staff only may find.
    pub(crate) notes: Text,
}

impl Fields {
    pub(crate) fn new() -> Self {
        let mut schema = Schema::builder();
        let mut text = |name: &str| {
            let mut field = |form: Form, record: IndexRecordOption| {
                let indexing = TextFieldIndexing::default()
                    .set_tokenizer(form.name())
                    .set_index_option(record)
                    .set_fieldnorms(false);
                let options = TextOptions::default().set_indexing_options(indexing);
                schema.add_text_field(&format!("{name}-{}", form.name()), options)
            };
            Text {
                words: field(Form::Words, IndexRecordOption::WithFreqsAndPositions),
                stems: field(Form::Stems, IndexRecordOption::Basic),
                tails: field(Form::Tails, IndexRecordOption::Basic),
            }
        };
        let (subject, body, notes) = (text("subject"), text("text"), text("notes"));
        Self {
            key: schema.add_text_field("key", STRING),
            id: schema.add_i64_field("id", FAST | STORED),
            when: schema.add_i64_field("when", FAST | INDEXED),
            since: schema.add_i64_field("since", FAST | INDEXED),
            places: std::array::from_fn(|at| schema.add_i64_field(&place(at), FAST)),
            marks: schema.add_text_field("marks", STRING | FAST),
            schema: schema.build(),
            subject,
            text: body,
            notes,
        }
    }

    /// The document as the index takes it.
    pub(crate) fn fill(&self, document: &Document) -> TantivyDocument {
        let mut filled = TantivyDocument::new();
        filled.add_text(self.key, key(document.kind, document.id));
        filled.add_i64(self.id, document.id);
        filled.add_i64(self.when, document.when);
        filled.add_i64(self.since, document.since);
        for (field, place) in self.places.iter().zip(document.places) {
            filled.add_i64(*field, place);
        }
        filled.add_text(self.marks, mark("kind", document.kind));
        for (name, value) in &document.marks {
            filled.add_text(self.marks, mark(name, value));
        }
        put(&mut filled, self.subject, std::slice::from_ref(&document.subject));
        put(&mut filled, self.text, &document.text);
        put(&mut filled, self.notes, &document.notes);
        filled
    }
}

pub(crate) fn key(kind: &str, id: i64) -> String {
    format!("{kind}:{id}")
}

pub(crate) fn mark(name: &str, value: &str) -> String {
    format!("{name}:{value}")
}

/// The name of the field of a place.
pub(crate) fn place(at: usize) -> String {
    format!("place-{at}")
}

/// What marks of a name begin with.
pub(crate) fn prefix(name: &str) -> String {
    format!("{name}:")
}

fn put(filled: &mut TantivyDocument, field: Text, texts: &[String]) {
    // Each text is a value of its own, so that words of different messages are not neighbours.
    for text in texts.iter().filter(|text| !text.is_empty()) {
        for form in [field.words, field.stems, field.tails] {
            filled.add_text(form, text);
        }
    }
}
