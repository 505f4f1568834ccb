//! A contract's promises: what was kept of them, outages to report and take back, what is owed and can be claimed.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use desk::contract::{self, NewOutage};
use desk::{DeskError, Role};
use engine::plan::Catalogue;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::Number;
use super::frame::frame;
use crate::answer::{self, percent};
use crate::asked::{Path, Query};
use crate::guard::Posted;
use crate::portal::Claimed;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Form, Part, Sheet};
use crate::show::{Wrong, history, plan_language, promise, typed};
use crate::text::Text;
use crate::view::{Area, Choice, Control, Field};
use crate::visit::StaffVisit;

/// Causes that plan files know by themselves, beside those that they declare.
const CAUSES: [&str; 2] = ["maintenance", "force-majeure"];

/// An outage as it was typed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    what: String,
    from: String,
    to: String,
    cause: String,
}

impl Typed {
    /// The outage, if its times are ones.
    pub(super) fn outage(&self, zone: &TimeZone) -> Result<NewOutage, DeskError> {
        let moment =
            |name, text: &str| typed::moment(text, zone).ok_or_else(|| DeskError::field(name, "no-moment", ""));
        let cause = self.cause.trim();
        Ok(NewOutage {
            what: Some(self.what.clone()),
            from: moment("from", &self.from)?,
            to: if self.to.trim().is_empty() { None } else { Some(moment("to", &self.to)?) },
            facts: if cause.is_empty() { BTreeMap::new() } else { [("cause".to_owned(), cause.to_owned())].into() },
        })
    }
}

/// Which outage.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    outage: String,
}

/// No fields of its own.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Nothing {}

/// The page.
pub(super) async fn page(visit: StaffVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    show(&visit, number, &Typed::default(), None).await
}

/// Reports an outage.
pub(super) async fn report(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    let typed = posted.of(&visit.0)?;
    let (kept, zone) = (typed.clone(), visit.0.zone.clone());
    let result = visit
        .0
        .try_act(move |act| {
            let id = contract::get_by_number(act, number)?;
            contract::report_outage(act, id, &kept.outage(&zone)?)
        })
        .await?;
    match result {
        Ok(()) => Ok(done(&visit, number, &visit.0.text().get("outage-reported").to_string())),
        Err(wrong) => show(&visit, number, &typed, Some(wrong)).await,
    }
}

/// Takes an outage back.
pub(super) async fn take_back(
    visit: StaffVisit,
    Path(number): Path<Number>,
    Query(which): Query<Which>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    posted.of(&visit.0)?;
    let taken = visit.0.try_act(move |act| {
        let id = contract::get_by_number(act, number)?;
        contract::take_back_outage(act, id, &which.outage)
    });
    after(&visit, number, taken.await?, "outage-taken-back")
}

/// Claims what a remedy gives, for the customer.
pub(super) async fn claim(
    visit: StaffVisit,
    Path(number): Path<Number>,
    Query(claimed): Query<Claimed>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    posted.of(&visit.0)?;
    let done = visit.0.try_act(move |act| claimed.claim(act, number)).await?;
    after(&visit, number, done, "remedy-claimed")
}

/// Records that the customer paid, where the plan begins with it.
pub(super) async fn pay(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Nothing>,
) -> Result<Response, Refusal> {
    let number = number.get(&visit.0)?;
    posted.of(&visit.0)?;
    let paid = visit.0.try_act(move |act| {
        let id = contract::get_by_number(act, number)?;
        contract::pay(act, id)
    });
    after(&visit, number, paid.await?, "payment-recorded")
}

fn done(visit: &StaffVisit, number: i64, words: &str) -> Response {
    answer::done(&visit.0, &format!("/contracts/{number}"), words)
}

fn after(visit: &StaffVisit, number: i64, result: Result<(), Wrong>, words: &'static str) -> Result<Response, Refusal> {
    let t = visit.0.text();
    Ok(match result {
        Ok(()) => done(visit, number, &t.get(words).to_string()),
        Err(wrong) => answer::not_done(&visit.0, &format!("/contracts/{number}"), &wrong.words(&t)),
    })
}

