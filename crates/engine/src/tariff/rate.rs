//! The one function that prices time.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::band::{effective, first_band, later_band, next_border};
use super::rating::{BandReason, Part, PartKind, Rating, increment_s};
use crate::plan::catalogue::{Border, Catalogue, Tariff};

/// The longest usage that is rated: 366 days.
pub const LONGEST_S: i64 = 366 * 86_400;

/// The largest exact net sum of one usage, in units of the currency: far above any bill, and low enough that the
/// lines of a month can be added without running over.
const LARGEST: i64 = 10_000_000_000_000;

/// Blocks that are looked up one by one before whole stretches between borders are taken.
const SINGLE_BLOCKS: i64 = 8;

/// Why a usage cannot be rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    /// A length below zero.
    #[error("a length below zero cannot be rated")]
    Negative,
    /// Longer than [`LONGEST_S`].
    #[error("longer than 366 days")]
    TooLong,
    /// It runs beyond the end of the calendar.
    #[error("it ends after the year 9999")]
    OutOfRange,
    /// It starts in hours for which the tariff has no price.
    #[error("the tariff has no price for the hours in which it starts")]
    NoBand,
    /// The sum is larger than can be invoiced.
    #[error("the amount is larger than can be invoiced")]
    TooLarge,
}

/// Prices a usage that starts at `at` and lasts `measured_s` elapsed seconds, of which allowances cover the first
/// `covered_s`; what is left is charged as if it started there.
///
/// # Errors
/// [`RateError`] when the length is negative or too long, no row fits, or the sum is too large.
pub fn rate(
    catalogue: &Catalogue,
    tariff: usize,
    at: Timestamp,
    measured_s: i64,
    covered_s: i64,
) -> Result<Rating, RateError> {
    if measured_s < 0 || covered_s < 0 {
        return Err(RateError::Negative);
    }
    if measured_s > LONGEST_S || covered_s > 2 * LONGEST_S {
        return Err(RateError::TooLong);
    }
    let index = effective(catalogue, tariff, at);
    let tariff = &catalogue.tariffs[index];
    let (band, reason) = first_band(tariff, at).ok_or(RateError::NoBand)?;
    let mut walk =
        Walk { catalogue, tariff, at, offset_s: covered_s, band, reason, sum: Sum::new(), parts: Vec::new() };
    if covered_s > 0 && measured_s > covered_s && tariff.border != Border::CallStart {
        walk.skip_covered()?;
    }
    if measured_s > covered_s {
        match tariff.border {
            Border::BlockStart | Border::CallStart => walk.blocks(measured_s)?,
            Border::Second => walk.seconds(measured_s)?,
        }
    }
    let net = walk.sum.total()?;
    if net > Decimal::from(LARGEST) {
        return Err(RateError::TooLarge);
    }
    let counted_s = walk.offset_s;
    Ok(Rating { tariff: index, measured_s, counted_s, charged_s: counted_s - covered_s, net, parts: walk.parts })
}

/// A walk along a usage, block by block.
struct Walk<'a> {
    catalogue: &'a Catalogue,
    tariff: &'a Tariff,
    at: Timestamp,
    /// Seconds done: covered or charged.
    offset_s: i64,
    /// Band of the block that starts at `offset_s`, or of the last one.
    band: usize,
    reason: BandReason,
    sum: Sum,
    parts: Vec<Part>,
}

