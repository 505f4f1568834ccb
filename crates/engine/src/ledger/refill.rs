//! Packs that are bought because little is left.

use super::grant::{end_of, lot};
use super::rules::Want;
use super::sale::bought;
use super::{Ledger, Source};
use crate::plan::catalogue::meter::Refill;
use crate::run::timeline::Timeline;

/// Packs that are bought for one usage, at most.
const MOST: usize = 1_000;

impl Ledger {
    /// Buys packs until a usage leaves as much as the plan wants; answers the packs.
    pub fn refill(&mut self, want: &Want<'_>, timeline: &Timeline, counted_s: i64) -> Vec<usize> {
        let catalogue = want.situation.catalogue;
        let mut packs = Vec::new();
        for &allowance in want.allowances {
            let Some(refill) = self.refill_of(want, allowance).filter(|refill| refill.at_once) else {
                continue;
            };
            let Some(pack) = catalogue.packs.get(refill.pack).filter(|pack| pack.quantity > 0) else {
                continue;
            };
            let least = refill.below.saturating_add(if catalogue.counts_time(allowance) { counted_s } else { 0 });
            while self.knows(allowance)
                && packs.len() < MOST
                && self.left_now(want, allowance).is_some_and(|left| left < least)
            {
                let (period, expires) = bought(catalogue, timeline, allowance, pack.expiry, want.at);
                let expires = [expires, end_of(catalogue, timeline, allowance)].into_iter().flatten().min();
                let source = Source::Refill(want.event);
                self.lots.push(lot(allowance, period, source, Some(pack.quantity), (want.at, expires)));
                packs.push(refill.pack);
            }
        }
        packs
    }

    /// The pack that a usage would make the customer buy at once.
    #[must_use]
    pub fn would_refill(&self, want: &Want<'_>) -> Option<usize> {
        let known = want.allowances.iter().filter(|&&allowance| self.knows(allowance));
        let refills = known.filter_map(|&allowance| self.refill_of(want, allowance));
        refills.into_iter().find(|refill| refill.at_once).map(|refill| refill.pack)
    }

    /// Whether the customer must buy more: less is left than the plan wants.
    #[must_use]
    pub fn wants_refill(&self, want: &Want<'_>, allowance: usize) -> bool {
        let refill = self.refill_of(want, allowance).filter(|refill| !refill.at_once && self.knows(allowance));
        let left = self.left_now(want, allowance);
        refill.is_some_and(|refill| left.is_some_and(|left| left < refill.below))
    }

    /// What of an allowance can be used at the usage; none: no limit.
    fn left_now(&self, want: &Want<'_>, allowance: usize) -> Option<i64> {
        let usable = self.lots.iter().filter(|lot| lot.allowance == allowance && lot.usable(want.at));
        usable.into_iter().try_fold(0_i64, |sum, lot| Some(sum.saturating_add(lot.unused()?)))
    }

    /// What is bought for an allowance; nothing after the end of the contract.
    fn refill_of(&self, want: &Want<'_>, allowance: usize) -> Option<Refill> {
        let rules = want.situation.catalogue.allowances.get(allowance)?.rules.as_deref()?;
        let over = self.running.end.is_some_and(|end| want.at >= end);
        rules.refill.filter(|_| !over && want.situation.holds(&rules.counts))
    }
}
