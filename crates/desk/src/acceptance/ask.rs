//! Asking: with the receipt of a request that is charged.

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
    let now = act.now;
    let acceptance = Acceptance {
        id: AcceptanceId(act.new_id()),
        ticket: ticket.id,
        contact,
        asked_at: now,
        expires_at: now.saturating_add(OPEN_FOR).unwrap_or(Timestamp::MAX),
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

/// A link for the question about a ticket's price, with what it says; none where nothing is asked any more.
pub(crate) fn link(view: &mut View<'_, '_>, ticket: TicketId) -> Result<Option<(Link, String)>, DeskError> {
    let asked = store::find_of_ticket(view, ticket)?;
    let asked = asked.filter(|asked| asked.decided.is_none() && asked.expires_at > view.now);
    Ok(asked.map(|asked| {
        let secret = view.shared.source.secret();
        (Link { id: asked.id, hash: hashed(&secret) }, secret)
    }))
}

/// Keeps the link of a mail that is about to go out.
pub(crate) fn keep(act: &mut Action<'_, '_>, link: &Link) -> Result<(), DeskError> {
    store::update_token(act, link.id, &link.hash)
}
