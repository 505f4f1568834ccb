//! What happens under a contract, in the engine's words. The desk's rows and a scenario's lines both become these.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::plan::Selection;
use crate::plan::catalogue::Channel;
use crate::run::outcome::Answer;

/// A contract: what was bought, from when, and what was agreed beside the plan.
#[derive(Debug, Clone, Default)]
pub struct Contract {
    /// What is held at the start.
    pub selection: Selection,
    /// First day, in the provider's zone.
    pub start: Date,
    /// First day that is no longer in effect, if an end is fixed. A plan with a fixed term sets it by itself.
    pub end: Option<Date>,
    /// Agreed length in months, for term discounts.
    pub term_months: Option<u32>,
    /// What else was agreed or is known.
    pub facts: Facts,
}

/// Facts of a contract.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Authorised contacts in the order they were named; `None`: the first ones to ask, up to the plan's number.
    pub contacts: Option<Vec<String>>,
    /// Systems registered; `None`: not kept, every system is accepted.
    pub systems: Option<Vec<System>>,
    /// Licences known at the start.
    pub licences: Vec<Licence>,
    /// Newest version by product id.
    pub newest: BTreeMap<String, String>,
    /// Agreed values by name: `fee` ("950.00 EUR / month"), `fee.<offer>`, `target.first-response` ("4 h").
    pub agreed: BTreeMap<String, String>,
    /// Facts by name, for conditions.
    pub named: BTreeMap<String, String>,
}

/// A system of the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// Id.
    pub id: String,
    /// Its environment.
    pub environment: Environment,
    /// The production system that a development system belongs to.
    pub of: Option<String>,
    /// Facts by name, for conditions.
    pub facts: BTreeMap<String, String>,
}

/// What a system is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// The customer's business runs on it.
    Production,
    /// Development and test.
    Development,
}

/// A licence of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licence {
    /// Id or key.
    pub id: String,
    /// Product id.
    pub product: Option<String>,
    /// Bought from the provider or an official partner.
    pub official: bool,
    /// Not withdrawn.
    pub valid: bool,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Event {
    /// When it happened.
    pub at: Timestamp,
    /// When it became known, if later than it happened.
    pub known: Option<Timestamp>,
    /// What happened.
    pub what: What,
}

impl Event {
    /// When it became known: when it happened, or later.
    #[must_use]
    pub fn known_at(&self) -> Timestamp {
        self.known.map_or(self.at, |known| known.max(self.at))
    }
}

impl What {
    /// What was decided about a request or a call when it came, or of what it was found to be by an instant.
    pub(crate) fn decided(&self, by: Timestamp) -> Option<Answer> {
        match self {
            What::Open(open) => open.known(|at| at <= by).decided,
            What::Call(call) => call.decided,
            _ => None,
        }
    }

    /// Whether it can shape a contract's time line at all.
    pub(crate) fn shapes(&self) -> bool {
        matches!(self, What::Change(_) | What::Cancel { .. } | What::Activate | What::Pool { .. })
    }
}

/// What can happen under a contract.
#[derive(Debug, Clone)]
pub enum What {
    /// A phone call, from the agent's answer to hang-up.
    Call(Call),
    /// A request arrives.
    Open(Open),
    /// Somebody wrote on a ticket. `by_customer` false: a person of the provider, publicly.
    Reply {
        /// The ticket.
        ticket: String,
        /// Who wrote.
        by: By,
        /// What it reaches beside an answer ("workaround").
        reaches: Vec<String>,
    },
    /// Somebody says that something has been reached on a ticket.
    Reach {
        /// The ticket.
        ticket: String,
        /// A milestone, or another word of the plan ("on-site").
        what: String,
    },
    /// Work was done.
    Log(Work),
    /// Clocks that may pause do so.
    Pause {
        /// The ticket.
        ticket: String,
        /// Why ("waiting-customer").
        why: String,
    },
    /// Paused clocks run again.
    Resume {
        /// The ticket.
        ticket: String,
    },
    /// The severity is another one from now on.
    Severity {
        /// The ticket.
        ticket: String,
        /// Id of the severity.
        severity: String,
    },
    /// The ticket is resolved.
    Resolve {
        /// The ticket.
        ticket: String,
    },
    /// The ticket is open again.
    Reopen {
        /// The ticket.
        ticket: String,
    },
    /// Something became known about a ticket, or about the contract.
    Fact {
        /// The ticket; `None`: the contract.
        ticket: Option<String>,
        /// Name ("cause", "class") and value ("own-defect").
        facts: Vec<(String, String)>,
    },
    /// The ticket is closed for good; clocks that still ran are ended.
    Close {
        /// The ticket.
        ticket: String,
    },
    /// Periods are thrown together.
    Pool {
        /// Allowance id; `None`: every allowance of the plan that may be pooled.
        allowance: Option<String>,
        /// First days of the months.
        periods: Vec<Date>,
        /// Role of who agreed.
        by: String,
    },
    /// The software was activated.
    Activate,
    /// The contract holds something else from this day on.
    Change(Change),
    /// The contract, or one required plan of it, ends.
    Cancel {
        /// The plan to cancel; `None`: the whole contract.
        plan: Option<String>,
        /// First day no longer in effect; `None`: the day after the event.
        end: Option<Date>,
    },
    /// More of an allowance was bought.
    TopUp {
        /// Allowance id.
        allowance: String,
        /// Seconds or tickets.
        quantity: i64,
        /// Net price, if it is billed here.
        price: Option<Decimal>,
    },
    /// The service was down, or more became known about an outage.
    Downtime(Downtime),
    /// The customer paid.
    Pay,
    /// The contract names other contacts.
    Contacts {
        /// All of them, in order.
        contacts: Vec<String>,
    },
    /// Something that is charged by the piece.
    Item(Piece),
    /// The customer asks for what a remedy gives.
    Claim(Claim),
    /// A pack was bought.
    Buy {
        /// Pack id.
        pack: String,
        /// How many.
        count: u32,
        /// Net price of one; none: as the plan says.
        price: Option<Decimal>,
    },
    /// A licence became known or changed.
    Licence(Licence),
    /// A metered base was counted (devices, licence value).
    Count {
        /// What was counted.
        base: String,
        /// How many.
        quantity: Decimal,
    },
}

