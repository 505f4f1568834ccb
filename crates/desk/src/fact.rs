//! Facts: what a plan file's conditions ask for, told about a ticket or a contract by name.
//!
//! A name that nothing asks for is refused: told by mistake, it would silently change no promise and no price.

use std::collections::BTreeMap;

use engine::plan::Catalogue;
use engine::sla::SINCE;
use jiff::Timestamp;

use crate::error::DeskError;
use crate::ticket::checked_text;

/// Facts about a ticket that have no place of their own among what a request is about.
const OF_TICKETS: [&str; 8] = [SINCE, "cause", "class", "request", "role", "language", "consent", "environment"];

/// Facts about a piece of work that the language knows without a declaration.
const OF_WORK: [&str; 2] = ["cause", "consent"];

/// Facts about an outage that the language knows without a declaration.
const OF_OUTAGES: [&str; 1] = ["cause"];

/// Facts about a contract that the language knows without a declaration.
const OF_CONTRACTS: [&str; 6] = ["cycle", "lapsed", "time-zone", "holidays", "domains", "code"];

/// Longest value, in characters.
const VALUE_MAX: usize = 200;

/// What a fact is told about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    Ticket,
    Contract,
    Outage,
    Work,
}

/// Facts that the catalogue can ask for, with values that it knows.
pub(crate) fn checked(
    catalogue: &Catalogue,
    of: Of,
    told: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, DeskError> {
    told.iter().map(|(name, value)| Ok((name.clone(), one(catalogue, of, name, value)?))).collect()
}

fn one(catalogue: &Catalogue, of: Of, name: &str, value: &str) -> Result<String, DeskError> {
    let value = checked_text("value", value, VALUE_MAX)?;
    // Measured facts follow from clocks; nobody tells them.
    let declared = || catalogue.facts.iter().filter(|fact| fact.measured.is_none());
    if let Some(fact) = declared().find(|fact| fact.id == name) {
        let fits = fact.values.is_empty() || fact.values.iter().any(|(known, _)| *known == value);
        let known = || fact.values.iter().map(|(known, _)| known.as_str()).collect::<Vec<_>>().join(", ");
        return if fits { Ok(value) } else { Err(DeskError::field("value", "unknown", known())) };
    }
    if (of, name) == (Of::Ticket, SINCE) && value.parse::<Timestamp>().is_err() {
        return Err(DeskError::field("value", "unknown", "2026-11-10T08:00:00+01:00"));
    }
    let own: &[&str] = match of {
        Of::Ticket => &OF_TICKETS,
        Of::Contract => &OF_CONTRACTS,
        Of::Outage => &OF_OUTAGES,
        Of::Work => &OF_WORK,
    };
    if own.contains(&name) || of == Of::Contract && name.starts_with("released.") {
        return Ok(value);
    }
    let known: Vec<&str> = declared().map(|fact| fact.id.as_str()).chain(own.iter().copied()).collect();
    Err(DeskError::field("name", "unknown", known.join(", ")))
}
