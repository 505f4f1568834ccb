//! One question to a token server, and its answer.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, HeaderValue};
use oauth2::{HttpRequest, HttpResponse};
use rustls::RootCertStore;
use tokio::time::timeout;
use url::Url;

use crate::outside::{self, Question, Unreached};

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
    Connection(#[from] std::io::Error),
    #[error("the provider broke off: {0}")]
    Http(#[from] hyper::Error),
    #[error("the provider's answer is longer than {ANSWER_MAX} bytes, or broke off")]
    Body,
    #[error("the provider did not answer in time")]
    Late,
}

impl From<Unreached> for Unanswered {
    fn from(why: Unreached) -> Unanswered {
        match why {
            Unreached::Address(words) => Unanswered::Address(words),
            Unreached::Forbidden => Unanswered::Address("neither https nor on this machine"),
            Unreached::Connection(error) => Unanswered::Connection(error),
            Unreached::Http(error) => Unanswered::Http(error),
            Unreached::Body => Unanswered::Body,
        }
    }
}

/// Posts a question. What a server in trouble says (5xx, too many questions) is no answer.
pub(super) async fn post(roots: Arc<RootCertStore>, request: HttpRequest) -> Result<HttpResponse, Unanswered> {
    timeout(PATIENCE, posted(&roots, request)).await.unwrap_or(Err(Unanswered::Late))
}

async fn posted(roots: &RootCertStore, mut request: HttpRequest) -> Result<HttpResponse, Unanswered> {
    let url = Url::parse(&request.uri().to_string()).map_err(|_| Unanswered::Address("it is none"))?;
    let tls = match url.scheme() {
        "https" => Some(outside::encrypting(roots.clone()).map_err(std::io::Error::other)?),
        "http" => None,
        _ => return Err(Unanswered::Address("neither https nor on this machine")),
    };
    let length = HeaderValue::from(request.body().len());
    request.headers_mut().insert(CONTENT_LENGTH, length);
    let reads = |status: StatusCode| !status.is_redirection() && !is_trouble(status);
    let question = Question { url: &url, request, most: ANSWER_MAX, reads };
    // In clear, secrets are said on this machine only.
    let encrypted = tls.is_some();
    let (head, bytes) = outside::ask(question, tls.as_ref(), |address| encrypted || address.is_loopback()).await?;
    if head.status.is_redirection() {
        return Err(Unanswered::Elsewhere(head.status));
    }
    if is_trouble(head.status) {
        return Err(Unanswered::Status(head.status));
    }
    Ok(HttpResponse::from_parts(head, bytes))
}

fn is_trouble(status: StatusCode) -> bool {
    status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS
}
