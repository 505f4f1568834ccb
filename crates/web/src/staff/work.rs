//! Logging time on a ticket. The form shows what it comes to while it is filled in.

use axum::http::StatusCode;
use axum::response::Response;
use desk::DeskError;
use desk::id::{StaffId, TicketId};
use desk::ticket;
use desk::usage::Quote;
use desk::work::{self, NewWork};
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::Number;
use super::frame::{Frame, frame};
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Form, Part, Pieces, Sheet};
use crate::show::{Wrong, quote, typed};
use crate::text::Text;
use crate::view::{Area, Choice, Control, Field};
use crate::visit::{StaffVisit, hex};

/// What was typed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    at: String,
    duration_s: String,
    kind: String,
    note: String,
    key: String,
}

impl Typed {
    fn work(&self, ticket: TicketId, staff: StaffId, zone: &TimeZone) -> Result<NewWork, DeskError> {
        Ok(NewWork {
            ticket,
            staff,
            at: typed::moment(&self.at, zone).ok_or_else(|| DeskError::field("at", "no-moment", ""))?,
            duration_s: typed::duration_s(&self.duration_s)
                .ok_or_else(|| DeskError::field("duration_s", "no-duration", ""))?,
            kind: Some(self.kind.clone()).filter(|kind| !kind.is_empty()),
            note: self.note.clone(),
            unique_key: Some(self.key.clone()).filter(|key| !key.is_empty()),
        })
    }
}

/// The form.
pub(super) async fn form(visit: StaffVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let typed = Typed {
        at: typed::moment_value(visit.0.now, &visit.0.zone),
        key: hex(&visit.0.desk.random::<16>()),
        ..Typed::default()
    };
    page(&visit, number, typed, None).await
}

/// What it comes to as it stands.
pub(super) async fn quote(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let typed = posted.of(&visit.0)?;
    let (_, quote) = find(&visit, number, &typed).await?;
    let shell = visit.0.shell(Area::Queue);
    let parts = quote_parts(&shell.t, quote);
    answer::fragment(&Pieces { shell: &shell, parts: &parts })
}

/// Logs it.
pub(super) async fn log(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let typed = posted.of(&visit.0)?;
    let (kept, me, zone) = (typed.clone(), visit.me(), visit.0.zone.clone());
    let result = visit
        .0
        .try_act(move |act| {
            let id = ticket::get_by_number(act, number)?.id;
            work::log(act, &kept.work(id, me, &zone)?)
        })
        .await?;
    match result {
        Ok(_) => {
            let words = visit.0.text().get("work-logged").to_string();
            Ok(answer::done(&visit.0, &format!("/tickets/{number}"), &words))
        }
        Err(wrong) => page(&visit, number, typed, Some(wrong)).await,
    }
}

type Quoted = (Frame, Option<Result<Quote, Wrong>>);

async fn find(visit: &StaffVisit, number: i64, typed: &Typed) -> Result<Quoted, Refusal> {
    let me = visit.me();
    let (frame, id) = visit.0.read(move |view| Ok((frame(view, me)?, ticket::get_by_number(view, number)?.id))).await?;
    if typed.duration_s.trim().is_empty() {
        return Ok((frame, None));
    }
    let new = match typed.work(id, me, &visit.0.zone) {
        Ok(new) => new,
        Err(error) => return Ok((frame, Some(Wrong::split(&visit.0, Err(error))?))),
    };
    Ok((frame, Some(visit.0.try_read(move |view| work::quote(view, &new)).await?)))
}

fn quote_parts(t: &Text, quote: Option<Result<Quote, Wrong>>) -> Vec<Part> {
    match quote {
        None => Vec::new(),
        Some(Err(wrong)) => vec![Part::Wrong(wrong.words(t))],
        Some(Ok(quote)) => quote::parts(t, &quote, "", &[]),
    }
}

async fn page(visit: &StaffVisit, number: i64, typed: Typed, wrong: Option<Wrong>) -> Result<Response, Refusal> {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (frame, quote) = find(visit, number, &typed).await?;
    let shell = frame.shell(visit, Area::Queue);
    let t = &shell.t;
    let mut fields = fields(t, &typed);
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    let path = format!("/tickets/{number}");
    let mut parts = vec![Part::Links(vec![(visit.0.url(&path), t.get("cancel").to_string())])];
    parts.extend(rest.map(Part::Wrong));
    parts.push(Part::Form(Form {
        action: visit.0.url(&format!("{path}/work")),
        hidden: vec![("key", typed.key)],
        fields,
        quote_url: Some(visit.0.url(&format!("{path}/work/quote"))),
        quote: quote_parts(t, quote),
        submit: t.get("ticket-log-work").to_string(),
    }));
    let sheet = Sheet { title: t.get("ticket-log-work").to_string(), parts };
    answer::whole(&visit.0, status, &AgentPage { sheet, shell })
}

fn fields(t: &Text, typed: &Typed) -> Vec<Field> {
    let kinds = vec![
        Choice::new("", t.get("request-nothing-said")),
        Choice::new("task", t.get("work-task")),
        Choice::new("question", t.get("work-question")),
    ];
    vec![
        Field::new("at", t.get("work-started"), Control::Moment).value(&typed.at),
        Field::new("duration_s", t.get("work-length"), Control::Line)
            .hint(t.get("call-length-how"))
            .value(&typed.duration_s),
        Field::new("kind", t.get("work-kind"), Control::Select(kinds)).value(&typed.kind).optional(),
        Field::new("note", t.get("work-note"), Control::Area { rows: 4 }).value(&typed.note).optional(),
    ]
}
