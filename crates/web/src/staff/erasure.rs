//! Erasing a person: what goes and what stays, and the address typed as a confirmation. For administrators.

use axum::http::StatusCode;
use axum::response::Response;
use desk::customer::Contact;
use desk::erasure::{self, Extent};
use desk::id::ContactId;
use desk::{DeskError, View, customer};
use serde::Deserialize;

use super::article::form;
use super::frame::frame;
use crate::answer;
use crate::asked::Path;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Part, Sheet};
use crate::show::Wrong;
use crate::text::Text;
use crate::view::{Area, Control, Field};
use crate::visit::StaffVisit;

/// A contact of a customer in a path.
#[derive(Debug, Deserialize)]
pub(super) struct OfCustomer {
    number: String,
    id: String,
}

impl OfCustomer {
    fn get(&self, visit: &StaffVisit) -> Result<(i64, ContactId), Refusal> {
        let read = self.number.parse().ok().zip(self.id.parse().ok().map(ContactId));
        read.ok_or_else(|| Refusal::nothing_here().within(&visit.0))
    }
}

/// The address as typed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    email: String,
}

/// What would go.
pub(super) async fn page(visit: StaffVisit, Path(of): Path<OfCustomer>) -> Result<Response, Refusal> {
    let (number, id) = of.get(&visit)?;
    show(&visit, number, id, None).await
}

/// Erases.
pub(super) async fn erase(
    visit: StaffVisit,
    Path(of): Path<OfCustomer>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let (number, id) = of.get(&visit)?;
    let typed = posted.of(&visit.0)?.email;
    let confirmation = typed.clone();
    let erase = move |act: &mut desk::Action<'_, '_>| {
        belongs(act, number, id)?;
        erasure::erase(act, id, &confirmation)
    };
    match visit.0.try_act(erase).await? {
        Ok(erased) => {
            let words = visit.0.text().get("erase-done").arg("number", erased).to_string();
            Ok(answer::done(&visit.0, &format!("/customers/{number}"), &words))
        }
        Err(wrong) => show(&visit, number, id, Some((typed, wrong))).await,
    }
}

/// A contact is reached below their own customer only.
fn belongs(view: &mut View<'_, '_>, number: i64, id: ContactId) -> Result<(), DeskError> {
    let customer = customer::get_by_number(view, number)?.id;
    let contact = customer::get_contact(view, id)?;
    if contact.customer == customer { Ok(()) } else { Err(DeskError::NotFound) }
}

async fn show(
    visit: &StaffVisit,
    number: i64,
    id: ContactId,
    sent: Option<(String, Wrong)>,
) -> Result<Response, Refusal> {
    let status = if sent.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let me = visit.me();
    let read = move |view: &mut View<'_, '_>| {
        belongs(view, number, id)?;
        Ok((frame(view, me)?, erasure::extent(view, id)?))
    };
    let (frame, (contact, extent)) = visit.0.read(read).await?;
    let shell = frame.shell(visit, Area::Customers);
    let t = &shell.t;
    let mut field = Field::new("email", t.get("erase-confirm"), Control::Email);
    let mut parts = said(t, &contact, &extent);
    if let Some((typed, wrong)) = sent {
        field = field.value(typed);
        parts.extend(wrong.mark(t, &mut [&mut field]).map(Part::Wrong));
    }
    let action = visit.0.url(&format!("/customers/{number}/contacts/{id}/erase"));
    parts.push(form(action, vec![field], t.get("erase-do").to_string()));
    let title = t.get("erase-title").arg("name", contact.name.as_str()).to_string();
    answer::whole(&visit.0, status, &AgentPage { sheet: Sheet { title, parts }, shell })
}

fn said(t: &Text, contact: &Contact, extent: &Extent) -> Vec<Part> {
    let count = |key: &str, count: i64| (t.get(key).to_string(), Cell::Number(t.number(count)));
    let mut parts = vec![
        Part::Words(t.get("erase-goes").to_string()),
        Part::Facts(vec![
            (t.get("sign-in-email").to_string(), Cell::text(contact.email.as_str())),
            count("erase-tickets", extent.tickets),
            count("erase-messages", extent.messages),
            count("erase-files", extent.files),
            count("erase-deliveries", extent.deliveries),
        ]),
        Part::Words(t.get("erase-stays").to_string()),
    ];
    if extent.open > 0 {
        parts.push(Part::Wrong(t.get("erase-open").arg("count", extent.open).to_string()));
    }
    parts.push(Part::Soft(t.get("erase-for-ever").to_string()));
    parts
}
