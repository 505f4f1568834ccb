//! Fees that are billed by the quarter, by the year, or in advance.
//!
//! A cycle is on one invoice: in arrears on that of the month in which it ends, in advance on that of the month in which
//! it begins. It is priced in units, the shorter of the price's own time and the cycle; a unit that was not held on all
//! of its days is charged by them. What changes after a cycle was billed (a change, an end, a count) is the difference
//! between what the cycle is now and what it was, on the invoice of the month in which that became known.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::charge::{Asked, Charge, Priced, charges, fault_step};
use super::fee::Fees;
use super::line::{Item, Key, push_rounded};
use super::turn::turns;
use super::unit_price;
use crate::explain::{PriceStep, Step};
use crate::money::{Rounding, TooLarge, from_minor, minor_digits, to_minor};
use crate::plan::catalogue::Fee;
use crate::plan::catalogue::price::{Anchor, Cycle, Refund};
use crate::price::{PriceFault, full_months, later};
use crate::run::outcome::{ChargeUnit, InvoiceLine, LineKind, Period};

/// The cycle of a charge: the plan's, or the one that the contract chose.
pub(super) fn cycle_of(asked: &Asked<'_>, charge: Charge<'_>) -> Cycle {
    let billing = charge.terms.billing;
    match asked.chosen_cycle().filter(|_| billing.chosen) {
        Some(months) => Cycle { months, ..billing },
        None => billing,
    }
}

/// Whether a charge is billed with each calendar month, in arrears.
pub(super) fn is_monthly(asked: &Asked<'_>, charge: Charge<'_>) -> bool {
    let once = match charge.fee {
        Fee::Once { .. } => true,
        Fee::Columns(columns) => columns.iter().all(|column| column.months.is_none()),
        _ => false,
    };
    if once {
        return true;
    }
    let Cycle { months, advance, anchor, .. } = cycle_of(asked, charge);
    months == 1 && !advance && anchor == Anchor::Calendar
}

/// A run of days, the last one not included.
#[derive(Debug, Clone, Copy)]
struct Run {
    from: Date,
    to: Date,
}

/// Items of the cycles that a month bills.
pub(super) fn cycle_items(
    asked: &Asked<'_>,
    charge: Charge<'_>,
    cycle: Cycle,
    month: Period,
    fees: &mut Fees,
) -> Result<(), TooLarge> {
    let origin = match cycle.anchor {
        Anchor::Contract => asked.timeline.start,
        Anchor::Own => asked.first_held(charge.offer),
        Anchor::Calendar => calendar_origin(asked.timeline.start, cycle.months),
    };
    // A cycle that touches the month begins at most its own length before it.
    let skipped = full_months(origin, month.from) / cycle.months;
    let mut number = skipped.saturating_sub(1);
    loop {
        let run = Run { from: later(origin, number * cycle.months), to: later(origin, (number + 1) * cycle.months) };
        if run.from > month.to || run.to <= run.from {
            return Ok(());
        }
        let due = if cycle.advance { run.from.max(asked.timeline.start) } else { last_day(asked, run) };
        if month.from <= due && due <= month.to && run.to > asked.timeline.start {
            cycle_item(asked, charge, cycle, run, fees)?;
        }
        number += 1;
    }
}

/// The last day of a cycle on which the contract is in effect.
fn last_day(asked: &Asked<'_>, run: Run) -> Date {
    let end = asked.timeline.end.filter(|end| *end > run.from).map_or(run.to, |end| end.min(run.to));
    end.yesterday().unwrap_or(end)
}

/// The first of January before a start, or where cycles that do not fill a year would begin if they had since then.
fn calendar_origin(start: Date, months: u32) -> Date {
    let january = Date::new(start.year(), 1, 1).unwrap_or(start);
    later(january, full_months(january, start) / months * months)
}

