//! Messages to a mail server, one after the other over one connection.
//!
//! A connection is kept for the next message where the last one was taken, and asked first whether it still stands. A server may refuse
//! any more on a connection and mean nothing against the message, so what it puts off on a kept one is tried once on a new one.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, AsyncTokioStream, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::extension::{ClientId, Extension};
use lettre::transport::smtp::response::Response;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;

use super::{Security, SendError, Sent, SmtpSettings};
use crate::address::MailAddress;
use crate::decode::one_line;
use crate::wire;

/// Longest answer kept, in characters.
const MAX_ANSWER: usize = 500;
/// Answers that refuse us, not the message: wrong or missing password, encryption wanted. Mended settings let it through.
const REFUSE_US: &[u16] = &[530, 534, 535, 538];
/// So many messages on a connection; servers end longer ones by themselves.
const MESSAGES_MAX: u32 = 100;
/// How long it may take until a message can be handed over: connected, encrypted, greeted, signed in.
const PATIENCE_OPEN: Duration = Duration::from_secs(60);
/// How long the handing over of one message may take. RFC 5321 wants as much for its last answer alone; who stops before it has one
/// sends twice.
const PATIENCE_MESSAGE: Duration = Duration::from_mins(10);
/// How long a server may take to part.
const PATIENCE_END: Duration = Duration::from_secs(2);

/// A connection past greeting, encryption and signing in.
pub(super) struct Connection {
    smtp: AsyncSmtpConnection,
    messages: u32,
}

pub(super) async fn send(
    settings: &SmtpSettings,
    kept: &mut Option<Connection>,
    envelope_from: Option<&MailAddress>,
    to: &[MailAddress],
    raw: &[u8],
) -> Result<Sent, SendError> {
    let envelope = envelope(envelope_from, to)?;
    // The library ends the message with a line end of its own; a second one would be a line that nobody wrote.
    let raw = raw.strip_suffix(b"\r\n").unwrap_or(raw);
    if let Some(connection) = kept {
        connection.takes(&envelope)?;
    }
    if let Some(mut connection) = kept.take()
        && connection.stands().await
    {
        match within(PATIENCE_MESSAGE, connection.smtp.send(&envelope, raw)).await? {
            Err(error) if error.is_transient() => {}
            Err(error) => return Err(failed(&error)),
            Ok(response) => return Ok(connection.taken(kept, &response)),
        }
    }
    let mut connection = within(PATIENCE_OPEN, Connection::open(settings)).await??;
    connection.takes(&envelope)?;
    let response = within(PATIENCE_MESSAGE, connection.smtp.send(&envelope, raw)).await?;
    Ok(connection.taken(kept, &response.map_err(|error| failed(&error))?))
}

impl Connection {
    async fn open(settings: &SmtpSettings) -> Result<Connection, SendError> {
        let hello = ClientId::default();
        let begun = async |stream| AsyncSmtpConnection::connect_with_transport(stream, &hello).await;
        let stream = wire::connect(&settings.host, settings.port).await.map_err(|error| broken(&error))?;
        let smtp = match settings.security {
            Security::None => begun(Box::new(stream)).await,
            Security::Tls => {
                let roots = wire::roots(&settings.authorities);
                let encrypted = wire::encrypt(&settings.host, roots, stream).await.map_err(|error| broken(&error))?;
                begun(Box::new(Encrypted(encrypted))).await
            }
            Security::StartTls => {
                let parameters = parameters(settings).map_err(|error| failed(&error))?;
                match begun(Box::new(stream)).await {
                    Ok(mut smtp) => smtp.starttls(parameters, &hello).await.map(|()| smtp),
                    refused => refused,
                }
            }
        };
        let mut smtp = smtp.map_err(|error| failed(&error))?;
        if let (Some(user), Some(password)) = (&settings.user, &settings.password) {
            let credentials = Credentials::new(user.clone(), password.clone());
            smtp.auth(DEFAULT_MECHANISMS, &credentials).await.map_err(|error| failed(&error))?;
        }
        Ok(Connection { smtp, messages: 0 })
    }

