//! What a file is, by its first bytes. A name or a claimed type decides nothing.

/// The media type of some bytes: one of the pictures that pages show, a few that people know, or nothing in particular.
pub(crate) fn of(bytes: &[u8]) -> &'static str {
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    let at = |from: usize, magic: &[u8]| bytes.get(from..from + magic.len()) == Some(magic);
    if begins(b"\x89PNG\r\n\x1a\n") {
        "image/png"
    } else if begins(b"\xff\xd8\xff") {
        "image/jpeg"
    } else if begins(b"GIF87a") || begins(b"GIF89a") {
        "image/gif"
    } else if begins(b"RIFF") && at(8, b"WEBP") {
        "image/webp"
    } else if at(4, b"ftypavif") || at(4, b"ftypavis") {
        "image/avif"
    } else if begins(b"%PDF-") {
        "application/pdf"
    } else if begins(b"PK\x03\x04") {
        "application/zip"
    } else if begins(b"\x1f\x8b") {
        "application/gzip"
    } else if is_text(bytes) {
        "text/plain"
    } else {
        "application/octet-stream"
    }
}

fn is_text(bytes: &[u8]) -> bool {
    let plain = |one: char| !one.is_control() || matches!(one, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}');
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().all(plain))
}

/// Whether pages show a file of this type as a picture. Vector pictures are none: they can hold scripts.
#[must_use]
pub fn is_picture(media_type: &str) -> bool {
    matches!(media_type, "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/avif")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_says_what_a_file_is() {
        let check = |bytes: &[u8], kind: &str| assert_eq!(of(bytes), kind, "{bytes:?}");
        check(b"\x89PNG\r\n\x1a\n\0\0", "image/png");
        check(b"\xff\xd8\xff\xe0", "image/jpeg");
        check(b"GIF89a;<script>", "image/gif");
        check(b"RIFF\x01\0\0\0WEBPVP8 ", "image/webp");
        check(b"\0\0\0\x1cftypavif", "image/avif");
        check(b"RIFF\x01\0\0\0WAVE", "application/octet-stream");
        check(b"%PDF-1.7", "application/pdf");
        check(b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "text/plain");
        check("Grüße\r\n".as_bytes(), "text/plain");
        check(b"MZ\x90\0", "application/octet-stream");
        check(b"", "text/plain");
        assert!(!is_picture("image/svg+xml") && is_picture("image/avif"));
    }
}
