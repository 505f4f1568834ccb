//! Acting on tickets from the queue: on all that were picked, on one card of the board, and taking it back.

use std::collections::BTreeMap;

use axum::response::Response;
use desk::DeskError;
use desk::id::{StaffId, UndoId};
use desk::ticket::{self, Doing, Failed, State};
use serde::Deserialize;

use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::show::Wrong;
use crate::staff::tag::several;
use crate::text::Text;
use crate::visit::{StaffVisit, Visit};

/// Tickets that are named where it could not be done.
const NAMED: usize = 4;

/// What is done to the tickets that were picked.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Many {
    back: String,
    assign: String,
    severity: String,
    state: String,
    tag: String,
    tags: String,
    merge: String,
    into: String,
    /// `t1042` for each ticket that was picked.
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
}

impl Many {
    fn numbers(&self) -> Vec<i64> {
        self.rest.keys().filter_map(|name| name.strip_prefix('t')?.parse().ok()).collect()
    }

    fn doing(&self) -> Result<Doing, DeskError> {
        if !self.state.is_empty() {
            let state = State::find(&self.state).ok_or_else(|| DeskError::field("state", "unknown", ""))?;
            return Ok(Doing::State(state));
        }
        if !self.severity.is_empty() {
            return Ok(Doing::Severity(self.severity.clone()));
        }
        match self.assign.as_str() {
            "" => {}
            "none" => return Ok(Doing::Assign(None)),
            id => {
                let id: StaffId = id.parse().map_err(|_| DeskError::field("assignee", "unknown", ""))?;
                return Ok(Doing::Assign(Some(id)));
            }
        }
        // Enter in the field of the other ticket presses the form's first button, which is the one of tags.
        if !self.merge.is_empty() || (self.tags.trim().is_empty() && !self.into.trim().is_empty()) {
            let into = self.into.trim().trim_start_matches('#');
            let number = if into.is_empty() { None } else { Some(into.parse().map_err(|_| no_ticket(into))?) };
            return Ok(Doing::Merge(number));
        }
        match (self.tag.as_str(), several(&self.tags)) {
            (_, _) if self.tags.trim().is_empty() => Err(DeskError::field("tags", "missing", "")),
            ("remove", remove) => Ok(Doing::Tag { add: Vec::new(), remove }),
            (_, add) => Ok(Doing::Tag { add, remove: Vec::new() }),
        }
    }
}

fn no_ticket(typed: &str) -> DeskError {
    DeskError::field("into", "no-ticket", typed)
}

/// Where to go back to.
fn back<'a>(visit: &'a Visit, wanted: &'a str) -> &'a str {
    let safe = answer::safe_return(visit, wanted).and_then(|path| path.strip_prefix(visit.base.as_str()));
    safe.filter(|path| path.starts_with("/queue")).unwrap_or("/queue")
}

/// Does one thing to all tickets that were picked.
pub(crate) async fn do_many(visit: StaffVisit, posted: Posted<Many>) -> Result<Response, Refusal> {
    let sent = posted.of(&visit.0)?;
    let (t, numbers) = (visit.0.text(), sent.numbers());
    let back = back(&visit.0, &sent.back);
    let done = match sent.doing() {
        Ok(_) if numbers.is_empty() => return Ok(answer::not_done(&visit.0, back, &t.get("many-none").to_string())),
        Ok(doing) => ticket::many(&visit.0.desk, visit.0.actor(), &numbers, doing).await,
        Err(error) => Err(error),
    };
    let done = match Wrong::split(&visit.0, done)? {
        Ok(done) => done,
        Err(wrong) => return Ok(answer::not_done(&visit.0, back, &wrong.words(&t))),
    };
    let mut words = t.get("many-done").arg("count", done.changed).to_string();
    if done.unchanged > 0 {
        words = format!("{words} {}", t.get("many-unchanged").arg("count", done.unchanged));
    }
    let failed = failed(&visit.0, &t, done.failed, &sent.severity)?;
    Ok(said(&visit.0, back, &words, failed, done.undo))
}

/// The word about it, with the button that takes it back and what could not be done.
fn said(visit: &Visit, back: &str, words: &str, failed: Option<String>, undo: Option<UndoId>) -> Response {
    let words = match &failed {
        Some(failed) => format!("{words} {failed}"),
        None => words.to_owned(),
    };
    let undo = undo.map(|undo| format!("many/{undo}"));
    match (failed.is_some(), undo) {
        (true, undo) => answer::partly_done(visit, back, &words, undo.as_deref()),
        (false, Some(undo)) => answer::done_undo(visit, back, &words, &undo),
        (false, None) => answer::done(visit, back, &words),
    }
}

