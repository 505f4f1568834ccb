//! What a customer has in use: systems and licences, registered and taken out again.

use axum::response::Response;
use desk::id::{LicenceId, SystemId};
use desk::licence::{self, Channel, NewLicence};
use desk::system::{self, Environment, NewSystem};
use desk::{DeskError, View, contract, customer};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{CustomerPage, page};
use crate::api::body::Posted;
use crate::api::caller::{Caller, Identified, Numbered};
use crate::api::contract::{LicenceView, SystemView};
use crate::api::problem::Problem;
use crate::api::ticket::{Nothing, unknown};
use crate::api::wire::{Day, Id};
use crate::api::write::Made;

/// A system to be registered.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SystemEntry {
    name: String,
    /// Without it `production`.
    #[serde(default)]
    environment: Use,
    /// Number of the contract that it is registered under.
    #[serde(default)]
    contract: Option<i64>,
    /// The production system that a development system belongs to.
    #[serde(default)]
    production: Option<Id>,
    /// Product id of the plan.
    #[serde(default)]
    product: Option<String>,
    /// Version in use.
    #[serde(default)]
    version: Option<String>,
}

/// What a system is for.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Use {
    #[default]
    Production,
    Development,
}

/// A licence to be registered.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LicenceEntry {
    /// Its key; no other licence has it.
    key: String,
    /// Product id of the plan.
    product: String,
    /// `provider`, `partner`, `unknown`: where it was bought.
    source: String,
    purchased_on: Day,
    /// Number of the contract that it belongs to.
    #[serde(default)]
    contract: Option<i64>,
}

/// Register a system
#[utoipa::path(post, path = "/customers/{number}/systems", tag = "customers", request_body = SystemEntry,
    params(("number" = i64, Path, description = "Number of the customer")),
    responses((status = 201, description = "Registered", body = SystemView)))]
pub(super) async fn add_system(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<SystemEntry>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    caller
        .write(key, move |act| {
            let new = NewSystem {
                customer: customer::get_by_number(act, number)?.id,
                contract: known_contract(act, body.contract)?,
                name: body.name.clone(),
                environment: match body.environment {
                    Use::Production => Environment::Production,
                    Use::Development => Environment::Development,
                },
                production: body.production.map(|Id(id)| SystemId(id)),
                product: body.product.clone(),
                version: body.version.clone(),
            };
            let id = system::create(act, &new)?;
            Ok(Made::created(format!("../{number}"), SystemView::from(system::get(act, id)?)))
        })
        .await
}

/// Register a licence
#[utoipa::path(post, path = "/customers/{number}/licences", tag = "customers", request_body = LicenceEntry,
    params(("number" = i64, Path, description = "Number of the customer")),
    responses((status = 201, description = "Registered", body = LicenceView)))]
pub(super) async fn add_licence(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<LicenceEntry>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    caller
        .write(key, move |act| {
            let source = Channel::find(&body.source).ok_or_else(|| {
                let known: Vec<&str> = Channel::ALL.iter().map(|(_, word)| *word).collect();
                DeskError::field("source", "unknown", known.join(", "))
            })?;
            let new = NewLicence {
                customer: customer::get_by_number(act, number)?.id,
                contract: known_contract(act, body.contract)?,
                key: body.key.clone(),
                product: body.product.clone(),
                source,
                purchased_on: body.purchased_on.0,
            };
            let id = licence::create(act, &new)?;
            Ok(Made::created(format!("../{number}"), LicenceView::from(licence::get(act, id)?)))
        })
        .await
}

fn known_contract(view: &mut View<'_, '_>, number: Option<i64>) -> Result<Option<desk::id::ContractId>, DeskError> {
    let found = number.map(|number| contract::get_by_number(view, number));
    found.transpose().map_err(|error| unknown("contract", error))
}

/// Take a system out of use
#[utoipa::path(post, path = "/systems/{id}/remove", tag = "customers", request_body = Nothing,
    params(("id" = String, Path, description = "Id of the system")),
    responses((status = 200, description = "The customer without it", body = CustomerPage)))]
pub(super) async fn remove_system(
    caller: Caller,
    Identified(id): Identified,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    caller
        .write(posted.key, move |act| {
            let owner = system::get(act, SystemId(id))?.customer;
            system::remove(act, SystemId(id))?;
            let number = customer::get(act, owner)?.number;
            Ok(Made::done(page(act, number)?))
        })
        .await
}

/// Withdraw a licence
#[utoipa::path(post, path = "/licences/{id}/withdraw", tag = "customers", request_body = Nothing,
    params(("id" = String, Path, description = "Id of the licence")),
    responses((status = 200, description = "It is not valid from now on", body = LicenceView)))]
pub(super) async fn withdraw_licence(
    caller: Caller,
    Identified(id): Identified,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    caller
        .write(posted.key, move |act| {
            licence::withdraw(act, LicenceId(id))?;
            Ok(Made::done(LicenceView::from(licence::get(act, LicenceId(id))?)))
        })
        .await
}
