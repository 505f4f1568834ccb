//! Saving views, changing, moving and removing them.

use axum::http::StatusCode;
use axum::response::Response;
use desk::id::ViewId;
use desk::saved_view::{self, Column, NewSavedView, Shown, Towards, Use};
use desk::search::{Grouping, Sort};
use serde::Deserialize;

use super::asked::Asked;
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::show::Wrong;
use crate::visit::StaffVisit;

/// A view as the form has it.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    name: String,
    shared: String,
    q: String,
    sort: String,
    group: String,
    columns: String,
}

/// What was sent and not taken.
#[derive(Debug, Default)]
pub(super) struct Sent {
    pub(super) name: Option<String>,
    pub(super) wrong: Option<Wrong>,
}

impl Sent {
    pub(super) fn status(&self) -> StatusCode {
        if self.wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}

/// Which view.
#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    id: String,
    #[serde(default)]
    to: String,
}

impl Which {
    fn get(&self, visit: &StaffVisit) -> Result<ViewId, Refusal> {
        self.id.parse().map_err(|_| Refusal::nothing_here().within(&visit.0))
    }
}

impl Typed {
    fn view(&self) -> NewSavedView {
        NewSavedView {
            name: self.name.clone(),
            shown: Shown {
                filter: self.q.clone(),
                columns: Column::list(&self.columns),
                sort: Sort::find(&self.sort).unwrap_or_default(),
                group: Grouping::find(&self.group),
            },
            used_by: if self.shared == "yes" { Use::Shared } else { Use::Own },
        }
    }

    /// The page with what was typed.
    async fn again(&self, visit: &StaffVisit, view: Option<ViewId>, wrong: Wrong) -> Result<Response, Refusal> {
        let asked = Asked {
            view: view.map(|id| id.to_string()).unwrap_or_default(),
            q: Some(self.q.clone()),
            sort: Some(self.sort.clone()),
            group: Some(self.group.clone()),
            columns: Some(self.columns.clone()),
            ..Asked::default()
        };
        super::show(visit, &asked, Sent { name: Some(self.name.clone()), wrong: Some(wrong) }).await
    }
}

/// Saves a new view.
pub(crate) async fn save(visit: StaffVisit, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let typed = posted.of(&visit.0)?;
    let new = typed.view();
    match visit.0.try_act(move |act| saved_view::save(act, &new)).await? {
        Ok(id) => Ok(done(&visit, &format!("/queue?view={id}"))),
        Err(wrong) => typed.again(&visit, None, wrong).await,
    }
}

/// Changes a view.
pub(crate) async fn change(
    visit: StaffVisit,
    Path(which): Path<Which>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let typed = posted.of(&visit.0)?;
    let (id, new) = (which.get(&visit)?, typed.view());
    match visit.0.try_act(move |act| saved_view::change(act, id, &new)).await? {
        Ok(()) => Ok(done(&visit, &format!("/queue?view={id}"))),
        Err(wrong) => typed.again(&visit, Some(id), wrong).await,
    }
}

/// Removes a view.
pub(crate) async fn remove(
    visit: StaffVisit,
    Path(which): Path<Which>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    let id = which.get(&visit)?;
    match visit.0.try_act(move |act| saved_view::remove(act, id)).await? {
        Ok(()) => Ok(done(&visit, "/queue")),
        Err(wrong) => Ok(answer::not_done(&visit.0, "/queue", &wrong.words(&visit.0.text()))),
    }
}

/// Moves a view to the front or to the back.
pub(crate) async fn shift(
    visit: StaffVisit,
    Path(which): Path<Which>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    let id = which.get(&visit)?;
    let to = match which.to.as_str() {
        "front" => Towards::Front,
        "back" => Towards::Back,
        _ => return Err(Refusal::nothing_here().within(&visit.0)),
    };
    match visit.0.try_act(move |act| saved_view::shift(act, id, to)).await? {
        Ok(()) => Ok(done(&visit, &format!("/queue?view={id}"))),
        Err(wrong) => Ok(answer::not_done(&visit.0, "/queue", &wrong.words(&visit.0.text()))),
    }
}

fn done(visit: &StaffVisit, path: &str) -> Response {
    answer::done(&visit.0, path, &visit.0.text().get("done").to_string())
}
