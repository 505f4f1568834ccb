//! What staff do to a ticket: one form each, all below the ticket's own address.

use axum::response::Response;
use desk::id::{StaffId, TicketId, UndoId};
use desk::ticket::{self, Altering, Doing, State};
use desk::{Action, DeskError};
use serde::Deserialize;

use super::conflict::{self, Kept, Meanwhile};
use super::ticket::{Draft, Number, Sent, show};
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::portal::Typed;
use crate::refusal::Refusal;
use crate::show::Wrong;
use crate::visit::StaffVisit;

/// By what a change can be taken back, if by anything.
pub(super) type Undoable = Option<UndoId>;

/// Nothing but the guard.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Nothing {}

/// Who gets the ticket.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Assignment {
    staff: String,
    was: Option<String>,
}

/// Another severity.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Severity {
    severity: String,
    was: Option<String>,
}

/// Another subject.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Subject {
    subject: String,
    was: Option<String>,
}

/// Gives the ticket to somebody, or to nobody.
pub(super) async fn assign(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Assignment>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let Assignment { staff: wanted, was } = posted.of(&visit.0)?;
    let to = if wanted.is_empty() {
        Ok(None)
    } else {
        wanted.parse::<StaffId>().map(Some).map_err(|_| Wrong::field("assignee", "unknown"))
    };
    match to {
        Ok(to) => {
            let guarded = Guarded {
                field: Kept::Assignee,
                was,
                value: wanted.clone(),
                fields: vec![("staff".to_owned(), wanted)],
            };
            let what = Altering::Doing(Doing::Assign(to));
            guarded_state(&visit, number, Sent::Assignment, guarded, move |act, id| ticket::alter(act, id, &what)).await
        }
        Err(wrong) => {
            show(&visit, number, Draft { typed: Sent::Assignment, wrong: Some(wrong), ..Draft::default() }).await
        }
    }
}

/// Sets another severity.
pub(super) async fn severity(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Severity>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let Severity { severity, was } = posted.of(&visit.0)?;
    let fields = vec![("severity".to_owned(), severity.clone())];
    let guarded = Guarded { field: Kept::Severity, was, value: severity.clone(), fields };
    let what = Altering::Doing(Doing::Severity(severity));
    guarded_state(&visit, number, Sent::Severity, guarded, move |act, id| ticket::alter(act, id, &what)).await
}

/// Gives the ticket another subject.
pub(super) async fn subject(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Subject>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let Subject { subject, was } = posted.of(&visit.0)?;
    let typed = Sent::Subject(subject.clone());
    let fields = vec![("subject".to_owned(), subject.clone())];
    let guarded = Guarded { field: Kept::Subject, was, value: subject.clone(), fields };
    let what = Altering::Subject(subject);
    guarded_state(&visit, number, typed, guarded, move |act, id| ticket::alter(act, id, &what)).await
}

/// Waits for the customer.
pub(super) async fn wait(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    posted.of(&visit.0)?;
    bring(&visit, number, State::Waiting).await
}

/// Resolves.
pub(super) async fn resolve(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    posted.of(&visit.0)?;
    bring(&visit, number, State::Resolved).await
}

/// Closes.
pub(super) async fn close(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    posted.of(&visit.0)?;
    bring(&visit, number, State::Closed).await
}

/// Opens again, or goes on after waiting.
pub(super) async fn reopen(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    posted.of(&visit.0)?;
    bring(&visit, number, State::Open).await
}

/// States what the request is about.
pub(super) async fn facts(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let typed = posted.of(&visit.0)?;
    let kept = typed.clone();
    let was = std::collections::BTreeMap::get(&typed.rest, "was").cloned();
    let guarded = Guarded { field: Kept::Facts, was, value: String::new(), fields: typed.told() };
    guarded_state(&visit, number, Sent::Facts(Box::new(typed)), guarded, move |act, id| {
        ticket::restate(act, id, &kept.about()?, &kept.facts()).map(|()| None)
    })
    .await
}

/// What has been reached.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Reached {
    what: String,
}

