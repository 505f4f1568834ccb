//! Customers: the list by name, and one customer at a glance.

use axum::response::Response;
use desk::billing::{self, Listed as Invoice};
use desk::customer::{self, Contact, FORMER_MAX, Page, Place};
use desk::id::CustomerId;
use desk::ticket::{self, QueueRow};
use desk::usage::{self, Listed};
use desk::{DeskError, Role, View};
use serde::Deserialize;

use super::frame::{Frame, frame};
use super::{Number, invoice_table};
use crate::answer::{self, percent};
use crate::asked::{Path, Query};
use crate::portal::lines;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Part, Search, Sheet, Table};
use crate::show::contract as shown;
use crate::show::{self, entry, left, plan_language};
use crate::text::Text;
use crate::view::{Area, Pager};
use crate::visit::{StaffVisit, Visit};

/// Customers of a page.
const SHOWN: i64 = 50;
/// Tickets, calls and invoices on a customer's page.
const RECENT: i64 = 20;

/// What is asked for.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    after: String,
}

impl Asked {
    /// `ID_name` of the last one seen.
    fn place(&self) -> Result<Option<Place>, DeskError> {
        if self.after.is_empty() {
            return Ok(None);
        }
        let place = self.after.split_once('_').and_then(|(id, name)| Some((id.parse().ok()?, name)));
        let (id, name) = place.ok_or_else(|| DeskError::field("after", "unknown", ""))?;
        Ok(Some(Place { id: CustomerId(id), name: name.to_owned() }))
    }
}

/// The list.
pub(super) async fn list(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let (me, wanted) = (visit.me(), asked.clone());
    let (frame, mut found) = visit
        .0
        .read(move |view| {
            let found = customer::list(view, &wanted.q, wanted.place()?.as_ref(), SHOWN + 1)?;
            Ok((frame(view, me)?, found))
        })
        .await?;
    let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let more = found.len() > shown;
    found.truncate(shown);
    let shell = frame.shell(&visit, Area::Customers);
    let t = &shell.t;
    let rows = found.iter().map(|one| {
        vec![
            Cell::Number(one.number.to_string()),
            Cell::Link(visit.0.url(&format!("/customers/{}", one.number)), one.name.clone()),
            Cell::Number(one.contracts.to_string()),
            Cell::Number(one.contacts.to_string()),
        ]
    });
    let head =
        [t.get("tickets-number"), t.get("side-organisation"), t.get("customer-contracts"), t.get("contract-contacts")];
    let table = Table {
        name: t.get("nav-customers").to_string(),
        head: head.map(String::from).to_vec(),
        rows: rows.collect(),
        empty: t.get("customers-none").to_string(),
    };
    let query = |after: &str| format!("/customers?q={}&after={}", percent(&asked.q), percent(after));
    let last = found.last().filter(|_| more).map(|last| format!("{}_{}", last.id, last.name));
    let pager = Pager {
        newer: (!asked.after.is_empty()).then(|| visit.0.url(&query(""))),
        older: last.map(|last| visit.0.url(&query(&last))),
    };
    let search = Search { label: t.get("customers-search").to_string(), value: asked.q.clone() };
    let may = visit.0.actor().require(&[Role::Administrator, Role::Manager]).is_ok();
    let outages = may.then(|| (visit.0.url("/outages"), t.get("outage-for-all").to_string()));
    let title = t.get("nav-customers").to_string();
    let mut parts = vec![Part::Search(search), Part::Table(table), Part::Pager(pager)];
    parts.extend(outages.map(|link| Part::Links(vec![link])));
    let sheet = Sheet { title, parts };
    answer::page(&visit.0, &AgentPage { sheet, shell })
}

struct Found {
    frame: Frame,
    page: Page,
    former: Vec<Contact>,
    tickets: Vec<QueueRow>,
    usage: Vec<Listed>,
    invoices: Vec<Invoice>,
}

fn gather(view: &mut View<'_, '_>, me: desk::id::StaffId, number: i64) -> Result<Found, DeskError> {
    let id = customer::get_by_number(view, number)?.id;
    Ok(Found {
        frame: frame(view, me)?,
        page: customer::page(view, id)?,
        former: customer::former_contacts(view, id)?,
        tickets: ticket::of_customer(view, id, None, RECENT)?,
        usage: usage::of_customer(view, id, None, None, RECENT)?,
        invoices: billing::of_customer(view, id, None, RECENT)?,
    })
}

