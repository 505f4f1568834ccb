//! What a call costs at this minute and until when, and how a running call's price moves.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::band::{effective, first_band};
use super::rate::{RateError, rate};
use crate::plan::catalogue::{Catalogue, TimePrice};

/// Changes that are looked through for the next one that matters: more than a year of any weekly tariff.
const CHANGES_MAX: usize = 4000;

/// What a call that starts now costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceNow {
    /// The tariff that applies to a call that starts now.
    pub tariff: usize,
    /// Its band.
    pub band: usize,
    /// Until when a call would start at this price; none: always.
    pub until: Option<Timestamp>,
    /// Tariff and band from then on; none as well where the tariff then has no price.
    pub next: Option<(usize, usize)>,
}

impl PriceNow {
    /// First block, rate and increment.
    #[must_use]
    pub fn price<'a>(&self, catalogue: &'a Catalogue) -> &'a TimePrice {
        &catalogue.tariffs[self.tariff].bands[self.band].price
    }

    /// The same of the band that follows.
    #[must_use]
    pub fn next_price<'a>(&self, catalogue: &'a Catalogue) -> Option<&'a TimePrice> {
        self.next.map(|(tariff, band)| &catalogue.tariffs[tariff].bands[band].price)
    }
}

/// What a call on `line` costs if it starts at `at`; none if calls on the line cost nothing.
///
/// # Errors
/// [`RateError::NoBand`] when the tariff has no price for these hours.
pub fn price_now(catalogue: &Catalogue, line: usize, at: Timestamp) -> Result<Option<PriceNow>, RateError> {
    let Some(dialled) = catalogue.lines[line].tariff else {
        return Ok(None);
    };
    let (tariff, band) = starting(catalogue, dialled, at).ok_or(RateError::NoBand)?;
    let mut now = at;
    for _ in 0..CHANGES_MAX {
        let Some(change) = next_change(catalogue, dialled, now) else {
            break;
        };
        let then = starting(catalogue, dialled, change);
        if then != Some((tariff, band)) {
            return Ok(Some(PriceNow { tariff, band, until: Some(change), next: then }));
        }
        now = change;
    }
    Ok(Some(PriceNow { tariff, band, until: None, next: None }))
}

/// Tariff and band of a usage that starts at `at`.
fn starting(catalogue: &Catalogue, dialled: usize, at: Timestamp) -> Option<(usize, usize)> {
    let tariff = effective(catalogue, dialled, at);
    first_band(&catalogue.tariffs[tariff], at).map(|(band, _)| (tariff, band))
}

/// The next opening or closing of any window that decides about a call's start.
fn next_change(catalogue: &Catalogue, dialled: usize, at: Timestamp) -> Option<Timestamp> {
    let mut next: Option<Timestamp> = None;
    let mut tariff = dialled;
    for _ in 0..=catalogue.tariffs.len() {
        let this = &catalogue.tariffs[tariff];
        let within = this.within.map(|(window, _)| &catalogue.windows[window].coverage);
        let windows = this.bands.iter().filter_map(|band| band.window.as_ref());
        let change =
            within.into_iter().chain(windows).filter_map(|window| window.next_change(at)).map(|(to, _)| to).min();
        next = match (next, change) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        match this.within {
            Some((_, other)) if other != tariff => tariff = other,
            _ => break,
        }
    }
    next
}

/// A running call's price, and when it moves on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Exact net price if it ended now.
    pub net: Decimal,
    /// Until when it stays at that; none when the end of what can be rated is reached.
    pub next_at: Option<Timestamp>,
    /// The price from then on.
    pub next_net: Option<Decimal>,
}

/// The price of a call that started at `at` and has lasted `elapsed_s`, with `free_s` covered by allowances.
///
/// # Errors
/// [`RateError`] as for [`rate`].
pub fn next_step(
    catalogue: &Catalogue,
    tariff: usize,
    at: Timestamp,
    elapsed_s: i64,
    free_s: i64,
) -> Result<Progress, RateError> {
    let so_far = rate(catalogue, tariff, at, elapsed_s, free_s.max(0).min(elapsed_s.max(0)))?;
    let stays_s = if elapsed_s <= free_s { free_s } else { so_far.counted_s };
    let next_at = at.checked_add(SignedDuration::from_secs(stays_s)).ok();
    let next = stays_s.checked_add(1).map(|then_s| rate(catalogue, tariff, at, then_s, free_s.max(0)));
    let net = so_far.net.normalize();
    match next {
        Some(Ok(next)) => Ok(Progress { net, next_at, next_net: Some(next.net.normalize()) }),
        _ => Ok(Progress { net, next_at: None, next_net: None }),
    }
}
