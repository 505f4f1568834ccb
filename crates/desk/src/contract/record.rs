//! How an event of a contract is written: the engine is asked first, and what it refuses is not written at all.

use engine::run::event::{Event, What};
use engine::run::timeline::Timeline;

use super::terms::Terms;
use super::{event, store};
use crate::action::{Action, Subject};
use crate::error::DeskError;
use crate::{ticket, usage};

/// Writes an event that happens now, moves the contract's end where it does, and computes again what it changes
/// the price or the promise of.
pub(super) fn record(act: &mut Action<'_, '_>, terms: &Terms, what: What) -> Result<(), DeskError> {
    let (kind, body) = event::stored(&what).ok_or_else(|| DeskError::broken("no event of a contract"))?;
    let mut events = terms.events.clone();
    events.push(Event { at: act.now, known: None, what });
    let timeline = Timeline::build(&terms.volume, &terms.engine, &events)
        .map_err(|error| DeskError::broken(format!("contract {}: {error}", terms.number)))?;
    if let Some(refused) = timeline.refused.iter().find(|refused| refused.event == events.len() - 1) {
        let language = terms.catalogue.provider.languages.first().copied().unwrap_or_default();
        return Err(DeskError::conflict("plan-refuses", refused.why.text(&terms.catalogue, language)));
    }
    let id = act.new_id();
    let at = act.now;
    let text = body.to_string();
    store::insert_event(act, &store::NewEvent { id, contract: terms.id, at, kind, body: &text })?;
    store::update_in_force_until(act, terms.id, timeline.served_until(&terms.catalogue))?;
    act.journal(Subject::Contract, terms.id.0, kind, &body)?;
    usage::rerate(act, terms.id)?;
    ticket::refresh_of_contract(act, terms.id)
}
