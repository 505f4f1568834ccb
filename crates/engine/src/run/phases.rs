//! How a timeline is built: changes, cancellations, activations and pools, in the order in which they happened.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _};

use super::book::Volume;
use super::event::{Change, Contract, Event, What};
use super::leave::{check_change, check_offer, earliest_end};
use super::outcome::Refused;
use super::pools;
use super::situation::FactHistory;
use super::timeline::{Phase, Timeline, day, midnight, order};
use crate::explain::{RefusalStep, Step, VerdictStep};
use crate::plan::catalogue::condition::{Is, Test};
use crate::plan::catalogue::frame::StartsOn;
use crate::plan::catalogue::{Catalogue, Grant, GrantTime, OfferKind, Stated, Target};
use crate::plan::grammar::Within;
use crate::plan::resolve::{SelectionError, agreed_grant};
use crate::plan::{Entitlements, Selection};
use crate::tariff::agreed_prices;

pub(super) fn build(volume: &Volume, contract: &Contract, events: &[Event]) -> Result<Timeline, SelectionError> {
    let entitlements = entitlements(volume, contract, &contract.selection)?;
    let zone = &volume.catalogue().provider.zone;
    let start = begins(contract, &entitlements, events, zone);
    let from_at = midnight(start, zone);
    let facts = contract_facts(contract, events.iter());
    check_offer(volume.catalogue(), &entitlements, &facts, from_at)?;
    let end = earliest(contract.end, term_end(volume.catalogue(), start, &entitlements));
    let timeline = Timeline {
        catalogue: own_catalogue(volume, contract, &facts),
        start,
        end,
        fixed_end: end,
        phases: vec![Phase { from: start, from_at, entitlements }],
        term_months: contract.term_months,
        facts,
        ..Timeline::default()
    };
    if !events.iter().any(|event| event.what.shapes()) {
        return Ok(timeline);
    }
    let mut builder = Builder { volume, contract, timeline, held: vec![(from_at, contract.selection.clone())] };
    for ix in order(events) {
        let event = &events[ix];
        if event.what.shapes()
            && let Err(why) = builder.take(ix, event)
        {
            let why = Step::Verdict(VerdictStep::Refusal(why));
            builder.timeline.refused.push(Refused { event: ix, why });
        }
    }
    Ok(builder.timeline)
}

/// The catalogue as the contract has it, with its hours and its prices; none where it is that of everybody.
fn own_catalogue(volume: &Volume, contract: &Contract, facts: &FactHistory) -> Option<Arc<Catalogue>> {
    let own = volume.for_contract(facts);
    match agreed_prices(own.as_deref().unwrap_or(volume.catalogue()), contract) {
        Cow::Owned(priced) => Some(Arc::new(priced)),
        Cow::Borrowed(_) => own,
    }
}

/// What is known about the contract: at its start, told later, counted.
pub(super) fn contract_facts<'e>(contract: &Contract, events: impl Iterator<Item = &'e Event>) -> FactHistory {
    let mut known = FactHistory::from_start(&contract.facts.named);
    for event in events {
        match &event.what {
            What::Fact { ticket: None, facts } => {
                for (name, value) in facts {
                    known.set(event.at, name, value);
                }
            }
            What::Count { base, quantity } => known.set(event.at, base, quantity.normalize().to_string()),
            _ => {}
        }
    }
    known
}

