//! From bytes to characters, by the charset that a mail names.
//!
//! What mails name is often wrong: Latin-1 that is windows-1252, UTF-8 that is neither, a name that only one program knows. The decoders
//! are libraries' (`mail-parser` with `encoding_rs`, `oem_cp` for DOS code pages); ours is which of them a name means, what to do with a
//! name that lies, and three old encodings of seven bits (UTF-7, HZ, ISO-2022-KR) that the libraries read wrongly or refuse. Nothing here
//! fails, and work is linear: a customer's words matter more than a broken letter. Not here: guessing between charsets by frequency of letters.

use mail_parser::decoders::charsets::map::charset_decoder;
use oem_cp::code_table::DECODING_TABLE_CP_MAP;

use crate::decode;

/// Text in a named charset. Without a name, or with one that lies, the bytes decide between UTF-8 and windows-1252.
pub(crate) fn text(bytes: Vec<u8>, charset: Option<&str>) -> String {
    let given = charset.unwrap_or("").trim_matches(['\'', '"', ' ', '\t']).to_ascii_lowercase();
    // "iso-8859-1//TRANSLIT" is how a program asks its own library.
    let label = given.split_once("//").map_or(given.as_str(), |(label, _)| label);
    match label {
        "" | "utf-8" | "utf8" | "utf_8" | "us-ascii" | "ascii" | "ansi_x3.4-1968" | "unknown-8bit" | "unknown"
        | "default" | "x-unknown" | "8bit" | "binary" | "none" => guess(bytes),
        "utf-7" | "utf7" | "unicode-1-1-utf-7" | "x-unicode-2-0-utf-7" | "csutf7" => utf_7(&bytes),
        "hz-gb-2312" | "hz" => named(hz(bytes), "gbk"),
        "iso-2022-kr" | "csiso2022kr" => named(iso_2022_kr(bytes), "euc-kr"),
        "cspc8codepage437" => text(bytes, Some("cp437")),
        _ => match code_page(label).and_then(|page| DECODING_TABLE_CP_MAP.get(&page)) {
            Some(table) => table.decode_string_lossy(&bytes),
            None => named(bytes, common_name(label)),
        },
    }
}

/// UTF-8 if it is; windows-1252 if nothing in it looks like UTF-8; else UTF-8 with the broken places marked.
pub(crate) fn guess(bytes: Vec<u8>) -> String {
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let bytes = error.into_bytes();
            let has_utf8 = bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
            match charset_decoder(b"windows-1252") {
                Some(decoder) if !has_utf8 => decoder(&bytes),
                _ => String::from_utf8_lossy(&bytes).into_owned(),
            }
        }
    }
}

/// Whether a text may go on in the next encoded word: not where each word begins with a state or a mark of its own.
pub(crate) fn words_join(charset: &str) -> bool {
    let label = charset.to_ascii_lowercase();
    !label.contains("utf-7") && !label.contains("utf7") && !label.contains("utf-16") && !label.contains("2022")
}

/// The name of a code page of Windows, as Outlook numbers them.
pub(crate) fn of_code_page(page: u32) -> String {
    match page {
        65000 => "utf-7".to_owned(),
        65001 | 20127 => "utf-8".to_owned(),
        1200 => "utf-16le".to_owned(),
        874 | 1250..=1258 => format!("windows-{page}"),
        936 => "gbk".to_owned(),
        10000 => "macintosh".to_owned(),
        20866 => "koi8-r".to_owned(),
        21866 => "koi8-u".to_owned(),
        28591..=28605 => format!("iso-8859-{}", page - 28590),
        50220..=50222 => "iso-2022-jp".to_owned(),
        50225 => "iso-2022-kr".to_owned(),
        51932 => "euc-jp".to_owned(),
        51949 => "euc-kr".to_owned(),
        other => format!("cp{other}"),
    }
}

fn named(bytes: Vec<u8>, label: &str) -> String {
    match charset_decoder(label.as_bytes()) {
        // These the library knows by name only: it would give one mark in place of the whole text.
        Some(_) if matches!(label, "iso-2022-cn" | "iso-2022-cn-ext" | "replacement") => guess(bytes),
        Some(decoder) => decoder(&bytes),
        None => guess(bytes),
    }
}

