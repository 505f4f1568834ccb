//! What a program sends: JSON bodies and query parameters, read once into what they must be.
//!
//! Bodies are read from their bytes. Only a body that is wrong is read a second time, to find the place. Unknown names are
//! refused, with the name that is nearest: a misspelt field that is silently dropped is the costliest kind of mistake.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;
use sha2::{Digest as _, Sha256};

use super::problem::{Problem, WrongField};

/// Longest idempotency key, in characters.
const KEY_MAX: usize = 200;

/// A JSON body with the idempotency key it came with.
#[derive(Debug)]
pub(super) struct Posted<T> {
    pub(super) body: T,
    pub(super) key: Option<Key>,
}

/// An idempotency key, with the hash of the request it was first sent with.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) text: String,
    pub(super) request: [u8; 32],
}

/// Query parameters.
#[derive(Debug)]
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Posted<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Posted<T>, Problem> {
        let (mut parts, body) = request.into_parts();
        let text = key(&parts.headers)?;
        let is_json = is_json(&parts.headers);
        // The path within the desk, whichever host name it came by.
        let path = parts.extensions.remove::<axum::extract::OriginalUri>().map_or(parts.uri.clone(), |uri| uri.0);
        let method = parts.method.clone();
        let request = Request::from_parts(parts, body);
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            match rejection.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
                _ => Problem::malformed("The body did not arrive as a whole."),
            }
        })?;
        if !is_json && !bytes.is_empty() {
            return Err(Problem::unsupported());
        }
        let key = text.map(|text| {
            let mut hash = Sha256::new();
            hash.update(method.as_str());
            hash.update([0]);
            hash.update(path.path());
            hash.update([0]);
            hash.update(&bytes);
            Key { text, request: hash.finalize().into() }
        });
        Ok(Posted { body: read(&bytes)?, key })
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked<T>, Problem> {
        let Query(asked) = Query::<T>::try_from_uri(&parts.uri).map_err(|rejection| {
            let text = rejection.body_text();
            let text = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
            let (path, message) = text.split_once(": ").unwrap_or(("", text));
            Problem::invalid(vec![wrong(path, message)])
        })?;
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Problem::field("query", "nul", "holds a NUL character, which no text here may"));
        }
        Ok(Asked(asked))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default();
    if text.is_empty() || text.len() > KEY_MAX {
        let detail = format!("must be 1 to {KEY_MAX} printable ASCII characters");
        return Err(Problem::field("Idempotency-Key", "out-of-range", detail));
    }
    Ok(Some(text.to_owned()))
}

/// A body. Nothing at all is an empty object, for writes that need no more than their address.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    let body = serde_json::from_slice(bytes).map_err(|_| explain::<T>(bytes))?;
    // A NUL character can only be written escaped, and is so rare that looking for it costs one scan.
    if bytes.windows(6).any(|six| six == br"\u0000")
        && let Ok(value) = serde_json::from_slice::<Value>(bytes)
        && let Some(path) = find_nul(&value, "")
    {
        return Err(Problem::field(path, "nul", "holds a NUL character, which no text here may"));
    }
    Ok(body)
}

fn explain<T: DeserializeOwned>(bytes: &[u8]) -> Problem {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let error = match serde_path_to_error::deserialize::<_, T>(&mut reader) {
        Err(error) => error,
        Ok(_) => return Problem::malformed("Something follows the body."),
    };
    let inner = error.inner();
    if inner.classify() != Category::Data {
        return Problem::malformed(inner.to_string());
    }
    let path = error.path().to_string();
    let message = inner.to_string();
    let message = message.split(" at line ").next().unwrap_or(&message);
    Problem::invalid(vec![wrong(&path, message)])
}

/// A wrong field from what the reader says of it.
fn wrong(path: &str, message: &str) -> WrongField {
    let path = if path == "." { "" } else { path };
    let mut quoted = message.split('`').skip(1).step_by(2);
    let below = |name: &str| {
        let parent = path.strip_suffix(name).and_then(|rest| rest.strip_suffix('.').or(rest.is_empty().then_some("")));
        let parent = parent.unwrap_or(path);
        if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") }
    };
    let (field, code, detail) = if message.starts_with("unknown field") {
        let name = quoted.next().unwrap_or_default();
        let known: Vec<&str> = quoted.collect();
        let nearest = nearest(name, &known).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        (below(name), "unknown-field", format!("is not a field here{nearest} Fields: {}", known.join(", ")))
    } else if message.starts_with("missing field") {
        (below(quoted.next().unwrap_or_default()), "missing", "is missing".to_owned())
    } else if message.starts_with("duplicate field") {
        (below(quoted.next().unwrap_or_default()), "duplicate", "stands there twice".to_owned())
    } else if let Some(rest) = message.strip_prefix("invalid type: ") {
        (path.to_owned(), "wrong-type", format!("has the wrong type: {rest}"))
    } else {
        (path.to_owned(), "unreadable", message.to_owned())
    };
    let field = if field.is_empty() { "body".to_owned() } else { field };
    WrongField { field, code: code.to_owned(), detail }
}

fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let far = |known: &&&str| distance(name, known);
    known.iter().min_by_key(far).filter(|known| distance(name, known) <= 3.max(name.len() / 2)).copied()
}

/// How many letters must be changed, added or taken away (Levenshtein), over at most 64 letters.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (ix, letter) in one.chars().take(64).enumerate() {
        let mut corner = row[0];
        row[0] = ix + 1;
        for (jx, second) in other.iter().enumerate() {
            let changed = corner + usize::from(letter != *second);
            corner = row[jx + 1];
            row[jx + 1] = changed.min(corner + 1).min(row[jx] + 1);
        }
    }
    row[other.len()]
}

fn find_nul(value: &Value, path: &str) -> Option<String> {
    match value {
        Value::String(text) if text.contains('\0') => Some(path.to_owned()),
        Value::Array(list) => list.iter().enumerate().find_map(|(ix, value)| find_nul(value, &format!("{path}[{ix}]"))),
        Value::Object(map) => map.iter().find_map(|(name, value)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            if name.contains('\0') { Some(path) } else { find_nul(value, &path) }
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Outer {
        subject: String,
        #[serde(default)]
        inner: Option<Inner>,
        #[serde(default)]
        list: Vec<i64>,
        #[serde(default)]
        map: BTreeMap<String, String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Inner {
        accepted_at: i64,
    }

    fn check(body: &str, field: &str, code: &str) -> String {
        let problem = read::<Outer>(body.as_bytes()).unwrap_err();
        assert_eq!(problem.status(), 422, "{body}: {problem:?}");
        let [error] = problem.errors() else { panic!("{problem:?}") };
        assert_eq!((error.field.as_str(), error.code.as_str()), (field, code), "{body}");
        error.detail.clone()
    }

    #[test]
    fn a_wrong_body_is_told_at_its_place() {
        let detail = check(r#"{"subjct":"x"}"#, "subjct", "unknown-field");
        assert!(detail.contains("did you mean subject?"), "{detail}");
        check(r#"{}"#, "subject", "missing");
        check("", "subject", "missing");
        check(r#"{"subject":5}"#, "subject", "wrong-type");
        check(r#"{"subject":null}"#, "subject", "wrong-type");
        check(r#"[]"#, "body", "unreadable");
        check(r#""text""#, "body", "wrong-type");
        check(r#"{"subject":"a","subject":"b"}"#, "subject", "duplicate");
        check(r#"{"subject":"a","inner":{"accepted_a":1}}"#, "inner.accepted_a", "unknown-field");
        check(r#"{"subject":"a","inner":{}}"#, "inner.accepted_at", "missing");
        check(r#"{"subject":"a","list":[1,"2"]}"#, "list[1]", "wrong-type");
        check(r#"{"subject":"a","list":[99999999999999999999999]}"#, "list[0]", "wrong-type");
        check(r#"{"subject":"a","list":[1.5]}"#, "list[0]", "wrong-type");
        check("{\"subject\":\"a\\u0000b\"}", "subject", "nul");
        check("{\"subject\":\"a\",\"map\":{\"k\":\"\\u0000\"}}", "map.k", "nul");
        assert!(read::<Outer>(br#"{"subject":"a\\u0000b"}"#).is_ok());
    }

    #[test]
    fn what_is_no_json_is_told_with_line_and_column() {
        for body in ["{", "{\"subject\":}", "nonsense", "{\"subject\":\"a\"} x", "{\"subject\":\"\u{1}\"}", "[1,]"] {
            let problem = read::<Outer>(body.as_bytes()).unwrap_err();
            assert!(matches!(problem.status(), 400 | 422), "{body}: {problem:?}");
        }
        assert_eq!(read::<Outer>(b"{\"subject\":\"\xff\"}").unwrap_err().status(), 400);
        let deep = "[".repeat(100_000);
        assert!(matches!(read::<Value>(deep.as_bytes()).unwrap_err().status(), 400));
    }
}
