//! Mail addresses: what may stand in an envelope or a header, and the plus-address token that ties a reply to its ticket.
//!
//! A [`MailAddress`] is parsed once and then safe everywhere: no control characters, no spaces, none of the characters that have a meaning
//! in headers or SMTP. Quoted local parts (`"a b"@example.org`) are therefore refused; no provider of mailboxes gives them out.
//! A domain beyond ASCII has one form however it was written (`müller.example`, `xn--mller-kva.example`), and goes out in ASCII.

use std::fmt;
use std::str::FromStr;

use idna::AsciiDenyList;
use idna::uts46::{Hyphens, Uts46};

/// Longest address accepted, in bytes (RFC 5321 gives 64 for the local part, 255 for the domain).
const MAX_ADDRESS_BYTES: usize = 320;
/// Longest token accepted in a plus address, in bytes.
const MAX_TOKEN_BYTES: usize = 64;

/// A mail address with an optional name of the person, as in `Bo Berg <bo@acme.example>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// The name as decoded text, without control characters.
    pub name: Option<String>,
    /// Where mail goes.
    pub address: MailAddress,
}

impl Address {
    /// An address without a name.
    pub fn bare(address: MailAddress) -> Address {
        Address { name: None, address }
    }

    /// An address with a name.
    pub fn named(name: impl Into<String>, address: MailAddress) -> Address {
        Address { name: Some(name.into()), address }
    }

    /// The name if there is one, else the address.
    pub fn label(&self) -> String {
        match &self.name {
            Some(name) if !name.is_empty() => name.clone(),
            _ => self.address.to_string(),
        }
    }
}

/// One mailbox: `local@domain`. The domain is lower case and in the one form of [`domain`]; the local part is kept as written, because
/// only its own server may fold it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MailAddress {
    text: String,
    at: usize,
}

/// Why a text is no mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// Not exactly one `@`.
    #[error("a mail address has exactly one @")]
    At,
    /// Nothing before or after the `@`.
    #[error("a mail address has a name before and a domain after the @")]
    Empty,
    /// A space, a control character or one of `<>()[]\,;:"`.
    #[error("a mail address has no spaces, control characters or any of <>()[]\\,;:\"")]
    Character,
    /// Longer than 320 bytes.
    #[error("a mail address has at most {MAX_ADDRESS_BYTES} bytes")]
    Long,
    /// Dots in wrong places of the domain, as in `a@b..example`.
    #[error("the domain of a mail address has no empty part between its dots")]
    Domain,
    /// A token with characters other than letters, digits, `-` and `_`, or too long.
    #[error("a token has 1 to {MAX_TOKEN_BYTES} letters, digits, - or _")]
    Token,
}

impl MailAddress {
    /// Reads an address. Spaces around it are ignored.
    pub fn parse(text: &str) -> Result<MailAddress, BadAddress> {
        let text = text.trim();
        if text.len() > MAX_ADDRESS_BYTES {
            return Err(BadAddress::Long);
        }
        if text.chars().any(is_refused) {
            return Err(BadAddress::Character);
        }
        let Some((local, domain)) = text.split_once('@') else {
            return Err(BadAddress::At);
        };
        if domain.contains('@') {
            return Err(BadAddress::At);
        }
        if local.is_empty() || domain.is_empty() {
            return Err(BadAddress::Empty);
        }
        let domain = self::domain(domain);
        if domain.split('.').any(str::is_empty) {
            return Err(BadAddress::Domain);
        }
        Ok(MailAddress { text: format!("{local}@{domain}"), at: local.len() })
    }

    /// The part before the `@`, as written.
    pub fn local(&self) -> &str {
        &self.text[..self.at]
    }

    /// The part after the `@`, in the form of [`domain`].
    pub fn domain(&self) -> &str {
        &self.text[self.at + 1..]
    }

    /// The part after the `@` as servers and the DNS know it: `xn--mller-kva.example`.
    pub fn ascii_domain(&self) -> String {
        let read = idna::domain_to_ascii_cow(self.domain().as_bytes(), AsciiDenyList::STD3);
        read.map_or_else(|_| self.domain().to_owned(), std::borrow::Cow::into_owned)
    }

    /// The whole address as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The address in lower case throughout: what to compare and look up by, because people do not type their case the same way twice.
    pub fn key(&self) -> String {
        self.text.to_lowercase()
    }

    /// Whether both name the same mailbox, ignoring case.
    pub fn same_as(&self, other: &MailAddress) -> bool {
        self.text.to_lowercase() == other.text.to_lowercase()
    }

    /// This address with a token: `support@x.example` and `k7f3` give `support+k7f3@x.example`.
    pub fn with_token(&self, token: &str) -> Result<MailAddress, BadAddress> {
        if !is_token(token) {
            return Err(BadAddress::Token);
        }
        MailAddress::parse(&format!("{}+{token}@{}", self.local(), self.domain()))
    }

    /// The token in this address when it is `base` plus a token, in lower case, because mail servers on the way may have folded it.
    pub fn token(&self, base: &MailAddress) -> Option<String> {
        if self.domain() != base.domain() {
            return None;
        }
        let local = self.local().to_lowercase();
        let token = local.strip_prefix(&base.local().to_lowercase())?.strip_prefix('+')?;
        is_token(token).then(|| token.to_owned())
    }
}

