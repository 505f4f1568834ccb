//! Answering by the link: what it shows, and what whoever got the mail decides.

use jiff::Timestamp;

use super::{Acceptance, Decided, Decision, Shown, ask, store};
use crate::action::{Action, View};
use crate::actor::Actor;
use crate::customer;
use crate::error::DeskError;
use crate::session::hashed;
use crate::ticket::{self, State, Ticket};

/// Longest text that can be what a link says.
const SECRET_MAX: usize = 64;

/// What the page of a link shows.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Number of the ticket.
    pub number: i64,
    /// Its subject.
    pub subject: String,
    /// What was written.
    pub request: String,
    /// When it came.
    pub opened_at: Timestamp,
    /// The name of whoever is asked.
    pub contact: String,
    /// Until when they can answer.
    pub expires_at: Timestamp,
    /// The price as it was told first, or as it was decided about.
    pub told: Shown,
    /// Where it stands.
    pub stands: Stands,
}

/// Where the question stands.
#[derive(Debug, Clone)]
pub enum Stands {
    /// It is to be decided about this price, which may differ from what was told first.
    Open(Shown),
    /// Nothing is charged any more; what becomes of the request instead, in German and English.
    Settled(String, String),
    /// Whoever asked may not accept prices: why, in German and English, and whom else the contract names.
    MayNot {
        /// Why, in German.
        de: String,
        /// Why, in English.
        en: String,
        /// Names.
        others: Vec<String>,
    },
    /// It was decided.
    Decided(Decided),
}

/// What a link shows, to whoever has it. Changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] for a link that there is not, that has run out, or whose ticket is closed.
pub fn asked(view: &mut View<'_, '_>, secret: &str) -> Result<Asked, DeskError> {
    let (acceptance, actor) = held(view, secret)?;
    view.read_as(&actor, |view| {
        let ticket = open_ticket(view, &acceptance)?;
        let contact = customer::get_contact(view, acceptance.contact)?;
        let stands = stands(view, &acceptance, &ticket)?;
        Ok(Asked {
            number: ticket.number,
            request: ticket::request(view, &ticket)?,
            subject: ticket.subject,
            opened_at: ticket.opened_at,
            contact: contact.name,
            expires_at: acceptance.expires_at,
            told: acceptance.shown,
            stands,
        })
    })
}

/// Decides in the name of whoever the link was sent to. `seen` are the words of the price as they were shown, in either language. The
/// same decision again changes nothing.
///
/// # Errors
/// [`DeskError::NotFound`] as for [`asked`]; conflicts `price-changed` with the price that holds now, `price-decided` where the
/// other was decided before, `nothing-to-accept` where nothing is charged any more or whoever asked may not accept.
pub fn answer(act: &mut Action<'_, '_>, secret: &str, decision: Decision, seen: &str) -> Result<(), DeskError> {
    let (acceptance, actor) = held(act, secret)?;
    act.act_as(&actor, |act| {
        let ticket = open_ticket(act, &acceptance)?;
        let price = match stands(act, &acceptance, &ticket)? {
            Stands::Open(price) => price,
            Stands::Decided(before) if before.decision == decision => return Ok(()),
            Stands::Decided(_) => return Err(DeskError::conflict("price-decided", "")),
            Stands::Settled(..) | Stands::MayNot { .. } => return Err(DeskError::conflict("nothing-to-accept", "")),
        };
        if seen != price.de && seen != price.en {
            return Err(DeskError::conflict("price-changed", price.en));
        }
        ask::decide(act, &acceptance, decision, &price)?;
        ticket::decided(act, ticket)
    })
}

/// The question that a link leads to, the last one about its ticket, and who holds it: the contact to whom it was sent, as long as they
/// are one.
fn held(view: &mut View<'_, '_>, secret: &str) -> Result<(Acceptance, Actor), DeskError> {
    if secret.len() > SECRET_MAX {
        return Err(DeskError::NotFound);
    }
    let (sent, customer) = store::find_by_token(view, &hashed(secret))?.ok_or(DeskError::NotFound)?;
    let id = sent.contact;
    let asked = store::find_of_ticket(view, sent.ticket)?.filter(|asked| asked.contact == id);
    Ok((asked.ok_or(DeskError::NotFound)?, Actor::Contact { id, customer }))
}

/// The ticket of a link that counts.
fn open_ticket(view: &mut View<'_, '_>, acceptance: &Acceptance) -> Result<Ticket, DeskError> {
    let ticket = ticket::get(view, acceptance.ticket)?;
    if ticket.state == State::Closed || acceptance.expires_at <= view.now {
        return Err(DeskError::NotFound);
    }
    Ok(ticket)
}

fn stands(view: &mut View<'_, '_>, acceptance: &Acceptance, ticket: &Ticket) -> Result<Stands, DeskError> {
    if let Some(decided) = &acceptance.decided {
        return Ok(Stands::Decided(decided.clone()));
    }
    Ok(match ticket::charge(view, ticket)? {
        Err((de, en)) => Stands::Settled(de, en),
        Ok(charge) => match charge.may_not {
            Some((de, en)) => Stands::MayNot { de, en, others: ask::others(view, ticket)? },
            None => {
                let (de, en) = charge.words;
                Stands::Open(Shown { de, en, conditions: charge.conditions })
            }
        },
    })
}
