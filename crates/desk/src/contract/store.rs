//! The contracts' SQL.

use std::collections::BTreeMap;

use database::Row;
use engine::plan::Selection;
use engine::run::event::{Call, Contract, Environment, Event, Facts, Licence, System, What, Work};
use engine::run::outcome::Answer;
use jiff::Timestamp;
use jiff::civil::Date;

use super::event;
use super::terms::Terms;
use crate::action::View;
use crate::error::DeskError;
use crate::id::{CatalogueId, ContactId, ContractId, CustomerId, UsageId};

/// A contract's row, with an engine contract that has no contacts, systems or licences yet.
pub(super) struct Found {
    pub(super) number: i64,
    pub(super) customer: CustomerId,
    pub(super) catalogue: CatalogueId,
    pub(super) contract: Contract,
}

/// When a contract is in effect.
pub(super) struct Span {
    pub(super) contract: ContractId,
    pub(super) catalogue: CatalogueId,
    pub(super) from: Date,
    pub(super) until: Option<Date>,
}

/// A licence under a contract, and when and in which row it was withdrawn.
pub(super) struct LicenceRow {
    pub(super) licence: Licence,
    pub(super) withdrawn: Option<(Timestamp, i64)>,
}

pub(crate) fn time(us: i64) -> Result<Timestamp, DeskError> {
    Timestamp::from_microsecond(us).map_err(|error| DeskError::broken(error.to_string()))
}

pub(crate) fn day(row: &Row, column: usize) -> Result<Option<Date>, DeskError> {
    row.get::<Option<String>>(column)?.map(|text| event::day(&text)).transpose()
}

pub(super) fn find(view: &mut View<'_, '_>, id: ContractId) -> Result<Option<Found>, DeskError> {
    let customer = view.scope().customer();
    let row = view.tx.query_opt(
        "select number, customer_id, catalogue_id, plan, packages, options, starts_on, ends_on, term_months, agreed \
         from contract where id = $1 and (cast($2 as bigint) is null or customer_id = cast($2 as bigint))",
        &[&id, &customer],
    )?;
    row.map(|row| {
        let selection = Selection {
            plan: row.get(3)?,
            packages: serde_json::from_str(row.text(4)?)?,
            options: serde_json::from_str(row.text(5)?)?,
        };
        let agreed: BTreeMap<String, String> = serde_json::from_str(row.text(9)?)?;
        Ok(Found {
            number: row.get(0)?,
            customer: row.get(1)?,
            catalogue: row.get(2)?,
            contract: Contract {
                selection,
                start: event::day(row.text(6)?)?,
                end: day(&row, 7)?,
                term_months: row.get(8)?,
                facts: Facts { agreed, ..Facts::default() },
            },
        })
    })
    .transpose()
}

/// A contact's time on the list of authorised ones.
pub(super) struct Named {
    pub(super) row: i64,
    pub(super) contact: String,
    pub(super) from: Timestamp,
    pub(super) until: Option<Timestamp>,
}

/// Who was ever an authorised contact, in the order in which they were named.
pub(super) fn named(view: &mut View<'_, '_>, id: ContractId) -> Result<Vec<Named>, DeskError> {
    let rows = view.tx.query(
        "select id, contact_id, named_at, removed_at from contract_contact where contract_id = $1 order by id",
        &[&id],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Named {
                row: row.get(0)?,
                contact: row.get::<i64>(1)?.to_string(),
                from: time(row.get(2)?)?,
                until: row.get::<Option<i64>>(3)?.map(time).transpose()?,
            })
        })
        .collect()
}

/// Systems under the contract; none where none was ever registered, so that nobody is asked for one.
pub(super) fn systems(view: &mut View<'_, '_>, id: ContractId) -> Result<Option<Vec<System>>, DeskError> {
    let rows = view.tx.query(
        "select id, environment, production_id from system where contract_id = $1 and removed_at is null order by id",
        &[&id],
    )?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut systems = Vec::with_capacity(rows.len());
    for row in &rows {
        systems.push(System {
            id: row.get::<i64>(0)?.to_string(),
            environment: match row.text(1)? {
                "development" => Environment::Development,
                _ => Environment::Production,
            },
            of: row.get::<Option<i64>>(2)?.map(|id| id.to_string()),
            facts: BTreeMap::new(),
        });
    }
    Ok(Some(systems))
}

pub(super) fn licences(view: &mut View<'_, '_>, id: ContractId) -> Result<Vec<LicenceRow>, DeskError> {
    let rows = view.tx.query(
        "select id, licence_key, product, source, withdrawn_at from licence where contract_id = $1 order by id",
        &[&id],
    )?;
    rows.iter()
        .map(|row| {
            let licence = Licence {
                id: row.get(1)?,
                product: Some(row.get(2)?),
                official: row.text(3)? != "unknown",
                valid: true,
            };
            let withdrawn = row.get::<Option<i64>>(4)?.map(time).transpose()?;
            let id: i64 = row.get(0)?;
            Ok(LicenceRow { licence, withdrawn: withdrawn.map(|at| (at, id)) })
        })
        .collect()
}

