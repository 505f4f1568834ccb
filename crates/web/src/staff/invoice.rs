//! Month end: what a month comes to, making it binding, and the invoices that were issued.

use axum::response::Response;
use desk::billing::{self, Listed, Month, Preview};
use desk::contract;
use desk::session::Person;
use desk::{DeskError, Role};
use serde::Deserialize;

use super::Number;
use super::frame::{Frame, frame};
use crate::answer;
use crate::asked::{Path, Query};
use crate::guard::Posted;
use crate::refusal::Refusal;
use crate::sheet::{AgentPage, Cell, Form, Part, ReadingPage, Sheet, Table};
use crate::show::{either, entry, invoice};
use crate::text::Text;
use crate::view::{Area, Money};
use crate::visit::{StaffVisit, Visit, refused};

/// Which month.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    month: String,
}

impl Asked {
    fn month(&self) -> Result<Option<Month>, DeskError> {
        if self.month.is_empty() {
            return Ok(None);
        }
        self.month.parse().map(Some).map_err(|_| DeskError::field("month", "unknown", "2026-11"))
    }
}

/// A month: what it comes to, and what of it is issued.
pub(super) async fn month(visit: StaffVisit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let me = visit.me();
    let (frame, preview) = visit
        .0
        .read(move |view| {
            let month = match asked.month()? {
                Some(month) => month,
                None => billing::last_ended(view)?,
            };
            Ok((frame(view, me)?, billing::preview(view, month)?))
        })
        .await?;
    let shell = frame.shell(&visit, Area::Invoices);
    let t = &shell.t;
    let parts = month_parts(&visit.0, t, &preview);
    let title = t.get("invoices-of").arg("month", entry::month(t, preview.month.period().from)).to_string();
    answer::page(&visit.0, &AgentPage { sheet: Sheet { title, parts }, shell })
}

fn month_parts(visit: &Visit, t: &Text, preview: &Preview) -> Vec<Part> {
    let month = preview.month;
    let to = |month: Month| {
        let words = entry::month(t, month.period().from);
        (visit.url(&format!("/invoices?month={month}")), words)
    };
    let mut parts = vec![Part::Links(vec![to(month.previous()), to(month.next())])];
    let currency = preview.rows.first().map(|row| row.snapshot.currency.clone());
    let money = |amount_minor| Cell::Money(Money { amount_minor, currency: currency.clone().unwrap_or_default() });
    if currency.is_some() {
        parts.push(Part::Facts(vec![
            (t.get("invoice-net").to_string(), money(preview.net_minor)),
            (t.get("invoice-tax").to_string(), money(preview.tax_minor)),
            (t.get("invoice-gross").to_string(), money(preview.gross_minor)),
        ]));
    }
    parts.push(Part::Table(preview_table(visit, t, preview)));
    for (number, why) in &preview.failed {
        parts.push(Part::Wrong(t.get("invoices-failed").arg("number", number.to_string()).arg("why", why).to_string()));
    }
    let role = visit.session.as_ref().map(|(session, _)| session.person);
    let may = matches!(role, Some(Person::Staff { role: Role::Administrator, .. }));
    let open = preview.rows.iter().any(|row| row.issued.is_none());
    match (preview.ended, may && open) {
        (false, _) => parts.push(Part::Soft(t.get("invoices-not-ended").to_string())),
        (true, true) => parts.push(Part::Form(Form {
            action: visit.url("/invoices/issue"),
            hidden: vec![("month", month.to_string())],
            fields: Vec::new(),
            quote_url: None,
            quote: Vec::new(),
            submit: t.get("invoices-issue").to_string(),
        })),
        (true, false) => {}
    }
    parts
}

fn preview_table(visit: &Visit, t: &Text, preview: &Preview) -> Table {
    let rows = preview.rows.iter().map(|row| {
        let snapshot = &row.snapshot;
        let money = |amount_minor| Cell::Money(Money { amount_minor, currency: snapshot.currency.clone() });
        let state = match row.issued {
            Some(number) => Cell::Link(visit.url(&format!("/invoices/{number}")), invoice::title(t, number)),
            None => {
                let path = format!("/invoices/preview/{}?month={}", snapshot.contract, preview.month);
                Cell::Link(visit.url(&path), t.get("invoices-preview").to_string())
            }
        };
        let customer = visit.url(&format!("/customers/{}", snapshot.customer.number));
        vec![
            Cell::Link(customer, snapshot.customer.name.clone()),
            Cell::text(either(t, &snapshot.plan.de, &snapshot.plan.en)),
            Cell::Number(snapshot.contract.to_string()),
            money(snapshot.net_minor),
            money(snapshot.gross_minor),
            state,
        ]
    });
    let head = [
        t.get("side-organisation"),
        t.get("side-plan"),
        t.get("invoice-contract"),
        t.get("invoice-net"),
        t.get("invoice-gross"),
        t.get("tickets-state"),
    ];
    Table {
        name: t.get("nav-invoices").to_string(),
        head: head.map(String::from).to_vec(),
        rows: rows.collect(),
        empty: t.get("invoices-nothing").to_string(),
    }
}

