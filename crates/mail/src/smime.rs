//! Whether an S/MIME signature (RFC 8551, CMS of RFC 5652) holds over what it signs, and for whom its certificate was made.
//!
//! The certificate's issuer is not judged: there is no list of issuers here that a support desk would believe, and anybody can make a
//! certificate for any address. So what comes out is told to people and makes nobody more believed. What a sender's mail
//! server proves is another matter ([`proof`](crate::proof)).
//! Bounded: a signature of more than [`SIGNATURE_MAX`] bytes is not read, nor are signers beyond the first or certificates beyond
//! [`CERTIFICATES_MAX`]. What is written in BER with open lengths cannot be read by the library and counts as unreadable.

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{ObjectIdentifier, OctetString};
use der::{Decode, Encode};
use jiff::Timestamp;
use ring::{digest, signature};
use x509_cert::Certificate;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{SubjectAltName, SubjectKeyIdentifier};
use x509_cert::name::Name;

use crate::decode::one_line;

/// Largest signature that is read, in bytes without what it may hold.
const SIGNATURE_MAX: usize = 256 * 1024;
/// Most certificates that are looked through.
const CERTIFICATES_MAX: usize = 20;
/// Longest name that is told, in characters.
const NAME_MAX: usize = 120;
/// Most addresses of a certificate.
const ADDRESSES_MAX: usize = 10;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const EMAIL_ADDRESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// What a signature is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It holds over what it signs.
    Holds,
    /// What was signed is something else: it was changed on the way.
    Changed,
    /// It cannot be read, or is of a kind that is not checked here.
    Unreadable,
}

/// A signature that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// What it is worth.
    pub state: State,
    /// The addresses that its certificate was made for, in lower case.
    pub addresses: Vec<String>,
    /// Who issued the certificate, as it says itself.
    pub issuer: String,
    /// From when to when the certificate counts.
    pub counts: Option<(Timestamp, Timestamp)>,
}

impl Signature {
    fn unreadable() -> Signature {
        Signature { state: State::Unreadable, addresses: Vec::new(), issuer: String::new(), counts: None }
    }
}

/// Looks at a signature that lies beside what it signs.
pub(crate) fn beside(content: &[u8], signed: &[u8]) -> Signature {
    if signed.len() > SIGNATURE_MAX {
        return Signature::unreadable();
    }
    match read(signed) {
        Some(data) => look(&data, content),
        None => Signature::unreadable(),
    }
}

/// What a signature holds, with what it is worth; none if it holds nothing that can be read.
pub(crate) fn around(signed: &[u8]) -> Option<(Vec<u8>, Signature)> {
    let data = read(signed)?;
    let content = data.encap_content_info.econtent.as_ref()?;
    let content = content.decode_as::<OctetString>().ok()?.into_bytes();
    let looked = look(&data, &content);
    Some((content, looked))
}

fn read(signed: &[u8]) -> Option<SignedData> {
    let info = ContentInfo::from_der(signed).ok()?;
    (info.content_type == SIGNED_DATA).then(|| info.content.decode_as().ok()).flatten()
}

/// Looks at the first signer; mails have one.
fn look(data: &SignedData, content: &[u8]) -> Signature {
    let Some(signer) = data.signer_infos.0.iter().next() else { return Signature::unreadable() };
    let Some(certificate) = certificate_of(data, signer) else { return Signature::unreadable() };
    let state = match holds(signer, &certificate, content) {
        Some(true) => State::Holds,
        Some(false) => State::Changed,
        None => State::Unreadable,
    };
    let validity = &certificate.tbs_certificate.validity;
    let time = |at: x509_cert::time::Time| Timestamp::try_from(at.to_system_time()).ok();
    Signature {
        state,
        addresses: addresses(&certificate),
        issuer: name(&certificate.tbs_certificate.issuer),
        counts: time(validity.not_before).zip(time(validity.not_after)),
    }
}

fn certificate_of(data: &SignedData, signer: &SignerInfo) -> Option<Certificate> {
    let all = data.certificates.as_ref()?.0.iter().take(CERTIFICATES_MAX);
    let mut certificates = all.filter_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => Some(certificate),
        CertificateChoices::Other(_) => None,
    });
    let found = match &signer.sid {
        SignerIdentifier::IssuerAndSerialNumber(named) => certificates.find(|one| {
            let one = &one.tbs_certificate;
            one.issuer == named.issuer && one.serial_number == named.serial_number
        }),
        SignerIdentifier::SubjectKeyIdentifier(wanted) => certificates.find(|one| {
            let known = one.tbs_certificate.get::<SubjectKeyIdentifier>().ok().flatten();
            known.is_some_and(|(_, known)| known.0 == wanted.0)
        }),
    };
    found.cloned()
}