fn earliest(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// The first day in effect: that of the contract, or that of what the plan begins with. What has not happened by the
/// latest day is taken as having happened then; without a latest day the plan has not begun.
fn begins(contract: &Contract, entitlements: &Entitlements, events: &[Event], zone: &TimeZone) -> Date {
    let Some(starts) = entitlements.frame.starts else { return contract.start };
    let begins = |what: &What| match starts.on {
        StartsOn::Payment => matches!(what, What::Pay),
        StartsOn::Activation => matches!(what, What::Activate),
        StartsOn::FirstUse => matches!(what, What::Open(_) | What::Call(_)),
    };
    let days = events.iter().filter(|event| begins(&event.what)).map(|event| day(event.at, zone));
    let first = days.filter(|day| *day >= contract.start).min();
    let latest = starts.at_latest_months.and_then(|months| Span::new().try_months(months).ok());
    let latest = latest.and_then(|months| contract.start.checked_add(months).ok());
    earliest(first, latest).unwrap_or(Date::MAX)
}

/// "One year" bought on a day ends on the same date next year, 28 February where there is no 29th.
fn term_end(catalogue: &Catalogue, start: Date, entitlements: &Entitlements) -> Option<Date> {
    if catalogue.renewal(entitlements.plan).is_some() {
        return None;
    }
    let months = Span::new().try_months(entitlements.term_months?).ok()?;
    start.checked_add(months).ok()
}

/// Resolves a selection and fills in what the plan leaves to the contract.
fn entitlements(
    volume: &Volume,
    contract: &Contract,
    selection: &Selection,
) -> Result<Arc<Entitlements>, SelectionError> {
    let resolved = volume.resolve(selection)?;
    let agreed = &contract.facts.agreed;
    let counts = agreed.keys().any(|name| name.starts_with("allowance.") || COUNTS.contains(&name.as_str()));
    let targets = resolved.targets.iter().any(|target| target.within == Stated::AsAgreed);
    if agreed.is_empty() || !(targets || counts) {
        return Ok(resolved);
    }
    let mut own = Entitlements::clone(&resolved);
    fill_counts(volume.catalogue(), agreed, &mut own);
    own.targets =
        own.targets.into_iter().flat_map(|target| agreed_targets(volume.catalogue(), agreed, target)).collect();
    Ok(Arc::new(own))
}

/// Agreed numbers that take the place of a plan's `as-agreed` or `not-stated`.
const COUNTS: [&str; 2] = ["production-systems", "contacts"];

/// Allowances and numbers that the contract says. A wrong one is refused when the contract is read; here it says nothing.
fn fill_counts(catalogue: &Catalogue, agreed: &BTreeMap<String, String>, own: &mut Entitlements) {
    for (name, text) in agreed {
        if let Some(id) = name.strip_prefix("allowance.") {
            let allowance = catalogue.allowances.iter().position(|known| known.id == id);
            let open = |grant: &&mut Grant| {
                Some(grant.allowance) == allowance && matches!(grant.quantity, Stated::AsAgreed | Stated::NotStated)
            };
            let given = allowance.and_then(|allowance| agreed_grant(catalogue, allowance, text));
            if let (Some(grant), Some(given)) = (own.grants.iter_mut().find(open), given) {
                *grant = given;
            }
        }
        let number = text.trim().parse::<u32>().ok();
        let fill = |known: &mut Stated<u32>| {
            if let (Stated::AsAgreed | Stated::NotStated, Some(number)) = (*known, number) {
                *known = Stated::Value(number);
            }
        };
        match name.as_str() {
            "production-systems" => fill(&mut own.scope.production_systems),
            "contacts" => fill(&mut own.contacts),
            _ => {}
        }
    }
}

/// A target that is left to the contract as the contract agreed it: one for each severity that has a time of its own,
/// and one for all others.
fn agreed_targets(catalogue: &Catalogue, agreed: &BTreeMap<String, String>, target: Target) -> Vec<Target> {
    if target.within != Stated::AsAgreed {
        return vec![target];
    }
    let id = target.milestone.id(catalogue);
    let read = |name: &str| agreed.get(name).and_then(|text| text.parse::<Within>().ok());
    let with =
        |target: &Target, within: Within| Target { within: within.span, text: within.to_string(), ..target.clone() };
    let mut found = Vec::new();
    let mut others = target.clone();
    for (ix, severity) in catalogue.severities.iter().enumerate() {
        let holds = target.severities.is_empty() || target.severities.contains(&ix);
        let Some(within) = read(&format!("target.{id}.{}", severity.id)).filter(|_| holds) else { continue };
        found.push(Target { severities: vec![ix], ..with(&target, within) });
        others.when =
            others.when.and(&Test::Fact { name: "severity".to_owned(), is: Is::NoneOf(vec![severity.id.clone()]) });
    }
    found.push(match read(&format!("target.{id}")) {
        Some(within) => with(&others, within),
        None => others,
    });
    found
}

struct Builder<'a> {
    volume: &'a Volume,
    contract: &'a Contract,
    timeline: Timeline,
    /// What was held from which instant on, beside the phases.
    held: Vec<(Timestamp, Selection)>,
}

