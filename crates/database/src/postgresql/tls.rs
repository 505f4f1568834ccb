//! Encrypted connections to a PostgreSQL server.
//!
//! A server on another machine is spoken to over TLS only, and its certificate is verified, unless the URL says
//! `sslmode=disable`. One on this machine (a socket, `localhost`) is spoken to in the clear unless the URL asks for TLS.
//! `sslrootcert=FILE` names the authority that signed the server's certificate; without it the public ones are trusted.

use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use postgres::config::{Host, SslMode};
use postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use postgres::{Client, Config, NoTls};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::error::DatabaseError;

/// How a place is spoken to.
pub(crate) struct Tls {
    /// The URL says itself whether TLS is wanted.
    said: bool,
    config: Arc<ClientConfig>,
}

impl Tls {
    /// Takes what the driver does not know out of the URL.
    pub(crate) fn parse(url: &str) -> Result<(String, Tls), DatabaseError> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let mut authority = None;
        let mut said = false;
        let mut kept = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslrootcert", file)) => authority = Some(file.replace("%2F", "/")),
                Some(("sslmode", mode)) => {
                    said = true;
                    // A certificate is always verified here, so these are the same.
                    kept.push(if mode.starts_with("verify-") { "sslmode=require" } else { pair });
                }
                _ => kept.push(pair),
            }
        }
        let url = if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) };
        let config = Arc::new(client_config(authority.as_deref())?);
        Ok((url, Tls { said, config }))
    }

    /// Decides where the URL does not.
    pub(crate) fn settle(&self, config: &mut Config) {
        if !self.said {
            let local = config.get_hosts().iter().all(is_local);
            config.ssl_mode(if local { SslMode::Disable } else { SslMode::Require });
        }
    }

    pub(crate) fn connect(&self, config: &Config) -> Result<Client, postgres::Error> {
        match config.get_ssl_mode() {
            SslMode::Disable => config.connect(NoTls),
            _ => config.connect(Maker(Arc::clone(&self.config))),
        }
    }
}

fn is_local(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback()),
        Host::Unix(_) => true,
    }
}

fn client_config(authority: Option<&str>) -> Result<ClientConfig, DatabaseError> {
    let mut roots = RootCertStore::empty();
    match authority {
        Some(file) => {
            let unreadable = |error: &dyn std::fmt::Display| {
                DatabaseError::Unsupported(format!("sslrootcert {file} cannot be read: {error}"))
            };
            for certificate in CertificateDer::pem_file_iter(file).map_err(|error| unreadable(&error))? {
                let certificate = certificate.map_err(|error| unreadable(&error))?;
                roots.add(certificate).map_err(|error| unreadable(&error))?;
            }
        }
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| DatabaseError::other(format!("TLS cannot be set up: {error}")))?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

#[derive(Clone)]
struct Maker(Arc<ClientConfig>);

struct Handshake {
    config: Arc<ClientConfig>,
    server: ServerName<'static>,
}

struct Encrypted<S>(tokio_rustls::client::TlsStream<S>);

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> MakeTlsConnect<S> for Maker {
    type Stream = Encrypted<S>;
    type TlsConnect = Handshake;
    type Error = rustls::pki_types::InvalidDnsNameError;

    fn make_tls_connect(&mut self, domain: &str) -> Result<Handshake, Self::Error> {
        let server = ServerName::try_from(domain)?.to_owned();
        Ok(Handshake { config: Arc::clone(&self.0), server })
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> TlsConnect<S> for Handshake {
    type Stream = Encrypted<S>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Encrypted<S>, io::Error>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        Box::pin(async move {
            tokio_rustls::TlsConnector::from(self.config).connect(self.server, stream).await.map(Encrypted)
        })
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Encrypted<S> {
    /// None is offered: passwords are still never sent in the clear, as the whole stream is encrypted and verified.
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Encrypted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Encrypted<S> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_machine_is_spoken_to_over_tls_only() {
        for (url, expected) in [
            ("postgres://ada@db.example/desk", SslMode::Require),
            ("postgres://ada@db.example/desk?sslmode=verify-full", SslMode::Require),
            ("postgres://ada@db.example/desk?sslmode=disable", SslMode::Disable),
            ("postgres://ada@127.0.0.1/desk", SslMode::Disable),
            ("postgres://ada@%2Frun%2Fpostgresql/desk", SslMode::Disable),
            ("postgres://ada@localhost/desk?sslmode=require", SslMode::Require),
        ] {
            let (kept, tls) = Tls::parse(url).unwrap();
            let mut config: Config = kept.parse().unwrap();
            tls.settle(&mut config);
            assert_eq!(config.get_ssl_mode(), expected, "{url}");
        }
    }
}
