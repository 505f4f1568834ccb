//! Writes that may be sent twice: with an `Idempotency-Key` header, the work is done once and the answer is kept.
//!
//! The answer is saved inside the action that does the work, so there is no moment in which one is there without the other.
//! A replayed answer carries `Idempotency-Replayed: true`. Only successes are kept: what was refused changed nothing.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue, LOCATION};
use axum::response::{IntoResponse, Response};
use desk::staff::{self, Answer, AnswerKey};
use desk::{Action, DeskError};
use serde::Serialize;

use super::body::Key;
use super::caller::Caller;
use super::problem::Problem;

/// How often a write whose key was used at the same time by another server is tried.
const TRIES: usize = 3;

/// What a write answers.
#[derive(Debug)]
pub(super) struct Made<T> {
    status: StatusCode,
    /// Relative to the address that was written to.
    location: String,
    body: T,
}

impl<T> Made<T> {
    /// Something is there that was not: 201, with its address relative to the one that was written to.
    pub(super) fn created(location: String, body: T) -> Made<T> {
        Made { status: StatusCode::CREATED, location, body }
    }

    /// Something is as it was asked to be: 200.
    pub(super) fn done(body: T) -> Made<T> {
        Made { status: StatusCode::OK, location: String::new(), body }
    }
}

enum Written<T> {
    Fresh(Made<T>),
    Kept(Answer, Replayed),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Replayed {
    Yes,
    No,
}

impl Caller {
    /// Does a write once for its key, or each time without one.
    pub(super) async fn write<T, F>(&self, key: Option<Key>, change: F) -> Result<Response, Problem>
    where
        T: Serialize + Send + 'static,
        F: Fn(&mut Action<'_, '_>) -> Result<Made<T>, DeskError> + Clone + Send + Sync + 'static,
    {
        let key = key.map(|key| self.answer_key(key));
        for _ in 1..TRIES {
            match self.write_once(key.clone(), change.clone()).await {
                // Another server has just answered for this key: its answer is read now.
                Err(DeskError::Conflict { code: "already-there", .. }) if key.is_some() => {}
                done => return Ok(done?),
            }
        }
        Ok(self.write_once(key, change).await?)
    }

    /// The key as the desk knows it: of this member of staff, for this request.
    pub(super) fn answer_key(&self, key: Key) -> AnswerKey {
        AnswerKey { staff: self.staff.id, key: key.text, request: key.request }
    }

    async fn write_once<T, F>(&self, key: Option<AnswerKey>, change: F) -> Result<Response, DeskError>
    where
        T: Serialize + Send + 'static,
        F: Fn(&mut Action<'_, '_>) -> Result<Made<T>, DeskError> + Send + Sync + 'static,
    {
        let written = self.act(move |act| {
            let Some(key) = &key else {
                return change(act).map(Written::Fresh);
            };
            if let Some(answer) = staff::answered(act, key)? {
                return Ok(Written::Kept(answer, Replayed::Yes));
            }
            let answer = kept(&change(act)?)?;
            staff::save_answer(act, key, &answer)?;
            Ok(Written::Kept(answer, Replayed::No))
        });
        match written.await? {
            Written::Fresh(made) => {
                let body = serde_json::to_string(&made.body)?;
                Ok(respond(made.status, &made.location, body, Replayed::No))
            }
            Written::Kept(answer, replayed) => Ok(from_kept(answer, replayed)),
        }
    }
}

/// The answer of a write that is more than one action, if it was given before.
pub(super) async fn replay(caller: &Caller, key: &AnswerKey) -> Result<Option<Response>, Problem> {
    let key = key.clone();
    let answer = caller.read(move |view| staff::answered(view, &key)).await?;
    Ok(answer.map(|answer| from_kept(answer, Replayed::Yes)))
}

/// An answer as it is kept: the location on the first line, then the body.
pub(super) fn kept<T: Serialize>(made: &Made<T>) -> Result<Answer, DeskError> {
    let body = format!("{}\n{}", made.location, serde_json::to_string(&made.body)?);
    Ok(Answer { status: made.status.as_u16(), body })
}

fn from_kept(answer: Answer, replayed: Replayed) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let (location, body) = answer.body.split_once('\n').unwrap_or(("", &answer.body));
    respond(status, location, body.to_owned(), replayed)
}

fn respond(status: StatusCode, location: &str, body: String, replayed: Replayed) -> Response {
    let mut response = (status, [(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response();
    let headers = response.headers_mut();
    if let (false, Ok(location)) = (location.is_empty(), HeaderValue::from_str(location)) {
        headers.insert(LOCATION, location);
    }
    if replayed == Replayed::Yes {
        headers.insert(HeaderName::from_static("idempotency-replayed"), HeaderValue::from_static("true"));
    }
    response
}

impl<T: Serialize> IntoResponse for Made<T> {
    fn into_response(self) -> Response {
        match serde_json::to_string(&self.body) {
            Ok(body) => respond(self.status, &self.location, body, Replayed::No),
            Err(error) => Problem::from(DeskError::from(error)).into_response(),
        }
    }
}