/// Says that something has been reached that no message shows.
pub(super) async fn reached(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Reached>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let what = posted.of(&visit.0)?.what;
    change(&visit, number, move |act, id| ticket::reach(act, id, &what).map(|()| None)).await
}

/// Brings the ticket into a state.
async fn bring(visit: &StaffVisit, number: i64, to: State) -> Result<Response, Refusal> {
    let what = Altering::Doing(Doing::State(to));
    change(visit, number, move |act, id| ticket::alter(act, id, &what)).await
}

/// Changes the ticket and goes back to its page, which says so.
pub(super) async fn change<F>(visit: &StaffVisit, number: i64, what: F) -> Result<Response, Refusal>
where
    F: Fn(&mut Action<'_, '_>, TicketId) -> Result<Undoable, DeskError> + Send + Sync + 'static,
{
    match attempt(visit, number, what).await? {
        Ok(undo) => Ok(done(visit, number, undo)),
        Err(wrong) => Ok(not_done(visit, number, &wrong)),
    }
}

fn not_done(visit: &StaffVisit, number: i64, wrong: &Wrong) -> Response {
    answer::not_done(&visit.0, &format!("/tickets/{number}"), &wrong.words(&visit.0.text()))
}

/// A field that somebody else may have changed since the form was drawn.
pub(super) struct Guarded {
    pub(super) field: Kept,
    /// The value that the form was drawn with.
    pub(super) was: Option<String>,
    /// The value that is wanted.
    pub(super) value: String,
    /// What the form sent.
    pub(super) fields: Vec<(String, String)>,
}

/// The same for a form with something to fill in, which changes nothing that somebody else has changed meanwhile.
pub(super) async fn guarded_state<F>(
    visit: &StaffVisit,
    number: i64,
    typed: Sent,
    guarded: Guarded,
    what: F,
) -> Result<Response, Refusal>
where
    F: Fn(&mut Action<'_, '_>, TicketId) -> Result<Undoable, DeskError> + Send + Sync + 'static,
{
    let Guarded { field, was, value, fields } = guarded;
    let change = move |act: &mut Action<'_, '_>, id| {
        conflict::check(act, id, field, was.as_deref(), &value)?;
        what(act, id)
    };
    match attempt(visit, number, change).await? {
        Ok(undo) => Ok(done(visit, number, undo)),
        Err(wrong) if conflict::is_meanwhile(&wrong) => {
            conflict::show(visit, number, Meanwhile { field, fields }).await
        }
        Err(wrong) => show(visit, number, Draft { typed, wrong: Some(wrong), ..Draft::default() }).await,
    }
}

/// The same where nobody else is in the way.
pub(super) async fn state<F>(visit: &StaffVisit, number: i64, typed: Sent, what: F) -> Result<Response, Refusal>
where
    F: Fn(&mut Action<'_, '_>, TicketId) -> Result<Undoable, DeskError> + Send + Sync + 'static,
{
    match attempt(visit, number, what).await? {
        Ok(undo) => Ok(done(visit, number, undo)),
        Err(wrong) => show(visit, number, Draft { typed, wrong: Some(wrong), ..Draft::default() }).await,
    }
}

pub(super) async fn attempt<F, T>(visit: &StaffVisit, number: i64, what: F) -> Result<Result<T, Wrong>, Refusal>
where
    F: Fn(&mut Action<'_, '_>, TicketId) -> Result<T, DeskError> + Send + Sync + 'static,
    T: Send + 'static,
{
    let change = move |act: &mut Action<'_, '_>| {
        let id = ticket::get_by_number(act, number)?.id;
        what(act, id)
    };
    visit.0.try_act(change).await
}

/// The page of the ticket, which says that it was done, with the way to take it back where there is one.
pub(super) fn done(visit: &StaffVisit, number: i64, undo: Undoable) -> Response {
    done_with(visit, &format!("/tickets/{number}"), &visit.0.text().get("done").to_string(), undo)
}

/// On to another page with these words.
pub(super) fn done_with(visit: &StaffVisit, path: &str, words: &str, undo: Undoable) -> Response {
    match undo {
        None => answer::done(&visit.0, path, words),
        Some(undo) => answer::done_undo(&visit.0, path, words, &format!("many/{undo}")),
    }
}
