//! Texts and numbers of JSON, written straight into a text.

use std::fmt::Write as _;

use super::json::Json;

/// Writes the id as it was given.
pub(super) fn write_id(out: &mut String, id: Option<&Json<'_>>) {
    match id {
        Some(Json::Text(id)) => text(out, id),
        Some(Json::Int(id)) => number(out, *id),
        _ => out.push_str("null"),
    }
}

/// Writes a text with its quotes.
pub(super) fn text(out: &mut String, text: &str) {
    out.push('"');
    // Whole blocks are looked through at once, which most texts pass.
    let strange = |block: &[u8]| {
        block.iter().fold(false, |found, &byte| found | (byte < 0x20) | (byte == b'"') | (byte == b'\\'))
    };
    if !text.as_bytes().chunks(32).any(strange) {
        out.push_str(text);
        out.push('"');
        return;
    }
    let mut done = 0;
    for (ix, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..=0x1f => "",
            _ => continue,
        };
        out.push_str(&text[done..ix]);
        done = ix + 1;
        if escape.is_empty() {
            // Writing into a text cannot fail.
            let _ = write!(out, "\\u{byte:04x}");
        } else {
            out.push_str(escape);
        }
    }
    out.push_str(&text[done..]);
    out.push('"');
}

/// Writes a whole number.
pub(super) fn number(out: &mut String, number: i64) {
    if number < 0 {
        out.push('-');
    }
    digits(out, number.unsigned_abs());
}

/// Writes the digits of a number.
pub(super) fn digits(out: &mut String, number: u64) {
    if number < 10 {
        // One decimal digit fits a byte.
        out.push(char::from(b'0' + number as u8));
        return;
    }
    let mut text = [0_u8; 20];
    let mut at = text.len();
    let mut rest = number;
    while rest > 0 {
        at -= 1;
        text[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.push_str(std::str::from_utf8(&text[at..]).unwrap_or_default());
}

/// Writes a number with at least `width` digits.
pub(super) fn padded(out: &mut String, value: i64, width: u32) {
    let mut limit = 10_i64.pow(width.saturating_sub(1));
    while limit > value && limit > 1 {
        out.push('0');
        limit /= 10;
    }
    number(out, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_and_numbers_padded() {
        let written = |source: &str| {
            let mut out = String::new();
            text(&mut out, source);
            assert_eq!(serde_json::from_str::<String>(&out).unwrap(), source, "{out}");
        };
        written("");
        written("plain äöü 🦀");
        written("a\"b\\c\nd\re\tf\u{0}g\u{1f}h\u{7f}");
        written(&format!("{}\"{}", "x".repeat(31), "y".repeat(40)));
        let check = |value: i64, width: u32, expect: &str| {
            let mut out = String::new();
            padded(&mut out, value, width);
            assert_eq!(out, expect);
        };
        check(0, 2, "00");
        check(7, 2, "07");
        check(2026, 4, "2026");
        check(26, 4, "0026");
        check(i64::MAX, 2, "9223372036854775807");
        let mut out = String::new();
        number(&mut out, i64::MIN);
        assert_eq!(out, "-9223372036854775808");
    }
}
