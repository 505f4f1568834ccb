//! A usage at the ledger: what is known of it, what it counts, what allowances cover of it, what becomes of the rest.

use super::beside::Circumstances;
use super::gather::Use;
use super::usage::{Billed, Refill};
use crate::explain::{MeterStep, PriceStep, Step};
use crate::ledger::{Burned, Ledger, Rest, Scope, Want};
use crate::plan::catalogue::meter::{Each, Tally};
use crate::plan::catalogue::{Catalogue, Measure};
use crate::run::outcome::{NoticeKind, RatedUsage};
use crate::run::timeline::day;

/// What a meter is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Something was done: it is counted and burned.
    Record,
    /// Somebody asks what would be: nothing changes.
    Ask,
}

/// The ledger of a contract while its usages are rated, and what is to be told of it.
#[derive(Clone)]
pub(super) struct Meter {
    pub(super) purpose: Purpose,
    pub(super) ledger: Ledger,
    pub(super) refills: Vec<Refill>,
    pub(super) asked: Vec<(usize, usize, NoticeKind)>,
}

fn scope<'u>(asked: &Circumstances<'_, '_>, used: &Use<'u>) -> Scope<'u> {
    Scope {
        ticket: used.ticket,
        cycle: asked.tickets.cycle(used.ticket, used.at),
        day: day(used.at, &asked.view.catalogue.provider.zone),
        month: asked.view.month_at(used.at),
    }
}

/// Whether an allowance counts tickets, each once.
fn counts_tickets(catalogue: &Catalogue, allowance: usize) -> bool {
    matches!(catalogue.measure(catalogue.allowances[allowance].unit), Measure::Count(_, Each::Ticket))
}

impl Meter {
    /// What a usage counts by its tariff's tally.
    pub(super) fn tally(&mut self, asked: &Circumstances<'_, '_>, tariff: usize, tally: &Tally, used: &Use<'_>) -> i64 {
        let scope = scope(asked, used);
        let counted_s = self.ledger.tally(tariff, tally, &scope, used.measured_s);
        if self.purpose == Purpose::Record {
            self.ledger.add_to_tally(tariff, tally, &scope, used.measured_s);
        }
        counted_s
    }

    /// Burns for a usage whose tariff counts so much; what was `paid` by the ticket takes none.
    pub(super) fn burn(
        &mut self,
        asked: &Circumstances<'_, '_>,
        used: &Use<'_>,
        (counted_s, increment_s): (i64, i64),
        paid: bool,
    ) -> Burned {
        let catalogue = asked.view.catalogue;
        let ruled = |ix: &usize| catalogue.allowances[*ix].rules.is_some();
        let without: Vec<usize>;
        let allowances = if paid {
            without = used.allowances.iter().copied().filter(|ix| !counts_tickets(catalogue, *ix)).collect();
            &without
        } else {
            &used.allowances
        };
        if !allowances.iter().any(ruled) {
            let (at, ticket) = (used.at, used.ticket);
            return match self.purpose {
                Purpose::Record => self.ledger.burn(catalogue, allowances, at, counted_s, increment_s, ticket),
                Purpose::Ask => self.ledger.would_burn(catalogue, allowances, at, counted_s, increment_s, ticket),
            };
        }
        self.burn_by_rules(asked, used, allowances, (counted_s, increment_s))
    }

    fn burn_by_rules(
        &mut self,
        asked: &Circumstances<'_, '_>,
        used: &Use<'_>,
        allowances: &[usize],
        (counted_s, increment_s): (i64, i64),
    ) -> Burned {
        asked.ask(|situation| {
            let want = Want {
                allowances,
                at: used.at,
                event: used.event,
                measured_s: used.measured_s,
                counted_s,
                increment_s,
                request: used.request,
                scope: scope(asked, used),
                situation,
            };
            if self.purpose == Purpose::Ask {
                let mut burned = self.ledger.would_burn_by_rules(&want);
                if burned.burns.is_empty()
                    && let Some(pack) = self.ledger.would_refill(&want)
                {
                    burned.steps.push(PriceStep::Meter(MeterStep::Refilled { pack }));
                }
                return burned;
            }
            let bought = self.ledger.refill(&want, asked.timeline, counted_s);
            let mut burned = self.ledger.burn_by_rules(&want);
            for pack in bought {
                burned.steps.insert(0, PriceStep::Meter(MeterStep::Refilled { pack }));
                self.refills.push(Refill { event: used.event, at: used.at, pack, month: used.month });
                let allowance = situation.catalogue.packs[pack].allowance;
                self.asked.push((used.event, allowance, NoticeKind::Bought));
            }
            for &allowance in allowances {
                if self.ledger.wants_refill(&want, allowance) {
                    self.asked.push((used.event, allowance, NoticeKind::TopUp));
                }
            }
            match burned.rest {
                Rest::Charged => {}
                Rest::Unasked(allowance) => self.asked.push((used.event, allowance, NoticeKind::Ask)),
                Rest::Stopped(allowance) => self.asked.push((used.event, allowance, NoticeKind::Stop)),
            }
            burned
        })
    }

    /// What allowances that count requests take of one.
    pub(super) fn count(&mut self, asked: &Circumstances<'_, '_>, used: &Use<'_>) -> Burned {
        self.burn_by_rules(asked, used, &used.allowances, (0, 1))
    }

    /// A request that allowances count; none where they take nothing of it.
    pub(super) fn request(&mut self, asked: &Circumstances<'_, '_>, used: &Use<'_>) -> Option<Billed> {
        let burned = self.count(asked, used);
        if burned.burns.is_empty() && burned.rest == Rest::Charged {
            return None;
        }
        let usage = RatedUsage {
            event: used.event,
            at: used.at,
            known: used.known,
            tariff: None,
            measured_s: 0,
            counted_s: 0,
            charged: Vec::new(),
            burned: burned.burns,
            amount_minor: 0,
            why: burned.steps.into_iter().map(Step::Price).collect(),
        };
        let net = rust_decimal::Decimal::ZERO;
        Some(Billed { usage, charged_s: 0, net, month: used.month, service: used.service, unpriced: None })
    }
}