/// Names of single programs, as the name that libraries know.
fn common_name(label: &str) -> &str {
    match label {
        "latin-1" | "iso8859-1" | "iso-8859-1" | "iso_8859-1" | "8859-1" | "iso-latin-1" | "ansi" | "cp-1252"
        | "win-1252" | "windows1252" | "windows-1252" | "1252" => "windows-1252",
        "latin-2" => "iso-8859-2",
        "latin9" | "latin-9" | "iso-8859-15-euro" => "iso-8859-15",
        "win-1250" | "windows1250" | "1250" => "windows-1250",
        "win-1251" | "windows1251" | "1251" | "win1251" => "windows-1251",
        "cp932" | "x-ms-cp932" | "shift-jis" | "x-shift-jis" | "windows-932" => "shift_jis",
        "cp949" | "uhc" | "ms949" | "x-windows-949" | "ks_c_5601" | "ksc5601-1987" => "euc-kr",
        "cp950" | "windows-950" | "x-windows-950" | "big-5" | "big5-eten" => "big5",
        "euc-cn" | "x-euc-cn" | "gb2312-80" => "gbk",
        "gb-18030" | "gb18030-2000" | "gb18030-2005" | "cp54936" => "gb18030",
        "iso-2022-jp-1" | "iso-2022-jp-2" | "iso-2022-jp-3" | "iso-2022-jp-ms" | "cp50220" | "cp50221" | "cp50222" => {
            "iso-2022-jp"
        }
        "ujis" | "eucjp" => "euc-jp",
        "x-mac-centraleurroman" | "macroman" | "mac-roman" | "applemac" => "macintosh",
        other => other,
    }
}

/// `cp437`, `ibm437`, `dos-437`, `437`: a code page of DOS.
fn code_page(label: &str) -> Option<u16> {
    let digits = ["cspc", "csibm", "ibm-", "ibm", "cp-", "cp", "oem-", "oem", "dos-", "dos", "x-cp"]
        .iter()
        .find_map(|before| label.strip_prefix(before))
        .unwrap_or(label);
    digits.strip_prefix('0').unwrap_or(digits).parse().ok()
}

/// UTF-7 (RFC 2152); what is no UTF-7 stays as it stands.
fn utf_7(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(plus) = rest.iter().position(|byte| *byte == b'+') {
        out.push_str(&guess(rest[..plus].to_vec()));
        rest = &rest[plus + 1..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')).count();
        if length == 0 {
            out.push('+');
        } else {
            let decoded = decode::base64(&rest[..length]);
            let units = decoded.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair));
            out.extend(char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)));
        }
        rest = &rest[length..];
        rest = rest.strip_prefix(b"-").unwrap_or(rest);
    }
    out.push_str(&guess(rest.to_vec()));
    out
}

/// HZ (RFC 1843) as GBK: what stands between `~{` and `~}` gets its high bit.
fn hz(bytes: Vec<u8>) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut chinese = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        at += 2;
        match (byte, next) {
            (b'~', Some(b'{')) => chinese = true,
            (b'~', Some(b'}')) => chinese = false,
            (b'~', Some(b'~')) if !chinese => out.push(b'~'),
            (b'~', Some(b'\n')) if !chinese => {}
            _ => {
                at -= 1;
                // A line ends the Chinese, closed or not.
                chinese &= byte != b'\n';
                out.push(if chinese && byte.is_ascii_graphic() { byte | 0x80 } else { byte });
            }
        }
    }
    out
}

