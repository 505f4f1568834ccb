//! One mail that came in: what became of it and why, and what staff do with one that waits for a look.

use axum::http::StatusCode;
use axum::response::Response;
use desk::id::MailId;
use desk::intake::{self, ByHand, MailPage};
use desk::{Action, DeskError};
use serde::Deserialize;

use super::change::Nothing;
use super::frame::frame;
use super::mail::{Id, became};
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Form, Part, Sheet};
use crate::show::Wrong;
use crate::text::Text;
use crate::view::{Area, Control, Field};
use crate::visit::{StaffVisit, Visit};

/// A ticket by hand, as it is typed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    contact: String,
    subject: String,
    body: String,
}

/// The page of a mail.
pub(super) async fn one(visit: StaffVisit, Path(id): Path<Id>) -> Result<Response, Refusal> {
    show(&visit, id.get(&visit)?, None, None).await
}

/// Handles it again.
pub(super) async fn retry(visit: StaffVisit, id: Path<Id>, posted: Posted<Nothing>) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    change(&visit, &id.0, intake::retry, "mail-again").await
}

/// Nothing is to be done with it.
pub(super) async fn dismiss(visit: StaffVisit, id: Path<Id>, posted: Posted<Nothing>) -> Result<Response, Refusal> {
    posted.of(&visit.0)?;
    change(&visit, &id.0, intake::dismiss, "done").await
}

async fn change(
    visit: &StaffVisit,
    id: &Id,
    change: fn(&mut Action<'_, '_>, MailId) -> Result<(), DeskError>,
    done: &'static str,
) -> Result<Response, Refusal> {
    let id = id.get(visit)?;
    match visit.0.try_act(move |act| change(act, id)).await? {
        Ok(()) => Ok(answer::done(&visit.0, &format!("/mails/{id}"), &visit.0.text().get(done).to_string())),
        Err(wrong) => show(visit, id, None, Some(wrong)).await,
    }
}

/// Turns it into a ticket.
pub(super) async fn turn(visit: StaffVisit, Path(id): Path<Id>, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let id = id.get(&visit)?;
    let typed = posted.of(&visit.0)?;
    let Typed { contact, subject, body } = typed.clone();
    let by_hand = ByHand { contact, subject, body };
    match visit.0.try_act(move |act| intake::turn(act, id, &by_hand)).await? {
        Ok(opened) => {
            let words = visit.0.text().get("mail-turned").to_string();
            Ok(answer::done(&visit.0, &format!("/tickets/{}", opened.number), &words))
        }
        Err(wrong) => show(&visit, id, Some(typed), Some(wrong)).await,
    }
}

async fn show(visit: &StaffVisit, id: MailId, typed: Option<Typed>, wrong: Option<Wrong>) -> Result<Response, Refusal> {
    let me = visit.me();
    let (frame, page) = visit.0.read(move |view| Ok((frame(view, me)?, intake::get(view, id)?))).await?;
    let shell = frame.shell(visit, Area::Mails);
    let (t, visit) = (&shell.t, &visit.0);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut parts = vec![
        Part::Links(vec![
            (visit.url("/mails"), t.get("nav-mails").to_string()),
            (visit.url(&format!("/mails/{id}/raw")), t.get("mail-download-raw").to_string()),
        ]),
        Part::Facts(facts(visit, t, &page)),
    ];
    let free = page.row.ticket.is_none() && page.row.state != "stored";
    let mut fields = fields(t, &page, typed);
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    parts.extend(rest.map(Part::Wrong));
    if free {
        parts.push(Part::Heading(t.get("mail-retry").to_string()));
        parts.push(Part::Soft(t.get("mail-retry-how").to_string()));
        let button = |what: &str, word: &str| (visit.url(&format!("/mails/{id}/{what}")), t.get(word).to_string());
        let dismiss = page.waits.then(|| button("dismiss", "mail-dismiss"));
        parts.push(Part::Quiet([button("retry", "mail-retry")].into_iter().chain(dismiss).collect()));
        parts.push(Part::Heading(t.get("mail-turn").to_string()));
        let action = visit.url(&format!("/mails/{id}/turn"));
        let submit = t.get("mail-turn").to_string();
        parts.push(Part::Form(Form { action, hidden: Vec::new(), fields, quote_url: None, quote: Vec::new(), submit }));
    }
    let title = match page.row.reading.subject.trim() {
        "" => t.get("mail-no-subject").to_string(),
        subject => subject.to_owned(),
    };
    answer::whole(visit, status, &AgentPage { sheet: Sheet { title, parts }, shell })
}

fn facts(visit: &Visit, t: &Text, page: &MailPage) -> Vec<(String, Cell)> {
    let mut facts = vec![
        (t.get("mail-received").to_string(), Cell::Time(page.row.received_at)),
        (t.get("mail-from").to_string(), Cell::text(page.row.reading.from.as_str())),
        (t.get("mail-mailbox").to_string(), Cell::text(page.mailbox.as_str())),
        (t.get("mail-bytes").to_string(), Cell::Number(page.bytes.to_string())),
        (t.get("mail-became").to_string(), Cell::text(became(t, &page.row))),
    ];
    if let Some(number) = page.row.ticket_number {
        let link = Cell::Link(visit.url(&format!("/tickets/{number}")), format!("#{number}"));
        facts.push((t.get("outbox-ticket").to_string(), link));
    }
    facts
}

/// What was typed, or what the mail says.
fn fields(t: &Text, page: &MailPage, typed: Option<Typed>) -> Vec<Field> {
    let typed = typed.unwrap_or_else(|| {
        let ByHand { contact, subject, body } = page.offered.clone();
        Typed { contact, subject, body }
    });
    vec![
        Field::new("contact", t.get("mail-turn-contact"), Control::Email)
            .hint(t.get("mail-turn-contact-how"))
            .value(typed.contact),
        Field::new("subject", t.get("request-subject"), Control::Line).value(typed.subject),
        Field::new("body", t.get("mail-turn-body"), Control::Area { rows: 12 }).value(typed.body),
    ]
}
