//! Contracts: what one entitles to now and what is left of it, what a call costs at this minute, changes, pools.

mod promise;
mod shape;
mod sign;

use axum::Json;
use axum::response::Response;
use desk::call;
use desk::contract;
use desk::id::ContractId;
use desk::{Action, DeskError, View, customer};
use engine::run::event::Change;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{Asked, Key, Posted};
use super::caller::{Caller, Numbered, OnLine};
use super::customer::PageQuery;
use super::problem::Problem;
use super::wire::{self, Page, Time};
use super::write::Made;
use crate::site::Site;
use shape::PriceNow;

pub(super) use shape::{ContractPage, LicenceView, SystemView};

pub(super) fn router() -> OpenApiRouter<Site> {
    OpenApiRouter::default()
        .routes(routes!(list, sign::sign))
        .routes(routes!(show))
        .routes(routes!(price))
        .routes(routes!(change))
        .routes(routes!(pool))
        .routes(routes!(sign::cancel))
        .routes(routes!(sign::activate))
        .routes(routes!(sign::tell))
        .routes(routes!(sign::buy))
        .routes(routes!(sign::charge))
        .routes(routes!(sign::top_up))
        .routes(routes!(sign::name_contact))
        .routes(routes!(sign::remove_contact))
        .routes(routes!(promise::show))
        .routes(routes!(promise::report))
        .routes(routes!(promise::take_back))
        .routes(routes!(promise::claim))
        .routes(routes!(promise::pay))
        .routes(routes!(promise::report_for_all))
}

/// What a contract is to hold from now on; what is left out stays as it was.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContractChange {
    /// Plan id.
    #[serde(default)]
    plan: Option<String>,
    /// All package ids held from now on.
    #[serde(default)]
    packages: Option<Vec<String>>,
    /// All option ids held from now on.
    #[serde(default)]
    options: Option<Vec<String>>,
}

/// Months that are thrown together.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PoolAgreement {
    /// Allowance id; without it all that may be pooled.
    #[serde(default)]
    allowance: Option<String>,
    /// Consecutive months.
    #[schema(example = json!(["2026-11", "2026-12"]))]
    months: Vec<String>,
}

/// List contracts
#[utoipa::path(get, path = "/contracts", tag = "contracts", params(PageQuery),
    responses((status = 200, description = "A page of contracts, in the order in which they were signed", body = Page<ContractPage>)))]
async fn list(caller: Caller, Asked(query): Asked<PageQuery>) -> Result<Json<Page<ContractPage>>, Problem> {
    let page = caller.read(move |view| {
        let limit = wire::limit(query.limit)?;
        let after = wire::place(query.after.as_deref())?.map(ContractId);
        let ids = contract::list(view, after, limit)?;
        let items = ids.iter().map(|id| page_of(view, *id)).collect::<Result<Vec<_>, _>>()?;
        Ok(Page { items, next: wire::next(&ids, limit, ToString::to_string) })
    });
    Ok(Json(page.await?))
}

/// Get a contract
#[utoipa::path(get, path = "/contracts/{number}", tag = "contracts",
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "The contract, with what is left at this minute", body = ContractPage)))]
async fn show(caller: Caller, Numbered(number): Numbered) -> Result<Json<ContractPage>, Problem> {
    let page = caller.read(move |view| {
        let id = contract::get_by_number(view, number)?;
        page_of(view, id)
    });
    Ok(Json(page.await?))
}

/// What a call costs now
#[utoipa::path(get, path = "/contracts/{number}/lines/{line}/price", tag = "contracts",
    params(("number" = i64, Path, description = "Number of the contract"), ("line" = String, Path, description = "Line id of the plan")),
    responses((status = 200, description = "The price at this minute, until when, and what follows", body = PriceNow)))]
async fn price(caller: Caller, Numbered(number): Numbered, OnLine(line): OnLine) -> Result<Json<PriceNow>, Problem> {
    let price = caller.read(move |view| {
        let id = contract::get_by_number(view, number)?;
        let price = call::price_now(view, id, &line)?;
        Ok(PriceNow::new(price, Time(view.now)))
    });
    Ok(Json(price.await?))
}

/// Change what it holds
#[utoipa::path(post, path = "/contracts/{number}/change", tag = "contracts", request_body = ContractChange,
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "The contract as it is now", body = ContractPage)))]
async fn change(
    caller: Caller,
    Numbered(number): Numbered,
    posted: Posted<ContractChange>,
) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    let change = Change { plan: body.plan, packages: body.packages, options: body.options };
    changed(&caller, number, key, move |act, id| contract::change(act, id, &change)).await
}

/// Agree that months are used as one
#[utoipa::path(post, path = "/contracts/{number}/pool", tag = "contracts", request_body = PoolAgreement,
    params(("number" = i64, Path, description = "Number of the contract")),
    responses((status = 200, description = "The contract as it is now", body = ContractPage)))]
async fn pool(caller: Caller, Numbered(number): Numbered, posted: Posted<PoolAgreement>) -> Result<Response, Problem> {
    let Posted { body, key } = posted;
    let months: Vec<Date> = months(&body.months)?;
    let allowance = body.allowance;
    changed(&caller, number, key, move |act, id| contract::agree_pool(act, id, allowance.as_deref(), &months)).await
}

/// Makes a change to the contract of a number, and answers with it as it is then.
async fn changed<F>(caller: &Caller, number: i64, key: Option<Key>, change: F) -> Result<Response, Problem>
where
    F: Fn(&mut Action<'_, '_>, ContractId) -> Result<(), DeskError> + Clone + Send + Sync + 'static,
{
    answered(caller, number, key, change, page_of).await
}

/// Makes a change to the contract of a number, and answers with what is shown of it then.
async fn answered<F, T>(
    caller: &Caller,
    number: i64,
    key: Option<Key>,
    change: F,
    shown: fn(&mut View<'_, '_>, ContractId) -> Result<T, DeskError>,
) -> Result<Response, Problem>
where
    F: Fn(&mut Action<'_, '_>, ContractId) -> Result<(), DeskError> + Clone + Send + Sync + 'static,
    T: Serialize + Send + 'static,
{
    caller
        .write(key, move |act| {
            let id = contract::get_by_number(act, number)?;
            change(act, id)?;
            Ok(Made::done(shown(act, id)?))
        })
        .await
}

fn months(texts: &[String]) -> Result<Vec<Date>, Problem> {
    if texts.is_empty() || texts.len() > 120 {
        return Err(Problem::field("months", "out-of-range", "must be 1 to 120 months"));
    }
    let month = |(ix, text): (usize, &String)| {
        let month: Result<desk::billing::Month, _> = text.parse();
        month
            .map(|month| month.period().from)
            .map_err(|error| Problem::field(format!("months[{ix}]"), "unreadable", error.to_string()))
    };
    texts.iter().enumerate().map(month).collect()
}

fn page_of(view: &mut View<'_, '_>, id: ContractId) -> Result<ContractPage, DeskError> {
    let overview = contract::overview(view, id)?;
    let number = customer::get(view, overview.customer)?.number;
    Ok(ContractPage::new(overview, number))
}