impl Walk<'_> {
    /// Follows the bands through the covered stretch: the last of them goes on if the rest starts in hours without a row.
    fn skip_covered(&mut self) -> Result<(), RateError> {
        let end_s = self.offset_s;
        let end = self.instant(end_s)?;
        let mut now = self.at;
        while let Some(border) = next_border(self.catalogue, self.tariff, now).filter(|border| *border < end) {
            (self.band, self.reason) = later_band(self.catalogue, self.tariff, border, self.band);
            now = border;
        }
        (self.band, self.reason) = later_band(self.catalogue, self.tariff, end, self.band);
        Ok(())
    }

    /// Whole blocks: each at the band in which it starts, or all at the band in which the usage starts.
    fn blocks(&mut self, end_s: i64) -> Result<(), RateError> {
        let bands = &self.tariff.bands;
        if let Some(first) = &bands[self.band].price.first {
            self.push(PartKind::First, 1, first.length_s.max(1), first.price, 1)?;
        } else {
            self.increments(end_s)?;
        }
        while self.offset_s < end_s {
            if self.tariff.border == Border::BlockStart {
                let at = self.instant(self.offset_s)?;
                (self.band, self.reason) = later_band(self.catalogue, self.tariff, at, self.band);
            }
            self.increments(end_s)?;
        }
        Ok(())
    }

    /// As many increments of the present band as start before its border and before the end.
    fn increments(&mut self, end_s: i64) -> Result<(), RateError> {
        let price = &self.tariff.bands[self.band].price;
        let length_s = increment_s(self.tariff, price);
        let left = (end_s - self.offset_s + length_s - 1) / length_s;
        let count = if self.tariff.border == Border::CallStart {
            left
        } else if left <= SINGLE_BLOCKS {
            1
        } else {
            self.starts_before_border(left, length_s)?
        };
        self.push(PartKind::Rate, count, count * length_s, price.rate, price.per_s)
    }

    /// How many stretches of `length_s` in a row start before the next border, at most `left`.
    fn starts_before_border(&self, left: i64, length_s: i64) -> Result<i64, RateError> {
        let now = self.instant(self.offset_s)?;
        let Some(border) = next_border(self.catalogue, self.tariff, now) else {
            return Ok(left);
        };
        let gap_us = border.as_microsecond() - now.as_microsecond();
        let length_us = length_s * 1_000_000;
        Ok(((gap_us + length_us - 1) / length_us).clamp(1, left))
    }

    /// Blocks as in [`Walk::blocks`], but each second of them at its share of the band it lies in.
    fn seconds(&mut self, end_s: i64) -> Result<(), RateError> {
        let start = &self.tariff.bands[self.band].price;
        let first_end_s = start.first.as_ref().map_or(self.offset_s, |first| self.offset_s + first.length_s.max(1));
        let length_s = increment_s(self.tariff, start);
        let rest = (end_s - first_end_s).max(0);
        let counted_end_s = first_end_s + (rest + length_s - 1) / length_s * length_s;
        let mut begun = false;
        while self.offset_s < counted_end_s {
            if begun {
                let at = self.instant(self.offset_s)?;
                (self.band, self.reason) = later_band(self.catalogue, self.tariff, at, self.band);
            }
            begun = true;
            let in_first = self.offset_s < first_end_s;
            let stop_s = if in_first { first_end_s } else { counted_end_s };
            let count = self.starts_before_border(stop_s - self.offset_s, 1)?;
            let price = &self.tariff.bands[self.band].price;
            match &price.first {
                Some(first) if in_first => {
                    self.push(PartKind::FirstShare, count, count, first.price, first.length_s)?;
                }
                _ => self.push(PartKind::RateShare, count, count, price.rate, price.per_s)?,
            }
        }
        Ok(())
    }

    /// Adds a run in the present band: `price` for each `per_s` seconds of it; a first block is one price as a whole.
    fn push(&mut self, kind: PartKind, count: i64, seconds: i64, price: Decimal, per_s: i64) -> Result<(), RateError> {
        let times = if kind == PartKind::First { 1 } else { seconds };
        let net = self.sum.add(price, times, per_s)?;
        let (band, reason, from_s) = (self.band, self.reason, self.offset_s);
        self.offset_s += seconds;
        match self.parts.last_mut() {
            Some(last) if last.band == band && last.kind == kind && last.reason == reason => {
                last.count += count;
                last.seconds += seconds;
                last.net = last.net.checked_add(net).ok_or(RateError::TooLarge)?;
            }
            _ => self.parts.push(Part { band, kind, reason, from_s, count, seconds, net }),
        }
        Ok(())
    }

    fn instant(&self, offset_s: i64) -> Result<Timestamp, RateError> {
        self.at.checked_add(SignedDuration::from_secs(offset_s)).map_err(|_| RateError::OutOfRange)
    }
}

/// An exact sum of shares: numerators are kept by denominator and divided once, at the end.
struct Sum {
    whole: Decimal,
    shares: Vec<(i64, Decimal)>,
}

impl Sum {
    fn new() -> Sum {
        Sum { whole: Decimal::ZERO, shares: Vec::new() }
    }

    /// Adds `price × times / per` and returns it.
    fn add(&mut self, price: Decimal, times: i64, per: i64) -> Result<Decimal, RateError> {
        let per = per.max(1);
        if times % per == 0 {
            let net = price.checked_mul(Decimal::from(times / per)).ok_or(RateError::TooLarge)?;
            self.whole = self.whole.checked_add(net).ok_or(RateError::TooLarge)?;
            return Ok(net);
        }
        let share = price.checked_mul(Decimal::from(times)).ok_or(RateError::TooLarge)?;
        match self.shares.iter_mut().find(|(known, _)| *known == per) {
            Some((_, sum)) => *sum = sum.checked_add(share).ok_or(RateError::TooLarge)?,
            None => self.shares.push((per, share)),
        }
        Ok(share / Decimal::from(per))
    }

    fn total(&self) -> Result<Decimal, RateError> {
        self.shares.iter().try_fold(self.whole, |sum, (per, share)| {
            sum.checked_add(*share / Decimal::from(*per)).ok_or(RateError::TooLarge)
        })
    }
}