/// The newest version of each product that is published by a day.
pub(super) fn newest_releases(view: &mut View<'_, '_>, today: Date) -> Result<BTreeMap<String, String>, DeskError> {
    let rows = view.tx.query(
        "select product, version from release where published_on <= $1 order by product, published_on, id",
        &[&today.to_string()],
    )?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

pub(super) fn events(view: &mut View<'_, '_>, id: ContractId) -> Result<Vec<(i64, Event)>, DeskError> {
    let rows = view.tx.query(
        "select id, at, known_at, kind, body from contract_event where contract_id = $1 order by at, id",
        &[&id],
    )?;
    rows.iter()
        .map(|row| {
            let (at, known) = (time(row.get(1)?)?, time(row.get(2)?)?);
            let what = event::read(row.text(3)?, row.text(4)?)?;
            Ok((row.get(0)?, Event { at, known: (known != at).then_some(known), what }))
        })
        .collect()
}

pub(super) fn spans_of_contact(view: &mut View<'_, '_>, contact: ContactId) -> Result<Vec<Span>, DeskError> {
    let customer = view.scope().customer();
    let rows = view.tx.query(
        "select c.id, c.catalogue_id, c.starts_on, c.in_force_until from contract_contact n \
         join contract c on c.id = n.contract_id \
         where n.contact_id = $1 and n.removed_at is null \
         and (cast($2 as bigint) is null or c.customer_id = cast($2 as bigint)) order by c.id",
        &[&contact, &customer],
    )?;
    rows.iter().map(span).collect()
}

pub(super) fn spans_of_customer(view: &mut View<'_, '_>, customer: CustomerId) -> Result<Vec<Span>, DeskError> {
    let scope = view.scope().customer();
    let rows = view.tx.query(
        "select id, catalogue_id, starts_on, in_force_until from contract where customer_id = $1 \
         and (cast($2 as bigint) is null or customer_id = cast($2 as bigint)) order by id",
        &[&customer, &scope],
    )?;
    rows.iter().map(span).collect()
}

fn span(row: &Row) -> Result<Span, DeskError> {
    Ok(Span { contract: row.get(0)?, catalogue: row.get(1)?, from: event::day(row.text(2)?)?, until: day(row, 3)? })
}

/// Calls and work of a contract as events, in order of their time.
pub(super) fn usage(view: &mut View<'_, '_>, terms: &Terms) -> Result<Vec<(UsageId, Event)>, DeskError> {
    let rows = view.tx.query(
        "select id, kind, line, work_kind, ticket_id, contact_id, at, known_at, measured_s, facts from usage_record \
         where contract_id = $1 order by at, id",
        &[&terms.id],
    )?;
    rows.iter()
        .map(|row| {
            let ticket = row.get::<Option<i64>>(4)?.map(|id| id.to_string());
            let duration_s = row.get(8)?;
            let what = match row.text(1)? {
                "call" => What::Call(Call {
                    line: row.get::<Option<String>>(2)?.unwrap_or_default(),
                    duration_s,
                    caller: row.get::<Option<i64>>(5)?.map(|id| id.to_string()),
                    ticket,
                    // It was taken; at what price is the engine's to say.
                    decided: Some(Answer::Covered),
                    ..Call::default()
                }),
                _ => {
                    let told = row.get::<Option<String>>(9)?;
                    let facts = told.map(|told| crate::ticket::named(&told)).transpose()?.unwrap_or_default();
                    What::Log(Work { ticket, duration_s, kind: row.get(3)?, facts })
                }
            };
            let (at, known) = (time(row.get(6)?)?, time(row.get(7)?)?);
            Ok((row.get(0)?, Event { at, known: (known != at).then_some(known), what }))
        })
        .collect()
}

/// What became known about tickets that something was used for. No price depends on the many others.
pub(super) fn ticket_facts(view: &mut View<'_, '_>, id: ContractId) -> Result<Vec<Event>, DeskError> {
    let rows = view.tx.query(
        "select ticket_id, at, known_at, body from ticket_event where kind = 'fact' and ticket_id in (\
         select ticket_id from usage_record where contract_id = $1 and ticket_id is not null) order by at, id",
        &[&id],
    )?;
    rows.iter()
        .map(|row| {
            let facts = crate::ticket::named(row.text(3)?)?;
            let (at, known) = (time(row.get(1)?)?, time(row.get(2)?)?);
            let ticket = row.get::<i64>(0)?.to_string();
            let what = What::Fact { ticket: Some(ticket), facts: facts.into_iter().collect() };
            Ok(Event { at, known: (known != at).then_some(known), what })
        })
        .collect()
}

/// A contract to be written.
pub(super) struct NewRow<'a> {
    pub(super) id: ContractId,
    pub(super) number: i64,
    pub(super) customer: CustomerId,
    pub(super) catalogue: CatalogueId,
    pub(super) contract: &'a Contract,
    pub(super) in_force_until: Option<Date>,
}

