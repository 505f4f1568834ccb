//! Signatures: the desk's, those of teams, and one's own, in both languages.

use axum::http::StatusCode;
use axum::response::Response;
use desk::View;
use desk::id::TeamId;
use desk::signature::{self, Owner};
use desk::team::{self, Team};
use engine::plan::catalogue::Language;
use serde::Deserialize;

use super::article::Id;
use super::frame::frame;
use super::team::sets_up;
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Form, Part, Sheet};
use crate::show::Wrong;
use crate::text::Text;
use crate::view::{Area, Control, Field};
use crate::visit::StaffVisit;

/// Where one's own is set up, and below it the desk's.
const PATH: &str = "/settings/signatures";

/// What is typed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    de: String,
    en: String,
}

fn path(owner: Owner) -> String {
    match owner {
        Owner::Mine => PATH.to_owned(),
        Owner::Desk => format!("{PATH}/desk"),
        Owner::Team(id) => format!("{PATH}/teams/{id}"),
    }
}

/// One's own.
pub(super) async fn mine(visit: StaffVisit) -> Result<Response, Refusal> {
    show(&visit, Owner::Mine, None).await
}

/// The desk's.
pub(super) async fn desk(visit: StaffVisit) -> Result<Response, Refusal> {
    sets_up(&visit)?;
    show(&visit, Owner::Desk, None).await
}

/// Saves one's own.
pub(super) async fn save_mine(visit: StaffVisit, posted: Posted<Typed>) -> Result<Response, Refusal> {
    save(&visit, Owner::Mine, posted.of(&visit.0)?).await
}

/// Saves the desk's.
pub(super) async fn save_desk(visit: StaffVisit, posted: Posted<Typed>) -> Result<Response, Refusal> {
    save(&visit, Owner::Desk, posted.of(&visit.0)?).await
}

/// A team's.
pub(super) async fn team(visit: StaffVisit, Path(id): Path<Id>) -> Result<Response, Refusal> {
    sets_up(&visit)?;
    show(&visit, Owner::Team(TeamId(id.get(&visit)?)), None).await
}

/// Saves a team's.
pub(super) async fn save_team(
    visit: StaffVisit,
    Path(id): Path<Id>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let id = TeamId(id.get(&visit)?);
    save(&visit, Owner::Team(id), posted.of(&visit.0)?).await
}

async fn save(visit: &StaffVisit, owner: Owner, typed: Typed) -> Result<Response, Refusal> {
    let kept = typed.clone();
    let result = visit
        .0
        .try_act(move |act| {
            let words = |text: &str| text.replace("\r\n", "\n");
            signature::set(act, owner, Language::De, &words(&kept.de))?;
            signature::set(act, owner, Language::En, &words(&kept.en))
        })
        .await?;
    match result {
        Ok(()) => Ok(answer::done(&visit.0, &path(owner), &visit.0.text().get("done").to_string())),
        Err(wrong) => show(visit, owner, Some((typed, wrong))).await,
    }
}

async fn show(visit: &StaffVisit, owner: Owner, wrong: Option<(Typed, Wrong)>) -> Result<Response, Refusal> {
    let me = visit.me();
    let read = move |view: &mut View<'_, '_>| {
        Ok((frame(view, me)?, signature::get(view, owner)?, desk::canned::may_share(view), team::list(view)?))
    };
    let (frame, known, shares, teams) = visit.0.read(read).await?;
    let shell = frame.shell(visit, Area::Settings);
    let t = &shell.t;
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (de, en) = wrong.as_ref().map_or(known, |(typed, _)| (typed.de.clone(), typed.en.clone()));
    let area = || Control::Area { rows: 5 };
    let mut fields = vec![
        Field::new("de", t.get("canned-text-de"), area()).value(de).optional(),
        Field::new("en", t.get("canned-text-en"), area()).value(en).optional(),
    ];
    let rest = wrong.and_then(|(_, wrong)| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    let mut parts = vec![Part::Soft(t.get("signature-how").to_string())];
    if shares {
        let link = |owner, words: String| (visit.0.url(&path(owner)), words);
        let mut links = vec![
            link(Owner::Mine, t.get("signature-mine").to_string()),
            link(Owner::Desk, t.get("signature-desk").to_string()),
        ];
        links.extend(teams.iter().map(|team| link(Owner::Team(team.id), of_team(t, team))));
        parts.push(Part::Links(links));
    }
    parts.extend(rest.map(Part::Wrong));
    parts.push(Part::Form(Form {
        action: visit.0.url(&path(owner)),
        hidden: Vec::new(),
        fields,
        quote_url: None,
        quote: Vec::new(),
        submit: t.get("save").to_string(),
    }));
    let title = match owner {
        Owner::Mine => t.get("signature-mine").to_string(),
        Owner::Desk => t.get("signature-desk").to_string(),
        Owner::Team(id) => teams.iter().find(|team| team.id == id).map(|team| of_team(t, team)).unwrap_or_default(),
    };
    let sheet = Sheet { title, parts };
    answer::whole(&visit.0, status, &AgentPage { sheet, shell })
}

fn of_team(t: &Text, team: &Team) -> String {
    t.get("signature-team").arg("team", team.name.as_str()).to_string()
}
