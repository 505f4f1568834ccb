//! What a customer can hold, and what it promises: fees, channels, grants, targets, scope.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::access::Access;
use super::condition::When;
use super::frame::Frame;
use super::lasting::Lasting;
use super::price::{FeeTerms, FurtherFee, PriceRule};
use super::terms::Terms;
use super::{Catalogue, Channel, Stated, Text};

/// What kind of thing is on offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OfferKind {
    /// A support plan: a contract has exactly one.
    Plan,
    /// An option bought on top.
    Option,
    /// A package of something else (a software edition) that includes plans.
    Package,
}

/// Something a customer can hold: a plan, an option or a package.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Id in the file.
    pub id: String,
    /// Plan, option or package.
    pub kind: OfferKind,
    /// Name for people.
    pub name: Text,
    /// One or two sentences for the comparison page.
    pub summary: Text,
    /// What it costs.
    pub fee: Fee,
    /// How the fee is charged.
    pub terms: FeeTerms,
    /// What else it costs: setting up, coming back, a paper invoice.
    pub fees: Vec<FurtherFee>,
    /// The plan whose promises it takes over where it says nothing itself (promises only, not the fee).
    pub extends: Option<usize>,
    /// Offers that must be held too; they are held with it and billed on their own.
    pub requires: Vec<usize>,
    /// Holding one of these makes this one free of charge. An option is held with the plan or package that includes it.
    pub included_in: Vec<usize>,
    /// Plans that this option can be added to; empty: all.
    pub available_to: Vec<usize>,
    /// Fixed length from the start ("1 year"), in months; none: runs until cancelled.
    pub term_months: Option<u32>,
    /// How long contracts last, and who may have them.
    pub lasting: Lasting,
    /// Discount on the fee for a term of at least so many months (months, percent).
    pub term_discount: Option<(u32, Decimal)>,
    /// Authorised contacts: of a plan the number, of an option how many more.
    pub contacts: Stated<u32>,
    /// Channels that may be used.
    pub channels: Vec<ChannelRight>,
    /// Lines that may be called.
    pub lines: Vec<usize>,
    /// Allowances granted.
    pub grants: Vec<Grant>,
    /// Targets promised.
    pub targets: Vec<Target>,
    /// Rights given, with a note where the plan says more ("quarterly").
    pub rights: Vec<(usize, Text)>,
    /// What the contract covers.
    pub scope: Option<Scope>,
    /// Who may ask what.
    pub access: Access,
    /// Remedies (indexes) that are given.
    pub remedies: Vec<usize>,
    /// How it serves as a whole.
    pub frame: Frame,
    /// Tariff of logged work; none: work is not metered.
    pub work: Option<usize>,
    /// Rank in the queue: lower is served first at equal due times.
    pub rank: u32,
}

impl Offer {
    /// Whether one of its fees is billed before it is used up.
    #[must_use]
    pub fn bills_in_advance(&self) -> bool {
        self.terms.billing.advance || self.fees.iter().any(|further| further.terms.billing.advance)
    }
}

/// A recurring or single fee.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Fee {
    /// Costs nothing.
    Free,
    /// So much for each period of this many months.
    Recurring {
        /// Net price of a period.
        price: Decimal,
        /// Length of the period in months (1, 3, 12).
        months: u32,
    },
    /// So much once.
    Once {
        /// Net price.
        price: Decimal,
    },
    /// Computed: of several columns the one of the contract's cycle, otherwise the first.
    Columns(Vec<FeeColumn>),
    /// The contract says it (fact `fee`, or `fee.<offer>`).
    AsAgreed,
    /// The plan does not say.
    #[default]
    NotStated,
}

/// A computed fee for one length of period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeColumn {
    /// Length of the period in months; none: due once.
    pub months: Option<u32>,
    /// What a period costs.
    pub rule: PriceRule,
}

/// The right to use a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelRight {
    /// Which channel.
    pub channel: Channel,
    /// When it is served; none: requests are taken at any time.
    pub window: Option<usize>,
}

/// An allowance that an offer gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Which allowance.
    pub allowance: usize,
    /// How much: seconds for time, whole tickets for tickets.
    pub quantity: Stated<i64>,
    /// When it is given.
    pub every: GrantTime,
    /// For each of what a fact (index) counts.
    pub per: Option<usize>,
    /// The most that it gives together.
    pub most: Option<i64>,
}

/// When a grant is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GrantTime {
    /// Each calendar month, full in the first.
    Month,
    /// Each quarter of a year.
    Quarter,
    /// Each year.
    Year,
    /// Once, when the software is activated.
    Activation,
    /// Once, at the start of the contract.
    Start,
}

