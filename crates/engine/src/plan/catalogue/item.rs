//! What is charged by the piece: kilometres, spare parts, a visit, a no-show, opening a ticket.

use rust_decimal::Decimal;

use super::Text;
use super::condition::When;
use super::price::{Modifier, PriceRule};

/// Something that is charged by the piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Id in the file ("km").
    pub id: String,
    /// Name for people.
    pub name: Text,
    /// Word for one of it; none: a piece.
    pub unit: Option<String>,
    /// What it costs: for each (`each` of the fact `quantity`), or for any number together.
    pub price: PriceRule,
    /// What of it is free.
    pub free_quantity: Option<FreeQuantity>,
    /// Surcharges and discounts.
    pub modifiers: Vec<Modifier>,
    /// What makes it free, known late or early.
    pub free: Option<When>,
    /// What must hold for it to be charged, known late or early.
    pub charge_if: Option<When>,
    /// What brings it about; none: an event of its own.
    pub on: Option<Trigger>,
    /// Facts of the ticket that it sets when it is bought for one.
    pub sets: Vec<(String, String)>,
    /// Tax in percent, where it is not the provider's.
    pub tax_percent: Option<Decimal>,
}

/// A quantity that costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeQuantity {
    /// How many.
    pub quantity: Decimal,
    /// For what it is counted.
    pub per: FreePer,
}

/// For what a free quantity is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreePer {
    /// Each time.
    Event,
    /// For each ticket.
    Ticket,
    /// For each calendar month.
    Month,
    /// For each calendar year.
    Year,
}

/// What brings an item about by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// A request that was taken.
    Open,
    /// A ticket that is opened again.
    Reopen,
}
