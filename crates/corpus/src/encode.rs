//! Charsets and transfer encodings, written: the other direction of what the reader does.

/// Ways to write a text: name, charset, transfer encoding.
pub(crate) const WAYS: [(&str, &str, &str); 6] = [
    ("utf-8", "utf-8", "quoted-printable"),
    ("8bit", "\"UTF-8\"", "8bit"),
    ("latin-1", "iso-8859-1", "quoted-printable"),
    ("base64", "windows-1252", "base64"),
    ("utf-16", "utf-16be", "base64"),
    ("latin-9", "ISO-8859-15", "8bit"),
];

/// Every byte escaped, in lines that mail may carry.
pub(crate) fn quoted_printable(bytes: &[u8]) -> String {
    let escaped = bytes.iter().map(|byte| if *byte == b'\n' { "\n".to_owned() } else { format!("={byte:02X}") });
    escaped.collect::<Vec<_>>().chunks(20).map(<[String]>::concat).collect::<Vec<_>>().join("=\n")
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |three: &[u8]| {
        let at = |ix: usize| u32::from(three.get(ix).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        (0..4)
            .map(|ix| if ix <= three.len() { char::from(LETTERS[(bits >> (18 - 6 * ix)) as usize & 63]) } else { '=' })
            .collect::<String>()
    };
    let groups: Vec<String> = bytes.chunks(3).map(group).collect();
    groups.chunks(19).map(<[String]>::concat).collect::<Vec<_>>().join("\n")
}

/// An encoded word of a header field.
pub(crate) fn word(text: &str) -> String {
    format!("=?utf-8?B?{}?=", base64(text.as_bytes()).replace('\n', ""))
}

/// Header fields of a part, a blank line, and its body.
pub(crate) fn part(subtype: &str, text: &str, way: &str) -> Vec<u8> {
    let known = WAYS.iter().find(|(name, _, _)| *name == way);
    let (_, charset, encoding) = *known.expect("the ways are those of the table");
    let bytes: Vec<u8> = match charset {
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        "utf-8" | "\"UTF-8\"" => text.as_bytes().to_vec(),
        _ => text.chars().map(|one| u8::try_from(u32::from(one)).expect("a letter of Latin-1")).collect(),
    };
    let body = match encoding {
        "quoted-printable" => quoted_printable(&bytes).into_bytes(),
        "base64" => base64(&bytes).into_bytes(),
        _ => bytes,
    };
    let head =
        format!("Content-Type: text/{subtype}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n");
    [head.into_bytes(), body].concat()
}

/// Several parts as one.
pub(crate) fn multipart(kind: &str, boundary: &str, parts: &[Vec<u8>]) -> Vec<u8> {
    let mut out = format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\"\r\n\r\nMIME.\r\n").into_bytes();
    for part in parts {
        out.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
        out.extend_from_slice(part);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    out
}

/// A file in base64.
pub(crate) fn file(media_type: &str, fields: &str, bytes: &[u8]) -> Vec<u8> {
    format!("Content-Type: {media_type}\r\n{fields}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}", base64(bytes))
        .into_bytes()
}
