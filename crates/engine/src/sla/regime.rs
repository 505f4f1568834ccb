//! Which targets hold for a ticket when: stretches in which severity, facts and the contract stay the same.

use std::borrow::Cow;

use jiff::Timestamp;

use super::class::{class, classifies};
use super::history::{Moment, TicketHistory};
use super::round::Place;
use crate::plan::Catalogue;
use crate::plan::catalogue::condition::When;
use crate::plan::catalogue::terms::Course;
use crate::plan::catalogue::{Milestone, Span, Stated, Target};
use crate::plan::grammar::Within;
use crate::run::situation::{Situation, Source};
use crate::run::timeline::{Phase, Timeline, day, midnight};

/// What a clock is about: a milestone, and its course where that is not the language's own.
pub(super) type Kind<'a> = (Milestone, Option<&'a Course>);

/// A stretch in which the same targets hold for the ticket.
pub(super) struct Regime<'a> {
    pub(super) place: Place,
    known: Known<'a>,
    severity: Option<usize>,
    /// The severity that was given, where the plan made another one of it.
    pub(super) given: Option<Option<usize>>,
    phase: Option<&'a Phase>,
}

/// Where a ticket's facts are found.
#[derive(Clone, Copy)]
struct Known<'a> {
    catalogue: &'a Catalogue,
    timeline: &'a Timeline,
    history: &'a TicketHistory,
}

/// A target that holds, with its length and wording.
#[derive(Clone)]
pub(super) struct Promise<'a> {
    pub(super) target: &'a Target,
    pub(super) span: Span,
    pub(super) text: Cow<'a, str>,
}

impl Promise<'_> {
    /// Two targets are the same promise even if different plans make it.
    pub(super) fn is(&self, other: &Promise<'_>) -> bool {
        let (a, b) = (self.target, other.target);
        self.span == other.span
            && self.text == other.text
            && a.counting == b.counting
            && a.commitment == b.commitment
            && a.terms == b.terms
    }
}

impl<'a> Regime<'a> {
    fn targets(&self) -> &'a [Target] {
        self.phase.map(|phase| phase.entitlements.targets.as_slice()).unwrap_or_default()
    }

    /// The targets of a kind that hold.
    pub(super) fn promises(&self, kind: Kind<'a>) -> impl Iterator<Item = Promise<'a>> {
        let (channel, severity) = (self.known.history.channel, self.severity);
        self.targets().iter().filter_map(move |target| {
            let Stated::Value(span) = target.within else {
                return None;
            };
            let fits = kind_of(target) == kind
                && (target.severities.is_empty()
                    || severity.is_some_and(|severity| target.severities.contains(&severity)))
                && (target.channels.is_empty() || channel.is_some_and(|channel| target.channels.contains(&channel)))
                && (target.when.is_always() || self.meets(&target.when));
            match (fits, span) {
                (false, _) => None,
                (true, Span::AsChosen) => self.chosen(target),
                (true, span) => Some(Promise { target, span, text: Cow::Borrowed(&target.text) }),
            }
        })
    }

    /// Whether a promise of a kind holds.
    pub(super) fn holds(&self, kind: Kind<'a>, promise: &Promise<'_>) -> bool {
        self.promises(kind).any(|held| held.is(promise))
    }

    /// The length that the customer chose for this request, or for all of the contract's.
    fn chosen(&self, target: &'a Target) -> Option<Promise<'a>> {
        let Known { catalogue, timeline, history } = self.known;
        let name = format!("chosen.{}", target.milestone.id(catalogue));
        let fact = |name: &str| history.facts.at(name, self.place.0).or_else(|| timeline.facts.at(name, self.place.0));
        let within: Within = fact(&name).or_else(|| fact("chosen"))?.parse().ok()?;
        let (Stated::Value(span), text) = (within.span, within.to_string()) else { return None };
        (span != Span::AsChosen).then_some(Promise { target, span, text: Cow::Owned(text) })
    }

    /// Whether a condition holds: windows are asked at arrival, facts as they are known in this stretch.
    fn meets(&self, when: &When) -> bool {
        self.meets_as(self.severity, when)
    }

    /// The severity (index) that holds.
    pub(super) fn severity(&self) -> Option<usize> {
        self.severity
    }

    /// The same for a ticket of some severity.
    fn meets_as(&self, severity: Option<usize>, when: &When) -> bool {
        let Known { catalogue, timeline, history } = self.known;
        let severity = severity.map(|ix| Source::One("severity", &catalogue.severities[ix].id));
        let channel = history.channel.map(|channel| Source::One("channel", channel.id()));
        let facts = [Source::History(&history.facts, self.place.0), Source::History(&timeline.facts, self.place.0)];
        let sources: Vec<Source<'_>> = severity.into_iter().chain(channel).chain(facts).collect();
        let held = self.phase.map(|phase| phase.entitlements.held.as_slice()).unwrap_or_default();
        Situation { catalogue, at: history.opened, held, sources: &sources }.holds(when)
    }
}

fn kind_of(target: &Target) -> Kind<'_> {
    (target.milestone, target.terms.as_ref().and_then(|terms| terms.course.as_ref()))
}

