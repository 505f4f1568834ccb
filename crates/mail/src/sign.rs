//! Signing what goes out (DKIM, RFC 6376), so that other servers can tell that it comes from the domain in its From.
//!
//! RSA with 2,048 bits and SHA-256, both canonicalizations relaxed: what every verifier knows. Deliberately not here: where keys
//! lie, which of them signs, and whether its record stands in the domain's DNS.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mail_auth::common::crypto::{RsaKey, Sha256};
use mail_auth::common::headers::HeaderWriter as _;
use mail_auth::dkim::{Canonicalization, DkimSigner, Done};
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use rsa::pkcs8::EncodePublicKey as _;
use rsa::{RsaPrivateKey, RsaPublicKey};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs1KeyDer};

/// Bits of a key: what verifiers ask for at least, and what fits a DNS record.
const BITS: usize = 2048;
/// What is signed: all that tells who wrote what to whom, and how it is read. What stands here twice is signed as standing there
/// once: nobody can add another From above ours.
const SIGNED: [&str; 21] = [
    "From",
    "To",
    "Cc",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Auto-Submitted",
    "From",
    "To",
    "Cc",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Content-Type",
];

/// A new key.
pub struct KeyPair {
    /// The secret half: PKCS#1, base64.
    pub private: String,
    /// The half that everybody may know: SubjectPublicKeyInfo, base64.
    pub public: String,
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("KeyPair").field("public", &self.public).finish_non_exhaustive()
    }
}

/// Why a mail is not signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the mail cannot be signed: {0}")]
pub struct SignError(String);

impl KeyPair {
    /// Makes a key. Takes a second or so of computing.
    ///
    /// # Errors
    /// When the machine has no randomness.
    pub fn generate() -> Result<KeyPair, SignError> {
        let private = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, BITS).map_err(said)?;
        let public = RsaPublicKey::from(&private).to_public_key_der().map_err(said)?;
        let private = private.to_pkcs1_der().map_err(said)?;
        Ok(KeyPair { private: STANDARD.encode(private.as_bytes()), public: STANDARD.encode(public.as_bytes()) })
    }
}

/// Signs for a domain with one of its keys.
pub struct Signer(DkimSigner<RsaKey<Sha256>, Done>);

impl Signer {
    /// A signer. `selector` names the key in the domain's DNS, `private` is [`KeyPair::private`].
    ///
    /// # Errors
    /// For what is no key.
    pub fn new(domain: &str, selector: &str, private: &str) -> Result<Signer, SignError> {
        let der = STANDARD.decode(private).map_err(said)?;
        let key = RsaKey::<Sha256>::from_key_der(PrivateKeyDer::Pkcs1(PrivatePkcs1KeyDer::from(der))).map_err(said)?;
        let signer = DkimSigner::from_key(key).domain(domain).selector(selector).headers(SIGNED);
        let relaxed = Canonicalization::Relaxed;
        Ok(Signer(signer.header_canonicalization(relaxed).body_canonicalization(relaxed)))
    }

    /// The mail with its signature above it.
    ///
    /// # Errors
    /// For a mail without header fields.
    pub fn sign(&self, raw: &[u8]) -> Result<Vec<u8>, SignError> {
        let mut signed = self.0.sign(raw).map_err(said)?.to_header().into_bytes();
        signed.extend_from_slice(raw);
        Ok(signed)
    }
}

/// What stands in the DNS at `SELECTOR._domainkey.DOMAIN` so that others can check.
#[must_use]
pub fn dns_record(public: &str) -> String {
    format!("v=DKIM1; k=rsa; p={public}")
}

fn said(error: impl fmt::Display) -> SignError {
    SignError(error.to_string())
}
