//! More of an allowance that is sold: how much of it, and how long it lasts.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::grant::expiry;
use super::month::{Rhythm, day_after, month_of};
use crate::plan::catalogue::{Catalogue, Expiry, Measure};
use crate::run::event::What;
use crate::run::outcome::Period;
use crate::run::timeline::{Timeline, day, midnight};

/// More of an allowance, as it was sold.
pub(crate) struct Sold {
    /// Which allowance (index).
    pub(crate) allowance: usize,
    /// How much of it altogether, as it is kept.
    pub(crate) quantity: i64,
    /// When it ends, where the pack says so.
    pub(crate) expiry: Option<Expiry>,
    /// Price of one, if it has one.
    pub(crate) price: Option<Decimal>,
    /// How many packs.
    pub(crate) count: u32,
}

/// What a top-up or the sale of packs gives; none where nothing of the catalogue was sold.
pub(crate) fn sold(catalogue: &Catalogue, what: &What) -> Option<Sold> {
    match what {
        What::TopUp { allowance: id, quantity, price } => {
            let allowance = catalogue.allowances.iter().position(|known| known.id == *id)?;
            // Bare units of the provider's own are bought whole, and kept in parts.
            let one = match catalogue.measure(catalogue.allowances[allowance].unit) {
                Measure::Count(one, _) => one,
                Measure::Time(_) => 1,
            };
            Some(Sold { allowance, quantity: quantity.saturating_mul(one), expiry: None, price: *price, count: 1 })
        }
        What::Buy { pack, count, price } => {
            let pack = catalogue.packs.iter().find(|known| known.id == *pack)?;
            let (allowance, expiry, price) = (pack.allowance, pack.expiry, price.or(pack.price));
            Some(Sold {
                allowance,
                quantity: pack.quantity.saturating_mul(i64::from(*count)),
                expiry,
                price,
                count: *count,
            })
        }
        _ => None,
    }
}

/// To which period something bought belongs, and when it ends.
pub(super) fn bought(
    catalogue: &Catalogue,
    timeline: &Timeline,
    allowance: usize,
    own: Option<Expiry>,
    at: Timestamp,
) -> (Option<Period>, Option<Timestamp>) {
    let zone = &catalogue.provider.zone;
    let on = day(at, zone);
    if own.unwrap_or(catalogue.allowances[allowance].expiry) != Expiry::EndOfPeriod {
        return (None, expiry(catalogue, timeline, allowance, own, on, at));
    }
    let pools = timeline.pools.iter().filter(|pool| pool.allowance == allowance).map(|pool| pool.period);
    let pool = pools.into_iter().find(|pool| pool.from <= on && on <= pool.to);
    let period = pool.or_else(|| current_period(catalogue, timeline, allowance, on)).unwrap_or(month_of(on));
    (Some(period), day_after(period).map(|day| midnight(day, zone)))
}

/// The period of an allowance's own grants on a day.
fn current_period(catalogue: &Catalogue, timeline: &Timeline, allowance: usize, on: Date) -> Option<Period> {
    let phase = timeline.phases.iter().rev().find(|phase| phase.from <= on)?;
    let every = phase.entitlements.grants.iter().find(|grant| grant.allowance == allowance)?.every;
    let periods = catalogue.allowances[allowance].rules.as_deref().map(|rules| rules.periods).unwrap_or_default();
    Rhythm::of(every, periods, timeline.start)?.around(on)
}
