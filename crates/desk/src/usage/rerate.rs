//! Rating again: after anything that may change a price, every usage of the contract is computed, and what differs is written.

use std::collections::BTreeMap;

use super::rating::{Rating, Steps, numbers_of, steps_of};
use super::{compute, store};
use crate::action::{Action, Subject};
use crate::contract;
use crate::error::DeskError;
use crate::id::ContractId;

/// Rates all usage of a contract. A rating that differs from the stored one is written as a new row that reverses it.
///
/// # Errors
/// [`DeskError::NotFound`] for a contract that the actor may not see.
pub fn rerate(act: &mut Action<'_, '_>, id: ContractId) -> Result<(), DeskError> {
    let terms = contract::terms(act, id)?;
    let now = act.now;
    let computed = compute(act, &terms, &[], now)?;
    let standing = store::newest_ratings(act, id)?;
    let mut stored: BTreeMap<_, _> = standing.into_iter().map(|one| (one.usage, (one.row, one.rating))).collect();
    for rated in &computed.outcome.usage {
        let Some(usage) = computed.record(rated.event) else { continue };
        let numbers = numbers_of(&terms.catalogue, rated);
        let before = stored.remove(&usage);
        if before.as_ref().is_some_and(|(_, before)| before.comes_to(&numbers)) {
            continue;
        }
        let rating = Rating { steps: steps_of(&terms.catalogue, &rated.why), ..numbers };
        let row = act.new_id();
        store::insert_rating(act, row, usage, before.as_ref().map(|(id, _)| *id), &rating)?;
        if let Some((_, before)) = before {
            let body = serde_json::json!({ "before": before.amount_minor, "amount": rating.amount_minor });
            act.journal(Subject::Usage, usage.0, "rerate", &body)?;
        }
    }
    // What was rated once and cannot be rated any more comes to nothing, and says why.
    for (usage, (row, before)) in stored {
        if before.amount_minor == 0 && before.burned.is_empty() && before.counted_s == 0 {
            continue;
        }
        let refused = computed.outcome.refused.iter().find(|refused| computed.record(refused.event) == Some(usage));
        let steps = refused
            .map_or_else(Steps::default, |refused| steps_of(&terms.catalogue, std::slice::from_ref(&refused.why)));
        let nothing =
            Rating { counted_s: 0, charged: Vec::new(), burned: Vec::new(), amount_minor: 0, steps, ..before };
        let new = act.new_id();
        store::insert_rating(act, new, usage, Some(row), &nothing)?;
        act.journal(Subject::Usage, usage.0, "rerate", &serde_json::json!({ "amount": 0 }))?;
    }
    Ok(())
}
