//! What a rating is made of, and how it reads: charges for people, steps for the explanation.

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::explain::{PriceStep, Step};
use crate::plan::catalogue::price::Unsaid;
use crate::plan::catalogue::{Beside, Catalogue, Counting, Tariff, TimePrice};
use crate::run::outcome::{Charge, ChargeUnit};

/// Why a block has its band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BandReason {
    /// Its window is open when the block starts.
    Open,
    /// The usage starts in hours without a row.
    Otherwise,
    /// The block starts in hours without a row, or of another tariff: the last band goes on.
    GoesOn,
}

/// What a part of a rating counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// The first block, at its block price.
    First,
    /// Started increments at the rate.
    Rate,
    /// Seconds of the first block, each at its share of the block price.
    FirstShare,
    /// Seconds of increments, each at its share of the rate.
    RateShare,
}

/// A run of blocks (or of seconds, where a border splits blocks) in one band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Band (index in the tariff).
    pub band: usize,
    /// What is counted.
    pub kind: PartKind,
    /// Why this band.
    pub reason: BandReason,
    /// Seconds from the start of the usage to the start of this part.
    pub from_s: i64,
    /// Blocks, or seconds for shares.
    pub count: i64,
    /// Seconds.
    pub seconds: i64,
    /// Exact net.
    pub net: Decimal,
}

/// What a usage costs, in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// The tariff that applied.
    pub tariff: usize,
    /// Seconds measured.
    pub measured_s: i64,
    /// Seconds counted: what allowances covered and what is charged, in started increments.
    pub counted_s: i64,
    /// Counted seconds that are charged in money.
    pub charged_s: i64,
    /// Exact net sum before rounding.
    pub net: Decimal,
    /// The parts in order of time; parts of the same band that follow each other are one.
    pub parts: Vec<Part>,
}

/// Whether usages of the tariff are billed one by one: several rows, a block price, or something beside the price of time. Otherwise a month's time is summed.
#[must_use]
pub fn is_banded(tariff: &Tariff) -> bool {
    let own = |beside: &Beside| beside.case.is_some() || !beside.modifiers.is_empty();
    tariff.beside.as_deref().is_some_and(own) || tariff.bands.len() != 1 || tariff.bands[0].price.first.is_some()
}

/// Seconds as a quantity of the rate's unit, if that is exact in four digits; otherwise of the next smaller unit that is.
#[must_use]
pub fn quantity_of(seconds: i64, per_s: i64) -> (ChargeUnit, Decimal) {
    let units = [(3600, ChargeUnit::Hour), (60, ChargeUnit::Minute)];
    for (length_s, unit) in units {
        if length_s <= per_s.max(1) && i128::from(seconds) * 10_000 % i128::from(length_s) == 0 {
            return (unit, (Decimal::from(seconds) / Decimal::from(length_s)).normalize());
        }
    }
    (ChargeUnit::Second, Decimal::from(seconds))
}

/// Time at a rate, exact; none if it is larger than can be computed with.
#[must_use]
pub fn time_net(price: &TimePrice, seconds: i64) -> Option<Decimal> {
    let whole = price.rate.checked_mul(Decimal::from(seconds))?;
    whole.checked_div(Decimal::from(price.per_s.max(1)))
}

/// Length of a billed increment: seconds are not rounded up unless each usage is.
pub(super) fn increment_s(tariff: &Tariff, price: &TimePrice) -> i64 {
    if tariff.counting == Counting::EachUsage { price.increment_s.max(1) } else { 1 }
}

impl Rating {
    /// Whether a row that is charged leaves its price open.
    #[must_use]
    pub fn unsaid(&self, catalogue: &Catalogue) -> Option<Unsaid> {
        let bands = &catalogue.tariffs[self.tariff].bands;
        self.parts.iter().find_map(|part| bands[part.band].price.unsaid)
    }

