//! Restating: what a request turns out to be about. It is judged again as of its arrival, as if it had come with these facts;
//! the verdict before stays in the journal and in the ticket's history, for what was invoiced under it stands and is corrected on the
//! next invoice. Where another verdict follows, whoever asked is told.

use std::collections::BTreeMap;

use engine::run::outcome::Answer;
use serde_json::{Value, json};

use super::open::{self, NewTicket};
use super::{EventKind, Ticket, checked_text, clocks, get, happened, store, told};
use crate::action::{Action, Subject, View};
use crate::error::DeskError;
use crate::id::{LicenceId, SystemId, TicketId};
use crate::{customer, licence, system};

/// Longest version or subject matter, in characters.
const WORDS_MAX: usize = 100;

/// What a request is about: the facts that a plan's conditions ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Product id of the plan file.
    pub product: Option<String>,
    /// The system.
    pub system: Option<SystemId>,
    /// The licence.
    pub licence: Option<LicenceId>,
    /// Version in use.
    pub version: Option<String>,
    /// Whether the customer changed the product.
    pub customised: bool,
    /// Subject matter, for exclusions.
    pub topic: Option<String>,
}

/// States what a request is about, and facts that held when it came, and judges it again; clocks follow the verdict, and the contact
/// gets a mail where it changes what becomes of the request or what it costs. The same again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for anyone but staff; a conflict for a ticket without contract; field errors for what is unknown.
pub fn restate(
    act: &mut Action<'_, '_>,
    id: TicketId,
    about: &About,
    facts: &BTreeMap<String, String>,
) -> Result<(), DeskError> {
    act.actor.require_staff()?;
    let mut ticket = get(act, id)?;
    let mut known = happened::facts_at_arrival(act, &ticket)?;
    let stated: BTreeMap<String, String> = facts
        .iter()
        .filter(|(name, value)| known.get(*name) != Some(*value))
        .map(|(a, b)| (a.clone(), b.clone()))
        .collect();
    if ticket.about == *about && stated.is_empty() {
        return Ok(());
    }
    let (Some(contract), Some(contact)) = (ticket.contract, ticket.contact) else {
        return Err(DeskError::conflict("no-contract", ticket.number.to_string()));
    };
    for (field, words) in [("version", &about.version), ("topic", &about.topic)] {
        words.as_deref().map(|words| checked_text(field, words, WORDS_MAX)).transpose()?;
    }
    let mut changes = changes(act, &ticket, about)?;
    changes.extend(stated.iter().map(|(name, to)| json!({ "name": name, "from": known.get(name), "to": to })));
    known.extend(stated.clone());
    let request = NewTicket {
        channel: ticket.channel,
        contract: Some(contract),
        severity: ticket.severity.clone(),
        about: about.clone(),
        facts: known,
        ..NewTicket::default()
    };
    let contact = customer::find_contact(act, contact)?.ok_or(DeskError::NotFound)?;
    let preview = open::judge(act, &request, &contact, ticket.opened_at, Some(id))?.preview;
    let before = serde_json::to_string(&happened::Before::of(act, &ticket)?)?;
    let now = act.now;
    store::insert_event(act, id, now, EventKind::Restate, &before)?;
    ticket.about = request.about;
    let answered = std::mem::replace(&mut ticket.answer, preview.answer);
    let verdict = std::mem::replace(&mut ticket.verdict, serde_json::to_string(&preview.conditions)?);
    ticket.updated_at = act.now;
    store::update(act, &ticket)?;
    store::update_about(act, &ticket)?;
    if !stated.is_empty() {
        store::insert_event(act, id, ticket.opened_at, EventKind::Fact, &serde_json::to_string(&stated)?)?;
    }
    // Who may accept a price is no condition of the verdict.
    let differs = stated.contains_key("role") || told::differs((answered, &verdict), &preview)?;
    let told = differs && contact.removed_at.is_none() && told::again(act, &ticket, answered, &preview)?;
    let body = json!({
        "changes": changes, "answer": ticket.answer.id(), "answer_before": answered.id(), "told": told,
    });
    act.journal(Subject::Ticket, id.0, "restate", &body)?;
    if ticket.answer == Answer::Refused {
        clocks::stop(act, id)?;
    }
    clocks::refresh(act, &ticket)
}

/// What differs, in words that stay readable when a system or a licence is gone.
fn changes(act: &mut Action<'_, '_>, ticket: &Ticket, after: &About) -> Result<Vec<Value>, DeskError> {
    let before = &ticket.about;
    let mut found = Vec::new();
    let mut differ = |name: &str, from: Option<String>, to: Option<String>| {
        if from != to {
            found.push(json!({ "name": name, "from": from, "to": to }));
        }
    };
    differ("product", before.product.clone(), after.product.clone());
    differ("system", system_name(act, ticket, before.system)?, system_name(act, ticket, after.system)?);
    differ("licence", licence_key(act, ticket, before.licence)?, licence_key(act, ticket, after.licence)?);
    differ("version", before.version.clone(), after.version.clone());
    let yes = |about: &About| about.customised.then(|| "yes".to_owned());
    differ("customised", yes(before), yes(after));
    differ("topic", before.topic.clone(), after.topic.clone());
    Ok(found)
}

/// The name of a system of the ticket's customer.
fn system_name(view: &mut View<'_, '_>, ticket: &Ticket, id: Option<SystemId>) -> Result<Option<String>, DeskError> {
    let Some(id) = id else { return Ok(None) };
    match system::get(view, id) {
        Ok(found) if Some(found.customer) == ticket.customer => Ok(Some(found.name)),
        Ok(_) | Err(DeskError::NotFound) => Err(DeskError::field("system", "unknown", "")),
        Err(error) => Err(error),
    }
}

/// The key of a licence of the ticket's customer.
fn licence_key(view: &mut View<'_, '_>, ticket: &Ticket, id: Option<LicenceId>) -> Result<Option<String>, DeskError> {
    let Some(id) = id else { return Ok(None) };
    let found = licence::find(view, id)?.filter(|found| Some(found.customer) == ticket.customer);
    found.map(|found| Some(found.key)).ok_or_else(|| DeskError::field("licence", "unknown", ""))
}
