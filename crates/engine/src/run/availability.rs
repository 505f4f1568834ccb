//! Availability by period: the time in which the service was promised to be up, and the outages in it.
//!
//! Outages that overlap count once. What is left out (planned maintenance, closed windows) counts neither as promised
//! time nor as an outage. An outage that is reported again under the same id takes the place of what was said before,
//! so corrections may arrive in any order of their own instants; of one id the report that became known last counts.

use jiff::{SignedDuration, Timestamp};

use super::attainment::{Attained, Attainment, is_over, reaches};
use super::event::{Downtime, Event, What};
use super::situation::{FactHistory, Situation, Source};
use super::timeline::{Timeline, day, midnight};
use crate::ledger::{day_after, period_of};
use crate::plan::Catalogue;
use crate::plan::catalogue::frame::Availability;
use crate::time::Coverage;

/// An outage: its start, its end, what is known of it.
pub(crate) type Outage<'e> = (Timestamp, Timestamp, &'e Downtime);

/// A stretch of time.
pub(crate) type Stretch = (Timestamp, Timestamp);

/// The availability of each period in which it was promised, up to an instant.
pub(super) fn of_service(
    catalogue: &Catalogue,
    timeline: &Timeline,
    events: &[Event],
    until: Timestamp,
) -> Vec<Attainment> {
    let mut rules: Vec<&Availability> = Vec::new();
    for rule in timeline.phases.iter().flat_map(|phase| &phase.entitlements.frame.availability) {
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    let known = events.iter().filter(|event| event.at <= until);
    let reports = if rules.is_empty() { Vec::new() } else { outages(known, until) };
    rules.into_iter().flat_map(|rule| of_rule(catalogue, timeline, &reports, rule, until)).collect()
}

/// The outages as they are known: from when to when, one that lasts to the instant given.
pub(crate) fn outages<'e>(events: impl Iterator<Item = &'e Event>, until: Timestamp) -> Vec<Outage<'e>> {
    let mut found: Vec<(Timestamp, &Downtime)> = Vec::new();
    let mut known: Vec<(Timestamp, Timestamp, &Downtime)> = Vec::new();
    for event in events {
        if let What::Downtime(downtime) = &event.what {
            known.push((event.known_at(), event.at, downtime));
        }
    }
    known.sort_by_key(|(known, ..)| *known);
    for (_, at, downtime) in known {
        let same = found.iter_mut().find(|(_, other)| downtime.id.is_some() && other.id == downtime.id);
        match same {
            Some(place) => *place = (at, downtime),
            None => found.push((at, downtime)),
        }
    }
    let stretch = |(at, downtime): (Timestamp, &'e Downtime)| {
        let from = downtime.from.unwrap_or(at);
        (from, downtime.to.unwrap_or(until.max(from)), downtime)
    };
    found.into_iter().map(stretch).collect()
}

fn of_rule(
    catalogue: &Catalogue,
    timeline: &Timeline,
    reports: &[Outage<'_>],
    rule: &Availability,
    until: Timestamp,
) -> Vec<Attainment> {
    let zone = &catalogue.provider.zone;
    let always = || Coverage::always(zone);
    let window = rule.window.map_or_else(always, |ix| catalogue.windows[ix].coverage.clone());
    let promised = rule.except.iter().fold(window, |left, ix| left.except(&catalogue.windows[*ix].coverage));
    let held = held(timeline, catalogue, rule, until);
    let down = counting(catalogue, timeline, reports, rule, until);
    let seconds = |stretch: Stretch| promised.between(stretch.0, stretch.1).as_secs();
    let mut found = Vec::new();
    let Some(first) = held.first() else { return found };
    let mut next = period_of(day(first.0, zone), rule.months);
    while midnight(next.from, zone) < until {
        let Some(after) = day_after(next) else { break };
        let whole = (midnight(next.from, zone), midnight(after, zone).min(until));
        let parts: Vec<Stretch> = held.iter().filter_map(|stretch| overlap(*stretch, whole)).collect();
        let measured_s: i64 = parts.iter().map(|part| seconds(*part)).sum();
        let inside = parts.iter().flat_map(|part| down.iter().filter_map(|outage| overlap(*outage, *part)));
        let down_s: i64 = inside.map(seconds).sum();
        if measured_s > 0 {
            let objective = rule.objective;
            found.push(Attainment {
                of: Attained::Availability { id: rule.id.clone(), objective, measured_s, down_s },
                period: next,
                held: reaches(measured_s - down_s, measured_s, objective),
                over: is_over(catalogue, next, until),
            });
        }
        next = period_of(after, rule.months);
    }
    found
}

/// The stretches in which a rule is held.
fn held(timeline: &Timeline, catalogue: &Catalogue, rule: &Availability, until: Timestamp) -> Vec<Stretch> {
    let end = timeline.end.map_or(until, |end| midnight(end, &catalogue.provider.zone).min(until));
    let starts = timeline.phases.iter().map(|phase| phase.from_at);
    let ends = starts.clone().skip(1).chain([end]);
    let stretches = timeline.phases.iter().zip(starts.zip(ends));
    let held = stretches.filter(|(phase, _)| phase.entitlements.frame.availability.contains(rule));
    held.filter_map(|(_, stretch)| overlap(stretch, (stretch.0, end))).collect()
}

/// The outages that count, in order and without overlaps.
fn counting(
    catalogue: &Catalogue,
    timeline: &Timeline,
    reports: &[Outage<'_>],
    rule: &Availability,
    until: Timestamp,
) -> Vec<Stretch> {
    let longer = SignedDuration::from_secs(rule.longer_than_s);
    let counts = |at: Timestamp, downtime: &Downtime| {
        let own = FactHistory::from_start(&downtime.facts);
        let what = downtime.what.as_deref().unwrap_or_default();
        let sources =
            [Source::History(&own, until), Source::One("system", what), Source::History(&timeline.facts, until)];
        Situation { catalogue, at, held: timeline.held_at(at), sources: &sources }.holds(&rule.when)
    };
    let stretch = |&(from, to, downtime): &Outage<'_>| {
        let to = to.min(until);
        (from < to && to.duration_since(from) > longer && counts(from, downtime)).then_some((from, to))
    };
    merged(reports.iter().filter_map(stretch).collect())
}

/// Stretches in order and without overlaps.
pub(crate) fn merged(mut all: Vec<Stretch>) -> Vec<Stretch> {
    all.sort_unstable();
    let mut merged: Vec<Stretch> = Vec::new();
    for (from, to) in all {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

fn overlap(a: Stretch, b: Stretch) -> Option<Stretch> {
    let (from, to) = (a.0.max(b.0), a.1.min(b.1));
    (from < to).then_some((from, to))
}
