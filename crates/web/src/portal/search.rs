//! Search in one's own tickets.

use axum::response::Response;

use crate::answer;
use crate::asked::Query;
use crate::refusal::Refusal;
use crate::show::found::{Asked, Places, find};
use crate::view::Area;
use crate::view::search::PortalSearchPage;
use crate::visit::ContactVisit;

const PLACES: Places = Places { search: "/portal/search", tickets: "/portal/tickets", staff: false };

/// The page.
pub(super) async fn page(visit: ContactVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let found = find(&visit.0, &PLACES, &asked).await?;
    answer::page(&visit.0, &PortalSearchPage { shell: visit.0.shell(Area::Search), results: found })
}

/// The results alone, while somebody types.
pub(super) async fn list(visit: ContactVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    answer::fragment(&find(&visit.0, &PLACES, &asked).await?)
}
