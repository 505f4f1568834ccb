//! Ids and secrets, all from one injected source.
//!
//! An id is a 63-bit number that grows with time: milliseconds since 2020 above, a counter below, so rows of a table lie
//! in the order they were made. Ids are for machines; people see numbers (ticket 1042, invoice 2026-7).
//! Secrets (session tokens, ticket tokens) come from a ChaCha stream that the server seeds from the operating system.

use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use database::{FromValue, ToValue, ValueRef};
use jiff::Timestamp;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub i64);

        impl ToValue for $name {
            fn to_value(&self) -> ValueRef<'_> {
                ValueRef::Int(self.0)
            }
        }

        impl FromValue for $name {
            fn from_value(value: ValueRef<'_>) -> Option<Self> {
                i64::from_value(value).map($name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    )*};
}

ids! {
    /// A field that a provider added to its tickets.
    FieldId,
    /// A saved view of the queue.
    ViewId,
    /// What can be undone.
    UndoId,
    /// A member of the provider's staff.
    StaffId,
    /// A customer organisation.
    CustomerId,
    /// A person at a customer.
    ContactId,
    /// A plan file as it was read.
    CatalogueId,
    /// A contract.
    ContractId,
    /// A system of a customer.
    SystemId,
    /// A licence.
    LicenceId,
    /// A ticket.
    TicketId,
    /// A message or note of a ticket.
    MessageId,
    /// A usage record: a call or a piece of work.
    UsageId,
    /// An issued invoice.
    InvoiceId,
    /// A call-back that a technician owes.
    CallBackId,
    /// A raw mail.
    MailId,
    /// A mailbox.
    MailboxId,
    /// A key that signs mails.
    SigningKeyId,
    /// An outgoing mail.
    DeliveryId,
    /// A job.
    JobId,
    /// Something that is being written, or waits to be sent.
    DraftId,
    /// A file of a message.
    FileId,
    /// A canned reply.
    CannedId,
    /// A team.
    TeamId,
    /// Whether a price is accepted.
    AcceptanceId,
    /// A link between two tickets.
    LinkId,
    /// A notice to a member of staff.
    NoticeId,
    /// An item of a ticket's checklist.
    ItemId,
    /// A checklist to put on tickets.
    ChecklistId,
    /// A draft of an article.
    ArticleId,
}

/// Where ids and secrets come from.
pub struct Source(Mutex<State>);

struct State {
    last: i64,
    stream: ChaCha20Rng,
}

/// 2020-01-01T00:00:00Z in milliseconds: ids count from here.
const ORIGIN_MS: i64 = 1_577_836_800_000;

impl Source {
    /// A source that repeats itself for the same seed. The server seeds it from the operating system.
    #[must_use]
    pub fn new(seed: [u8; 32]) -> Source {
        Source(Mutex::new(State { last: 0, stream: ChaCha20Rng::from_seed(seed) }))
    }

    /// The next id at this time. Always larger than any this source gave before.
    pub fn id(&self, now: Timestamp) -> i64 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let ms = now.as_millisecond().saturating_sub(ORIGIN_MS).clamp(0, (1 << 43) - 1);
        // Where several servers share a desk, the low bits start at random so that two do not meet.
        let low = i64::from(state.stream.next_u32() & 0xF_FFFF);
        state.last = ((ms << 20) | low).max(state.last.saturating_add(1));
        state.last
    }

    /// A secret of 32 random bytes as URL-safe text.
    pub fn secret(&self) -> String {
        let mut bytes = [0_u8; 32];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).stream.fill_bytes(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// A short token for mail addresses: 16 characters of a-z and 2-7, 80 random bits.
    pub fn token(&self) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let mut bytes = [0_u8; 16];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).stream.fill_bytes(&mut bytes);
        bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect()
    }

    /// Random bytes, for password salts.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0_u8; N];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).stream.fill_bytes(&mut bytes);
        bytes
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Source")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_with_time_and_never_repeat() {
        let source = Source::new([7; 32]);
        let early: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let late: Timestamp = "2026-11-22T10:00:01Z".parse().unwrap();
        let first = source.id(early);
        let mut last = first;
        for _ in 0..1000 {
            let next = source.id(early);
            assert!(next > last);
            last = next;
        }
        assert!(source.id(late) > last);
        assert_eq!(Source::new([7; 32]).id(early), first);
    }
}
