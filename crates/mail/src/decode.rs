//! From bytes to text: transfer encodings, and the cleaning that every text goes through before it leaves this crate.
//!
//! All decoders take anything and give what can be given; charsets are in [`charset`](crate::charset). Broken input is common; refusing
//! it would lose a customer's words.

/// Longest file name kept, in characters.
const MAX_NAME_CHARS: usize = 150;

/// What [`BASE64`] says of `=`.
const PADDING: u8 = 64;
/// What [`BASE64`] says of a byte that is not of the alphabet.
const FOREIGN: u8 = 65;
/// The value of each byte in base64, of both alphabets.
const BASE64: [u8; 256] = base64_values();

const fn base64_values() -> [u8; 256] {
    let mut values = [FOREIGN; 256];
    let mut value = 0;
    while value < 26 {
        values[(b'A' + value) as usize] = value;
        values[(b'a' + value) as usize] = value + 26;
        value += 1;
    }
    let mut digit = 0;
    while digit < 10 {
        values[(b'0' + digit) as usize] = digit + 52;
        digit += 1;
    }
    values[b'+' as usize] = 62;
    values[b'-' as usize] = 62;
    values[b'/' as usize] = 63;
    values[b'_' as usize] = 63;
    values[b'=' as usize] = PADDING;
    values
}

/// Base64 as found in the wild: whatever is not of the alphabet is skipped, padding ends a group.
pub(crate) fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3 + 3);
    let mut group: u32 = 0;
    let mut count = 0;
    for &byte in bytes {
        let value = BASE64[usize::from(byte)];
        if value == PADDING {
            flush(&mut out, group, count);
            group = 0;
            count = 0;
        }
        if value >= PADDING {
            continue;
        }
        group = (group << 6) | u32::from(value);
        count += 1;
        if count == 4 {
            out.extend_from_slice(&group.to_be_bytes()[1..]);
            group = 0;
            count = 0;
        }
    }
    flush(&mut out, group, count);
    out
}

fn flush(out: &mut Vec<u8>, group: u32, count: u32) {
    match count {
        2 => out.push((group >> 4) as u8),
        3 => out.extend_from_slice(&((group >> 2) as u16).to_be_bytes()),
        _ => {}
    }
}

/// Quoted-printable; an `=` that starts no valid escape stays as it is.
pub(crate) fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        if byte != b'=' {
            out.push(byte);
            continue;
        }
        let high = bytes.get(at).copied().and_then(hex);
        let low = bytes.get(at + 1).copied().and_then(hex);
        if let (Some(high), Some(low)) = (high, low) {
            out.push(high << 4 | low);
            at += 2;
        } else if let Some(length) = soft_break(&bytes[at..]) {
            at += length;
        } else {
            out.push(b'=');
        }
    }
    out
}

pub(crate) fn hex(byte: u8) -> Option<u8> {
    (byte as char).to_digit(16).map(|digit| digit as u8)
}

/// Length of a soft line break after `=`: blanks that a mail server added, then the line end.
fn soft_break(bytes: &[u8]) -> Option<usize> {
    // Lines are short; the bound keeps a megabyte of "= = = =" linear.
    let blanks = bytes.iter().take(80).take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
    match bytes.get(blanks) {
        Some(b'\n') => Some(blanks + 1),
        None => Some(blanks),
        Some(_) => None,
    }
}

/// A body text: `\n` line ends, no control characters but line breaks and tabs, no byte order mark.
pub(crate) fn body(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut after_cr = false;
    for character in text.chars() {
        match character {
            '\r' => out.push('\n'),
            '\n' if after_cr => {}
            '\n' | '\t' => out.push(character),
            '\u{feff}' => {}
            _ if character.is_control() => {}
            _ => out.push(character),
        }
        after_cr = character == '\r';
    }
    out
}

