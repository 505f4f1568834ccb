//! Mails to be kept as files: nothing of a stranger's mail is shown as a page.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};

/// A mail as a file of this name, which needs no quoting, without its ending.
pub(crate) fn eml(name: &str, raw: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}.eml\"");
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [(CONTENT_TYPE, HeaderValue::from_static("message/rfc822")), (CONTENT_DISPOSITION, disposition)];
    (headers, raw).into_response()
}
