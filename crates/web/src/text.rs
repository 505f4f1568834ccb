//! What people read, in their language: phrases from the Fluent files of `texts/`, and times,
//! durations and amounts as people say them.
//!
//! A `Text` knows the reader's language, the zone in which promises are counted, and the instant
//! at which the page is made; it never asks the wall clock. A phrase that does not exist shows its
//! key, and a test keeps that from happening. Words of plans are not here: plans bring their own.

use std::borrow::Borrow;
use std::fmt;
use std::sync::OnceLock;

use askama::filters::Safe;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::Timestamp;
use jiff::tz::TimeZone;

pub mod format;

#[cfg(test)]
mod keys;

/// The Fluent files that `build.rs` found: language and content.
static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The languages in which Mainstay speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// German.
    De,
    /// English.
    En,
}

impl Language {
    /// Every language, in the order in which a switch offers them.
    pub const ALL: [Self; 2] = [Self::De, Self::En];

    /// The tag for `lang=""` and for cookies.
    pub fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// The language's name in itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::De => "Deutsch",
            Self::En => "English",
        }
    }

    /// Reads a tag such as `de` or `en-GB`.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag).trim();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// Chooses from an `Accept-Language` header; the browser's order counts, its weights do not.
    pub fn accepted(header: &str) -> Option<Self> {
        header.split(',').find_map(|part| Self::parse(part.split(';').next().unwrap_or(part)))
    }
}

/// The reader's language and zone, the promise's zone and the page's instant: all that words need.
#[derive(Clone, Debug)]
pub struct Text {
    /// The reader's language.
    pub language: Language,
    /// The reader's zone, in which times of day are shown.
    pub zone: TimeZone,
    /// The zone in which the desk promises: that of exact times on hover, and of days that something lasts.
    pub promise: TimeZone,
    /// The instant at which the page is made.
    pub now: Timestamp,
}

impl Text {
    /// The phrase of a key, to be shown as it is or with arguments.
    pub fn get<'a>(&self, key: &'a str) -> Phrase<'a> {
        Phrase { language: self.language, key, args: FluentArgs::new() }
    }

    /// The phrase of a key with its arguments filled in.
    pub fn with<'a>(&self, key: &'a str, args: &[(&'a str, FluentValue<'a>)]) -> Phrase<'a> {
        let mut phrase = self.get(key);
        for (name, value) in args {
            phrase.args.set(*name, value.clone());
        }
        phrase
    }

    /// `Mo 23. Nov., 10:30`, with the year if it is not this year's.
    pub fn moment(&self, at: impl Borrow<Timestamp>) -> String {
        format::moment(self.language, *at.borrow(), &self.zone, self.now)
    }

    /// `Mo 23. Nov.`, with the year if it is not this year's.
    pub fn day(&self, at: impl Borrow<Timestamp>) -> String {
        format::day(self.language, *at.borrow(), &self.promise, self.now)
    }

    /// `23. November 2026`, for invoices and contracts.
    pub fn date(&self, at: impl Borrow<Timestamp>) -> String {
        format::date(self.language, *at.borrow(), &self.promise)
    }

    /// `10:30`.
    pub fn clock(&self, at: impl Borrow<Timestamp>) -> String {
        format::clock(*at.borrow(), &self.zone)
    }

    /// A time as people say it, with the exact one and its zone on hover.
    pub fn time(&self, at: impl Borrow<Timestamp>) -> Safe<String> {
        let at = *at.borrow();
        self.time_element(at, "", &self.moment(at))
    }

    /// `vor 2 Std.` or `in 35 Min.`; kept fresh by the page's script, the exact time on hover.
    pub fn ago(&self, at: impl Borrow<Timestamp>) -> Safe<String> {
        let at = *at.borrow();
        let words = format::relative(self.language, at, self.now);
        self.time_element(at, " data-relative", &words)
    }

    fn time_element(&self, at: Timestamp, attribute: &str, words: &str) -> Safe<String> {
        let exact = format::exact(self.language, at, &self.promise);
        Safe(format!("<time datetime=\"{at}\" title=\"{exact}\"{attribute}>{words}</time>"))
    }

    /// The label of a field for a time of day, which is meant in the promise's zone: named where the reader has another.
    pub fn moment_label(&self, label: &str) -> String {
        if self.zone.to_offset(self.now) == self.promise.to_offset(self.now) {
            return label.to_owned();
        }
        format!("{label} ({})", format::zone(self.language, self.now, &self.promise))
    }

    /// `2 Std. 10 Min.`
    pub fn duration(&self, seconds: impl Borrow<i64>) -> String {
        format::duration(self.language, *seconds.borrow())
    }

    /// `2 Std.`: the largest unit only, where space is short.
    pub fn short(&self, seconds: impl Borrow<i64>) -> String {
        format::short(self.language, *seconds.borrow())
    }

    /// `in 2 Std.`, or `seit 2 Std.` when the seconds are negative.
    pub fn ahead(&self, seconds: impl Borrow<i64>) -> String {
        format::ahead(self.language, *seconds.borrow())
    }

    /// `1.234`.
    pub fn number(&self, number: impl Borrow<i64>) -> String {
        format::number(self.language, *number.borrow())
    }
}

