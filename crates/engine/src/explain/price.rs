//! How a price or a balance came about: counting, burns, bands, blocks, proration, discount, corrections, tax.
//!
//! Prices inside a step are exact, amounts are minor units. The wording is in two files, one for each language.

mod english;
mod german;

use super::meter::MeterStep;
use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::plan::catalogue::price::Unsaid;
use crate::plan::catalogue::{Catalogue, Counting, FirstBlock, Language};
use crate::run::outcome::Period;
use crate::tariff::{BandReason, RateError};

/// Something whose price is left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priceless {
    /// A tariff.
    Tariff(usize),
    /// An item.
    Item(usize),
    /// The fee of an offer.
    Offer(usize),
}

impl Priceless {
    /// Its name.
    #[must_use]
    pub fn name(self, catalogue: &Catalogue, language: Language) -> &str {
        match self {
            Priceless::Tariff(ix) => catalogue.tariffs[ix].name.get(language),
            Priceless::Item(ix) => catalogue.items[ix].name.get(language),
            Priceless::Offer(ix) => catalogue.offers[ix].name.get(language),
        }
    }
}

/// How a price or a balance came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PriceStep {
    /// How long it took, and what that counts as.
    Measured {
        /// Seconds measured.
        measured_s: i64,
        /// Seconds counted.
        counted_s: i64,
        /// How seconds are counted.
        counting: Counting,
    },
    /// It started in a window in which another tariff applies.
    Within {
        /// The tariff asked for.
        asked: usize,
        /// The tariff that applies.
        applies: usize,
    },
    /// Which price row applies from an instant on.
    Band {
        /// The tariff.
        tariff: usize,
        /// The row.
        band: usize,
        /// From when.
        at: Timestamp,
        /// Why this row.
        reason: BandReason,
    },
    /// It ran into hours without a row, or of another tariff.
    GoesOn {
        /// The tariff.
        tariff: usize,
    },
    /// Started blocks, the first one maybe at a price of its own.
    Blocks {
        /// How many, the first included.
        blocks: i64,
        /// Length of a block in seconds.
        block_s: i64,
        /// The first block, if it has its own price.
        first: Option<FirstBlock>,
        /// Price of each further block.
        price: Decimal,
        /// The sum.
        net: Decimal,
    },
    /// Time at a rate.
    Time {
        /// Seconds.
        seconds: i64,
        /// Seconds that the price is for.
        per_s: i64,
        /// The price.
        price: Decimal,
        /// The sum.
        net: Decimal,
    },
    /// Seconds of split blocks that lie in a row's hours.
    Split {
        /// The tariff.
        tariff: usize,
        /// The row.
        band: usize,
        /// Seconds.
        seconds: i64,
        /// Their share.
        net: Decimal,
    },
    /// The sum of several rows.
    Total {
        /// The sum.
        net: Decimal,
    },
    /// Taken from an allowance.
    Burned {
        /// The allowance.
        allowance: usize,
        /// Its period, if it has one.
        period: Option<Period>,
        /// Seconds or tickets.
        quantity: i64,
        /// Left of that grant afterwards; none: unlimited.
        left: Option<i64>,
    },
    /// Another usage of the same ticket has taken the ticket already.
    TicketTaken {
        /// The allowance.
        allowance: usize,
    },
    /// Free because of its cause or kind.
    FreeCause {
        /// The cause as it was named.
        cause: String,
    },
    /// It became known after its month and is billed with a later one.
    Late {
        /// The month in which it happened.
        service: Period,
        /// When it became known.
        known: Timestamp,
    },
    /// Billed at the end of several months that were thrown together.
    Pooled {
        /// The months.
        period: Period,
    },
    /// The fee of an offer.
    Fee {
        /// The offer.
        offer: usize,
        /// How many times it is held.
        count: u32,
        /// Its price for one period.
        price: Decimal,
        /// Months of the period; none: once.
        months: Option<u32>,
    },
    /// A fee for a part of the month.
    Share {
        /// Days held.
        days: i64,
        /// Days of the month.
        of: i64,
    },
    /// A price that holds only for some days of a cycle.
    ForDays {
        /// The days.
        period: Period,
    },
    /// The discount for a long term.
    Discount {
        /// Percent.
        percent: Decimal,
        /// Months of the term from which on it is given.
        months: u32,
        /// Price before.
        list: Decimal,
        /// Price after.
        price: Decimal,
    },
    /// Usages of a month that make one line.
    Summed {
        /// How many.
        usages: usize,
        /// Charged seconds together.
        seconds: i64,
    },
    /// The one rounding of a line.
    Rounded {
        /// The exact sum.
        exact: Decimal,
        /// The rounded one.
        minor: i64,
    },
    /// A line of an earlier invoice is taken back.
    Reversed {
        /// What was billed.
        minor: i64,
    },
    /// What takes the place of a reversed line.
    Rerated {
        /// What was billed.
        before_minor: i64,
        /// What is right.
        minor: i64,
    },
    /// More of an allowance was bought.
    TopUp {
        /// The allowance.
        allowance: usize,
        /// Seconds or tickets.
        quantity: i64,
    },
    /// Tax on an invoice's net.
    Tax {
        /// Percent.
        percent: Decimal,
        /// Net in minor units.
        net_minor: i64,
        /// Tax in minor units.
        amount_minor: i64,
    },
    /// How an allowance took part.
    Meter(MeterStep),
    /// No pack has this name.
    UnknownPack {
        /// The name.
        pack: String,
    },
    /// The usage cannot be rated.
    NotRated(RateError),
    /// The contract is not in effect then.
    NotInEffect {
        /// When it happened.
        at: Timestamp,
    },
    /// Nobody sells this line, or not in this plan.
    LineNotIncluded {
        /// The line as it was named.
        line: String,
    },
    /// The caller did not accept the price.
    NotAccepted,
    /// No allowance has this name.
    UnknownAllowance {
        /// The name.
        allowance: String,
    },
    /// There is no item of this name.
    UnknownItem {
        /// The name.
        item: String,
    },
    /// A fact that the price needs is not known.
    NotKnown {
        /// The fact.
        fact: String,
    },
    /// No row of the price list holds.
    NoRow,
    /// The price is left open, and the contract does not say it.
    Unpriced {
        /// What has no price.
        of: Priceless,
        /// When it was used, if it was.
        at: Option<Timestamp>,
        /// Who leaves it open.
        unsaid: Unsaid,
    },
    /// A top-up of nothing, or at a price below zero.
    EmptyTopUp,
    /// The sum of an invoice or a fee is larger than can be invoiced.
    TooLarge,
}

impl PriceStep {
    /// The step in words.
    #[must_use]
    pub fn text(&self, catalogue: &Catalogue, language: Language) -> String {
        if let PriceStep::Meter(step) = self {
            return step.text(catalogue, language);
        }
        match language {
            Language::De => german::text(self, catalogue),
            Language::En => english::text(self, catalogue),
        }
    }
}
