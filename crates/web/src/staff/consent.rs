//! Connecting a mailbox with a provider: staff are sent there, come back with its answer, and the mailbox fetches by their consent.
//!
//! There is one address to come back to for all mailboxes of a desk; which one is meant is known from the answer alone, to the session
//! that asked. A browser refuses to follow a form to another site, so the page after the button leads on.

use axum::extract::State;
use axum::http::header::{HeaderValue, REFRESH};
use axum::response::Response;
use desk::id::MailboxId;
use desk::mailbox::{self, Answered, CLIENT_PURPOSE, FetchFault, REFRESH_PURPOSE, VERIFIER_PURPOSE};
use desk::secret::{Closed, Secret};
use desk::setting;
use serde::Deserialize;

use super::article::Id;
use super::change::Nothing;
use super::frame::frame;
use super::team::sets_up;
use crate::answer;
use crate::asked::{Path, Query};
use crate::guard::Posted;
use crate::mail_provider::{self, Asker, Denied, Tokens};
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Part, Sheet};
use crate::view::Area;
use crate::visit::{StaffVisit, hex, refused};

/// Longest code or state that is looked at, in bytes.
const ANSWER_MAX: usize = 8 * 1024;

/// With what a provider sends people back.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Brought {
    state: String,
    code: String,
    error: String,
    error_description: String,
}

/// The address to come back to: the one that is entered at the provider.
pub(super) async fn back(visit: &StaffVisit) -> Result<String, Refusal> {
    let public = visit.0.read(|view| setting::get(view, setting::PUBLIC_URL)).await?;
    Ok(format!("{}{}", public.trim_end_matches('/'), visit.0.url("/settings/mailboxes/consent")))
}

/// Asks the provider, through whoever presses the button.
pub(super) async fn connect(
    visit: StaffVisit,
    Path(id): Path<Id>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    sets_up(&visit)?;
    let id = MailboxId(id.get(&visit)?);
    let desk = &visit.0.desk;
    let (state, verifier) = (hex(&desk.random::<32>()), Secret::new(hex(&desk.random::<32>())));
    let sealed = desk.seal(VERIFIER_PURPOSE, &verifier).map_err(|error| refused(&visit.0, error))?;
    let (token, asked) = (session_token(&visit), state.clone());
    let act = move |act: &mut desk::Action<'_, '_>| mailbox::ask_consent(act, id, &asked, &token, &sealed);
    let client = desk.act(visit.0.actor(), act).await.map_err(|error| refused(&visit.0, error))?;
    let url = match mail_provider::question(&client, &back(&visit).await?, state, &verifier) {
        Ok(url) => url,
        Err(denied) => return Ok(answer::not_done(&visit.0, &page(id), &denied.to_string())),
    };
    let me = visit.me();
    let shell = visit.0.read(move |view| frame(view, me)).await?.shell(&visit, Area::Settings);
    let host = url.host_str().unwrap_or_default();
    let parts = vec![
        Part::Words(shell.t.get("consent-going").arg("host", host).to_string()),
        Part::Links(vec![(url.to_string(), shell.t.get("consent-go").arg("host", host).to_string())]),
    ];
    let title = shell.t.get("consent-connect").to_string();
    let mut response = answer::page(&visit.0, &AgentPage { sheet: Sheet { title, parts }, shell })?;
    if let Ok(value) = HeaderValue::from_str(&format!("0; url={url}")) {
        response.headers_mut().insert(REFRESH, value);
    }
    Ok(response)
}

