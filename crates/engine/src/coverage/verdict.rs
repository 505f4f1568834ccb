//! Asking all conditions and drawing the answer from them.

use jiff::Timestamp;

use super::{access, contact, price, scope, way};
use crate::explain::{AccessStep, RefusalStep, Step, VerdictStep};
use crate::invoice::{Quote, Says};
use crate::plan::catalogue::Catalogue;
use crate::plan::catalogue::access::Cover;
use crate::plan::resolve::Entitlements;
use crate::run::event::{Call, Facts, Licence, Open};
use crate::run::outcome::{Answer, Condition, ConditionKind, Verdict};
use crate::run::timeline::{Timeline, day};

/// What is known about a contract when somebody asks.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The catalogue of the contract.
    pub catalogue: &'a Catalogue,
    /// What the contract held over time.
    pub timeline: &'a Timeline,
    /// What was agreed or registered.
    pub facts: &'a Facts,
    /// Contacts who asked before, in order; they are authorised where the contract names none, up to the plan's number.
    pub seen: &'a [&'a str],
    /// Licences known by now, instead of those of `facts`, which are those at the start.
    pub licences: &'a [Licence],
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Request<'a> {
    /// A ticket.
    Open(&'a Open),
    /// A call.
    Call(&'a Call),
}

/// May this be asked now? Answers all conditions that do not depend on what was used and what it costs: under a plan
/// that meters nothing these are all; any other request is an event of a [run](crate::run::run).
#[must_use]
pub fn verdict(standing: &Standing<'_>, at: Timestamp, request: Request<'_>) -> Verdict {
    let mut conditions = Conditions::default();
    ask(standing, at, request, &mut conditions);
    concluded(standing, at, request, conditions)
}

/// The whole verdict from the one that [`verdict`] gave, and what the request would come to.
pub(crate) fn complete(
    standing: &Standing<'_>,
    at: Timestamp,
    request: Request<'_>,
    begun: Verdict,
    quote: Option<&Quote>,
) -> Verdict {
    let mut conditions = Conditions(begun.conditions);
    // What was decided when it came has no quote, and stands.
    if let Some(quote) = quote {
        conditions.end_without(quote);
        price::ask(standing.catalogue, request, quote, &mut conditions);
    }
    concluded(standing, at, request, conditions)
}

#[derive(Default)]
pub(super) struct Conditions(Vec<Condition>);

impl Conditions {
    pub(super) fn holds(&mut self, kind: ConditionKind, why: VerdictStep) {
        self.0.push(Condition { kind, holds: true, why: Step::Verdict(why) });
    }

    pub(super) fn tell(&mut self, kind: ConditionKind, holds: bool, why: Step) {
        self.0.push(Condition { kind, holds, why });
    }

    /// After the end of a contract only that is given which something left of an allowance covers.
    fn end_without(&mut self, quote: &Quote) {
        if matches!(quote.says, Says::Covered { .. } | Says::NotCharged(_)) {
            return;
        }
        for condition in &mut self.0 {
            if let Step::Verdict(VerdictStep::Outlived { end, .. }) = condition.why {
                condition.holds = false;
                condition.why = Step::Verdict(VerdictStep::Refusal(RefusalStep::Over { end }));
            }
        }
    }

    pub(super) fn fails(&mut self, kind: ConditionKind, why: VerdictStep) {
        self.0.push(Condition { kind, holds: false, why: Step::Verdict(why) });
    }
}

fn entitlements<'a>(standing: &Standing<'a>, at: Timestamp) -> Option<&'a Entitlements> {
    let today = day(at, &standing.catalogue.provider.zone);
    standing.timeline.serving(standing.catalogue, at, today).map(|phase| &*phase.entitlements)
}

fn ask(standing: &Standing<'_>, at: Timestamp, request: Request<'_>, conditions: &mut Conditions) {
    let timeline = standing.timeline;
    let today = day(at, &standing.catalogue.provider.zone);
    let Some(entitlements) = entitlements(standing, at) else {
        let why = match timeline.end.filter(|&end| today >= end) {
            Some(end) => RefusalStep::Over { end },
            None => RefusalStep::NotYet { start: timeline.start },
        };
        conditions.fails(ConditionKind::Contract, VerdictStep::Refusal(why));
        return;
    };
    let over = timeline.end.filter(|&end| today >= end).zip(timeline.served_until(standing.catalogue));
    let in_effect = match over {
        Some((end, until)) => VerdictStep::Outlived { end, until },
        None => VerdictStep::InEffect { start: timeline.start, end: timeline.end },
    };
    conditions.holds(ConditionKind::Contract, in_effect);
    contact::ask(standing, entitlements, at, request, conditions);
    access::ask_proof(standing, entitlements, at, request, conditions);
    access::ask_role(standing, request, conditions);
    way::ask(standing.catalogue, entitlements, request, conditions);
    if let Request::Open(open) = request {
        scope::ask(standing, entitlements, at, open, conditions);
    }
    access::ask_rule(standing, entitlements, at, request, conditions);
    way::ask_window(standing.catalogue, entitlements, at, request, conditions);
}

/// The answer with everything that it rests on.
fn concluded(standing: &Standing<'_>, at: Timestamp, request: Request<'_>, conditions: Conditions) -> Verdict {
    let said = entitlements(standing, at).map(|entitlements| access::said(standing, entitlements, at, request));
    let (rights, duties) = said.unwrap_or_default();
    Verdict { answer: answer(&conditions.0), conditions: conditions.0, rights, duties }
}

/// What a failed condition leaves of a request.
fn left_by(condition: &Condition) -> Answer {
    match (condition.kind, &condition.why) {
        (_, Step::Verdict(VerdictStep::AllowanceStops { .. })) => Answer::Refused,
        (ConditionKind::Allowance, _) => Answer::Chargeable,
        (ConditionKind::Window | ConditionKind::Customisation, _) => Answer::BestEffort,
        (_, Step::Verdict(VerdictStep::Access(AccessStep::Rule { cover, .. }))) => match cover {
            Cover::Covered => Answer::Covered,
            Cover::BestEffort => Answer::BestEffort,
            Cover::Chargeable => Answer::Chargeable,
            Cover::Refused => Answer::Refused,
        },
        _ => Answer::Refused,
    }
}

/// The worst that the failed conditions leave.
fn answer(conditions: &[Condition]) -> Answer {
    let failed = conditions.iter().filter(|condition| !condition.holds);
    failed.map(left_by).max().unwrap_or(Answer::Covered)
}

/// The first failed condition that leads to an answer.
pub(super) fn reason(verdict: &Verdict) -> Option<&Condition> {
    verdict.conditions.iter().find(|condition| !condition.holds && left_by(condition) == verdict.answer)
}