/// Which tickets it could not be done to, and why, those with the same reason together.
fn failed(visit: &Visit, t: &Text, failed: Vec<Failed>, severity: &str) -> Result<Option<String>, Refusal> {
    let mut reasons: Vec<(String, Vec<i64>)> = Vec::new();
    for Failed { number, why } in failed {
        let words = match why {
            DeskError::NotFound => t.get("many-not-there").to_string(),
            DeskError::Invalid(fields) if fields.iter().any(|field| field.field == "severity") => {
                t.get("many-no-severity").arg("severity", severity_name(visit, t, severity)).to_string()
            }
            why => match Wrong::split::<()>(visit, Err(why))? {
                Err(wrong) => wrong.words(t),
                Ok(()) => continue,
            },
        };
        match reasons.iter_mut().find(|(known, _)| *known == words) {
            Some((_, numbers)) => numbers.push(number),
            None => reasons.push((words, vec![number])),
        }
    }
    let sentence = |(words, numbers): &(String, Vec<i64>)| {
        let mut named: Vec<String> = numbers.iter().take(NAMED).map(|number| format!("#{number}")).collect();
        if numbers.len() > NAMED {
            named.push(t.get("many-more").arg("count", numbers.len() - NAMED).to_string());
        }
        t.get("many-failed").arg("tickets", named.join(", ")).arg("why", words.as_str()).to_string()
    };
    Ok((!reasons.is_empty()).then(|| reasons.iter().take(NAMED).map(sentence).collect::<Vec<_>>().join(" ")))
}

fn severity_name(visit: &Visit, t: &Text, id: &str) -> String {
    let known = visit.catalogue.as_deref().and_then(|catalogue| crate::show::severity(t, catalogue, id));
    known.map_or_else(|| id.to_owned(), |severity| severity.name)
}

/// A card that is moved.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Move {
    number: String,
    to: String,
    back: String,
}

/// Moves a card of the board, or says why it stays.
pub(crate) async fn bring(visit: StaffVisit, posted: Posted<Move>) -> Result<Response, Refusal> {
    let sent = posted.of(&visit.0)?;
    let t = visit.0.text();
    let number: i64 = sent.number.parse().map_err(|_| Refusal::nothing_here().within(&visit.0))?;
    let back = format!("{}#t{number}", back(&visit.0, &sent.back));
    let Some(to) = State::find(&sent.to) else {
        return Err(Refusal::nothing_here().within(&visit.0));
    };
    let done = ticket::many(&visit.0.desk, visit.0.actor(), &[number], Doing::State(to)).await;
    let done = match Wrong::split(&visit.0, done)? {
        Ok(done) => done,
        Err(wrong) => return Ok(answer::not_done(&visit.0, &back, &wrong.words(&t))),
    };
    let words = t.get("board-moved").arg("ticket", number.to_string()).arg("state", state_name(&t, to)).to_string();
    match failed(&visit.0, &t, done.failed, "")? {
        Some(failed) => Ok(answer::not_done(&visit.0, &back, &failed)),
        None => Ok(said(&visit.0, &back, &words, None, done.undo)),
    }
}

fn state_name(t: &Text, state: State) -> String {
    match state {
        State::Open => t.get("stage-open"),
        State::Waiting => t.get("stage-waiting"),
        State::Resolved => t.get("stage-resolved"),
        State::Closed => t.get("stage-closed"),
    }
    .to_string()
}

/// What is to be taken back.
#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    id: String,
}

/// Nothing but the guard.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Nothing {}

/// Takes back what was done to many, and says what could not be taken back.
pub(crate) async fn undo(
    visit: StaffVisit,
    Path(which): Path<Which>,
    referer: axum::http::HeaderMap,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    let id: UndoId = which.id.parse().map_err(|_| Refusal::nothing_here().within(&visit.0))?;
    let t = visit.0.text();
    let back = came_from(&visit.0, &referer);
    let undone = ticket::undo(&visit.0.desk, visit.0.actor(), id).await;
    let undone = match Wrong::split(&visit.0, undone)? {
        Ok(undone) => undone,
        Err(wrong) => return Ok(answer::not_done(&visit.0, &back, &wrong.words(&t))),
    };
    let words = t.get("many-undone").arg("count", undone.back).to_string();
    let kept = failed(&visit.0, &t, undone.kept, "")?;
    Ok(said(&visit.0, &back, &words, kept, None))
}

/// The page of this desk that the form was on, or the queue.
fn came_from(visit: &Visit, headers: &axum::http::HeaderMap) -> String {
    let referer = headers.get("referer").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = referer.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    let safe = path.and_then(|path| answer::safe_return(visit, path));
    safe.and_then(|path| path.strip_prefix(visit.base.as_str())).unwrap_or("/queue").to_owned()
}
