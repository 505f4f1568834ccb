//! Articles: what was answered once, written down for the next time. Drafts for staff so far; nobody else sees them.
//!
//! A draft is made from a ticket: its subject, and what staff answered, without greetings, names and addresses of people.

mod draft;
mod store;

use jiff::Timestamp;
use serde_json::json;

use crate::action::{Action, Subject, View};
use crate::error::DeskError;
use crate::id::{ArticleId, TicketId};
use crate::ticket::{BODY_MAX, SUBJECT_MAX, checked_text};

pub use draft::draft_from;

/// A draft of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its id.
    pub id: ArticleId,
    /// Its title.
    pub title: String,
    /// Its text, as Markdown.
    pub body: String,
    /// Number of the ticket that it was made from.
    pub ticket: Option<i64>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last written to.
    pub updated_at: Timestamp,
}

/// Drafts, the one written to last first. `before` is where the last page ended.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn list(
    view: &mut View<'_, '_>,
    before: Option<(Timestamp, ArticleId)>,
    limit: i64,
) -> Result<Vec<Article>, DeskError> {
    view.actor.require_staff()?;
    store::list(view, before, limit)
}

/// A draft.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff, and for one that is not there.
pub fn get(view: &mut View<'_, '_>, id: ArticleId) -> Result<Article, DeskError> {
    view.actor.require_staff()?;
    store::find(view, id)?.ok_or(DeskError::NotFound)
}

/// The drafts that were made from a ticket, by title.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn of_ticket(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<(ArticleId, String)>, DeskError> {
    view.actor.require_staff()?;
    store::of_ticket(view, ticket)
}

/// Writes a draft anew.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; field errors for title and text.
pub fn write(act: &mut Action<'_, '_>, id: ArticleId, title: &str, body: &str) -> Result<(), DeskError> {
    get(act, id)?;
    let title = checked_text("title", title.replace(['\n', '\r'], " ").as_str(), SUBJECT_MAX)?;
    let body = checked_text("body", body, BODY_MAX)?;
    store::update(act, id, &title, &body)?;
    act.journal(Subject::Article, id.0, "write", &json!({ "title": title }))
}

/// Throws a draft away.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff, and for one that is not there.
pub fn discard(act: &mut Action<'_, '_>, id: ArticleId) -> Result<(), DeskError> {
    let article = get(act, id)?;
    store::delete(act, id)?;
    act.journal(Subject::Article, id.0, "discard", &json!({ "title": article.title }))
}