/// One customer.
pub(super) async fn page(visit: StaffVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let (number, me) = (number.get(&visit.0)?, visit.me());
    let found = visit.0.read(move |view| gather(view, me, number)).await?;
    let shell = found.frame.shell(&visit, Area::Customers);
    let t = &shell.t;
    let visit = &visit.0;
    let links = vec![(visit.url(&format!("/tickets/new?customer={number}")), t.get("nav-new-ticket").to_string())];
    let call = visit.url(&format!("/customers/{number}/calls/new"));
    let call = Part::Opens(call, t.get("ticket-log-call").to_string());
    let one = &found.page.customer;
    let mut parts = vec![Part::Links(links), call, Part::Facts(about(t, &found.page))];
    for contract in &found.page.contracts {
        let plan = contract.plan_name.get(plan_language(t));
        let title = t.get("contract-title").arg("plan", plan).arg("number", contract.number.to_string());
        parts.push(Part::Heading(title.to_string()));
        let promises = visit.url(&format!("/contracts/{}", contract.number));
        parts.push(Part::Links(vec![(promises, t.get("promises-link").to_string())]));
        parts.push(Part::Bars(left::bars(t, &contract.catalogue, &contract.balances)));
        parts.push(Part::Facts(shown::facts(t, contract)));
        parts.push(Part::Table(lines(t, contract)));
    }
    parts.push(Part::Heading(t.get("home-tickets").to_string()));
    parts.push(Part::Table(tickets(visit, t, &found.tickets)));
    parts.push(Part::Heading(t.get("customer-usage").to_string()));
    parts.push(Part::Table(usages(visit, t, &found)));
    parts.push(Part::Heading(t.get("contract-contacts").to_string()));
    let may_erase = visit.actor().require(&[Role::Administrator]).is_ok();
    let erase = may_erase.then(|| visit.url(&format!("/customers/{number}/contacts")));
    parts.push(Part::Table(contacts(t, &found.page, erase.as_deref())));
    parts.extend(former(t, &found.former, erase.as_deref()));
    parts.push(Part::Heading(t.get("customer-systems").to_string()));
    parts.push(Part::Table(systems(t, &found.page)));
    parts.push(Part::Heading(t.get("nav-invoices").to_string()));
    parts.push(Part::Table(invoice_table(t, &visit.url("/invoices"), &found.invoices)));
    let sheet = Sheet { title: one.name.clone(), parts };
    answer::page(visit, &AgentPage { sheet, shell })
}

fn about(t: &Text, page: &Page) -> Vec<(String, Cell)> {
    let one = &page.customer;
    let mut facts = vec![
        (t.get("tickets-number").to_string(), Cell::Text(one.number.to_string())),
        (t.get("customer-address").to_string(), Cell::text(one.address.as_str())),
        (t.get("customer-open").to_string(), Cell::Text(t.number(page.counts.open_tickets))),
        (t.get("customer-calls").to_string(), Cell::Text(t.number(page.counts.calls))),
    ];
    if let Some(vat_id) = &one.vat_id {
        facts.push((t.get("customer-vat-id").to_string(), Cell::text(vat_id.as_str())));
    }
    facts
}

fn table(t: &Text, name: &str, head: Vec<String>, rows: Vec<Vec<Cell>>) -> Table {
    Table { name: name.to_owned(), head, rows, empty: t.get("table-empty").to_string() }
}

fn tickets(visit: &Visit, t: &Text, rows: &[QueueRow]) -> Table {
    let head = [t.get("tickets-number"), t.get("tickets-subject"), t.get("tickets-state"), t.get("tickets-changed")];
    let rows = rows.iter().map(|row| {
        vec![
            Cell::Number(format!("#{}", row.number)),
            Cell::Link(visit.url(&format!("/tickets/{}", row.number)), row.subject.clone()),
            Cell::Stage(show::stage(row.state)),
            Cell::Time(row.updated_at),
        ]
    });
    table(t, &t.get("home-tickets").to_string(), head.map(String::from).to_vec(), rows.collect())
}

