//! Asking: with the receipt of a request that is charged, and again where it turns out to be charged otherwise.

use jiff::Timestamp;

use super::{Acceptance, Decision, OPEN_FOR, Shown, store};
use crate::action::{Action, Subject, View};
use crate::contract;
use crate::error::DeskError;
use crate::id::{AcceptanceId, TicketId};
use crate::outbox::Told;
use crate::session::hashed;
use crate::ticket::{Charge, Ticket};

/// Most people that are named to whoever may not accept.
const NAMED_MAX: usize = 5;

/// Keeps that a price is to be accepted, or was with the request; `told` then says what its receipt says of that.
pub(crate) fn ask(
    act: &mut Action<'_, '_>,
    (ticket, accepted): (&Ticket, bool),
    charge: Charge,
    told: &mut Told,
) -> Result<(), DeskError> {
    let Some(contact) = ticket.contact else { return Ok(()) };
    let (de, en) = charge.words;
    told.sentence = (de.clone(), en.clone());
    let (asked_at, expires_at) = open_from(act.now);
    let acceptance = Acceptance {
        id: AcceptanceId(act.new_id()),
        ticket: ticket.id,
        contact,
        asked_at,
        expires_at,
        shown: Shown { de, en, conditions: charge.conditions },
        decided: None,
    };
    store::insert(act, &acceptance)?;
    if accepted {
        return decide(act, &acceptance, Decision::Accepted, &acceptance.shown);
    }
    match charge.may_not {
        None => told.accept = true,
        Some((de, en)) => {
            let others = others(act, ticket)?;
            told.sentence.0 += &with(&de, "Ansprechpartner Ihres Vertrags sind", &others);
            told.sentence.1 += &with(&en, "Contacts of your contract are", &others);
        }
    }
    Ok(())
}

/// Asks for the price that a request has now, as [`ask`] does; `said` is what the contact was told last. A price that they have decided
/// about before is not asked again: what was decided holds.
pub(crate) fn ask_again(
    act: &mut Action<'_, '_>,
    ticket: &Ticket,
    (charge, said): (Charge, &str),
    told: &mut Told,
) -> Result<(), DeskError> {
    let is_known = |one: &Acceptance| {
        Some(one.contact) == ticket.contact && (&one.shown.de, &one.shown.en) == (&charge.words.0, &charge.words.1)
    };
    let known = store::of_ticket(act, ticket.id)?.into_iter().find(is_known);
    let Some((id, decided)) = known.and_then(|one| Some((one.id, one.decided?))) else {
        return ask(act, (ticket, false), charge, told);
    };
    store::update_asked(act, id, open_from(act.now))?;
    told.sentence = charge.words;
    if !told.is(said) {
        let (de, en) = match decided.decision {
            Decision::Accepted => (" Dieser Preis ist angenommen.", " This price is accepted."),
            Decision::Declined => (" Dieser Preis ist abgelehnt.", " This price is declined."),
        };
        told.sentence.0 += de;
        told.sentence.1 += en;
    }
    Ok(())
}

/// From when to when a question that is asked now can be answered.
fn open_from(now: Timestamp) -> (Timestamp, Timestamp) {
    (now, now.saturating_add(OPEN_FOR).unwrap_or(Timestamp::MAX))
}

fn with(why: &str, whom: &str, others: &[String]) -> String {
    match others {
        [] => format!(" {why}."),
        others => format!(" {why}. {whom}: {}.", others.join(", ")),
    }
}

/// The names of others whom the contract names.
pub(super) fn others(view: &mut View<'_, '_>, ticket: &Ticket) -> Result<Vec<String>, DeskError> {
    let Some(contract) = ticket.contract else { return Ok(Vec::new()) };
    let named = contract::named_contacts(view, contract)?;
    let others = named.into_iter().filter(|one| Some(one.contact) != ticket.contact);
    Ok(others.take(NAMED_MAX).map(|one| one.name).collect())
}

/// Writes down a decision of whoever acts.
pub(super) fn decide(
    act: &mut Action<'_, '_>,
    acceptance: &Acceptance,
    decision: Decision,
    shown: &Shown,
) -> Result<(), DeskError> {
    store::update_decided(act, acceptance.id, decision, shown)?;
    let action = match decision {
        Decision::Accepted => "accept-price",
        Decision::Declined => "decline-price",
    };
    let body = serde_json::json!({ "de": shown.de, "en": shown.en });
    act.journal(Subject::Ticket, acceptance.ticket.0, action, &body)
}

/// A link that a mail carries. What it says is not kept, its hash is, with the mail.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    id: AcceptanceId,
    hash: [u8; 32],
}

/// A link for the question about a ticket's price, with what it says, for a mail that was written at a time; none where nothing is
/// asked any more, or another price was asked since.
pub(crate) fn link(
    view: &mut View<'_, '_>,
    ticket: TicketId,
    written_at: Timestamp,
) -> Result<Option<(Link, String)>, DeskError> {
    let asked = store::find_of_ticket(view, ticket)?;
    let open =
        |asked: &Acceptance| asked.decided.is_none() && asked.expires_at > view.now && asked.asked_at <= written_at;
    let asked = asked.filter(open);
    Ok(asked.map(|asked| {
        let secret = view.shared.source.secret();
        (Link { id: asked.id, hash: hashed(&secret) }, secret)
    }))
}

/// Keeps the link of a mail that is about to go out.
pub(crate) fn keep(act: &mut Action<'_, '_>, link: &Link) -> Result<(), DeskError> {
    store::update_token(act, link.id, &link.hash)
}
