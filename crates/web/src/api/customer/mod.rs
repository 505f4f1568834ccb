//! Customers: the list, one with all its contracts, its tickets, its calls and work, its invoices; new ones and their contacts.

mod create;
mod holding;

use axum::Json;
use desk::customer::{self, Contact, Place};
use desk::id::{CustomerId, UsageId};
use desk::{DeskError, View, billing, call};
use engine::plan::catalogue::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Asked;
use super::caller::{Caller, Numbered};
use super::contract::{ContractPage, LicenceView, SystemView};
use super::invoice::InvoiceRow;
use super::problem::Problem;
use super::ticket::{TicketRow, of_customer};
use super::usage::{self, UsageRecord};
use super::wire::{self, Id, Page};
use crate::site::Site;

pub(super) use create::{NewPassword, hash};

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::default()
        .routes(routes!(list, create::create))
        .routes(routes!(show))
        .routes(routes!(tickets))
        .routes(routes!(calls))
        .routes(routes!(used))
        .routes(routes!(invoices))
        .routes(routes!(create::add_contact))
        .routes(routes!(create::set_password))
        .routes(routes!(create::remove_contact))
        .routes(routes!(holding::add_system))
        .routes(routes!(holding::remove_system))
        .routes(routes!(holding::add_licence))
        .routes(routes!(holding::withdraw_licence))
}

/// Which customers, from where, how many.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CustomerQuery {
    /// The beginning of the name.
    q: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Rows of the page, 1 to 200; without it 50.
    limit: Option<u16>,
}

/// From where, how many.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageQuery {
    /// `next` of the page before.
    pub(super) after: Option<String>,
    /// Rows of the page, 1 to 200; without it 50.
    pub(super) limit: Option<u16>,
}

/// A customer in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CustomerRow {
    id: Id,
    number: i64,
    name: String,
    /// How many contracts it has signed.
    contracts: i64,
    /// How many contacts it has.
    contacts: i64,
}

/// A customer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CustomerPage {
    id: Id,
    number: i64,
    name: String,
    /// `de` or `en`: the language it is written to in.
    language: &'static str,
    /// Its postal address, in lines.
    address: String,
    vat_id: Option<String>,
    /// Contacts who have not left.
    contacts: Vec<ContactView>,
    /// Contracts with what they entitle to and what is left of it, newest first.
    contracts: Vec<ContractPage>,
    /// Systems in use.
    systems: Vec<SystemView>,
    licences: Vec<LicenceView>,
    /// Tickets that are not closed.
    open_ticket_count: i64,
    ticket_count: i64,
    call_count: i64,
    /// Invoices issued.
    invoice_count: i64,
}

/// A contact.
#[derive(Debug, Serialize, ToSchema)]
struct ContactView {
    id: Id,
    name: String,
    email: String,
    phone: Option<String>,
    /// `de` or `en`.
    language: &'static str,
}

/// List customers
#[utoipa::path(get, path = "/customers", tag = "customers", params(CustomerQuery),
    responses((status = 200, description = "A page of customers, by name", body = Page<CustomerRow>)))]
async fn list(caller: Caller, Asked(query): Asked<CustomerQuery>) -> Result<Json<Page<CustomerRow>>, Problem> {
    Ok(Json(caller.read(move |view| rows(view, &query)).await?))
}

fn rows(view: &mut View<'_, '_>, query: &CustomerQuery) -> Result<Page<CustomerRow>, DeskError> {
    let limit = wire::limit(query.limit)?;
    // The place is the id; the name stands with the customer, who may have been renamed: then the page goes on at the new one.
    let after = match wire::place(query.after.as_deref())? {
        None => None,
        Some(id) => {
            let found = customer::get(view, CustomerId(id)).map_err(|error| super::ticket::unknown("after", error))?;
            Some(Place { name: found.name, id: found.id })
        }
    };
    let found = customer::list(view, query.q.as_deref().unwrap_or_default(), after.as_ref(), limit)?;
    let next = wire::next(&found, limit, |row| row.id.to_string());
    let items = found.into_iter().map(|row| CustomerRow {
        id: Id(row.id.0),
        number: row.number,
        name: row.name,
        contracts: row.contracts,
        contacts: row.contacts,
    });
    Ok(Page { items: items.collect(), next })
}

/// Get a customer
#[utoipa::path(get, path = "/customers/{number}", tag = "customers",
    params(("number" = i64, Path, description = "Number of the customer")),
    responses((status = 200, description = "The customer", body = CustomerPage)))]
async fn show(caller: Caller, Numbered(number): Numbered) -> Result<Json<CustomerPage>, Problem> {
    Ok(Json(caller.read(move |view| page(view, number)).await?))
}

