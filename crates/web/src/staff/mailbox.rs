//! The mailboxes: addresses at which the desk is written to, set up by managers and administrators.

use axum::http::StatusCode;
use axum::response::Response;
use desk::id::MailboxId;
use desk::mailbox::{self, Fetching, Mailbox, NewFetching, NewMailbox};
use desk::{Action, DeskError};
use serde::Deserialize;

use super::article::{Id, form};
use super::change::Nothing;
use super::consent;
use super::fetching;
use super::frame::frame;
use super::team::sets_up;
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Part, Sheet, Table};
use crate::show::Wrong;
use crate::text::Text;
use crate::view::{Area, Control, Field};
use crate::visit::StaffVisit;

/// What the form sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Typed {
    name: String,
    address: String,
    sender_name: String,
    checked_by: String,
}

impl Typed {
    fn wanted(&self) -> NewMailbox {
        NewMailbox {
            name: self.name.clone(),
            address: self.address.clone(),
            sender_name: self.sender_name.clone(),
            checked_by: self.checked_by.clone(),
        }
    }
}

/// A form that was not taken, and why.
pub(super) enum Sent {
    /// Of the mailbox itself.
    Mailbox(NewMailbox, Wrong),
    /// Of how it fetches.
    Fetching(Box<NewFetching>, Wrong),
}

/// The list, with a form for another one.
pub(super) async fn list(visit: StaffVisit) -> Result<Response, Refusal> {
    sets_up(&visit)?;
    show(&visit, None, None).await
}

/// Sets one up.
pub(super) async fn create(visit: StaffVisit, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let new = posted.of(&visit.0)?.wanted();
    let kept = new.clone();
    match visit.0.try_act(move |act| mailbox::create(act, &new)).await? {
        Ok(_) => Ok(done(&visit)),
        Err(wrong) => show(&visit, None, Some(Sent::Mailbox(kept, wrong))).await,
    }
}

/// One of them.
pub(super) async fn page(visit: StaffVisit, Path(id): Path<Id>) -> Result<Response, Refusal> {
    sets_up(&visit)?;
    show(&visit, Some(MailboxId(id.get(&visit)?)), None).await
}

/// Changes it.
pub(super) async fn change(visit: StaffVisit, Path(id): Path<Id>, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let id = MailboxId(id.get(&visit)?);
    let new = posted.of(&visit.0)?.wanted();
    let kept = new.clone();
    match visit.0.try_act(move |act| mailbox::change(act, id, &new)).await? {
        Ok(()) => Ok(done(&visit)),
        Err(wrong) => show(&visit, Some(id), Some(Sent::Mailbox(kept, wrong))).await,
    }
}

/// Retires it.
pub(super) async fn retire(visit: StaffVisit, id: Path<Id>, posted: Posted<Nothing>) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    turn(&visit, &id.0, |act, id| mailbox::retire(act, id, Some(act.now))).await
}

/// Lets it take mail again.
pub(super) async fn restore(visit: StaffVisit, id: Path<Id>, posted: Posted<Nothing>) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    turn(&visit, &id.0, |act, id| mailbox::retire(act, id, None)).await
}

async fn turn(
    visit: &StaffVisit,
    id: &Id,
    change: fn(&mut Action<'_, '_>, MailboxId) -> Result<(), DeskError>,
) -> Result<Response, Refusal> {
    let id = MailboxId(id.get(visit)?);
    match visit.0.try_act(move |act| change(act, id)).await? {
        Ok(()) => Ok(done(visit)),
        Err(wrong) => show(visit, Some(id), Some(Sent::Mailbox(NewMailbox::default(), wrong))).await,
    }
}

/// Back to the list, once it is done.
pub(super) fn done(visit: &StaffVisit) -> Response {
    answer::done(&visit.0, "/settings/mailboxes", &visit.0.text().get("done").to_string())
}

