//! Connections to mail servers: what is written goes at once, and encryption is believed only with a certificate for the server's name.
//!
//! Small packets are not held back to be joined (TCP_NODELAY): a mail ends with a packet of five bytes, and a server that waits with
//! its acknowledgement would keep every mail waiting 40 ms.

use std::fmt;
use std::io;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// A stream, encrypted or not.
pub(crate) trait Wire: AsyncRead + AsyncWrite + fmt::Debug + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + fmt::Debug + Unpin + Send> Wire for T {}

/// Certificates that are believed: those of the public authorities, and more that the operator trusts.
#[must_use]
pub fn roots(more: &[CertificateDer<'static>]) -> RootCertStore {
    let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    roots.add_parsable_certificates(more.iter().cloned());
    roots
}

/// Connects, in clear.
pub(crate) async fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect((host, port)).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Encrypts a stream to the server of this name.
pub(crate) async fn encrypt<S: Wire>(host: &str, roots: RootCertStore, stream: S) -> io::Result<TlsStream<S>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}
