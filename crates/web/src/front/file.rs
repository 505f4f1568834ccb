//! Styles, scripts and pictures. Their names carry a hash of their content, so browsers keep them for ever.

use axum::extract::Path;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Response};

use crate::asset;
use crate::refusal::Refusal;

/// A built file, compressed for whoever takes that.
pub(super) async fn file(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Refusal> {
    let found = asset::lookup(&name).ok_or_else(Refusal::nothing_here)?;
    let takes = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let gzip = takes.split(',').any(|one| one.split(';').next().is_some_and(|name| name.trim() == "gzip"));
    let fixed = [
        (CONTENT_TYPE, HeaderValue::from_static(found.media_type)),
        (CACHE_CONTROL, HeaderValue::from_static(asset::CACHE_CONTROL)),
        (VARY, HeaderValue::from_static("accept-encoding")),
    ];
    if gzip && found.gzip.len() < found.bytes.len() {
        return Ok((fixed, [(CONTENT_ENCODING, "gzip")], found.gzip).into_response());
    }
    Ok((fixed, found.bytes).into_response())
}