/// Whether the signer's key signed this content. None for kinds that are not checked here.
fn holds(signer: &SignerInfo, certificate: &Certificate, content: &[u8]) -> Option<bool> {
    let hash = match signer.digest_alg.oid {
        SHA_256 => &digest::SHA256,
        SHA_384 => &digest::SHA384,
        SHA_512 => &digest::SHA512,
        _ => return None,
    };
    let said = match &signer.signed_attrs {
        None => content.to_vec(),
        Some(attributes) => {
            let one = |wanted| {
                let mut found = attributes.iter().filter(|attribute| attribute.oid == wanted);
                let attribute = found.next().filter(|_| found.next().is_none())?;
                (attribute.values.len() == 1).then(|| attribute.values.get(0)).flatten()
            };
            // Without its kind a signature of something else could be passed off as one of a mail.
            one(CONTENT_TYPE)?;
            let kept = one(MESSAGE_DIGEST)?.decode_as::<OctetString>().ok()?;
            if kept.as_bytes() != digest::digest(hash, content).as_ref() {
                return Some(false);
            }
            attributes.to_der().ok()?
        }
    };
    let key = &certificate.tbs_certificate.subject_public_key_info;
    let pss = signer.signature_algorithm.oid == RSA_PSS;
    let kind = kind(key, signer.digest_alg.oid, pss)?;
    let bytes = key.subject_public_key.as_bytes()?;
    let key = signature::UnparsedPublicKey::new(kind, bytes);
    Some(key.verify(&said, signer.signature.as_bytes()).is_ok())
}

fn kind(
    key: &x509_cert::spki::SubjectPublicKeyInfoOwned,
    hash: ObjectIdentifier,
    pss: bool,
) -> Option<&'static dyn signature::VerificationAlgorithm> {
    let curve = || key.algorithm.parameters.as_ref()?.decode_as::<ObjectIdentifier>().ok();
    Some(match (key.algorithm.oid, hash) {
        (RSA | RSA_PSS, SHA_256) if pss => &signature::RSA_PSS_2048_8192_SHA256,
        (RSA | RSA_PSS, SHA_384) if pss => &signature::RSA_PSS_2048_8192_SHA384,
        (RSA | RSA_PSS, SHA_512) if pss => &signature::RSA_PSS_2048_8192_SHA512,
        (RSA, SHA_256) => &signature::RSA_PKCS1_2048_8192_SHA256,
        (RSA, SHA_384) => &signature::RSA_PKCS1_2048_8192_SHA384,
        (RSA, SHA_512) => &signature::RSA_PKCS1_2048_8192_SHA512,
        (EC, SHA_256) if curve()? == P_256 => &signature::ECDSA_P256_SHA256_ASN1,
        (EC, SHA_384) if curve()? == P_256 => &signature::ECDSA_P256_SHA384_ASN1,
        (EC, SHA_256) if curve()? == P_384 => &signature::ECDSA_P384_SHA256_ASN1,
        (EC, SHA_384) if curve()? == P_384 => &signature::ECDSA_P384_SHA384_ASN1,
        (ED25519, SHA_512) => &signature::ED25519,
        _ => return None,
    })
}

fn addresses(certificate: &Certificate) -> Vec<String> {
    let certificate = &certificate.tbs_certificate;
    let mut found = Vec::new();
    if let Ok(Some((_, names))) = certificate.get::<SubjectAltName>() {
        found.extend(names.0.iter().filter_map(|name| match name {
            GeneralName::Rfc822Name(address) => Some(address.as_str().to_owned()),
            _ => None,
        }));
    }
    found.extend(texts(&certificate.subject, EMAIL_ADDRESS));
    let mut found: Vec<String> = found.iter().map(|one| one_line(one, NAME_MAX).to_lowercase()).collect();
    found.sort();
    found.dedup();
    found.truncate(ADDRESSES_MAX);
    found
}

/// The name of an issuer as people call it.
fn name(of: &Name) -> String {
    let found = texts(of, COMMON_NAME).next().or_else(|| texts(of, ORGANISATION).next());
    one_line(&found.unwrap_or_default(), NAME_MAX)
}

fn texts(name: &Name, wanted: ObjectIdentifier) -> impl Iterator<Item = String> {
    let all = name.0.iter().flat_map(|set| set.0.iter()).filter(move |one| one.oid == wanted);
    // Strings of whatever kind; letters that are not UTF-8 are shown as what they cannot be.
    all.map(|one| String::from_utf8_lossy(one.value.value()).into_owned())
}
