//! Logging time, on a ticket or under a contract where there is none. The form shows what it comes to while it is filled in.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use desk::contract::Overview;
use desk::id::StaffId;
use desk::usage::Quote;
use desk::work::{self, NewWork, WorkOn};
use desk::{DeskError, View, contract, ticket};
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
    /// The rest of the form, with what the plan file asks for.
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
}

/// Where time is logged.
#[derive(Debug, Clone, Copy)]
enum From {
    Ticket(i64),
    Contract(i64),
}

impl From {
    fn path(self) -> String {
        match self {
            From::Ticket(number) => format!("/tickets/{number}"),
            From::Contract(number) => format!("/contracts/{number}"),
        }
    }

    /// The contract, if there is one.
    fn overview(self, view: &mut View<'_, '_>) -> Result<Option<Overview>, DeskError> {
        let id = match self.on(view)? {
            WorkOn::Contract(id) => Some(id),
            WorkOn::Ticket(ticket) => ticket::get(view, ticket)?.contract,
        };
        id.map(|id| contract::overview(view, id)).transpose()
    }

    fn on(self, view: &mut View<'_, '_>) -> Result<WorkOn, DeskError> {
        Ok(match self {
            From::Ticket(number) => WorkOn::Ticket(ticket::get_by_number(view, number)?.id),
            From::Contract(number) => WorkOn::Contract(contract::get_by_number(view, number)?),
        })
    }
}

/// What a form says of facts, as the form of a request does.
type Told = crate::portal::Typed;

impl Typed {
    fn told(&self) -> Told {
        Told { rest: self.rest.clone(), ..Told::default() }
    }

    fn work(&self, on: WorkOn, staff: StaffId, zone: &TimeZone) -> Result<NewWork, DeskError> {
        Ok(NewWork {
            on,
            staff,
            at: typed::moment(&self.at, zone).ok_or_else(|| DeskError::field("at", "no-moment", ""))?,
            duration_s: typed::duration_s(&self.duration_s)
                .ok_or_else(|| DeskError::field("duration_s", "no-duration", ""))?,
            kind: Some(self.kind.clone()).filter(|kind| !kind.is_empty()),
            facts: self.told().facts(),
            note: self.note.clone(),
            unique_key: Some(self.key.clone()).filter(|key| !key.is_empty()),
        })
    }
}

/// The form on a ticket.
pub(super) async fn of_ticket(visit: StaffVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let from = From::Ticket(number.get(&visit.0)?);
    form(&visit, from).await
}

/// The form of a contract.
pub(super) async fn of_contract(visit: StaffVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let from = From::Contract(number.get(&visit.0)?);
    form(&visit, from).await
}

/// What it comes to as it stands, on a ticket.
pub(super) async fn quote_of_ticket(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let from = From::Ticket(number.get(&visit.0)?);
    quoted(&visit, from, posted).await
}

/// The same of a contract.
pub(super) async fn quote_of_contract(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let from = From::Contract(number.get(&visit.0)?);
    quoted(&visit, from, posted).await
}

/// Logs it on a ticket.
pub(super) async fn log_of_ticket(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let from = From::Ticket(number.get(&visit.0)?);
    logged(&visit, from, posted).await
}

/// Logs it under a contract.
pub(super) async fn log_of_contract(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let from = From::Contract(number.get(&visit.0)?);
    logged(&visit, from, posted).await
}

async fn form(visit: &StaffVisit, from: From) -> Result<Response, Refusal> {
    let typed = Typed {
        at: typed::moment_value(visit.0.now, &visit.0.zone),
        key: hex(&visit.0.desk.random::<16>()),
        ..Typed::default()
    };
    page(visit, from, typed, None).await
}

async fn quoted(visit: &StaffVisit, from: From, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let typed = posted.of(&visit.0)?;
    let (_, quote) = find(visit, from, &typed).await?;
    let shell = visit.0.shell(Area::Queue);
    let parts = quote_parts(&shell.t, quote);
    answer::fragment(&Pieces { shell: &shell, parts: &parts })
}

async fn logged(visit: &StaffVisit, from: From, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let typed = posted.of(&visit.0)?;
    let (kept, me, zone) = (typed.clone(), visit.me(), visit.0.zone.clone());
    let result = visit
        .0
        .try_act(move |act| {
            let on = from.on(act)?;
            work::log(act, &kept.work(on, me, &zone)?)
        })
        .await?;
    match result {
        Ok(_) => {
            let words = visit.0.text().get("work-logged").to_string();
            Ok(answer::done(&visit.0, &from.path(), &words))
        }
        Err(wrong) => page(visit, from, typed, Some(wrong)).await,
    }
}

type Quoted = (Frame, Option<Result<Quote, Wrong>>);

async fn find(visit: &StaffVisit, from: From, typed: &Typed) -> Result<Quoted, Refusal> {
    let me = visit.me();
    let (frame, on) = visit.0.read(move |view| Ok((frame(view, me)?, from.on(view)?))).await?;
    if typed.duration_s.trim().is_empty() {
        return Ok((frame, None));
    }
    let new = match typed.work(on, me, &visit.0.zone) {
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

async fn page(visit: &StaffVisit, from: From, typed: Typed, wrong: Option<Wrong>) -> Result<Response, Refusal> {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (frame, quote) = find(visit, from, &typed).await?;
    let overview = visit.0.read(move |view| from.overview(view)).await?;
    let shell = frame.shell(visit, Area::Queue);
    let t = &shell.t;
    let mut fields = fields(t, &typed);
    if let Some(overview) = &overview {
        let note = fields.len() - 1;
        fields.splice(note..note, typed.told().fact_fields(t, overview));
    }
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    let path = from.path();
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
        Field::new("at", t.moment_label(&t.get("work-started").to_string()), Control::Moment).value(&typed.at),
        Field::new("duration_s", t.get("work-length"), Control::Line)
            .hint(t.get("call-length-how"))
            .value(&typed.duration_s),
        Field::new("kind", t.get("work-kind"), Control::Select(kinds)).value(&typed.kind).optional(),
        Field::new("note", t.get("work-note"), Control::Area { rows: 4 }).value(&typed.note).optional(),
    ]
}
