//! The SQL of staff, their tokens and the answers given to them.

use database::Row;
use jiff::Timestamp;

use super::{Answer, AnswerKey, ApiToken, NewStaff, Staff};
use crate::action::View;
use crate::actor::Role;
use crate::contract::store::time;
use crate::error::DeskError;
use crate::field;
use crate::id::StaffId;
use crate::session::PasswordHash;

fn read(row: &Row) -> Result<Staff, DeskError> {
    let word = row.text(3)?;
    Ok(Staff {
        id: row.get(0)?,
        email: row.get(1)?,
        name: row.get(2)?,
        role: Role::find(word).ok_or_else(|| DeskError::broken(format!("role {word}")))?,
        language: field::language(row.text(4)?),
        deactivated_at: row.get::<Option<i64>>(5)?.map(time).transpose()?,
    })
}

pub(super) fn list(view: &mut View<'_, '_>) -> Result<Vec<Staff>, DeskError> {
    let rows = view.tx.query(
        "select id, email, name, role, language, deactivated_at from staff \
         order by case when deactivated_at is null then 0 else 1 end, name, id",
        &[],
    )?;
    rows.iter().map(read).collect()
}

pub(super) fn find(view: &mut View<'_, '_>, id: StaffId) -> Result<Option<Staff>, DeskError> {
    let row =
        view.tx.query_opt("select id, email, name, role, language, deactivated_at from staff where id = $1", &[&id])?;
    row.as_ref().map(read).transpose()
}

pub(super) fn find_by_email(view: &mut View<'_, '_>, email: &str) -> Result<Option<Staff>, DeskError> {
    let row = view.tx.query_opt(
        "select id, email, name, role, language, deactivated_at from staff \
         where email = $1 and deactivated_at is null",
        &[&email],
    )?;
    row.as_ref().map(read).transpose()
}

pub(super) fn is_known(view: &mut View<'_, '_>, email: &str) -> Result<bool, DeskError> {
    Ok(view.tx.query_opt("select id from staff where email = $1", &[&email])?.is_some())
}

pub(super) fn insert(
    view: &mut View<'_, '_>,
    id: StaffId,
    email: &str,
    name: &str,
    new: &NewStaff,
) -> Result<(), DeskError> {
    let now = view.now_us();
    let hash = new.password.as_ref().map(|hash| hash.0.as_str());
    view.tx.execute(
        "insert into staff (id, email, name, role, language, password_hash, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        &[&id, &email, &name, &new.role.word(), &field::language_word(new.language), &hash, &now],
    )?;
    Ok(())
}

pub(super) fn deactivate(view: &mut View<'_, '_>, id: StaffId) -> Result<(), DeskError> {
    let now = view.now_us();
    view.tx.execute("update staff set deactivated_at = $2 where id = $1", &[&id, &now])?;
    view.tx.execute("update api_token set revoked_at = $2 where staff_id = $1 and revoked_at is null", &[&id, &now])?;
    Ok(())
}

pub(super) fn update_password(view: &mut View<'_, '_>, id: StaffId, hash: &PasswordHash) -> Result<(), DeskError> {
    view.tx.execute("update staff set password_hash = $2 where id = $1", &[&id, &hash.0])?;
    Ok(())
}

pub(super) fn insert_token(
    view: &mut View<'_, '_>,
    id: i64,
    staff: StaffId,
    name: &str,
    hash: &[u8; 32],
) -> Result<(), DeskError> {
    let now = view.now_us();
    view.tx.execute(
        "insert into api_token (id, staff_id, name, token_hash, created_at) values ($1, $2, $3, $4, $5)",
        &[&id, &staff, &name, &hash.as_slice(), &now],
    )?;
    Ok(())
}

pub(super) fn revoke_token(view: &mut View<'_, '_>, staff: StaffId, id: i64) -> Result<bool, DeskError> {
    let now = view.now_us();
    let changed = view.tx.execute(
        "update api_token set revoked_at = $3 where id = $1 and staff_id = $2 and revoked_at is null",
        &[&id, &staff, &now],
    )?;
    Ok(changed > 0)
}

pub(super) fn tokens(view: &mut View<'_, '_>, staff: StaffId) -> Result<Vec<ApiToken>, DeskError> {
    let rows = view.tx.query(
        "select id, name, created_at, revoked_at from api_token where staff_id = $1 order by id desc",
        &[&staff],
    )?;
    rows.iter()
        .map(|row| {
            Ok(ApiToken {
                id: row.get(0)?,
                name: row.get(1)?,
                created_at: time(row.get(2)?)?,
                revoked_at: row.get::<Option<i64>>(3)?.map(time).transpose()?,
            })
        })
        .collect()
}

pub(super) fn find_by_token(view: &mut View<'_, '_>, hash: &[u8; 32]) -> Result<Option<Staff>, DeskError> {
    let row = view.tx.query_opt(
        "select s.id, s.email, s.name, s.role, s.language, s.deactivated_at from api_token t \
         join staff s on s.id = t.staff_id \
         where t.token_hash = $1 and t.revoked_at is null and s.deactivated_at is null",
        &[&hash.as_slice()],
    )?;
    row.as_ref().map(read).transpose()
}

pub(super) fn answer(view: &mut View<'_, '_>, key: &AnswerKey) -> Result<Option<([u8; 32], Answer)>, DeskError> {
    let row = view.tx.query_opt(
        "select request_hash, status, body from idempotency where staff_id = $1 and idempotency_key = $2",
        &[&key.staff, &key.key],
    )?;
    row.map(|row| {
        let request = row.bytes(0)?.try_into().map_err(|_| DeskError::broken("request hash"))?;
        Ok((request, Answer { status: row.get(1)?, body: row.get(2)? }))
    })
    .transpose()
}

pub(super) fn insert_answer(view: &mut View<'_, '_>, key: &AnswerKey, answer: &Answer) -> Result<(), DeskError> {
    let now = view.now_us();
    view.tx.execute(
        "insert into idempotency (staff_id, idempotency_key, request_hash, status, body, created_at) \
         values ($1, $2, $3, $4, $5, $6)",
        &[&key.staff, &key.key, &key.request.as_slice(), &answer.status, &answer.body, &now],
    )?;
    Ok(())
}

pub(super) fn delete_answers(view: &mut View<'_, '_>, before: Timestamp) -> Result<(), DeskError> {
    view.tx.execute("delete from idempotency where created_at < $1", &[&before.as_microsecond()])?;
    Ok(())
}
