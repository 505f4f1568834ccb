//! How a request is refused: a page that says what happened and what to do, in the reader's language.
//!
//! What cannot be seen is a 404, whether it exists or not. Internal errors are logged with their cause and shown without it.

use askama::Template as _;
use axum::http::header::{CONTENT_TYPE, HeaderValue, LOCATION, REFRESH, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use desk::{DeskError, FieldError};

use crate::answer::percent;
use crate::sheet::{ReadingPage, Sheet};
use crate::show;
use crate::site::NoDesk;
use crate::view::{Area, Shell};
use crate::visit::Visit;

/// What was sent and cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misread {
    /// Name of the field or the parameter.
    pub(crate) field: String,
    /// Code of the words.
    pub(crate) code: &'static str,
    /// What completes them.
    pub(crate) detail: String,
}

/// A refused request.
#[derive(Debug)]
pub struct Refusal {
    kind: Kind,
    shell: Option<Box<Shell>>,
}

#[derive(Debug)]
enum Kind {
    /// 404.
    Nothing,
    /// To the sign-in page.
    SignIn(String),
    /// 401, for fragments.
    NotSignedIn,
    /// 403: the form did not come from our page, or the role may not.
    Forbidden,
    /// 409 with the code of a text and what completes it.
    Conflict(&'static str, String),
    /// 422: an address or a form was wrong in a way that its page does not show.
    Invalid(Vec<Misread>),
    /// 405.
    NoMethod,
    /// 413.
    TooLarge,
    /// 400: what was sent ended before its end.
    BrokenOff,
    /// 503, with a later try.
    Busy,
    /// 503: the desk is being made; the page asks again by itself.
    Expected,
    /// 503: disk or database.
    Unavailable,
    /// 500.
    Internal,
}

impl Refusal {
    /// Nothing here, for anyone.
    #[must_use]
    pub fn nothing_here() -> Refusal {
        Refusal { kind: Kind::Nothing, shell: None }
    }

    /// A form that did not come from our own page.
    #[must_use]
    pub fn forbidden() -> Refusal {
        Refusal { kind: Kind::Forbidden, shell: None }
    }

    /// An address or a form that cannot be read.
    pub(crate) fn misread(misread: Misread) -> Refusal {
        Refusal { kind: Kind::Invalid(vec![misread]), shell: None }
    }

    /// The page is there, but nothing can be sent to it, or it cannot be opened.
    pub(crate) fn no_method() -> Refusal {
        Refusal { kind: Kind::NoMethod, shell: None }
    }

    /// Something is broken.
    pub(crate) fn internal() -> Refusal {
        Refusal { kind: Kind::Internal, shell: None }
    }

    /// A body that is longer than any form.
    pub(crate) fn too_large() -> Refusal {
        Refusal { kind: Kind::TooLarge, shell: None }
    }

    /// A body that ended early, or that cannot be taken apart.
    pub(crate) fn broken_off() -> Refusal {
        Refusal { kind: Kind::BrokenOff, shell: None }
    }

    /// Whether somebody has to sign in first.
    pub(crate) fn asks_for_sign_in(&self) -> bool {
        matches!(self.kind, Kind::SignIn(_) | Kind::NotSignedIn)
    }

    /// To the sign-in page, and back here after it.
    pub(crate) fn sign_in(visit: &Visit, page: &str, parts: &Parts) -> Refusal {
        let fragment = parts.headers.contains_key("hx-request")
            || parts.headers.get("accept").is_some_and(|accept| accept == "text/event-stream");
        if fragment {
            return Refusal { kind: Kind::NotSignedIn, shell: None };
        }
        let back = if parts.method == Method::GET { visit.here.as_str() } else { "" };
        let target =
            if back.is_empty() { visit.url(page) } else { format!("{}?return={}", visit.url(page), percent(back)) };
        Refusal { kind: Kind::SignIn(target), shell: None }
    }

    /// The same refusal, shown in the visit's language and look.
    #[must_use]
    pub fn within(mut self, visit: &Visit) -> Refusal {
        self.shell = Some(Box::new(visit.shell(Area::Elsewhere)));
        self
    }

    /// The same refusal within a visit, where there is one.
    pub(crate) fn wherever(self, visit: Result<Visit, Refusal>) -> Refusal {
        match visit {
            Ok(visit) => self.within(&visit),
            Err(_) => self,
        }
    }