fn usages(visit: &Visit, t: &Text, found: &Found) -> Table {
    let head = [
        t.get("usage-when"),
        t.get("usage-what"),
        t.get("usage-who"),
        t.get("usage-length"),
        t.get("quote-burn"),
        t.get("quote-price"),
    ];
    let rows = found.usage.iter().map(|used| {
        let contract = found.page.contracts.iter().find(|one| one.id == used.contract);
        let catalogue = contract.map(|one| one.catalogue.as_ref());
        let rated = catalogue.zip(used.rating.as_ref());
        let what = match (&used.line, catalogue) {
            (Some(line), Some(catalogue)) => entry::line(t, catalogue, line),
            _ => t.get("usage-work").to_string(),
        };
        let what = match &used.ticket {
            Some((number, _)) => Cell::Link(visit.url(&format!("/tickets/{number}")), format!("{what} #{number}")),
            None => Cell::Text(what),
        };
        let price = rated.and_then(|(catalogue, rating)| entry::price(catalogue, rating));
        let burned = rated.and_then(|(catalogue, rating)| entry::burned(t, catalogue, rating));
        vec![
            Cell::Time(used.at),
            what,
            Cell::Text(used.contact.clone().or_else(|| used.staff.clone()).unwrap_or_default()),
            Cell::Number(t.duration(used.measured_s)),
            Cell::Text(burned.unwrap_or_default()),
            price.map_or_else(|| Cell::text(""), Cell::Money),
        ]
    });
    table(t, &t.get("customer-usage").to_string(), head.map(String::from).to_vec(), rows.collect())
}

/// The contacts; `erase` is where each of them can be erased, for those who may.
fn contacts(t: &Text, page: &Page, erase: Option<&str>) -> Table {
    let head = [t.get("contact-name"), t.get("sign-in-email"), t.get("emergency-phone"), t.get("contact-standing")];
    let mut head = head.map(String::from).to_vec();
    head.extend(erase.map(|_| t.get("erase-column").to_string()));
    let rows = page.contacts.iter().map(|one| {
        let named = page.contracts.iter().any(|contract| contract.contacts.iter().any(|known| known.contact == one.id));
        let standing = if named { t.get("contact-named") } else { t.get("contact-not-named") };
        let mut row = vec![
            Cell::text(one.name.as_str()),
            Cell::text(one.email.as_str()),
            Cell::Text(one.phone.clone().unwrap_or_default()),
            Cell::text(standing.to_string()),
        ];
        row.extend(erase.map(|at| Cell::Link(format!("{at}/{}/erase", one.id), t.get("erase-offer").to_string())));
        row
    });
    table(t, &t.get("contract-contacts").to_string(), head, rows.collect())
}

/// Who left, folded away: their names stand below what they wrote until they are erased.
fn former(t: &Text, former: &[Contact], erase: Option<&str>) -> Option<Part> {
    let name = t.get("customer-former").to_string();
    let mut head = vec![t.get("contact-name").to_string(), t.get("customer-left").to_string()];
    head.extend(erase.map(|_| t.get("erase-column").to_string()));
    let rows = former.iter().map(|one| {
        let mut row = vec![Cell::text(one.name.as_str()), one.removed_at.map_or_else(|| Cell::text(""), Cell::Time)];
        row.extend(erase.map(|at| Cell::Link(format!("{at}/{}/erase", one.id), t.get("erase-offer").to_string())));
        row
    });
    let mut parts = vec![Part::Table(table(t, &name, head, rows.collect()))];
    let count = i64::try_from(former.len()).unwrap_or(i64::MAX);
    if count >= FORMER_MAX {
        parts.push(Part::Soft(t.get("customer-former-most").arg("count", FORMER_MAX).to_string()));
    }
    (count > 0).then(|| Part::Fold(name, parts))
}

fn systems(t: &Text, page: &Page) -> Table {
    let head = [t.get("contact-name"), t.get("request-product"), t.get("request-version")];
    let systems = page.systems.iter().map(|one| {
        let product = one.product.clone().unwrap_or_default();
        vec![Cell::text(one.name.as_str()), Cell::Text(product), Cell::Text(one.version.clone().unwrap_or_default())]
    });
    let licences = page
        .licences
        .iter()
        .map(|one| vec![Cell::text(one.key.as_str()), Cell::text(one.product.as_str()), Cell::text("")]);
    let rows = systems.chain(licences).collect();
    table(t, &t.get("customer-systems").to_string(), head.map(String::from).to_vec(), rows)
}
