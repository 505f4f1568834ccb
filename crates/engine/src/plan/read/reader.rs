//! Reads single values; a wrong one is noted with its place, not thrown, so that all mistakes come out at once.

use std::cell::{Cell, RefCell};
use std::str::FromStr;

use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::DeValue;

use super::super::catalogue::{Language, Text};
use super::super::errors::{Found, nearest};
use super::super::grammar::{Duration, Mistake};
use super::field::{Field, Fields};
use super::{Cause, Place, kind_of};
use crate::money::Currency;

/// Longest wording that a file may give, in characters.
const MAX_TEXT: usize = 2_000;
/// Longest id.
pub(super) const MAX_ID: usize = 64;

/// Collects mistakes while the file is read.
pub(in crate::plan) struct Reader<'a> {
    text: &'a str,
    limit: usize,
    found: RefCell<Vec<(Found, Cause)>>,
    warned: RefCell<Vec<Found>>,
    languages: RefCell<Vec<Language>>,
    currency: Cell<Option<Currency>>,
    conditional: Cell<bool>,
    follows: Cell<bool>,
    unit: RefCell<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, limit: usize) -> Reader<'a> {
        let (found, warned, languages, currency, conditional, follows, unit) = Default::default();
        Reader { text, limit, found, warned, languages, currency, conditional, follows, unit }
    }

    /// The mistakes and the warnings.
    pub(super) fn into_found(self) -> (Vec<(Found, Cause)>, Vec<Found>) {
        (self.found.into_inner(), self.warned.into_inner())
    }

    /// Something that can be read in two ways.
    pub(super) fn warn(&self, span: Place, message: impl Into<String>, allowed: &str) {
        let found = Found { span, message: message.into(), allowed: allowed.to_owned(), nearest: None };
        let mut list = self.warned.borrow_mut();
        if list.len() < self.limit {
            list.push(found);
        }
    }

    pub(super) fn know_languages(&self, languages: &[Language]) {
        *self.languages.borrow_mut() = languages.to_vec();
    }

    pub(super) fn know_currency(&self, currency: Option<Currency>) {
        self.currency.set(currency);
    }

    /// Something in the file depends on facts.
    pub(super) fn know_condition(&self) {
        self.conditional.set(true);
    }

    /// The word for one piece of what is being read ("km"); empty: none.
    pub(super) fn know_unit(&self, unit: &str) {
        unit.clone_into(&mut self.unit.borrow_mut());
    }

    pub(super) fn is_unit(&self, word: &str) -> bool {
        !word.is_empty() && *self.unit.borrow() == word
    }

    /// Prices need to know what became of tickets.
    pub(super) fn know_tickets(&self) {
        self.follows.set(true);
    }

    pub(super) fn follows_tickets(&self) -> bool {
        self.follows.get()
    }

    pub(super) fn was_conditional(&self) -> bool {
        self.conditional.get()
    }

    fn note(&self, found: Found, cause: Cause) {
        let mut list = self.found.borrow_mut();
        if list.len() < self.limit {
            list.push((found, cause));
        }
    }

    /// Something that is wrong by itself.
    pub(super) fn wrong(&self, span: Place, message: impl Into<String>, allowed: impl Into<String>) {
        let found = Found { span, message: message.into(), allowed: allowed.into(), nearest: None };
        self.note(found, Cause::Itself);
    }

    /// A name that is not among the known ones.
    pub(super) fn unknown(&self, span: Place, word: &str, message: String, known: &[&str], cause: Cause) {
        let allowed = if known.is_empty() { "nothing: none is defined".to_owned() } else { known.join(", ") };
        let nearest = nearest(word, known.iter().copied());
        self.note(Found { span, message, allowed, nearest }, cause);
    }

    /// A name that is not among the known ones, which are too many to list.
    pub(super) fn unknown_of_many(&self, span: Place, word: &str, message: String, known: &[&str], allowed: &str) {
        let nearest = nearest(word, known.iter().copied());
        let allowed = allowed.to_owned();
        self.note(Found { span, message, allowed, nearest }, Cause::Itself);
    }

    pub(super) fn missing(&self, span: Place, message: String, allowed: String) {
        self.note(Found { span, message, allowed, nearest: None }, Cause::MaybeElsewhere);
    }

    /// A value of another kind than is needed.
    pub(super) fn kind(&self, field: &Field<'a>, wanted: &str) {
        let of = if field.key.is_empty() { String::new() } else { format!("`{}` is ", field.key) };
        let is = kind_of(field.value);
        let message = if of.is_empty() { format!("{is} stands here") } else { format!("{of}{is}") };
        self.wrong(field.span.clone(), message, wanted);
    }

    /// A text of one line or more that is not empty.
    pub(super) fn string(&self, field: Field<'a>) -> Option<&'a str> {
        let Some(text) = field.value.as_str() else {
            self.kind(&field, "a text in quotes");
            return None;
        };
        if text.trim().is_empty() {
            self.wrong(field.span, "the text is empty", "at least one letter");
            return None;
        }
        if text.chars().count() > MAX_TEXT {
            self.wrong(field.span, "the text is too long", format!("at most {MAX_TEXT} characters"));
            return None;
        }
        Some(text)
    }

    /// A wording in the provider's languages: a table by language, or one text that all of them share.
    pub(super) fn text(&self, field: Field<'a>) -> Option<Text> {
        let languages = self.languages.borrow().clone();
        if field.value.is_str() {
            let text = self.string(field)?;
            let given = |language| (languages.is_empty() || languages.contains(&language)).then(|| text.to_owned());
            return Some(Text { de: given(Language::De), en: given(Language::En) });
        }
        if field.value.as_table().is_none() {
            self.kind(&field, "a text in quotes, or one for each language: { de = \"…\", en = \"…\" }");
            return None;
        }
        let fields = Fields::open(self, field, "a text by language", &["de", "en"])?;
        let read = |key: &str, language: Language| match fields.get(key) {
            Some(field) => Some(self.string(field).map(str::to_owned)),
            None if languages.contains(&language) => {
                self.missing(
                    fields.span.clone(),
                    format!("the wording in `{key}` is missing"),
                    "a text for each of the provider's languages".to_owned(),
                );
                Some(None)
            }
            None => None,
        };
        let (de, en) = (read("de", Language::De), read("en", Language::En));
        if matches!(de, Some(None)) || matches!(en, Some(None)) {
            return None;
        }
        Some(Text { de: de.flatten(), en: en.flatten() })
    }

    /// A wording of the grammar.
    pub(super) fn parse<T: FromStr<Err = Mistake>>(&self, field: Field<'a>) -> Option<T> {
        self.parse_with(field, str::parse)
    }

    /// A wording that `read` understands.
    pub(super) fn parse_with<T>(&self, field: Field<'a>, read: impl Fn(&str) -> Result<T, Mistake>) -> Option<T> {
        let Some(text) = field.value.as_str() else {
            self.kind(&field, "a text in quotes");
            return None;
        };
        match read(text) {
            Ok(value) => Some(value),
            Err(mistake) => {
                let span = self.inside(&field, mistake.at);
                self.wrong(span, mistake.message, mistake.allowed);
                None
            }
        }
    }

    /// The place of a part of a text, if the file has the text as it reads; else the whole.
    pub(super) fn inside(&self, field: &Field<'a>, part: Place) -> Place {
        let plain = field
            .value
            .as_str()
            .is_some_and(|value| self.text.get(field.span.start + 1..field.span.end.saturating_sub(1)) == Some(value));
        if plain && !part.is_empty() {
            return field.span.start + 1 + part.start..field.span.start + 1 + part.end;
        }
        field.span.clone()
    }

    /// One of several words.
    pub(super) fn choice<T: Copy>(&self, field: Field<'a>, words: &[(T, &str)]) -> Option<T> {
        let known: Vec<&str> = words.iter().map(|(_, word)| *word).collect();
        let Some(word) = field.value.as_str() else {
            self.kind(&field, &known.join(", "));
            return None;
        };
        let found = words.iter().find(|(_, known)| *known == word).map(|(value, _)| *value);
        if found.is_none() {
            let message = format!("`{}` cannot be `{word}`", field.key).replace("`` cannot be ", "not known: ");
            self.unknown(field.span, word, message, &known, Cause::Itself);
        }
        found
    }

    /// A whole number between two bounds.
    pub(super) fn integer(&self, field: Field<'a>, least: i64, most: i64) -> Option<i64> {
        let wanted = format!("a whole number from {least} to {most}");
        let Some(integer) = field.value.as_integer() else {
            self.kind(&field, &wanted);
            return None;
        };
        let value = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let value = value.filter(|value| (least..=most).contains(value));
        if value.is_none() {
            self.wrong(field.span, format!("`{}` is out of range", field.key), wanted);
        }
        value
    }

    /// The same for small numbers.
    pub(super) fn number(&self, field: Field<'a>, least: u32, most: u32) -> Option<u32> {
        self.integer(field, least.into(), most.into()).and_then(|value| value.try_into().ok())
    }

    /// True or false.
    pub(super) fn flag(&self, field: Option<Field<'a>>) -> Option<bool> {
        let Some(field) = field else {
            return Some(false);
        };
        let value = field.value.as_bool();
        if value.is_none() {
            self.kind(&field, "true or false, without quotes");
        }
        value
    }

    /// A calendar date.
    pub(super) fn date(&self, field: Field<'a>) -> Option<jiff::civil::Date> {
        let written = field.value.as_datetime().filter(|value| value.time.is_none());
        let date = written.and_then(|value| value.date).and_then(|date| {
            let number = |value: u8| i8::try_from(value).ok();
            jiff::civil::Date::new(i16::try_from(date.year).ok()?, number(date.month)?, number(date.day)?).ok()
        });
        if date.is_none() {
            self.kind(&field, "a date without quotes, such as 2026-12-24");
        }
        date
    }

    /// The items of a list.
    pub(super) fn list(&self, field: Field<'a>) -> Option<Vec<Field<'a>>> {
        let Some(items) = field.value.as_array() else {
            self.kind(&field, "a list in brackets");
            return None;
        };
        let item = |item: &'a Spanned<DeValue<'a>>| Field {
            key: "",
            key_span: item.span(),
            span: item.span(),
            value: item.get_ref(),
        };
        Some(items.iter().map(item).collect())
    }

    /// A currency must be the provider's.
    pub(super) fn check_currency(&self, span: Place, found: Option<Currency>) {
        if let (Some(found), Some(own)) = (found, self.currency.get())
            && found != own
        {
            self.wrong(
                span,
                format!("the price is in {}, the provider's currency is {}", found.code(), own.code()),
                own.code(),
            );
        }
    }

    /// A length in months or years.
    pub(super) fn months(&self, field: Field<'a>) -> Option<u32> {
        let span = field.span.clone();
        let months = self.parse::<Duration>(field)?.months();
        if months.is_none() {
            self.wrong(span, "it is counted in months or years", "\"12 months\" or \"1 year\"");
        }
        months
    }

    /// A percentage ("19 %").
    pub(super) fn percent(&self, field: Field<'a>) -> Option<Decimal> {
        self.parse_with(field, super::super::grammar::percent)
    }

    /// An id: lower-case letters, digits and hyphens.
    pub(super) fn check_id(&self, id: &str, span: &Place) -> bool {
        let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let good = id.len() <= MAX_ID
            && id.chars().all(letter)
            && !id.starts_with('-')
            && !id.ends_with('-')
            && !id.is_empty();
        if !good {
            let shown: String = id.chars().take(MAX_ID).collect();
            self.wrong(
                span.clone(),
                format!("`{shown}` is not an id"),
                "lower-case letters, digits and hyphens, at most 64",
            );
        }
        good
    }
}
