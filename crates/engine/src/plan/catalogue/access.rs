//! Who may ask what: rules of coverage, roles, duties of the customer, rules about contacts.

use super::condition::When;
use super::{Span, Text};

/// A rule of coverage: for requests of a kind, what becomes of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Which requests.
    pub when: When,
    /// What becomes of them.
    pub cover: Cover,
    /// What they are, for people; empty: the condition in words.
    pub name: Text,
    /// The sentence to send; maybe empty.
    pub sentence: Text,
}

/// What becomes of a request by a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cover {
    /// Included.
    Covered,
    /// Taken, without a promise: no clock runs.
    BestEffort,
    /// Taken, at a price.
    Chargeable,
    /// Not taken.
    Refused,
}

impl Cover {
    /// Every word with its id in files.
    pub const ALL: [(Cover, &'static str); 4] = [
        (Cover::Covered, "covered"),
        (Cover::BestEffort, "best-effort"),
        (Cover::Chargeable, "chargeable"),
        (Cover::Refused, "refused"),
    ];
}

/// Something that the customer has to do, said with each request that it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Id in the file.
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// More about it, maybe empty.
    pub sentence: Text,
    /// Which requests it concerns.
    pub when: When,
}

/// A role of a person at the customer's, and what it may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Id in the file, which requests and calls name.
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// What it may do; none: everything.
    pub may: Option<Vec<Deed>>,
}

/// What a role may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Ask: open tickets, call.
    Ask,
    /// Accept a price.
    Accept,
    /// Read tickets.
    Read,
    /// Approve work and invoices.
    Approve,
    /// Change contacts.
    Contacts,
    /// Buy more, or something else.
    Buy,
}

impl Deed {
    /// Every deed with its id in files.
    pub const ALL: [(Deed, &'static str); 6] = [
        (Deed::Ask, "ask"),
        (Deed::Accept, "accept"),
        (Deed::Read, "read"),
        (Deed::Approve, "approve"),
        (Deed::Contacts, "contacts"),
        (Deed::Buy, "buy"),
    ];
}

/// Rules about contacts beside their number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactRules {
    /// Numbers for contracts of some size, the first that fits; empty: the offer's own number.
    pub steps: Vec<ContactStep>,
    /// What the number is meant for each of; none: the contract.
    pub per: Option<String>,
    /// Ways to show who one is, one of which is needed; empty: none is.
    pub verify: Vec<Proof>,
    /// How long a change of contacts takes, and the window (index) that counts.
    pub delay: Option<(Span, Option<usize>)>,
    /// The wording of the delay.
    pub delay_text: String,
}

/// How many contacts contracts of some size have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactStep {
    /// Which contracts.
    pub when: When,
    /// How many contacts.
    pub number: u32,
    /// For each started so many of what a fact counts; none: in all.
    pub per: Option<(u32, String)>,
}

/// A way to show who one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Proof {
    /// The address is of a domain of the customer (contract fact `domains`).
    Domain,
    /// The person is on the contract's list of contacts.
    List,
    /// The code that the contract knows (contract fact `code`) is given (fact `code` of the request).
    Code,
}

impl Proof {
    /// Every proof with its id in files.
    pub const ALL: [(Proof, &'static str); 3] =
        [(Proof::Domain, "domain"), (Proof::List, "list"), (Proof::Code, "code")];
}

/// How registered systems are counted: the first rule that fits says as how many a system counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemCount {
    /// Which systems.
    pub when: When,
    /// As how many it counts.
    pub counts: u32,
}

/// A right that an offer gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RightTerms {
    /// How often or how much ("2 / year").
    pub quantity: Option<String>,
    /// Who carries it out, or whom it is for.
    pub by: Text,
    /// In which cases it is given.
    pub when: When,
}

/// What an offer says about who may ask what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// Rules of coverage, the first that fits decides.
    pub covers: Vec<Rule>,
    /// Duties of the customer (indexes).
    pub duties: Vec<usize>,
    /// Rules about contacts.
    pub contacts: Option<ContactRules>,
    /// How systems are counted.
    pub counts: Vec<SystemCount>,
    /// More about rights, by right (index).
    pub rights: Vec<(usize, RightTerms)>,
}

impl Access {
    /// What stands where this says nothing: the promises of the plan that it extends.
    #[must_use]
    pub fn extending(mut self, base: Access) -> Access {
        self.covers.extend(base.covers);
        self.contacts = self.contacts.or(base.contacts);
        if self.counts.is_empty() {
            self.counts = base.counts;
        }
        self.duties.extend(base.duties.into_iter().filter(|duty| !self.duties.contains(duty)).collect::<Vec<_>>());
        let own = |right: usize| self.rights.iter().any(|(known, _)| *known == right);
        let more: Vec<_> = base.rights.into_iter().filter(|(right, _)| !own(*right)).collect();
        self.rights.extend(more);
        self
    }

    /// Adds what an option says; its rules come first.
    pub fn add(&mut self, option: &Access) {
        *self = option.clone().extending(std::mem::take(self));
    }
}
