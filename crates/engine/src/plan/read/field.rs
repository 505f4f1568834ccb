//! Values and tables of the file with their places.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reader::{MAX_ID, Reader};
use super::{Cause, Place};

/// A value with its place and its key.
#[derive(Clone)]
pub(in crate::plan) struct Field<'a> {
    /// Key it stands under; empty in lists.
    pub(super) key: &'a str,
    /// Place of the key; of the value itself in lists.
    pub(super) key_span: Place,
    /// Place of the value.
    pub(super) span: Place,
    /// The value.
    pub(super) value: &'a DeValue<'a>,
}

/// A table whose keys have been checked.
pub(in crate::plan) struct Fields<'r, 'a> {
    reader: &'r Reader<'a>,
    what: String,
    /// Where the table begins.
    pub(super) span: Place,
    entries: Vec<Field<'a>>,
}

impl<'a> Field<'a> {
    /// Whether it is a text.
    pub(super) fn is_text(&self) -> bool {
        self.value.is_str()
    }

    /// The text, if it is one.
    pub(super) fn as_text(&self) -> Option<&'a str> {
        self.value.as_str()
    }

    /// Whether it is a whole number.
    pub(super) fn is_integer(&self) -> bool {
        self.value.is_integer()
    }

    /// Whether it is a list.
    pub(super) fn is_list(&self) -> bool {
        self.value.is_array()
    }
}

fn entries<'a>(table: &'a DeTable<'a>) -> Vec<Field<'a>> {
    let entry = |(key, value): (&'a Spanned<std::borrow::Cow<'a, str>>, &'a Spanned<DeValue<'a>>)| Field {
        key: key.get_ref().as_ref(),
        key_span: key.span(),
        span: value.span(),
        value: value.get_ref(),
    };
    let mut list: Vec<Field<'a>> = table.iter().map(entry).collect();
    // The parser keeps tables by name; what a file says has the order in which it says it.
    list.sort_by_key(|field| field.key_span.start);
    list
}

impl<'r, 'a> Fields<'r, 'a> {
    /// The file itself.
    pub(super) fn root(
        reader: &'r Reader<'a>,
        table: &'a Spanned<DeTable<'a>>,
        what: &str,
        keys: &[&str],
    ) -> Fields<'r, 'a> {
        let fields = Fields { reader, what: what.to_owned(), span: 0..0, entries: entries(table.get_ref()) };
        fields.check(keys);
        fields
    }

    /// A table with certain keys; anything else in it is an error.
    pub(super) fn open(reader: &'r Reader<'a>, field: Field<'a>, what: &str, keys: &[&str]) -> Option<Fields<'r, 'a>> {
        let fields = Self::any(reader, field, what)?;
        fields.check(keys);
        Some(fields)
    }

    /// A table whose keys are ids.
    pub(super) fn any(reader: &'r Reader<'a>, field: Field<'a>, what: &str) -> Option<Fields<'r, 'a>> {
        let Some(table) = field.value.as_table() else {
            reader.kind(&field, &format!("a table: {what}"));
            return None;
        };
        let span = if field.key.is_empty() { field.span } else { field.key_span };
        Some(Fields { reader, what: what.to_owned(), span, entries: entries(table) })
    }

    fn check(&self, keys: &[&str]) {
        for entry in &self.entries {
            if !keys.contains(&entry.key) {
                let shown: String = entry.key.chars().take(MAX_ID).collect();
                let message = format!("unknown key `{shown}` in {}", self.what);
                self.reader.unknown(entry.key_span.clone(), entry.key, message, keys, Cause::Itself);
            }
        }
    }

    pub(super) fn reader(&self) -> &'r Reader<'a> {
        self.reader
    }

    pub(super) fn entries(&self) -> &[Field<'a>] {
        &self.entries
    }

    pub(super) fn first_key(&self) -> Option<(&'a str, Place)> {
        self.entries.first().map(|entry| (entry.key, entry.key_span.clone()))
    }

    pub(super) fn get(&self, key: &str) -> Option<Field<'a>> {
        self.entries.iter().find(|entry| entry.key == key).cloned()
    }

    /// A key that may be missing, but not wrong: none without a value, and nothing at all where it is wrong.
    pub(super) fn maybe<T>(&self, key: &str, read: impl FnOnce(Field<'a>) -> Option<T>) -> Option<Option<T>> {
        match self.get(key) {
            Some(field) => read(field).map(Some),
            None => Some(None),
        }
    }

    /// A key that must be there.
    pub(super) fn need(&self, key: &str) -> Option<Field<'a>> {
        let field = self.get(key);
        if field.is_none() {
            self.missing(key);
        }
        field
    }

    /// Notes that a key is missing.
    pub(super) fn missing(&self, key: &str) {
        let message = format!("`{key}` is missing in {}", self.what);
        self.reader.missing(self.span.clone(), message, format!("`{key} = …`"));
    }
}
