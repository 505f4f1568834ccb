//! When the grants of several periods may be thrown together: by agreement, as the plan says, and each period once.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::outcome::Period;
use super::timeline::{Pool, Timeline};
use crate::explain::RefusalStep;
use crate::plan::Catalogue;
use crate::plan::catalogue::{GrantTime, Pooling};

/// What was asked for.
pub(super) struct Asked<'a> {
    pub(super) event: usize,
    pub(super) at: Timestamp,
    pub(super) today: Date,
    pub(super) allowance: Option<&'a str>,
    pub(super) periods: &'a [Date],
    pub(super) by: &'a str,
}

/// The pools that an agreement makes, one for each allowance it concerns, or why it makes none.
pub(super) fn agree(catalogue: &Catalogue, timeline: &Timeline, asked: &Asked<'_>) -> Result<Vec<Pool>, RefusalStep> {
    let phase = timeline.phases.iter().rev().find(|phase| phase.from_at <= asked.at).or(timeline.phases.first());
    let mut granted: Vec<usize> = phase
        .into_iter()
        .flat_map(|phase| &phase.entitlements.grants)
        .filter(|grant| grant.every == GrantTime::Month)
        .map(|grant| grant.allowance)
        .collect();
    granted.sort_unstable();
    granted.dedup();
    if let Some(id) = asked.allowance {
        let named = catalogue.allowances.iter().position(|allowance| allowance.id == id);
        let named = named.ok_or_else(|| RefusalStep::NoAllowance { id: id.to_owned() })?;
        if !granted.contains(&named) {
            return Err(RefusalStep::NoAllowance { id: id.to_owned() });
        }
        granted = vec![named];
    }
    let mut pools = Vec::new();
    for &allowance in &granted {
        if let Some(pooling) = &catalogue.allowances[allowance].pooling {
            pools.push(pool(timeline, asked, allowance, pooling)?);
        }
    }
    if pools.is_empty() {
        return Err(RefusalStep::NotPoolable { allowance: granted.first().copied() });
    }
    Ok(pools)
}

fn pool(timeline: &Timeline, asked: &Asked<'_>, allowance: usize, pooling: &Pooling) -> Result<Pool, RefusalStep> {
    if asked.by != pooling.by {
        return Err(RefusalStep::PoolRole { by: asked.by.to_owned(), needed: pooling.by.clone() });
    }
    let mut months = asked.periods.to_vec();
    months.sort_unstable();
    let consecutive = months.windows(2).all(|pair| pair[0].checked_add(1.month()).is_ok_and(|next| next == pair[1]));
    let (Some(&first), Some(&last)) = (months.first(), months.last()) else {
        return Err(RefusalStep::PoolLength { periods: pooling.periods });
    };
    if months.len() as u64 != u64::from(pooling.periods) || !consecutive {
        return Err(RefusalStep::PoolLength { periods: pooling.periods });
    }
    let first_end = first.last_of_month();
    if asked.today > first_end {
        return Err(RefusalStep::PoolLate { last: first_end });
    }
    let period = Period { from: first, to: last.last_of_month() };
    if timeline.start > first_end || timeline.end.is_some_and(|end| end <= period.to) {
        return Err(RefusalStep::PoolBeyond { start: timeline.start, end: timeline.end });
    }
    let taken = timeline
        .pools
        .iter()
        .find(|pool| pool.allowance == allowance && pool.period.from <= period.to && pool.period.to >= period.from);
    if let Some(taken) = taken {
        return Err(RefusalStep::PoolTaken { period: taken.period });
    }
    Ok(Pool { allowance, period, event: asked.event })
}
