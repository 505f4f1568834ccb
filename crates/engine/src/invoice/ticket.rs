//! What is known of tickets when their calls, work and items are priced.
//!
//! A price asks what is known at the end of a view: what a ticket turned out to be holds for all that was done on it.
//! Where prices depend on what became of a ticket, its clocks are run on what the view knows, up to the view's end.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::Timestamp;

use super::known::View;
use crate::ledger::day_after;
use crate::plan::catalogue::Catalogue;
use crate::plan::catalogue::condition::Measured;
use crate::run::attainment::of_ticket;
use crate::run::event::{Event, What};
use crate::run::outcome::Clock;
use crate::run::situation::{FactHistory, Situation, Source, opening_facts};
use crate::run::timeline::{Timeline, day, midnight, order};
use crate::run::walk::walk;
use crate::sla::{bare_clocks, severity};

/// What is known of each ticket.
#[derive(Default)]
pub(super) struct Tickets<'a> {
    known: HashMap<&'a str, Known>,
}

/// What is known of a ticket.
struct Known {
    facts: FactHistory,
    /// Whether its request was taken; where nobody asks: true.
    taken: bool,
    /// When it was opened again.
    reopened: Vec<Timestamp>,
    /// When it was resolved for the first time.
    resolved: Option<Timestamp>,
    /// When its request arrived.
    opened: Option<Timestamp>,
    /// Whether a person set its severity.
    by_person: bool,
}

impl Default for Known {
    fn default() -> Known {
        Known {
            facts: FactHistory::default(),
            taken: true,
            reopened: Vec::new(),
            resolved: None,
            opened: None,
            by_person: false,
        }
    }
}

