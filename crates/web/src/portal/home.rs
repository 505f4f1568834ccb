//! The contact's first page: what waits for them, what the plan includes and what is left of it, when somebody answers.

use axum::response::Response;
use desk::contract::Overview;
use desk::ticket::{self, QueueRow, State};
use desk::{Actor, DeskError, View};

use crate::answer;
use crate::refusal::Refusal;
use crate::sheet::{Cell, Part, ReadingPage, Sheet, Table};
use crate::show::contract as shown;
use crate::show::{self, left};
use crate::text::Text;
use crate::view::Area;
use crate::visit::{ContactVisit, Visit};

/// Tickets shown.
const TICKETS: i64 = 100;

struct Found {
    contracts: Vec<Overview>,
    tickets: Vec<QueueRow>,
}

fn gather(view: &mut View<'_, '_>) -> Result<Found, DeskError> {
    let Actor::Contact { customer, .. } = *view.actor else { return Err(DeskError::NotFound) };
    let contracts = super::request::overviews(view)?;
    Ok(Found { contracts, tickets: ticket::of_customer(view, customer, None, TICKETS)? })
}

/// The page.
pub(super) async fn page(visit: ContactVisit) -> Result<Response, Refusal> {
    let visit = visit.0;
    let found = visit.read(gather).await?;
    let shell = visit.shell(Area::Home);
    let t = &shell.t;
    let name = shell.who.as_ref().map(|who| who.name.clone()).unwrap_or_default();
    let title = t.get("home-greeting").arg("name", name).to_string();
    let mut parts = vec![Part::Links(vec![
        (visit.url("/portal/tickets/new"), t.get("nav-new-ticket").to_string()),
        (visit.url("/portal/emergency"), t.get("nav-emergency").to_string()),
        (visit.url("/portal/invoices"), t.get("nav-invoices").to_string()),
    ])];
    let (waiting, rest): (Vec<_>, Vec<_>) = found.tickets.iter().partition(|row| row.state == State::Waiting);
    if !waiting.is_empty() {
        parts.push(Part::Heading(t.get("home-waiting").to_string()));
        parts.push(tickets(&visit, t, &waiting));
    }
    for one in &found.contracts {
        parts.extend(contract(&visit, t, one));
    }
    if found.contracts.is_empty() {
        parts.push(Part::Words(t.get("home-no-contract").to_string()));
    }
    parts.push(Part::Heading(t.get("home-tickets").to_string()));
    parts.push(tickets(&visit, t, &rest));
    answer::page(&visit, &ReadingPage { sheet: Sheet { title, parts }, shell })
}

fn contract(visit: &Visit, t: &Text, one: &Overview) -> Vec<Part> {
    let plan = one.plan_name.get(show::plan_language(t));
    let mut parts = vec![Part::Heading(
        t.get("contract-title").arg("plan", plan).arg("number", one.number.to_string()).to_string(),
    )];
    parts.push(Part::Bars(left::bars(t, &one.catalogue, &one.balances)));
    parts.push(Part::Table(lines(t, one)));
    parts.push(Part::Facts(shown::facts(t, one)));
    let promises = visit.url(&format!("/portal/contracts/{}", one.number));
    parts.push(Part::Links(vec![(promises, t.get("promises-link").to_string())]));
    parts
}

/// The lines of a contract at this minute.
pub(crate) fn lines(t: &Text, one: &Overview) -> Table {
    let rows = one.lines.iter().map(|line| {
        vec![
            Cell::text(shown::line_name(show::plan_language(t), one, line)),
            Cell::Text(shown::hours_now(t, line)),
            Cell::Text(shown::price_now(t, one, line)),
        ]
    });
    Table {
        name: t.get("lines-title").to_string(),
        head: [t.get("lines-line"), t.get("lines-hours"), t.get("lines-price")].map(String::from).to_vec(),
        rows: rows.collect(),
        empty: t.get("lines-none").to_string(),
    }
}

fn tickets(visit: &Visit, t: &Text, rows: &[&QueueRow]) -> Part {
    let rows = rows.iter().map(|row| {
        vec![
            Cell::Number(format!("#{}", row.number)),
            Cell::Link(visit.url(&format!("/portal/tickets/{}", row.number)), row.subject.clone()),
            Cell::text(t.get(show::stage(row.state).customer_key()).to_string()),
            match (&row.next, row.state) {
                (Some(next), State::Open) => Cell::Time(next.due),
                _ => Cell::text(""),
            },
            Cell::Time(row.updated_at),
        ]
    });
    let head = [
        t.get("tickets-number"),
        t.get("tickets-subject"),
        t.get("tickets-state"),
        t.get("tickets-due"),
        t.get("tickets-changed"),
    ];
    Part::Table(Table {
        name: t.get("home-tickets").to_string(),
        head: head.map(String::from).to_vec(),
        rows: rows.collect(),
        empty: t.get("home-no-tickets").to_string(),
    })
}
