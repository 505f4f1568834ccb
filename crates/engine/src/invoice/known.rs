//! What was known when: a contract as it looked at the end of a month.
//!
//! An invoice that is due does not change. So a month is computed with what was known when it ended, and whatever
//! became known later is found as the difference between the two views.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::ticket::settled;
use crate::ledger::{month_of, next_month};
use crate::plan::catalogue::{Allowance, Catalogue, Deduct};
use crate::run::book::Volume;
use crate::run::event::{Contract, Event, Open, What};
use crate::run::outcome::{Answer, Period};
use crate::run::timeline::{Timeline, contract_facts, day};

/// Whether an event is about a ticket.
fn concerns(what: &What, wanted: &str) -> bool {
    match what {
        What::Open(open) => open.ticket == wanted,
        What::Call(call) => call.ticket.as_deref() == Some(wanted),
        What::Log(work) => work.ticket.as_deref() == Some(wanted),
        What::Item(piece) => piece.ticket.as_deref() == Some(wanted),
        What::Fact { ticket, .. } => ticket.as_deref() == Some(wanted),
        What::Reply { ticket, .. }
        | What::Pause { ticket, .. }
        | What::Resume { ticket }
        | What::Severity { ticket, .. }
        | What::Resolve { ticket }
        | What::Reopen { ticket }
        | What::Reach { ticket, .. }
        | What::Close { ticket } => ticket == wanted,
        _ => false,
    }
}

/// Whether an event tells something about the contract.
fn tells(what: &What) -> bool {
    matches!(what, What::Count { .. } | What::Fact { ticket: None, .. })
}

fn is_for_requests(allowance: &Allowance) -> bool {
    allowance.deduct() != Deduct::Use
}

/// What can be seen of a contract's events.
pub(super) struct View<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) contract: &'a Contract,
    pub(super) events: &'a [Event],
    /// The last month of which something is known; none: everything up to `until`.
    pub(super) month: Option<Period>,
    pub(super) until: Timestamp,
}