impl GrantTime {
    /// Months of the period; none where it is given once.
    #[must_use]
    pub fn months(self) -> Option<u32> {
        match self {
            GrantTime::Month => Some(1),
            GrantTime::Quarter => Some(3),
            GrantTime::Year => Some(12),
            GrantTime::Activation | GrantTime::Start => None,
        }
    }
}

/// What a clock measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Milestone {
    /// First public message or logged call by a person. Never pauses.
    #[default]
    FirstResponse,
    /// The next public message after the customer wrote.
    NextResponse,
    /// A regular update.
    Update,
    /// A way to work on.
    Workaround,
    /// Resolved.
    Resolution,
    /// One that the file defines (index).
    Own(u16),
}

impl Milestone {
    /// Every milestone of the language with the id that files, scenarios and the API use.
    pub const ALL: [(Milestone, &'static str); 5] = [
        (Milestone::FirstResponse, "first-response"),
        (Milestone::NextResponse, "next-response"),
        (Milestone::Update, "update"),
        (Milestone::Workaround, "workaround"),
        (Milestone::Resolution, "resolution"),
    ];

    /// The id in files, scenarios and the API.
    #[must_use]
    pub fn id(self, catalogue: &Catalogue) -> &str {
        match self {
            Milestone::Own(ix) => catalogue.milestones.get(usize::from(ix)).map_or("", |rule| rule.id.as_str()),
            known => Self::ALL.iter().find(|(milestone, _)| *milestone == known).map_or("", |(_, id)| id),
        }
    }

    /// The milestone of the language that has an id.
    #[must_use]
    pub fn find(id: &str) -> Option<Milestone> {
        Self::ALL.iter().find(|(_, known)| *known == id).map(|(milestone, _)| *milestone)
    }
}

/// A length of time as a plan says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Covered seconds ("8 h").
    Seconds(i64),
    /// Days on which the window opens ("2 business days").
    BusinessDays(u32),
    /// Calendar days.
    Days(u32),
    /// Calendar weeks.
    Weeks(u32),
    /// Calendar months.
    Months(u32),
    /// The closing of a business day: 0 of the one that runs (or the next, if none does), else so many after the start.
    EndOfDay(u32),
    /// When the window opens next.
    NextOpening,
    /// The customer chooses it with the request (fact `chosen.<milestone>` or `chosen`).
    AsChosen,
}

/// How firm a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Commitment {
    /// Guaranteed: a miss is a breach of the contract.
    Guaranteed,
    /// A target.
    #[default]
    Target,
    /// Best effort.
    BestEffort,
}

/// A promised time: the milestone, how long, counted when, and for which requests.
#[derive(Debug, Clone)]
pub struct Target {
    /// What it measures.
    pub milestone: Milestone,
    /// How long. `AsAgreed` takes the contract's fact `target.<milestone>`; without the fact there is no clock.
    pub within: Stated<Span>,
    /// The wording as the file has it ("24 h"), for outcomes and pages.
    pub text: String,
    /// Window in which time counts.
    pub counting: usize,
    /// Severities (by index) it holds for; empty: all.
    pub severities: Vec<usize>,
    /// Channels it holds for; empty: all.
    pub channels: Vec<Channel>,
    /// What else must hold.
    pub when: When,
    /// How firm it is.
    pub commitment: Commitment,
    /// Percent of the time after which people are warned.
    pub warn_percent: u32,
    /// What else is said about the clock.
    pub terms: Option<Arc<Terms>>,
}

impl Target {
    /// Whether another target is about the same thing for the same requests, so that one takes the other's place.
    #[must_use]
    pub fn replaces(&self, other: &Target) -> bool {
        let said = |target: &Target| target.terms.as_ref().map(|terms| (terms.course.clone(), terms.judged));
        let (own, others) = (said(self).unwrap_or_default(), said(other).unwrap_or_default());
        (self.milestone, &self.severities, &self.channels, &self.when)
            == (other.milestone, &other.severities, &other.channels, &other.when)
            && own == others
    }
}

/// What a contract covers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Products (by index); empty: all of the provider's.
    pub products: Vec<usize>,
    /// Production systems.
    pub production_systems: Stated<u32>,
    /// Development systems that belong to a covered production system.
    pub development_systems: Stated<u32>,
    /// A valid licence from an official channel is needed.
    pub licence: bool,
    /// Requests must be about the newest version.
    pub newest_version: bool,
    /// Versions that the customer changed are best effort only.
    pub customised_best_effort: bool,
    /// Releases published within the term may be downloaded, for ever.
    pub releases_within_term: bool,
}
