//! Escalations: who hears of a ticket because its clock runs on.

use jiff::Timestamp;

use super::measure::measure;
use super::round::Round;
use crate::plan::catalogue::Span;
use crate::plan::catalogue::terms::{EscalationRule, EscalationTime};
use crate::run::outcome::Escalation;
use crate::time::Coverage;

/// The instants at which a round escalates. One that ended, or has not come so far, before its instant did not.
pub(super) fn all(
    coverage: &Coverage,
    span: Span,
    rules: &[EscalationRule],
    round: &Round,
    end: Timestamp,
) -> Vec<Escalation> {
    let rules = rules.iter().map(|rule| {
        let at = match rule.when {
            EscalationTime::Share(percent) => measure(coverage, span, percent, round, end).warn,
            EscalationTime::After(after) => measure(coverage, after, 100, round, end).due,
        };
        Escalation { to: rule.to.clone(), at, happened: at.is_some_and(|at| at <= end) }
    });
    rules.collect()
}
