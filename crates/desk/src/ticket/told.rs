//! What a mail tells of the verdict on a request: with its receipt, and again where what it is found to be about changes the verdict.

use engine::run::outcome::Answer;

use super::open::Preview;
use super::page::ConditionView;
use super::{State, Ticket, price};
use crate::action::{Action, View};
use crate::error::DeskError;
use crate::outbox::{self, Told};
use crate::{acceptance, contract};

/// Most people that are named to whoever may not ask.
const NAMED_MAX: usize = 5;

/// A verdict in a mail; who may ask, for a contact of the customer who may not.
pub(super) fn told(view: &mut View<'_, '_>, preview: &Preview) -> Result<Told, DeskError> {
    let may_not = preview.conditions.iter().any(|one| one.condition == "contact" && !one.holds);
    let ask = match preview.contract {
        Some(contract) if may_not => {
            let named = contract::named_contacts(view, contract)?;
            named.into_iter().take(NAMED_MAX).map(|one| one.name).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    };
    Ok(Told { sentence: preview.sentence.clone(), ask, accept: false })
}

/// Whether a verdict is another one than the answer and the conditions that were kept of a request before.
pub(super) fn differs((answer, kept): (Answer, &str), preview: &Preview) -> Result<bool, DeskError> {
    let before: Vec<ConditionView> = serde_json::from_str(kept)?;
    Ok(answer != preview.answer || !failed(&before).eq(failed(&preview.conditions)))
}

fn failed(conditions: &[ConditionView]) -> impl Iterator<Item = &ConditionView> {
    conditions.iter().filter(|one| !one.holds)
}

/// Tells the contact what becomes of a request by the verdict that it has now, with the price and a link where it is charged. Nobody is
/// told twice what they know, nor of a request that is closed; and what staff took in spite of a verdict stays taken. Tells whether
/// a mail was written.
pub(super) fn again(
    act: &mut Action<'_, '_>,
    ticket: &Ticket,
    answered: Answer,
    preview: &Preview,
) -> Result<bool, DeskError> {
    if ticket.state == State::Closed {
        return Ok(false);
    }
    let said = outbox::said(act, ticket.id)?.unwrap_or_default();
    let mut told = told(act, preview)?;
    match (preview.answer, answered) {
        // Whoever was told nothing else takes it for covered, and for taken.
        (Answer::Covered, _) | (Answer::Refused, Answer::Refused) if said.is_empty() => return Ok(false),
        (Answer::Chargeable, _) => match price::charge(act, ticket)? {
            Ok(charge) => acceptance::ask_again(act, ticket, (charge, &said), &mut told)?,
            Err(sentence) => told.sentence = sentence,
        },
        _ => {}
    }
    if told.is(&said) {
        return Ok(false);
    }
    match preview.answer {
        Answer::Refused => outbox::refusal(act, ticket, &told),
        _ => outbox::verdict(act, ticket, &told),
    }
}
