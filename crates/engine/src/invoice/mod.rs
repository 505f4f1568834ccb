//! Invoices: a contract's usage rated, its balances, and a draft for each calendar month that has ended.
//!
//! [`bill`] gathers everything that a contract owes; [`assemble`] adds up one month's lines; [`offered`] says beforehand what
//! a month without usage would come to. Nothing is written and no
//! number is burned: the same events give the same drafts, as often as they are asked for.
//!
//! Invariants:
//! - Usage record, rated usage, invoice line: each usage is on at most one line, and every line says what it bills.
//! - A line is rounded once, half up; the net is the sum of the lines; tax is taken once for each rate of the net.
//! - An invoice depends only on what was known when its month ended. What becomes known later is billed with the month
//!   in which it became known: late usage as its own line, a changed rating as a reversal, exactly once.
//! - The usages that were in time burn first. Late ones burn what their own month has left.
//!
//! Deliberately not here: invoice numbers, addresses, payment, what people agreed beside the plan other than fees.

mod ask;
mod assemble;
mod beside;
mod bill;
mod charge;
mod correction;
mod credit;
mod cycle;
mod fee;
mod gather;
mod item;
mod known;
mod line;
mod metering;
mod notice;
mod offered;
mod ticket;
mod turn;
mod usage;
mod wording;

use rust_decimal::Decimal;

pub use ask::beside_now;
pub(crate) use ask::{Quote, Says};
pub use assemble::assemble;
pub(crate) use bill::at_lengths;
pub use bill::bill;
pub(crate) use credit::credit;
pub use fee::agreed_fee;
pub use offered::{NoOffer, Offered, offered};
pub use wording::line_text;

use crate::explain::Step;
use crate::ledger::Ledger;
use crate::money::{Currency, minor_digits};
use crate::run::outcome::{Balance, InvoiceDraft, Notice, Period, RatedItem, RatedUsage, Refused};

/// Everything that a contract owes and has left.
#[derive(Debug, Clone, Default)]
pub struct Billing {
    /// Rated usage, by event.
    pub usage: Vec<RatedUsage>,
    /// Rated items, by event.
    pub items: Vec<RatedItem>,
    /// Balances of allowances by period.
    pub balances: Vec<Balance>,
    /// Drafts of the months that ended and have lines.
    pub invoices: Vec<InvoiceDraft>,
    /// Calls, work and top-ups that cannot be rated.
    pub refused: Vec<Refused>,
    /// The allowances' lots as they stand at the end of the run.
    pub ledger: Ledger,
    /// What somebody should be told about allowances.
    pub notices: Vec<Notice>,
    /// Months whose sums are too large to be invoiced, with the reason. Their usage is on no line.
    pub unbilled: Vec<(Period, Step)>,
    /// What each request and call would come to as it arrived, by event.
    pub(crate) quotes: Vec<(usize, Quote)>,
}

/// A unit price with at least the currency's digits and no needless ones.
fn unit_price(price: Decimal, currency: Currency) -> Decimal {
    let mut price = price.normalize();
    if price.scale() < minor_digits(currency) {
        price.rescale(minor_digits(currency));
    }
    price
}
