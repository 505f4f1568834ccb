//! The price of a running call, as it moves on.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::price::{Price, line_of, price_at};
use crate::action::View;
use crate::contract;
use crate::error::DeskError;
use crate::id::ContractId;
use crate::usage;
use engine::money::from_minor;
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
    /// Net price so far, as the record would have it.
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
    ticker.next_at = progress.next_at;
    // What is shown is what the record would have: with the price of a ticket, least prices and surcharges.
    let mut net = |duration_s: i64| {
        let call = Call { line: line.to_owned(), duration_s, ..Call::default() };
        let event = Event { at: started_at, known: None, what: What::Call(call) };
        let computed = usage::compute(view, &terms, &[event], until)?;
        let rated = computed.outcome.usage.iter().find(|rated| rated.event == computed.events.len() - 1);
        Ok::<_, DeskError>(rated.map(|rated| from_minor(rated.amount_minor, terms.catalogue.provider.currency)))
    };
    ticker.net = net(elapsed_s)?.unwrap_or(progress.net);
    if let (Some(next_at), Some(next_net)) = (progress.next_at, progress.next_net) {
        let next_s = next_at.duration_since(started_at).as_secs().saturating_add(1);
        ticker.next_net = Some(net(next_s)?.unwrap_or(next_net));
    }
    Ok(ticker)
}
