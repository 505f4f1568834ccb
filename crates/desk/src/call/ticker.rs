//! The price of a running call, as it moves on.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::price::{Price, line_of, price_at};
use crate::action::View;
use crate::contract;
use crate::error::DeskError;
use crate::id::ContractId;
use crate::usage;
use engine::run::event::{Call, Event, What};

/// A running call at this moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticker {
    /// The price at which it started.
    pub price: Price,
    /// Seconds so far.
    pub elapsed_s: i64,
    /// Seconds that allowances cover.
    pub free_s: i64,
    /// Exact net price so far.
    pub net: Decimal,
    /// Until when it stays at that.
    pub next_at: Option<Timestamp>,
    /// The price from then on.
    pub next_net: Option<Decimal>,
}

/// What a call on a line that started at an instant has come to by now, and when it moves on.
///
/// # Errors
/// As [`super::price_now`].
pub fn ticker(view: &mut View<'_, '_>, id: ContractId, line: &str, started_at: Timestamp) -> Result<Ticker, DeskError> {
    let terms = contract::terms(view, id)?;
    let index = line_of(&terms, line, started_at)?;
    let price = price_at(&terms, line, started_at)?;
    let elapsed_s = view.now.duration_since(started_at).as_secs().clamp(0, 24 * 3600);
    let mut ticker = Ticker { price, elapsed_s, free_s: 0, net: Decimal::ZERO, next_at: None, next_net: None };
    let Some(dialled) = terms.catalogue.lines[index].tariff else { return Ok(ticker) };
    let tariff = engine::tariff::effective(&terms.catalogue, dialled, started_at);
    // A call as long as a day burns all that this one could burn.
    let whole = Call { line: line.to_owned(), duration_s: 24 * 3600, ..Call::default() };
    let event = Event { at: started_at, known: None, what: What::Call(whole) };
    let until = view.now.max(started_at).saturating_add(SignedDuration::from_secs(1)).unwrap_or(view.now);
    let computed = usage::compute(view, &terms, &[event], until)?;
    let rated = computed.outcome.usage.iter().find(|rated| rated.event == computed.events.len() - 1);
    ticker.free_s = rated.map_or(0, |rated| rated.burned.iter().map(|burn| burn.quantity).sum());
    let progress = engine::tariff::next_step(&terms.catalogue, tariff, started_at, elapsed_s, ticker.free_s)
        .map_err(|error| DeskError::conflict("no-price", error.to_string()))?;
    ticker.net = progress.net;
    ticker.next_at = progress.next_at;
    ticker.next_net = progress.next_net;
    Ok(ticker)
}
