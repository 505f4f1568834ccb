//! What became of tries: kept one by one, and what follows for the delivery and for its address.

use jiff::Timestamp;
use serde_json::json;

use super::{block, store};
use crate::action::{Action, Subject};
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

/// How a try ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Taken by the next server.
    Sent,
    /// Not taken now; it is tried again.
    PutOff,
    /// Refused for good, or tried in vain for too long.
    Refused,
    /// Taken, and come back.
    Bounced,
    /// Not tried: nothing is sent to the address.
    Blocked,
}

impl Outcome {
    const ALL: [(Outcome, &'static str); 5] = [
        (Outcome::Sent, "sent"),
        (Outcome::PutOff, "put-off"),
        (Outcome::Refused, "refused"),
        (Outcome::Bounced, "bounced"),
        (Outcome::Blocked, "blocked"),
    ];

    pub(super) fn word(self) -> &'static str {
        Self::ALL.iter().find(|(outcome, _)| *outcome == self).map_or("", |(_, word)| word)
    }

    pub(super) fn find(word: &str) -> Option<Outcome> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(outcome, _)| *outcome)
    }
}

/// A try that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// When.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
    /// What the server or the system said.
    pub answer: String,
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
            store::insert_attempt(act, id, Outcome::Sent, answer)?;
            act.journal(Subject::Delivery, id.0, "sent", &json!({ "answer": answer }))
        }
        Attempt::Refused(answer) => {
            if is_nobody(answer) {
                block::block(act, id, answer)?;
            }
            failed(act, id, answer)
        }
    }
}

/// Keeps that a try was put off; its job comes again.
///
/// # Errors
/// Whatever the database says.
pub(crate) fn put_off(act: &mut Action<'_, '_>, id: DeliveryId, answer: &str) -> Result<(), DeskError> {
    store::update_answer(act, id, answer)?;
    store::insert_attempt(act, id, Outcome::PutOff, answer)
}

/// Marks a delivery as given up, for people to see and mend.
///
/// # Errors
/// Whatever the database says.
pub(crate) fn failed(act: &mut Action<'_, '_>, id: DeliveryId, answer: &str) -> Result<(), DeskError> {
    give_up(act, id, Outcome::Refused, answer)
}

/// A delivery has come back. What is written by the Message-ID is believed only about the address that it went to: whoever
/// got the mail can claim no more than that they did not.
///
/// # Errors
/// Whatever the database says.
pub(crate) fn bounced(
    act: &mut Action<'_, '_>,
    message_id: &str,
    status: Option<&str>,
    said: &str,
) -> Result<(), DeskError> {
    let Some(id) = store::find_by_message_id(act, message_id)? else { return Ok(()) };
    let answer = [status.unwrap_or_default(), said].join(" ").trim().to_owned();
    if status.is_some_and(|status| status.starts_with("5.1.")) || is_nobody(&answer) {
        block::block(act, id, &answer)?;
    }
    give_up(act, id, Outcome::Bounced, &answer)
}

pub(super) fn give_up(
    act: &mut Action<'_, '_>,
    id: DeliveryId,
    outcome: Outcome,
    answer: &str,
) -> Result<(), DeskError> {
    let now = act.now;
    store::update_failed(act, id, now, answer)?;
    store::insert_attempt(act, id, outcome, answer)?;
    act.journal(Subject::Delivery, id.0, "failed", &json!({ "outcome": outcome.word(), "answer": answer }))
}

/// Whether a server says for good that nobody has this address: the codes 5.1.x of RFC 3463, not 5.7.x (not from you) or
/// 5.2.x (mailbox full).
fn is_nobody(answer: &str) -> bool {
    answer.split([' ', '-', ':']).any(|word| {
        word.strip_prefix("5.1.").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::is_nobody;

    #[test]
    fn a_server_says_that_there_is_nobody() {
        for (answer, nobody) in [
            ("550 5.1.1 <x@shop.example>: Recipient address rejected: User unknown", true),
            ("550-5.1.10 RESOLVER.ADR.RecipientNotFound", true),
            ("5.1.10 RESOLVER.ADR.RecipientNotFound", true),
            ("554 5.7.1 relay access denied", false),
            ("552 5.2.2 mailbox full", false),
            ("550 see 5.1.1.example", false),
            ("", false),
        ] {
            assert_eq!(is_nobody(answer), nobody, "{answer}");
        }
    }
}
