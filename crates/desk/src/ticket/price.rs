//! What a request that is charged costs, in words, and whether whoever asks may accept it.
//!
//! What is charged for a request itself is judged as of its arrival, as its invoice will be; what is charged for the work on it as
//! of now, since that is yet to be done. Words that differ from those that were told mean that something has changed in between:
//! the contract, what the request was found to be about, or the hour that a price depends on.

use engine::coverage::may_not_accept;
use engine::plan::catalogue::{Deduct, Language};
use engine::run::outcome::Answer;
use jiff::Timestamp;

use super::open::{self, Judged, NewTicket, Preview};
use super::page::ConditionView;
use super::{EventKind, State, Ticket, clocks, happened, message, snooze, store};
use crate::action::{Action, View};
use crate::contract;
use crate::customer;
use crate::error::DeskError;

/// What a request comes to.
#[derive(Debug, Clone)]
pub(crate) struct Charge {
    /// What becomes of it, and at what price, in German and English.
    pub(crate) words: (String, String),
    /// What that stands on.
    pub(crate) conditions: Vec<ConditionView>,
    /// Why whoever asks may not accept it, in German and English.
    pub(crate) may_not: Option<(String, String)>,
}

impl Charge {
    /// The charge of a request that was judged; none where it is not charged.
    pub(super) fn of(judged: &Judged) -> Option<Charge> {
        if judged.preview.answer != Answer::Chargeable {
            return None;
        }
        let may_not = judged.under.as_ref().and_then(|(terms, request)| {
            let why = may_not_accept(&terms.catalogue, request.role.as_deref())?;
            Some((why.text(&terms.catalogue, Language::De), why.text(&terms.catalogue, Language::En)))
        });
        let words = words(&judged.preview);
        Some(Charge { words, conditions: judged.preview.conditions.clone(), may_not })
    }
}

/// The sentence of a verdict with its price, also where something else than the price is its reason.
fn words(preview: &Preview) -> (String, String) {
    let (mut de, mut en) = preview.sentence.clone();
    for price in preview.conditions.iter().filter(|one| one.condition == "allowance" && !one.holds) {
        for (sentence, words) in [(&mut de, &price.de), (&mut en, &price.en)] {
            if !sentence.contains(words.as_str()) {
                sentence.push_str(&format!(" {words}."));
            }
        }
    }
    (de, en)
}

/// What a ticket is charged by what is known now: the charge, or the sentence of a verdict by which it is not.
pub(crate) fn charge(view: &mut View<'_, '_>, ticket: &Ticket) -> Result<Result<Charge, (String, String)>, DeskError> {
    let contact = ticket.contact.ok_or(DeskError::NotFound)?;
    let contact = customer::get_contact(view, contact)?;
    let request = NewTicket {
        channel: ticket.channel,
        contract: ticket.contract,
        severity: ticket.severity.clone(),
        about: ticket.about.clone(),
        facts: happened::facts_at_arrival(view, ticket)?,
        ..NewTicket::default()
    };
    let at = priced_at(view, ticket)?;
    let judged = open::judge(view, &request, &contact, at, Some(ticket.id))?;
    Ok(Charge::of(&judged).ok_or(judged.preview.sentence))
}

/// The instant whose price a ticket has: its arrival where requests are counted or priced, now where the work is.
fn priced_at(view: &mut View<'_, '_>, ticket: &Ticket) -> Result<Timestamp, DeskError> {
    let Some(contract) = ticket.contract else { return Ok(ticket.opened_at) };
    let terms = contract::terms(view, contract)?;
    let catalogue = &terms.catalogue;
    let counts = catalogue.allowances.iter().any(|allowance| allowance.deduct() != Deduct::Use);
    let phase = terms.timeline.serving(catalogue, ticket.opened_at, terms.day(ticket.opened_at));
    let tariff = phase.and_then(|phase| phase.entitlements.work).map(|work| &catalogue.tariffs[work]);
    let by_case = tariff.and_then(|tariff| tariff.beside.as_deref()).is_some_and(|rules| rules.case.is_some());
    Ok(if counts || by_case { ticket.opened_at } else { view.now })
}

/// The words with which a ticket was opened.
pub(crate) fn request(view: &mut View<'_, '_>, ticket: &Ticket) -> Result<String, DeskError> {
    Ok(message::store::list(view, ticket.id)?.into_iter().next().map(|first| first.body).unwrap_or_default())
}

/// The customer has decided about the price: what waited for them goes on.
pub(crate) fn decided(act: &mut Action<'_, '_>, mut ticket: Ticket) -> Result<(), DeskError> {
    snooze::answered(act, &mut ticket)?;
    if ticket.state == State::Waiting {
        store::insert_event(act, ticket.id, act.now, EventKind::Resume, "{}")?;
        ticket.waiting_since = act.now;
        ticket.state = State::Open;
    }
    ticket.updated_at = act.now;
    store::update(act, &ticket)?;
    clocks::refresh(act, &ticket)
}
