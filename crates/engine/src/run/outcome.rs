//! What follows from a contract's events: verdicts, clocks, rated usage, balances, invoice drafts, refusals, each with its steps.

mod clock;
mod invoice;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

pub use super::notice::{Notice, NoticeKind};
pub use clock::{Clock, ClockState, Escalation, TicketClocks};

use super::attainment::Attainment;
use crate::explain::{AccessStep, Step, VerdictStep};
use crate::plan::catalogue::SharedCatalogue;
use crate::plan::catalogue::access::Cover;
use crate::remedy::RemedyDue;

pub use invoice::{InvoiceDraft, InvoiceLine, LineKind, TaxLine};

/// Everything that follows from a contract and its events up to an instant.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The catalogue with the windows of the contract, where they depend on it.
    pub catalogue: Option<SharedCatalogue>,
    /// Coverage verdicts of calls and requests, by event.
    pub verdicts: Vec<EventVerdict>,
    /// Tickets in the order they arrived.
    pub tickets: Vec<TicketClocks>,
    /// What was promised over several tickets, or of the service as a whole, by period.
    pub attainments: Vec<Attainment>,
    /// Rated usage, by event.
    pub usage: Vec<RatedUsage>,
    /// Items that were charged by the piece, by event.
    pub items: Vec<RatedItem>,
    /// Balances of allowances by period.
    pub balances: Vec<Balance>,
    /// Invoices of the periods that ended.
    pub invoices: Vec<InvoiceDraft>,
    /// What is owed for promises that were not kept.
    pub remedies: Vec<RemedyDue>,
    /// Events that the plan does not allow, by event.
    pub refused: Vec<Refused>,
    /// What somebody should be told about allowances, in the order of time.
    pub notices: Vec<Notice>,
    /// Months whose sums are too large to be invoiced, with the reason.
    pub unbilled: Vec<(Period, Step)>,
}

/// The verdict of one event.
#[derive(Debug, Clone)]
pub struct EventVerdict {
    /// Index of the event.
    pub event: usize,
    /// The verdict.
    pub verdict: Verdict,
}

/// May this person ask this, here, now, and at what price.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The answer.
    pub answer: Answer,
    /// Every condition with its answer, in the order they are asked.
    pub conditions: Vec<Condition>,
    /// Rights (indexes) that are given in this case only.
    pub rights: Vec<usize>,
    /// What the customer has to do now (indexes of duties).
    pub duties: Vec<usize>,
}

impl Verdict {
    /// Whether clocks run: not for a refused request, nor for one that a rule of coverage takes without a promise.
    #[must_use]
    pub fn promises(&self) -> bool {
        let best_effort = |why: &Step| {
            matches!(why, Step::Verdict(VerdictStep::Access(AccessStep::Rule { cover: Cover::BestEffort, .. })))
        };
        self.answer != Answer::Refused && !self.conditions.iter().any(|condition| best_effort(&condition.why))
    }
}

/// The four answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Answer {
    /// Included in the plan.
    Covered,
    /// Taken, without a promise.
    BestEffort,
    /// Taken, at a price that is shown before.
    Chargeable,
    /// Not taken; the first failed condition says why.
    Refused,
}

impl Answer {
    /// The id in scenarios and the API.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Answer::Covered => "covered",
            Answer::BestEffort => "best-effort",
            Answer::Chargeable => "chargeable",
            Answer::Refused => "refused",
        }
    }
}

/// One condition of a verdict.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Which condition.
    pub kind: ConditionKind,
    /// Whether it holds.
    pub holds: bool,
    /// Why, with the values it was decided by.
    pub why: Step,
}

/// The conditions, in the order they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConditionKind {
    /// Is the contract in effect?
    Contract,
    /// Is the contact one of the authorised ones?
    Contact,
    /// Has the person shown who they are?
    Proof,
    /// May the person's role ask?
    Role,
    /// Is the channel (or the line) included?
    Channel,
    /// Is the product in scope?
    Product,
    /// Is the system in scope?
    System,
    /// Is there a valid licence from an official channel?
    Licence,
    /// Is it the newest version?
    Version,
    /// Is it the product as delivered?
    Customisation,
    /// Is the subject not excluded?
    Exclusion,
    /// What does the plan's rule of coverage say?
    Coverage,
    /// Is the window open?
    Window,
    /// Is something left of the allowance?
    Allowance,
    /// Was the price accepted?
    Acceptance,
}

