//! The engine as one pure function: a contract and its events in, everything that follows from them out.
//!
//! The desk, the live quote, the portal's balance, the scenario command, the month-end run and the doctor all call [`run`].
//! What happens after `until` is not looked at. Events are computed in the order in which they happened ([`Event::at`]),
//! those of one instant in the order in which they arrived.

pub mod attainment;
pub(crate) mod availability;
pub mod book;
mod contacts;
pub mod event;
mod leave;
mod notice;
pub mod outcome;
mod phases;
mod pools;
pub mod situation;
pub mod timeline;
pub(crate) mod walk;

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::{Span, Timestamp};

pub use book::{Book, Volume};
pub use event::{Contract, Event, What};
pub use outcome::Outcome;
pub use timeline::Timeline;

use crate::coverage::{self, Standing};
use crate::invoice::{Quote, at_lengths, bill, credit};
use crate::plan::Catalogue;
use crate::plan::resolve::SelectionError;
use crate::remedy;
use crate::sla::{TicketHistory, bare_clocks, clocks};
use outcome::{Answer, EventVerdict, RatedUsage, Refused, TicketClocks};

/// Everything that follows from a contract and what happened under it up to and including `until`.
///
/// # Errors
/// [`SelectionError`] when the catalogue does not allow what the contract holds at its start. Whatever else the plan does
/// not allow is among [`Outcome::refused`], and the rest stands.
pub fn run(
    volume: &Volume,
    contract: &Contract,
    events: &[Event],
    until: Timestamp,
) -> Result<Outcome, SelectionError> {
    follow(volume, contract, events, until, clocks)
}

/// The same without the steps of the clocks, for whoever does not show them.
///
/// # Errors
/// As [`run`].
pub fn run_bare(
    volume: &Volume,
    contract: &Contract,
    events: &[Event],
    until: Timestamp,
) -> Result<Outcome, SelectionError> {
    follow(volume, contract, events, until, bare_clocks)
}

/// How the clocks of a ticket are computed: [`clocks`], or [`bare_clocks`] where nobody reads their steps.
pub(crate) type Judge = fn(&Catalogue, &Timeline, &TicketHistory, Timestamp) -> TicketClocks;

fn follow(
    volume: &Volume,
    contract: &Contract,
    events: &[Event],
    until: Timestamp,
    judge: Judge,
) -> Result<Outcome, SelectionError> {
    let Grounds { mut timeline, months, events } = grounds(volume, contract, events, until)?;
    let events = &*events;
    let own = timeline.catalogue.clone();
    let catalogue = own.as_deref().unwrap_or(volume.catalogue());
    let walked = walk::walk(catalogue, contract, &timeline, events, until);
    refuse(&mut timeline, &walked);
    let mut billing = bill(catalogue, contract, &timeline, events, until);
    let remedies = credit(catalogue, &timeline, &mut billing, months);
    let mut verdicts = complete(catalogue, contract, &timeline, walked.verdicts, &billing.quotes);
    for verdict in &mut verdicts {
        verdict.verdict.answer = events[verdict.event].what.decided(until).unwrap_or(verdict.verdict.answer);
    }
    // A request that comes when nothing is left, and the plan stops there, is no valid one either.
    let ticket = |verdict: &EventVerdict| match &events[verdict.event].what {
        What::Open(open) if verdict.verdict.answer == Answer::Refused => Some(open.ticket.as_str()),
        _ => None,
    };
    let stopped: Vec<&str> = verdicts.iter().filter_map(ticket).collect();
    let of = |ticket: &walk::Ticket| {
        let valid = ticket.valid && !stopped.contains(&ticket.history.ticket.as_str());
        if valid { judge(catalogue, &timeline, &ticket.history, until) } else { clockless(&ticket.history) }
    };
    let tickets: Vec<TicketClocks> = walked.tickets.iter().map(of).collect();
    let mut attainments = attainment::of_tickets(catalogue, &tickets, until);
    attainments.extend(availability::of_service(catalogue, &timeline, events, until));
    let mut refused: Vec<Refused> = timeline.refused;
    refused.extend(billing.refused);
    refused.extend(remedy::refusals(catalogue, events, &remedies, until));
    refused.retain(|refused| events.get(refused.event).is_some_and(|event| event.at <= until));
    refused.sort_by_key(|refused| refused.event);
    refused.dedup_by_key(|refused| refused.event);
    Ok(Outcome {
        catalogue: own,
        verdicts,
        tickets,
        attainments,
        usage: billing.usage,
        balances: billing.balances,
        items: billing.items,
        invoices: billing.invoices,
        remedies,
        refused,
        notices: billing.notices,
        unbilled: billing.unbilled,
    })
}

/// What everything else follows from: the contract over time, and what happened with what remedies gave beside money.
struct Grounds<'e> {
    timeline: Timeline,
    months: Vec<remedy::Month>,
    /// Those of remedies come last.
    events: Cow<'e, [Event]>,
}