impl<'a> Tickets<'a> {
    /// What a view knows of tickets; nothing where no price asks.
    pub(super) fn of(view: &View<'a>, timeline: &Timeline) -> Tickets<'a> {
        let mut tickets = Tickets::default();
        if !view.catalogue.conditional && !view.catalogue.follows_tickets {
            return tickets;
        }
        for ix in order(view.events).into_iter().filter(|&ix| view.sees(&view.events[ix])) {
            tickets.take(view, &view.events[ix]);
        }
        tickets.classify(view, timeline);
        if view.catalogue.follows_tickets {
            tickets.follow(view, timeline);
        }
        tickets
    }

    fn take(&mut self, view: &View<'a>, event: &'a Event) {
        match &event.what {
            What::Open(open) if !self.known.contains_key(open.ticket.as_str()) => {
                let open = view.open(open);
                let mut facts = opening_facts(event.at, open);
                let own =
                    [("severity", open.severity.as_deref()), ("channel", open.channel.map(|channel| channel.id()))];
                for (name, value) in own.into_iter().filter_map(|(name, value)| Some((name, value?))) {
                    facts.set(event.at, name, value);
                }
                self.known.insert(&open.ticket, Known { facts, opened: Some(event.at), ..Known::default() });
            }
            What::Severity { ticket, severity } => {
                let known = self.of_ticket(ticket);
                known.by_person = true;
                known.facts.set(event.at, "severity", severity);
            }
            What::Fact { ticket: Some(ticket), facts } => {
                let known = self.facts(ticket);
                facts.iter().for_each(|(name, value)| known.set(event.at, name, value));
            }
            What::Item(piece) => {
                let item = view.catalogue.items.iter().find(|item| item.id == piece.item);
                if let (Some(item), Some(ticket)) = (item, &piece.ticket) {
                    let known = self.facts(ticket);
                    item.sets.iter().for_each(|(name, value)| known.set(event.at, name, value));
                }
            }
            What::Resolve { ticket } => {
                let known = self.of_ticket(ticket);
                known.resolved = known.resolved.or(Some(event.at));
            }
            What::Reopen { ticket } => self.of_ticket(ticket).reopened.push(event.at),
            _ => {}
        }
    }

    fn of_ticket(&mut self, ticket: &'a str) -> &mut Known {
        self.known.entry(ticket).or_default()
    }

    fn facts(&mut self, ticket: &'a str) -> &mut FactHistory {
        &mut self.of_ticket(ticket).facts
    }

    /// Gives each request the severity that the plan gives it, by what is known in the end.
    fn classify(&mut self, view: &View<'_>, timeline: &Timeline) {
        for known in self.known.values_mut() {
            let Some(at) = known.opened else { continue };
            let phase = timeline.at(at, day(at, &view.catalogue.provider.zone));
            let sources =
                [Source::History(&known.facts, Timestamp::MAX), Source::History(&timeline.facts, Timestamp::MAX)];
            let situation = Situation { catalogue: view.catalogue, at, held: timeline.held_at(at), sources: &sources };
            let given = known.facts.at("severity", Timestamp::MAX);
            if let Some(class) = severity(phase, known.by_person, given, &situation) {
                let class = class.map_or("", |ix| view.catalogue.severities[ix].id.as_str());
                known.facts.set(Timestamp::MAX, "severity", class);
            }
        }
    }

    /// Runs the clocks on what the view knows.
    fn follow(&mut self, view: &View<'a>, timeline: &Timeline) {
        let until = view_end(view);
        let events = seen(view);
        let walked = walk(view.catalogue, view.contract, timeline, &events, until);
        for ticket in walked.tickets {
            let Some(known) = self.known.get_mut(ticket.history.ticket.as_str()) else { continue };
            known.taken = ticket.valid;
            if !ticket.valid {
                continue;
            }
            let found = bare_clocks(view.catalogue, timeline, &ticket.history, until).milestones;
            if let Some(attainment) = of_ticket(&found) {
                known.facts.set(Timestamp::MAX, "attainment", attainment);
            }
            for fact in &view.catalogue.facts {
                let level = fact.measured.as_ref().and_then(|measured| delivered(view.catalogue, measured, &found));
                if let Some(level) = level {
                    known.facts.set(Timestamp::MAX, &fact.id, level);
                }
            }
        }
    }

    /// What is known of a ticket.
    pub(super) fn find(&self, ticket: &str) -> Option<&FactHistory> {
        self.known.get(ticket).map(|known| &known.facts)
    }

    /// How often a ticket had been opened again before an instant.
    pub(super) fn cycle(&self, ticket: Option<&str>, at: Timestamp) -> usize {
        let known = ticket.and_then(|ticket| self.known.get(ticket));
        known.map_or(0, |known| known.reopened.partition_point(|reopened| *reopened <= at))
    }

    /// When a ticket was resolved for the first time.
    pub(super) fn resolved(&self, ticket: &str) -> Option<Timestamp> {
        self.known.get(ticket)?.resolved
    }

    /// Whether the request of a ticket was taken.
    pub(super) fn is_taken(&self, ticket: &str) -> bool {
        self.known.get(ticket).is_some_and(|known| known.taken)
    }
}

/// The events that a view knows, each as it knows it.
fn seen<'v>(view: &View<'v>) -> Cow<'v, [Event]> {
    let restated = |event: &Event| matches!(&event.what, What::Open(open) if !open.restated.is_empty());
    if view.events.iter().all(|event| view.sees(event) && !restated(event)) {
        return Cow::Borrowed(view.events);
    }
    let mut events: Vec<Event> = view.events.iter().filter(|event| view.sees(event)).cloned().collect();
    for event in &mut events {
        if let What::Open(open) = &mut event.what {
            open.restated.retain(|(at, _)| view.knows(*at));
        }
    }
    Cow::Owned(events)
}

/// The instant up to which a view knows what happened.
fn view_end(view: &View<'_>) -> Timestamp {
    let end = view.month.and_then(day_after).map(|day| midnight(day, &view.catalogue.provider.zone));
    end.map_or(view.until, |end| end.min(view.until))
}

/// The level in whose time a milestone was reached; none before it is.
fn delivered<'m>(catalogue: &Catalogue, measured: &'m Measured, clocks: &[Clock]) -> Option<&'m str> {
    let clock =
        clocks.iter().find(|clock| clock.milestone.id(catalogue) == measured.milestone && clock.at.is_some())?;
    let level = measured.levels.iter().find(|(_, most_s)| clock.elapsed_s <= *most_s);
    level.map(|(level, _)| level.as_str()).or(measured.otherwise.as_deref())
}

/// The last instant at which a ticket's clocks can change something, of those that a view knows.
pub(super) fn settled(view: &View<'_>, timeline: &Timeline) -> Vec<(String, Timestamp)> {
    let events = seen(view);
    let walked = walk(view.catalogue, view.contract, timeline, &events, view.until);
    let settled = walked.tickets.into_iter().map(|ticket| {
        let found = bare_clocks(view.catalogue, timeline, &ticket.history, view.until).milestones;
        let own = ticket.history.moments.iter().map(|(at, _)| *at);
        let last = found.iter().flat_map(|clock| [clock.due, clock.at]).flatten().chain(own).max();
        let last = last.unwrap_or(ticket.history.opened).max(ticket.history.opened);
        (ticket.history.ticket, last.min(view.until))
    });
    settled.collect()
}
