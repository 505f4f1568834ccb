//! A new customer, and contacts who come and go.

use axum::response::Response;
use desk::customer::{self, NewContact, NewCustomer};
use desk::id::ContactId;
use desk::session::PasswordHash;
use engine::plan::catalogue::Language;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{ContactView, CustomerPage, page};
use crate::api::body::Posted;
use crate::api::caller::{Caller, Identified, Numbered};
use crate::api::problem::Problem;
use crate::api::ticket::Nothing;
use crate::api::wire::Tongue;
use crate::api::write::Made;

/// A customer to be added.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomerEntry {
    /// Its name, at most 200 characters.
    name: String,
    /// `de` or `en`: the language it is written to in. Without it `de`.
    #[serde(default)]
    language: Tongue,
    /// Its postal address, in lines.
    #[serde(default)]
    address: String,
    #[serde(default)]
    vat_id: String,
}

/// A contact to be added. Being a contact authorises nobody; contracts name whom they authorise.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactEntry {
    name: String,
    /// Their e-mail address, with which they sign in; no other contact has it.
    email: String,
    #[serde(default)]
    phone: String,
    /// `de` or `en`. Without it `de`.
    #[serde(default)]
    language: Tongue,
    /// 10 to 200 characters; without it they cannot sign in yet.
    #[serde(default)]
    password: Option<String>,
}

/// A password.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewPassword {
    /// 10 to 200 characters.
    pub(in crate::api) password: String,
}

/// Add a customer
#[utoipa::path(post, path = "/customers", tag = "customers", request_body = CustomerEntry,
    responses((status = 201, description = "Added", body = CustomerPage)))]
pub(super) async fn create(caller: Caller, posted: Posted<CustomerEntry>) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    let language = Language::from(body.language);
    let new = NewCustomer { name: body.name, language, address: body.address, vat_id: body.vat_id };
    caller
        .write(key, move |act| {
            let id = customer::create(act, &new)?;
            let number = customer::get(act, id)?.number;
            Ok(Made::created(format!("customers/{number}"), page(act, number)?))
        })
        .await
}

/// Add a contact
#[utoipa::path(post, path = "/customers/{number}/contacts", tag = "customers", request_body = ContactEntry,
    params(("number" = i64, Path, description = "Number of the customer")),
    responses((status = 201, description = "Added; a contract may name them now", body = ContactView)))]
pub(super) async fn add_contact(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<ContactEntry>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    let password = hash(&caller, body.password.as_deref()).await?;
    caller
        .write(key, move |act| {
            let new = NewContact {
                customer: customer::get_by_number(act, number)?.id,
                email: body.email.clone(),
                name: body.name.clone(),
                phone: body.phone.clone(),
                language: body.language.into(),
                password: password.clone(),
            };
            let id = customer::create_contact(act, &new)?;
            let contact = customer::get_contact(act, id)?;
            // They stand on the customer's page.
            Ok(Made::created(format!("../{number}"), ContactView::from(contact)))
        })
        .await
}

/// The hash of a password, if there is one.
pub(in crate::api) async fn hash(caller: &Caller, password: Option<&str>) -> Result<Option<PasswordHash>, Problem> {
    match password {
        Some(password) => Ok(Some(PasswordHash::make_aside(&caller.desk, password).await?)),
        None => Ok(None),
    }
}

/// Give a contact a password
///
/// Every session of theirs ends.
#[utoipa::path(post, path = "/contacts/{id}/password", tag = "customers", request_body = NewPassword,
    params(("id" = String, Path, description = "Id of the contact")),
    responses((status = 200, description = "It is set", body = ContactView)))]
pub(super) async fn set_password(
    caller: Caller,
    Identified(id): Identified,
    posted: Posted<NewPassword>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    let hash = PasswordHash::make_aside(&caller.desk, &body.password).await?;
    caller
        .write(key, move |act| {
            customer::set_contact_password(act, ContactId(id), &hash)?;
            Ok(Made::done(ContactView::from(customer::get_contact(act, ContactId(id))?)))
        })
        .await
}

/// A contact leaves
///
/// Every authorisation and session of theirs ends.
#[utoipa::path(post, path = "/contacts/{id}/remove", tag = "customers", request_body = Nothing,
    params(("id" = String, Path, description = "Id of the contact")),
    responses((status = 200, description = "The customer without them", body = CustomerPage)))]
pub(super) async fn remove_contact(
    caller: Caller,
    Identified(id): Identified,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    caller
        .write(posted.key, move |act| {
            let customer = customer::get_contact(act, ContactId(id))?.customer;
            customer::remove_contact(act, ContactId(id))?;
            let number = customer::get(act, customer)?.number;
            Ok(Made::done(page(act, number)?))
        })
        .await
}