/// An address as it is compared and looked up, however somebody typed it; what is no address, in lower case.
pub fn key(text: &str) -> String {
    MailAddress::parse(text).map_or_else(|_| text.trim().to_lowercase(), |address| address.key())
}

/// A domain in the one form that is kept and compared: in lower case, a label in ASCII (`xn--…`) in its own letters where these are
/// Latin. Others stay in ASCII, because letters of other scripts can look like Latin ones. What is no such domain stays as it is.
pub fn domain(text: &str) -> String {
    let lower = text.to_lowercase();
    if lower.is_ascii() && !lower.split('.').any(|label| label.starts_with("xn--")) {
        return lower;
    }
    let is_latin = |label: &[char], _: &[char], _: bool| {
        label.iter().all(|letter| letter.is_ascii() || ('\u{c0}'..='\u{24f}').contains(letter))
    };
    let (read, checked) =
        Uts46::new().to_user_interface(lower.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow, is_latin);
    match checked {
        Ok(()) => read.into_owned(),
        Err(_) => lower,
    }
}

fn is_refused(character: char) -> bool {
    character.is_control()
        || character.is_whitespace()
        || crate::decode::is_invisible(character)
        || matches!(character, '<' | '>' | '(' | ')' | '[' | ']' | '\\' | ',' | ';' | ':' | '"')
}

fn is_token(text: &str) -> bool {
    (1..=MAX_TOKEN_BYTES).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

impl FromStr for MailAddress {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<MailAddress, BadAddress> {
        MailAddress::parse(text)
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_or_refused() {
        for (text, expect) in [
            ("bo@acme.example", Ok("bo@acme.example")),
            (" Bo.Berg@ACME.Example ", Ok("Bo.Berg@acme.example")),
            ("jörg@müller.example", Ok("jörg@müller.example")),
            ("jörg@MÜLLER.example", Ok("jörg@müller.example")),
            ("bo@xn--mller-kva.example", Ok("bo@müller.example")),
            ("bo@Mu\u{308}ller.example", Ok("bo@müller.example")),
            ("bo@straße.example", Ok("bo@straße.example")),
            ("bo@аррӏе.example", Ok("bo@xn--80ak6aa92e.example")),
            ("bo@xn--80ak6aa92e.example", Ok("bo@xn--80ak6aa92e.example")),
            ("bo@xn--a.example", Ok("bo@xn--a.example")),
            ("bo@acme。example", Ok("bo@acme.example")),
            ("bo@a＠b.example", Ok("bo@a＠b.example")),
            ("bo@müller。。example", Err(BadAddress::Domain)),
            ("bo+k7@acme.example", Ok("bo+k7@acme.example")),
            ("bo@localhost", Ok("bo@localhost")),
            ("bo", Err(BadAddress::At)),
            ("", Err(BadAddress::At)),
            ("a@b@c.example", Err(BadAddress::At)),
            ("@acme.example", Err(BadAddress::Empty)),
            ("bo@", Err(BadAddress::Empty)),
            ("bo@acme..example", Err(BadAddress::Domain)),
            ("bo@.example", Err(BadAddress::Domain)),
            ("b o@acme.example", Err(BadAddress::Character)),
            ("bo@acme.example\r\nBcc: x", Err(BadAddress::Character)),
            ("bo\0@acme.example", Err(BadAddress::Character)),
            ("<bo@acme.example>", Err(BadAddress::Character)),
            ("\"b o\"@acme.example", Err(BadAddress::Character)),
            ("bo\u{202e}@acme.example", Err(BadAddress::Character)),
        ] {
            let read = MailAddress::parse(text);
            assert_eq!(read.as_ref().map(MailAddress::as_str).map_err(|why| *why), expect, "{text:?}");
        }
        let long = format!("{}@acme.example", "a".repeat(400));
        assert_eq!(MailAddress::parse(&long), Err(BadAddress::Long));
    }

    #[test]
    fn a_token_comes_back_from_its_address() {
        let base = MailAddress::parse("Support@desk.example").expect("valid");
        let with = base.with_token("k7f3-2").expect("valid");
        assert_eq!(with.to_string(), "Support+k7f3-2@desk.example");
        assert_eq!(with.token(&base).as_deref(), Some("k7f3-2"));
        for (address, expect) in [
            ("SUPPORT+K7F3@desk.example", Some("k7f3")),
            ("support@desk.example", None),
            ("support+@desk.example", None),
            ("support+a.b@desk.example", None),
            ("supporter+k7@desk.example", None),
            ("support+k7@other.example", None),
        ] {
            let address = MailAddress::parse(address).expect("valid");
            assert_eq!(address.token(&base).as_deref(), expect, "{address}");
        }
        for bad in ["", "a b", "a+b", "a@b", "é", &"x".repeat(65)] {
            assert_eq!(base.with_token(bad), Err(BadAddress::Token), "{bad:?}");
        }
    }
}
