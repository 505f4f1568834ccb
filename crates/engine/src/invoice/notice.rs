//! What somebody should be told about allowances: thresholds, more than is fair, nothing left, what lapses.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::known::View;
use super::usage::Rated;
use crate::explain::{MeterStep, PriceStep, Step};
use crate::plan::catalogue::meter::Rules;
use crate::run::outcome::{Notice, NoticeKind, Period, RatedUsage};

/// All notices of a view, in the order of time.
pub(super) fn notices(view: &View<'_>, rated: &Rated) -> Vec<Notice> {
    let mut notices = Vec::new();
    if view.catalogue.allowances.iter().all(|allowance| allowance.rules.is_none()) {
        return notices;
    }
    thresholds(view, rated, &mut notices);
    for &(event, allowance, kind) in &rated.asked {
        let at = view.events[event].at;
        notices.push(notice(kind, (allowance, None), at, Some(event)));
    }
    left_over(view, rated, &mut notices);
    notices.sort_by_key(|notice| (notice.at, notice.event, notice.allowance));
    notices
}

fn notice(kind: NoticeKind, of: (usize, Option<Period>), at: Timestamp, event: Option<usize>) -> Notice {
    let (allowance, period) = of;
    let why = Step::Price(PriceStep::Meter(MeterStep::Notice { allowance, kind }));
    Notice { kind, allowance, period, at, event, why }
}

fn rules<'a>(view: &View<'a>, allowance: usize) -> Option<&'a Rules> {
    view.catalogue.allowances.get(allowance)?.rules.as_deref()
}

/// Shares of what was granted, and more than is fair, each told once: at the usage that passes it.
fn thresholds(view: &View<'_>, rated: &Rated, notices: &mut Vec<Notice>) {
    let mut usage: Vec<&RatedUsage> = rated.usage.iter().map(|billed| &billed.usage).collect();
    usage.sort_by_key(|usage| (usage.at, usage.event));
    let mut used: BTreeMap<(usize, Option<Period>), i64> = BTreeMap::new();
    for usage in usage {
        for burn in &usage.burned {
            let of = (burn.allowance, burn.period);
            let Some(rules) = rules(view, burn.allowance) else {
                continue;
            };
            let sum = used.entry(of).or_insert(0);
            let before = *sum;
            *sum = sum.saturating_add(burn.quantity);
            let mut tell = |kind| notices.push(notice(kind, of, usage.at, Some(usage.event)));
            if rules.fair_use.is_some_and(|fair| before <= fair && fair < *sum) {
                tell(NoticeKind::FairUse);
            }
            let Some(granted) = granted(rated, of, usage.at).filter(|granted| *granted > 0) else {
                continue;
            };
            let reached = |sum: i64, percent: u32| i128::from(sum) * 100 >= i128::from(granted) * i128::from(percent);
            for &percent in &rules.alerts {
                if reached(*sum, percent) && !reached(before, percent) {
                    tell(NoticeKind::Alert(percent));
                }
            }
        }
    }
}

/// What had been granted of an allowance for a period by an instant; none: no limit.
fn granted(rated: &Rated, (allowance, period): (usize, Option<Period>), at: Timestamp) -> Option<i64> {
    let lots = rated.ledger.lots().iter().filter(|lot| (lot.allowance, lot.period) == (allowance, period));
    let granted = lots.filter(|lot| lot.from <= at || lot.early > 0).map(|lot| lot.granted);
    granted.into_iter().try_fold(0_i64, |sum, granted| Some(sum.saturating_add(granted?)))
}

/// What lapsed and people make something of.
fn left_over(view: &View<'_>, rated: &Rated, notices: &mut Vec<Notice>) {
    for lot in rated.ledger.lots() {
        let said = rules(view, lot.allowance).is_some_and(|rules| rules.left_over.is_some());
        let ended = lot.expires.filter(|expires| *expires <= view.until);
        if let (true, Some(at), Some(rest)) = (said, ended, lot.unused().filter(|rest| *rest > 0)) {
            notices.push(notice(NoticeKind::LeftOver(rest), (lot.allowance, lot.period), at, None));
        }
    }
}
