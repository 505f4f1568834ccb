//! Who is signed in: staff and contacts, by address and password.
//!
//! A password is kept as an argon2id hash, a session as the hash of its token. A session ends after twelve hours without a
//! request, after seven days in any case, on signing out, and with every change of the password. Wrong attempts are counted
//! by address and by origin before the password is looked at, so that many at once gain nothing; blocks grow with them.
//! An unknown address and a wrong password take the same time and get the same answer.
//!
//! Deliberately not here: cookies and forms, which are the web's.

mod password;
mod resume;
mod sign_in;
mod sign_out;
mod store;

use engine::plan::catalogue::Language;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::actor::{Actor, Role};
use crate::id::{ContactId, CustomerId, StaffId};

pub use password::{PASSWORD_MAX, PASSWORD_MIN, PasswordHash};
pub use resume::{find, resume};
pub use sign_in::{Credentials, SignInError, SignedIn, sign_in, start};
pub(crate) use sign_out::{end_all_of, forget_failures};
pub use sign_out::{remove_expired, sign_out};

/// A session ends after so long without a request.
pub const IDLE: SignedDuration = SignedDuration::from_hours(12);
/// A session ends after so long in any case.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Who is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// A member of staff.
    Staff {
        /// Who.
        id: StaffId,
        /// Their role now.
        role: Role,
    },
    /// A contact of a customer.
    Contact {
        /// Who.
        id: ContactId,
        /// Their customer.
        customer: CustomerId,
    },
}

impl Person {
    /// As whom they act.
    #[must_use]
    pub fn actor(&self) -> Actor {
        match *self {
            Person::Staff { id, role } => Actor::Staff { id, role },
            Person::Contact { id, customer } => Actor::Contact { id, customer },
        }
    }

    fn key(&self) -> (&'static str, i64) {
        match self {
            Person::Staff { id, .. } => ("staff", id.0),
            Person::Contact { id, .. } => ("contact", id.0),
        }
    }
}

/// A session under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub person: Person,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The language they read in.
    pub language: Language,
    /// What forms carry to prove that they come from our pages.
    pub csrf: String,
    /// When the last request was noted.
    pub seen_at: Timestamp,
    /// When it ends in any case.
    pub expires_at: Timestamp,
}

/// What is stored of a secret.
pub(crate) fn hashed(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
