//! Handing over: a ticket goes to a team, with a note that says what is known and what is to do.

use serde_json::json;

use super::{BODY_MAX, checked_text, get, note, relation, store};
use crate::action::{Action, Subject};
use crate::error::DeskError;
use crate::id::{StaffId, TeamId, TicketId};
use crate::notice::{self, Kind};
use crate::team;

/// Hands a ticket over to a team, and to one of its members or to nobody yet. The note is written with it.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; field errors for a team that is not there (`team`), for somebody who is not of
/// it (`assignee`), and for a note that is empty or too long (`note`).
pub fn hand_over(
    act: &mut Action<'_, '_>,
    id: TicketId,
    to: TeamId,
    assignee: Option<StaffId>,
    words: &str,
) -> Result<(), DeskError> {
    act.actor.staff()?;
    let words = checked_text("note", words, BODY_MAX)?;
    let mut ticket = get(act, id)?;
    let teams = team::list(act)?;
    let Some(team) = teams.iter().find(|team| team.id == to) else {
        return Err(DeskError::field("team", "unknown", ""));
    };
    let member = match assignee {
        None => None,
        Some(staff) => match team.members.iter().find(|(id, _)| *id == staff) {
            Some((_, name)) => Some(name.clone()),
            None => return Err(DeskError::field("assignee", "not-of-team", team.name.clone())),
        },
    };
    let from = teams.iter().find(|team| Some(team.id) == ticket.team).map(|team| team.name.clone());
    ticket.team = Some(to);
    ticket.assignee = assignee;
    ticket.updated_at = act.now;
    store::update(act, &ticket)?;
    relation::update_team(act, id, Some(to))?;
    let heard: Vec<StaffId> = match assignee {
        Some(staff) => vec![staff],
        None => team.members.iter().map(|(id, _)| *id).collect(),
    };
    notice::tell(act, id, &heard, Kind::HandedOver, &team.name)?;
    act.journal(Subject::Ticket, id.0, "hand-over", &json!({ "team": team.name, "to": member, "from": from }))?;
    note(act, id, &words).map(|_| ())
}

/// Puts a ticket with a team, or with none, without a word. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a field error for a team that is not there.
pub fn put_with(act: &mut Action<'_, '_>, id: TicketId, to: Option<TeamId>) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let mut ticket = get(act, id)?;
    if ticket.team == to {
        return Ok(());
    }
    let teams = team::list(act)?;
    let name = match to {
        None => None,
        Some(to) => match teams.iter().find(|team| team.id == to) {
            Some(team) => Some(team.name.clone()),
            None => return Err(DeskError::field("team", "unknown", "")),
        },
    };
    ticket.team = to;
    ticket.updated_at = act.now;
    store::update(act, &ticket)?;
    relation::update_team(act, id, to)?;
    act.journal(Subject::Ticket, id.0, "team", &json!({ "to": name }))
}
