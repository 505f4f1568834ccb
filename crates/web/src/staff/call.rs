//! Logging a call, from its ticket or from the customer's page. The form shows what it comes to while it is filled in, by the
//! same computation that then records it.

use axum::http::StatusCode;
use axum::response::Response;
use desk::call::{self, AcceptedPrice, NewCall};
use desk::contract::{self, Overview};
use desk::customer::{self, Contact};
use desk::id::{ContactId, ContractId, TicketId};
use desk::ticket;
use desk::usage::Quote;
use desk::{DeskError, View};
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::Number;
use super::frame::{Frame, frame};
use super::ticker;
use crate::answer;
use crate::asked::{Path, Query};
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Form, Part, Pieces, Sheet};
use crate::show::contract::{line_name, price_now};
use crate::show::{Wrong, plan_language, quote, typed};
use crate::text::Text;
use crate::view::{Area, Choice, Control, Field};
use crate::visit::{StaffVisit, hex};

/// What was typed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    contract: String,
    contact: String,
    line: String,
    started_at: String,
    duration_s: String,
    note: String,
    accepted: String,
    key: String,
}

/// From where a call is logged.
#[derive(Debug, Clone, Copy)]
enum From {
    Ticket(i64),
    Customer(i64),
}

impl From {
    fn path(self) -> String {
        match self {
            From::Ticket(number) => format!("/tickets/{number}"),
            From::Customer(number) => format!("/customers/{number}"),
        }
    }
}

/// What can be chosen.
struct Choices {
    ticket: Option<TicketId>,
    asked_by: Option<ContactId>,
    contracts: Vec<Overview>,
    contacts: Vec<Contact>,
}

fn choices(view: &mut View<'_, '_>, from: From) -> Result<Choices, DeskError> {
    match from {
        From::Ticket(number) => {
            let ticket = ticket::get_by_number(view, number)?;
            let (Some(contract), Some(customer)) = (ticket.contract, ticket.customer) else {
                return Err(DeskError::conflict("no-contract", number.to_string()));
            };
            let contracts = vec![contract::overview(view, contract)?];
            let contacts = customer::contacts(view, customer)?;
            Ok(Choices { ticket: Some(ticket.id), asked_by: ticket.contact, contracts, contacts })
        }
        From::Customer(number) => {
            let customer = customer::get_by_number(view, number)?;
            let now = view.now;
            let found = contract::in_force_for_customer(view, customer.id, now)?;
            let contracts = found.into_iter().map(|id| contract::overview(view, id)).collect::<Result<Vec<_>, _>>()?;
            if contracts.is_empty() {
                return Err(DeskError::conflict("contract-not-in-force", ""));
            }
            let contacts = customer::contacts(view, customer.id)?;
            Ok(Choices { ticket: None, asked_by: None, contracts, contacts })
        }
    }
}

impl Choices {
    /// The contract that was chosen, or the only one.
    fn chosen(&self, typed: &Typed) -> Option<&Overview> {
        let wanted = self.contracts.iter().find(|one| one.id.to_string() == typed.contract);
        wanted.or(self.contracts.first())
    }
}

impl Typed {
    /// Once something is said of how long it took, there is something to compute.
    fn says_length(&self) -> bool {
        !self.duration_s.trim().is_empty()
    }

    fn call(&self, choices: &Choices, zone: &TimeZone) -> Result<NewCall, DeskError> {
        let chosen = choices.chosen(self).ok_or_else(|| DeskError::field("contract", "missing", ""))?;
        let started_at =
            typed::moment(&self.started_at, zone).ok_or_else(|| DeskError::field("started_at", "no-moment", ""))?;
        let duration_s =
            typed::duration_s(&self.duration_s).ok_or_else(|| DeskError::field("duration_s", "no-duration", ""))?;
        let contact = match self.contact.as_str() {
            "" => None,
            id => Some(id.parse::<ContactId>().map_err(|_| DeskError::field("contact", "unknown", ""))?),
        };
        let catalogue = &chosen.catalogue;
        let shown = catalogue
            .find_line(&self.line)
            .and_then(|line| engine::tariff::price_now(catalogue, line, started_at).ok()?)
            .map(|now| now.price(catalogue).text.clone());
        let accepted =
            (self.accepted == "yes").then(|| AcceptedPrice { text: shown.unwrap_or_default(), at: started_at });
        Ok(NewCall {
            contract: chosen.id,
            contact,
            line: self.line.clone(),
            started_at,
            duration_s,
            ticket: choices.ticket,
            note: self.note.clone(),
            accepted,
            unique_key: Some(self.key.clone()).filter(|key| !key.is_empty()),
        })
    }
}

