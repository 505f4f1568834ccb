//! Who acts, and what they may reach.
//!
//! Everything a store returns is limited by a [`Scope`]: what an actor may not see cannot be found, so the answer for a
//! foreign ticket is the same as for one that does not exist.

use crate::error::DeskError;
use crate::id::{ContactId, CustomerId, StaffId};

/// What a member of staff may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Works tickets, takes calls.
    Agent,
    /// Takes emergency calls; otherwise like an agent.
    Technician,
    /// Agrees pools, writes plans, watches promises.
    Manager,
    /// Contracts, contacts, invoices, staff.
    Administrator,
}

impl Role {
    /// Every role with its word in the database and the API.
    pub const ALL: [(Role, &'static str); 4] = [
        (Role::Agent, "agent"),
        (Role::Technician, "technician"),
        (Role::Manager, "manager"),
        (Role::Administrator, "administrator"),
    ];

    /// The word of the role.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(role, _)| *role == self).map_or("", |(_, word)| word)
    }

    /// The role of a word.
    #[must_use]
    pub fn find(word: &str) -> Option<Role> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(role, _)| *role)
    }
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A member of staff.
    Staff {
        /// Who.
        id: StaffId,
        /// Their role.
        role: Role,
    },
    /// A contact of a customer, through portal or mail.
    Contact {
        /// Who.
        id: ContactId,
        /// Their customer.
        customer: CustomerId,
    },
    /// A job: due times, mail delivery, month end.
    Job,
    /// Somebody with access to the machine: subcommands, demo, import.
    Operator,
    /// A mail from somebody not known yet.
    Sender {
        /// Their address.
        address: String,
    },
}

/// What an actor's queries are limited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The whole desk.
    Desk,
    /// One customer.
    Customer(CustomerId),
    /// Nothing.
    Nobody,
}

impl Scope {
    /// For SQL: null for the whole desk, else the only customer whose rows are seen. Nobody sees an id that never exists.
    /// Use as `and ($n is null or customer_id = cast($n as bigint))` with the parameter cast where it is compared with null.
    #[must_use]
    pub fn customer(self) -> Option<i64> {
        match self {
            Scope::Desk => None,
            Scope::Customer(id) => Some(id.0),
            Scope::Nobody => Some(-1),
        }
    }
}

impl Actor {
    /// What this actor's queries are limited to.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self {
            Actor::Staff { .. } | Actor::Job | Actor::Operator => Scope::Desk,
            Actor::Contact { customer, .. } => Scope::Customer(*customer),
            Actor::Sender { .. } => Scope::Nobody,
        }
    }

    /// The member of staff, or [`DeskError::NotFound`] for everyone else: to others the place does not exist.
    ///
    /// # Errors
    /// [`DeskError::NotFound`].
    pub fn staff(&self) -> Result<StaffId, DeskError> {
        match self {
            Actor::Staff { id, .. } => Ok(*id),
            _ => Err(DeskError::NotFound),
        }
    }

    /// Passes staff of one of these roles, jobs and operators.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`] for other staff, [`DeskError::NotFound`] for everyone else.
    pub fn require(&self, roles: &[Role]) -> Result<(), DeskError> {
        match self {
            Actor::Staff { role, .. } if roles.contains(role) => Ok(()),
            Actor::Staff { .. } => Err(DeskError::Forbidden),
            Actor::Job | Actor::Operator => Ok(()),
            Actor::Contact { .. } | Actor::Sender { .. } => Err(DeskError::NotFound),
        }
    }

    /// Passes any staff, jobs and operators.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] for contacts and senders.
    pub fn require_staff(&self) -> Result<(), DeskError> {
        match self {
            Actor::Staff { .. } | Actor::Job | Actor::Operator => Ok(()),
            Actor::Contact { .. } | Actor::Sender { .. } => Err(DeskError::NotFound),
        }
    }

    /// Word and id for the journal.
    #[must_use]
    pub fn journal(&self) -> (&'static str, Option<i64>) {
        match self {
            Actor::Staff { id, .. } => ("staff", Some(id.0)),
            Actor::Contact { id, .. } => ("contact", Some(id.0)),
            Actor::Job => ("job", None),
            Actor::Operator => ("operator", None),
            Actor::Sender { .. } => ("sender", None),
        }
    }
}
