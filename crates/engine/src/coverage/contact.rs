//! Is the contact one of the authorised ones?
//!
//! A contract that names its contacts authorises the first ones of the list, as many as the plan says; one that names
//! none authorises whoever asks first, up to that number. The number is the total, options included.

use jiff::Timestamp;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::access::situated;
use super::verdict::{Conditions, Request, Standing};
use crate::explain::VerdictStep;
use crate::plan::catalogue::Stated;
use crate::plan::resolve::Entitlements;
use crate::run::event::{Environment, Open};
use crate::run::outcome::ConditionKind;

pub(super) fn ask(
    standing: &Standing<'_>,
    entitlements: &Entitlements,
    at: Timestamp,
    request: Request<'_>,
    conditions: &mut Conditions,
) {
    let person = match request {
        Request::Open(open) => open.contact.as_deref(),
        Request::Call(call) => call.caller.as_deref(),
    };
    let of = match number(standing, entitlements, at, request) {
        Stated::Value(of) => Some(of),
        _ => None,
    };
    let Some(person) = person else {
        if let Some(of) = of {
            conditions.fails(ConditionKind::Contact, VerdictStep::ContactMissing { of });
        }
        return;
    };
    let limit = of.map_or(usize::MAX, |of| usize::try_from(of).unwrap_or(usize::MAX));
    let contact = person.to_owned();
    if let Some(named) = standing.timeline.contacts_at(standing.facts, at) {
        let used = named.len().min(limit);
        match named[..used].iter().position(|named| named == person) {
            Some(ix) => {
                let why = VerdictStep::ContactAuthorised { contact, place: ix + 1, of };
                conditions.holds(ConditionKind::Contact, why);
            }
            None => conditions.fails(ConditionKind::Contact, VerdictStep::ContactUnknown { contact, used, of }),
        }
        return;
    }
    if of.is_none() {
        conditions.holds(ConditionKind::Contact, VerdictStep::ContactFree { contact });
        return;
    }
    let place = standing.seen.iter().position(|seen| *seen == person).unwrap_or(standing.seen.len());
    if place < limit {
        let why = VerdictStep::ContactAuthorised { contact, place: place + 1, of };
        conditions.holds(ConditionKind::Contact, why);
    } else {
        let used = standing.seen.len().min(limit);
        conditions.fails(ConditionKind::Contact, VerdictStep::ContactUnknown { contact, used, of });
    }
}

/// How many contacts a contract may name at an instant: what the plan says, times what it counts, by size where it says so.
#[must_use]
pub fn contacts_allowed(standing: &Standing<'_>, entitlements: &Entitlements, at: Timestamp) -> Stated<u32> {
    number(standing, entitlements, at, Request::Open(&Open::default()))
}

fn number(standing: &Standing<'_>, entitlements: &Entitlements, at: Timestamp, request: Request<'_>) -> Stated<u32> {
    let Stated::Value(of) = entitlements.contacts else { return entitlements.contacts };
    let of = of.saturating_add(by_size(standing, entitlements, at, request));
    Stated::Value(of.saturating_mul(times(standing, entitlements, at, request)))
}

/// How many contacts a contract of this size has, where the plan says it by size.
fn by_size(standing: &Standing<'_>, entitlements: &Entitlements, at: Timestamp, request: Request<'_>) -> u32 {
    let steps = entitlements.access.contacts.as_ref().map(|rules| rules.steps.as_slice()).unwrap_or_default();
    if steps.is_empty() {
        return 0;
    }
    situated(standing, entitlements, at, request, |situation| {
        let Some(step) = steps.iter().find(|step| situation.holds(&step.when)) else { return 0 };
        let Some((each, fact)) = &step.per else { return step.number };
        let count = situation.fact(fact).and_then(|value| value.trim().parse::<Decimal>().ok());
        let started = count.and_then(|count| (count / Decimal::from(*each)).ceil().to_u32()).unwrap_or(1);
        step.number.saturating_mul(started)
    })
}

/// How many times the number of contacts is meant: once for the contract, or for each of something that is counted.
fn times(standing: &Standing<'_>, entitlements: &Entitlements, at: Timestamp, request: Request<'_>) -> u32 {
    let per = entitlements.access.contacts.as_ref().and_then(|rules| rules.per.as_deref());
    match (per, &standing.facts.systems) {
        (None, _) => 1,
        (Some("system"), Some(systems)) => {
            let count = systems.iter().filter(|system| system.environment == Environment::Production).count();
            u32::try_from(count).unwrap_or(u32::MAX)
        }
        (Some(fact), _) => situated(standing, entitlements, at, request, |situation| {
            let number = situation.fact(fact).and_then(|value| value.trim().parse::<Decimal>().ok());
            number.and_then(|number| number.trunc().to_u32()).unwrap_or(1)
        }),
    }
}
