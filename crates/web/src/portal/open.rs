//! A contact opens a ticket, and learns before sending what the plan says of it.

use axum::http::StatusCode;
use axum::response::Response;
use desk::ticket::{self, OnRefusal, Preview};
use engine::run::outcome::Answer;

use super::request::{Choices, Typed, shown};
use crate::answer;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{Form, Part, Pieces, ReadingPage, Sheet};
use crate::show::{Wrong, plan_language};
use crate::view::{Area, Field};
use crate::visit::{ContactVisit, Visit};

/// The empty form.
pub(super) async fn form(visit: ContactVisit) -> Result<Response, Refusal> {
    page(&visit.0, StatusCode::OK, &Typed::default(), None).await
}

/// What would become of the request as it stands.
pub(super) async fn verdict(visit: ContactVisit, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let visit = visit.0;
    let typed = posted.of(&visit)?;
    let (_, preview) = judge(&visit, &typed).await?;
    let shell = visit.shell(Area::NewTicket);
    let parts = verdict_parts(&visit, &typed, preview);
    answer::fragment(&Pieces { shell: &shell, parts: &parts })
}

/// Opens it.
pub(super) async fn open(visit: ContactVisit, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let visit = visit.0;
    let typed = posted.of(&visit)?;
    let kept = typed.clone();
    let result = visit.try_act(move |act| ticket::open(act, &kept.request(OnRefusal::Reject)?)).await?;
    match result {
        Ok(opened) => {
            let words = visit.text().get("request-sent").arg("number", opened.number.to_string()).to_string();
            Ok(answer::done(&visit, &format!("/portal/tickets/{}", opened.number), &words))
        }
        Err(wrong) => page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &typed, Some(wrong)).await,
    }
}

async fn judge(visit: &Visit, typed: &Typed) -> Result<(Choices, Result<Preview, Wrong>), Refusal> {
    let kept = typed.clone();
    let preview = visit.try_read(move |view| ticket::preview(view, &kept.request(OnRefusal::Reject)?)).await?;
    let choices = visit.read(Choices::own).await?;
    Ok((choices, preview))
}

fn verdict_parts(visit: &Visit, typed: &Typed, preview: Result<Preview, Wrong>) -> Vec<Part> {
    let t = visit.text();
    match preview {
        Err(wrong) => vec![Part::Wrong(wrong.words(&t))],
        Ok(preview) => {
            let plan = visit.catalogue.as_ref().map(|known| known.provider.name.get(plan_language(&t)));
            let mut parts = vec![Part::Verdict(shown(&t, &preview, plan.unwrap_or_default()))];
            if preview.answer == Answer::Chargeable {
                parts.push(Part::Field(typed.acceptance(&t)));
            }
            parts
        }
    }
}

async fn page(visit: &Visit, status: StatusCode, typed: &Typed, wrong: Option<Wrong>) -> Result<Response, Refusal> {
    let (choices, preview) = judge(visit, typed).await?;
    let shell = visit.shell(Area::NewTicket);
    let t = &shell.t;
    let mut fields = typed.fields(t, &choices);
    let mut marked: Vec<&mut Field> = fields.iter_mut().collect();
    // A refusal or a price is said by the verdict itself.
    let rest = match &wrong {
        Some(Wrong::Conflict { code: "refused", .. }) | None => None,
        Some(wrong) => wrong.mark(t, &mut marked),
    };
    let form = Form {
        action: visit.url("/portal/tickets"),
        hidden: Vec::new(),
        fields,
        quote_url: Some(visit.url("/portal/tickets/verdict")),
        quote: verdict_parts(visit, typed, preview),
        submit: t.get("request-send").to_string(),
    };
    let mut parts: Vec<Part> = rest.map(Part::Wrong).into_iter().collect();
    parts.push(Part::Form(form));
    let sheet = Sheet { title: t.get("nav-new-ticket").to_string(), parts };
    answer::whole(visit, status, &ReadingPage { sheet, shell })
}
