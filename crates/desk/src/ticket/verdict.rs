//! Asking the engine: the verdict on a request at a moment, under one contract.

use engine::coverage::{self, Request, Standing};
use engine::plan::catalogue::Deduct;
use engine::run::Event;
use engine::run::event::{Open, What};
use engine::run::outcome::Verdict;
use jiff::Timestamp;

use super::NewTicket;
use crate::action::View;
use crate::contract::{self, Terms};
use crate::error::DeskError;
use crate::id::ContactId;

/// A request as the engine reads it.
pub(super) fn request(
    view: &mut View<'_, '_>,
    new: &NewTicket,
    contact: ContactId,
    severity: Option<String>,
    terms: &Terms,
) -> Result<Open, DeskError> {
    let about = &new.about;
    let licence = match about.licence {
        None => None,
        Some(id) => Some(
            crate::licence::find(view, id)?
                .filter(|licence| licence.customer == terms.customer)
                .ok_or_else(|| DeskError::field("licence", "unknown", ""))?
                .key,
        ),
    };
    Ok(Open {
        ticket: "new".into(),
        channel: Some(new.channel),
        severity,
        contact: Some(contact.to_string()),
        product: about.product.clone(),
        system: about.system.map(|id| id.to_string()),
        version: about.version.clone().filter(|version| !version.is_empty()),
        customised: about.customised,
        licence,
        topic: about.topic.clone().filter(|topic| !topic.is_empty()),
        ..Open::default()
    })
}

/// The engine's verdict on a request at a moment, over all that happened under the contract.
///
/// What was used matters only where the plan meters work or requests; elsewhere no price is asked for.
pub(super) fn verdict(
    view: &mut View<'_, '_>,
    terms: &Terms,
    request: Open,
    at: Timestamp,
) -> Result<Verdict, DeskError> {
    let metered = terms.timeline.at(at, terms.day(at)).is_some_and(|phase| {
        let counts_requests = terms.catalogue.allowances.iter().any(|allowance| allowance.deduct() != Deduct::Use);
        phase.entitlements.work.is_some() || counts_requests
    });
    let licences_change = terms.events.iter().any(|event| matches!(event.what, What::Licence(_)));
    if !metered && !licences_change {
        let standing = Standing {
            catalogue: &terms.catalogue,
            timeline: &terms.timeline,
            facts: &terms.engine.facts,
            seen: &[],
            licences: &terms.engine.facts.licences,
        };
        return Ok(coverage::verdict(&standing, at, Request::Open(&request)));
    }
    let (mut events, _) = contract::usage_events(view, terms)?;
    let mut all = terms.events.clone();
    all.append(&mut events);
    all.push(Event { at, known: None, what: What::Open(request) });
    let index = all.len() - 1;
    let outcome = engine::run::run(&terms.volume, &terms.engine, &all, at)
        .map_err(|error| DeskError::broken(error.to_string()))?;
    outcome
        .verdicts
        .into_iter()
        .find(|verdict| verdict.event == index)
        .map(|verdict| verdict.verdict)
        .ok_or_else(|| DeskError::broken("a request without a verdict"))
}