impl ConditionKind {
    /// The id in scenarios and the API.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            ConditionKind::Contract => "contract",
            ConditionKind::Contact => "contact",
            ConditionKind::Proof => "verification",
            ConditionKind::Role => "role",
            ConditionKind::Channel => "channel",
            ConditionKind::Product => "product",
            ConditionKind::System => "system",
            ConditionKind::Licence => "licence",
            ConditionKind::Version => "version",
            ConditionKind::Customisation => "customisation",
            ConditionKind::Exclusion => "exclusion",
            ConditionKind::Coverage => "coverage",
            ConditionKind::Window => "window",
            ConditionKind::Allowance => "allowance",
            ConditionKind::Acceptance => "acceptance",
        }
    }
}

/// A rated usage: measured, charged, burned, priced.
#[derive(Debug, Clone)]
pub struct RatedUsage {
    /// Index of the event.
    pub event: usize,
    /// When it happened.
    pub at: Timestamp,
    /// When it became known.
    pub known: Timestamp,
    /// Tariff (index); none: a request that an allowance counts.
    pub tariff: Option<usize>,
    /// Seconds measured.
    pub measured_s: i64,
    /// Seconds after counting (rounded up to increments).
    pub counted_s: i64,
    /// What is charged in money.
    pub charged: Vec<Charge>,
    /// What was burned from allowances.
    pub burned: Vec<Burn>,
    /// Net amount in minor units.
    pub amount_minor: i64,
    /// How it came about.
    pub why: Vec<Step>,
}

/// Something that was charged by the piece.
#[derive(Debug, Clone)]
pub struct RatedItem {
    /// Index of the event that brought it about.
    pub event: usize,
    /// Item (index).
    pub item: usize,
    /// When it happened.
    pub at: Timestamp,
    /// When it became known.
    pub known: Timestamp,
    /// How many.
    pub quantity: Decimal,
    /// How many of them cost nothing.
    pub free: Decimal,
    /// Net amount in minor units.
    pub amount_minor: i64,
    /// How it came about.
    pub why: Vec<Step>,
}

/// A quantity charged in money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// Unit of the quantity.
    pub unit: ChargeUnit,
    /// How many.
    pub quantity: Decimal,
    /// Price of one, net; for blocks with a first block the sum is in `net`.
    pub unit_price: Decimal,
    /// Band (index in the tariff).
    pub band: usize,
    /// Exact net sum before rounding.
    pub net: Decimal,
}

/// Units of charges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChargeUnit {
    /// Started blocks of the tariff's increment.
    Block,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Seconds.
    Second,
    /// Months.
    Month,
    /// Pieces.
    Piece,
}

impl ChargeUnit {
    /// The id in scenarios and the API.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            ChargeUnit::Block => "block",
            ChargeUnit::Minute => "minute",
            ChargeUnit::Hour => "hour",
            ChargeUnit::Second => "second",
            ChargeUnit::Month => "month",
            ChargeUnit::Piece => "piece",
        }
    }
}

/// What a usage took from a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burn {
    /// Allowance (index).
    pub allowance: usize,
    /// Period of the grant: first day of the month (or of the pool), none for grants without a period.
    pub period: Option<Period>,
    /// Seconds or tickets.
    pub quantity: i64,
}

/// A run of calendar months: one, or several pooled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Period {
    /// "2026-11", "2026-11/2026-12" for several months, "2026-11-15/2027-11-14" where it is not whole months.
    #[must_use]
    pub fn id(&self) -> String {
        if self.from.day() != 1 || self.to != self.to.last_of_month() {
            return format!("{}/{}", self.from, self.to);
        }
        let month = |day: Date| format!("{:04}-{:02}", day.year(), day.month());
        let one = (self.from.year(), self.from.month()) == (self.to.year(), self.to.month());
        if one { month(self.from) } else { format!("{}/{}", month(self.from), month(self.to)) }
    }
}

/// What was granted, used, expired and is left of an allowance in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Allowance (index).
    pub allowance: usize,
    /// Period; none for grants without one.
    pub period: Option<Period>,
    /// Seconds or tickets granted; none: unlimited.
    pub granted: Option<i64>,
    /// Used.
    pub used: i64,
    /// Expired unused.
    pub expired: i64,
    /// Left.
    pub left: i64,
    /// Carried into the period, or brought back: beside what was granted.
    pub brought: i64,
    /// Carried on into a later period.
    pub carried: i64,
    /// When what is left expires.
    pub expires: Option<Timestamp>,
}

/// An event that the plan does not allow; the rest stands.
#[derive(Debug, Clone)]
pub struct Refused {
    /// Index of the event.
    pub event: usize,
    /// Why.
    pub why: Step,
}