    /// Whether it takes another message.
    async fn stands(&mut self) -> bool {
        timeout(PATIENCE_OPEN, self.smtp.test_connected()).await.unwrap_or(false)
    }

    /// Whether the server takes such addresses. It will not learn to by being asked again.
    fn takes(&self, envelope: &Envelope) -> Result<(), SendError> {
        let beyond = envelope.to().iter().chain(envelope.from()).map(AsRef::<str>::as_ref).find(|one| !one.is_ascii());
        match beyond {
            Some(address) if !self.smtp.server_info().supports_feature(Extension::SmtpUtfEight) => Err(SendError {
                temporary: false,
                answer: format!(
                    "{address} has letters beyond ASCII before the @, and the mail server takes none (SMTPUTF8)"
                ),
            }),
            _ => Ok(()),
        }
    }

    /// A message was taken: the connection is kept for the next one.
    fn taken(mut self, kept: &mut Option<Connection>, response: &Response) -> Sent {
        self.messages += 1;
        if self.messages < MESSAGES_MAX {
            *kept = Some(self);
        }
        let words: Vec<&str> = response.message().collect();
        Sent { answer: one_line(&format!("{} {}", response.code(), words.join(" ")), MAX_ANSWER) }
    }

    /// Parts from the server.
    pub(super) async fn close(mut self) {
        // What does not part in time is dropped.
        let _ = timeout(PATIENCE_END, self.smtp.quit()).await;
    }
}

fn parameters(settings: &SmtpSettings) -> Result<TlsParameters, Error> {
    let mut builder = TlsParameters::builder(settings.host.clone()).certificate_store(CertificateStore::WebpkiRoots);
    for authority in &settings.authorities {
        builder = builder.add_root_certificate(Certificate::from_der(authority.to_vec())?);
    }
    builder.build()
}

async fn within<T>(patience: Duration, work: impl Future<Output = T>) -> Result<T, SendError> {
    let late = |_| SendError { temporary: true, answer: "the server did not answer in time".to_owned() };
    timeout(patience, work).await.map_err(late)
}

fn envelope(from: Option<&MailAddress>, to: &[MailAddress]) -> Result<Envelope, SendError> {
    let address = |one: &MailAddress| {
        lettre::Address::new(one.local(), one.ascii_domain()).map_err(|error| SendError {
            temporary: false,
            answer: one_line(&format!("{one} cannot be written to: {error}"), MAX_ANSWER),
        })
    };
    let from = from.map(address).transpose()?;
    let to = to.iter().map(address).collect::<Result<Vec<_>, _>>()?;
    Envelope::new(from, to).map_err(|error| SendError {
        temporary: false,
        answer: one_line(&format!("the message has no envelope: {error}"), MAX_ANSWER),
    })
}

/// Nobody there, or no encryption that can be believed.
fn broken(error: &io::Error) -> SendError {
    SendError { temporary: true, answer: one_line(&format!("no connection: {error}"), MAX_ANSWER) }
}

/// Only a server's 5xx about the message is final. Everything else (dropped in the middle, 4xx, certificates) may pass.
fn failed(error: &Error) -> SendError {
    let code = error.status().map(u16::from);
    let mut answer = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        let words = inner.to_string();
        if !answer.contains(&words) {
            answer = format!("{answer}: {words}");
        }
        source = inner.source();
    }
    SendError {
        temporary: !(error.is_permanent() && code.is_none_or(|code| !REFUSE_US.contains(&code))),
        answer: one_line(&answer, MAX_ANSWER),
    }
}

/// A stream encrypted from its first byte, as the library wants it.
#[derive(Debug)]
struct Encrypted(TlsStream<TcpStream>);

impl AsyncTokioStream for Encrypted {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, into)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
