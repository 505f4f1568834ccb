//! What is agreed over a contract's life: signed, more bought, activated, cancelled; and who is authorised under it.

use std::collections::BTreeMap;

use axum::response::Response;
use desk::contract::{self, Cancel, NewContract, NewTopUp};
use desk::{Action, customer, ticket};
use rust_decimal::Decimal;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{ContractPage, changed, page_of};
use crate::api::body::Posted;
use crate::api::caller::{Caller, Numbered};
use crate::api::problem::Problem;
use crate::api::ticket::{Nothing, contact_of, unknown};
use crate::api::wire::Day;
use crate::api::write::Made;

/// A contract to be signed, under the newest version of the catalogue.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContractEntry {
    /// Number of the customer who signs.
    customer: i64,
    /// Plan id.
    plan: String,
    /// Package ids.
    #[serde(default)]
    packages: Vec<String>,
    /// Option ids; an option bought twice stands twice.
    #[serde(default)]
    options: Vec<String>,
    /// First day in effect.
    start: Day,
    /// First day no longer in effect, if an end is agreed beside what the plan says.
    #[serde(default)]
    end: Option<Day>,
    /// Agreed length in months, for term discounts.
    #[serde(default)]
    term_months: Option<u32>,
    /// What is known of it from the start, by name: facts that the plan file asks for.
    #[serde(default)]
    facts: BTreeMap<String, String>,
    /// What else was agreed: `fee`, `fee.OFFER`, `target.MILESTONE`, in the plan file's notation.
    #[serde(default)]
    agreed: BTreeMap<String, String>,
}

/// What is cancelled and when.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Cancellation {
    /// Plan id; without it the whole contract.
    #[serde(default)]
    plan: Option<String>,
    /// First day no longer in effect; without it tomorrow.
    #[serde(default)]
    end: Option<Day>,
}

/// More of an allowance.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TopUp {
    /// Allowance id.
    allowance: String,
    /// Seconds, or tickets where the allowance counts tickets.
    quantity: i64,
    /// Net price, a decimal; without it nothing is billed.
    #[serde(default)]
    price: Option<String>,
}

/// Who is meant.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactChoice {
    /// The id of a contact of the customer, or their e-mail address.
    #[schema(example = "ada@customer.example")]
    contact: String,
}

/// Sign a contract
#[utoipa::path(post, path = "/contracts", tag = "contracts", request_body = ContractEntry,
    responses((status = 201, description = "Signed", body = ContractPage)))]
pub(super) async fn sign(caller: Caller, posted: Posted<ContractEntry>) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    caller
        .write(key, move |act| {
            let owner = customer::get_by_number(act, body.customer).map_err(|error| unknown("customer", error))?;
            let new = NewContract {
                customer: owner.id,
                catalogue: None,
                plan: body.plan.clone(),
                packages: body.packages.clone(),
                options: body.options.clone(),
                start: body.start.0,
                end: body.end.map(|Day(day)| day),
                term_months: body.term_months,
                facts: body.facts.clone(),
                agreed: body.agreed.clone(),
            };
            let id = contract::sign(act, &new)?;
            let page = page_of(act, id)?;
            Ok(Made::created(format!("contracts/{}", page.number()), page))
        })
        .await
}

/// Cancel a contract, or one plan of it
#[utoipa::path(post, path = "/contracts/{number}/cancel", tag = "contracts", request_body = Cancellation,
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "The contract as it is now", body = ContractPage)))]
pub(super) async fn cancel(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Cancellation>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    let cancel = Cancel { plan: body.plan, end: body.end.map(|Day(day)| day) };
    changed(&caller, number, key, move |act, id| contract::cancel(act, id, &cancel)).await
}

/// Facts by name.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Facts {
    /// What the plan file declares, and `cycle`, `lapsed`, `time-zone`, `holidays`, `domains`, `code`, `released.PRODUCT`.
    #[schema(example = json!({ "user": "12" }))]
    facts: BTreeMap<String, String>,
}