impl View<'_> {
    /// Whether the event is known in this view.
    pub(super) fn sees(&self, event: &Event) -> bool {
        self.knows(event.known_at())
    }

    /// Whether this view knows what became known at an instant.
    pub(super) fn knows(&self, at: Timestamp) -> bool {
        at <= self.until && self.month.is_none_or(|month| self.month_at(at).from <= month.from)
    }

    /// A request as this view knows it.
    pub(super) fn open<'o>(&self, open: &'o Open) -> &'o Open {
        open.known(|at| self.knows(at))
    }

    /// Whether a request is none that allowances count.
    pub(super) fn is_unasked(&self, timeline: &Timeline, (ix, open): (usize, &Open)) -> bool {
        if open.restated.is_empty() {
            return timeline.unasked.contains(&ix);
        }
        // The time line knows only what it is found to be in the end.
        self.open(open).decided == Some(Answer::Refused)
    }

    /// The calendar month of an instant.
    pub(super) fn month_at(&self, at: Timestamp) -> Period {
        month_of(day(at, &self.catalogue.provider.zone))
    }

    /// The contract's time line without what this view does not know.
    pub(super) fn timeline<'t>(&self, whole: &'t Timeline) -> Cow<'t, Timeline> {
        let hidden = |event: &Event| event.what.shapes() && !self.sees(event);
        let unseen = |event: &Event| (event.what.shapes() || tells(&event.what)) && !self.sees(event);
        if !self.events.iter().any(hidden) {
            let untold = |event: &Event| tells(&event.what) && !self.sees(event);
            if !self.catalogue.conditional || !self.events.iter().any(untold) {
                return Cow::Borrowed(whole);
            }
            let seen = self.events.iter().filter(|event| !untold(event));
            return Cow::Owned(Timeline { facts: contract_facts(self.contract, seen), ..whole.clone() });
        }
        // Rare enough that a copy of the catalogue is cheaper than asking every caller for a shared one.
        let volume = Volume::new(String::new(), Arc::new(self.catalogue.clone()));
        let places: Vec<usize> = (0..self.events.len()).filter(|&ix| !unseen(&self.events[ix])).collect();
        let events: Vec<Event> = places.iter().map(|&ix| self.events[ix].clone()).collect();
        // What the contract holds at its start was allowed before, so this does not fail.
        let Ok(mut seen) = Timeline::build(&volume, self.contract, &events) else {
            return Cow::Borrowed(whole);
        };
        for refused in &mut seen.refused {
            refused.event = places[refused.event];
        }
        for pool in &mut seen.pools {
            pool.event = places[pool.event];
        }
        // Calls and requests were refused for reasons of their own.
        let others = whole.refused.iter().filter(|refused| !self.events[refused.event].what.shapes());
        seen.refused.extend(others.cloned());
        seen.unasked.clone_from(&whole.unasked);
        Cow::Owned(seen)
    }

    /// The first day that a cancellation takes away.
    fn cancelled(&self, event: &Event) -> Option<Date> {
        let What::Cancel { end, .. } = &event.what else {
            return None;
        };
        end.or_else(|| day(event.at, &self.catalogue.provider.zone).tomorrow().ok())
    }

    /// The months in which something became known that changes earlier months.
    pub(super) fn revisions(&self, timeline: &Timeline) -> Vec<Period> {
        let mut months = BTreeSet::new();
        for event in self.events.iter().filter(|event| self.sees(event)) {
            let concerns = match &event.what {
                What::Fact { ticket: Some(ticket), .. } => self.first_use(ticket),
                What::Severity { ticket, .. } if self.catalogue.conditional => self.first_use(ticket),
                What::Open(open) if self.catalogue.conditional => self.first_use(&open.ticket),
                What::Item(piece) if self.catalogue.conditional => {
                    piece.ticket.as_deref().and_then(|ticket| self.first_use(ticket))
                }
                What::Cancel { .. } => {
                    let end = self.cancelled(event).map(month_of);
                    Some(end.map_or(self.month_at(event.at), |end| end.min(self.month_at(event.at))))
                }
                What::Count { .. } | What::Fact { ticket: None, .. } if self.catalogue.conditional => {
                    Some(self.month_at(event.at))
                }
                What::Change(_) | What::Pool { .. } | What::Activate | What::TopUp { .. } | What::Buy { .. } => {
                    Some(self.month_at(event.at))
                }
                _ => None,
            };
            if let What::Open(open) = &event.what
                && let Some(first) = self.first_use(&open.ticket)
            {
                let restated = open.restated.iter().filter(|(at, _)| self.knows(*at));
                months.extend(restated.map(|(at, _)| self.month_at(*at)).filter(|month| first < *month));
            }
            // What is billed in advance may change whenever something does.
            let ahead = self.catalogue.advance && (event.what.shapes() || tells(&event.what));
            if !ahead && concerns.is_none() {
                continue;
            }
            let known = self.month_at(event.known_at());
            if ahead || concerns.is_some_and(|month| month < known) {
                months.insert(known);
            }
        }
        if self.catalogue.follows_tickets {
            self.follow(timeline, &mut months);
        }
        months.into_iter().collect()
    }

    /// Each month after the first use of a ticket in which its clocks may still say something new.
    fn follow(&self, timeline: &Timeline, months: &mut BTreeSet<Period>) {
        for (ticket, settled) in settled(self, timeline) {
            let Some(first) = self.first_use(&ticket) else { continue };
            // What is told late of a ticket is known later than it happened.
            let told = self.events.iter().filter(|event| self.sees(event) && concerns(&event.what, &ticket));
            let last = told.map(Event::known_at).max().map_or(settled, |told| told.max(settled));
            let last = self.month_at(last);
            let mut month = next_month(first);
            while let Some(next) = month.filter(|next| *next <= last) {
                months.insert(next);
                month = next_month(next);
            }
        }
    }

    /// The month of the first call or work on a ticket.
    fn first_use(&self, ticket: &str) -> Option<Period> {
        let uses = self.events.iter().filter(|event| match &event.what {
            What::Call(call) => call.ticket.as_deref() == Some(ticket),
            What::Log(work) => work.ticket.as_deref() == Some(ticket),
            What::Item(piece) => piece.ticket.as_deref() == Some(ticket),
            What::Open(open) => {
                let counted = || self.catalogue.allowances.iter().any(is_for_requests);
                open.ticket == ticket && (self.catalogue.follows_tickets || counted())
            }
            _ => false,
        });
        uses.map(|event| event.at).min().map(|at| self.month_at(at))
    }
}
