//! Invoices as they are computed: a draft for a month, its lines, its taxes.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::{ChargeUnit, Period};
use crate::explain::Step;

/// An invoice computed for a period; nothing is written and no number is burned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceDraft {
    /// The month.
    pub period: Period,
    /// Its lines.
    pub lines: Vec<InvoiceLine>,
    /// Sum of the lines.
    pub net_minor: i64,
    /// Tax by rate.
    pub tax: Vec<TaxLine>,
    /// Net and tax.
    pub gross_minor: i64,
}

/// A line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceLine {
    /// What it is for.
    pub kind: LineKind,
    /// How many, as shown: a decimal, or a share of a month ("21/30").
    pub quantity: String,
    /// Unit of the quantity.
    pub unit: ChargeUnit,
    /// Price of one, net.
    pub unit_price: Decimal,
    /// Net, rounded once.
    pub net_minor: i64,
    /// With tax, where prices are marked so; `unit_price` is then with tax too.
    pub gross_minor: Option<i64>,
    /// Tax rate in percent; none where it is not stated.
    pub tax_percent: Option<Decimal>,
    /// Days on which the service was given.
    pub service: Period,
    /// Indexes into [`Outcome::usage`](super::Outcome::usage) that this line bills. Every usage is on at most one line.
    pub usage: Vec<usize>,
    /// How it came about.
    pub why: Vec<Step>,
}

/// What an invoice line is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineKind {
    /// The fee of an offer (index), maybe for a part of the month.
    Fee {
        /// The offer.
        offer: usize,
        /// Which of its fees: 0 is its price, from 1 on those beside it.
        part: usize,
    },
    /// Time over the allowance, or time of a plan without one.
    Time {
        /// The tariff.
        tariff: usize,
    },
    /// One call at a tariff with bands.
    Call {
        /// The tariff.
        tariff: usize,
        /// When the call began.
        at: Timestamp,
    },
    /// Something that is charged by the piece.
    Item {
        /// The item.
        item: usize,
    },
    /// A top-up of an allowance.
    TopUp {
        /// The allowance.
        allowance: usize,
    },
    /// A credit for a promise that was not kept.
    Credit {
        /// The remedy.
        remedy: usize,
    },
    /// A correction of an earlier period: the reversal or the new rating of a usage.
    Correction {
        /// The tariff.
        tariff: usize,
    },
}

/// Tax of an invoice at one rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxLine {
    /// Rate in percent.
    pub percent: Decimal,
    /// Net that it is taken of.
    pub net_minor: i64,
    /// The tax.
    pub amount_minor: i64,
}