/// Which contract, when it comes from elsewhere.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    contract: String,
}

/// The form, from a ticket.
pub(super) async fn of_ticket(visit: StaffVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let from = From::Ticket(number.get(&visit.0)?);
    empty(&visit, from, String::new()).await
}

/// The form, from a customer.
pub(super) async fn of_customer(
    visit: StaffVisit,
    Path(number): Path<Number>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let from = From::Customer(number.get(&visit.0)?);
    empty(&visit, from, asked.contract).await
}

async fn empty(visit: &StaffVisit, from: From, contract: String) -> Result<Response, Refusal> {
    let typed = Typed {
        started_at: typed::moment_value(visit.0.now, &visit.0.zone),
        key: hex(&visit.0.desk.random::<16>()),
        // A contract that is no number chooses nothing.
        contract: contract.parse::<ContractId>().map(|id| id.to_string()).unwrap_or_default(),
        ..Typed::default()
    };
    page(visit, from, typed, None).await
}

/// What a call about a ticket comes to as it stands.
pub(super) async fn quote_of_ticket(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let from = From::Ticket(number.get(&visit.0)?);
    fragment(&visit, from, posted.of(&visit.0)?).await
}

/// What a call of a customer comes to as it stands.
pub(super) async fn quote_of_customer(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let from = From::Customer(number.get(&visit.0)?);
    fragment(&visit, from, posted.of(&visit.0)?).await
}

/// Logs a call about a ticket.
pub(super) async fn log_of_ticket(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let from = From::Ticket(number.get(&visit.0)?);
    log(&visit, from, posted.of(&visit.0)?).await
}

/// Logs a call of a customer.
pub(super) async fn log_of_customer(
    visit: StaffVisit,
    Path(number): Path<Number>,
    posted: Posted<Typed>,
) -> Result<Response, Refusal> {
    let from = From::Customer(number.get(&visit.0)?);
    log(&visit, from, posted.of(&visit.0)?).await
}

async fn log(visit: &StaffVisit, from: From, typed: Typed) -> Result<Response, Refusal> {
    let (kept, zone) = (typed.clone(), visit.0.zone.clone());
    let result = visit
        .0
        .try_act(move |act| {
            let choices = choices(act, from)?;
            call::log(act, &kept.call(&choices, &zone)?)
        })
        .await?;
    match result {
        Ok(_) => Ok(answer::done(&visit.0, &from.path(), &visit.0.text().get("call-logged").to_string())),
        Err(wrong) => page(visit, from, typed, Some(wrong)).await,
    }
}

type Quoted = (Frame, Choices, Option<Result<Quote, Wrong>>);

async fn find(visit: &StaffVisit, from: From, typed: &Typed) -> Result<Quoted, Refusal> {
    let me = visit.me();
    let (frame, choices) = visit.0.read(move |view| Ok((frame(view, me)?, choices(view, from)?))).await?;
    if !typed.says_length() {
        return Ok((frame, choices, None));
    }
    let new = match typed.call(&choices, &visit.0.zone) {
        Ok(new) => new,
        Err(error) => return Ok((frame, choices, Some(Wrong::split(&visit.0, Err(error))?))),
    };
    let quote = visit.0.try_read(move |view| call::quote(view, &new)).await?;
    Ok((frame, choices, Some(quote)))
}

async fn fragment(visit: &StaffVisit, from: From, typed: Typed) -> Result<Response, Refusal> {
    let (_, choices, quote) = find(visit, from, &typed).await?;
    let shell = visit.0.shell(Area::Queue);
    let parts = quote_parts(visit, &typed, &choices, quote).await;
    answer::fragment(&Pieces { shell: &shell, parts: &parts })
}

