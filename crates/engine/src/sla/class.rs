//! The severity that a plan gives a ticket: by its rules, by what may have a severity, and by what the plan knows.
//!
//! A person who sets the severity later overrules the rules, but not what may have it. Facts that are found later give
//! the ticket another severity from then on, counted from the original arrival like any other change.

use crate::plan::Catalogue;
use crate::plan::catalogue::condition::When;

/// Whether the severity of tickets is more than what was given.
pub(super) fn classifies(catalogue: &Catalogue) -> bool {
    !catalogue.classes.is_empty()
        || catalogue.severities.iter().any(|severity| severity.eligible.is_some())
        || catalogue.offers.iter().any(|offer| !offer.frame.severities.is_empty())
}

/// The severity that follows from the one given. `meets` answers for a ticket of a severity whether a condition holds.
pub(super) fn class(
    catalogue: &Catalogue,
    given: Option<usize>,
    by_person: bool,
    known: &[usize],
    meets: impl Fn(Option<usize>, &When) -> bool,
) -> Option<usize> {
    let fits =
        |rule: &&crate::plan::catalogue::ClassRule| (given.is_none() || !rule.default) && meets(given, &rule.when);
    let mut rules = catalogue.classes.iter().filter(|_| !by_person).filter(fits).map(|rule| rule.severity);
    let ruled = if catalogue.choices.highest_class { rules.min() } else { rules.next() };
    let mut severity = ruled.or(given)?;
    // Each step leads on once at most, so a circle of rules ends too.
    for _ in 0..catalogue.severities.len() {
        match &catalogue.severities[severity].eligible {
            Some(eligible) if !meets(Some(severity), &eligible.when) => severity = eligible.otherwise,
            _ => break,
        }
    }
    let next = known.iter().copied().find(|one| *one >= severity);
    Some(next.or(known.last().copied()).unwrap_or(severity))
}
