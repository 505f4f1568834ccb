//! Mails that staff bring in as files: .eml, or mbox with many.

use axum::http::StatusCode;
use axum::response::Response;
use desk::intake::{self, Taken};
use desk::mailbox;

use super::article::form;
use super::frame::frame;
use crate::answer;
use crate::composed::Composed;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Part, Sheet};
use crate::show::Wrong;
use crate::view::{Area, Control, Field};
use crate::visit::StaffVisit;

/// The form.
pub(super) async fn page(visit: StaffVisit) -> Result<Response, Refusal> {
    show(&visit, None).await
}

/// Takes in what was sent: all files or none.
pub(super) async fn upload(composed: Composed<StaffVisit>) -> Result<Response, Refusal> {
    let visit = composed.visit?;
    if !composed.guarded {
        return Err(Refusal::forbidden().within(&visit.0));
    }
    let files = composed.files;
    let result = match composed.wrong {
        Some(wrong) => Err(wrong),
        None if files.is_empty() => Err(Wrong::field("file", "missing")),
        None => {
            let change = move |act: &mut desk::Action<'_, '_>| {
                let mut all = Taken::default();
                for file in &files {
                    let taken = intake::upload(act, mailbox::OWN, &file.bytes)?;
                    (all.new, all.known) = (all.new + taken.new, all.known + taken.known);
                }
                Ok(all)
            };
            visit.0.try_act(change).await?
        }
    };
    match result {
        Ok(taken) => {
            let words = visit.0.text().get("mails-uploaded").arg("new", taken.new as i64);
            let words = words.arg("known", taken.known as i64).to_string();
            Ok(answer::done(&visit.0, "/mails", &words))
        }
        Err(wrong) => show(&visit, Some(wrong)).await,
    }
}

async fn show(visit: &StaffVisit, wrong: Option<Wrong>) -> Result<Response, Refusal> {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let me = visit.me();
    let frame = visit.0.read(move |view| frame(view, me)).await?;
    let shell = frame.shell(visit, Area::Mails);
    let t = &shell.t;
    let mut fields =
        vec![Field::new("file", t.get("mails-upload-files"), Control::Files).hint(t.get("mails-upload-how"))];
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    let mut parts: Vec<Part> = rest.map(Part::Wrong).into_iter().collect();
    parts.push(form(visit.0.url("/mails/upload"), fields, t.get("mails-upload").to_string()));
    let sheet = Sheet { title: t.get("mails-upload").to_string(), parts };
    answer::whole(&visit.0, status, &AgentPage { sheet, shell })
}
