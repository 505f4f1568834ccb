//! The severity that a plan gives a ticket: by its rules, by what may have a severity, and by what the plan knows.
//!
//! A person who sets the severity later overrules the rules, but not what may have it. Facts that are found later give
//! the ticket another severity from then on, counted from the original arrival like any other change.

use crate::plan::Catalogue;
use crate::plan::catalogue::condition::When;
use crate::plan::catalogue::frame::{Frame, SetBy};
use crate::run::situation::{Situation, Source};
use crate::run::timeline::Phase;

/// The severity (index) of a request, if it has any, for whoever asks outside of a clock; none where what was given
/// counts.
pub(crate) fn severity(
    phase: Option<&Phase>,
    by_person: bool,
    given: Option<&str>,
    known: &Situation<'_>,
) -> Option<Option<usize>> {
    let catalogue = known.catalogue;
    if !classifies(catalogue) {
        return None;
    }
    let frame = phase.map(|phase| &phase.entitlements.frame);
    let given = given.and_then(|id| catalogue.find_severity(id));
    Some(class(catalogue, given, by_person, frame, |severity, when| {
        let severity = severity.map(|ix| Source::One("severity", &catalogue.severities[ix].id));
        let sources: Vec<Source<'_>> = severity.into_iter().chain(known.sources.iter().copied()).collect();
        Situation { sources: &sources, ..*known }.holds(when)
    }))
}

/// Whether the severity of tickets is more than what was given.
pub(crate) fn classifies(catalogue: &Catalogue) -> bool {
    !catalogue.classes.is_empty()
        || catalogue.severities.iter().any(|severity| severity.eligible.is_some())
        || catalogue
            .offers
            .iter()
            .any(|offer| !offer.frame.severities.is_empty() || offer.frame.severity_by == Some(SetBy::Provider))
}

/// The severity that follows from the one given. `meets` answers for a ticket of a severity whether a condition holds.
pub(super) fn class(
    catalogue: &Catalogue,
    given: Option<usize>,
    by_person: bool,
    frame: Option<&Frame>,
    meets: impl Fn(Option<usize>, &When) -> bool,
) -> Option<usize> {
    let by_provider = frame.is_some_and(|frame| frame.severity_by == Some(SetBy::Provider));
    let given = given.filter(|_| by_person || !by_provider);
    let known = frame.map(|frame| frame.severities.as_slice()).unwrap_or_default();
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
