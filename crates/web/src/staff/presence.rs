//! Who else has a ticket open, and its head, which shows what others do to it while one looks.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use desk::ticket;

use super::change::Nothing;
use super::ticket::{Draft, Number, find, head};
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::presence::Room;
use crate::refusal::Refusal;
use crate::site::Site;
use crate::view::Area;
use crate::view::aside::{Here, Presence};
use crate::view::ticket::HeadAlone;
use crate::visit::StaffVisit;

/// The head alone, for live updates.
pub(super) async fn head_alone(
    visit: StaffVisit,
    State(site): State<Site>,
    Path(number): Path<Number>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let mut found = find(&visit, number).await?;
    found.here = here(&visit, &site, &found.page);
    let shell = found.frame.shell(&visit, Area::Queue);
    answer::fragment(&HeadAlone { ticket: head(&visit, &shell.t, &found, &Draft::default()), shell })
}

/// Who else has it open, for live updates.
pub(super) async fn presence(
    visit: StaffVisit,
    State(site): State<Site>,
    Path(number): Path<Number>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let page = visit.0.read(move |view| ticket::page(view, number)).await?;
    let t = visit.0.text();
    answer::fragment(&Here { t: &t, presence: &here(&visit, &site, &page) })
}

/// Somebody types.
pub(super) async fn typing(
    visit: StaffVisit,
    State(site): State<Site>,
    Path(number): Path<Number>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    posted.of(&visit.0)?;
    let ticket = visit.0.read(move |view| ticket::get_by_number(view, number)).await?.id;
    site.presence.types(&Room { desk: visit.0.desk.name().to_owned(), ticket }, visit.me());
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn here(visit: &StaffVisit, site: &Site, page: &ticket::Page) -> Presence {
    let room = Room { desk: visit.0.desk.name().to_owned(), ticket: page.ticket.id };
    let url = visit.0.url(&format!("/tickets/{}", page.ticket.number));
    Presence { others: site.presence.others(&room, visit.me()), url }
}
