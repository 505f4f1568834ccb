//! The first page of a desk: where to sign in, and what can be bought.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, HeaderValue, VARY};
use axum::response::Response;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::answer;
use crate::refusal::Refusal;
use crate::sheet::{Part, ReadingPage, Sheet};
use crate::site::{ShownDesk, Site};
use crate::text::{Language, Text};
use crate::view::Area;
use crate::visit::Visit;

/// The server's own first page: to the desk, if there is only one. Which desks there are is nobody's business, so otherwise it
/// says no more than what it is; a demo shows its desks and how to sign in.
pub(super) async fn site(State(site): State<Site>, headers: HeaderMap) -> Result<Response, Refusal> {
    if let Some(only) = site.only() {
        return Ok(answer::go_to(&format!("/{only}/")));
    }
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = accepted.and_then(Language::accepted).unwrap_or(Language::En);
    let t = Text { language, zone: TimeZone::UTC, promise: TimeZone::UTC, now: Timestamp::UNIX_EPOCH };
    let mut page = answer::fragment(&DoorPage { t: &t, site: &site })?;
    page.headers_mut().insert(VARY, HeaderValue::from_static("accept-language"));
    Ok(page)
}

/// The first page of a server with several desks.
#[derive(Template)]
#[template(path = "pages/door.html")]
struct DoorPage<'a> {
    t: &'a Text,
    site: &'a Site,
}

impl DoorPage<'_> {
    fn is_expected(&self, desk: &ShownDesk) -> bool {
        self.site.find(&desk.name).is_err()
    }
}

/// The desk's first page.
pub(super) async fn landing(visit: Visit) -> Result<Response, Refusal> {
    let shell = visit.shell(Area::Elsewhere);
    let t = shell.t.clone();
    let links = vec![
        (visit.url("/portal/sign-in"), t.get("landing-portal").to_string()),
        (visit.url("/plans"), t.get("landing-plans").to_string()),
        (visit.url("/sign-in"), t.get("landing-staff").to_string()),
    ];
    let title = t.get("landing-title").arg("provider", visit.provider.as_str()).to_string();
    let parts = vec![Part::Words(t.get("landing-words").to_string()), Part::Links(links)];
    answer::page(&visit, &ReadingPage { shell, sheet: Sheet { title, parts } })
}
