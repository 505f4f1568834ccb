//! From what the desk says to what pages show: words of the plan in the reader's language, clocks as lines, balances as bars.
//!
//! Nothing here decides anything; every number comes from the desk.

pub(crate) mod acceptance;
pub(crate) mod clock;
pub(crate) mod column;
pub(crate) mod contract;
pub(crate) mod eml;
pub(crate) mod entry;
pub(crate) mod found;
pub(crate) mod history;
pub(crate) mod invoice;
pub(crate) mod left;
pub(crate) mod print;
pub(crate) mod promise;
pub(crate) mod quote;
pub(crate) mod row;
pub(crate) mod typed;
pub(crate) mod verdict;
pub(crate) mod words;
mod wrong;

use desk::ticket::State;
use engine::plan::catalogue::Channel;

use crate::text::{Language, Text};
use crate::view::{Severity, Stage};

pub(crate) use wrong::{Wrong, misread, problem};

/// The engine's name of the reader's language.
pub(crate) fn plan_language(t: &Text) -> engine::plan::catalogue::Language {
    match t.language {
        Language::De => engine::plan::catalogue::Language::De,
        Language::En => engine::plan::catalogue::Language::En,
    }
}

/// The one of two texts that is the reader's.
pub(crate) fn either<'a>(t: &Text, de: &'a str, en: &'a str) -> &'a str {
    if t.language == Language::De { de } else { en }
}

/// Where a ticket is.
pub(crate) fn stage(state: State) -> Stage {
    match state {
        State::Open => Stage::Open,
        State::Waiting => Stage::Waiting,
        State::Resolved => Stage::Resolved,
        State::Closed => Stage::Closed,
    }
}

/// A severity of a catalogue.
pub(crate) fn severity(t: &Text, catalogue: &engine::plan::Catalogue, id: &str) -> Option<Severity> {
    let index = catalogue.find_severity(id)?;
    let known = &catalogue.severities[index];
    Some(Severity {
        id: known.id.clone(),
        name: known.name.get(plan_language(t)).to_owned(),
        level: u8::try_from(index + 1).unwrap_or(u8::MAX),
    })
}

/// All severities of a catalogue.
pub(crate) fn severities(t: &Text, catalogue: &engine::plan::Catalogue) -> Vec<Severity> {
    catalogue.severities.iter().filter_map(|known| severity(t, catalogue, &known.id)).collect()
}

/// How something arrived.
pub(crate) fn channel(t: &Text, channel: Channel) -> String {
    let words = match channel {
        Channel::Email => t.get("channel-email"),
        Channel::Portal => t.get("channel-portal"),
        Channel::Phone => t.get("channel-phone"),
        _ => t.get("channel-other"),
    };
    words.to_string()
}
