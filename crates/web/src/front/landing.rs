//! The first page of a desk: where to sign in, and what can be bought.

use axum::extract::State;
use axum::response::Response;

use crate::answer;
use crate::refusal::Refusal;
use crate::sheet::{Part, ReadingPage, Sheet};
use crate::site::Site;
use crate::view::Area;
use crate::visit::Visit;

/// The server's own first page: to the desk, if there is only one. Which desks there are is nobody's business.
pub(super) async fn site(State(site): State<Site>) -> Result<Response, Refusal> {
    let mut desks = site.desks();
    match (desks.next(), desks.next()) {
        (Some(only), None) => Ok(answer::go_to(&format!("/{}/", only.name()))),
        _ => Err(Refusal::nothing_here()),
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
