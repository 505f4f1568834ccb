//! Who may have a plan, what it may change to, and when a contract may end.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::situation::{FactHistory, Situation, Source};
use super::timeline::Timeline;
use crate::explain::RefusalStep;
use crate::plan::Entitlements;
use crate::plan::catalogue::Catalogue;
use crate::plan::catalogue::lasting::NoticeTo;
use crate::plan::resolve::SelectionError;
use crate::price::{full_months, later};

/// Whether everything that is held is on offer for this contract.
pub(super) fn check_offer(
    catalogue: &Catalogue,
    held: &Entitlements,
    facts: &FactHistory,
    at: Timestamp,
) -> Result<(), SelectionError> {
    for &offer in &held.held {
        let Some(when) = &catalogue.offers[offer].lasting.available_if else { continue };
        let sources = [Source::History(facts, at)];
        if !(Situation { catalogue, at, held: &held.held, sources: &sources }).holds(when) {
            let when = crate::explain::condition::condition(when, catalogue, crate::plan::catalogue::Language::En);
            return Err(SelectionError::NotForThis { offer: catalogue.offers[offer].id.clone(), when });
        }
    }
    Ok(())
}

/// Whether a plan may be changed to another one today. On the first day of a renewed term any may.
pub(super) fn check_change(
    catalogue: &Catalogue,
    timeline: &Timeline,
    from: usize,
    to: usize,
    today: Date,
) -> Result<(), RefusalStep> {
    let Some(allowed) = &catalogue.offers[from].lasting.change_to else { return Ok(()) };
    let renewed = || {
        let (term, renews) = (term(timeline)?, catalogue.renewal(from)?);
        boundary(timeline.start, term, renews, today).filter(|border| *border == today)
    };
    if from == to || allowed.contains(&to) || renewed().is_some() {
        return Ok(());
    }
    Err(RefusalStep::ChangeNotAllowed { from, to })
}

/// The first day on which a contract that is cancelled today need no longer be in effect; none where nothing is said.
pub(super) fn earliest_end(catalogue: &Catalogue, timeline: &Timeline, plan: usize, today: Date) -> Option<Date> {
    let notice = catalogue.notice(plan);
    let (renews, term) = (catalogue.renewal(plan), term(timeline));
    let (Some(notice), to) = (notice, notice.map(|notice| notice.to)) else {
        // Without notice a term that renews itself ends with it.
        return renews.and_then(|renews| boundary(timeline.start, term?, renews, today.tomorrow().ok()?));
    };
    let after = later(today, notice.months).checked_add(i64::from(notice.days).days()).unwrap_or(Date::MAX);
    let (months, days) = notice.least;
    let not_before = later(timeline.start, months).checked_add(i64::from(days).days()).unwrap_or(Date::MAX);
    let least = after.tomorrow().unwrap_or(after).max(not_before);
    match to? {
        NoticeTo::Day => Some(least),
        NoticeTo::Month => Some(next_border(least, 1)),
        NoticeTo::Quarter => Some(next_border(least, 3)),
        NoticeTo::Year => Some(next_border(least, 12)),
        NoticeTo::Term => match (term, renews) {
            (Some(term), renews) => boundary(timeline.start, term, renews.unwrap_or(term), after.max(not_before)),
            (None, _) => Some(least),
        },
    }
}

/// Months of the term that runs: the plan's, or the one that was agreed.
fn term(timeline: &Timeline) -> Option<u32> {
    let own = timeline.phases.last().and_then(|phase| phase.entitlements.term_months);
    own.or(timeline.term_months)
}

/// The first end of the term or of a renewal that is not before a day.
fn boundary(start: Date, term: u32, renews: u32, least: Date) -> Option<Date> {
    let first = later(start, term);
    if least <= first {
        return Some(first);
    }
    let renews = renews.max(1);
    let times = full_months(first, least) / renews;
    let end = later(first, times.saturating_mul(renews));
    Some(if end >= least { end } else { later(first, (times + 1).saturating_mul(renews)) })
}

/// The first day of a calendar period of so many months that is not before a day.
fn next_border(day: Date, months: u32) -> Date {
    let first = Date::new(day.year(), 1, 1).unwrap_or(day);
    let times = full_months(first, day) / months;
    let border = later(first, times * months);
    if border >= day { border } else { later(first, (times + 1) * months) }
}
