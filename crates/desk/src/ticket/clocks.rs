//! The clocks of a ticket: gathered from what happened, computed by the engine, stored for the queue.
//!
//! Stored are the facts of each clock (start, due, state, when met). A running clock stores no elapsed time: that is a question
//! of when one asks. The next moment at which a state changes by itself (warned, due, breached) is a job.

pub(super) mod store;

use engine::plan::catalogue::{Language, Milestone};
use engine::run::event::{Open, What};
use engine::run::outcome::{Answer, Clock, ClockState};
use engine::run::{Event, decided_clocks};
use jiff::{SignedDuration, Timestamp};

use self::store::StoredClock;
use super::{Ticket, get, happened, snooze, store as tickets};
use crate::action::{Action, Subject, View};
use crate::contract::{self, Terms};
use crate::error::DeskError;
use crate::id::{ContractId, TicketId};
use crate::job::{self, Kind, NewJob};
use crate::usage;

/// Computes and stores the clocks of a ticket that has just been opened by a request.
pub(super) fn start(act: &mut Action<'_, '_>, ticket: &Ticket, terms: &Terms, request: &Open) -> Result<(), DeskError> {
    if ticket.answer == Answer::Refused {
        return Ok(());
    }
    let clocks = compute(terms, &[arrival(request, ticket.answer, act.now)], act.now);
    keep(act, ticket, terms, &clocks)
}

fn arrival(request: &Open, decided: Answer, at: Timestamp) -> Event {
    Event { at, known: None, what: What::Open(Open { decided: Some(decided), ..request.clone() }) }
}

/// Computes and stores the clocks of a ticket after something happened to it, and the prices that follow from it.
pub(super) fn refresh(act: &mut Action<'_, '_>, ticket: &Ticket) -> Result<(), DeskError> {
    let Some(contract) = ticket.contract else { return Ok(()) };
    let terms = contract::terms(act, contract)?;
    again(act, ticket, &terms)?;
    if terms.catalogue.asks_for_tickets() { usage::rerate(act, contract) } else { Ok(()) }
}

fn again(act: &mut Action<'_, '_>, ticket: &Ticket, terms: &Terms) -> Result<(), DeskError> {
    if ticket.answer == Answer::Refused {
        return Ok(());
    }
    let clocks = current(act, ticket, terms)?;
    store::delete_clocks(act, ticket.id)?;
    keep(act, ticket, terms, &clocks)
}

/// Takes a ticket's clocks away, because the plan does not take the request.
pub(super) fn stop(act: &mut Action<'_, '_>, id: TicketId) -> Result<(), DeskError> {
    store::delete_clocks(act, id)?;
    tickets::update_due(act, id, None)?;
    job::cancel(act, Kind::Clock, id.0)
}

/// Computes and stores a ticket's clocks again, because a call about it was logged.
pub(crate) fn refresh_by_id(act: &mut Action<'_, '_>, id: TicketId) -> Result<(), DeskError> {
    let ticket = get(act, id)?;
    refresh(act, &ticket)
}

/// Computes and stores the clocks of a contract's tickets that are not done, because its promises have changed.
pub(crate) fn refresh_of_contract(act: &mut Action<'_, '_>, contract: ContractId) -> Result<(), DeskError> {
    let unresolved = tickets::unresolved_of_contract(act, contract)?;
    if unresolved.is_empty() {
        return Ok(());
    }
    let terms = contract::terms(act, contract)?;
    for id in unresolved {
        let ticket = get(act, id)?;
        again(act, &ticket, &terms)?;
    }
    Ok(())
}

/// A moment has come at which a clock's state changes by itself. The job's part.
///
/// # Errors
/// Whatever the database says.
pub fn clock_passed(act: &mut Action<'_, '_>, id: TicketId) -> Result<(), DeskError> {
    let Some(ticket) = tickets::find(act, id)? else { return Ok(()) };
    let before = store::clocks(act, id)?;
    refresh(act, &ticket)?;
    for after in store::clocks(act, id)? {
        let was = before.iter().find(|clock| clock.milestone == after.milestone && clock.target == after.target);
        if was.is_some_and(|was| was.state != after.state) && matches!(after.state.as_str(), "warned" | "breached") {
            let word = if after.state == "warned" { "warn" } else { "breach" };
            let body = serde_json::json!({ "milestone": after.milestone, "target": after.target });
            act.journal(Subject::Ticket, id.0, word, &body)?;
        }
    }
    Ok(())
}

/// The clocks of a ticket as they stand now.
pub(super) fn current(view: &mut View<'_, '_>, ticket: &Ticket, terms: &Terms) -> Result<Vec<Clock>, DeskError> {
    let now = view.now;
    at(view, ticket, terms, now)
}

