//! How the mail of a message was sealed on its way, as it is told with the message. It makes nobody more believed.

use jiff::Timestamp;
use mail::Mail;
use mail::smime::{Signature, State};
use serde::{Deserialize, Serialize};

/// How a mail was signed or encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "seal", rename_all = "kebab-case")]
pub enum Seal {
    /// Signed with a certificate for the sender's address. Whether its issuer looked is not known here.
    Signed {
        /// The address.
        address: String,
        /// Who issued the certificate, as it says.
        issuer: String,
    },
    /// Signed with a certificate for somebody else.
    ByAnother {
        /// For whom, as far as the certificate says.
        addresses: Vec<String>,
        /// Who issued it, as it says.
        issuer: String,
    },
    /// Signed with a certificate that did not count when the mail came.
    NotThen {
        /// The sender's address.
        address: String,
        /// Who issued it, as it says.
        issuer: String,
    },
    /// What was signed is something else.
    Changed,
    /// There is a signature that cannot be checked.
    Unreadable,
    /// Signed by PGP, which is not checked.
    Pgp,
    /// Encrypted.
    Encrypted,
}

impl Seal {
    /// The seal of a mail that came at an instant.
    pub(crate) fn of(mail: &Mail, at: Timestamp) -> Option<Seal> {
        Some(match mail.seal.as_ref()? {
            mail::parse::Seal::Pgp => Seal::Pgp,
            mail::parse::Seal::Encrypted => Seal::Encrypted,
            mail::parse::Seal::Smime(signature) => match signature.state {
                State::Changed => Seal::Changed,
                State::Unreadable => Seal::Unreadable,
                State::Holds => held(mail, signature, at),
            },
        })
    }
}

fn held(mail: &Mail, signature: &Signature, at: Timestamp) -> Seal {
    let address = mail.from.as_ref().map(|from| from.address.to_string()).unwrap_or_default();
    let issuer = signature.issuer.clone();
    if !signature.addresses.contains(&address.to_lowercase()) {
        return Seal::ByAnother { addresses: signature.addresses.clone(), issuer };
    }
    match signature.counts {
        Some((from, until)) if (from..=until).contains(&at) => Seal::Signed { address, issuer },
        _ => Seal::NotThen { address, issuer },
    }
}
