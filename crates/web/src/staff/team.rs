//! The teams: set up by managers and administrators.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use axum::response::Response;
use desk::id::{StaffId, TeamId};
use desk::staff::{self, Staff};
use desk::team::{self, NewTeam, Team};
use desk::{Role, View};

use super::article::{Id, form};
use super::change::Nothing;
use super::frame::{Frame, frame};
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Part, Sheet, Table};
use crate::show::Wrong;
use crate::text::Text;
use crate::view::{Area, Control, Field};
use crate::visit::{StaffVisit, refused};

/// Before the id of a member in a form.
const MEMBER: &str = "member-";

/// What the form sent: `name`, and `member-ID` for each member.
type Typed = BTreeMap<String, String>;

/// Passes those who set things up.
pub(super) fn sets_up(visit: &StaffVisit) -> Result<(), Refusal> {
    visit.0.actor().require(&[Role::Manager, Role::Administrator]).map_err(|error| refused(&visit.0, error))
}

fn wanted(typed: &Typed) -> NewTeam {
    let members: BTreeSet<StaffId> =
        typed.keys().filter_map(|name| name.strip_prefix(MEMBER)?.parse().ok().map(StaffId)).collect();
    NewTeam { name: typed.get("name").cloned().unwrap_or_default(), members }
}

/// The list, with a form for another one.
pub(super) async fn list(visit: StaffVisit) -> Result<Response, Refusal> {
    sets_up(&visit)?;
    show(&visit, None, None).await
}

/// Sets one up.
pub(super) async fn create(visit: StaffVisit, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let typed = posted.of(&visit.0)?;
    let new = wanted(&typed);
    match visit.0.try_act(move |act| team::create(act, &new)).await? {
        Ok(_) => Ok(done(&visit)),
        Err(wrong) => show(&visit, None, Some((typed, wrong))).await,
    }
}

/// One of them.
pub(super) async fn page(visit: StaffVisit, Path(id): Path<Id>) -> Result<Response, Refusal> {
    sets_up(&visit)?;
    show(&visit, Some(TeamId(id.get(&visit)?)), None).await
}

/// Changes it.
pub(super) async fn change(visit: StaffVisit, Path(id): Path<Id>, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let id = TeamId(id.get(&visit)?);
    let typed = posted.of(&visit.0)?;
    let new = wanted(&typed);
    match visit.0.try_act(move |act| team::change(act, id, &new)).await? {
        Ok(()) => Ok(done(&visit)),
        Err(wrong) => show(&visit, Some(id), Some((typed, wrong))).await,
    }
}

/// Dissolves it.
pub(super) async fn dissolve(
    visit: StaffVisit,
    Path(id): Path<Id>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let id = TeamId(id.get(&visit)?);
    posted.of(&visit.0)?;
    match visit.0.try_act(move |act| team::dissolve(act, id)).await? {
        Ok(()) => Ok(done(&visit)),
        Err(wrong) => {
            let words = wrong.words(&visit.0.text());
            Ok(answer::not_done(&visit.0, &format!("/settings/teams/{id}"), &words))
        }
    }
}

fn done(visit: &StaffVisit) -> Response {
    answer::done(&visit.0, "/settings/teams", &visit.0.text().get("done").to_string())
}

type Found = (Frame, Vec<Team>, Vec<Staff>);

fn gather(view: &mut View<'_, '_>, me: StaffId) -> Result<Found, desk::DeskError> {
    Ok((frame(view, me)?, team::list(view)?, staff::list(view)?))
}

async fn show(visit: &StaffVisit, id: Option<TeamId>, sent: Option<(Typed, Wrong)>) -> Result<Response, Refusal> {
    let status = if sent.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let me = visit.me();
    let (frame, teams, staff) = visit.0.read(move |view| gather(view, me)).await?;
    let known = match id {
        None => None,
        Some(id) => {
            let known = teams.iter().find(|team| team.id == id);
            Some(known.ok_or_else(|| Refusal::nothing_here().within(&visit.0))?)
        }
    };
    let shell = frame.shell(visit, Area::Settings);
    let t = &shell.t;
    let (new, wrong) = match sent {
        Some((typed, wrong)) => (wanted(&typed), Some(wrong)),
        None => (known.map(drawn).unwrap_or_default(), None),
    };
    let mut fields = fields(t, &staff, &new);
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    let mut parts = Vec::new();
    if known.is_none() {
        parts.push(Part::Table(table(visit, t, &teams)));
        parts.push(Part::Heading(t.get("team-new").to_string()));
    }
    parts.extend(rest.map(Part::Wrong));
    let url = id.map_or_else(|| visit.0.url("/settings/teams"), |id| visit.0.url(&format!("/settings/teams/{id}")));
    parts.push(form(url.clone(), fields, t.get("save").to_string()));
    if known.is_some() {
        parts.push(Part::Heading(t.get("team-dissolve").to_string()));
        parts.push(Part::Soft(t.get("team-dissolve-how").to_string()));
        parts.push(form(format!("{url}/dissolve"), Vec::new(), t.get("team-dissolve").to_string()));
    }
    let title = known.map_or_else(|| t.get("teams-title").to_string(), |team| team.name.clone());
    answer::whole(&visit.0, status, &AgentPage { sheet: Sheet { title, parts }, shell })
}

fn drawn(team: &Team) -> NewTeam {
    NewTeam { name: team.name.clone(), members: team.members.iter().map(|(id, _)| *id).collect() }
}

fn table(visit: &StaffVisit, t: &Text, teams: &[Team]) -> Table {
    let row = |team: &Team| {
        let names: Vec<&str> = team.members.iter().map(|(_, name)| name.as_str()).collect();
        let link = visit.0.url(&format!("/settings/teams/{}", team.id));
        vec![Cell::Link(link, team.name.clone()), Cell::text(names.join(", "))]
    };
    Table {
        name: t.get("teams-title").to_string(),
        head: [t.get("team-name"), t.get("team-members")].map(String::from).to_vec(),
        rows: teams.iter().map(row).collect(),
        empty: t.get("teams-empty").to_string(),
    }
}

fn fields(t: &Text, staff: &[Staff], new: &NewTeam) -> Vec<Field> {
    let mut fields = vec![Field::new("name", t.get("team-name"), Control::Line).value(new.name.clone())];
    for person in staff.iter().filter(|person| person.deactivated_at.is_none()) {
        let ticked = if new.members.contains(&person.id) { "yes" } else { "" };
        let field = Field::new(format!("{MEMBER}{}", person.id), &person.name, Control::Tick);
        fields.push(field.value(ticked).optional());
    }
    fields
}
