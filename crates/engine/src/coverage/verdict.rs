//! Asking all conditions and drawing the answer from them.

use jiff::Timestamp;

use super::{contact, price, scope, way};
use crate::explain::{RefusalStep, Step, VerdictStep};
use crate::ledger::Left;
use crate::plan::catalogue::Catalogue;
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

/// May this be asked now, and at what price? `left` says how much of an allowance (index) is left at `at`.
#[must_use]
pub fn verdict(standing: &Standing<'_>, at: Timestamp, request: Request<'_>, left: impl Fn(usize) -> Left) -> Verdict {
    let mut conditions = Conditions::default();
    ask(standing, at, request, &mut conditions);
    if let Some(entitlements) = entitlements(standing, at) {
        price::ask(standing.catalogue, entitlements, at, request, &left, &mut conditions);
    }
    Verdict { answer: answer(&conditions.0), conditions: conditions.0 }
}

/// The conditions that do not depend on what was used: all but allowance and acceptance.
pub(crate) fn hard(standing: &Standing<'_>, at: Timestamp, request: Request<'_>) -> Verdict {
    let mut conditions = Conditions::default();
    ask(standing, at, request, &mut conditions);
    Verdict { answer: answer(&conditions.0), conditions: conditions.0 }
}

/// The whole verdict from the one that [`hard`] gave.
pub(crate) fn complete(
    standing: &Standing<'_>,
    at: Timestamp,
    request: Request<'_>,
    begun: Verdict,
    left: impl Fn(usize) -> Left,
) -> Verdict {
    let mut conditions = Conditions(begun.conditions);
    if let Some(entitlements) = entitlements(standing, at) {
        price::ask(standing.catalogue, entitlements, at, request, &left, &mut conditions);
    }
    Verdict { answer: answer(&conditions.0), conditions: conditions.0 }
}

#[derive(Default)]
pub(super) struct Conditions(Vec<Condition>);

impl Conditions {
    pub(super) fn holds(&mut self, kind: ConditionKind, why: VerdictStep) {
        self.0.push(Condition { kind, holds: true, why: Step::Verdict(why) });
    }

    pub(super) fn fails(&mut self, kind: ConditionKind, why: VerdictStep) {
        self.0.push(Condition { kind, holds: false, why: Step::Verdict(why) });
    }
}

fn entitlements<'a>(standing: &Standing<'a>, at: Timestamp) -> Option<&'a Entitlements> {
    let today = day(at, &standing.catalogue.provider.zone);
    standing.timeline.at(at, today).map(|phase| &*phase.entitlements)
}

fn ask(standing: &Standing<'_>, at: Timestamp, request: Request<'_>, conditions: &mut Conditions) {
    let timeline = standing.timeline;
    let Some(entitlements) = entitlements(standing, at) else {
        let today = day(at, &standing.catalogue.provider.zone);
        let why = match timeline.end.filter(|&end| today >= end) {
            Some(end) => RefusalStep::Over { end },
            None => RefusalStep::NotYet { start: timeline.start },
        };
        conditions.fails(ConditionKind::Contract, VerdictStep::Refusal(why));
        return;
    };
    let in_effect = VerdictStep::InEffect { start: timeline.start, end: timeline.end };
    conditions.holds(ConditionKind::Contract, in_effect);
    let person = match request {
        Request::Open(open) => open.contact.as_deref(),
        Request::Call(call) => call.caller.as_deref(),
    };
    contact::ask(standing, entitlements, person, conditions);
    way::ask(standing.catalogue, entitlements, request, conditions);
    if let Request::Open(open) = request {
        scope::ask(standing, entitlements, open, conditions);
    }
    way::ask_window(standing.catalogue, entitlements, at, request, conditions);
}

fn answer(conditions: &[Condition]) -> Answer {
    let failed = |kinds: &[ConditionKind]| {
        conditions.iter().any(|condition| !condition.holds && kinds.contains(&condition.kind))
    };
    let soft = [ConditionKind::Allowance, ConditionKind::Window, ConditionKind::Customisation];
    if conditions.iter().any(|condition| !condition.holds && !soft.contains(&condition.kind)) {
        Answer::Refused
    } else if failed(&[ConditionKind::Allowance]) {
        Answer::Chargeable
    } else if failed(&[ConditionKind::Window, ConditionKind::Customisation]) {
        Answer::BestEffort
    } else {
        Answer::Covered
    }
}
