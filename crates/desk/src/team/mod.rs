//! Teams: staff who share a shelf of the queue. A ticket is handed over to a team with a note (see `ticket::hand_over`).
//!
//! A member of staff may be in several teams. A team that is dissolved stays as a name in histories; it is not dissolved
//! while tickets that are not done lie with it. What a team may see or do differs in nothing: rights go by role.

mod store;

use std::collections::BTreeSet;

use serde_json::json;

use crate::action::{Action, Subject, View};
use crate::actor::Role;
use crate::error::DeskError;
use crate::id::{StaffId, TeamId};
use crate::{signature, staff, ticket};

/// Longest name, in characters.
pub const NAME_MAX: usize = 80;
/// Who may set teams up.
const SET_UP_BY: [Role; 2] = [Role::Manager, Role::Administrator];

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// Its members by name.
    pub members: Vec<(StaffId, String)>,
}

/// A team as it should be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewTeam {
    /// Its name.
    pub name: String,
    /// Its members.
    pub members: BTreeSet<StaffId>,
}

/// The teams by name.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff.
pub fn list(view: &mut View<'_, '_>) -> Result<Vec<Team>, DeskError> {
    view.actor.require_staff()?;
    store::list(view)
}

/// A team that was not dissolved.
///
/// # Errors
/// [`DeskError::NotFound`].
pub fn get(view: &mut View<'_, '_>, id: TeamId) -> Result<Team, DeskError> {
    list(view)?.into_iter().find(|team| team.id == id).ok_or(DeskError::NotFound)
}

/// Sets a team up.
///
/// # Errors
/// Field errors for a name that is missing, too long or taken, and for members who are unknown or gone;
/// [`DeskError::Forbidden`] for staff who are neither manager nor administrator.
pub fn create(act: &mut Action<'_, '_>, new: &NewTeam) -> Result<TeamId, DeskError> {
    act.actor.require(&SET_UP_BY)?;
    let name = checked(act, None, new)?;
    let id = TeamId(act.new_id());
    store::insert(act, id, &name)?;
    store::insert_members(act, id, &new.members)?;
    act.journal(Subject::Team, id.0, "create", &json!({ "name": name }))?;
    Ok(id)
}

/// Gives a team another name and other members.
///
/// # Errors
/// As [`create`]; [`DeskError::NotFound`] for a team that is not there.
pub fn change(act: &mut Action<'_, '_>, id: TeamId, new: &NewTeam) -> Result<(), DeskError> {
    act.actor.require(&SET_UP_BY)?;
    let before = get(act, id)?;
    let name = checked(act, Some(id), new)?;
    store::update(act, id, &name)?;
    store::delete_members(act, id)?;
    store::insert_members(act, id, &new.members)?;
    act.journal(Subject::Team, id.0, "change", &json!({ "name": name, "from": before.name }))
}

/// Dissolves a team.
///
/// # Errors
/// A conflict while tickets that are not done lie with it; else as [`change`].
pub fn dissolve(act: &mut Action<'_, '_>, id: TeamId) -> Result<(), DeskError> {
    act.actor.require(&SET_UP_BY)?;
    let team = get(act, id)?;
    if ticket::is_any_with(act, id)? {
        return Err(DeskError::conflict("team-has-tickets", team.name));
    }
    store::update_dissolved(act, id)?;
    store::delete_members(act, id)?;
    signature::forget_team(act, id)?;
    act.journal(Subject::Team, id.0, "dissolve", &json!({ "name": team.name }))
}

fn checked(view: &mut View<'_, '_>, own: Option<TeamId>, new: &NewTeam) -> Result<String, DeskError> {
    let name = ticket::checked_text("name", new.name.replace(['\n', '\r'], " ").as_str(), NAME_MAX)?;
    let taken = store::list(view)?.into_iter().any(|team| Some(team.id) != own && key(&team.name) == key(&name));
    if taken {
        return Err(DeskError::field("name", "taken", ""));
    }
    for member in &new.members {
        if !staff::is_active(view, *member)? {
            return Err(DeskError::field("members", "unknown", ""));
        }
    }
    Ok(name)
}

fn key(name: &str) -> String {
    name.to_lowercase()
}