fn grounds<'e>(
    volume: &Volume,
    contract: &Contract,
    events: &'e [Event],
    until: Timestamp,
) -> Result<Grounds<'e>, SelectionError> {
    let mut timeline = Timeline::build(volume, contract, events)?;
    let own = timeline.catalogue.clone();
    let catalogue = own.as_deref().unwrap_or(volume.catalogue());
    let months = remedy::months(catalogue, contract, &timeline, events, until);
    let effects = remedy::effects(catalogue, &timeline, &months);
    if let (Some(end), Ok(longer)) = (timeline.end, Span::new().try_days(effects.days)) {
        timeline.end = Some(end.checked_add(longer).unwrap_or(Date::MAX));
    }
    let events = match effects.events.is_empty() {
        true => Cow::Borrowed(events),
        false => Cow::Owned(events.iter().cloned().chain(effects.events).collect()),
    };
    Ok(Grounds { timeline, months, events })
}

/// The contract over time, as much longer as remedies have made it by an instant.
///
/// # Errors
/// As [`run`].
pub fn lasting(
    volume: &Volume,
    contract: &Contract,
    events: &[Event],
    until: Timestamp,
) -> Result<Timeline, SelectionError> {
    Ok(grounds(volume, contract, events, until)?.timeline)
}

/// A call that was not taken is not rated, and a request that was not taken is no use of an allowance.
fn refuse(timeline: &mut Timeline, walked: &walk::Walked<'_>) {
    timeline.refused.extend(walked.refused.iter().cloned());
    let invalid = |begun: &&walk::Begun<'_>| begun.verdict.answer == Answer::Refused;
    timeline.unasked.extend(walked.verdicts.iter().filter(invalid).map(|begun| begun.event));
}

/// Tells what a running call, the last of the events, comes to at one length after the other, as [`run`] would rate it: none
/// where it costs and burns nothing. All that comes before it is computed once.
///
/// # Errors
/// As [`run`].
pub fn call_at_lengths<R>(
    volume: &Volume,
    contract: &Contract,
    events: &[Event],
    until: Timestamp,
    tell: impl FnOnce(&mut dyn FnMut(i64) -> Option<RatedUsage>) -> R,
) -> Result<R, SelectionError> {
    let call = events.len().saturating_sub(1);
    let Grounds { mut timeline, events, .. } = grounds(volume, contract, events, until)?;
    let own = timeline.catalogue.clone();
    let catalogue = own.as_deref().unwrap_or(volume.catalogue());
    let walked = walk::walk(catalogue, contract, &timeline, &events, until);
    refuse(&mut timeline, &walked);
    Ok(at_lengths(catalogue, contract, &timeline, (&events, call, until), tell))
}

/// Completes verdicts with what each request would have come to; they come back by event.
fn complete(
    catalogue: &Catalogue,
    contract: &Contract,
    timeline: &Timeline,
    begun: Vec<walk::Begun<'_>>,
    quotes: &[(usize, Quote)],
) -> Vec<EventVerdict> {
    let with_price = |begun: walk::Begun<'_>| {
        let quote = quotes.binary_search_by_key(&begun.event, |(event, _)| *event).ok().map(|ix| &quotes[ix].1);
        // Contacts and licences have been asked for already.
        let standing = Standing { catalogue, timeline, facts: &contract.facts, seen: &[], licences: &[] };
        let verdict = coverage::complete(&standing, begun.at, begun.request, begun.verdict, quote);
        EventVerdict { event: begun.event, verdict }
    };
    let mut verdicts: Vec<EventVerdict> = begun.into_iter().map(with_price).collect();
    verdicts.sort_unstable_by_key(|verdict| verdict.event);
    verdicts
}

/// Tickets with the verdicts on their requests, without what depends on anything else that was used.
pub(crate) struct Judged {
    pub(crate) verdicts: Vec<EventVerdict>,
    pub(crate) tickets: Vec<TicketClocks>,
}

/// Judges tickets apart from what a contract is billed.
pub(crate) fn tickets(
    catalogue: &Catalogue,
    contract: &Contract,
    timeline: &Timeline,
    events: &[Event],
    until: Timestamp,
    judge: Judge,
) -> Judged {
    let walked = walk::walk(catalogue, contract, timeline, events, until);
    let verdicts = walked.verdicts.into_iter().map(|begun| EventVerdict { event: begun.event, verdict: begun.verdict });
    let of = |ticket: &walk::Ticket| match ticket.valid {
        true => judge(catalogue, timeline, &ticket.history, until),
        false => clockless(&ticket.history),
    };
    Judged { verdicts: verdicts.collect(), tickets: walked.tickets.iter().map(of).collect() }
}

/// The clocks of tickets whose requests were decided when they came ([`event::Open::decided`]), apart from what the contract
/// is billed. The events are those of the tickets alone.
#[must_use]
pub fn decided_clocks(
    catalogue: &Catalogue,
    contract: &Contract,
    timeline: &Timeline,
    events: &[Event],
    until: Timestamp,
) -> Vec<TicketClocks> {
    tickets(catalogue, contract, timeline, events, until, clocks).tickets
}

/// A ticket whose request was not valid: no clock starts.
fn clockless(history: &TicketHistory) -> TicketClocks {
    TicketClocks { ticket: history.ticket.clone(), ..TicketClocks::default() }
}
