//! Whether a ticket's price is accepted, alone, for live updates.

use axum::response::Response;
use desk::acceptance::{self, Acceptance};
use desk::{View, ticket};

use super::ticket::Number;
use crate::answer;
use crate::asked::Path;
use crate::refusal::Refusal;
use crate::show;
use crate::text::Text;
use crate::view;
use crate::visit::StaffVisit;

/// The piece beside the verdict.
pub(super) async fn alone(visit: StaffVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let find = move |view: &mut View<'_, '_>| {
        let ticket = ticket::get_by_number(view, number)?;
        acceptance::of_ticket(view, &ticket)
    };
    let found = visit.0.read(find).await?.ok_or_else(|| Refusal::nothing_here().within(&visit.0))?;
    answer::fragment(&beside(&visit, &visit.0.text(), &found, number))
}

/// What stands beside the verdict of a ticket.
pub(super) fn beside(visit: &StaffVisit, t: &Text, found: &Acceptance, number: i64) -> view::acceptance::Acceptance {
    show::acceptance::beside(t, found, visit.0.url(&format!("/tickets/{number}/acceptance")))
}
