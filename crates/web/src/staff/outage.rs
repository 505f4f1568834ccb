//! Downtime of a product, reported once for all contracts that promise its availability.

use axum::http::StatusCode;
use axum::response::Response;
use desk::Role;
use desk::contract;

use super::contract::{Typed, fields};
use super::frame::frame;
use crate::answer;
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Form, Part, Sheet};
use crate::show::Wrong;
use crate::view::Area;
use crate::visit::{StaffVisit, refused};

/// The form.
pub(super) async fn form(visit: StaffVisit) -> Result<Response, Refusal> {
    visit.0.actor().require(&[Role::Administrator, Role::Manager]).map_err(|error| refused(&visit.0, error))?;
    show(&visit, &Typed::default(), None).await
}

/// Reports it.
pub(super) async fn report(visit: StaffVisit, posted: Posted<Typed>) -> Result<Response, Refusal> {
    let typed = posted.of(&visit.0)?;
    let reported = match typed.outage(&visit.0.zone) {
        Ok(new) => contract::report_outage_for_all(&visit.0.desk, &visit.0.actor(), &new).await,
        Err(error) => Err(error),
    };
    match Wrong::split(&visit.0, reported)? {
        Ok(reported) => {
            let words =
                visit.0.text().get("outage-reported-for").arg("count", reported.contracts.to_string()).to_string();
            Ok(answer::done(&visit.0, "/customers", &words))
        }
        Err(wrong) => show(&visit, &typed, Some(wrong)).await,
    }
}

async fn show(visit: &StaffVisit, typed: &Typed, wrong: Option<Wrong>) -> Result<Response, Refusal> {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let me = visit.me();
    let (frame, catalogue) =
        visit.0.read(move |view| Ok((frame(view, me)?, desk::catalogue::get_current(view)?.1))).await?;
    let shell = frame.shell(visit, Area::Customers);
    let t = &shell.t;
    let mut fields = fields(t, &catalogue, typed);
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    let mut parts = vec![Part::Words(t.get("outage-for-all-how").to_string())];
    parts.extend(rest.map(Part::Wrong));
    parts.push(Part::Form(Form {
        action: visit.0.url("/outages"),
        hidden: Vec::new(),
        fields,
        quote_url: None,
        quote: Vec::new(),
        submit: t.get("outage-report").to_string(),
    }));
    let sheet = Sheet { title: t.get("outage-for-all").to_string(), parts };
    answer::whole(&visit.0, status, &AgentPage { sheet, shell })
}
