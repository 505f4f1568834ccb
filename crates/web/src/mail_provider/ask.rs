//! One question to a token server, and its answer.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{CONTENT_LENGTH, HOST, USER_AGENT};
use axum::http::{HeaderValue, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use oauth2::{HttpRequest, HttpResponse};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// Most bytes of an answer.
const ANSWER_MAX: usize = 64 * 1024;
/// How long all of it may take: less than a page may.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unanswered {
    #[error("the provider cannot be asked at its address: {0}")]
    Address(&'static str),
    #[error("the provider sent us elsewhere ({0}), where we do not go")]
    Elsewhere(StatusCode),
    #[error("the provider answered {0}")]
    Status(StatusCode),
    #[error("the provider cannot be reached: {0}")]
    Connection(#[from] io::Error),
    #[error("the provider broke off: {0}")]
    Http(#[from] hyper::Error),
    #[error("the provider's answer is longer than {ANSWER_MAX} bytes, or broke off")]
    Body,
    #[error("the provider did not answer in time")]
    Late,
}

/// Posts a question. What a server in trouble says (5xx, too many questions) is no answer.
pub(super) async fn post(roots: Arc<RootCertStore>, request: HttpRequest) -> Result<HttpResponse, Unanswered> {
    timeout(PATIENCE, posted(&roots, request)).await.unwrap_or(Err(Unanswered::Late))
}

async fn posted(roots: &RootCertStore, request: HttpRequest) -> Result<HttpResponse, Unanswered> {
    let url = Url::parse(&request.uri().to_string()).map_err(|_| Unanswered::Address("it is none"))?;
    match url.scheme() {
        "https" => {
            let stream = connected(&url, |_| true).await?;
            let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
            let name = ServerName::try_from(host).map_err(|_| Unanswered::Address("no name for a certificate"))?;
            speak(encrypting(roots)?.connect(name, stream).await?, &url, request).await
        }
        "http" => speak(connected(&url, |address| address.ip().is_loopback()).await?, &url, request).await,
        _ => Err(Unanswered::Address("neither https nor on this machine")),
    }
}

fn encrypting(roots: &RootCertStore) -> Result<TlsConnector, Unanswered> {
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots.clone())
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Connects to addresses that may be asked, not to a name that could mean another one by now.
async fn connected(url: &Url, may_ask: fn(&SocketAddr) -> bool) -> Result<TcpStream, Unanswered> {
    let port = url.port_or_known_default().ok_or(Unanswered::Address("no port"))?;
    let found: Vec<SocketAddr> = match url.host() {
        Some(Host::Domain(name)) => lookup_host((name, port)).await?.collect(),
        Some(Host::Ipv4(address)) => vec![(address, port).into()],
        Some(Host::Ipv6(address)) => vec![(address, port).into()],
        None => Vec::new(),
    };
    if found.is_empty() || !found.iter().all(may_ask) {
        return Err(Unanswered::Address("neither https nor on this machine"));
    }
    Ok(TcpStream::connect(found.as_slice()).await?)
}

async fn speak<S>(stream: S, url: &Url, request: HttpRequest) -> Result<HttpResponse, Unanswered>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // Ends with this function, however it ends.
    let mut driving = JoinSet::new();
    driving.spawn(async move { connection.await.is_ok() });
    let (mut head, body) = request.into_parts();
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
        None => url.host_str().unwrap_or_default().to_owned(),
    };
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    head.uri = path.parse().map_err(|_| Unanswered::Address("it cannot be asked for"))?;
    let host = HeaderValue::from_str(&host).map_err(|_| Unanswered::Address("no name"))?;
    head.headers.insert(HOST, host);
    head.headers.insert(USER_AGENT, HeaderValue::from_static("Mainstay"));
    head.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    let request = axum::http::Request::from_parts(head, Full::new(Bytes::from(body)));
    let response = sender.send_request(request).await?;
    let status = response.status();
    if status.is_redirection() {
        return Err(Unanswered::Elsewhere(status));
    }
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return Err(Unanswered::Status(status));
    }
    let (head, body) = response.into_parts();
    let body = Limited::new(body, ANSWER_MAX).collect().await.map_err(|_| Unanswered::Body)?;
    Ok(HttpResponse::from_parts(head, body.to_bytes().to_vec()))
}