    fn status(&self) -> StatusCode {
        match self.kind {
            Kind::Nothing => StatusCode::NOT_FOUND,
            Kind::SignIn(_) => StatusCode::SEE_OTHER,
            Kind::NotSignedIn => StatusCode::UNAUTHORIZED,
            Kind::Forbidden => StatusCode::FORBIDDEN,
            Kind::Conflict(..) => StatusCode::CONFLICT,
            Kind::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::BrokenOff => StatusCode::BAD_REQUEST,
            Kind::NoMethod => StatusCode::METHOD_NOT_ALLOWED,
            Kind::Busy | Kind::Expected | Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn detail(&self) -> Option<String> {
        let shell = self.shell.as_ref()?;
        match &self.kind {
            Kind::Conflict(code, detail) => Some(show::problem(&shell.t, code, detail)),
            Kind::Invalid(fields) => {
                let words = fields.iter().map(|one| show::misread(&shell.t, one));
                Some(words.collect::<Vec<_>>().join("\n"))
            }
            _ => None,
        }
    }
}

impl From<NoDesk> for Refusal {
    fn from(missing: NoDesk) -> Refusal {
        let kind = match missing {
            NoDesk::Unknown => Kind::Nothing,
            NoDesk::Expected => Kind::Expected,
        };
        Refusal { kind, shell: None }
    }
}

impl From<FieldError> for Misread {
    fn from(error: FieldError) -> Misread {
        Misread { field: error.field.into_owned(), code: error.code, detail: error.detail }
    }
}

impl From<DeskError> for Refusal {
    fn from(error: DeskError) -> Self {
        let kind = match error {
            DeskError::NotFound => Kind::Nothing,
            DeskError::Forbidden => Kind::Forbidden,
            DeskError::Invalid(fields) => Kind::Invalid(fields.into_iter().map(Misread::from).collect()),
            DeskError::Conflict { code, detail } => Kind::Conflict(code, detail),
            DeskError::Busy => Kind::Busy,
            DeskError::Unavailable(cause) => {
                tracing::error!(%cause, "unavailable");
                Kind::Unavailable
            }
            DeskError::Internal(cause) => {
                tracing::error!(%cause, "internal error");
                Kind::Internal
            }
        };
        Refusal { kind, shell: None }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self.status();
        if let Kind::SignIn(target) = &self.kind {
            let location = HeaderValue::from_str(target).unwrap_or(HeaderValue::from_static("/"));
            return (status, [(LOCATION, location)]).into_response();
        }
        let detail = self.detail();
        let body = match self.shell {
            Some(shell) => {
                let sheet = Sheet::refusal(&shell.t, status.as_u16(), detail);
                ReadingPage { shell: *shell, sheet }.render().unwrap_or_default()
            }
            None => bare(status),
        };
        let expected = matches!(self.kind, Kind::Expected);
        let mut response = (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            let seconds = HeaderValue::from_static(if expected { "1" } else { "5" });
            if expected {
                response.headers_mut().insert(REFRESH, seconds.clone());
            }
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response
    }
}

/// Where not even the desk is known: the same few words for everyone, in both languages.
fn bare(status: StatusCode) -> String {
    let (de, en) = match status {
        StatusCode::NOT_FOUND => ("Diese Seite gibt es nicht.", "There is no such page."),
        StatusCode::UNAUTHORIZED => ("Bitte melden Sie sich an.", "Please sign in."),
        StatusCode::FORBIDDEN => ("Das ist nicht erlaubt.", "This is not allowed."),
        StatusCode::METHOD_NOT_ALLOWED => ("Das geht mit dieser Seite nicht.", "This page is not for that."),
        StatusCode::PAYLOAD_TOO_LARGE => ("Das ist zu viel auf einmal.", "This is too much at once."),
        StatusCode::SERVICE_UNAVAILABLE => {
            ("Bitte versuchen Sie es gleich noch einmal.", "Please try again in a moment.")
        }
        StatusCode::INTERNAL_SERVER_ERROR => ("Hier ist ein Fehler aufgetreten.", "Something went wrong here."),
        _ => ("Diese Anfrage ist nicht zu verstehen.", "This request cannot be understood."),
    };
    let (number, style) = (status.as_u16(), crate::asset::asset_url("app.css"));
    format!(
        "<!doctype html><html lang=\"de\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{number}</title><link rel=\"stylesheet\" href=\"{style}\"><body class=\"public\"><main class=\"main reading\">\
         <h1>{number}</h1><p>{de}</p><p lang=\"en\">{en}</p></main></body></html>"
    )
}
