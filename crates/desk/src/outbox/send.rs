//! Sending a delivery: compose once, hand it to the transport, keep the answer.

use mail::{MailAddress, Transport};
use serde_json::json;

use super::{Template, compose, store};
use crate::action::{Action, Subject};
use crate::actor::Actor;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::id::DeliveryId;

/// What became of a try that got an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// Taken by the next server.
    Sent(String),
    /// Refused for good.
    Refused(String),
    /// Nothing to do: it was sent before.
    Nothing,
}

/// Composes a delivery if that has not been done, and hands it to the transport.
///
/// # Errors
/// A temporary failure, which the job tries again later.
pub async fn send(desk: &Desk, transport: &Transport, id: DeliveryId) -> Result<Attempt, DeskError> {
    let Some(ready) = desk.act(Actor::Job, move |act| prepare(act, id)).await? else {
        return Ok(Attempt::Nothing);
    };
    let address =
        |text: &str| MailAddress::parse(text).map_err(|error| DeskError::broken(format!("address {text}: {error}")));
    let (from, to) = (address(&ready.sender)?, address(&ready.recipient)?);
    // What a machine writes has the null path, so that nothing answers it.
    let envelope_from = (!ready.automatic).then_some(&from);
    match transport.send(envelope_from, &[to], &ready.raw, &ready.unique).await {
        Ok(sent) => Ok(Attempt::Sent(sent.answer)),
        Err(error) if error.temporary => Err(DeskError::Unavailable(error.answer)),
        Err(error) => Ok(Attempt::Refused(error.answer)),
    }
}

struct Ready {
    sender: String,
    recipient: String,
    raw: Vec<u8>,
    unique: String,
    automatic: bool,
}

fn prepare(act: &mut Action<'_, '_>, id: DeliveryId) -> Result<Option<Ready>, DeskError> {
    let stored = store::find(act, id)?.ok_or(DeskError::NotFound)?;
    if stored.sent {
        return Ok(None);
    }
    store::count_attempt(act, id)?;
    let raw = match stored.raw {
        Some(ref raw) => raw.clone(),
        None => {
            let raw = compose::compose(act, &stored)?;
            store::update_raw(act, id, &raw)?;
            raw
        }
    };
    let automatic = Template::find(&stored.template) != Some(Template::Reply);
    Ok(Some(Ready { sender: stored.sender, recipient: stored.recipient, raw, unique: stored.message_id, automatic }))
}

/// Keeps what became of a try.
///
/// # Errors
/// Whatever the database says.
pub fn sent(act: &mut Action<'_, '_>, id: DeliveryId, attempt: &Attempt) -> Result<(), DeskError> {
    match attempt {
        Attempt::Nothing => Ok(()),
        Attempt::Sent(answer) => {
            store::update_sent(act, id, answer)?;
            act.journal(Subject::Delivery, id.0, "sent", &json!({ "answer": answer }))
        }
        Attempt::Refused(answer) => failed(act, id, answer),
    }
}

/// Marks a delivery as given up, for people to see and mend.
///
/// # Errors
/// Whatever the database says.
pub fn failed(act: &mut Action<'_, '_>, id: DeliveryId, answer: &str) -> Result<(), DeskError> {
    let now = act.now;
    store::update_failed(act, id, Some(now), Some(answer))?;
    act.journal(Subject::Delivery, id.0, "failed", &json!({ "answer": answer }))
}
