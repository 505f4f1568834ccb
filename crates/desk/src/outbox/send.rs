//! Sending deliveries: compose and sign once, hand over, keep the answer.
//!
//! Composing only reads, so it keeps nobody from writing; what was composed is on disk before it is handed over.

use mail::{MailAddress, Sender};

use super::{Attempt, Template, compose, store};
use crate::acceptance;
use crate::action::{Action, View};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::id::DeliveryId;
use crate::signing::{self, InUse};

/// A composed delivery.
#[derive(Debug, Clone)]
pub(crate) struct Ready {
    id: DeliveryId,
    sender: String,
    recipient: String,
    raw: Vec<u8>,
    unique: String,
    automatic: bool,
    /// By which link a price is accepted, if it was put together now.
    link: Option<acceptance::Link>,
    /// What is yet to sign it.
    key: Option<InUse>,
}

/// The mail of a delivery: the one that was composed at the first try, or a new one. None: it was sent or given up before.
pub(crate) fn composed(view: &mut View<'_, '_>, id: DeliveryId) -> Result<Option<Ready>, DeskError> {
    let stored = store::find(view, id)?.ok_or(DeskError::NotFound)?;
    if stored.sent || stored.given_up {
        return Ok(None);
    }
    let (raw, link, key) = match stored.raw {
        Some(ref raw) => (raw.clone(), None, None),
        None => {
            let (raw, link) = compose::compose(view, &stored)?;
            (raw, link, signing::in_use(view, &stored.sender)?)
        }
    };
    let automatic = Template::find(&stored.template) != Some(Template::Reply);
    Ok(Some(Ready {
        id,
        sender: stored.sender,
        recipient: stored.recipient,
        raw,
        unique: stored.message_id,
        automatic,
        link,
        key,
    }))
}

/// The mail with its signature, if its domain signs and it has none yet. Computes; not for within an action.
///
/// # Errors
/// A temporary failure where the key cannot be opened, which the job tries again later.
pub(crate) fn signed(desk: &Desk, ready: Ready) -> Result<Ready, DeskError> {
    match &ready.key {
        None => Ok(ready),
        Some(key) => Ok(Ready { raw: signing::sign(desk, key, &ready.raw)?, key: None, ..ready }),
    }
}

/// Counts a try and keeps what was composed, before anybody else gets it.
pub(crate) fn keep(act: &mut Action<'_, '_>, ready: &Ready) -> Result<(), DeskError> {
    if let Some(link) = &ready.link {
        acceptance::keep(act, link)?;
    }
    store::count_attempt(act, ready.id, &ready.raw)
}

/// Takes the count back of a try that was not begun.
pub(crate) fn not_begun(act: &mut Action<'_, '_>, ready: &Ready) -> Result<(), DeskError> {
    store::uncount_attempt(act, ready.id)
}

/// Hands a mail over.
///
/// # Errors
/// A temporary failure, which the job tries again later.
pub(crate) async fn send(sender: &mut Sender, ready: &Ready) -> Result<Attempt, DeskError> {
    let address =
        |text: &str| MailAddress::parse(text).map_err(|error| DeskError::broken(format!("address {text}: {error}")));
    let (from, to) = (address(&ready.sender)?, address(&ready.recipient)?);
    // What a machine writes has the null path, so that nothing answers it.
    let envelope_from = (!ready.automatic).then_some(&from);
    match sender.send(envelope_from, &[to], &ready.raw, &ready.unique).await {
        Ok(sent) => Ok(Attempt::Sent(sent.answer)),
        Err(error) if error.temporary => Err(DeskError::Unavailable(error.answer)),
        Err(error) => Ok(Attempt::Refused(error.answer)),
    }
}
