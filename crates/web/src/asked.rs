//! What the address of a page says: its query and the parameters of its path.
//!
//! A query that cannot be read is refused with a page that names the parameter and says how to mend it. A path that cannot be
//! read is a page that does not exist, as one that may not be seen.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::refusal::{Misread, Refusal};
use crate::site::Site;
use crate::visit::Visit;

/// The query of an address.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

/// The parameters of a path.
#[derive(Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Site> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Refusal> {
        match read_query(parts.uri.query().unwrap_or_default().as_bytes()) {
            Ok(asked) => Ok(Query(asked)),
            Err(misread) => Err(refuse(Refusal::misread(misread), parts, site).await),
        }
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<Site> for Path<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Refusal> {
        match axum::extract::Path::<T>::from_request_parts(parts, site).await {
            Ok(axum::extract::Path(params)) => Ok(Path(params)),
            Err(_) => Err(refuse(Refusal::nothing_here(), parts, site).await),
        }
    }
}

/// Shows a refusal within the visit, where the desk is known.
pub(crate) async fn refuse(refusal: Refusal, parts: &mut Parts, site: &Site) -> Refusal {
    refusal.wherever(Visit::from_request_parts(parts, site).await)
}

fn read_query<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Misread> {
    // PostgreSQL takes no NUL character, not even to look for it. What is written loses it on the way.
    if let Some((field, _)) = form_urlencoded::parse(bytes).find(|(_, value)| value.contains('\0')) {
        return Err(Misread { field: field.into_owned(), code: "nul", detail: String::new() });
    }
    read(bytes)
}

/// Reads pairs as addresses and forms have them.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Misread> {
    let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(bytes));
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let field = error.path().to_string();
        misread(&field, &error.inner().to_string())
    })
}

/// What is wrong, from what the reader says of it.
fn misread(field: &str, message: &str) -> Misread {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let first = quoted.first().copied().unwrap_or_default();
    let named = if matches!(field, "." | "?") { first } else { field };
    let (field, code, detail) = if message.starts_with("duplicate field") {
        (named, "duplicate", String::new())
    } else if message.starts_with("missing field") {
        (named, "missing", String::new())
    } else if message.starts_with("unknown variant") {
        (named, "unknown", quoted.get(1..).unwrap_or_default().join(", "))
    } else if message.contains("digit") || message.contains("integer") || message.contains("number") {
        (named, "no-number", String::new())
    } else {
        (named, "wrong", String::new())
    };
    Misread { field: field.to_owned(), code, detail }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Asked {
        before: Option<i64>,
        pace: u8,
        words: String,
        side: Side,
    }

    #[derive(Debug, Default, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Side {
        #[default]
        Left,
        Right,
    }

    #[test]
    fn what_cannot_be_read_is_named_with_what_is_allowed() {
        let check = |query: &str, field: &str, code: &str, detail: &str| {
            let misread = read_query::<Asked>(query.as_bytes()).unwrap_err();
            assert_eq!(
                (misread.field.as_str(), misread.code, misread.detail.as_str()),
                (field, code, detail),
                "{query}"
            );
        };
        check("before=abc", "before", "no-number", "");
        check("before=", "before", "no-number", "");
        check("words=x&before=99999999999999999999", "before", "no-number", "");
        check("pace=-1", "pace", "no-number", "");
        check("words=a&words=b", "words", "duplicate", "");
        check("words=a%00b", "words", "nul", "");
        check("side=up", "side", "unknown", "left, right");
        assert!(matches!(read_query::<Asked>(b"unheard=of&words=%ff&side=right").unwrap().side, Side::Right));
    }
}
