//! What a plan file means: the provider, its windows, severities, products, lines, allowances, tariffs and offers.
//!
//! References between the parts are indexes into the lists of the same [`Catalogue`]; the reader has checked that they
//! exist, so nothing downstream looks a name up twice. Silence is a value ([`Stated`]), never a zero.

pub mod access;
mod class;
pub mod condition;
pub mod frame;
mod item;
pub mod lasting;
pub mod meter;
mod offer;
pub mod price;
pub mod remedy;
mod tariff;
pub mod terms;
pub mod window;

use std::sync::Arc;

use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use crate::money::Currency;
use crate::time::{Coverage, Holidays};

pub use class::{ClassRule, Eligibility, LifePhase, Product, Severity};
pub use item::{FreePer, FreeQuantity, Item, Trigger};
pub use meter::{Allowance, Deduct, Expiry, Measure, Pooling, Unit};
pub use offer::{
    ChannelRight, Commitment, Fee, FeeColumn, Grant, GrantTime, Milestone, Offer, OfferKind, Scope, Span, Target,
};
pub use tariff::{BASE, Band, Beside, Border, Counting, FirstBlock, Tariff, TimePrice};

/// A language that people read Mainstay in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Language {
    /// German.
    De,
    /// English.
    #[default]
    En,
}

/// A sentence or name in the provider's languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    /// German wording, if the file gives one.
    pub de: Option<String>,
    /// English wording, if the file gives one.
    pub en: Option<String>,
}

impl Text {
    /// The wording in `language`, or in the other one where this is missing, or nothing.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        let (first, second) = match language {
            Language::De => (&self.de, &self.en),
            Language::En => (&self.en, &self.de),
        };
        first.as_deref().or(second.as_deref()).unwrap_or_default()
    }
}

/// A value that a plan may also leave open, with the word for how it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stated<T> {
    /// The plan says so.
    Value(T),
    /// No limit.
    Unlimited,
    /// The contract says it (a fact of the contract).
    AsAgreed,
    /// Tried, not promised.
    BestEffort,
    /// The plan does not say.
    #[default]
    NotStated,
}

/// A provider's whole catalogue, read from one plan file.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// Version of the catalogue as its author counts it ("2026-1").
    pub version: String,
    /// Who sells.
    pub provider: Provider,
    /// Named coverage windows.
    pub windows: Vec<Window>,
    /// Sets of holidays that the file names.
    pub holidays: Vec<window::HolidaySet>,
    /// Severities, most urgent first. Empty: the provider does not classify, any word is accepted and has no effect.
    pub severities: Vec<Severity>,
    /// Rules that give requests a severity, in the order in which they are asked.
    pub classes: Vec<ClassRule>,
    /// Facts that the file declares.
    pub facts: Vec<condition::Fact>,
    /// Milestones that the file defines.
    pub milestones: Vec<terms::MilestoneRule>,
    /// What is supported.
    pub products: Vec<Product>,
    /// Phone lines.
    pub lines: Vec<Line>,
    /// Units of the provider's own.
    pub units: Vec<meter::OwnUnit>,
    /// Kinds of allowance.
    pub allowances: Vec<Allowance>,
    /// Quantities of allowances for sale.
    pub packs: Vec<meter::Pack>,
    /// Tariffs for calls and work.
    pub tariffs: Vec<Tariff>,
    /// Things that are charged by the piece.
    pub items: Vec<Item>,
    /// Rights that people carry out or the portal gates by (knowledge base, newsletter, named contact).
    pub rights: Vec<Right>,
    /// Rules of coverage for all offers, asked after their own.
    pub covers: Vec<access::Rule>,
    /// Roles of people at the customer's.
    pub roles: Vec<access::Role>,
    /// What the customer has to do.
    pub duties: Vec<access::Duty>,
    /// What is given when a promise was not kept.
    pub remedies: Vec<remedy::Remedy>,
    /// What is never covered.
    pub exclusions: Vec<Exclusion>,
    /// Plans, options and packages, in the order of the file.
    pub offers: Vec<Offer>,
    /// Answers to questions that the published wording leaves open.
    pub choices: Choices,
    /// Whether anything in the file depends on facts.
    pub conditional: bool,
    /// Whether prices need to know what became of a ticket: whether it was taken, and what its clocks say.
    pub follows_tickets: bool,
    /// Whether fees are billed in advance: what changes later concerns invoices that were issued.
    pub advance: bool,
}

/// Who sells the plans, and the ground rules of all of them.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Name as invoices and pages show it.
    pub name: Text,
    /// Zone in which windows, days and months are meant.
    pub zone: TimeZone,
    /// What the holidays are called ("DE-TH"), for explanations.
    pub holiday_region: Option<String>,
    /// Days on which windows with holidays off are closed.
    pub holidays: Holidays,
    /// Currency of every price.
    pub currency: Currency,
    /// Languages of the catalogue, first is the provider's own.
    pub languages: Vec<Language>,
    /// Tax rate in percent (19); none where it is not stated: then no tax is computed.
    pub tax_percent: Option<Decimal>,
    /// How prices are marked.
    pub prices: Marking,
}

