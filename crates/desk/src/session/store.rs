//! The sessions' SQL, with the throttle of signing in.

use database::Row;
use jiff::Timestamp;

use super::{Person, Session};
use crate::action::View;
use crate::actor::Role;
use crate::contract::store::time;
use crate::error::DeskError;
use crate::field;

/// What an address signs in with.
pub(super) struct Credential {
    pub(super) person: Person,
    pub(super) hash: Option<String>,
}

fn staff(row: &Row, id: usize, role: usize) -> Result<Person, DeskError> {
    let word = row.text(role)?;
    let role = Role::find(word).ok_or_else(|| DeskError::broken(format!("role {word}")))?;
    Ok(Person::Staff { id: row.get(id)?, role })
}

/// Staff first: who is both works here.
pub(super) fn credential(view: &mut View<'_, '_>, email: &str) -> Result<Option<Credential>, DeskError> {
    let row = view.tx.query_opt(
        "select id, role, password_hash from staff where email = $1 and deactivated_at is null",
        &[&email],
    )?;
    if let Some(row) = row {
        return Ok(Some(Credential { person: staff(&row, 0, 1)?, hash: row.get(2)? }));
    }
    let row = view.tx.query_opt(
        "select id, customer_id, password_hash from contact where email = $1 and removed_at is null",
        &[&email],
    )?;
    row.map(|row| {
        let person = Person::Contact { id: row.get(0)?, customer: row.get(1)? };
        Ok(Credential { person, hash: row.get(2)? })
    })
    .transpose()
}

pub(super) fn hash_of(view: &mut View<'_, '_>, person: &Person) -> Result<Option<String>, DeskError> {
    let row = match person {
        Person::Staff { id, .. } => {
            view.tx.query_opt("select password_hash from staff where id = $1 and deactivated_at is null", &[id])?
        }
        Person::Contact { id, .. } => {
            view.tx.query_opt("select password_hash from contact where id = $1 and removed_at is null", &[id])?
        }
    };
    row.map_or(Ok(None), |row| Ok(row.get(0)?))
}

pub(super) fn insert(
    view: &mut View<'_, '_>,
    hash: &[u8; 32],
    person: &Person,
    csrf: &str,
    expires_at: Timestamp,
) -> Result<(), DeskError> {
    let now = view.now_us();
    let (kind, id) = person.key();
    view.tx.execute(
        "insert into session (token_hash, person_kind, person_id, csrf, created_at, seen_at, expires_at) \
         values ($1, $2, $3, $4, $5, $5, $6)",
        &[&hash.as_slice(), &kind, &id, &csrf, &now, &expires_at.as_microsecond()],
    )?;
    Ok(())
}

pub(super) fn find(
    view: &mut View<'_, '_>,
    hash: &[u8; 32],
    idle_since: Timestamp,
) -> Result<Option<Session>, DeskError> {
    let now = view.now_us();
    let row = view.tx.query_opt(
        "select s.csrf, s.seen_at, s.expires_at, m.id, m.role, m.name, m.email, m.language, \
         c.id, c.customer_id, c.name, c.email, c.language from session s \
         left join staff m on s.person_kind = 'staff' and m.id = s.person_id and m.deactivated_at is null \
         left join contact c on s.person_kind = 'contact' and c.id = s.person_id and c.removed_at is null \
         where s.token_hash = $1 and s.expires_at > $2 and s.seen_at > $3",
        &[&hash.as_slice(), &now, &idle_since.as_microsecond()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (person, offset) = if row.get::<Option<i64>>(3)?.is_some() {
        (staff(&row, 3, 4)?, 5)
    } else if row.get::<Option<i64>>(8)?.is_some() {
        (Person::Contact { id: row.get(8)?, customer: row.get(9)? }, 10)
    } else {
        return Ok(None);
    };
    Ok(Some(Session {
        person,
        name: row.get(offset)?,
        email: row.get(offset + 1)?,
        language: field::language(row.text(offset + 2)?),
        csrf: row.get(0)?,
        seen_at: time(row.get(1)?)?,
        expires_at: time(row.get(2)?)?,
    }))
}

pub(super) fn touch(view: &mut View<'_, '_>, hash: &[u8; 32]) -> Result<(), DeskError> {
    let now = view.now_us();
    view.tx.execute("update session set seen_at = $2 where token_hash = $1", &[&hash.as_slice(), &now])?;
    Ok(())
}

pub(super) fn delete(view: &mut View<'_, '_>, hash: &[u8; 32]) -> Result<(), DeskError> {
    view.tx.execute("delete from session where token_hash = $1", &[&hash.as_slice()])?;
    Ok(())
}

pub(super) fn delete_of(view: &mut View<'_, '_>, person: &Person) -> Result<(), DeskError> {
    let (kind, id) = person.key();
    view.tx.execute("delete from session where person_id = $2 and person_kind = $1", &[&kind, &id])?;
    Ok(())
}

pub(super) fn delete_expired(view: &mut View<'_, '_>, idle_since: Timestamp) -> Result<(), DeskError> {
    let now = view.now_us();
    view.tx.execute("delete from session where expires_at <= $1", &[&now])?;
    view.tx.execute("delete from session where seen_at <= $1", &[&idle_since.as_microsecond()])?;
    Ok(())
}

pub(super) fn attempts(view: &mut View<'_, '_>, key: &str) -> Result<Option<(i64, Option<Timestamp>)>, DeskError> {
    let row =
        view.tx.query_opt("select failures, blocked_until from sign_in_throttle where throttle_key = $1", &[&key])?;
    row.map(|row| Ok((row.get(0)?, row.get::<Option<i64>>(1)?.map(time).transpose()?))).transpose()
}

pub(super) fn upsert_attempts(
    view: &mut View<'_, '_>,
    key: &str,
    failures: i64,
    blocked: Option<Timestamp>,
) -> Result<(), DeskError> {
    let now = view.now_us();
    let blocked = blocked.map(Timestamp::as_microsecond);
    view.tx.execute(
        "insert into sign_in_throttle (throttle_key, failures, last_at, blocked_until) values ($1, $2, $3, $4) \
         on conflict (throttle_key) do update set failures = excluded.failures, last_at = excluded.last_at, \
         blocked_until = excluded.blocked_until",
        &[&key, &failures, &now, &blocked],
    )?;
    Ok(())
}

/// After a success: the address starts anew, and the origin gets its attempt back.
pub(super) fn forgive(view: &mut View<'_, '_>, address: &str, origin: &str) -> Result<(), DeskError> {
    view.tx.execute("delete from sign_in_throttle where throttle_key = $1", &[&address])?;
    view.tx.execute(
        "update sign_in_throttle set failures = failures - 1, blocked_until = null \
         where throttle_key = $1 and failures > 0",
        &[&origin],
    )?;
    Ok(())
}

pub(super) fn forget(view: &mut View<'_, '_>, before: Timestamp) -> Result<(), DeskError> {
    view.tx.execute("delete from sign_in_throttle where last_at < $1", &[&before.as_microsecond()])?;
    Ok(())
}
