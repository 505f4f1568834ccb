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
use engine::plan::catalogue::SharedCatalogue;
use engine::run::call_at_lengths;
use engine::run::event::{Call, Event, What};
use engine::tariff::RateError;

/// A running call at this moment.
#[derive(Debug, Clone)]
pub struct Ticker {
    /// The catalogue of the contract.
    pub catalogue: SharedCatalogue,
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
/// The contract is read and computed once.
///
/// # Errors
/// As [`super::price_now`].
pub fn ticker(view: &mut View<'_, '_>, id: ContractId, line: &str, started_at: Timestamp) -> Result<Ticker, DeskError> {
    let terms = contract::terms(view, id)?;
    let index = line_of(&terms, line, started_at)?;
    let price = price_at(&terms, line, started_at)?;
    let elapsed_s = view.now.duration_since(started_at).as_secs().clamp(0, 24 * 3600);
    let catalogue = SharedCatalogue::clone(&terms.catalogue);
    let (net, next_net) = (Decimal::ZERO, None);
    let mut ticker = Ticker { catalogue, price, elapsed_s, free_s: 0, net, next_at: None, next_net };
    let Some(dialled) = terms.catalogue.lines[index].tariff else { return Ok(ticker) };
    let tariff = engine::tariff::effective(&terms.catalogue, dialled, started_at);
    let until = view.now.max(started_at).saturating_add(SignedDuration::from_secs(1)).unwrap_or(view.now);
    let currency = terms.catalogue.provider.currency;
    let call = Call { line: line.to_owned(), duration_s: elapsed_s, ..Call::default() };
    let event = Event { at: started_at, known: None, what: What::Call(call) };
    let events = usage::events_with(view, &terms, event)?;
    let told = call_at_lengths(&terms.volume, &terms.engine, &events, until, |rated| {
        // A call as long as a day burns all that this one could burn.
        let whole = rated(24 * 3600);
        ticker.free_s = whole.map_or(0, |whole| whole.burned.iter().map(|burn| burn.quantity).sum());
        let progress = engine::tariff::next_step(&terms.catalogue, tariff, started_at, elapsed_s, ticker.free_s)?;
        ticker.next_at = progress.next_at;
        // What is shown is what the record would have: with the price of a ticket, least prices and surcharges.
        let mut net = |length_s| rated(length_s).map(|rated| from_minor(rated.amount_minor, currency));
        ticker.net = net(elapsed_s).unwrap_or(progress.net);
        if let (Some(next_at), Some(next_net)) = (progress.next_at, progress.next_net) {
            let next_s = next_at.duration_since(started_at).as_secs().saturating_add(1);
            ticker.next_net = Some(net(next_s).unwrap_or(next_net));
        }
        Ok(())
    });
    told.map_err(|error| DeskError::broken(format!("contract {}: {error}", terms.number)))?
        .map_err(|error: RateError| DeskError::conflict("no-price", error.to_string()))?;
    Ok(ticker)
}
