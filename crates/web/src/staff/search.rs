//! Search: tickets, customers and contacts from one box.

use axum::response::Response;

use super::frame::frame;
use crate::answer;
use crate::asked::Query;
use crate::refusal::Refusal;
use crate::show::found::{Asked, Places, find};
use crate::view::Area;
use crate::view::search::SearchPage;
use crate::visit::StaffVisit;

const PLACES: Places = Places { search: "/search", tickets: "/tickets", staff: true };

/// The page. A number with a `#` before it goes to its ticket.
pub(super) async fn page(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    if let Some(number) = asked.q.trim().strip_prefix('#').and_then(|number| number.parse::<i64>().ok()) {
        return Ok(answer::go(&visit.0, &format!("/tickets/{number}")));
    }
    let me = visit.me();
    let found = find(&visit.0, &PLACES, &asked).await?;
    let frame = visit.0.read(move |view| frame(view, me)).await?;
    answer::page(&visit.0, &SearchPage { shell: frame.shell(&visit, Area::Search), results: found })
}

/// The results alone, while somebody types.
pub(super) async fn list(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    answer::fragment(&find(&visit.0, &PLACES, &asked).await?)
}
