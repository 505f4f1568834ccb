//! Names of folders as IMAP has them: what is not ASCII stands in modified UTF-7 (RFC 3501, 5.1.3).

use base64::Engine as _;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::NO_PAD;

/// A folder's name, as people read it, in the protocol's words.
pub(super) fn encoded(name: &str) -> String {
    let base64 = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);
    let mut written = String::new();
    let mut others: Vec<u8> = Vec::new();
    let close = |others: &mut Vec<u8>, written: &mut String| {
        if !others.is_empty() {
            written.push('&');
            base64.encode_string(&*others, written);
            written.push('-');
            others.clear();
        }
    };
    for c in name.chars() {
        match c {
            ' '..='~' => {
                close(&mut others, &mut written);
                written.push(c);
                if c == '&' {
                    written.push('-');
                }
            }
            _ => {
                let mut units = [0; 2];
                others.extend(c.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
            }
        }
    }
    close(&mut others, &mut written);
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_named_as_the_protocol_has_them() {
        for (name, written) in [
            ("INBOX", "INBOX"),
            ("Gelöscht", "Gel&APY-scht"),
            ("A & B", "A &- B"),
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("Ö", "&ANY-"),
            ("x😀y", "x&2D3eAA-y"),
        ] {
            assert_eq!(encoded(name), written, "{name}");
        }
    }
}
