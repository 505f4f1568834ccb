//! Asking one server for one picture.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::header::{ACCEPT, HOST, LOCATION, USER_AGENT};
use axum::http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// Most times that a server may send us elsewhere.
const REDIRECTS: usize = 3;
/// Ports below this one are of other protocols, but for those of the web.
const FREE_PORTS: u16 = 1024;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unasked {
    #[error("the address cannot be asked: {0}")]
    Address(&'static str),
    #[error("the server answered {0}")]
    Answer(StatusCode),
    #[error("too many redirects")]
    Redirects,
    #[error("{0}")]
    Connection(#[from] std::io::Error),
    #[error("{0}")]
    Http(#[from] hyper::Error),
    #[error("the answer is too large or broke off")]
    Body,
}

/// Whoever asks: with our roots, and a judgement of addresses.
pub(super) struct Asker {
    may_ask: fn(IpAddr) -> bool,
    tls: TlsConnector,
}

/// What a server answers.
enum Answer {
    Bytes(Vec<u8>),
    Elsewhere(String),
}

impl Asker {
    pub(super) fn new(may_ask: fn(IpAddr) -> bool) -> Result<Asker, rustls::Error> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Asker { may_ask, tls: TlsConnector::from(Arc::new(config)) })
    }

    /// The bytes at an address, at most so many.
    pub(super) async fn picture(&self, address: &str, most: usize) -> Result<Vec<u8>, Unasked> {
        let mut url = Url::parse(address).map_err(|_| Unasked::Address("it is none"))?;
        for _ in 0..=REDIRECTS {
            match self.ask(&url, most).await? {
                Answer::Bytes(bytes) => return Ok(bytes),
                Answer::Elsewhere(to) => url = url.join(&to).map_err(|_| Unasked::Address("a redirect to none"))?,
            }
        }
        Err(Unasked::Redirects)
    }

    async fn ask(&self, url: &Url, most: usize) -> Result<Answer, Unasked> {
        let encrypted = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(Unasked::Address("neither http nor https")),
        };
        let stream = self.connect(url).await?;
        if !encrypted {
            return speak(stream, url, most).await;
        }
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(host).map_err(|_| Unasked::Address("no name for a certificate"))?;
        speak(self.tls.connect(name, stream).await?, url, most).await
    }

    /// Connects to an address that was judged, not to a name that could mean another one by now.
    async fn connect(&self, url: &Url) -> Result<TcpStream, Unasked> {
        let port = url.port_or_known_default().ok_or(Unasked::Address("no port"))?;
        if port < FREE_PORTS && port != 80 && port != 443 {
            return Err(Unasked::Address("a port of another protocol"));
        }
        let found: Vec<SocketAddr> = match url.host() {
            Some(Host::Domain(name)) => lookup_host((name, port)).await?.collect(),
            Some(Host::Ipv4(address)) => vec![(address, port).into()],
            Some(Host::Ipv6(address)) => vec![(address, port).into()],
            None => Vec::new(),
        };
        // A name that means one of ours beside others is up to something.
        if found.is_empty() || !found.iter().all(|one| (self.may_ask)(one.ip())) {
            return Err(Unasked::Address("not of the open internet"));
        }
        Ok(TcpStream::connect(found.as_slice()).await?)
    }
}

/// One question and its answer, then the line is closed.
async fn speak<S>(stream: S, url: &Url, most: usize) -> Result<Answer, Unasked>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // Ends with this function, however it ends.
    let mut driving = JoinSet::new();
    driving.spawn(async move { connection.await.is_ok() });
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
        None => url.host_str().unwrap_or_default().to_owned(),
    };
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let request = Request::get(path)
        .header(HOST, host)
        .header(ACCEPT, "image/png, image/jpeg, image/gif, image/webp, image/avif")
        .header(USER_AGENT, "Mainstay")
        .body(Empty::<Bytes>::new())
        .map_err(|_| Unasked::Address("it cannot be asked for"))?;
    let response = sender.send_request(request).await?;
    let status = response.status();
    if status.is_redirection() {
        let to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok());
        return to.map(|to| Answer::Elsewhere(to.to_owned())).ok_or(Unasked::Answer(status));
    }
    if status != StatusCode::OK {
        return Err(Unasked::Answer(status));
    }
    let body = Limited::new(response.into_body(), most).collect().await.map_err(|_| Unasked::Body)?;
    Ok(Answer::Bytes(body.to_bytes().to_vec()))
}