    /// What is charged, one entry for each band in order of first use.
    #[must_use]
    pub fn charges(&self, catalogue: &Catalogue) -> Vec<Charge> {
        let tariff = &catalogue.tariffs[self.tariff];
        let blocks = tariff.bands.iter().any(|band| band.price.first.is_some());
        self.bands()
            .map(|band| {
                let price = &tariff.bands[band].price;
                let of_band = || self.parts.iter().filter(move |part| part.band == band);
                let seconds: i64 = of_band().map(|part| part.seconds).sum();
                let net = of_band().map(|part| part.net).sum::<Decimal>().normalize();
                let split = of_band().any(|part| matches!(part.kind, PartKind::FirstShare | PartKind::RateShare));
                let by_second = blocks && tariff.counting != Counting::EachUsage;
                let (unit, quantity, length_s) = if split || by_second {
                    (ChargeUnit::Second, Decimal::from(seconds), 1)
                } else if blocks {
                    let count: i64 = of_band().map(|part| part.count).sum();
                    (ChargeUnit::Block, Decimal::from(count), increment_s(tariff, price))
                } else {
                    let (unit, quantity) = quantity_of(seconds, price.per_s);
                    (unit, quantity, unit_s(unit))
                };
                let unit_price = share(price.rate, length_s, price.per_s);
                Charge { unit, quantity, unit_price, band, net }
            })
            .collect()
    }

    /// How the price came about, for a usage that started at `at`.
    #[must_use]
    pub fn steps(&self, catalogue: &Catalogue, at: Timestamp) -> Vec<Step> {
        let tariff = &catalogue.tariffs[self.tariff];
        let mut steps = Vec::new();
        let mut priced = 0;
        for band in self.bands() {
            let parts = || self.parts.iter().filter(move |part| part.band == band);
            if tariff.bands.len() > 1
                && let Some(part) = parts().next()
            {
                let from = at.checked_add(jiff::SignedDuration::from_secs(part.from_s)).unwrap_or(at);
                steps.push(PriceStep::Band { tariff: self.tariff, band, at: from, reason: part.reason });
            }
            let net = parts().map(|part| part.net).sum::<Decimal>().normalize();
            steps.push(self.band_step(catalogue, band, parts().copied(), net));
            priced += 1;
        }
        if priced > 1 {
            steps.push(PriceStep::Total { net: self.net.normalize() });
        }
        if self.parts.iter().any(|part| part.reason == BandReason::GoesOn) {
            steps.push(PriceStep::GoesOn { tariff: self.tariff });
        }
        steps.into_iter().map(Step::Price).collect()
    }

    fn band_step(
        &self,
        catalogue: &Catalogue,
        band: usize,
        parts: impl Iterator<Item = Part>,
        net: Decimal,
    ) -> PriceStep {
        let tariff = &catalogue.tariffs[self.tariff];
        let price = &tariff.bands[band].price;
        let (mut seconds, mut blocks, mut first, mut split) = (0, 0, None, false);
        for part in parts {
            seconds += part.seconds;
            blocks += part.count;
            match part.kind {
                PartKind::First => first.clone_from(&price.first),
                PartKind::FirstShare | PartKind::RateShare => split = true,
                PartKind::Rate => {}
            }
        }
        let block_s = increment_s(tariff, price);
        if split || (first.is_some() && block_s == 1) {
            return PriceStep::Split { tariff: self.tariff, band, seconds, net };
        }
        if first.is_some() || (tariff.bands.iter().any(|band| band.price.first.is_some()) && block_s > 1) {
            let price = share(price.rate, block_s, price.per_s);
            return PriceStep::Blocks { blocks, block_s, first, price, net };
        }
        PriceStep::Time { seconds, per_s: price.per_s, price: price.rate, net }
    }

    /// Bands in order of first use.
    fn bands(&self) -> impl Iterator<Item = usize> + '_ {
        let parts = &self.parts;
        (0..parts.len())
            .filter(|&ix| !parts[..ix].iter().any(|part| part.band == parts[ix].band))
            .map(|ix| parts[ix].band)
    }
}

fn unit_s(unit: ChargeUnit) -> i64 {
    match unit {
        ChargeUnit::Hour => 3600,
        ChargeUnit::Minute => 60,
        _ => 1,
    }
}

/// The price of `seconds` at a rate; saturates, since the rating itself has been checked.
fn share(rate: Decimal, seconds: i64, per_s: i64) -> Decimal {
    let whole = rate.checked_mul(Decimal::from(seconds)).unwrap_or(Decimal::MAX);
    (whole / Decimal::from(per_s.max(1))).normalize()
}
