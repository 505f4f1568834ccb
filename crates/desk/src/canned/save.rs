//! Making, changing and retiring canned replies.

use std::collections::BTreeSet;

use serde_json::json;

use super::fill::check;
use super::{Assign, Canned, NewCanned, get, may_share, store};
use crate::action::{Action, Subject};
use crate::error::DeskError;
use crate::id::CannedId;
use crate::staff;
use crate::ticket::{BODY_MAX, TAGS_MAX, checked_text, tag_of};

/// Longest name, in characters.
const NAME_MAX: usize = 80;

/// Makes one.
///
/// # Errors
/// [`DeskError::Forbidden`] for a shared one by somebody who is no manager; field errors for name, texts and actions.
pub fn create(act: &mut Action<'_, '_>, new: &NewCanned) -> Result<CannedId, DeskError> {
    let me = act.actor.staff()?;
    let is = checked(act, new, None)?;
    let id = CannedId(act.new_id());
    let owner = is.personal.then_some(me);
    let now = act.now;
    store::insert(act, &Canned { id, owner, is, updated_at: now, retired_at: None })?;
    act.journal(Subject::CannedReply, id.0, "create", &json!({ "name": new.name }))?;
    Ok(id)
}

/// Changes one. Whose it is stays.
///
/// # Errors
/// As [`create`].
pub fn edit(act: &mut Action<'_, '_>, id: CannedId, new: &NewCanned) -> Result<(), DeskError> {
    let known = get(act, id)?;
    let new = NewCanned { personal: known.owner.is_some(), ..new.clone() };
    let is = checked(act, &new, Some(id))?;
    let now = act.now;
    store::update(act, &Canned { is, updated_at: now, ..known })?;
    act.journal(Subject::CannedReply, id.0, "edit", &json!({ "name": new.name }))
}

/// Takes one out of use; what was planned with it still does what it says.
///
/// # Errors
/// [`DeskError::Forbidden`] for a shared one by somebody who is no manager.
pub fn retire(act: &mut Action<'_, '_>, id: CannedId) -> Result<(), DeskError> {
    let known = get(act, id)?;
    if known.owner.is_none() && !may_share(act) {
        return Err(DeskError::Forbidden);
    }
    let now = act.now;
    store::update(act, &Canned { retired_at: Some(now), ..known })?;
    act.journal(Subject::CannedReply, id.0, "retire", &json!({}))
}

fn checked(act: &mut Action<'_, '_>, new: &NewCanned, id: Option<CannedId>) -> Result<NewCanned, DeskError> {
    let me = act.actor.staff()?;
    if !new.personal && !may_share(act) {
        return Err(DeskError::Forbidden);
    }
    let name = checked_text("name", &new.name, NAME_MAX)?;
    if name.chars().any(char::is_control) {
        return Err(DeskError::field("name", "wrong", ""));
    }
    let among = store::list(act, new.personal.then_some(me))?;
    let same = |one: &&Canned| one.retired_at.is_none() && Some(one.id) != id;
    if among.iter().filter(same).any(|one| one.is.name.to_lowercase() == name.to_lowercase()) {
        return Err(DeskError::field("name", "taken", ""));
    }
    if new.de.trim().is_empty() && new.en.trim().is_empty() {
        return Err(DeskError::field("de", "missing", ""));
    }
    for (field, text) in [("de", &new.de), ("en", &new.en)] {
        if text.chars().count() > BODY_MAX / 10 {
            return Err(DeskError::field(field, "too-long", (BODY_MAX / 10).to_string()));
        }
        check(field, text)?;
    }
    if let Assign::Staff(to) = new.assign
        && !staff::is_active(act, to)?
    {
        return Err(DeskError::field("assign", "unknown", ""));
    }
    let (tags_added, tags_removed) = (tags("tags_added", &new.tags_added)?, tags("tags_removed", &new.tags_removed)?);
    if let Some(both) = tags_added.iter().find(|tag| tags_removed.contains(tag)) {
        return Err(DeskError::field("tags_removed", "duplicate", both.as_str()));
    }
    let plain = |text: &str| text.replace('\0', "");
    let (de, en, severity) = (plain(&new.de), plain(&new.en), plain(&new.severity));
    Ok(NewCanned { name, de, en, severity, tags_added, tags_removed, ..new.clone() })
}

/// Tags as they are kept, each once; what is wrong is said of their field.
fn tags(field: &'static str, typed: &[String]) -> Result<Vec<String>, DeskError> {
    let mut tags = BTreeSet::new();
    for one in typed {
        match tag_of(one) {
            Ok(tag) => tags.extend(tag),
            Err(DeskError::Invalid(mut wrong)) => {
                wrong.iter_mut().for_each(|wrong| wrong.field = field.into());
                return Err(DeskError::Invalid(wrong));
            }
            Err(error) => return Err(error),
        }
    }
    if tags.len() > TAGS_MAX {
        return Err(DeskError::field(field, "too-many", TAGS_MAX.to_string()));
    }
    Ok(tags.into_iter().collect())
}
