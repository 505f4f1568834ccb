//! Why a condition of a verdict holds or not, and why an event was refused; what fails says what to do about it.

use jiff::Timestamp;
use jiff::civil::Date;

use super::access::AccessStep;
use super::refusal::RefusalStep;
use super::rule::RuleStep;
use super::{verdict_de, verdict_en};
use crate::plan::catalogue::{Catalogue, Channel, Language, TimePrice};
use crate::plan::show::word;

/// Why a condition of a verdict holds or not, and why an event was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerdictStep {
    /// The contract is in effect.
    InEffect {
        /// First day.
        start: Date,
        /// First day no longer in effect, if that is known.
        end: Option<Date>,
    },
    /// The contract has ended, but what is left of an allowance may still be used.
    Outlived {
        /// First day no longer in effect.
        end: Date,
        /// First day on which nothing can be used any more.
        until: Date,
    },
    /// The contact is authorised.
    ContactAuthorised {
        /// The contact.
        contact: String,
        /// Which of the authorised ones, from 1.
        place: usize,
        /// How many there may be; none: no limit stated.
        of: Option<u32>,
    },
    /// The plan does not limit who may ask.
    ContactFree {
        /// The contact.
        contact: String,
    },
    /// The contact is not authorised.
    ContactUnknown {
        /// The contact.
        contact: String,
        /// How many are authorised.
        used: usize,
        /// How many there may be; none: no limit stated.
        of: Option<u32>,
    },
    /// Nobody is named, where only some may ask.
    ContactMissing {
        /// How many may ask.
        of: u32,
    },
    /// The channel is included.
    ChannelIncluded {
        /// The channel.
        channel: Channel,
    },
    /// The channel is not included.
    ChannelMissing {
        /// The channel.
        channel: Channel,
        /// Those that are.
        allowed: Vec<Channel>,
    },
    /// The line is included.
    LineIncluded {
        /// The line.
        line: usize,
    },
    /// The line is not included.
    LineMissing {
        /// The line.
        line: usize,
        /// Those that are.
        allowed: Vec<usize>,
    },
    /// The product is covered.
    ProductCovered {
        /// The product.
        product: usize,
    },
    /// The product is not covered.
    ProductOutside {
        /// Id of the product, known or not.
        product: String,
        /// Those that are.
        covered: Vec<usize>,
    },
    /// The system is covered.
    SystemCovered {
        /// Id of the system.
        system: String,
    },
    /// The system is not registered.
    SystemUnknown {
        /// Id of the system.
        system: String,
    },
    /// There are more systems than the plan covers.
    SystemBeyond {
        /// Id of the system.
        system: String,
        /// How many the plan covers.
        of: u32,
    },
    /// A development system of a production system that is not covered.
    SystemApart {
        /// Id of the system.
        system: String,
    },
    /// The licence is valid and from an official channel.
    LicenceValid {
        /// Id of the licence.
        licence: String,
    },
    /// The licence is not known.
    LicenceUnknown {
        /// Id of the licence.
        licence: String,
    },
    /// The licence is not valid any more.
    LicenceWithdrawn {
        /// Id of the licence.
        licence: String,
    },
    /// The licence was not bought from the provider or an official partner.
    LicenceUnofficial {
        /// Id of the licence.
        licence: String,
    },
    /// The licence is one of another product.
    LicenceOther {
        /// Id of the licence.
        licence: String,
        /// Id of its product.
        product: String,
    },
    /// There is no licence that would do.
    LicenceMissing,
    /// The version is the newest one.
    VersionNewest {
        /// The version.
        version: String,
    },
    /// There is a newer version.
    VersionOld {
        /// The version in use.
        version: String,
        /// The newest version.
        newest: String,
    },
    /// The product is as it was delivered.
    AsDelivered,
    /// The customer changed the product.
    Customised,
    /// The subject is not an excluded one.
    NotExcluded,
    /// The subject is excluded.
    Excluded {
        /// The exclusion.
        exclusion: usize,
    },
    /// The window is open.
    WindowOpen {
        /// The window.
        window: usize,
    },
    /// The window is closed.
    WindowClosed {
        /// The window.
        window: usize,
        /// When it opens again, if ever.
        opens: Option<Timestamp>,
    },
    /// Something is left of the allowance.
    AllowanceLeft {
        /// The allowance.
        allowance: usize,
        /// Seconds or tickets.
        left: i64,
    },
    /// The allowance has no limit.
    AllowanceUnlimited {
        /// The allowance.
        allowance: usize,
    },
    /// Nothing is left of the allowance; more needs an agreement.
    AllowanceGone {
        /// The allowance.
        allowance: usize,
    },
    /// Nothing is left of the allowance, and the plan stops there.
    AllowanceStops {
        /// The allowance.
        allowance: usize,
    },
    /// Nothing is left of the allowance; what is granted later may be used.
    AllowanceAhead {
        /// The allowance.
        allowance: usize,
    },
    /// More of an allowance would be bought at once.
    PackBought {
        /// The pack.
        pack: usize,
    },
    /// It costs nothing to begin with.
    FreeNow {
        /// The tariff.
        tariff: usize,
        /// The band at that time, if the tariff has one then.
        band: Option<usize>,
    },
    /// It has a price.
    Priced {
        /// The allowance of which nothing is left for it.
        used_up: Option<usize>,
        /// The tariff.
        tariff: usize,
        /// The band at that time, if the tariff has one then.
        band: Option<usize>,
        /// The price of the ticket, surcharges and discounts.
        beside: Vec<RuleStep>,
    },
    /// The price was accepted, or nobody was asked.
    Accepted {
        /// Whether the caller was asked.
        asked: bool,
    },
    /// The price was declined.
    Declined,
    /// A rule of coverage, a role or a proof of identity.
    Access(AccessStep),
    /// An event was refused.
    Refusal(RefusalStep),
}

impl VerdictStep {
    /// The step in words.
    #[must_use]
    pub fn text(&self, catalogue: &Catalogue, language: Language) -> String {
        match language {
            Language::De => verdict_de::text(self, catalogue),
            Language::En => verdict_en::text(self, catalogue),
        }
    }
}

/// What a tariff costs at a time: the price of time, that of the ticket, surcharges and discounts.
pub(super) fn price(
    catalogue: &Catalogue,
    tariff: usize,
    band: Option<usize>,
    beside: &[RuleStep],
    language: Language,
) -> String {
    let bands = &catalogue.tariffs[tariff].bands;
    let time = band.and_then(|band| bands.get(band)).map(|band| &band.price);
    // Time that costs nothing is not worth a word beside what does cost something.
    let time =
        time.filter(|time| beside.is_empty() || !time.rate.is_zero() || time.first.is_some() || time.unsaid.is_some());
    let currency = catalogue.provider.currency;
    let words = |time: &TimePrice| word::time_price(time, currency, language);
    let mut parts: Vec<String> = time.map(words).into_iter().collect();
    parts.extend(beside.iter().map(|step| step.brief(catalogue, language)));
    parts.join(" + ")
}

/// Names of channels, lines or products in a row.
pub(super) fn row<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
