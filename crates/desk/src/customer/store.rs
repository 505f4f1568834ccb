//! The SQL of customers and contacts.

use database::Row;

use super::{Contact, Counts, Customer, Listed};
use crate::action::View;
use crate::contract::store::time;
use crate::error::DeskError;
use crate::field;
use crate::id::{ContactId, CustomerId};
use crate::session::PasswordHash;

fn customer(row: &Row) -> Result<Customer, DeskError> {
    Ok(Customer {
        id: row.get(0)?,
        number: row.get(1)?,
        name: row.get(2)?,
        language: field::language(row.text(3)?),
        address: row.get(4)?,
        vat_id: row.get(5)?,
    })
}

fn contact(row: &Row) -> Result<Contact, DeskError> {
    Ok(Contact {
        id: row.get(0)?,
        customer: row.get(1)?,
        email: row.get(2)?,
        name: row.get(3)?,
        phone: row.get(4)?,
        language: field::language(row.text(5)?),
        removed_at: row.get::<Option<i64>>(6)?.map(time).transpose()?,
    })
}

pub(super) fn find(view: &mut View<'_, '_>, id: CustomerId) -> Result<Option<Customer>, DeskError> {
    let scope = view.scope().customer();
    let row = view.tx.query_opt(
        "select id, number, name, language, address, vat_id from customer \
         where id = $1 and (cast($2 as bigint) is null or id = cast($2 as bigint))",
        &[&id, &scope],
    )?;
    row.as_ref().map(customer).transpose()
}

pub(super) fn find_by_number(view: &mut View<'_, '_>, number: i64) -> Result<Option<Customer>, DeskError> {
    let scope = view.scope().customer();
    let row = view.tx.query_opt(
        "select id, number, name, language, address, vat_id from customer \
         where number = $1 and (cast($2 as bigint) is null or id = cast($2 as bigint))",
        &[&number, &scope],
    )?;
    row.as_ref().map(customer).transpose()
}

pub(super) fn insert(view: &mut View<'_, '_>, new: &Customer) -> Result<(), DeskError> {
    let now = view.now_us();
    view.tx.execute(
        "insert into customer (id, number, name, name_key, language, address, vat_id, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &new.id,
            &new.number,
            &new.name,
            &new.name.to_lowercase(),
            &field::language_word(new.language),
            &new.address,
            &new.vat_id,
            &now,
        ],
    )?;
    Ok(())
}

/// The names that begin with a prefix lie between it and it with the last character there is behind it.
pub(super) fn list(
    view: &mut View<'_, '_>,
    prefix: &str,
    after_name: &str,
    after_id: i64,
    limit: i64,
) -> Result<Vec<Listed>, DeskError> {
    let scope = view.scope().customer();
    let end = format!("{prefix}{}", char::MAX);
    let rows = view.tx.query(
        "select c.id, c.number, c.name, \
         (select count(*) from contract k where k.customer_id = c.id), \
         (select count(*) from contact p where p.customer_id = c.id and p.removed_at is null) \
         from customer c where c.name_key >= $1 and c.name_key < $2 and (c.name_key, c.id) > ($3, $4) \
         and (cast($5 as bigint) is null or c.id = cast($5 as bigint)) order by c.name_key, c.id limit $6",
        &[&prefix, &end, &after_name, &after_id, &scope, &limit],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                id: row.get(0)?,
                number: row.get(1)?,
                name: row.get(2)?,
                contracts: row.get(3)?,
                contacts: row.get(4)?,
            })
        })
        .collect()
}

pub(super) fn counts(view: &mut View<'_, '_>, id: CustomerId) -> Result<Counts, DeskError> {
    let row = view.tx.query_one(
        "select (select count(*) from ticket where customer_id = $1 and state <> 'closed'), \
         (select count(*) from ticket where customer_id = $1), \
         (select count(*) from usage_record u join contract c on c.id = u.contract_id \
          where c.customer_id = $1 and u.kind = 'call'), \
         (select count(*) from invoice where customer_id = $1)",
        &[&id],
    )?;
    Ok(Counts { open_tickets: row.get(0)?, tickets: row.get(1)?, calls: row.get(2)?, invoices: row.get(3)? })
}

pub(super) fn find_contact(view: &mut View<'_, '_>, id: ContactId) -> Result<Option<Contact>, DeskError> {
    let scope = view.scope().customer();
    let row = view.tx.query_opt(
        "select id, customer_id, email, name, phone, language, removed_at from contact \
         where id = $1 and (cast($2 as bigint) is null or customer_id = cast($2 as bigint))",
        &[&id, &scope],
    )?;
    row.as_ref().map(contact).transpose()
}

pub(super) fn find_contact_by_email(view: &mut View<'_, '_>, email: &str) -> Result<Option<Contact>, DeskError> {
    let row = view.tx.query_opt(
        "select id, customer_id, email, name, phone, language, removed_at from contact \
         where email = $1 and removed_at is null",
        &[&email],
    )?;
    row.as_ref().map(contact).transpose()
}

pub(super) fn contacts(view: &mut View<'_, '_>, customer: CustomerId) -> Result<Vec<Contact>, DeskError> {
    let scope = view.scope().customer();
    let rows = view.tx.query(
        "select id, customer_id, email, name, phone, language, removed_at from contact \
         where customer_id = $1 and removed_at is null \
         and (cast($2 as bigint) is null or customer_id = cast($2 as bigint)) order by name, id limit 1000",
        &[&customer, &scope],
    )?;
    rows.iter().map(contact).collect()
}

/// Who left and is not erased, the last one first.
pub(super) fn former(view: &mut View<'_, '_>, customer: CustomerId, limit: i64) -> Result<Vec<Contact>, DeskError> {
    let scope = view.scope().customer();
    let rows = view.tx.query(
        "select id, customer_id, email, name, phone, language, removed_at from contact \
         where customer_id = $1 and removed_at is not null and erased_at is null \
         and (cast($2 as bigint) is null or customer_id = cast($2 as bigint)) order by removed_at desc, id limit $3",
        &[&customer, &scope, &limit],
    )?;
    rows.iter().map(contact).collect()
}

pub(super) fn insert_contact(view: &mut View<'_, '_>, new: &Contact, hash: Option<&str>) -> Result<(), DeskError> {
    let now = view.now_us();
    view.tx.execute(
        "insert into contact (id, customer_id, email, name, phone, language, password_hash, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[&new.id, &new.customer, &new.email, &new.name, &new.phone, &field::language_word(new.language), &hash, &now],
    )?;
    Ok(())
}

/// Ends the contact's authorisations too.
pub(super) fn remove_contact(view: &mut View<'_, '_>, id: ContactId) -> Result<(), DeskError> {
    let now = view.now_us();
    view.tx.execute("update contact set removed_at = $2, password_hash = null where id = $1", &[&id, &now])?;
    view.tx.execute(
        "update contract_contact set removed_at = $2 where contact_id = $1 and removed_at is null",
        &[&id, &now],
    )?;
    Ok(())
}

pub(super) fn update_contact_password(
    view: &mut View<'_, '_>,
    id: ContactId,
    hash: &PasswordHash,
) -> Result<(), DeskError> {
    view.tx.execute("update contact set password_hash = $2 where id = $1", &[&id, &hash.0])?;
    Ok(())
}
