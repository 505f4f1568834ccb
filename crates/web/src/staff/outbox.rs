//! Mail that goes out: what waits, what failed, what was sent; each with its tries, and how it is mended.

use axum::http::StatusCode;
use axum::response::Response;
use desk::id::DeliveryId;
use desk::outbox::{self, Delivery, DeliveryPage, Outcome, Shelf, Tried};
use serde::Deserialize;

use super::change::Nothing;
use super::frame::frame;
use crate::answer;
use crate::asked::{Path, Query};
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Form, Part, Sheet, Table};
use crate::show::Wrong;
use crate::show::eml::eml;
use crate::text::Text;
use crate::view::{Area, Control, Field, Pager};
use crate::visit::{StaffVisit, Visit};

/// Rows of a page.
const ROWS: i64 = 50;

/// What is looked at.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    shelf: String,
    after: String,
}

/// Id of a delivery in a path.
#[derive(Debug, Deserialize)]
pub(super) struct Id {
    id: String,
}

impl Id {
    fn get(&self, visit: &StaffVisit) -> Result<DeliveryId, Refusal> {
        self.id.parse().map_err(|_| Refusal::nothing_here().within(&visit.0))
    }
}

const SHELVES: [(Shelf, &str); 3] = [(Shelf::Failed, "failed"), (Shelf::Waiting, "waiting"), (Shelf::Sent, "sent")];

fn word(shelf: Shelf) -> &'static str {
    SHELVES.iter().find(|(known, _)| *known == shelf).map_or("", |(_, word)| word)
}

/// A shelf, the newest first. What failed comes first, as long as there is any.
pub(super) async fn list(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let me = visit.me();
    let wanted = SHELVES.iter().find(|(_, word)| *word == asked.shelf).map(|(shelf, _)| *shelf);
    let after = Some(asked.after).filter(|after| !after.is_empty());
    let from = after.clone();
    let read = move |view: &mut desk::View<'_, '_>| {
        let counts = outbox::counts(view)?;
        let shelf = wanted.unwrap_or(if counts[1] > 0 { Shelf::Failed } else { Shelf::Waiting });
        Ok((frame(view, me)?, counts, shelf, outbox::list(view, shelf, from.as_deref(), ROWS + 1)?))
    };
    let (frame, [waiting, failed], shelf, mut found) = visit.0.read(read).await?;
    let more = found.len() as i64 > ROWS;
    found.truncate(usize::try_from(ROWS).unwrap_or(usize::MAX));
    let shell = frame.shell(&visit, Area::Mails);
    let (t, visit) = (&shell.t, &visit.0);
    let path = |shelf: Shelf| format!("/outbox?shelf={}", word(shelf));
    let link = |shelf: Shelf, words: String| (visit.url(&path(shelf)), words);
    let links = vec![
        (visit.url("/mails"), t.get("nav-mails").to_string()),
        link(Shelf::Failed, t.get("outbox-failed").arg("count", failed).to_string()),
        link(Shelf::Waiting, t.get("outbox-waiting").arg("count", waiting).to_string()),
        link(Shelf::Sent, t.get("outbox-sent").to_string()),
    ];
    let heading = match shelf {
        Shelf::Failed => t.get("outbox-failed").arg("count", failed),
        Shelf::Waiting => t.get("outbox-waiting").arg("count", waiting),
        Shelf::Sent => t.get("outbox-sent"),
    };
    let head = [
        t.get("outbox-written"),
        t.get("outbox-to"),
        t.get("request-subject"),
        t.get("outbox-tries"),
        t.get("outbox-answer"),
    ];
    let table = Table {
        name: heading.to_string(),
        head: head.map(String::from).to_vec(),
        rows: found.iter().map(|delivery| row(visit, delivery)).collect(),
        empty: t.get("outbox-none").to_string(),
    };
    let last = found.last().filter(|_| more);
    let pager = Pager {
        newer: after.map(|_| visit.url(&path(shelf))),
        older: last.map(|last| visit.url(&format!("{}&after={}", path(shelf), last.after(shelf)))),
    };
    let parts = vec![Part::Links(links), Part::Heading(heading.to_string()), Part::Table(table), Part::Pager(pager)];
    let sheet = Sheet { title: t.get("nav-outbox").to_string(), parts };
    answer::page(visit, &AgentPage { sheet, shell })
}

fn row(visit: &Visit, delivery: &Delivery) -> Vec<Cell> {
    let subject = Cell::Link(visit.url(&format!("/outbox/{}", delivery.id)), delivery.subject.clone());
    vec![
        Cell::Time(delivery.created_at),
        Cell::text(delivery.recipient.as_str()),
        subject,
        Cell::Number(delivery.attempts.to_string()),
        Cell::text(delivery.last_answer.clone().unwrap_or_default()),
    ]
}

/// One delivery.
pub(super) async fn one(visit: StaffVisit, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let id = id.get(&visit)?;
    show(&visit, id, None).await
}

