//! How the API says no: problem details (RFC 9457) with a stable code, a sentence for people, and the fields that are wrong.
//!
//! What cannot be seen is a 404, whether it exists or not. Internal errors are logged with their cause and shown without it.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use desk::{DeskError, FieldError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::site::NoDesk;

/// Seconds after which a request that found the desk busy may be sent again.
const RETRY_AFTER_S: &str = "2";

/// Why a request was refused (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// What kind of problem it is: `urn:mainstay:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(example = "urn:mainstay:problem:invalid")]
    kind: String,
    /// The kind in words; the same for all problems of a kind.
    #[schema(example = "Fields are wrong")]
    title: &'static str,
    /// The status of HTTP.
    #[schema(example = 422)]
    status: u16,
    /// The code, for programs.
    #[schema(example = "invalid")]
    code: &'static str,
    /// What happened, for people.
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<WrongField>,
}

/// A field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct WrongField {
    /// Where it stands in the body (`options[1]`), or the name of a parameter or header.
    #[schema(example = "severity")]
    pub(crate) field: String,
    /// The code, for programs.
    #[schema(example = "unknown")]
    pub(crate) code: String,
    /// What is wrong and what is allowed, for people.
    #[schema(example = "is not known here; known are: critical, high, low")]
    pub(crate) detail: String,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, title: &'static str, detail: impl Into<String>) -> Problem {
        let kind = format!("urn:mainstay:problem:{code}");
        Problem { kind, title, status: status.as_u16(), code, detail: detail.into(), errors: Vec::new() }
    }

    /// No token, or one that does not count.
    pub(crate) fn unauthorized() -> Problem {
        let detail = "Send a token of this desk: Authorization: Bearer mst_…";
        Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "A token is needed", detail)
    }

    /// Not there, or not for this caller.
    pub(crate) fn not_found() -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not-found", "There is nothing here", "")
    }

    /// The place is there, but not for this method.
    pub(crate) fn method_not_allowed() -> Problem {
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "This method is not offered here", "")
    }

    /// The body is not JSON at all.
    pub(crate) fn malformed(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "malformed", "The body is not JSON", detail)
    }

    /// The body is longer than anything that is asked for.
    pub(crate) fn too_large() -> Problem {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large", "At most 2 MB are read.")
    }

    /// The body is not said to be JSON.
    pub(crate) fn unsupported() -> Problem {
        let detail = "Send Content-Type: application/json";
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "Only JSON is read here", detail)
    }

    /// Fields are wrong.
    pub(crate) fn invalid(errors: Vec<WrongField>) -> Problem {
        let detail =
            errors.iter().map(|error| format!("{} {}", error.field, error.detail)).collect::<Vec<_>>().join("; ");
        let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Fields are wrong", detail);
        problem.errors = errors;
        problem
    }

    /// One wrong field.
    pub(crate) fn field(field: impl Into<String>, code: impl Into<String>, detail: impl Into<String>) -> Problem {
        Problem::invalid(vec![WrongField { field: field.into(), code: code.into(), detail: detail.into() }])
    }

    /// Something is broken.
    pub(crate) fn internal() -> Problem {
        let detail = "It was logged. Sending the same again with the same Idempotency-Key is safe.";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong here", detail)
    }

    fn unavailable(code: &'static str) -> Problem {
        let detail = "Nothing was changed. Send it again in a moment.";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, "Not now", detail)
    }

    #[cfg(test)]
    pub(crate) fn errors(&self) -> &[WrongField] {
        &self.errors
    }

    #[cfg(test)]
    pub(crate) fn status(&self) -> u16 {
        self.status
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Problem {
        match error {
            DeskError::NotFound => Problem::not_found(),
            DeskError::Forbidden => Problem::new(
                StatusCode::FORBIDDEN,
                "forbidden",
                "Not for this role",
                "The token's owner may not do this.",
            ),
            DeskError::Invalid(fields) => Problem::invalid(fields.into_iter().map(WrongField::from).collect()),
            DeskError::Conflict { code, detail } => {
                let detail = conflict_words(code, &detail);
                Problem::new(StatusCode::CONFLICT, code, "The state or the plan does not allow it", detail)
            }
            DeskError::Busy => Problem::unavailable("busy"),
            DeskError::Unavailable(cause) => {
                tracing::error!(%cause, "unavailable");
                Problem::unavailable("unavailable")
            }
            DeskError::Internal(cause) => {
                tracing::error!(%cause, "internal error");
                Problem::internal()
            }
        }
    }
}

impl From<NoDesk> for Problem {
    fn from(missing: NoDesk) -> Problem {
        match missing {
            NoDesk::Unknown => Problem::not_found(),
            NoDesk::Expected => Problem::unavailable("expected"),
        }
    }
}

