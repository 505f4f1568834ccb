//! What every request passes and every answer carries: the guard of forms, and headers that keep browsers strict.

use std::marker::PhantomData;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::{HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde::de::DeserializeOwned;

use crate::asked;
use crate::refusal::Refusal;
use crate::site::Site;
use crate::visit::{Guards, Visit};

/// A form that is said to come from our own page. [`Posted::of`] checks its `csrf` (or the header that fragments send) before
/// anything of it is read.
#[derive(Debug)]
pub struct Posted<T> {
    guard: String,
    bytes: Bytes,
    form: PhantomData<T>,
}

impl<T: DeserializeOwned> Posted<T> {
    /// The form, if its guard is the visit's.
    ///
    /// # Errors
    /// 403, or 422 for a form that is none of ours.
    pub fn of(self, visit: &Visit) -> Result<T, Refusal> {
        if !same(&self.guard, &visit.csrf) {
            return Err(Refusal::forbidden().within(visit));
        }
        fields(&self.bytes).map_err(|refusal| refusal.within(visit))
    }

    /// The form, if its guard is one that this browser has: for what does not matter who is signed in.
    ///
    /// # Errors
    /// As [`Posted::of`].
    pub(crate) fn of_any(self, visit: &Visit, guards: &Guards) -> Result<T, Refusal> {
        if !guards.all().any(|csrf| self.carries(csrf)) {
            return Err(Refusal::forbidden().within(visit));
        }
        fields(&self.bytes).map_err(|refusal| refusal.within(visit))
    }
}

impl<T> Posted<T> {
    /// Whether the form carries this guard.
    pub(crate) fn carries(&self, csrf: &str) -> bool {
        same(&self.guard, csrf)
    }
}

/// Both are random and of fixed length; comparing all bytes keeps the time the same.
pub(crate) fn same(guard: &str, csrf: &str) -> bool {
    let differs = guard.bytes().zip(csrf.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
    !csrf.is_empty() && guard.len() == csrf.len() && differs == 0
}

impl<T> FromRequest<Site> for Posted<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Refusal> {
        let header = request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (mut parts, body) = request.into_parts();
        let body = Request::from_parts(parts.clone(), body);
        let Ok(bytes) = Bytes::from_request(body, site).await else {
            return Err(asked::refuse(Refusal::too_large(), &mut parts, site).await);
        };
        let pairs: Vec<(String, String)> = fields(&bytes).unwrap_or_default();
        let guard = pairs.into_iter().find(|(name, _)| name == "csrf").map(|(_, value)| value).or(header);
        Ok(Posted { guard: guard.unwrap_or_default(), bytes, form: PhantomData })
    }
}

fn fields<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    asked::read(bytes).map_err(Refusal::misread)
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

/// What a page may load: only what is ours, and no frame around it.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers of every page: only our own scripts, styles and pictures; no frame; no referrer to others.
pub(crate) async fn strict(mut response: Response) -> Response {
    let headers: &mut HeaderMap = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    };
    set("content-security-policy", POLICY);
    set("x-content-type-options", "nosniff");
    set("x-frame-options", "DENY");
    set("referrer-policy", "same-origin");
    set("permissions-policy", "camera=(), microphone=(), geolocation=()");
    set("cross-origin-opener-policy", "same-origin");
    set("cache-control", "no-store");
    response
}