async fn show(visit: &StaffVisit, id: DeliveryId, wrong: Option<(String, Wrong)>) -> Result<Response, Refusal> {
    let me = visit.me();
    let (frame, page) = visit.0.read(move |view| Ok((frame(view, me)?, outbox::get(view, id)?))).await?;
    let shell = frame.shell(visit, Area::Mails);
    let (t, visit) = (&shell.t, &visit.0);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let delivery = &page.delivery;
    let mut parts = vec![
        Part::Links(vec![
            (visit.url("/outbox"), t.get("nav-outbox").to_string()),
            (visit.url(&format!("/outbox/{id}/raw")), t.get("mail-download").to_string()),
        ]),
        Part::Facts(facts(visit, t, &page)),
    ];
    if let Some(blocked) = &page.blocked {
        let words = t.get("outbox-blocked").arg("address", blocked.address.as_str());
        let words = words.arg("since", t.moment(blocked.since)).arg("answer", blocked.answer.as_str());
        parts.push(Part::Words(words.to_string()));
        parts.push(Part::Form(form(visit, id, "unblock", Vec::new(), t.get("outbox-unblock").to_string())));
    }
    if delivery.failed_at.is_some() {
        let typed = wrong.as_ref().map_or(delivery.recipient.clone(), |(typed, _)| typed.clone());
        let mut fields = vec![Field::new("recipient", t.get("outbox-to"), Control::Email).value(typed)];
        let rest = wrong.and_then(|(_, wrong)| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
        parts.extend(rest.map(Part::Wrong));
        parts.push(Part::Form(form(visit, id, "retry", fields, t.get("outbox-retry").to_string())));
    } else if let Some((_, wrong)) = &wrong {
        parts.push(Part::Wrong(wrong.words(t)));
    }
    let head = [t.get("outbox-when"), t.get("outbox-outcome"), t.get("outbox-answer")];
    parts.push(Part::Heading(t.get("outbox-tries").to_string()));
    parts.push(Part::Table(Table {
        name: t.get("outbox-tries").to_string(),
        head: head.map(String::from).to_vec(),
        rows: page.tries.iter().map(|tried| attempt(t, tried)).collect(),
        empty: t.get("outbox-untried").to_string(),
    }));
    let sheet = Sheet { title: delivery.subject.clone(), parts };
    answer::whole(visit, status, &AgentPage { sheet, shell })
}

fn form(visit: &Visit, id: DeliveryId, what: &str, fields: Vec<Field>, submit: String) -> Form {
    let action = visit.url(&format!("/outbox/{id}/{what}"));
    Form { action, hidden: Vec::new(), fields, quote_url: None, quote: Vec::new(), submit }
}

fn facts(visit: &Visit, t: &Text, page: &DeliveryPage) -> Vec<(String, Cell)> {
    let delivery = &page.delivery;
    let mut facts = vec![
        (t.get("outbox-to").to_string(), Cell::text(delivery.recipient.as_str())),
        (t.get("mail-from").to_string(), Cell::text(page.sender.as_str())),
        (t.get("outbox-written").to_string(), Cell::Time(delivery.created_at)),
        (t.get("outbox-message-id").to_string(), Cell::text(page.message_id.as_str())),
    ];
    if let Some(number) = delivery.ticket_number {
        let link = Cell::Link(visit.url(&format!("/tickets/{number}")), format!("#{number}"));
        facts.push((t.get("outbox-ticket").to_string(), link));
    }
    facts
}

fn attempt(t: &Text, tried: &Tried) -> Vec<Cell> {
    let outcome = match tried.outcome {
        Outcome::Sent => t.get("outcome-sent"),
        Outcome::PutOff => t.get("outcome-put-off"),
        Outcome::Refused => t.get("outcome-refused"),
        Outcome::Bounced => t.get("outcome-bounced"),
        Outcome::Blocked => t.get("outcome-blocked"),
    };
    vec![Cell::Time(tried.at), Cell::text(outcome.to_string()), Cell::text(tried.answer.as_str())]
}

/// To whom it goes now.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Again {
    recipient: String,
}

/// Sends one that failed again.
pub(super) async fn retry(visit: StaffVisit, Path(id): Path<Id>, posted: Posted<Again>) -> Result<Response, Refusal> {
    let id = id.get(&visit)?;
    let typed = posted.of(&visit.0)?.recipient;
    let to = typed.clone();
    match visit.0.try_act(move |act| outbox::retry(act, id, Some(&to))).await? {
        Ok(()) => {
            let words = visit.0.text().get("outbox-again").to_string();
            Ok(answer::done(&visit.0, &format!("/outbox/{id}"), &words))
        }
        Err(wrong) => show(&visit, id, Some((typed, wrong))).await,
    }
}

/// Allows its address again.
pub(super) async fn unblock(
    visit: StaffVisit,
    Path(id): Path<Id>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let id = id.get(&visit)?;
    posted.of(&visit.0)?;
    match visit.0.try_act(move |act| outbox::unblock(act, id)).await? {
        Ok(()) => {
            let words = visit.0.text().get("outbox-unblocked").to_string();
            Ok(answer::done(&visit.0, &format!("/outbox/{id}"), &words))
        }
        Err(wrong) => show(&visit, id, Some((String::new(), wrong))).await,
    }
}

/// The mail as it goes out, to be kept as a file.
pub(super) async fn raw(visit: StaffVisit, Path(id): Path<Id>) -> Result<Response, Refusal> {
    let id = id.get(&visit)?;
    let raw = visit.0.read(move |view| outbox::raw(view, id)).await?;
    Ok(eml(&format!("mail-{id}"), raw))
}