/// One line of at most `most` characters: no control or direction characters, runs of blanks as one.
pub(crate) fn one_line(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len().min(most * 4));
    let mut count = 0;
    let mut blank = false;
    for character in text.chars() {
        if count >= most {
            break;
        }
        if character.is_whitespace() {
            blank = !out.is_empty();
            continue;
        }
        if character.is_control() || is_invisible(character) {
            continue;
        }
        if blank {
            out.push(' ');
            count += 1;
            blank = false;
            if count >= most {
                break;
            }
        }
        out.push(character);
        count += 1;
    }
    out
}

/// Characters that change the direction of others or show nothing: they make `exe.gpj` look like `jpg.exe`.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// A file name without path: the last segment, no control characters, nothing a file system gives a meaning to.
pub(crate) fn file_name(name: &str, fallback: impl FnOnce() -> String) -> String {
    let name = one_line(name, 4096);
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .map(|character| match character {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
            other => other,
        })
        .collect();
    let trimmed = plain.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    if trimmed.is_empty() {
        return fallback();
    }
    let short = shorten(trimmed);
    let stem = short.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let device = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || ((stem.starts_with("COM") || stem.starts_with("LPT"))
            && stem.len() == 4
            && stem.ends_with(|last: char| last.is_ascii_digit()));
    if device { format!("_{short}") } else { short }
}

/// Cuts in the middle, so that the extension stays.
fn shorten(name: &str) -> String {
    let count = name.chars().count();
    if count <= MAX_NAME_CHARS {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.chars().count() <= 20 => (stem, Some(extension)),
        _ => (name, None),
    };
    let room = MAX_NAME_CHARS - extension.map_or(0, |text| text.chars().count() + 1);
    let stem: String = stem.chars().take(room).collect();
    match extension {
        Some(extension) => format!("{stem}.{extension}"),
        None => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_gives_what_it_can() {
        for (input, expect) in [
            ("SGFsbG8=", "Hallo"),
            ("SGFs\r\nbG8=", "Hallo"),
            ("SGFsbG8", "Hallo"),
            ("S*G F s b G 8 =", "Hallo"),
            ("SGFsbG8=SGFsbG8=", "HalloHallo"),
            ("", ""),
            ("=", ""),
            ("S", ""),
        ] {
            assert_eq!(String::from_utf8_lossy(&base64(input.as_bytes())), expect, "{input:?}");
        }
    }

    #[test]
    fn quoted_printable_gives_what_it_can() {
        for (input, expect) in [
            ("Gr=C3=BC=C3=9Fe", "Grüße"),
            ("lang=\r\ner", "langer"),
            ("lang=  \ner", "langer"),
            ("1=2", "1=2"),
            ("a=", "a"),
            ("a=4", "a=4"),
            ("a=zz", "a=zz"),
        ] {
            assert_eq!(String::from_utf8_lossy(&quoted_printable(input.as_bytes())), expect, "{input:?}");
        }
    }

    #[test]
    fn file_names_carry_no_path() {
        for (name, expect) in [
            ("report.pdf", "report.pdf"),
            ("../../etc/passwd", "passwd"),
            ("..\\..\\windows\\system.ini", "system.ini"),
            ("/etc/passwd", "passwd"),
            ("C:\\x.txt", "x.txt"),
            ("C:x.txt", "C_x.txt"),
            ("..", "spare"),
            ("../", "spare"),
            ("", "spare"),
            (".htaccess", "htaccess"),
            ("a\r\nb\0c.txt", "a bc.txt"),
            ("gpj.\u{202e}exe", "gpj.exe"),
            ("nul.txt", "_nul.txt"),
            ("COM1", "_COM1"),
            ("Prüfung „neu“.docx", "Prüfung „neu“.docx"),
        ] {
            assert_eq!(file_name(name, || "spare".to_owned()), expect, "{name:?}");
        }
        let long = file_name(&format!("{}.pdf", "ä".repeat(4000)), String::new);
        assert_eq!(long.chars().count(), MAX_NAME_CHARS);
        assert!(long.ends_with(".pdf"));
    }
}
