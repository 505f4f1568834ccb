//! One question by HTTP to a server elsewhere, and its answer; then the line is closed.
//!
//! A name is looked up once, its addresses are judged, and what was judged is connected to: the name could mean another one by now.
//! Answers are bounded. Whom to ask, how long to wait and what an answer means is up to whoever asks; redirects are answers.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::header::{HOST, HeaderValue, USER_AGENT};
use axum::http::{Request, StatusCode, response};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreached {
    /// The address is none that a question could go to.
    #[error("{0}")]
    Address(&'static str),
    /// What it means may not be asked, or it means nothing.
    #[error("it means nothing that may be asked")]
    Forbidden,
    /// There is no line.
    #[error("{0}")]
    Connection(#[from] io::Error),
    /// The line broke.
    #[error("{0}")]
    Http(#[from] hyper::Error),
    /// The answer is too long or broke off.
    #[error("the answer is too large or broke off")]
    Body,
}

/// What is asked.
pub(crate) struct Question<'a> {
    /// Where.
    pub(crate) url: &'a Url,
    /// Method, header fields and body; the address in it does not count.
    pub(crate) request: Request<Vec<u8>>,
    /// Most bytes of an answer.
    pub(crate) most: usize,
    /// Of which answers the body is of interest.
    pub(crate) reads: fn(StatusCode) -> bool,
}

/// Encrypts to servers for whom these authorities vouch.
pub(crate) fn encrypting(roots: RootCertStore) -> Result<TlsConnector, rustls::Error> {
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Asks, encrypted where there is something that encrypts, at addresses that may all be asked.
pub(crate) async fn ask(
    question: Question<'_>,
    tls: Option<&TlsConnector>,
    may_ask: impl Fn(IpAddr) -> bool,
) -> Result<(response::Parts, Vec<u8>), Unreached> {
    let stream = connected(question.url, may_ask).await?;
    let Some(tls) = tls else { return speak(stream, question).await };
    let host = question.url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let name = ServerName::try_from(host).map_err(|_| Unreached::Address("no name for a certificate"))?;
    speak(tls.connect(name, stream).await?, question).await
}

async fn connected(url: &Url, may_ask: impl Fn(IpAddr) -> bool) -> Result<TcpStream, Unreached> {
    let port = url.port_or_known_default().ok_or(Unreached::Address("no port"))?;
    let found: Vec<SocketAddr> = match url.host() {
        Some(Host::Domain(name)) => lookup_host((name, port)).await?.collect(),
        Some(Host::Ipv4(address)) => vec![(address, port).into()],
        Some(Host::Ipv6(address)) => vec![(address, port).into()],
        None => Vec::new(),
    };
    // A name that means one that may not be asked beside others is up to something.
    if found.is_empty() || !found.iter().all(|one| may_ask(one.ip())) {
        return Err(Unreached::Forbidden);
    }
    Ok(TcpStream::connect(found.as_slice()).await?)
}

async fn speak<S>(stream: S, question: Question<'_>) -> Result<(response::Parts, Vec<u8>), Unreached>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // Ends with this function, however it ends.
    let mut driving = JoinSet::new();
    driving.spawn(async move { connection.await.is_ok() });
    let url = question.url;
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
        None => url.host_str().unwrap_or_default().to_owned(),
    };
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let (mut head, body) = question.request.into_parts();
    head.uri = path.parse().map_err(|_| Unreached::Address("it cannot be asked for"))?;
    head.headers.insert(HOST, HeaderValue::from_str(&host).map_err(|_| Unreached::Address("no name"))?);
    head.headers.insert(USER_AGENT, HeaderValue::from_static("Mainstay"));
    let response = sender.send_request(Request::from_parts(head, Full::new(Bytes::from(body)))).await?;
    let (head, body) = response.into_parts();
    if !(question.reads)(head.status) {
        return Ok((head, Vec::new()));
    }
    let body = Limited::new(body, question.most).collect().await.map_err(|_| Unreached::Body)?;
    Ok((head, body.to_bytes().to_vec()))
}