/// What a contract holds from now on; what is left out stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// The plan.
    pub plan: Option<String>,
    /// All packages held.
    pub packages: Option<Vec<String>>,
    /// All options held.
    pub options: Option<Vec<String>>,
}

/// Who wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A person of the provider, visible to the customer.
    Agent,
    /// The customer.
    Customer,
    /// A machine: an automatic receipt. Stops no clock.
    Automatic,
}

/// A phone call.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// Line id.
    pub line: String,
    /// Seconds from answer to hang-up.
    pub duration_s: i64,
    /// Contact id of the caller.
    pub caller: Option<String>,
    /// The ticket it belongs to; a call by a person is a response on it.
    pub ticket: Option<String>,
    /// Whether the caller accepted the price; `None`: not asked about, taken as accepted.
    pub accepted: Option<bool>,
    /// Role of the caller.
    pub role: Option<String>,
    /// Facts by name, for conditions.
    pub facts: BTreeMap<String, String>,
    /// What was decided when it came in, and stands whatever is found later; `None`: it is decided here.
    pub decided: Option<Answer>,
}

/// A request.
#[derive(Debug, Clone, Default)]
pub struct Open {
    /// Ticket id.
    pub ticket: String,
    /// The channel; `None` is not known.
    pub channel: Option<Channel>,
    /// Severity id.
    pub severity: Option<String>,
    /// Contact id; `None`: not known.
    pub contact: Option<String>,
    /// Product id.
    pub product: Option<String>,
    /// System id.
    pub system: Option<String>,
    /// Version in use.
    pub version: Option<String>,
    /// The customer changed the product.
    pub customised: bool,
    /// Licence id.
    pub licence: Option<String>,
    /// Subject matter, for exclusions ("third-party-plugin").
    pub topic: Option<String>,
    /// What kind of request it is ("incident", "change").
    pub request: Option<String>,
    /// Role of the person who asks.
    pub role: Option<String>,
    /// Facts by name, for conditions; what the customer chose stands among them ("chosen.first-response").
    pub facts: BTreeMap<String, String>,
    /// What was decided when it arrived, and stands whatever is found later; `None`: it is decided here.
    pub decided: Option<Answer>,
    /// What it was found to be later, in order, each with when that became known. It is as if it had come like that; what was
    /// invoiced before is corrected.
    pub restated: Vec<(Timestamp, Open)>,
}

impl Open {
    /// The request as it is known where that counts which became known at an instant that `counts`.
    pub(crate) fn known(&self, counts: impl Fn(Timestamp) -> bool) -> &Open {
        self.restated.iter().rev().find(|(at, _)| counts(*at)).map_or(self, |(_, open)| open)
    }
}

/// Something that is charged by the piece, and how many of it.
#[derive(Debug, Clone, Default)]
pub struct Piece {
    /// Item id.
    pub item: String,
    /// How many.
    pub quantity: Decimal,
    /// The ticket it belongs to.
    pub ticket: Option<String>,
    /// Facts by name, for conditions.
    pub facts: BTreeMap<String, String>,
}

/// A piece of work.
#[derive(Debug, Clone, Default)]
pub struct Work {
    /// The ticket it belongs to.
    pub ticket: Option<String>,
    /// Seconds.
    pub duration_s: i64,
    /// What it was ("task", "question").
    pub kind: Option<String>,
    /// Facts by name, for conditions.
    pub facts: BTreeMap<String, String>,
}

/// An outage of the service.
#[derive(Debug, Clone, Default)]
pub struct Downtime {
    /// Its name; a later report of the same name takes the place of an earlier one.
    pub id: Option<String>,
    /// When it began; `None`: when it was reported.
    pub from: Option<Timestamp>,
    /// When it ended; `None`: it lasts.
    pub to: Option<Timestamp>,
    /// What was down: a system, a service.
    pub what: Option<String>,
    /// Facts by name, for conditions ("cause").
    pub facts: BTreeMap<String, String>,
}

/// The customer asks for what a remedy gives, for a period or a ticket.
#[derive(Debug, Clone, Default)]
pub struct Claim {
    /// Id of the remedy.
    pub remedy: String,
    /// A day of the period.
    pub period: Option<Date>,
    /// The ticket.
    pub ticket: Option<String>,
}