fn at(view: &mut View<'_, '_>, ticket: &Ticket, terms: &Terms, now: Timestamp) -> Result<Vec<Clock>, DeskError> {
    if ticket.answer == Answer::Refused {
        return Ok(Vec::new());
    }
    let mut events = terms.events.clone();
    events.extend(happened::of_ticket(view, ticket)?);
    Ok(compute(terms, &events, now))
}

/// When the first response to a request would be due, with the wording of its target.
pub(super) fn first_due(terms: &Terms, request: &Open, decided: Answer, now: Timestamp) -> Option<(Timestamp, String)> {
    let clocks = compute(terms, &[arrival(request, decided, now)], now);
    let first = clocks.into_iter().find(|clock| clock.milestone == Milestone::FirstResponse);
    first.and_then(|clock| clock.due.map(|due| (due, clock.target)))
}

/// Whether a promise that a reply keeps now would be missed by a reply at a later time. `done` says that the reply also ends
/// or pauses the work, and so keeps any promise that still runs.
pub(crate) fn is_missed_by(
    view: &mut View<'_, '_>,
    ticket: TicketId,
    later: Timestamp,
    done: bool,
) -> Result<bool, DeskError> {
    let (now, later) = (view.now.as_microsecond(), later.as_microsecond());
    Ok(store::clocks(view, ticket)?.iter().any(|clock| {
        let kept = done || matches!(clock.milestone.as_str(), "first-response" | "next-response" | "update");
        kept && clock.met_us.is_none() && clock.due_us.is_some_and(|due| now <= due && due < later)
    }))
}

/// The promise of the first response in words, for mails: "24 h, until Monday 23.11.2026 16:00 (Europe/Berlin)".
pub(crate) fn due_words(view: &mut View<'_, '_>, ticket: &Ticket, german: bool) -> Result<Option<String>, DeskError> {
    let Some(contract) = ticket.contract else { return Ok(None) };
    let terms = contract::terms(view, contract)?;
    let clock = store::clocks(view, ticket.id)?.into_iter().find(|clock| clock.milestone == "first-response");
    let Some((due_us, target)) = clock.and_then(|clock| clock.due_us.map(|due| (due, clock.target))) else {
        return Ok(None);
    };
    let due = tickets::time(due_us)?.to_zoned(terms.catalogue.provider.zone.clone());
    let zone = terms.catalogue.provider.zone.iana_name().unwrap_or("UTC").to_owned();
    let weekday = usize::try_from(due.weekday().to_monday_zero_offset()).unwrap_or(0);
    Ok(Some(if german {
        let day = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"][weekday];
        format!(
            "erste Antwort innerhalb von {target} Servicezeit, bis {day}, {} Uhr ({zone})",
            due.strftime("%d.%m.%Y, %H:%M")
        )
    } else {
        let day = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][weekday];
        format!("first response within {target} of covered time, by {day} {} ({zone})", due.strftime("%d %b %Y, %H:%M"))
    }))
}

/// The name of a ticket's severity in its plan.
pub(crate) fn severity_name(
    view: &mut View<'_, '_>,
    ticket: &Ticket,
    language: Language,
) -> Result<Option<String>, DeskError> {
    let (Some(contract), Some(id)) = (ticket.contract, ticket.severity.as_deref()) else { return Ok(None) };
    let catalogue = contract::terms(view, contract)?.catalogue;
    let known = catalogue.find_severity(id).map(|index| catalogue.severities[index].name.get(language).to_owned());
    Ok(Some(known.unwrap_or_else(|| id.to_owned())))
}

/// The engine's clocks of the one ticket whose events these are, beside those of its contract.
fn compute(terms: &Terms, events: &[Event], now: Timestamp) -> Vec<Clock> {
    let found = decided_clocks(&terms.catalogue, &terms.engine, &terms.timeline, events, now);
    found.into_iter().next().map(|ticket| ticket.milestones).unwrap_or_default()
}

/// Stores clocks, the ticket's next due time, and the job for the next change by itself.
fn keep(act: &mut Action<'_, '_>, ticket: &Ticket, terms: &Terms, clocks: &[Clock]) -> Result<(), DeskError> {
    let stored = stored(clocks, terms);
    for (position, clock) in (0_i64..).zip(&stored) {
        store::insert_clock(act, ticket.id, position, clock)?;
    }
    let next = match stored.first() {
        Some(first) if first.met_us.is_none() => first.due_us,
        _ => None,
    };
    let due = match (next, stored.first()) {
        (Some(due), Some(first)) => Some((tickets::time(due)?, first.milestone.as_str(), first.state.as_str())),
        _ => None,
    };
    tickets::update_due(act, ticket.id, due)?;
    snooze::pressed(act, ticket.id, &stored)?;
    let by_time = clocks.iter().filter_map(|clock| next_change(clock, terms, act.now)).min();
    let by_contract = match clocks.iter().any(|clock| clock.at.is_none()) {
        true => next_phase(terms, act.now)?,
        false => None,
    };
    match by_time.into_iter().chain(by_contract).min() {
        Some(at) => act.job(NewJob { kind: Kind::Clock, subject: ticket.id.0, due: at }).map(|_| ()),
        None => job::cancel(act, Kind::Clock, ticket.id.0),
    }
}

