//! Handing written messages to a mail server, or putting them into a maildir folder.
//!
//! Thin on purpose: one message, one attempt, one answer; what follows goes over the same connection. When and how often to try again is the caller's; what it needs for that is in
//! the error: whether trying again can help, and the other side's words.

use std::fmt;
use std::path::PathBuf;

use rustls::pki_types::CertificateDer;

use crate::address::MailAddress;

/// How outgoing mail leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    /// To a mail server.
    Smtp(SmtpSettings),
    /// Into a maildir folder (`tmp`, `new`, `cur`), created when missing. For desks that are not connected yet, and for demos.
    Maildir(PathBuf),
}

/// How to reach the mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    /// Host name, as in its certificate.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Encryption of the connection.
    pub security: Security,
    /// User name, if the server wants one.
    pub user: Option<String>,
    /// Password of the user. Never shown by `Debug`.
    pub password: Option<String>,
    /// Authorities whose certificates are believed beside those of the public ones.
    pub authorities: Vec<CertificateDer<'static>>,
}

impl SmtpSettings {
    /// A server on the same machine or network, that wants neither encryption nor a password.
    #[must_use]
    pub fn in_clear(host: &str, port: u16) -> SmtpSettings {
        SmtpSettings {
            host: host.to_owned(),
            port,
            security: Security::None,
            user: None,
            password: None,
            authorities: Vec::new(),
        }
    }
}

impl fmt::Debug for SmtpSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SmtpSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .field("user", &self.user)
            .field("password", &self.password.as_ref().map(|_| "(hidden)"))
            .field("authorities", &self.authorities.len())
            .finish()
    }
}

/// Encryption of the connection to the mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// None: only for a server on the same machine or network.
    None,
    /// Begin in clear, then require TLS.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// The message was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// What the server answered, or the file's path; one line, for the outbox page.
    pub answer: String,
}

/// The message was not taken, or nobody knows whether it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{answer}")]
pub struct SendError {
    /// Whether trying again later can help. False only where the server refused this message for good (5xx).
    pub temporary: bool,
    /// What the server or the system answered, one line, for the outbox page.
    pub answer: String,
}

/// Hands messages over, one after the other. The connection to a mail server is kept from one to the next.
pub struct Sender {
    transport: Transport,
    connection: Option<smtp::Connection>,
}

impl Sender {
    /// Begins; connects with the first message.
    #[must_use]
    pub fn new(transport: Transport) -> Sender {
        Sender { transport, connection: None }
    }

    /// Delivers `raw` to all of `to` in one attempt.
    ///
    /// `envelope_from` receives bounces; `None` is the null path `<>` that answers by machines must use. `unique` names this delivery: a
    /// second try with the same name leaves one file in a maildir. (An SMTP server cannot be asked; it recognises the Message-ID.)
    ///
    /// # Errors
    /// What the other side or the system said, and whether trying again can help.
    pub async fn send(
        &mut self,
        envelope_from: impl Into<Option<&MailAddress>>,
        to: &[MailAddress],
        raw: &[u8],
        unique: &str,
    ) -> Result<Sent, SendError> {
        match &self.transport {
            Transport::Smtp(settings) => {
                smtp::send(settings, &mut self.connection, envelope_from.into(), to, raw).await
            }
            Transport::Maildir(folder) => maildir::store(folder.clone(), raw.to_vec(), unique).await,
        }
    }

    /// Parts from the mail server.
    pub async fn close(self) {
        if let Some(connection) = self.connection {
            connection.close().await;
        }
    }
}

mod maildir;
mod smtp;