async fn show(visit: &StaffVisit, number: i64, typed: &Typed, wrong: Option<Wrong>) -> Result<Response, Refusal> {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let me = visit.me();
    let (frame, found, one, customer) = visit
        .0
        .read(move |view| {
            let id = contract::get_by_number(view, number)?;
            let found = contract::promises(view, id)?;
            let one = contract::overview(view, id)?;
            let customer = desk::customer::get(view, found.customer)?;
            Ok((frame(view, me)?, found, one, customer))
        })
        .await?;
    let shell = frame.shell(visit, Area::Customers);
    let t = &shell.t;
    let here = visit.0.url(&format!("/contracts/{number}"));
    let title = t
        .get("contract-title")
        .arg("plan", one.plan_name.get(plan_language(t)))
        .arg("number", number.to_string())
        .to_string();
    let mut parts = vec![Part::Links(vec![
        (visit.0.url(&format!("/customers/{}", customer.number)), customer.name),
        (format!("{here}/work/new"), t.get("ticket-log-work").to_string()),
    ])];

    let may = visit.0.actor().require(&[Role::Administrator, Role::Manager]).is_ok();
    if found.starts_with_payment {
        parts.push(Part::Facts(vec![(
            t.get("payment-title").to_string(),
            match found.paid_at {
                Some(at) => Cell::Time(at),
                None if may => Cell::Button(format!("{here}/payment"), t.get("payment-record").to_string()),
                None => Cell::text(t.get("payment-missing").to_string()),
            },
        )]));
    }
    let claim = |owed: &contract::Owed| {
        let url = promise::claim_url(&format!("{here}/claims"), &found, owed)?;
        Some(Cell::Button(url, t.get("remedy-claim").to_string()))
    };
    let take_back = |outage: &contract::Outage| {
        let url = format!("{here}/outages/take-back?outage={}", percent(&outage.id));
        Some(Cell::Button(url, t.get("outage-take-back").to_string()))
    };
    parts.extend(promise::parts(t, &found, &claim, &take_back));
    if found.availability {
        let mut fields = fields(t, &found.catalogue, typed);
        let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
        parts.push(Part::Heading(t.get("outage-report").to_string()));
        parts.extend(rest.map(Part::Wrong));
        parts.push(Part::Form(Form {
            action: format!("{here}/outages"),
            hidden: Vec::new(),
            fields,
            quote_url: None,
            quote: Vec::new(),
            submit: t.get("outage-report").to_string(),
        }));
    }
    parts.extend(history::parts(t, &found));
    answer::whole(&visit.0, status, &AgentPage { sheet: Sheet { title, parts }, shell })
}

/// The fields of a report.
pub(super) fn fields(t: &Text, catalogue: &Catalogue, typed: &Typed) -> Vec<Field> {
    let declared = catalogue.facts.iter().find(|fact| fact.id == "cause");
    let mut causes = vec![Choice::new("", t.get("request-nothing-said"))];
    match declared.filter(|fact| !fact.values.is_empty()) {
        Some(fact) => {
            let language = plan_language(t);
            causes.extend(fact.values.iter().map(|(id, name)| Choice::new(id.as_str(), name.get(language))));
        }
        None => causes.extend(CAUSES.iter().map(|id| Choice::new(*id, cause(t, id)))),
    }
    vec![
        Field::new("what", t.get("outage-what"), Control::Line)
            .hint(t.get("outage-what-how"))
            .value(&typed.what)
            .optional(),
        Field::new("from", t.moment_label(&t.get("outage-from").to_string()), Control::Moment).value(&typed.from),
        Field::new("to", t.moment_label(&t.get("outage-to").to_string()), Control::Moment)
            .hint(t.get("outage-to-how"))
            .value(&typed.to)
            .optional(),
        Field::new("cause", t.get("fact-cause"), Control::Select(causes)).value(&typed.cause).optional(),
    ]
}

fn cause(t: &Text, id: &str) -> String {
    let words = if id == "maintenance" { t.get("cause-maintenance") } else { t.get("cause-force-majeure") };
    words.to_string()
}