/// The list, or one of them with what was typed.
pub(super) async fn show(visit: &StaffVisit, id: Option<MailboxId>, sent: Option<Sent>) -> Result<Response, Refusal> {
    let status = if sent.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let me = visit.me();
    let read = visit.0.read(move |view| Ok((frame(view, me)?, mailbox::list(view)?, mailbox::fetching(view)?)));
    let (frame, mailboxes, fetching) = read.await?;
    let back = consent::back(visit).await?;
    let known = match id {
        None => None,
        Some(id) => {
            let known = mailboxes.iter().find(|mailbox| mailbox.id == id);
            Some(known.ok_or_else(|| Refusal::nothing_here().within(&visit.0))?)
        }
    };
    let shell = frame.shell(visit, Area::Settings);
    let t = &shell.t;
    let (mine, fetches) = match sent {
        None => (None, None),
        Some(Sent::Mailbox(new, wrong)) => (Some((new, wrong)), None),
        Some(Sent::Fetching(new, wrong)) => (None, Some((*new, wrong))),
    };
    let (new, wrong) = match mine {
        Some((new, wrong)) => (new, Some(wrong)),
        None => (known.map(drawn).unwrap_or_default(), None),
    };
    let mut fields = fields(t, known, &new);
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    let mut parts = Vec::new();
    if known.is_none() {
        parts.push(Part::Soft(t.get("mailboxes-how").to_string()));
        parts.push(Part::Table(table(visit, t, &mailboxes, &fetching)));
        parts.push(Part::Heading(t.get("mailbox-new").to_string()));
    }
    parts.extend(rest.map(Part::Wrong));
    let url = id.map_or_else(|| "/settings/mailboxes".to_owned(), |id| format!("/settings/mailboxes/{id}"));
    parts.push(form(visit.0.url(&url), fields, t.get("save").to_string()));
    if let Some(known) = known {
        let fetches = fetches.as_ref().map(|(new, wrong)| (new.clone(), wrong));
        let fetching = fetching.iter().find(|fetching| fetching.mailbox == known.id);
        parts.extend(fetching::parts(t, &visit.0.url(&url), &back, fetching, fetches));
        let (word, how, path) = match known.retired_at {
            None => ("mailbox-retire", "mailbox-retire-how", "retire"),
            Some(_) => ("mailbox-restore", "mailbox-restore-how", "restore"),
        };
        parts.push(Part::Heading(t.get(word).to_string()));
        parts.push(Part::Soft(t.get(how).to_string()));
        parts.push(form(visit.0.url(&format!("{url}/{path}")), Vec::new(), t.get(word).to_string()));
    }
    let title = known.map_or_else(|| t.get("mailboxes-title").to_string(), |mailbox| mailbox.address.clone());
    answer::whole(&visit.0, status, &AgentPage { sheet: Sheet { title, parts }, shell })
}

fn drawn(mailbox: &Mailbox) -> NewMailbox {
    NewMailbox {
        name: mailbox.name.clone(),
        address: mailbox.address.clone(),
        sender_name: mailbox.sender_name.clone(),
        checked_by: mailbox.checked_by.clone(),
    }
}

fn table(visit: &StaffVisit, t: &Text, mailboxes: &[Mailbox], fetching: &[Fetching]) -> Table {
    let row = |mailbox: &Mailbox| {
        let link = visit.0.url(&format!("/settings/mailboxes/{}", mailbox.id));
        let fetching = fetching.iter().find(|fetching| fetching.mailbox == mailbox.id);
        let state = match (mailbox.retired_at, fetching) {
            (Some(_), _) => t.get("mailbox-retired").to_string(),
            (None, Some(fetching)) => fetching::word(t, fetching),
            (None, None) => t.get("mailbox-takes").to_string(),
        };
        vec![
            Cell::Link(link, mailbox.address.clone()),
            Cell::text(mailbox.name.clone()),
            Cell::text(mailbox.sender_name.clone()),
            Cell::text(state),
        ]
    };
    let head = [t.get("mailbox-address"), t.get("mailbox-name"), t.get("mailbox-sender-name"), t.get("mailbox-state")];
    Table {
        name: t.get("mailboxes-title").to_string(),
        head: head.map(String::from).to_vec(),
        rows: mailboxes.iter().map(row).collect(),
        empty: t.get("mailboxes-empty").to_string(),
    }
}

/// The name is given once: stored mail carries it.
fn fields(t: &Text, known: Option<&Mailbox>, new: &NewMailbox) -> Vec<Field> {
    let mut fields = vec![Field::new("address", t.get("mailbox-address"), Control::Email).value(new.address.clone())];
    if known.is_none() {
        let name = Field::new("name", t.get("mailbox-name"), Control::Line).hint(t.get("mailbox-name-how"));
        fields.push(name.value(new.name.clone()));
    }
    let sender = Field::new("sender-name", t.get("mailbox-sender-name"), Control::Line);
    fields.push(sender.hint(t.get("mailbox-sender-how")).value(new.sender_name.clone()).optional());
    let checked = Field::new("checked-by", t.get("mail-checked-by"), Control::Line).hint(t.get("mail-checked-by-how"));
    fields.push(checked.value(new.checked_by.clone()).optional());
    fields
}
