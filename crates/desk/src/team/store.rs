//! The teams' SQL.

use std::collections::BTreeSet;

use super::{Team, key};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::id::{StaffId, TeamId};

/// Teams by name, each with its members who have not left.
pub(super) fn list(view: &mut View<'_, '_>) -> Result<Vec<Team>, DeskError> {
    let rows = view.tx.query(
        "select g.id, g.name, s.id, s.name from team g left join team_member m on m.team_id = g.id \
         left join staff s on s.id = m.staff_id and s.deactivated_at is null \
         where g.dissolved_at is null order by g.name_key, g.id, s.name, s.id",
        &[],
    )?;
    let mut teams: Vec<Team> = Vec::new();
    for row in &rows {
        let id: TeamId = row.get(0)?;
        if teams.last().is_none_or(|team| team.id != id) {
            teams.push(Team { id, name: row.get(1)?, members: Vec::new() });
        }
        let member = row.get::<Option<StaffId>>(2)?.zip(row.get::<Option<String>>(3)?);
        if let Some(team) = teams.last_mut() {
            team.members.extend(member);
        }
    }
    Ok(teams)
}

pub(super) fn insert(act: &mut Action<'_, '_>, id: TeamId, name: &str) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute(
        "insert into team (id, name, name_key, created_at) values ($1, $2, $3, $4)",
        &[&id, &name, &key(name), &now],
    )?;
    Ok(())
}

pub(super) fn update(act: &mut Action<'_, '_>, id: TeamId, name: &str) -> Result<(), DeskError> {
    act.tx.execute("update team set name = $2, name_key = $3 where id = $1", &[&id, &name, &key(name)])?;
    Ok(())
}

pub(super) fn update_dissolved(act: &mut Action<'_, '_>, id: TeamId) -> Result<(), DeskError> {
    let now = act.now_us();
    act.tx.execute("update team set dissolved_at = $2 where id = $1", &[&id, &now])?;
    Ok(())
}

pub(super) fn insert_members(
    act: &mut Action<'_, '_>,
    id: TeamId,
    members: &BTreeSet<StaffId>,
) -> Result<(), DeskError> {
    for member in members {
        act.tx.execute("insert into team_member (team_id, staff_id) values ($1, $2)", &[&id, member])?;
    }
    Ok(())
}

pub(super) fn delete_members(act: &mut Action<'_, '_>, id: TeamId) -> Result<(), DeskError> {
    act.tx.execute("delete from team_member where team_id = $1", &[&id])?;
    Ok(())
}