fn page(view: &mut View<'_, '_>, number: i64) -> Result<CustomerPage, DeskError> {
    let id = customer::get_by_number(view, number)?.id;
    let page = customer::page(view, id)?;
    let customer = page.customer;
    Ok(CustomerPage {
        id: Id(customer.id.0),
        number: customer.number,
        name: customer.name,
        language: language(customer.language),
        address: customer.address,
        vat_id: customer.vat_id,
        contacts: page.contacts.into_iter().map(ContactView::from).collect(),
        contracts: page.contracts.into_iter().map(|overview| ContractPage::new(overview, number)).collect(),
        systems: page.systems.into_iter().map(SystemView::from).collect(),
        licences: page.licences.into_iter().map(LicenceView::from).collect(),
        open_ticket_count: page.counts.open_tickets,
        ticket_count: page.counts.tickets,
        call_count: page.counts.calls,
        invoice_count: page.counts.invoices,
    })
}

impl From<Contact> for ContactView {
    fn from(contact: Contact) -> ContactView {
        ContactView {
            id: Id(contact.id.0),
            name: contact.name,
            email: contact.email,
            phone: contact.phone,
            language: language(contact.language),
        }
    }
}

pub(super) fn language(language: Language) -> &'static str {
    match language {
        Language::De => "de",
        Language::En => "en",
    }
}

/// Tickets of a customer
#[utoipa::path(get, path = "/customers/{number}/tickets", tag = "customers",
    params(("number" = i64, Path, description = "Number of the customer"), PageQuery),
    responses((status = 200, description = "A page of tickets, newest first", body = Page<TicketRow>)))]
async fn tickets(
    caller: Caller,
    Numbered(number): Numbered,
    Asked(query): Asked<PageQuery>,
) -> Result<Json<Page<TicketRow>>, Problem> {
    listed(&caller, number, query, of_customer).await
}

/// Calls of a customer
#[utoipa::path(get, path = "/customers/{number}/calls", tag = "customers",
    params(("number" = i64, Path, description = "Number of the customer"), PageQuery),
    responses((status = 200, description = "A page of calls, latest first", body = Page<UsageRecord>)))]
async fn calls(
    caller: Caller,
    Numbered(number): Numbered,
    Asked(query): Asked<PageQuery>,
) -> Result<Json<Page<UsageRecord>>, Problem> {
    listed(&caller, number, query, |view, customer, after, limit| {
        let found = call::of_customer(view, customer, wire::place(after)?.map(UsageId), limit)?;
        usage::page(view, found, limit)
    })
    .await
}

/// Calls and work of a customer
#[utoipa::path(get, path = "/customers/{number}/usage", tag = "customers",
    params(("number" = i64, Path, description = "Number of the customer"), PageQuery),
    responses((status = 200, description = "A page of calls and work, latest first", body = Page<UsageRecord>)))]
async fn used(
    caller: Caller,
    Numbered(number): Numbered,
    Asked(query): Asked<PageQuery>,
) -> Result<Json<Page<UsageRecord>>, Problem> {
    listed(&caller, number, query, |view, customer, after, limit| {
        let found = desk::usage::of_customer(view, customer, None, wire::place(after)?.map(UsageId), limit)?;
        usage::page(view, found, limit)
    })
    .await
}

/// Invoices of a customer
#[utoipa::path(get, path = "/customers/{number}/invoices", tag = "customers",
    params(("number" = i64, Path, description = "Number of the customer"), PageQuery),
    responses((status = 200, description = "A page of issued invoices, latest number first", body = Page<InvoiceRow>)))]
async fn invoices(
    caller: Caller,
    Numbered(number): Numbered,
    Asked(query): Asked<PageQuery>,
) -> Result<Json<Page<InvoiceRow>>, Problem> {
    listed(&caller, number, query, |view, customer, after, limit| {
        InvoiceRow::page(billing::of_customer(view, customer, wire::place(after)?, limit)?, limit)
    })
    .await
}

/// A page of what the customer of a number has.
async fn listed<T, F>(caller: &Caller, number: i64, query: PageQuery, list: F) -> Result<Json<Page<T>>, Problem>
where
    T: Send + 'static,
    F: Fn(&mut View<'_, '_>, CustomerId, Option<&str>, i64) -> Result<Page<T>, DeskError> + Send + Sync + 'static,
{
    let page = caller.read(move |view| {
        let limit = wire::limit(query.limit)?;
        let customer = customer::get_by_number(view, number)?.id;
        list(view, customer, query.after.as_deref(), limit)
    });
    Ok(Json(page.await?))
}