impl Builder<'_> {
    fn take(&mut self, ix: usize, event: &Event) -> Result<(), RefusalStep> {
        let zone = &self.volume.catalogue().provider.zone;
        let today = day(event.at, zone);
        if let What::Pool { allowance, periods, by } = &event.what {
            let asked = pools::Asked { event: ix, at: event.at, today, allowance: allowance.as_deref(), periods, by };
            let agreed = pools::agree(self.volume.catalogue(), &self.timeline, &asked)?;
            self.timeline.pools.extend(agreed);
            return Ok(());
        }
        if today < self.timeline.start {
            return Err(RefusalStep::NotYet { start: self.timeline.start });
        }
        if let Some(end) = self.timeline.end.filter(|&end| today >= end) {
            return Err(RefusalStep::Over { end });
        }
        match &event.what {
            What::Activate => self.activate(event.at),
            What::Change(change) => self.change(event.at, today, change),
            What::Cancel { plan, end } => self.cancel(today, plan.as_deref(), *end),
            _ => Ok(()),
        }
    }

    fn activate(&mut self, at: Timestamp) -> Result<(), RefusalStep> {
        if let Some(&first) = self.timeline.activations.first() {
            return Err(RefusalStep::ActivatedAlready { at: first });
        }
        let phase = self.timeline.phases.iter().rev().find(|phase| phase.from_at <= at);
        let grants = phase
            .is_some_and(|phase| phase.entitlements.grants.iter().any(|grant| grant.every == GrantTime::Activation));
        // An activation is a fact; a plan that grants nothing for it has nothing against it.
        if grants {
            self.timeline.activations.push(at);
        }
        Ok(())
    }

    /// What is held at an instant.
    fn selection(&self, at: Timestamp) -> Selection {
        let found = self.held.iter().rev().find(|(from, _)| *from <= at);
        found.map_or_else(|| self.contract.selection.clone(), |(_, selection)| selection.clone())
    }

    fn change(&mut self, at: Timestamp, today: Date, change: &Change) -> Result<(), RefusalStep> {
        let before = self.selection(at);
        let after = Selection {
            plan: change.plan.clone().unwrap_or(before.plan),
            packages: change.packages.clone().unwrap_or(before.packages),
            options: change.options.clone().unwrap_or(before.options),
        };
        let found = |plan: &str| self.volume.catalogue().find_offer(OfferKind::Plan, plan);
        if let (Some(from), Some(to)) = (found(&self.selection(at).plan), found(&after.plan)) {
            check_change(self.volume.catalogue(), &self.timeline, from, to, today)?;
        }
        self.hold(today, at, after)
    }

    /// From an instant on the contract holds something else; what had been arranged for later is replaced by it.
    fn hold(&mut self, from: Date, from_at: Timestamp, selection: Selection) -> Result<(), RefusalStep> {
        let entitlements = entitlements(self.volume, self.contract, &selection).map_err(RefusalStep::Selection)?;
        let catalogue = self.volume.catalogue();
        check_offer(catalogue, &entitlements, &self.timeline.facts, from_at).map_err(RefusalStep::Selection)?;
        let timeline = &mut self.timeline;
        timeline.phases.retain(|phase| phase.from_at <= from_at);
        self.held.retain(|(at, _)| *at <= from_at);
        let old_plan = timeline.phases.last().map(|phase| phase.entitlements.plan);
        if old_plan != Some(entitlements.plan) {
            let had_term = timeline.phases.last().is_some_and(|phase| phase.entitlements.term_months.is_some());
            // A term of its own starts with the plan; one that is inherited goes on.
            let own_term = self.volume.catalogue().offers[entitlements.plan].term_months.is_some();
            if own_term || (entitlements.term_months.is_some() && !had_term) {
                timeline.end = earliest(self.contract.end, term_end(catalogue, from, &entitlements));
            } else if had_term && entitlements.term_months.is_none() {
                timeline.end = self.contract.end;
            }
            timeline.fixed_end = timeline.end;
        }
        timeline.phases.push(Phase { from, from_at, entitlements });
        self.held.push((from_at, selection));
        Ok(())
    }

    fn cancel(&mut self, today: Date, plan: Option<&str>, end: Option<Date>) -> Result<(), RefusalStep> {
        let catalogue = self.volume.catalogue();
        let least = self.timeline.phases.last().filter(|_| plan.is_none()).map(|phase| phase.entitlements.plan);
        let least = least.and_then(|held| earliest_end(catalogue, &self.timeline, held, today));
        if let Some(earliest) = least.filter(|least| end.is_some_and(|end| today <= end && end < *least)) {
            return Err(RefusalStep::NoticeNotKept { earliest });
        }
        let end = end.or(least).unwrap_or_else(|| today.checked_add(1.day()).unwrap_or(Date::MAX));
        if end < today || end <= self.timeline.start {
            return Err(RefusalStep::EndInPast { end });
        }
        let from_at = midnight(end, &catalogue.provider.zone);
        let selection = self.selection(from_at);
        let current = catalogue.find_offer(OfferKind::Plan, &selection.plan);
        let Some(id) = plan else {
            return self.end(end);
        };
        let named = catalogue.find_offer(OfferKind::Plan, id);
        let phase = self.timeline.phases.iter().rev().find(|phase| phase.from_at <= from_at);
        let held = phase.map(|phase| phase.entitlements.held.as_slice()).unwrap_or_default();
        match (named.filter(|named| held.contains(named)), current) {
            (Some(named), Some(current)) if named != current => Err(RefusalStep::Needed { plan: named, by: current }),
            (Some(named), _) => {
                let mut required = catalogue.offers[named].requires.iter().copied();
                let below = required.rfind(|&offer| catalogue.offers[offer].kind == OfferKind::Plan);
                match below {
                    Some(below) => {
                        let plan = catalogue.offers[below].id.clone();
                        self.hold(end, from_at, Selection { plan, ..selection })
                    }
                    None => self.end(end),
                }
            }
            (None, _) => Err(RefusalStep::NotHeld { id: id.to_owned() }),
        }
    }

    fn end(&mut self, end: Date) -> Result<(), RefusalStep> {
        if let Some(known) = self.timeline.end.filter(|&known| known < end) {
            return Err(RefusalStep::EndsEarlier { end: known });
        }
        self.timeline.end = Some(end);
        Ok(())
    }
}