/// Packs of an allowance.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Purchase {
    /// Pack id.
    pack: String,
    /// How many.
    #[serde(default = "one")]
    count: u32,
    /// Net price of one, a decimal; without it the one of the plan file.
    #[serde(default)]
    price: Option<String>,
}

fn one() -> u32 {
    1
}

/// Something that is charged by the piece.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Piece {
    /// Item id.
    item: String,
    /// How many, a decimal.
    quantity: String,
    /// Number of the ticket that it was for.
    #[serde(default)]
    ticket: Option<i64>,
}

fn decimal(field: &str, text: &str) -> Result<Decimal, Problem> {
    text.parse().map_err(|_| Problem::field(field, "unreadable", "is no decimal, like \"80.00\""))
}

/// Tell facts that hold from now on
#[utoipa::path(post, path = "/contracts/{number}/facts", tag = "contracts", request_body = Facts,
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "The contract as it is now", body = ContractPage)))]
pub(super) async fn tell(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Facts>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    changed(&caller, number, key, move |act, id| contract::tell(act, id, &body.facts)).await
}

/// Buy packs
#[utoipa::path(post, path = "/contracts/{number}/packs", tag = "contracts", request_body = Purchase,
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "The contract as it is now", body = ContractPage)))]
pub(super) async fn buy(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Purchase>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    let price = body.price.as_deref().map(|text| decimal("price", text)).transpose()?;
    changed(&caller, number, key, move |act, id| contract::buy(act, id, &body.pack, body.count, price)).await
}

/// Charge something by the piece
#[utoipa::path(post, path = "/contracts/{number}/items", tag = "contracts", request_body = Piece,
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "The contract as it is now", body = ContractPage)))]
pub(super) async fn charge(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Piece>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    let quantity = decimal("quantity", &body.quantity)?;
    changed(&caller, number, key, move |act, id| {
        let ticket = body.ticket.map(|number| ticket::get_by_number(act, number)).transpose()?;
        contract::charge(act, id, &body.item, quantity, ticket.map(|ticket| ticket.id))
    })
    .await
}

/// Note that the software is activated
#[utoipa::path(post, path = "/contracts/{number}/activate", tag = "contracts", request_body = Nothing,
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "The contract as it is now", body = ContractPage)))]
pub(super) async fn activate(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    changed(&caller, number, posted.key, contract::activate).await
}

/// Add to an allowance
#[utoipa::path(post, path = "/contracts/{number}/top-up", tag = "contracts", request_body = TopUp,
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "The contract as it is now", body = ContractPage)))]
pub(super) async fn top_up(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<TopUp>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    let price = body.price.as_deref().map(|text| decimal("price", text)).transpose()?;
    let new = NewTopUp { allowance: body.allowance, quantity: body.quantity, price };
    changed(&caller, number, key, move |act, id| contract::top_up(act, id, &new)).await
}

/// Name an authorised contact
///
/// Naming one again changes nothing.
#[utoipa::path(post, path = "/contracts/{number}/contacts", tag = "contracts", request_body = ContactChoice,
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "The contract as it is now", body = ContractPage)))]
pub(super) async fn name_contact(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<ContactChoice>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    let name = move |act: &mut Action<'_, '_>, id| {
        let contact = contact_of(act, "contact", &body.contact)?.id;
        contract::name_contact(act, id, contact).map_err(|error| unknown("contact", error))
    };
    changed(&caller, number, key, name).await
}

/// Take a contact off the list
#[utoipa::path(post, path = "/contracts/{number}/contacts/remove", tag = "contracts", request_body = ContactChoice,
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "The contract as it is now", body = ContractPage)))]
pub(super) async fn remove_contact(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<ContactChoice>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    let remove = move |act: &mut Action<'_, '_>, id| {
        let contact = contact_of(act, "contact", &body.contact)?.id;
        contract::remove_contact(act, id, contact).map_err(|error| unknown("contact", error))
    };
    changed(&caller, number, key, remove).await
}