/// The kinds of clocks that can run for the ticket, by milestone.
pub(super) fn kinds<'a>(regimes: &[Regime<'a>]) -> Vec<Kind<'a>> {
    let mut kinds: Vec<Kind<'a>> = Vec::new();
    for target in regimes.iter().flat_map(|regime| regime.targets()) {
        let kind = kind_of(target);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds.sort_by_key(|(milestone, _)| *milestone);
    kinds.retain(|kind| regimes.iter().any(|regime| regime.promises(*kind).next().is_some()));
    kinds
}

pub(super) fn regimes<'a>(
    catalogue: &'a Catalogue,
    timeline: &'a Timeline,
    history: &'a TicketHistory,
    until: Timestamp,
) -> Vec<Regime<'a>> {
    let zone = &catalogue.provider.zone;
    let opened = history.opened;
    let phase = timeline.at(opened, day(opened, zone));
    let known = Known { catalogue, timeline, history };
    let classifies = classifies(catalogue);
    let regime = |place: Place, severity: Option<usize>, phase, by_person: bool| {
        let mut regime = Regime { place, known, severity, given: None, phase };
        if classifies {
            let frame = phase.map(|phase: &Phase| &phase.entitlements.frame);
            let class = class(catalogue, severity, by_person, frame, |severity, when| {
                when.is_always() || regime.meets_as(severity, when)
            });
            regime.given = (class != severity).then_some(severity);
            regime.severity = class;
        }
        regime
    };
    let mut regimes = vec![regime((opened, 0), history.severity, phase, false)];
    let mut changes: Vec<(Place, Change<'a>)> = Vec::new();
    for (ix, &(at, moment)) in history.moments.iter().enumerate() {
        if let Moment::Severity(severity) = moment {
            changes.push(((at, ix + 1), Change::Severity(severity)));
        }
    }
    if catalogue.conditional {
        let facts = history.facts.changes().chain(timeline.facts.changes());
        let mut later: Vec<Timestamp> = facts.map(|(at, ..)| at).filter(|at| *at > opened).collect();
        later.sort_unstable();
        later.dedup();
        changes.extend(later.into_iter().map(|at| ((at, 0), Change::Facts)));
    }
    let end = timeline.end.map(|end| midnight(end, zone));
    if let Some(end) = end.filter(|&end| end > opened) {
        changes.push(((end, 0), Change::Phase(None)));
    }
    for phase in &timeline.phases {
        if phase.from_at > opened && end.is_none_or(|end| phase.from_at < end) {
            changes.push(((phase.from_at, 0), Change::Phase(Some(phase))));
        }
    }
    changes.retain(|(place, _)| place.0 <= until);
    changes.sort_by_key(|(place, _)| *place);
    let (mut severity, mut phase, mut by_person) = (history.severity, phase, false);
    for (place, change) in changes {
        match change {
            Change::Severity(to) => (severity, by_person) = (to, true),
            Change::Phase(to) => phase = to,
            Change::Facts => {}
        }
        regimes.push(regime(place, severity, phase, by_person));
    }
    regimes
}

enum Change<'a> {
    Severity(Option<usize>),
    Phase(Option<&'a Phase>),
    Facts,
}
