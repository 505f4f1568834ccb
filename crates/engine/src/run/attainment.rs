//! Promises over several tickets: quotas and averages by period, and the availability of the service.
//!
//! A ticket belongs to the period in which its clock started. Clocks that still run count once they are overdue; those
//! that ended without being reached do not count. Targets with the same milestone, wording and window are judged together.

use jiff::Timestamp;
use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy;

use super::outcome::{Clock, ClockState, Period, TicketClocks};
use super::timeline::{day, midnight};
use crate::ledger::{day_after, period_of};
use crate::plan::Catalogue;
use crate::plan::catalogue::terms::{Judged, Measure};
use crate::plan::catalogue::{Commitment, Milestone, Span, Stated};
use crate::plan::grammar::Within;

/// What became of a promise in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attainment {
    /// Which promise, and by what figures.
    pub of: Attained,
    /// The period.
    pub period: Period,
    /// Whether it was kept, by what is known.
    pub held: bool,
    /// Whether the period is over.
    pub over: bool,
}

/// A promise and its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attained {
    /// A share of the tickets.
    Quota {
        /// The milestone.
        milestone: Milestone,
        /// Wording of the target.
        target: String,
        /// Percentage promised.
        quota: Decimal,
        /// Tickets for which the target was kept.
        met: i64,
        /// Those for which it was not.
        missed: i64,
    },
    /// The mean over the tickets.
    Average {
        /// The milestone.
        milestone: Milestone,
        /// Wording of the target.
        target: String,
        /// Seconds promised.
        promised_s: i64,
        /// Tickets counted.
        tickets: i64,
        /// Their seconds together.
        sum_s: i64,
    },
    /// The time in which the service was up.
    Availability {
        /// Its word.
        id: String,
        /// Percentage promised.
        objective: Decimal,
        /// Seconds in which it was promised.
        measured_s: i64,
        /// Seconds of them in which it was down.
        down_s: i64,
    },
}

/// A part of a whole in percent, cut off after four digits so that a share that was missed never looks kept.
#[must_use]
pub fn percent(part: i64, whole: i64) -> Decimal {
    let share = Decimal::from(part).checked_mul(Decimal::ONE_HUNDRED);
    let share = share.and_then(|part| part.checked_div(Decimal::from(whole))).unwrap_or_default();
    share.round_dp_with_strategy(4, RoundingStrategy::ToZero).normalize()
}

/// Whether a part of a whole is at least a percentage of it.
pub(super) fn reaches(part: i64, whole: i64, objective: Decimal) -> bool {
    let (part, whole) = (Decimal::from(part), Decimal::from(whole));
    part.checked_mul(Decimal::ONE_HUNDRED).zip(whole.checked_mul(objective)).is_some_and(|(part, whole)| part >= whole)
}

/// Whether a period is over at an instant.
pub(super) fn is_over(catalogue: &Catalogue, period: Period, until: Timestamp) -> bool {
    day_after(period).is_some_and(|next| midnight(next, &catalogue.provider.zone) <= until)
}

/// What became of a ticket's targets: "breached" if one was, "met" if all were reached in time, "running" otherwise; none
/// without targets. Best effort is no promise.
pub(crate) fn of_ticket(clocks: &[Clock]) -> Option<&'static str> {
    let mut promised = clocks.iter().filter(|clock| clock.commitment != Commitment::BestEffort).peekable();
    promised.peek()?;
    if promised.clone().any(|clock| clock.state == ClockState::Breached) {
        return Some("breached");
    }
    let done = promised.all(|clock| matches!(clock.state, ClockState::Met | ClockState::Ended));
    Some(if done { "met" } else { "running" })
}

/// Quotas and averages, in the order in which the tickets arrived.
pub(super) fn of_tickets(catalogue: &Catalogue, tickets: &[TicketClocks], until: Timestamp) -> Vec<Attainment> {
    let mut groups: Vec<(Judged, Period, usize, Vec<&Clock>)> = Vec::new();
    for clock in tickets.iter().flat_map(|ticket| &ticket.milestones) {
        let Some(judged) = clock.judged else { continue };
        let period = period_of(day(clock.started, &catalogue.provider.zone), judged.months);
        let same = groups.iter_mut().find(|(known, of, window, clocks)| {
            let like = |other: &&Clock| other.milestone == clock.milestone && other.target == clock.target;
            (*known, *of, *window) == (judged, period, clock.window) && clocks.first().is_some_and(like)
        });
        match same {
            Some((.., clocks)) => clocks.push(clock),
            None => groups.push((judged, period, clock.window, vec![clock])),
        }
    }
    let judge = |(judged, period, _, clocks): &(Judged, Period, usize, Vec<&Clock>)| {
        let (of, held) = figures(judged.measure, clocks)?;
        Some(Attainment { of, period: *period, held, over: is_over(catalogue, *period, until) })
    };
    groups.iter().filter_map(judge).collect()
}

/// The figures of clocks that are judged together; none where nothing counts yet.
fn figures(measure: Measure, clocks: &[&Clock]) -> Option<(Attained, bool)> {
    let first = clocks.first()?;
    let (milestone, target) = (first.milestone, first.target.clone());
    match measure {
        Measure::Quota(quota) => {
            let count = |state| i64::try_from(clocks.iter().filter(|clock| clock.state == state).count()).unwrap_or(0);
            let (met, missed) = (count(ClockState::Met), count(ClockState::Breached));
            let held = reaches(met, met + missed, quota);
            (met + missed > 0).then_some((Attained::Quota { milestone, target, quota, met, missed }, held))
        }
        Measure::Average => {
            let Ok(Stated::Value(Span::Seconds(promised_s))) = target.parse::<Within>().map(|within| within.span)
            else {
                return None;
            };
            let reached =
                |clock: &&&Clock| clock.at.is_some() && matches!(clock.state, ClockState::Met | ClockState::Breached);
            let (mut tickets, mut sum_s) = (0_i64, 0_i64);
            for clock in clocks.iter().filter(reached) {
                (tickets, sum_s) = (tickets + 1, sum_s.saturating_add(clock.elapsed_s));
            }
            let held = sum_s <= promised_s.saturating_mul(tickets);
            let of = Attained::Average { milestone, target, promised_s, tickets, sum_s };
            (tickets > 0).then_some((of, held))
        }
    }
}
