//! Words that header fields encode (RFC 2047, RFC 2231), made readable before the grammar is.
//!
//! Programs cut an encoded word in the middle of a character, name charsets that the grammar's library does not know, and give the charset
//! of a file name only in its first piece. So each run of words of one charset becomes one word of UTF-8, still encoded, and the grammar is
//! read after that: what a sender hides in a word stays within it and becomes no address and no field. Work is linear in the field.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::charset;
use crate::decode;

/// Longest charset of a word, with its language, in bytes.
const MAX_CHARSET: usize = 60;

/// An encoded word: what it says and how long it is.
struct Word<'x> {
    charset: &'x str,
    bytes: Vec<u8>,
    length: usize,
}

/// The field with its encoded words in UTF-8. Most fields have none and stay as they are.
pub(crate) fn in_utf_8(value: &[u8]) -> Cow<'_, [u8]> {
    if !value.windows(2).any(|pair| pair == b"=?") {
        return Cow::Borrowed(value);
    }
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some(start) = rest.windows(2).position(|pair| pair == b"=?") {
        let Some(first) = word(&rest[start..]) else {
            out.extend_from_slice(&rest[..start + 2]);
            rest = &rest[start + 2..];
            continue;
        };
        out.extend_from_slice(&rest[..start]);
        rest = &rest[start + first.length..];
        let mut bytes = first.bytes;
        while let Some((next, length)) = next_of(rest, first.charset) {
            bytes.extend_from_slice(&next.bytes);
            rest = &rest[length..];
        }
        let text = charset::text(bytes, Some(first.charset));
        out.extend_from_slice(format!("=?utf-8?B?{}?=", STANDARD.encode(text)).as_bytes());
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

/// The word that goes on after a word of this charset: nothing but blanks stands between them.
fn next_of<'x>(rest: &'x [u8], charset: &str) -> Option<(Word<'x>, usize)> {
    // Longer gaps are left to the grammar, so that a field of blanks is not walked again and again.
    let blanks = rest.iter().take(1000).take_while(|byte| byte.is_ascii_whitespace()).count();
    let next = word(&rest[blanks..])?;
    let length = blanks + next.length;
    (charset::words_join(charset) && next.charset.eq_ignore_ascii_case(charset)).then_some((next, length))
}

/// `=?charset*language?Q?text?=` at the very start.
fn word(bytes: &[u8]) -> Option<Word<'_>> {
    let inner = bytes.strip_prefix(b"=?")?;
    let end = inner.iter().take(MAX_CHARSET).position(|byte| *byte == b'?')?;
    let (label, after) = (&inner[..end], &inner[end + 1..]);
    let label = std::str::from_utf8(label).ok()?;
    let label = label.split('*').next().unwrap_or(label);
    let &[way, b'?', ref data @ ..] = after else { return None };
    let length = data.iter().position(|byte| *byte == b'?')?;
    if data.get(length + 1) != Some(&b'=') || label.is_empty() || !label.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let data = &data[..length];
    let decoded = match way {
        b'B' | b'b' => decode::base64(data),
        b'Q' | b'q' => underscored(data),
        _ => return None,
    };
    Some(Word { charset: label, bytes: decoded, length: 2 + end + 3 + length + 2 })
}

/// The Q encoding: quoted-printable with `_` for a blank.
fn underscored(data: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = data
        .iter()
        .map(|byte| match byte {
            b'_' | b'\n' | b'\r' => b' ',
            other => *other,
        })
        .collect();
    decode::quoted_printable(&spaced)
}

/// A piece of a parameter that came in pieces or percent-encoded.
struct Piece {
    name: String,
    position: u32,
    charset: Option<String>,
    bytes: Vec<u8>,
}

/// The parameters of RFC 2231 in a field: `name*=`, `name*0=`, `name*0*=`, put together in order and decoded as one.
pub(crate) fn extended(value: &[u8]) -> Vec<(String, String)> {
    if !value.contains(&b'*') {
        return Vec::new();
    }
    let mut pieces: Vec<Piece> = parts(value).into_iter().filter_map(piece).collect();
    pieces.sort_by(|a, b| (&a.name, a.position).cmp(&(&b.name, b.position)));
    pieces.dedup_by(|b, a| a.name == b.name && a.position == b.position);
    pieces
        .chunk_by(|a, b| a.name == b.name)
        .map(|same| {
            let bytes = same.iter().flat_map(|piece| piece.bytes.iter().copied()).collect();
            let label = same.iter().find_map(|piece| piece.charset.as_deref());
            (same[0].name.clone(), charset::text(bytes, label))
        })
        .collect()
}

/// What semicolons part, but not those in quotes.
fn parts(value: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in value.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => {
                parts.push(&value[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&value[start..]);
    parts
}

fn piece(part: &[u8]) -> Option<Piece> {
    let equals = part.iter().position(|byte| *byte == b'=')?;
    let name = std::str::from_utf8(part[..equals].trim_ascii()).ok()?.to_ascii_lowercase();
    let value = part[equals + 1..].trim_ascii();
    let (name, number) = name.split_once('*')?;
    let encoded = number.is_empty() || number.ends_with('*');
    let number = number.trim_end_matches('*');
    let position = if number.is_empty() { 0 } else { number.parse().ok()? };
    let plain = unquoted(value);
    if !encoded {
        return Some(Piece { name: name.to_owned(), position, charset: None, bytes: plain });
    }
    let mut fields = plain.splitn(3, |byte| *byte == b'\'');
    let (charset, bytes) = match (position, fields.next(), fields.next(), fields.next()) {
        (0, Some(charset), Some(_), Some(bytes)) => (String::from_utf8(charset.to_vec()).ok(), bytes),
        _ => (None, plain.as_slice()),
    };
    Some(Piece { name: name.to_owned(), position, charset, bytes: percent_decoded(bytes) })
}

fn unquoted(value: &[u8]) -> Vec<u8> {
    let Some(inner) = value.strip_prefix(b"\"") else {
        return value.to_vec();
    };
    let inner = inner.strip_suffix(b"\"").unwrap_or(inner);
    let mut out = Vec::with_capacity(inner.len());
    let mut escaped = false;
    for byte in inner {
        escaped = *byte == b'\\' && !escaped;
        if !escaped && !matches!(byte, b'\r' | b'\n') {
            out.push(*byte);
        }
    }
    out
}

fn percent_decoded(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digit = |place: usize| bytes.get(place).copied().and_then(decode::hex);
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(high << 4 | low);
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}
