//! The desk's own settings: address and name in mails, address on the web, colour, issuer of invoices. For administrators.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use desk::Role;
use desk::setting::{self, Setting};

use super::article::form;
use super::frame::frame;
use crate::answer;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Part, Sheet};
use crate::show::Wrong;
use crate::view::{Area, Choice, Control, Field};
use crate::visit::{StaffVisit, refused};

/// A setting with the text keys of its name and of what it is for.
type Line = (Setting, &'static str, &'static str);

const LINES: [Line; 9] = [
    (setting::MAIL_ADDRESS, "desk-mail-address", "desk-mail-address-how"),
    (setting::MAIL_NAME, "desk-mail-name", "desk-mail-name-how"),
    (setting::MAIL_CHECKED_BY, "mail-checked-by", "mail-checked-by-how"),
    (setting::MAIL_SEALERS, "desk-mail-sealers", "desk-mail-sealers-how"),
    (setting::MAIL_PARTICIPANTS, "desk-mail-participants", "desk-mail-participants-how"),
    (setting::MAIL_PER_MINUTE, "desk-mail-per-minute", "desk-mail-per-minute-how"),
    (setting::PUBLIC_URL, "desk-public-url", "desk-public-url-how"),
    (setting::HUE, "desk-hue", "desk-hue-how"),
    (setting::INVOICE_ISSUER, "desk-issuer", "desk-issuer-how"),
];

/// What the form sent, by the settings' names.
type Typed = BTreeMap<String, String>;

/// The form.
pub(super) async fn page(visit: StaffVisit) -> Result<Response, Refusal> {
    administers(&visit)?;
    show(&visit, None).await
}

/// Sets all of them, or none.
pub(super) async fn change(visit: StaffVisit, posted: Posted<Typed>) -> Result<Response, Refusal> {
    administers(&visit)?;
    let typed = posted.of(&visit.0)?.clone();
    let kept = typed.clone();
    let set = move |act: &mut desk::Action<'_, '_>| {
        for (setting, ..) in LINES {
            if let Some(value) = typed.get(setting.name) {
                setting::set(act, setting, value)?;
            }
        }
        Ok(())
    };
    match visit.0.try_act(set).await? {
        Ok(()) => Ok(answer::done(&visit.0, "/settings/desk", &visit.0.text().get("done").to_string())),
        Err(wrong) => show(&visit, Some((kept, wrong))).await,
    }
}

fn administers(visit: &StaffVisit) -> Result<(), Refusal> {
    visit.0.actor().require(&[Role::Administrator]).map_err(|error| refused(&visit.0, error))
}

async fn show(visit: &StaffVisit, sent: Option<(Typed, Wrong)>) -> Result<Response, Refusal> {
    let status = if sent.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let me = visit.me();
    let read = move |view: &mut desk::View<'_, '_>| {
        let values = LINES.iter().map(|(setting, ..)| setting::get(view, *setting)).collect::<Result<Vec<_>, _>>()?;
        Ok((frame(view, me)?, values))
    };
    let (frame, values) = visit.0.read(read).await?;
    let shell = frame.shell(visit, Area::Settings);
    let t = &shell.t;
    let (typed, wrong) = sent.map_or_else(|| (Typed::new(), None), |(typed, wrong)| (typed, Some(wrong)));
    let field = |((setting, name, how), value): (&Line, String)| {
        let value = typed.get(setting.name).cloned().unwrap_or(value);
        let control = match setting.name {
            "mail.participants" => Control::Select(vec![
                Choice::new(setting::COLLEAGUES, t.get("desk-participants-colleagues").to_string()),
                Choice::new("nobody", t.get("desk-participants-nobody").to_string()),
            ]),
            _ => Control::Line,
        };
        Field::new(setting.name, t.get(name), control).hint(t.get(how)).value(value).optional()
    };
    let mut fields: Vec<Field> = LINES.iter().zip(values).map(field).collect();
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    let mut parts: Vec<Part> = rest.map(Part::Wrong).into_iter().collect();
    parts.push(form(visit.0.url("/settings/desk"), fields, t.get("save").to_string()));
    let title = t.get("desk-settings-title").to_string();
    answer::whole(&visit.0, status, &AgentPage { sheet: Sheet { title, parts }, shell })
}