/// Takes the provider's answer, which somebody was sent back with.
pub(super) async fn answered(
    visit: StaffVisit,
    State(asker): State<Asker>,
    Query(brought): Query<Brought>,
) -> Result<Response, Refusal> {
    sets_up(&visit)?;
    if brought.state.len() > ANSWER_MAX || brought.code.len() > ANSWER_MAX {
        return Err(Refusal::nothing_here().within(&visit.0));
    }
    let (state, token) = (brought.state.clone(), session_token(&visit));
    let act = move |act: &mut desk::Action<'_, '_>| mailbox::consent_answered(act, &state, &token);
    let question = visit.0.desk.act(visit.0.actor(), act).await.map_err(|error| refused(&visit.0, error))?;
    let id = question.mailbox;
    match given(&visit, &asker, &question, &brought).await {
        Ok(tokens) => keep(&visit, question, tokens).await?,
        Err((fault, words)) => {
            tracing::info!(desk = visit.0.desk.name(), ?fault, words, "a mailbox was not connected");
            let act = move |act: &mut desk::Action<'_, '_>| mailbox::consent_refused(act, &question, fault, &words);
            visit.0.desk.act(visit.0.actor(), act).await.map_err(|error| refused(&visit.0, error))?;
            return Ok(answer::not_done(&visit.0, &page(id), &visit.0.text().get("consent-not-connected").to_string()));
        }
    }
    Ok(answer::done(&visit.0, &page(id), &visit.0.text().get("consent-connected-now").to_string()))
}

/// Forgets the consent.
pub(super) async fn disconnect(
    visit: StaffVisit,
    Path(id): Path<Id>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    let id = MailboxId(id.get(&visit)?);
    let act = move |act: &mut desk::Action<'_, '_>| mailbox::disconnect(act, id);
    visit.0.desk.act(visit.0.actor(), act).await.map_err(|error| refused(&visit.0, error))?;
    Ok(answer::done(&visit.0, &page(id), &visit.0.text().get("done").to_string()))
}

/// What the provider gives for its answer, or what did not work.
async fn given(
    visit: &StaffVisit,
    asker: &Asker,
    question: &Answered,
    brought: &Brought,
) -> Result<Secret, (FetchFault, String)> {
    if !brought.error.is_empty() || brought.code.is_empty() {
        let error = if brought.error.is_empty() { "no code" } else { brought.error.as_str() };
        return Err((FetchFault::Consent, mail_provider::told(error, Some(&brought.error_description))));
    }
    let desk = &visit.0.desk;
    let closed = |closed: Closed| (FetchFault::Key, closed.to_string());
    let verifier = desk.unseal(VERIFIER_PURPOSE, &question.verifier).map_err(closed)?;
    let secret = question.client.secret.as_ref().map(|secret| desk.unseal(CLIENT_PURPOSE, secret));
    let secret = secret.transpose().map_err(closed)?;
    let back = back(visit)
        .await
        .map_err(|_| (FetchFault::MailProvider, "the desk's web address cannot be read".to_owned()))?;
    let given = asker.exchange(&question.client, secret.as_ref(), &brought.code, &verifier, &back).await;
    match given {
        Ok(Tokens { refresh: Some(refresh), .. }) => Ok(refresh),
        Ok(_) => Err((FetchFault::Consent, "the provider gave no refresh token".to_owned())),
        Err(Denied::Ended(words)) => Err((FetchFault::Consent, words)),
        Err(Denied::Refused(words) | Denied::Unanswered(words)) => Err((FetchFault::MailProvider, words)),
    }
}

async fn keep(visit: &StaffVisit, question: Answered, refresh: Secret) -> Result<(), Refusal> {
    let sealed = visit.0.desk.seal(REFRESH_PURPOSE, &refresh).map_err(|error| refused(&visit.0, error))?;
    let act = move |act: &mut desk::Action<'_, '_>| mailbox::consent_given(act, &question, &sealed);
    visit.0.desk.act(visit.0.actor(), act).await.map_err(|error| refused(&visit.0, error))
}

fn page(id: MailboxId) -> String {
    format!("/settings/mailboxes/{id}")
}

/// The secret of this session; a visit by staff has one.
fn session_token(visit: &StaffVisit) -> String {
    visit.0.session.as_ref().map(|(_, token)| token.clone()).unwrap_or_default()
}
