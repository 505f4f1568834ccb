//! A message as it was sent, for staff.

use axum::response::Response;

use super::frame::frame;
use crate::asked::{Path, Query};
use crate::refusal::Refusal;
use crate::sent::{self, Asked, Which};
use crate::sheet::AgentPage;
use crate::view::Area;
use crate::visit::StaffVisit;

/// The page with the frame.
pub(super) async fn page(
    visit: StaffVisit,
    Path(which): Path<Which>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let (which, me) = (which.get(&visit.0)?, visit.me());
    let (frame, found) = visit.0.read(move |view| Ok((frame(view, me)?, sent::find(view, which)?))).await?;
    let shell = frame.shell(&visit, Area::Queue);
    let sheet = sent::sheet(&visit.0, &shell.t, "/tickets", which, &asked, &found);
    sent::page(&visit.0, &AgentPage { shell, sheet })
}

/// What stands in the frame.
pub(super) async fn framed(
    visit: StaffVisit,
    Path(which): Path<Which>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let which = which.get(&visit.0)?;
    sent::frame(&visit.0, which, &asked).await
}