pub(super) fn insert(view: &mut View<'_, '_>, new: &NewRow<'_>) -> Result<(), DeskError> {
    let now = view.now_us();
    let contract = new.contract;
    view.tx.execute(
        "insert into contract (id, number, customer_id, catalogue_id, plan, packages, options, starts_on, ends_on, \
         in_force_until, term_months, agreed, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &[
            &new.id,
            &new.number,
            &new.customer,
            &new.catalogue,
            &contract.selection.plan,
            &serde_json::to_string(&contract.selection.packages)?,
            &serde_json::to_string(&contract.selection.options)?,
            &contract.start.to_string(),
            &contract.end.map(|day| day.to_string()),
            &new.in_force_until.map(|day| day.to_string()),
            &contract.term_months,
            &serde_json::to_string(&contract.facts.agreed)?,
            &now,
        ],
    )?;
    Ok(())
}

pub(super) fn update_in_force_until(
    view: &mut View<'_, '_>,
    id: ContractId,
    until: Option<Date>,
) -> Result<(), DeskError> {
    let until = until.map(|day| day.to_string());
    view.tx.execute("update contract set in_force_until = $2 where id = $1", &[&id, &until])?;
    Ok(())
}

/// An event of a contract to be written.
pub(super) struct NewEvent<'a> {
    pub(super) id: i64,
    pub(super) contract: ContractId,
    pub(super) at: Timestamp,
    pub(super) kind: &'a str,
    pub(super) body: &'a str,
}

pub(super) fn insert_event(view: &mut View<'_, '_>, new: &NewEvent<'_>) -> Result<(), DeskError> {
    let now = view.now_us();
    let staff = view.actor.staff().ok();
    view.tx.execute(
        "insert into contract_event (id, contract_id, at, known_at, kind, body, staff_id) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        &[&new.id, &new.contract, &new.at.as_microsecond(), &now, &new.kind, &new.body, &staff],
    )?;
    Ok(())
}

/// Who is named under a contract: row, contact, name, address.
pub(super) fn named_people(
    view: &mut View<'_, '_>,
    id: ContractId,
) -> Result<Vec<(ContactId, String, String)>, DeskError> {
    let rows = view.tx.query(
        "select c.id, c.name, c.email from contract_contact n join contact c on c.id = n.contact_id \
         where n.contract_id = $1 and n.removed_at is null order by n.id",
        &[&id],
    )?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// Whether a contact of this customer exists and is not removed.
pub(super) fn is_contact_of(
    view: &mut View<'_, '_>,
    contact: ContactId,
    customer: CustomerId,
) -> Result<bool, DeskError> {
    let row = view.tx.query_opt(
        "select id from contact where id = $1 and customer_id = $2 and removed_at is null",
        &[&contact, &customer],
    )?;
    Ok(row.is_some())
}

pub(super) fn insert_named(
    view: &mut View<'_, '_>,
    id: i64,
    contract: ContractId,
    contact: ContactId,
) -> Result<(), DeskError> {
    let now = view.now_us();
    view.tx.execute(
        "insert into contract_contact (id, contract_id, contact_id, named_at) values ($1, $2, $3, $4)",
        &[&id, &contract, &contact, &now],
    )?;
    Ok(())
}

pub(super) fn end_named(view: &mut View<'_, '_>, contract: ContractId, contact: ContactId) -> Result<bool, DeskError> {
    let now = view.now_us();
    let changed = view.tx.execute(
        "update contract_contact set removed_at = $3 where contract_id = $1 and contact_id = $2 and removed_at is null",
        &[&contract, &contact, &now],
    )?;
    Ok(changed > 0)
}

/// The contract of a number that the actor may see.
pub(crate) fn find_by_number(view: &mut View<'_, '_>, number: i64) -> Result<Option<ContractId>, DeskError> {
    let customer = view.scope().customer();
    let row = view.tx.query_opt(
        "select id from contract where number = $1 \
         and (cast($2 as bigint) is null or customer_id = cast($2 as bigint))",
        &[&number, &customer],
    )?;
    row.map(|row| Ok(row.get(0)?)).transpose()
}

/// A page of contract ids in the order in which they were signed, after the given one.
pub(crate) fn page(
    view: &mut View<'_, '_>,
    after: Option<ContractId>,
    limit: i64,
) -> Result<Vec<ContractId>, DeskError> {
    let customer = view.scope().customer();
    let after = after.map_or(-1, |id| id.0);
    let rows = view.tx.query(
        "select id from contract where id > $1 \
         and (cast($2 as bigint) is null or customer_id = cast($2 as bigint)) order by id limit $3",
        &[&after, &customer, &limit],
    )?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}
