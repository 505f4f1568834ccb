//! Staff write down a request for a contact: a call, a visit. What the plan does not take can be kept all the same.

use axum::http::StatusCode;
use axum::response::Response;
use desk::customer;
use desk::ticket::{self, OnRefusal, Preview};
use serde::Deserialize;

use super::frame::{Frame, frame};
use crate::answer;
use crate::asked::Query;
use crate::guard::Posted;
use crate::portal::{Choices, Typed, shown};
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Form, Part, Pieces, Sheet};
use crate::show::Wrong;
use crate::view::{Area, Field};
use crate::visit::StaffVisit;

/// For which customer.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    customer: String,
}

impl Asked {
    fn number(&self) -> Option<i64> {
        self.customer.parse().ok()
    }
}

/// The form. Without a customer one is chosen first.
pub(super) async fn form(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    match asked.number() {
        None => Ok(answer::go(&visit.0, "/customers")),
        Some(number) => page(&visit, number, &Typed::default(), None).await,
    }
}

/// What would become of the request as it stands.
pub(super) async fn verdict(
    visit: StaffVisit,
    Query(asked): Query<Asked>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let typed = posted.of(&visit.0)?;
    let number = asked.number().ok_or_else(|| Refusal::nothing_here().within(&visit.0))?;
    let (_, _, preview) = find(&visit, number, &typed).await?;
    let shell = visit.0.shell(Area::Queue);
    let parts = verdict_parts(&visit, preview);
    answer::fragment(&Pieces { shell: &shell, parts: &parts })
}

/// Opens it.
pub(super) async fn open(
    visit: StaffVisit,
    Query(asked): Query<Asked>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let typed = posted.of(&visit.0)?;
    let number = asked.number().ok_or_else(|| Refusal::nothing_here().within(&visit.0))?;
    let kept = typed.clone();
    let result = visit.0.try_act(move |act| ticket::open(act, &kept.request(OnRefusal::Keep)?)).await?;
    match result {
        Ok(opened) => {
            let words = visit.0.text().get("request-sent").arg("number", opened.number.to_string()).to_string();
            Ok(answer::done(&visit.0, &format!("/tickets/{}", opened.number), &words))
        }
        Err(wrong) => page(&visit, number, &typed, Some(wrong)).await,
    }
}

type Found = (Frame, Choices, Option<Result<Preview, Wrong>>);

async fn find(visit: &StaffVisit, number: i64, typed: &Typed) -> Result<Found, Refusal> {
    let me = visit.me();
    let (frame, choices) = visit
        .0
        .read(move |view| {
            let customer = customer::get_by_number(view, number)?;
            Ok((frame(view, me)?, Choices::of(view, customer.id)?))
        })
        .await?;
    let mut kept = typed.clone();
    if kept.contact.is_empty() {
        kept.contact = choices.contacts.first().map(|one| one.id.to_string()).unwrap_or_default();
    }
    if kept.contact.is_empty() {
        return Ok((frame, choices, None));
    }
    let preview = visit.0.try_read(move |view| ticket::preview(view, &kept.request(OnRefusal::Keep)?)).await?;
    Ok((frame, choices, Some(preview)))
}

fn verdict_parts(visit: &StaffVisit, preview: Option<Result<Preview, Wrong>>) -> Vec<Part> {
    let t = visit.0.text();
    match preview {
        None => Vec::new(),
        Some(Err(wrong)) => vec![Part::Wrong(wrong.words(&t))],
        Some(Ok(preview)) => vec![Part::Verdict(shown(&t, &preview, ""))],
    }
}

async fn page(visit: &StaffVisit, number: i64, typed: &Typed, wrong: Option<Wrong>) -> Result<Response, Refusal> {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (frame, choices, preview) = find(visit, number, typed).await?;
    let shell = frame.shell(visit, Area::Queue);
    let t = &shell.t;
    let title = t.get("nav-new-ticket").to_string();
    if choices.contacts.is_empty() {
        let parts = vec![Part::Words(t.get("customer-no-contacts").to_string())];
        return answer::whole(&visit.0, status, &AgentPage { sheet: Sheet { title, parts }, shell });
    }
    let mut fields = typed.fields(t, &choices);
    let mut marked: Vec<&mut Field> = fields.iter_mut().collect();
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut marked));
    let mut parts: Vec<Part> = rest.map(Part::Wrong).into_iter().collect();
    parts.push(Part::Form(Form {
        action: visit.0.url(&format!("/tickets?customer={number}")),
        hidden: Vec::new(),
        fields,
        quote_url: Some(visit.0.url(&format!("/tickets/verdict?customer={number}"))),
        quote: verdict_parts(visit, preview),
        submit: t.get("request-open").to_string(),
    }));
    answer::whole(&visit.0, status, &AgentPage { sheet: Sheet { title, parts }, shell })
}
