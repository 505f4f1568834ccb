//! Asking the engine: the verdict on a request at a moment, under one contract.

use engine::coverage::{self, Request, Standing};
use engine::plan::catalogue::Deduct;
use engine::run::Event;
use engine::run::event::{Open, What};
use engine::run::outcome::Verdict;
use jiff::Timestamp;

use super::{NewTicket, happened};
use crate::action::View;
use crate::contract::{self, Terms};
use crate::error::DeskError;
use crate::fact::{self, Of};
use crate::id::ContactId;

/// A request as the engine reads it.
pub(super) fn request(
    view: &mut View<'_, '_>,
    new: &NewTicket,
    contact: ContactId,
    severity: Option<String>,
    terms: &Terms,
) -> Result<Open, DeskError> {
    let licence = match new.about.licence {
        None => None,
        Some(id) => Some(
            crate::licence::find(view, id)?
                .filter(|licence| licence.customer == terms.customer)
                .ok_or_else(|| DeskError::field("licence", "unknown", ""))?
                .key,
        ),
    };
    let facts = fact::checked(&terms.catalogue, Of::Ticket, &new.facts)?;
    let request =
        happened::Request { channel: new.channel, severity, contact: Some(contact), about: &new.about, facts };
    Ok(request.open("new", licence))
}

/// The engine's verdict on a request at a moment, over all that happened under the contract.
///
/// What was used matters only where the plan meters work or requests; elsewhere no price is asked for.
pub(super) fn verdict(
    view: &mut View<'_, '_>,
    terms: &Terms,
    request: &Open,
    at: Timestamp,
) -> Result<Verdict, DeskError> {
    let metered = terms.timeline.serving(&terms.catalogue, at, terms.day(at)).is_some_and(|phase| {
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
        return Ok(coverage::verdict(&standing, at, Request::Open(request)));
    }
    let (events, _) = contract::usage_events(view, terms)?;
    let itself = |event: &Event| matches!(&event.what, What::Open(open) if open.ticket == request.ticket);
    let mut all = terms.events.clone();
    all.extend(events.into_iter().filter(|event| !itself(event)));
    all.push(Event { at, known: None, what: What::Open(request.clone()) });
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
