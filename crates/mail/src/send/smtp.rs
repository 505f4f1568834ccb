//! A message to a mail server, one connection for one message.

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::{AsyncSmtpTransport, Error};
use lettre::{AsyncTransport, Tokio1Executor};

use super::{Security, SendError, Sent, SmtpSettings};
use crate::address::MailAddress;
use crate::decode::one_line;

/// Longest answer kept, in characters.
const MAX_ANSWER: usize = 500;
/// Answers that refuse us, not the message: wrong or missing password, encryption wanted. Mended settings let it through.
const REFUSE_US: &[u16] = &[530, 534, 535, 538];

pub(super) async fn send(
    settings: &SmtpSettings,
    envelope_from: Option<&MailAddress>,
    to: &[MailAddress],
    raw: &[u8],
) -> Result<Sent, SendError> {
    let envelope = envelope(envelope_from, to)?;
    let transport = transport(settings)?;
    // The library ends the message with a line end of its own; a second one would be a line that nobody wrote.
    let raw = raw.strip_suffix(b"\r\n").unwrap_or(raw);
    match transport.send_raw(&envelope, raw).await {
        Ok(response) => {
            let words: Vec<&str> = response.message().collect();
            Ok(Sent { answer: one_line(&format!("{} {}", response.code(), words.join(" ")), MAX_ANSWER) })
        }
        Err(error) => Err(failed(&error)),
    }
}

fn transport(settings: &SmtpSettings) -> Result<AsyncSmtpTransport<Tokio1Executor>, SendError> {
    let parameters = || {
        TlsParameters::new(settings.host.clone()).map_err(|error| SendError {
            temporary: true,
            answer: one_line(&format!("encryption cannot be set up: {error}"), MAX_ANSWER),
        })
    };
    let tls = match settings.security {
        Security::None => Tls::None,
        Security::StartTls => Tls::Required(parameters()?),
        Security::Tls => Tls::Wrapper(parameters()?),
    };
    let mut builder =
        AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host).port(settings.port).tls(tls);
    if let (Some(user), Some(password)) = (&settings.user, &settings.password) {
        builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
    }
    Ok(builder.build())
}

fn envelope(from: Option<&MailAddress>, to: &[MailAddress]) -> Result<Envelope, SendError> {
    let address = |one: &MailAddress| {
        lettre::Address::new(one.local(), one.domain()).map_err(|error| SendError {
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

/// Only a server's 5xx about the message is final. Everything else (no connection, dropped in the middle, 4xx, certificates) may pass.
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
