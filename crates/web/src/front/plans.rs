//! The provider's plans side by side, for anyone.

use axum::response::Response;

use crate::answer;
use crate::plain::Plain;
use crate::refusal::Refusal;
use crate::view::Area;
use crate::visit::Visit;

/// The comparison.
pub(super) async fn plans(visit: Visit) -> Result<Response, Refusal> {
    let shell = visit.shell(Area::Plans);
    let title = shell.t.get("plans-title").to_string();
    answer::page(&visit, &Plain { title, words: Vec::new(), form: None, links: Vec::new(), shell })
}