/// The clocks as they are stored: the one that is due next first, those that have ended last.
fn stored(clocks: &[Clock], terms: &Terms) -> Vec<StoredClock> {
    let mut order: Vec<&Clock> = clocks.iter().collect();
    order.sort_by_key(|clock| (clock.at.is_some(), clock.due.is_none(), clock.due));
    order
        .into_iter()
        .map(|clock| StoredClock {
            milestone: clock.milestone.id(&terms.catalogue).to_owned(),
            target: clock.target.clone(),
            commitment: match clock.commitment {
                engine::plan::catalogue::Commitment::Guaranteed => "guaranteed".to_owned(),
                engine::plan::catalogue::Commitment::Target => "target".to_owned(),
                engine::plan::catalogue::Commitment::BestEffort => "best-effort".to_owned(),
            },
            window_id: terms.catalogue.windows[clock.window].id.clone(),
            started_us: clock.started.as_microsecond(),
            warn_us: clock.warn.map(Timestamp::as_microsecond),
            due_us: clock.due.map(Timestamp::as_microsecond),
            state: clock.state.id().to_owned(),
            met_us: clock.at.map(Timestamp::as_microsecond),
            elapsed_s: if clock.at.is_some() { clock.elapsed_s } else { 0 },
        })
        .collect()
}

/// When the state of a clock changes by itself next. A time that is used up is breached by the next instant that counts, and
/// used up at closing, by the first one after the next opening.
fn next_change(clock: &Clock, terms: &Terms, now: Timestamp) -> Option<Timestamp> {
    const INSTANT: SignedDuration = SignedDuration::from_micros(1);
    if clock.at.is_some() || !matches!(clock.state, ClockState::Running | ClockState::Warned) {
        return None;
    }
    let due = clock.due?;
    if let Some(warn) = clock.warn.filter(|warn| *warn > now) {
        return Some(warn);
    }
    if due >= now {
        return due.checked_add(INSTANT).ok();
    }
    let coverage = &terms.catalogue.windows[clock.window].coverage;
    let open = if coverage.is_open(now) { now } else { coverage.next_change(now)?.0 };
    open.checked_add(INSTANT).ok()
}

/// When the contract promises something else, or nothing any more, as far as that is known today.
fn next_phase(terms: &Terms, now: Timestamp) -> Result<Option<Timestamp>, DeskError> {
    let timeline = &terms.timeline;
    let zone = &terms.catalogue.provider.zone;
    let end = timeline.end.and_then(|day| day.to_zoned(zone.clone()).ok()).map(|midnight| midnight.timestamp());
    Ok(timeline.phases.iter().map(|phase| phase.from_at).chain(end).filter(|at| *at > now).min())
}

/// A stored value that differs from what the engine computes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is about ("ticket 1042 first-response").
    pub subject: String,
    /// What is stored.
    pub stored: String,
    /// What was computed.
    pub computed: String,
}

/// Recomputes the clocks of up to `limit` tickets after `after` and compares them with what is stored. Answers the differences
/// and the last ticket looked at, or none when there was none left. A ticket whose next change is due but not done yet, as after
/// a night without a server, is computed as of before that change.
///
/// # Errors
/// Whatever the database says.
pub fn examine(
    view: &mut View<'_, '_>,
    after: TicketId,
    limit: i64,
) -> Result<(Vec<Difference>, Option<TicketId>), DeskError> {
    let ids = tickets::all_ids_after(view, after.0, limit)?;
    let mut differences = Vec::new();
    for &id in &ids {
        let ticket = get(view, id)?;
        let computed = match ticket.contract {
            None => Vec::new(),
            Some(contract) => {
                let terms = contract::terms(view, contract)?;
                let late = job::find_due(view, Kind::Clock, id.0)?;
                let before = late.and_then(|due| due.checked_sub(SignedDuration::from_micros(1)).ok());
                let now = before.map_or(view.now, |before| before.min(view.now));
                stored(&at(view, &ticket, &terms, now)?, &terms)
            }
        };
        let kept = store::clocks(view, id)?;
        for index in 0..computed.len().max(kept.len()) {
            let (kept, computed) = (kept.get(index), computed.get(index));
            if kept != computed {
                differences.push(Difference {
                    subject: format!("ticket {}", ticket.number),
                    stored: kept.map_or_else(|| "no clock".to_owned(), |clock| format!("{clock:?}")),
                    computed: computed.map_or_else(|| "no clock".to_owned(), |clock| format!("{clock:?}")),
                });
            }
        }
    }
    Ok((differences, ids.last().copied()))
}
