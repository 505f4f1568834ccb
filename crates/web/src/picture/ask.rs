//! Asking one server for one picture.

use std::net::IpAddr;

use axum::http::header::{ACCEPT, LOCATION};
use axum::http::{Request, StatusCode};
use rustls::RootCertStore;
use tokio_rustls::TlsConnector;
use url::Url;

use crate::outside::{self, Question, Unreached};

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
    #[error(transparent)]
    Unreached(Unreached),
}

impl From<Unreached> for Unasked {
    fn from(why: Unreached) -> Unasked {
        match why {
            Unreached::Address(words) => Unasked::Address(words),
            Unreached::Forbidden => Unasked::Address("not of the open internet"),
            other => Unasked::Unreached(other),
        }
    }
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
        Ok(Asker { may_ask, tls: outside::encrypting(roots)? })
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
        let tls = match url.scheme() {
            "https" => Some(&self.tls),
            "http" => None,
            _ => return Err(Unasked::Address("neither http nor https")),
        };
        if url.port().is_some_and(|port| port < FREE_PORTS && port != 80 && port != 443) {
            return Err(Unasked::Address("a port of another protocol"));
        }
        let request = Request::get("/")
            .header(ACCEPT, "image/png, image/jpeg, image/gif, image/webp, image/avif")
            .body(Vec::new())
            .map_err(|_| Unasked::Address("it cannot be asked for"))?;
        let question = Question { url, request, most, reads: |status| status == StatusCode::OK };
        let (head, bytes) = outside::ask(question, tls, self.may_ask).await?;
        if head.status.is_redirection() {
            let to = head.headers.get(LOCATION).and_then(|to| to.to_str().ok());
            return to.map(|to| Answer::Elsewhere(to.to_owned())).ok_or(Unasked::Answer(head.status));
        }
        if head.status == StatusCode::OK { Ok(Answer::Bytes(bytes)) } else { Err(Unasked::Answer(head.status)) }
    }
}
