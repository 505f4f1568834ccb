//! The desk's teams: whom a ticket can be handed over to.

use axum::Json;
use desk::team::{self, Team};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use super::problem::Problem;
use super::wire::{Id, Page};
use crate::site::Site;

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::default().routes(routes!(list))
}

/// A team.
#[derive(Debug, Serialize, ToSchema)]
struct TeamView {
    id: Id,
    name: String,
    /// Who is of it, by name.
    members: Vec<TeamMember>,
}

/// A member of staff who is of a team.
#[derive(Debug, Serialize, ToSchema)]
struct TeamMember {
    id: Id,
    name: String,
}

impl From<Team> for TeamView {
    fn from(team: Team) -> TeamView {
        let member = |(id, name): (desk::id::StaffId, String)| TeamMember { id: Id(id.0), name };
        TeamView { id: Id(team.id.0), name: team.name, members: team.members.into_iter().map(member).collect() }
    }
}

/// List teams
#[utoipa::path(get, path = "/teams", tag = "staff",
    responses((status = 200, description = "The teams by name", body = Page<TeamView>)))]
async fn list(caller: Caller) -> Result<Json<Page<TeamView>>, Problem> {
    let teams = caller.read(team::list).await?;
    Ok(Json(Page { items: teams.into_iter().map(TeamView::from).collect(), next: None }))
}