/// How prices are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Marking {
    /// Tax is added to them.
    #[default]
    Net,
    /// They contain tax.
    Gross,
    /// It is not stated; they are taken as net.
    NotStated,
}

/// A named coverage window.
#[derive(Debug, Clone)]
pub struct Window {
    /// Id in the file.
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// Canonical hours text, for pages ("Mo-Fr 09:00-18:00; PH off").
    pub hours: String,
    /// The compiled window; of one that depends on the contract, as it is where nothing is known.
    pub coverage: Coverage,
    /// Names of its holidays, if they are not the provider's.
    pub own_holidays: Option<String>,
    /// How it is made, if it depends on the contract.
    pub made: Option<window::Made>,
}

/// A way to reach the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// Mail to a support address.
    Email,
    /// A call on a line.
    Phone,
    /// The form of the portal.
    Portal,
    /// A chat.
    Chat,
    /// Somebody comes.
    OnSite,
}

impl Channel {
    /// Every channel with the id that files, scenarios and the API use.
    pub const ALL: [(Channel, &'static str); 5] = [
        (Channel::Email, "email"),
        (Channel::Phone, "phone"),
        (Channel::Portal, "portal"),
        (Channel::Chat, "chat"),
        (Channel::OnSite, "on-site"),
    ];

    /// The id in files, scenarios and the API.
    #[must_use]
    pub fn id(self) -> &'static str {
        Self::ALL.iter().find(|(channel, _)| *channel == self).map_or("", |(_, id)| id)
    }

    /// The channel of an id.
    #[must_use]
    pub fn find(id: &str) -> Option<Channel> {
        Self::ALL.iter().find(|(_, known)| *known == id).map(|(channel, _)| *channel)
    }
}

/// A phone line with its own tariff.
#[derive(Debug, Clone)]
pub struct Line {
    /// Id in the file ("support", "emergency").
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// When it is answered; none: always.
    pub window: Option<usize>,
    /// Tariff of its calls; none: calls cost nothing.
    pub tariff: Option<usize>,
    /// Whether the call-back goes to the on-call list.
    pub on_call: bool,
}

/// A right that is said in the plan: people carry it out, or pages gate by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Right {
    /// Id in the file ("knowledge-base").
    pub id: String,
    /// Name for people.
    pub name: Text,
}

/// A subject that no plan of this provider covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// Id that a request names as its `topic` ("third-party-plugin").
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// The sentence to send.
    pub sentence: Text,
}

/// Answers to what published wordings leave open; the defaults are Mainstay's and are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices {
    /// What a changed severity, plan or target does to a running clock.
    pub on_change: OnChange,
    /// In which order allowances burn.
    pub burn_order: BurnOrder,
    /// Of several rules for the severity that fit, the most urgent one counts instead of the first.
    pub highest_class: bool,
}

/// What a changed severity, plan or target does to a running clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnChange {
    /// Recomputed from the original arrival (default).
    #[default]
    FromArrival,
    /// Starts again at the change.
    Restart,
}

/// In which order several allowances burn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BurnOrder {
    /// By the allowances' priority, then earliest expiry, then oldest (default: monthly allowance before credits).
    #[default]
    Priority,
    /// Grants that do not belong to a month first.
    CreditFirst,
    /// Earliest expiry first, whatever the priority.
    EarliestExpiry,
}

impl Catalogue {
    /// Whether what happens to tickets matters to more than their own clocks: to meters, prices, or credits.
    #[must_use]
    pub fn asks_for_tickets(&self) -> bool {
        self.conditional
            || self.follows_tickets
            || !self.remedies.is_empty()
            || self.allowances.iter().any(|allowance| allowance.deduct() != Deduct::Use)
    }

    /// The offer of an id and kind.
    #[must_use]
    pub fn find_offer(&self, kind: OfferKind, id: &str) -> Option<usize> {
        self.offers.iter().position(|offer| offer.kind == kind && offer.id == id)
    }

    /// The severity of an id.
    #[must_use]
    pub fn find_severity(&self, id: &str) -> Option<usize> {
        self.severities.iter().position(|severity| severity.id == id)
    }

    /// The line of an id.
    #[must_use]
    pub fn find_line(&self, id: &str) -> Option<usize> {
        self.lines.iter().position(|line| line.id == id)
    }

    /// The window of an id.
    #[must_use]
    pub fn find_window(&self, id: &str) -> Option<usize> {
        self.windows.iter().position(|window| window.id == id)
    }

    /// The product of an id.
    #[must_use]
    pub fn find_product(&self, id: &str) -> Option<usize> {
        self.products.iter().position(|product| product.id == id)
    }
}

/// A catalogue shared by whoever computes with it.
pub type SharedCatalogue = Arc<Catalogue>;