/// ISO-2022-KR as EUC-KR: what stands between shift-out and shift-in gets its high bit. The announcement at the start is left out.
fn iso_2022_kr(bytes: Vec<u8>) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut korean = false;
    let mut rest = bytes.as_slice();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            0x0e => korean = true,
            0x0f => korean = false,
            0x1b => rest = rest.strip_prefix(b"$)C").unwrap_or(rest),
            _ => {
                korean &= byte != b'\n';
                out.push(if korean && byte.is_ascii_graphic() { byte | 0x80 } else { byte });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_that_lie_are_found_out() {
        for (bytes, charset, expect) in [
            (b"Gr\xfc\xdfe".as_slice(), Some("iso-8859-1"), "Grüße"),
            (b"5 \x80", Some("iso-8859-1"), "5 €"),
            (b"Gr\xfc\xdfe \x84x\x93", Some("windows-1252"), "Grüße „x“"),
            (b"Gr\xfc\xdfe", None, "Grüße"),
            (b"Gr\xfc\xdfe", Some("utf-8"), "Grüße"),
            (b"Gr\xfc\xdfe", Some("us-ascii"), "Grüße"),
            (b"Gr\xfc\xdfe", Some("x-nonsense"), "Grüße"),
            (b"Gr\xc3\xbc\xc3\x9fe", Some("us-ascii"), "Grüße"),
            (b"Gr\xc3\xbc\xc3", Some("utf-8"), "Grü\u{fffd}"),
            (b"\xa3", Some("iso-8859-15"), "£"),
            (b"\xa4", Some("iso-8859-15"), "€"),
        ] {
            assert_eq!(text(bytes.to_vec(), charset), expect, "{charset:?}");
        }
    }

    /// The bytes were written down from the standards' tables, not made by the decoders.
    #[test]
    fn charsets_of_the_wild_are_read() {
        for (charset, bytes, expect) in [
            ("cp437", b"Gr\x81\xe1e \x9b5".as_slice(), "Grüße ¢5"),
            ("IBM437", b"\x8e\x99\x9a", "ÄÖÜ"),
            ("cspc8codepage437", b"\x84", "ä"),
            ("ibm850", b"Gr\x81\xe1e", "Grüße"),
            ("cp852", b"\xa5\x88", "ął"),
            ("cp858", b"\xd5", "€"),
            ("unknown-8bit", b"Gr\xfc\xdfe", "Grüße"),
            ("'iso-8859-1'", b"\x80", "€"),
            ("latin-1", b"\x84x\x93", "„x“"),
            ("iso-8859-1//TRANSLIT", b"\xe4", "ä"),
            ("latin9", b"\xa4", "€"),
            ("utf-7", b"Gr+APwA3w-e, 1 +- 1+AD0AIQ", "Grüße, 1 + 1=!"),
            ("utf-7", b"Hi +Jjo\nund", "Hi ☺\nund"),
            ("gb18030", b"\xc4\xe3\xba\xc3\x81\x30\x81\x30", "你好\u{80}"),
            ("gb2312", b"\xc4\xe3\xba\xc3", "你好"),
            ("hz-gb-2312", b"~{Dc:C~} ~~ x", "你好 ~ x"),
            ("big5", b"\xa7\x41\xa6\x6e", "你好"),
            ("cp950", b"\xa7\x41\xa6\x6e", "你好"),
            ("iso-2022-jp", b"\x1b$BF|K\\8l\x1b(B ok", "日本語 ok"),
            ("cp50220", b"\x1b$BF|K\\8l\x1b(B", "日本語"),
            ("shift_jis", b"\x93\xfa\x96\x7b\x8c\xea", "日本語"),
            ("cp932", b"\x93\xfa\x96\x7b\x8c\xea", "日本語"),
            ("euc-jp", b"\xc6\xfc\xcb\xdc\xb8\xec", "日本語"),
            ("euc-kr", b"\xb0\xa1", "가"),
            ("uhc", b"\xb0\xa1", "가"),
            ("iso-2022-kr", b"\x1b$)C\n\x0e0!\x0f ok", "\n가 ok"),
            ("koi8-r", b"\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"),
            ("windows-1251", b"\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"),
            ("iso-8859-5", b"\xbf\xe0\xd8\xd2\xd5\xe2", "Привет"),
            ("cp866", b"\x8f\xe0\xa8\xa2\xa5\xe2", "Привет"),
            ("windows-1250", b"\xb9\x9c", "ąś"),
            ("iso-8859-2", b"\xb1\xb6", "ąś"),
            ("windows-1253", b"\xc3\xe5\xe9\xdc", "Γειά"),
            ("windows-1254", b"\xfe\xf0", "şğ"),
            ("windows-1255", b"\xf9\xec\xe5\xed", "שלום"),
            ("windows-1256", b"\xd3\xe1\xc7\xe3", "سلام"),
            ("windows-1257", b"\xe0", "ą"),
            ("windows-1258", b"\xfe", "₫"),
            ("windows-874", b"\xa1", "ก"),
            ("macintosh", b"Gr\x9f\xa7e", "Grüße"),
            ("iso-2022-cn", b"plain", "plain"),
        ] {
            assert_eq!(text(bytes.to_vec(), Some(charset)), expect, "{charset}");
        }
    }
}
