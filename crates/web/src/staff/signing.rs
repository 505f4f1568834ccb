//! Keys that sign mails: made here, published in the DNS by whoever runs it, then used. For managers and administrators.

use axum::http::StatusCode;
use axum::response::Response;
use desk::id::SigningKeyId;
use desk::signing::{self, SigningKey};
use desk::{Action, DeskError};
use serde::Deserialize;

use super::article::Id;
use super::change::Nothing;
use super::frame::frame;
use super::team::sets_up;
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Form, Part, Sheet};
use crate::show::Wrong;
use crate::text::Text;
use crate::view::Area;
use crate::visit::{StaffVisit, refused};

const PATH: &str = "/settings/signing";

/// For which domain.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    domain: String,
}

/// The domains and their keys.
pub(super) async fn page(visit: StaffVisit) -> Result<Response, Refusal> {
    sets_up(&visit)?;
    show(&visit, None).await
}

/// Makes a key for a domain that the desk writes from.
pub(super) async fn make(visit: StaffVisit, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let domain = posted.of(&visit.0)?.domain;
    sets_up(&visit)?;
    // A key is computed for a good second: only for a domain that there is.
    let known = visit.0.read(signing::list).await?;
    if !known.iter().any(|(known, _)| *known == domain) {
        return Err(Refusal::nothing_here().within(&visit.0));
    }
    let desk = visit.0.desk.clone();
    let made = tokio::task::spawn_blocking(move || signing::make(&desk)).await;
    let made = made.unwrap_or_else(|ended| Err(DeskError::Internal(format!("making a key ended early: {ended}"))));
    let key = made.map_err(|error| refused(&visit.0, error))?;
    match visit.0.try_act(move |act| signing::add(act, &domain, &key)).await? {
        Ok(_) => Ok(done(&visit)),
        Err(wrong) => show(&visit, Some(wrong)).await,
    }
}

/// Signs with a key.
pub(super) async fn start(visit: StaffVisit, id: Path<Id>, posted: Posted<Nothing>) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    turn(&visit, &id.0, signing::start).await
}

/// Throws a key away.
pub(super) async fn remove(visit: StaffVisit, id: Path<Id>, posted: Posted<Nothing>) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    turn(&visit, &id.0, signing::remove).await
}

async fn turn(
    visit: &StaffVisit,
    id: &Id,
    change: fn(&mut Action<'_, '_>, SigningKeyId) -> Result<(), DeskError>,
) -> Result<Response, Refusal> {
    sets_up(visit)?;
    let id = SigningKeyId(id.get(visit)?);
    match visit.0.try_act(move |act| change(act, id)).await? {
        Ok(()) => Ok(done(visit)),
        Err(wrong) => show(visit, Some(wrong)).await,
    }
}

fn done(visit: &StaffVisit) -> Response {
    answer::done(&visit.0, PATH, &visit.0.text().get("done").to_string())
}

async fn show(visit: &StaffVisit, wrong: Option<Wrong>) -> Result<Response, Refusal> {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let me = visit.me();
    let (frame, domains) = visit.0.read(move |view| Ok((frame(view, me)?, signing::list(view)?))).await?;
    let shell = frame.shell(visit, Area::Settings);
    let t = &shell.t;
    let mut parts = vec![Part::Soft(t.get("signing-how").to_string())];
    parts.extend(wrong.map(|wrong| Part::Wrong(wrong.words(t))));
    for (domain, keys) in domains {
        parts.push(Part::Heading(domain.clone()));
        if keys.iter().all(|key| key.signs_since.is_none()) {
            parts.push(Part::Soft(t.get("signing-none").to_string()));
        }
        parts.extend(keys.iter().map(|key| Part::Facts(facts(visit, t, key))));
        parts.push(Part::Form(Form {
            action: visit.0.url(PATH),
            hidden: vec![("domain", domain)],
            fields: Vec::new(),
            quote_url: None,
            quote: Vec::new(),
            submit: t.get("signing-make").to_string(),
        }));
    }
    let title = t.get("signing-title").to_string();
    answer::whole(&visit.0, status, &AgentPage { sheet: Sheet { title, parts }, shell })
}

fn facts(visit: &StaffVisit, t: &Text, key: &SigningKey) -> Vec<(String, Cell)> {
    let url = |what: &str| visit.0.url(&format!("{PATH}/{}/{what}", key.id));
    let button = |what: &str, word: &str| Cell::Button(url(what), t.get(word).to_string());
    let (state, start) = match key.signs_since {
        Some(since) => ((t.get("signing-since").to_string(), Cell::Time(since)), None),
        None => (
            (t.get("signing-state").to_string(), Cell::text(t.get("signing-idle").to_string())),
            Some(button("start", "signing-start")),
        ),
    };
    let actions = start.into_iter().chain([button("remove", "signing-remove")]).collect();
    vec![
        (t.get("signing-record-name").to_string(), Cell::text(key.record_name())),
        (t.get("signing-record").to_string(), Cell::text(key.record())),
        (t.get("signing-made").to_string(), Cell::Time(key.created_at)),
        state,
        (t.get("signing-actions").to_string(), Cell::Several(actions)),
    ]
}
