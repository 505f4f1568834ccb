//! How a page is answered: with the cookies that it needs, and a word about what was just done on the next one.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue, LOCATION, SET_COOKIE};
use axum::response::{IntoResponse as _, Response};

use crate::refusal::Refusal;
use crate::view::shell::{Flash, Tone};
use crate::visit::{FLASH_COOKIE, GUARD_COOKIE, Visit};

/// How long a browser remembers language and theme.
pub(crate) const YEAR_S: i64 = 365 * 24 * 3600;
/// How long a word about what was done waits for its page.
const FLASH_S: i64 = 60;

/// A page.
pub(crate) fn page(visit: &Visit, page: &impl Template) -> Result<Response, Refusal> {
    whole(visit, StatusCode::OK, page)
}

/// A form that was wrong, with what was typed.
pub(crate) fn wrong(visit: &Visit, page: &impl Template) -> Result<Response, Refusal> {
    whole(visit, StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// A page with a status of its own.
pub(crate) fn whole(visit: &Visit, status: StatusCode, page: &impl Template) -> Result<Response, Refusal> {
    let mut response = (status, fragment(page)?).into_response();
    if visit.new_guard {
        add_cookie(&mut response, &cookie(visit, GUARD_COOKIE, &visit.csrf, None));
    }
    if visit.flash.is_some() {
        add_cookie(&mut response, &cookie(visit, FLASH_COOKIE, "", Some(0)));
    }
    Ok(response)
}

/// A piece of a page.
pub(crate) fn fragment(piece: &impl Template) -> Result<Response, Refusal> {
    let html = piece.render().map_err(|error| {
        tracing::error!(%error, "a template could not be rendered");
        Refusal::internal()
    })?;
    Ok(([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response())
}

/// On to another page of the desk.
pub(crate) fn go(visit: &Visit, path: &str) -> Response {
    go_to(&visit.url(path))
}

/// On to an address as the browser has it.
pub(crate) fn go_to(address: &str) -> Response {
    let location = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// On to another page, which says that it was done.
pub(crate) fn done(visit: &Visit, path: &str, words: &str) -> Response {
    said(visit, path, Tone::Good, words, None)
}

/// The same with a button that undoes it: a form to `/undo/` and this rest of an address.
pub(crate) fn done_undo(visit: &Visit, path: &str, words: &str, undo: &str) -> Response {
    said(visit, path, Tone::Good, words, Some(undo))
}

/// On to another page, which says what was not done, with a button that undoes the rest.
pub(crate) fn partly_done(visit: &Visit, path: &str, words: &str, undo: Option<&str>) -> Response {
    said(visit, path, Tone::Bad, words, undo)
}

/// On to another page, which says why it was not done.
pub(crate) fn not_done(visit: &Visit, path: &str, words: &str) -> Response {
    said(visit, path, Tone::Bad, words, None)
}

fn said(visit: &Visit, path: &str, tone: Tone, words: &str, undo: Option<&str>) -> Response {
    let mut response = go(visit, path);
    let mark = if tone == Tone::Good { "+" } else { "-" };
    let undo = undo.map_or_else(String::new, |undo| format!("&{undo}"));
    let value = format!("{mark}{}{undo}", percent(words));
    add_cookie(&mut response, &cookie(visit, FLASH_COOKIE, &value, Some(FLASH_S)));
    response
}

/// The word about what was done, from its cookie.
pub(crate) fn flash(cookie: &str) -> Option<Flash> {
    let (mark, said) = cookie.split_at_checked(1)?;
    let (words, undo) = said.split_once('&').map_or((said, None), |(words, undo)| (words, Some(undo)));
    let text = unpercent(words)?;
    let tone = if mark == "+" { Tone::Good } else { Tone::Bad };
    // Somebody else's cookie must not make a button of ours go anywhere else.
    let plain = |undo: &&str| undo.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'/'));
    (!text.is_empty()).then_some(Flash { tone, text, undo: undo.filter(plain).map(str::to_owned) })
}

/// A `Set-Cookie` that scripts and other sites do not get at. Without an age it lives as long as the browser.
pub(crate) fn cookie(visit: &Visit, name: &str, value: &str, max_age_s: Option<i64>) -> String {
    let path = if visit.base.is_empty() { "/" } else { visit.base.as_str() };
    let age = max_age_s.map_or_else(String::new, |age| format!("; Max-Age={age}"));
    let secure = if visit.secure { "; Secure" } else { "" };
    format!("{name}={value}; Path={path}{age}; HttpOnly; SameSite=Lax{secure}")
}

/// Adds a cookie to an answer.
pub(crate) fn add_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

/// Percent-encodes what may not stand in a query value or a cookie.
pub(crate) fn percent(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

fn unpercent(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// A place to come back to, if it is one of this desk: no other site, and no other desk.
pub(crate) fn safe_return<'a>(visit: &Visit, wanted: &'a str) -> Option<&'a str> {
    let rest = wanted.strip_prefix(visit.base.as_str())?;
    let within = rest.starts_with('/') && !rest.starts_with("//") && !rest.contains(['\\', '\r', '\n']);
    (within && wanted.is_ascii()).then_some(wanted)
}
