//! What people typed into fields, read once into what it must be. A wrong field is named with what is allowed.

use engine::plan::catalogue::Language;
use mail::address::MailAddress;

use crate::error::DeskError;

/// Longest name, in characters.
pub const NAME_MAX: usize = 200;

/// A text that must be there.
pub(crate) fn text(field: &'static str, value: &str, max: usize) -> Result<String, DeskError> {
    let value = value.trim();
    if value.is_empty() {
        return Err(DeskError::field(field, "missing", ""));
    }
    short_enough(field, value, max)
}

/// A text that may be empty.
pub(crate) fn optional_text(field: &'static str, value: &str, max: usize) -> Result<Option<String>, DeskError> {
    let value = value.trim();
    if value.is_empty() { Ok(None) } else { short_enough(field, value, max).map(Some) }
}

fn short_enough(field: &'static str, value: &str, max: usize) -> Result<String, DeskError> {
    if value.chars().count() > max {
        return Err(DeskError::field(field, "too-long", max.to_string()));
    }
    // PostgreSQL cannot keep a NUL character, and nobody means one.
    Ok(value.replace('\0', ""))
}

/// A mail address in lower case, so that one person is found however they write it.
pub(crate) fn email(field: &'static str, value: &str) -> Result<String, DeskError> {
    MailAddress::parse(value)
        .map(|address| address.key())
        .map_err(|error| DeskError::field(field, "no-address", error.to_string()))
}

/// The name of a server in lower case, or nothing.
pub(crate) fn server_name(field: &'static str, value: &str) -> Result<String, DeskError> {
    let name = optional_text(field, value, NAME_MAX)?.unwrap_or_default().to_lowercase();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if name.chars().all(fits) { Ok(name) } else { Err(DeskError::field(field, "no-server-name", "")) }
}

/// The word of a language in the database.
pub(crate) fn language_word(language: Language) -> &'static str {
    match language {
        Language::De => "de",
        Language::En => "en",
    }
}

/// The language of a stored word.
pub(crate) fn language(word: &str) -> Language {
    if word == "de" { Language::De } else { Language::En }
}
