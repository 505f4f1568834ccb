//! Mails that were signed or encrypted: what is inside is read where it can be, and how it came is told.
//!
//! Only what lies around the whole message is told, since what is around a part of it says nothing about the rest. Encrypted mails stay
//! what they are: there are no keys here. PGP signatures are not checked: that needs the sender's key, and one that came with the mail
//! would prove nothing.

use super::{Part, Passage, Pieces, Walk, decoded};
use crate::field::Parameters;
use crate::header::Headers;
use crate::parse::Seal;
use crate::smime::{self, State};

/// Signatures around signatures that are unpacked. Mailing lists and gateways put a second one around the first.
const UNPACKED_MAX: usize = 2;

const SIGNED_BEGINS: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNED_ENDS: &str = "-----BEGIN PGP SIGNATURE-----";
const ENCRYPTED_BEGINS: &str = "-----BEGIN PGP MESSAGE-----";

impl Walk<'_> {
    /// A signed multipart: what is signed, and the signature beside it. None where it is not made of these two.
    pub(super) fn signed(&mut self, part: &Part<'_, '_>, boundary: &[u8]) -> Option<Vec<Passage>> {
        let mut pieces = Pieces::new(part.body, boundary);
        let (content, beside) = (pieces.next()?, pieces.next()?);
        let (headers, body) = Headers::read_part(beside, self.limits, self.cut);
        let kind = headers.parameters("content-type").unwrap_or_default();
        let seal = match kind.value.as_str() {
            "application/pkcs7-signature" | "application/x-pkcs7-signature" => {
                let signature = Part { headers: &headers, raw: beside, body, depth: part.depth, parent: "" };
                Seal::Smime(smime::beside(&with_line_ends(content), &decoded(&signature)))
            }
            "application/pgp-signature" => Seal::Pgp,
            _ => return None,
        };
        let is_understood = !matches!(&seal, Seal::Smime(looked) if looked.state == State::Unreadable);
        self.seal(part, seal);
        let (headers, body) = Headers::read_part(content, self.limits, self.cut);
        let inside = Part { headers: &headers, raw: content, body, depth: part.depth + 1, parent: "multipart/signed" };
        let passages = self.part(&inside);
        if !is_understood {
            self.keep(body, "smime.p7s");
        }
        Some(passages)
    }

    /// A part that holds what is signed. None where it is encrypted or cannot be read: then it is a file like others.
    pub(super) fn opened(&mut self, part: &Part<'_, '_>, kind: &Parameters, bytes: &[u8]) -> Option<Vec<Passage>> {
        if part.depth > UNPACKED_MAX {
            return None;
        }
        match smime::around(bytes) {
            Some((content, signature)) => {
                self.seal(part, Seal::Smime(signature));
                let (headers, body) = Headers::read_part(&content, self.limits, self.cut);
                let inside = Part { headers: &headers, raw: &content, body, depth: part.depth + 1, parent: "" };
                Some(self.part(&inside))
            }
            None => {
                if !matches!(kind.get("smime-type"), Some("signed-data" | "certs-only" | "compressed-data")) {
                    self.seal(part, Seal::Encrypted);
                }
                None
            }
        }
    }

    /// Tells what lies around the whole message; the outermost is told.
    pub(super) fn seal(&mut self, part: &Part<'_, '_>, seal: Seal) {
        if part.depth == 0 && self.seal.is_none() {
            self.seal = Some(seal);
        }
    }
}

/// Takes the armour of PGP off a text, and tells what it was.
pub(super) fn unarmoured(text: &str) -> Option<(Option<String>, Seal)> {
    let begun = text.trim_start();
    if begun.starts_with(ENCRYPTED_BEGINS) {
        return Some((None, Seal::Encrypted));
    }
    let after = begun.strip_prefix(SIGNED_BEGINS)?;
    let (inside, _) = after.split_once(SIGNED_ENDS)?;
    // Above the first empty line stands which hash was taken.
    let (_, inside) = inside.trim_start_matches('\r').split_once("\n\n")?;
    let lines = inside.trim_end().lines().map(|line| line.strip_prefix("- ").unwrap_or(line));
    Some((Some(lines.collect::<Vec<_>>().join("\n")), Seal::Pgp))
}

/// Lines end as they were signed, whatever a server on the way made of them.
fn with_line_ends(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + content.len() / 40);
    let mut last = 0;
    for &byte in content {
        if byte == b'\n' && last != b'\r' {
            out.push(b'\r');
        }
        out.push(byte);
        last = byte;
    }
    out
}
