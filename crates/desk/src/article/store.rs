//! The articles' SQL.

use jiff::Timestamp;

use super::Article;
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{ArticleId, TicketId};

fn time(us: i64) -> Result<Timestamp, DeskError> {
    Timestamp::from_microsecond(us).map_err(|error| DeskError::broken(error.to_string()))
}

fn article(row: &database::Row) -> Result<Article, DeskError> {
    Ok(Article {
        id: row.get(0)?,
        title: row.get(1)?,
        body: row.get(2)?,
        ticket: row.get(3)?,
        created_at: time(row.get(4)?)?,
        updated_at: time(row.get(5)?)?,
    })
}

const COLUMNS: &str = "select a.id, a.title, a.body, t.number, a.created_at, a.updated_at from article a \
    left join ticket t on t.id = a.ticket_id";

pub(super) fn list(
    view: &mut View<'_, '_>,
    before: Option<(Timestamp, ArticleId)>,
    limit: i64,
) -> Result<Vec<Article>, DeskError> {
    let (at, id) = before.map_or((i64::MAX, i64::MAX), |(at, id)| (at.as_microsecond(), id.0));
    let sql = format!("{COLUMNS} where (a.updated_at, a.id) < ($1, $2) order by a.updated_at desc, a.id desc limit $3");
    view.tx.query(&sql, &[&at, &id, &limit])?.iter().map(article).collect()
}

pub(super) fn find(view: &mut View<'_, '_>, id: ArticleId) -> Result<Option<Article>, DeskError> {
    let sql = format!("{COLUMNS} where a.id = $1");
    view.tx.query_opt(&sql, &[&id])?.map(|row| article(&row)).transpose()
}

pub(super) fn of_ticket(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Vec<(ArticleId, String)>, DeskError> {
    let rows = view.tx.query("select id, title from article where ticket_id = $1 order by id limit 20", &[&ticket])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

pub(super) fn insert(
    act: &mut Action<'_, '_>,
    id: ArticleId,
    ticket: TicketId,
    title: &str,
    body: &str,
) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "insert into article (id, title, body, ticket_id, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)",
        &[&id, &title, &body, &ticket, &now],
    )?;
    Ok(())
}

pub(super) fn update(act: &mut Action<'_, '_>, id: ArticleId, title: &str, body: &str) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "update article set title = $2, body = $3, updated_at = $4 where id = $1",
        &[&id, &title, &body, &now],
    )?;
    Ok(())
}

pub(super) fn delete(act: &mut Action<'_, '_>, id: ArticleId) -> Result<(), DeskError> {
    act.tx.execute("delete from article where id = $1", &[&id])?;
    Ok(())
}