impl From<FieldError> for WrongField {
    fn from(error: FieldError) -> WrongField {
        let detail = field_words(error.code, &error.detail);
        WrongField { field: error.field.to_string(), code: error.code.to_owned(), detail }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let extra: Option<(HeaderName, &'static str)> = match status {
            StatusCode::UNAUTHORIZED => Some((WWW_AUTHENTICATE, "Bearer realm=\"mainstay\"")),
            StatusCode::SERVICE_UNAVAILABLE => Some((RETRY_AFTER, RETRY_AFTER_S)),
            _ => None,
        };
        let body = serde_json::to_vec(&self).expect("texts and numbers always serialise");
        let mut response = (status, [(CONTENT_TYPE, "application/problem+json")], body).into_response();
        if let Some((name, value)) = extra {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

/// What a code of a field means, with what completes it.
fn field_words(code: &str, detail: &str) -> String {
    match code {
        "missing" => "is missing".to_owned(),
        "unknown" if detail.is_empty() => "is not known here".to_owned(),
        "unknown" => format!("is not known here; known are: {detail}"),
        "too-long" => format!("is longer than {detail} characters"),
        "out-of-range" => format!("must be {detail}"),
        "too-small" | "too-short" => format!("must be at least {detail}"),
        "before-start" => format!("must be later than the start, {detail}"),
        "taken" => format!("is taken already: {detail}"),
        "no-call-back" => "has no call-backs".to_owned(),
        "only-for-development" => "is only for development systems".to_owned(),
        "in-future" => format!("lies in the future; it is {detail} now"),
        "no-address" => format!("is no e-mail address: {detail}"),
        "passed" => "has passed".to_owned(),
        "not-of-team" => format!("is not of the team {detail}"),
        "too-many" => format!("are more than {detail}"),
        "not-available" => format!("is not available; available are: {detail}"),
        "not-for-this" => format!("is not on offer for this contract; it needs {detail}"),
        "used-for-another-request" => format!("{detail} was sent with another request before"),
        _ if detail.is_empty() => format!("is wrong: {code}"),
        _ => detail.to_owned(),
    }
}

/// What a conflict means. What the plan refuses comes with its own sentence.
fn conflict_words(code: &str, detail: &str) -> String {
    match code {
        "refused" | "plan-refuses" | "no-price" | "unbilled" => detail.to_owned(),
        "not-open" => format!("Ticket {detail} is resolved or closed."),
        "merged" => format!("Ticket {detail} was merged into another."),
        "merge-same" => "A ticket cannot be merged into itself.".to_owned(),
        "merge-cycle" => format!("Ticket {detail} is what the other was merged into."),
        "merge-customers" => format!("Ticket {detail} belongs to another customer."),
        "not-merged" => format!("Ticket {detail} was not merged."),
        "due-soon" => format!("A promise of ticket {detail} is due soon or was not kept."),
        "is-spam" => format!("Ticket {detail} is marked as spam."),
        "no-contract" => "The ticket has no contract.".to_owned(),
        "contract-not-in-force" => "The contract is not in effect at that time.".to_owned(),
        "contact-limit" => format!("The plan allows no more contacts ({detail})."),
        "month-not-ended" => format!("The month {detail} has not ended."),
        "taken" => format!("{detail} has taken it."),
        "done" => "It is done.".to_owned(),
        "no-payment" => "The contract's plan does not begin with a payment.".to_owned(),
        "own-access" => "Nobody ends their own access.".to_owned(),
        "already-there" => "The same was sent at the same time; send it again.".to_owned(),
        "price-not-accepted" => format!("The price must be accepted: {detail}"),
        "price-changed" => format!("The price is another one now: {detail}"),
        _ => detail.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_of_the_desk_have_their_status_and_headers() {
        let unavailable = || DeskError::Unavailable("disk full at /secret".to_owned());
        let cases = [
            (DeskError::NotFound, 404, "not-found"),
            (DeskError::Forbidden, 403, "forbidden"),
            (DeskError::field("subject", "missing", ""), 422, "invalid"),
            (DeskError::conflict("taken", "Bo"), 409, "taken"),
            (DeskError::Busy, 503, "busy"),
            (unavailable(), 503, "unavailable"),
            (DeskError::broken("the cause"), 500, "internal"),
        ];
        for (error, status, code) in cases {
            let problem = Problem::from(error);
            let json = serde_json::to_string(&problem).unwrap();
            assert!(json.contains(&format!("\"code\":\"{code}\"")), "{json}");
            assert!(!json.contains("secret") && !json.contains("the cause"), "{json}");
            let response = problem.into_response();
            assert_eq!(response.status().as_u16(), status, "{json}");
            assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
            assert_eq!(response.headers().contains_key(RETRY_AFTER), status == 503, "{json}");
        }
        assert!(Problem::unauthorized().into_response().headers().contains_key(WWW_AUTHENTICATE));
    }
}
