//! What was left of the allowances when somebody asked, and the verdicts that follow from it.
//!
//! The ledger says what is left at the end of a run; what was burned from a moment on is added to it again.

use jiff::Timestamp;

use super::event::{Contract, Event};
use super::outcome::{EventVerdict, Period, RatedUsage};
use super::timeline::Timeline;
use super::walk::Begun;
use crate::coverage::{Standing, complete as complete_verdict};
use crate::invoice::Billing;
use crate::ledger::{Ledger, Left};
use crate::plan::Catalogue;

/// Completes verdicts that are in the order of time; they come back by event.
pub(super) fn complete(
    catalogue: &Catalogue,
    contract: &Contract,
    timeline: &Timeline,
    events: &[Event],
    begun: Vec<Begun<'_>>,
    billing: &Billing,
) -> Vec<EventVerdict> {
    let mut usage: Vec<&RatedUsage> = billing.usage.iter().filter(|usage| !usage.burned.is_empty()).collect();
    usage.sort_by_key(|usage| (events[usage.event].at, usage.event));
    let mut later = Later::default();
    let mut verdicts = Vec::with_capacity(begun.len());
    for begun in begun.into_iter().rev() {
        while let Some(used) = usage.pop_if(|used| (events[used.event].at, used.event) >= (begun.at, begun.event)) {
            later.add(used);
        }
        // Contacts and licences have been asked for already.
        let standing = Standing { catalogue, timeline, facts: &contract.facts, seen: &[], licences: &[] };
        let left = |allowance| later.left(&billing.ledger, allowance, begun.at);
        let verdict = complete_verdict(&standing, begun.at, begun.request, begun.verdict, left);
        verdicts.push(EventVerdict { event: begun.event, verdict });
    }
    verdicts.sort_unstable_by_key(|verdict| verdict.event);
    verdicts
}

/// What was burned from some moment on, by allowance and period.
#[derive(Default)]
struct Later(Vec<(usize, Option<Period>, i64)>);

impl Later {
    fn add(&mut self, usage: &RatedUsage) {
        for burn in &usage.burned {
            match self.0.iter_mut().find(|known| (known.0, known.1) == (burn.allowance, burn.period)) {
                Some(known) => known.2 = known.2.saturating_add(burn.quantity),
                None => self.0.push((burn.allowance, burn.period, burn.quantity)),
            }
        }
    }

    /// What was left at an instant, before all of it.
    fn left(&self, ledger: &Ledger, allowance: usize, at: Timestamp) -> Left {
        let Left::Quantity(mut left) = ledger.left_at(allowance, at) else {
            return Left::Unlimited;
        };
        for &(_, period, burned) in self.0.iter().filter(|known| known.0 == allowance) {
            let usable =
                |lot: &crate::ledger::Lot| lot.allowance == allowance && lot.period == period && lot.usable(at);
            if ledger.lots().iter().any(usable) {
                left = left.saturating_add(burned);
            }
        }
        Left::Quantity(left)
    }
}
