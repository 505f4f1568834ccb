//! Is the contact one of the authorised ones?
//!
//! A contract that names its contacts authorises the first ones of the list, as many as the plan says; one that names
//! none authorises whoever asks first, up to that number. The number is the total, options included.

use super::verdict::{Conditions, Standing};
use crate::explain::VerdictStep;
use crate::plan::catalogue::Stated;
use crate::plan::resolve::Entitlements;
use crate::run::outcome::ConditionKind;

pub(super) fn ask(
    standing: &Standing<'_>,
    entitlements: &Entitlements,
    person: Option<&str>,
    conditions: &mut Conditions,
) {
    let of = match entitlements.contacts {
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
    if let Some(named) = &standing.facts.contacts {
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
