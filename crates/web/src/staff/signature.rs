//! Signatures: the desk's, and one's own, in both languages.

use axum::http::StatusCode;
use axum::response::Response;
use desk::Role;
use desk::signature::{self, Owner};
use engine::plan::catalogue::Language;
use serde::Deserialize;

use super::frame::frame;
use crate::answer;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Form, Part, Sheet};
use crate::show::Wrong;
use crate::view::{Area, Control, Field};
use crate::visit::{StaffVisit, refused};

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
    }
}

/// One's own.
pub(super) async fn mine(visit: StaffVisit) -> Result<Response, Refusal> {
    show(&visit, Owner::Mine, None).await
}

/// The desk's.
pub(super) async fn desk(visit: StaffVisit) -> Result<Response, Refusal> {
    visit.0.actor().require(&[Role::Manager, Role::Administrator]).map_err(|error| refused(&visit.0, error))?;
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
    let (frame, known, shares) = visit
        .0
        .read(move |view| Ok((frame(view, me)?, signature::get(view, owner)?, desk::canned::may_share(view))))
        .await?;
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
        parts.push(Part::Links(vec![
            link(Owner::Mine, t.get("signature-mine").to_string()),
            link(Owner::Desk, t.get("signature-desk").to_string()),
        ]));
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
    let title = if owner == Owner::Desk { t.get("signature-desk") } else { t.get("signature-mine") };
    let sheet = Sheet { title: title.to_string(), parts };
    answer::whole(&visit.0, status, &AgentPage { sheet, shell })
}
