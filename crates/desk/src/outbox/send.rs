//! Sending deliveries: compose once, hand over to the transport, keep the answer.
//!
//! Composing only reads, so it keeps nobody from writing; what was composed is on disk before it is handed over.

use mail::{MailAddress, Transport};
use serde_json::json;

use super::{Template, compose, store};
use crate::action::{Action, Subject, View};
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

/// A composed delivery.
#[derive(Debug, Clone)]
pub(crate) struct Ready {
    id: DeliveryId,
    sender: String,
    recipient: String,
    raw: Vec<u8>,
    unique: String,
    automatic: bool,
}

/// The mail of a delivery: the one that was composed at the first try, or a new one. None: it was sent before.
pub(crate) fn composed(view: &mut View<'_, '_>, id: DeliveryId) -> Result<Option<Ready>, DeskError> {
    let stored = store::find(view, id)?.ok_or(DeskError::NotFound)?;
    if stored.sent {
        return Ok(None);
    }
    let raw = match stored.raw {
        Some(ref raw) => raw.clone(),
        None => compose::compose(view, &stored)?,
    };
    let automatic = Template::find(&stored.template) != Some(Template::Reply);
    Ok(Some(Ready {
        id,
        sender: stored.sender,
        recipient: stored.recipient,
        raw,
        unique: stored.message_id,
        automatic,
    }))
}

/// Counts a try and keeps what was composed, before anybody else gets it.
pub(crate) fn keep(act: &mut Action<'_, '_>, ready: &Ready) -> Result<(), DeskError> {
    store::count_attempt(act, ready.id, &ready.raw)
}

/// Hands a mail to the transport.
///
/// # Errors
/// A temporary failure, which the job tries again later.
pub(crate) async fn send(transport: &Transport, ready: &Ready) -> Result<Attempt, DeskError> {
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

/// Keeps what became of a try.
///
/// # Errors
/// Whatever the database says.
pub(crate) fn sent(act: &mut Action<'_, '_>, id: DeliveryId, attempt: &Attempt) -> Result<(), DeskError> {
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
pub(crate) fn failed(act: &mut Action<'_, '_>, id: DeliveryId, answer: &str) -> Result<(), DeskError> {
    let now = act.now;
    store::update_failed(act, id, Some(now), Some(answer))?;
    act.journal(Subject::Delivery, id.0, "failed", &json!({ "answer": answer }))
}