fn cycle_item(asked: &Asked<'_>, charge: Charge<'_>, cycle: Cycle, run: Run, fees: &mut Fees) -> Result<(), TooLarge> {
    let inside = Period { from: run.from, to: run.to.yesterday().unwrap_or(run.from) };
    let counted = Asked { period: inside, ..*asked }.counted(charge.terms.counted);
    let asked = Asked { timeline: counted.as_ref().unwrap_or(asked.timeline), period: inside, ..*asked };
    let mut pieces = match pieces(&asked, charge, run) {
        Ok(pieces) => pieces,
        Err(PriceFault::TooLarge) => return Err(TooLarge),
        Err(fault) => {
            let step = fault_step(&fault, charge.offer);
            if !fees.faults.contains(&step) {
                fees.faults.push(step);
            }
            return Ok(());
        }
    };
    if charge.terms.refund != Refund::Unused {
        pieces = kept(&asked, charge.terms.refund, run, pieces);
    }
    if !pieces.is_empty() {
        fees.items.push(item(&asked, charge, cycle, run, &pieces)?);
    }
    Ok(())
}

/// Days of a cycle at one price, the last one not included.
#[derive(Debug, Clone)]
struct Piece {
    price: Decimal,
    /// Months that the price is for.
    months: u32,
    count: u32,
    run: Run,
    why: Vec<Step>,
}

impl Piece {
    fn same_price(&self, other: &Piece) -> bool {
        (self.price, self.months, self.count) == (other.price, other.months, other.count)
    }

    /// What a month of it costs.
    fn monthly(&self) -> Decimal {
        let sum = self.price.checked_mul(Decimal::from(self.count)).unwrap_or(Decimal::MAX);
        sum / Decimal::from(self.months.max(1))
    }
}

/// The stretches of a cycle in which the charge is owed, in order of time.
fn pieces(asked: &Asked<'_>, charge: Charge<'_>, run: Run) -> Result<Vec<Piece>, PriceFault> {
    let (phases, end) = (&asked.timeline.phases, asked.timeline.end);
    let mut found: Vec<Piece> = Vec::new();
    for (ix, phase) in phases.iter().enumerate() {
        let next = phases.get(ix + 1).map(|next| next.from);
        let from = phase.from.max(asked.timeline.start).max(run.from);
        let to = [next, end, Some(run.to)].into_iter().flatten().min().filter(|to| *to > from);
        let own = charges(asked.view, &phase.entitlements)
            .into_iter()
            .find(|known| (known.offer, known.part) == (charge.offer, charge.part));
        let (Some(to), Some(own)) = (to, own) else { continue };
        let days = turns(asked, own, &phase.entitlements, from, to.yesterday().unwrap_or(from));
        for (ix, &day) in days.iter().enumerate() {
            let Some(Priced { price, months, why }) = asked.price(own, &phase.entitlements, day)? else { continue };
            let stop = days.get(ix + 1).copied().unwrap_or(to);
            let months = months.unwrap_or(1).max(1);
            let more = Piece { price, months, count: own.count, run: Run { from: day, to: stop }, why };
            match found.last_mut().filter(|last| last.same_price(&more) && last.run.to == day) {
                Some(last) => last.run.to = stop,
                None => found.push(more),
            }
        }
    }
    Ok(found)
}

/// Nothing is given back: what was once owed in the cycle is owed to its end, or to the end that was agreed.
fn kept(asked: &Asked<'_>, refund: Refund, run: Run, pieces: Vec<Piece>) -> Vec<Piece> {
    let agreed_end = asked.timeline.fixed_end.map_or(run.to, |end| end.min(run.to));
    let end = asked.timeline.end.unwrap_or(run.to).min(run.to);
    let mut all: Vec<Piece> = Vec::new();
    let keep = |all: &mut Vec<Piece>, from: Date, to: Date| {
        if let Some(last) = all.last().cloned().filter(|_| from < to) {
            all.push(Piece { run: Run { from, to }, ..last });
        }
    };
    for piece in pieces {
        if refund == Refund::Nothing {
            let (from, to) = (all.last().map_or(piece.run.from, |last| last.run.to), piece.run.from);
            keep(&mut all, from, to);
        }
        match all.last() {
            Some(last) if refund == Refund::Nothing && last.monthly() > piece.monthly() => {
                let kept = Piece { run: piece.run, ..last.clone() };
                all.push(kept);
            }
            _ => all.push(piece),
        }
    }
    let last = all.last().map_or(run.to, |last| last.run.to);
    // On a change what is dropped is credited; at the end of the contract nothing is.
    if refund == Refund::Nothing || last == end {
        keep(&mut all, last, agreed_end.max(last));
    }
    all
}

