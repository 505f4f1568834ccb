//! A message as it was sent, for the customer.

use axum::response::Response;

use crate::asked::{Path, Query};
use crate::refusal::Refusal;
use crate::sent::{self, Asked, Which};
use crate::sheet::ReadingPage;
use crate::view::Area;
use crate::visit::ContactVisit;

/// The page with the frame.
pub(super) async fn page(
    visit: ContactVisit,
    Path(which): Path<Which>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let which = which.get(&visit.0)?;
    let found = visit.0.read(move |view| sent::find(view, which)).await?;
    let shell = visit.0.shell(Area::Home);
    let sheet = sent::sheet(&visit.0, &shell.t, "/portal/tickets", which, &asked, &found);
    sent::page(&visit.0, &ReadingPage { shell, sheet })
}

/// What stands in the frame.
pub(super) async fn framed(
    visit: ContactVisit,
    Path(which): Path<Which>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let which = which.get(&visit.0)?;
    sent::frame(&visit.0, which, &asked).await
}
