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
    // `br;q=0` says that it is not taken; which of those taken is preferred is for us to say.
    let takes = |name: &str| {
        takes.split(',').any(|one| {
            let (coding, weight) = one.split_once(';').unwrap_or((one, ""));
            let weight = weight.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok());
            coding.trim().eq_ignore_ascii_case(name) && weight.is_none_or(|q| q > 0.0)
        })
    };
    let fixed = [
        (CONTENT_TYPE, HeaderValue::from_static(found.media_type)),
        (CACHE_CONTROL, HeaderValue::from_static(asset::CACHE_CONTROL)),
        (VARY, HeaderValue::from_static("accept-encoding")),
    ];
    for (coding, content) in [("br", found.brotli), ("gzip", found.gzip)] {
        if content.len() < found.bytes.len() && takes(coding) {
            return Ok((fixed, [(CONTENT_ENCODING, coding)], content).into_response());
        }
    }
    Ok((fixed, found.bytes).into_response())
}