fn days_between(from: Date, to: Date) -> i64 {
    i64::from(from.until(to).map_or(0, |span| span.get_days()))
}

/// The exact sum: whole units at their price, others by their days.
fn sum(run: Run, unit_months: u32, pieces: &[Piece]) -> Result<Decimal, TooLarge> {
    let mut total = Decimal::ZERO;
    let mut months = 0;
    loop {
        let unit = Run { from: later(run.from, months), to: later(run.from, months + unit_months).min(run.to) };
        if unit.from >= run.to || unit.to <= unit.from {
            return Ok(total);
        }
        let of = days_between(unit.from, unit.to);
        for piece in pieces {
            let (from, to) = (piece.run.from.max(unit.from), piece.run.to.min(unit.to));
            if from >= to {
                continue;
            }
            let share = Decimal::from(days_between(from, to) * i64::from(piece.count) * i64::from(unit_months));
            let sum = piece.price.checked_mul(share).ok_or(TooLarge)?;
            total = total.checked_add(sum / Decimal::from(of * i64::from(piece.months))).ok_or(TooLarge)?;
        }
        months += unit_months;
    }
}

fn item(asked: &Asked<'_>, charge: Charge<'_>, cycle: Cycle, run: Run, pieces: &[Piece]) -> Result<Item, TooLarge> {
    let catalogue = asked.view.catalogue;
    let currency = catalogue.provider.currency;
    let unit_months = pieces.iter().map(|piece| piece.months).min().unwrap_or(1).min(cycle.months).max(1);
    let exact = sum(run, unit_months, pieces)?;
    let net_minor = to_minor(exact, currency, Rounding::HalfUp)?;
    let from = pieces.first().map_or(run.from, |piece| piece.run.from);
    let to = pieces.last().map_or(run.to, |piece| piece.run.to);
    let mut why = Vec::new();
    for piece in pieces {
        why.extend(piece.why.iter().cloned());
        if pieces.len() > 1 || (from, to) != (run.from, run.to) {
            let period = Period { from: piece.run.from, to: piece.run.to.yesterday().unwrap_or(piece.run.from) };
            why.push(Step::Price(PriceStep::ForDays { period }));
        }
    }
    push_rounded(&mut why, exact, net_minor, catalogue);
    let whole = pieces.len() == 1 && (from, to) == (run.from, run.to);
    let monthly = pieces.first().map(|piece| piece.price / Decimal::from(piece.months));
    let shown = monthly.filter(|monthly| whole && monthly.normalize().scale() <= minor_digits(currency));
    let months = i64::from(cycle.months) * i64::from(pieces.first().map_or(1, |piece| piece.count));
    let (quantity, unit, price) = match shown {
        Some(monthly) => (months.to_string(), ChargeUnit::Month, unit_price(monthly, currency)),
        None => ("1".to_owned(), ChargeUnit::Piece, from_minor(net_minor, currency)),
    };
    let line = InvoiceLine {
        kind: LineKind::Fee { offer: charge.offer, part: charge.part },
        quantity,
        unit,
        unit_price: price,
        net_minor,
        gross_minor: None,
        tax_percent: charge.terms.tax_percent.or(catalogue.provider.tax_percent),
        service: Period { from, to: to.yesterday().unwrap_or(to) },
        usage: Vec::new(),
        why,
    };
    Ok(Item { key: Key::Cycle(charge.offer, charge.part, run.from), line, seconds: 0 })
}