/// A phrase with its arguments, shown in the reader's language and escaped like any text.
#[derive(Debug)]
pub struct Phrase<'a> {
    language: Language,
    key: &'a str,
    args: FluentArgs<'a>,
}

impl<'a> Phrase<'a> {
    /// Fills in one argument: a number chooses the plural, a text is shown as it is.
    #[must_use]
    pub fn arg(mut self, name: &'a str, value: impl Into<Argument>) -> Self {
        self.args.set(name, value.into().0);
        self
    }
}

impl fmt::Display for Phrase<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bundle = bundle(self.language);
        let Some(pattern) = bundle.get_message(self.key).and_then(|found| found.value()) else {
            return write!(out, "{}", self.key);
        };
        let mut errors = Vec::new();
        let words = bundle.format_pattern(pattern, Some(&self.args), &mut errors);
        debug_assert!(errors.is_empty(), "{}: {errors:?}", self.key);
        out.write_str(&words)
    }
}

impl From<Phrase<'_>> for String {
    fn from(phrase: Phrase<'_>) -> Self {
        phrase.to_string()
    }
}

/// One argument of a phrase.
#[derive(Debug)]
pub struct Argument(FluentValue<'static>);

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self(FluentValue::from(text.to_owned()))
    }
}

impl From<&String> for Argument {
    fn from(text: &String) -> Self {
        Self(FluentValue::from(text.clone()))
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self(FluentValue::from(text))
    }
}

/// Numbers choose plurals; they are shown without grouping.
macro_rules! number_argument {
    ($($number:ty),*) => {$(
        impl From<$number> for Argument {
            fn from(number: $number) -> Self {
                Self(FluentValue::from(number))
            }
        }
        impl From<&$number> for Argument {
            fn from(number: &$number) -> Self {
                Self(FluentValue::from(*number))
            }
        }
    )*};
}
number_argument!(i32, i64, u32, u64, usize);

type Bundle = FluentBundle<FluentResource>;

fn bundle(language: Language) -> &'static Bundle {
    static BUNDLES: OnceLock<[Bundle; 2]> = OnceLock::new();
    let bundles = BUNDLES.get_or_init(|| Language::ALL.map(load));
    match language {
        Language::De => &bundles[0],
        Language::En => &bundles[1],
    }
}

/// Reads the texts of a language. The files are part of the binary and checked by a test, so a
/// line that cannot be read is left out and shows as its key.
fn load(language: Language) -> Bundle {
    let tag = match language {
        Language::De => unic_langid::LanguageIdentifier::from_bytes(b"de"),
        Language::En => unic_langid::LanguageIdentifier::from_bytes(b"en-GB"),
    };
    let mut bundle = Bundle::new_concurrent(vec![tag.unwrap_or_default()]);
    // Isolation marks would end up in mails, titles and copied text; both languages run left to right.
    bundle.set_use_isolating(false);
    for (_, source) in FILES.iter().filter(|(of, _)| *of == language.tag()) {
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_chosen_from_what_the_browser_accepts() {
        assert_eq!(Language::accepted("fr, en-GB;q=0.8, de"), Some(Language::En));
        assert_eq!(Language::accepted("de-AT"), Some(Language::De));
        assert_eq!(Language::accepted("fr"), None);
    }

    #[test]
    fn a_number_chooses_the_plural() {
        let text =
            |language| Text { language, zone: TimeZone::UTC, promise: TimeZone::UTC, now: Timestamp::UNIX_EPOCH };
        let en = text(Language::En);
        assert_eq!(en.get("count-tickets").arg("n", 1).to_string(), "1 ticket");
        assert_eq!(en.get("count-tickets").arg("n", 3).to_string(), "3 tickets");
        let de = text(Language::De);
        let one = de.with("count-tickets", &[("n", FluentValue::from(1))]);
        assert_eq!(one.to_string(), "1 Ticket");
        assert_eq!(de.get("no such key").to_string(), "no such key");
    }
}
