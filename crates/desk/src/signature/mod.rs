//! Signatures: what stands below the mails that staff write, per language, of the desk, of each team and of each person.
//!
//! A person's own lines come first, below them those of the team with which the ticket lies or, where it has none in the
//! customer's language, the desk's. Without any, a mail is signed with the provider's name. The words
//! may name whoever signs, with the variables `agent` and `provider`.

mod store;

use engine::plan::catalogue::Language;
use serde_json::json;

use crate::action::{Action, Subject, View};
use crate::actor::Role;
use crate::canned;
use crate::catalogue;
use crate::error::DeskError;
use crate::field::language_word;
use crate::id::{StaffId, TeamId};
use crate::{staff, team};

/// Longest signature, in characters.
const WORDS_MAX: usize = 2000;

/// Whose signature it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Everybody's.
    Desk,
    /// A team's, on tickets that lie with it.
    Team(TeamId),
    /// The acting member of staff's own.
    Mine,
}

/// The words as they were saved, in German and English.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff, and for a team that is not there.
pub fn get(view: &mut View<'_, '_>, owner: Owner) -> Result<(String, String), DeskError> {
    let me = view.actor.staff()?;
    if let Owner::Team(id) = owner {
        team::get(view, id)?;
    }
    let (kind, id) = key(owner, me);
    let de = store::find(view, kind, id, "de")?.unwrap_or_default();
    Ok((de, store::find(view, kind, id, "en")?.unwrap_or_default()))
}

/// Saves the words in a language; empty ones take them away.
///
/// # Errors
/// [`DeskError::Forbidden`] for the desk's and a team's by somebody who is no manager; [`DeskError::NotFound`] for
/// a team that is not there; a field error for words that are too long or ask for
/// what there is not.
pub fn set(act: &mut Action<'_, '_>, owner: Owner, language: Language, words: &str) -> Result<(), DeskError> {
    let me = act.actor.staff()?;
    if owner != Owner::Mine {
        act.actor.require(&[Role::Manager, Role::Administrator])?;
    }
    if let Owner::Team(id) = owner {
        team::get(act, id)?;
    }
    let field = language_word(language);
    let words = words.replace('\0', "").trim_end().to_owned();
    if words.chars().count() > WORDS_MAX {
        return Err(DeskError::field(field, "too-long", WORDS_MAX.to_string()));
    }
    canned::check(field, &words)?;
    let (kind, id) = key(owner, me);
    store::upsert(act, kind, id, language_word(language), &words)?;
    act.journal(Subject::Setting, 0, "signature", &json!({ "of": kind, "language": field }))
}

fn key(owner: Owner, me: StaffId) -> (&'static str, i64) {
    match owner {
        Owner::Desk => ("desk", 0),
        Owner::Team(id) => ("team", id.0),
        Owner::Mine => ("staff", me.0),
    }
}

/// Takes the signature of a team away that is dissolved.
pub(crate) fn forget_team(act: &mut Action<'_, '_>, team: TeamId) -> Result<(), DeskError> {
    store::delete(act, "team", team.0)
}

/// What is set below a mail that somebody writes in a language, on a ticket that lies with a team or with none.
///
/// # Errors
/// Whatever the database says.
pub fn below(
    view: &mut View<'_, '_>,
    author: StaffId,
    team: Option<TeamId>,
    language: Language,
) -> Result<String, DeskError> {
    let word = language_word(language);
    let own = store::find(view, "staff", author.0, word)?.unwrap_or_default();
    let team = match team {
        None => None,
        Some(team) => store::find(view, "team", team.0, word)?.filter(|words| !words.trim().is_empty()),
    };
    let shared = match team {
        Some(words) => words,
        None => store::find(view, "desk", 0, word)?.unwrap_or_default(),
    };
    let provider = match catalogue::current(view)? {
        Some((_, catalogue)) => catalogue.provider.name.get(language).to_owned(),
        None => view.shared.name.clone(),
    };
    let agent = staff::name(view, author)?;
    let parts: Vec<String> = [own, shared]
        .iter()
        .filter(|words| !words.trim().is_empty())
        .map(|words| canned::signed(words, &agent, &provider))
        .collect();
    Ok(if parts.is_empty() { provider } else { parts.join("\n") })
}