async fn quote_parts(
    visit: &StaffVisit,
    typed: &Typed,
    choices: &Choices,
    quote: Option<Result<Quote, Wrong>>,
) -> Vec<Part> {
    let t = &visit.0.text();
    let Some(one) = choices.chosen(typed) else { return Vec::new() };
    match quote {
        // While it is not said how long the call took, it runs.
        None => {
            let first = one.lines.first().map(|line| one.catalogue.lines[line.line].id.as_str()).unwrap_or_default();
            let line = if typed.line.is_empty() { first } else { &typed.line };
            if let Some(since) = typed::moment(&typed.started_at, &visit.0.zone)
                && let Some(ticker) = ticker::part(&visit.0, one.id, line, since).await
            {
                return vec![ticker];
            }
            let lines = one.lines.iter().map(|line| {
                Part::Soft(format!("{}: {}", line_name(plan_language(t), one, line), price_now(t, one, line)))
            });
            lines.collect()
        }
        Some(Err(wrong)) => vec![Part::Wrong(wrong.words(t))],
        Some(Ok(quote)) => {
            let mut parts = quote::parts(t, &quote, one.plan_name.get(plan_language(t)), &choices.contacts);
            if quote.acceptance {
                let label = t.get("call-accepted");
                parts.push(Part::Field(Field::new("accepted", label, Control::Tick).value(&typed.accepted)));
            }
            parts
        }
    }
}

async fn page(visit: &StaffVisit, from: From, typed: Typed, wrong: Option<Wrong>) -> Result<Response, Refusal> {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (frame, choices, quote) = find(visit, from, &typed).await?;
    let area = if matches!(from, From::Ticket(_)) { Area::Queue } else { Area::Customers };
    let shell = frame.shell(visit, area);
    let t = &shell.t;
    let mut fields = fields(t, &typed, &choices);
    let rest = wrong.and_then(|wrong| wrong.mark(t, &mut fields.iter_mut().collect::<Vec<_>>()));
    let path = from.path();
    let mut parts = vec![Part::Links(vec![(visit.0.url(&path), t.get("cancel").to_string())])];
    parts.extend(rest.map(Part::Wrong));
    parts.push(Part::Form(Form {
        action: visit.0.url(&format!("{path}/calls")),
        hidden: vec![("key", typed.key.clone())],
        fields,
        quote_url: Some(visit.0.url(&format!("{path}/calls/quote"))),
        quote: quote_parts(visit, &typed, &choices, quote).await,
        submit: t.get("ticket-log-call").to_string(),
    }));
    let sheet = Sheet { title: t.get("ticket-log-call").to_string(), parts };
    answer::whole(&visit.0, status, &AgentPage { sheet, shell })
}

fn fields(t: &Text, typed: &Typed, choices: &Choices) -> Vec<Field> {
    let language = plan_language(t);
    let mut fields = Vec::new();
    if choices.contracts.len() > 1 {
        let list = choices
            .contracts
            .iter()
            .map(|one| Choice::new(one.id.to_string(), format!("{} ({})", one.plan_name.get(language), one.number)));
        let chosen = choices.chosen(typed).map(|one| one.id.to_string()).unwrap_or_default();
        let label = t.get("request-contract");
        fields.push(Field::new("contract", label, Control::Select(list.collect())).value(chosen));
    }
    let people = choices.contacts.iter().map(|one| Choice::new(one.id.to_string(), &one.name));
    let people = std::iter::once(Choice::new("", t.get("call-somebody"))).chain(people).collect();
    let asked_by = choices.asked_by.filter(|_| typed.contact.is_empty()).map(|id| id.to_string());
    let contact = asked_by.unwrap_or_else(|| typed.contact.clone());
    fields.push(Field::new("contact", t.get("call-who"), Control::Select(people)).value(contact).optional());
    if let Some(one) = choices.chosen(typed) {
        let lines = one
            .lines
            .iter()
            .map(|line| Choice::new(&one.catalogue.lines[line.line].id, line_name(language, one, line)));
        fields.push(Field::new("line", t.get("lines-line"), Control::Select(lines.collect())).value(&typed.line));
    }
    fields.push(
        Field::new("started_at", t.moment_label(&t.get("call-started").to_string()), Control::Moment)
            .value(&typed.started_at),
    );
    let length = Field::new("duration_s", t.get("call-length"), Control::Line).hint(t.get("call-length-how"));
    fields.push(length.value(&typed.duration_s));
    fields.push(Field::new("note", t.get("call-note"), Control::Area { rows: 4 }).value(&typed.note).optional());
    fields
}
