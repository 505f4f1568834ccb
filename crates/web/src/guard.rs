//! What every request passes and every answer carries: the guard of forms, and headers that keep browsers strict.

use axum::extract::{FromRequest, Request};
use axum::http::header::{HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde::de::DeserializeOwned;

use crate::refusal::Refusal;

/// A form that came from our own page: its `csrf` (or the header of a fragment) is checked by [`Posted::of`].
#[derive(Debug)]
pub struct Posted<T> {
    guard: String,
    form: T,
}

impl<T> Posted<T> {
    /// The form, if its guard is the visit's.
    ///
    /// # Errors
    /// 403.
    pub fn of(self, csrf: &str) -> Result<T, Refusal> {
        // Both are random and of fixed length; comparing all bytes keeps the time the same.
        let same = self.guard.len() == csrf.len()
            && self.guard.bytes().zip(csrf.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0;
        if same && !csrf.is_empty() { Ok(self.form) } else { Err(Refusal::forbidden()) }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Posted<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let header = request
            .headers()
            .get("x-csrf-token")
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let bytes = axum::body::Bytes::from_request(request, state).await.map_err(|_| Refusal::forbidden())?;
        let fields: Vec<(String, String)> = form(&bytes)?;
        let guard = fields.iter().find(|(name, _)| name == "csrf").map(|(_, value)| value.clone()).or(header);
        let form = form::<T>(&bytes)?;
        Ok(Posted { guard: guard.unwrap_or_default(), form })
    }
}

fn form<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    serde_urlencoded::from_bytes(bytes).map_err(|_| Refusal::unreadable())
}

/// Whether a write comes from another site, as far as the browser tells.
pub(crate) fn is_foreign(parts: &Parts) -> bool {
    if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let says = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    match says("sec-fetch-site") {
        Some(site) => !matches!(site, "same-origin" | "none"),
        None => match (says("origin"), says("host")) {
            (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, from)| from != host),
            _ => false,
        },
    }
}

/// Headers of every page: only our own scripts, styles and pictures; no frame; no referrer to others.
pub(crate) async fn strict(mut response: Response) -> Response {
    let headers: &mut HeaderMap = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    };
    set(
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    set("x-content-type-options", "nosniff");
    set("x-frame-options", "DENY");
    set("referrer-policy", "same-origin");
    set("permissions-policy", "camera=(), microphone=(), geolocation=()");
    set("cross-origin-opener-policy", "same-origin");
    set("cache-control", "no-store");
    response
}
