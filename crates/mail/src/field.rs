//! Reading one header field: text with encoded words, addresses, message ids, parameters, dates.
//!
//! The grammar is `mail-parser`'s; the bounds and the cleaning of what comes out are ours.

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::Offset;
use mail_parser::HeaderValue;
use mail_parser::parsers::MessageStream;

use crate::address::{Address, MailAddress};
use crate::decode;
use crate::words;

/// Longest message id kept, in bytes.
const MAX_ID: usize = 998;
/// Longest subject and longest one-line value kept, in characters.
const MAX_LINE_CHARS: usize = 998;
/// Longest name of a person kept, in characters.
const MAX_NAME_CHARS: usize = 200;

/// A field with parameters, as Content-Type and Content-Disposition are.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    /// `type/subtype` or the disposition, lower case.
    pub(crate) value: String,
    pairs: Vec<(String, String)>,
}

impl Parameters {
    /// A parameter's value by its lower-case name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let pair = self.pairs.iter().find(|(key, _)| key == name)?;
        Some(&pair.1)
    }
}

pub(crate) fn line(value: &[u8]) -> String {
    decode::one_line(&String::from_utf8_lossy(value), MAX_LINE_CHARS)
}

pub(crate) fn unstructured(value: &[u8]) -> String {
    match MessageStream::new(&words::in_utf_8(value)).parse_unstructured() {
        HeaderValue::Text(text) => decode::one_line(&text, MAX_LINE_CHARS),
        _ => line(value),
    }
}

/// Decodes encoded words in a text that has passed another reader, as file names in quotes do.
pub(crate) fn decode_words(text: &str) -> String {
    if !text.contains("=?") {
        return text.to_owned();
    }
    let mut value = text.replace(['\r', '\n'], " ").into_bytes();
    value.push(b'\n');
    unstructured(&value)
}

pub(crate) fn addresses(value: &[u8]) -> Vec<Address> {
    let value = words::in_utf_8(value);
    let HeaderValue::Address(list) = MessageStream::new(&value).parse_address() else {
        return Vec::new();
    };
    list.iter()
        .filter_map(|one| {
            let name = one.name.as_deref().map(|name| decode::one_line(name, MAX_NAME_CHARS));
            match one.address.as_deref() {
                Some(address) => Some(Address {
                    name: name.filter(|name| !name.is_empty()),
                    address: MailAddress::parse(address).ok()?,
                }),
                None => Some(Address::bare(MailAddress::parse(&name?).ok()?)),
            }
        })
        .collect()
}

/// What stands in angle brackets; where there are none, the first word.
pub(crate) fn ids(value: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(value);
    let mut ids: Vec<String> = Vec::new();
    let mut rest = text.as_ref();
    while let Some((_, after)) = rest.split_once('<') {
        let Some((inside, after)) = after.split_once('>') else {
            break;
        };
        // A bracket that was never closed must not swallow the next id.
        let inside = inside.rsplit('<').next().unwrap_or(inside);
        push_id(&mut ids, inside);
        rest = after;
    }
    if ids.is_empty() {
        push_id(&mut ids, text.split_whitespace().next().unwrap_or_default());
    }
    ids
}

fn push_id(ids: &mut Vec<String>, text: &str) {
    let id: String =
        text.chars().filter(|one| !one.is_whitespace() && !one.is_control() && !matches!(one, '<' | '>')).collect();
    if !id.is_empty() && id.len() <= MAX_ID {
        ids.push(id);
    }
}

pub(crate) fn parameters(value: &[u8]) -> Parameters {
    let HeaderValue::ContentType(read) = MessageStream::new(value).parse_content_type() else {
        return Parameters::default();
    };
    let mut text = read.c_type.to_lowercase();
    if let Some(subtype) = read.c_subtype.as_deref() {
        text.push('/');
        text.push_str(&subtype.to_lowercase());
    }
    let pairs = words::extended(value);
    // The extended form stands first, because it is the one to believe where both are given.
    let plain =
        read.attributes.unwrap_or_default().into_iter().map(|pair| (pair.name.to_lowercase(), pair.value.into_owned()));
    let pairs = pairs.into_iter().chain(plain).collect();
    Parameters { value: decode::one_line(&text, 200), pairs }
}

pub(crate) fn date(value: &[u8]) -> Option<Timestamp> {
    let HeaderValue::DateTime(read) = MessageStream::new(value).parse_date() else {
        return None;
    };
    let small = |number: u8| i8::try_from(number).ok();
    let day = civil::Date::new(i16::try_from(read.year).ok()?, small(read.month)?, small(read.day)?).ok()?;
    // A leap second is read as the second before it.
    let time = civil::Time::new(small(read.hour)?, small(read.minute)?, small(read.second.min(59))?, 0).ok()?;
    let offset = i32::from(read.tz_hour) * 3600 + i32::from(read.tz_minute) * 60;
    let offset = Offset::from_seconds(if read.tz_before_gmt { -offset } else { offset }).ok()?;
    offset.to_timestamp(day.to_datetime(time)).ok()
}