/// What a contract's month would come to, line by line, before it is binding.
pub(super) async fn preview(
    visit: StaffVisit,
    Path(number): Path<Number>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let (number, me) = (number.get(&visit.0)?, visit.me());
    let (frame, month, row) = visit
        .0
        .read(move |view| {
            let month = match asked.month()? {
                Some(month) => month,
                None => billing::last_ended(view)?,
            };
            let contract = contract::get_by_number(view, number)?;
            Ok((frame(view, me)?, month, billing::preview_one(view, contract, month)?))
        })
        .await?;
    if let Some(issued) = row.issued {
        return Ok(answer::go(&visit.0, &format!("/invoices/{issued}")));
    }
    let shell = frame.shell(&visit, Area::Invoices);
    let t = &shell.t;
    let words = entry::month(t, month.period().from);
    let mut parts = vec![
        Part::Links(vec![(visit.0.url(&format!("/invoices?month={month}")), words.clone())]),
        Part::Soft(t.get("invoices-preview-how").to_string()),
    ];
    parts.extend(invoice::parts(t, &row.snapshot, None));
    let title = t.get("invoices-preview-of").arg("name", row.snapshot.customer.name).arg("month", words).to_string();
    answer::page(&visit.0, &AgentPage { sheet: Sheet { title, parts }, shell })
}

/// Issues a month; again changes nothing.
pub(super) async fn issue(visit: StaffVisit, posted: Posted<Asked>) -> Result<Response, Refusal> {
    let visit = visit.0;
    let asked = posted.of(&visit)?;
    let month = match asked.month() {
        Ok(Some(month)) => month,
        Ok(None) => return Err(refused(&visit, DeskError::field("month", "missing", ""))),
        Err(error) => return Err(refused(&visit, error)),
    };
    let t = visit.text();
    let back = format!("/invoices?month={month}");
    match billing::issue(&visit.desk, &visit.actor(), month).await {
        Ok(done) => {
            let words = t.get("invoices-issued").arg("n", done.numbers.len()).to_string();
            Ok(answer::done(&visit, &back, &words))
        }
        Err(DeskError::Conflict { code, detail }) => {
            Ok(answer::not_done(&visit, &back, &crate::show::problem(&t, code, &detail)))
        }
        Err(error) => Err(refused(&visit, error)),
    }
}

/// An issued invoice.
pub(super) async fn page(visit: StaffVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let (number, me) = (number.get(&visit.0)?, visit.me());
    let (frame, found): (Frame, _) =
        visit.0.read(move |view| Ok((frame(view, me)?, billing::get(view, number)?))).await?;
    let shell = frame.shell(&visit, Area::Invoices);
    let t = &shell.t;
    let mut parts = invoice::parts(t, &found.snapshot, Some(found.listed.issued_at));
    let links = vec![
        (visit.0.url(&format!("/invoices/{number}/print")), t.get("invoice-print").to_string()),
        (visit.0.url(&format!("/customers/{}", found.listed.customer_name.0)), found.listed.customer_name.1.clone()),
    ];
    parts.insert(0, Part::Links(links));
    let sheet = Sheet { title: invoice::title(t, number), parts };
    answer::page(&visit.0, &AgentPage { shell, sheet })
}

/// An issued invoice to be printed.
pub(super) async fn print(visit: StaffVisit, Path(number): Path<Number>) -> Result<Response, Refusal> {
    let visit = visit.0;
    let number = number.get(&visit)?;
    let found = visit.read(move |view| billing::get(view, number)).await?;
    let shell = visit.shell(Area::Elsewhere);
    let parts = invoice::parts(&shell.t, &found.snapshot, Some(found.listed.issued_at));
    let sheet = Sheet { title: invoice::title(&shell.t, number), parts };
    answer::page(&visit, &ReadingPage { shell, sheet })
}

/// A list of invoices; `base` is the address below which they are.
pub(crate) fn invoice_table(t: &Text, base: &str, found: &[Listed]) -> Table {
    let rows = found.iter().map(|one| {
        let money = |amount_minor| Cell::Money(Money { amount_minor, currency: one.currency.clone() });
        vec![
            Cell::Link(format!("{base}/{}", one.number), invoice::title(t, one.number)),
            Cell::Text(invoice::days(t, &one.from, &one.to)),
            Cell::Number(one.contract_number.to_string()),
            money(one.net_minor),
            money(one.gross_minor),
            Cell::Time(one.issued_at),
        ]
    });
    let head = [
        t.get("tickets-number"),
        t.get("invoice-days"),
        t.get("invoice-contract"),
        t.get("invoice-net"),
        t.get("invoice-gross"),
        t.get("invoice-issued"),
    ];
    Table {
        name: t.get("nav-invoices").to_string(),
        head: head.map(String::from).to_vec(),
        rows: rows.collect(),
        empty: t.get("invoices-none").to_string(),
    }
}
